"""Themes by how many reports find them weak, or strong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from extractor.comparison import statistics
from extractor.comparison.corpus import Corpus
from extractor.comparison.view import Basis, Rows, View, ViewColumn
from extractor.comparison.views.mentions import (
    NEITHER,
    mentions,
    polarities,
    themes_asked,
    title_of,
)
from extractor.comparison.views.words import words
from extractor.results.wording import counted

if TYPE_CHECKING:
    import pandas as pd


def themes(corpus: Corpus) -> View:
    """Each theme with the reports and sentences that find it weak or strong."""
    return _view(corpus, "themes", ())


def themes_by_framework(corpus: Corpus) -> View:
    """``themes``, for each framework."""
    return _view(corpus, "themes_by_framework", ("framework",))


def themes_by_year(corpus: Corpus) -> View:
    """``themes``, for each framework and year of the inspections' first days."""
    return _view(corpus, "themes_by_year", ("framework", "year"))


def _view(corpus: Corpus, name: str, by: tuple[str, ...]) -> View:
    of = f" (of the same {' and '.join(by)})" if by else ""
    title, about = words(name).title, words("themes").about_with(by=of)
    shown = polarities(corpus)
    columns, basis = _columns(by, shown)
    frame = _frame(corpus, by, shown)[[c.name for c in columns]].reset_index(drop=True)
    notes: tuple[str, ...] = () if shown else (NEITHER,)
    if len(corpus.reports) < 30:
        notes += (f"Only {counted(len(corpus.reports), 'report')}: the intervals are wide.",)
    group = by[0] if by else None
    return View(name, title, about, columns, frame, basis, notes, group)


def _frame(
    corpus: Corpus, by: tuple[str, ...], shown: tuple[tuple[str, str], ...]
) -> pd.DataFrame:
    import pandas as pd

    groups = ["_all", *by]
    reports = corpus.reports[["sha256", *by]].assign(_all=0)
    size = reports.groupby(groups, observed=True, dropna=False).size().rename("reports")
    said = mentions(corpus.findings, "polarity", themes_asked(corpus))
    said = said.merge(reports, on="sha256", how="left")
    total = corpus.findings[["polarity", *by]].assign(_all=0)
    total = total.groupby([*groups, "polarity"], observed=True, dropna=False).size()
    keys = [*groups, "theme"]
    rows = (said if shown else said[:0])[keys].drop_duplicates()
    rows = rows.merge(size.reset_index(), on=groups, how="left")
    for polarity, short in shown:
        part = said[said["polarity"] == polarity]
        grouped = part.groupby(keys, observed=True, dropna=False)["rows"].agg(["size", "sum"])
        grouped = grouped.rename(columns={"size": f"{short}_reports", "sum": f"{short}_sentences"})
        rows = rows.merge(grouped.reset_index(), on=keys, how="left")
        whole = total[total.index.get_level_values("polarity") == polarity]
        whole = whole.droplevel("polarity").rename("_whole").reset_index()
        rows = rows.merge(whole, on=groups, how="left")
        for column in (f"{short}_reports", f"{short}_sentences", "_whole"):
            rows[column] = rows[column].fillna(0).astype("int64")
        pairs = list(zip(rows[f"{short}_reports"], rows["reports"], strict=True))
        for measure in (statistics.share, statistics.low, statistics.high):
            values = [measure(k, n) for k, n in pairs]
            rows[f"{short}_{measure.__name__}"] = pd.Series(values, dtype="Float64")
        pairs = list(zip(rows[f"{short}_sentences"], rows.pop("_whole"), strict=True))
        values = [statistics.share(k, n) for k, n in pairs]
        rows[f"{short}_sentence_share"] = pd.Series(values, dtype="Float64")
    rows["theme"] = rows["theme"].astype("string")
    rows["title"] = pd.Series([title_of(t) for t in rows["theme"]], dtype="string")
    first = [f"{short}_{name}" for _, short in shown[:1] for name in ("share", "sentences")]
    upwards = [*(True for _ in by), *(False for _ in first), True]
    return rows.sort_values([*by, *first, "theme"], ascending=upwards)


def _columns(
    by: tuple[str, ...], shown: tuple[tuple[str, str], ...]
) -> tuple[tuple[ViewColumn, ...], dict[str, Basis]]:
    made = [ViewColumn(c, c.capitalize(), "text", f"The reports' {c}.") for c in by]
    group = tuple((c, c) for c in by)
    of = " of the same " + " and ".join(by) if by else ""
    reports = Rows("reports", group, distinct=True)
    made += [
        ViewColumn("theme", "Theme id", "text", "The theme's id.", detail=True),
        ViewColumn("title", "Theme", "text", "The theme."),
        ViewColumn("reports", "Reports", "count", f"Reports selected{of}.", detail=not by),
    ]
    basis = {"reports": Basis("count", (reports,))}
    for polarity, short in shown:
        on: tuple[tuple[str, Any], ...] = (("polarity", (polarity,)),)
        sentences = Rows("findings", (*group, ("themes", "theme")), on)
        found = Rows("findings", (*group, ("themes", "theme")), on, distinct=True)
        whole = Rows("findings", group, on)
        title = short.capitalize()
        made += [
            ViewColumn(
                f"{short}_reports", f"{title}: reports", "count",
                f"Reports with at least one {polarity} on the theme.",
            ),
            ViewColumn(
                f"{short}_share", f"{title}: share", "share", f"Their share of the reports{of}."
            ),
            ViewColumn(
                f"{short}_low", f"{title}: low", "share", "The lower end of its 95% interval.", True
            ),
            ViewColumn(
                f"{short}_high", f"{title}: high", "share", "The upper end of its 95% interval.",
                True,
            ),
            ViewColumn(
                f"{short}_sentences", f"{title}: sentences", "count",
                f"Sentences that are a {polarity} on the theme.",
            ),
            ViewColumn(
                f"{short}_sentence_share", f"{title}: of sentences", "share",
                f"Their share of all sentences that are a {polarity}{of}.", True,
            ),
        ]  # fmt: skip
        basis[f"{short}_reports"] = Basis("count", (found,))
        for measure in ("share", "low", "high"):
            basis[f"{short}_{measure}"] = Basis(measure, (found, reports))
        basis[f"{short}_sentences"] = Basis("count", (sentences,))
        basis[f"{short}_sentence_share"] = Basis("share", (sentences, whole))
    return tuple(made), basis

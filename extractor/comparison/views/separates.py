"""What separates reports on inadequate services from those on good ones."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from extractor.comparison import statistics
from extractor.comparison.corpus import Corpus
from extractor.comparison.scales import scales
from extractor.comparison.view import Basis, Rows, View, ViewColumn
from extractor.comparison.views.mentions import mentions, themes_asked, title_of
from extractor.comparison.views.words import words
from extractor.results.wording import counted

if TYPE_CHECKING:
    import pandas as pd

SMALL = 10
"""Reports of a group below which it is called small."""

LEAST = 10
"""Reports that must have a phrase for it to be tested."""

SHOWN = 100
"""Phrases shown, those with the smallest p-values."""

GROUPS = ("inadequate", "good")

_POLARITIES = ("weakness", "strength")


def separates(corpus: Corpus) -> View:
    """A row for each framework, theme and polarity."""
    groups = _groups(corpus)
    said = mentions(corpus.findings, "polarity", themes_asked(corpus))
    counts: Counter[tuple[str, str, str, str]] = Counter()
    for (framework, grade), shas in groups.items():
        part = said[said["sha256"].isin(shas)]
        for polarity, theme in zip(part["polarity"], part["theme"], strict=True):
            if polarity in _POLARITIES:
                counts[framework, polarity, theme, grade] += 1
    frame = _frame(counts, groups, "theme")
    frame.insert(2, "title", [title_of(t) for t in frame["theme"]])
    frame["title"] = frame["title"].astype("string")
    columns, basis = _columns("theme", groups, ())
    told = words("separates")
    about = told.about_with(n=len(frame))
    frame = frame[[c.name for c in columns]]
    return View("separates", told.title, about, columns, frame, basis, _notes(groups))


def phrases(corpus: Corpus) -> View:
    """A row for each framework, phrase and polarity among the ``SHOWN``."""
    from extractor.comparison.phrases import phrases as phrases_of

    groups = _groups(corpus)
    group_of = {sha: key for key, shas in groups.items() for sha in shas}
    found = corpus.findings
    found = found[found["sha256"].isin(list(group_of)) & found["polarity"].isin(_POLARITIES)]
    counts: Counter[tuple[str, str, str, str]] = Counter()
    text = corpus.texts.read("findings", found.index)
    rows = zip(found["sha256"], found["polarity"], text, strict=True)
    held: dict[tuple[str, str], set[str]] = {}
    for sha, polarity, sentence in rows:
        held.setdefault((sha, polarity), set()).update(phrases_of(sentence))
    for (sha, polarity), said in held.items():
        framework, grade = group_of[sha]
        counts.update((framework, polarity, phrase, grade) for phrase in said)
    often = {
        (f, p, phrase)
        for f, p, phrase, _ in counts
        if sum(counts[f, p, phrase, g] for g in GROUPS) >= LEAST
    }
    counts = Counter({key: n for key, n in counts.items() if key[:3] in often})
    whole = _frame(counts, groups, "phrase")
    frame = whole.head(SHOWN)
    untold = tuple(float(p) for p in whole["p"].iloc[SHOWN:] if p == p)
    columns, basis = _columns("phrase", groups, untold)
    told = words("phrases")
    about = told.about_with(least=LEAST, shown=SHOWN, n=len(whole))
    frame = frame[[c.name for c in columns]].reset_index(drop=True)
    return View("phrases", told.title, about, columns, frame, basis, _notes(groups))


def _groups(corpus: Corpus) -> dict[tuple[str, str], tuple[str, ...]]:
    """The reports (hashes) of each framework and grade, by the headline of their inspection."""
    judged = corpus.judgements
    heads = judged["kind"].astype(object).map(scales().headline)
    about = judged["key_area"].astype(object) == heads
    made = {}
    for framework in sorted(judged.loc[about, "framework"].unique()):
        same = judged[about & (judged["framework"] == framework)]
        for grade in GROUPS:
            shas = tuple(same.loc[same["grade"] == grade, "sha256"].unique())
            made[str(framework), grade] = shas
    both = {f for f, _ in made if all(made[f, grade] for grade in GROUPS)}
    return {key: shas for key, shas in made.items() if key[0] in both}


def _frame(
    counts: Counter[tuple[str, str, str, str]],
    groups: dict[tuple[str, str], tuple[str, ...]],
    what: str,
) -> pd.DataFrame:
    import pandas as pd

    rows = []
    for framework, polarity, thing in sorted({key[:3] for key in counts}):
        a, b = (counts[framework, polarity, thing, grade] for grade in GROUPS)
        m, n = (len(groups[framework, grade]) for grade in GROUPS)
        rows.append(
            {
                "framework": framework, what: thing, "polarity": polarity,
                "inadequate_reports": a, "inadequate_of": m,
                "inadequate_share": statistics.share(a, m),
                "good_reports": b, "good_of": n, "good_share": statistics.share(b, n),
                **{name: getattr(statistics, name)(a, m, b, n) for name in _MEASURES},
                "p": statistics.fisher(a, m, b, n),
            }
        )  # fmt: skip
    names = tuple(f"{grade}_{part}" for grade in GROUPS for part in ("reports", "of", "share"))
    frame = pd.DataFrame(rows, columns=["framework", what, "polarity", *names, *_MEASURES, "p"])
    frame["q"] = statistics.adjusted(list(frame["p"]))
    for name in ("framework", what, "polarity"):
        frame[name] = frame[name].astype("string")
    for name in ("inadequate_share", "good_share", *_MEASURES, "p", "q"):
        frame[name] = frame[name].astype("Float64")
    return frame.sort_values(["p", "framework", what, "polarity"]).reset_index(drop=True)


_MEASURES = ("difference", "difference_low", "difference_high", "odds_ratio")


def _columns(
    what: str, groups: dict[tuple[str, str], tuple[str, ...]], untold: tuple[float, ...]
) -> tuple[tuple[ViewColumn, ...], dict[str, Basis]]:
    equals: tuple[tuple[str, str], ...] = (("framework", "framework"), ("polarity", "polarity"))
    if what == "theme":
        equals = (*equals, ("themes", "theme"))
    phrase = "phrase" if what == "phrase" else None
    parts: list[Rows] = []
    for grade in GROUPS:
        shas = tuple(s for (_, g), every in groups.items() if g == grade for s in every)
        only: tuple[tuple[str, Any], ...] = (("sha256", shas),)
        parts.append(Rows("findings", equals, only, phrase=phrase, distinct=True))
        parts.append(Rows("reports", (("framework", "framework"),), only, distinct=True))
    all_parts, bad, good = tuple(parts), tuple(parts[:2]), tuple(parts[2:])
    columns = [ViewColumn("framework", "Framework", "text", "The framework of the reports.")]
    if what == "theme":
        columns += [
            ViewColumn("theme", "Theme id", "text", "The theme's id.", True),
            ViewColumn("title", "Theme", "text", "The theme."),
        ]
    else:
        columns.append(ViewColumn("phrase", "Phrase", "text", "Words as they stand in a row."))
    columns.append(ViewColumn("polarity", "As", "text", "Found as a weakness, or as a strength."))
    for grade in GROUPS:
        label = scales().grades[grade].short
        columns += [
            ViewColumn(f"{grade}_reports", f"{label} with", "count", f"{grade} reports with it."),
            ViewColumn(f"{grade}_of", f"{label} of", "count", f"All {grade} reports."),
            ViewColumn(f"{grade}_share", f"{label} share", "share", "Their share.", True),
        ]
    columns += [
        ViewColumn("difference", "Difference", "number", "The inadequate share less the good."),
        ViewColumn("difference_low", "Low", "number", "The lower end of its 95% interval.", True),
        ViewColumn("difference_high", "High", "number", "The upper end of its 95% interval.", True),
        ViewColumn("odds_ratio", "Odds ratio", "number", "Above 1: more often in inadequate."),
        ViewColumn("p", "p", "number", "Fisher's exact test, two-sided.", True),
        ViewColumn("q", "q", "number", "p corrected for the number of tests."),
    ]
    basis = {
        "inadequate_reports": Basis("count", bad[:1]),
        "inadequate_of": Basis("count", bad[1:]),
        "inadequate_share": Basis("share", bad),
        "good_reports": Basis("count", good[:1]),
        "good_of": Basis("count", good[1:]),
        "good_share": Basis("share", good),
        **{name: Basis(name, all_parts) for name in _MEASURES},
        "p": Basis("fisher", all_parts),
        "q": Basis("adjusted", all_parts, "p", untold),
    }
    return tuple(columns), basis


def _notes(groups: dict[tuple[str, str], tuple[str, ...]]) -> tuple[str, ...]:
    if not groups:
        return ("No framework has both inadequate and good reports in this selection.",)
    notes = []
    for framework in dict.fromkeys(key[0] for key in groups):
        bad, good = (len(groups[framework, grade]) for grade in GROUPS)
        told = f"{framework}: {bad} inadequate and {counted(good, 'good report')}."
        if min(bad, good) < SMALL:
            told += " That is a small sample: only very large differences can show."
        notes.append(told)
    return tuple(notes)

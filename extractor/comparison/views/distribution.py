"""How often each grade was given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from extractor.comparison import statistics
from extractor.comparison.corpus import Corpus
from extractor.comparison.scales import scales
from extractor.comparison.steps import order
from extractor.comparison.view import Basis, Rows, View, ViewColumn
from extractor.comparison.views.words import words

if TYPE_CHECKING:
    import pandas as pd

_KEYS = ("framework", "framework_version", "key_area", "year")


def grade_distribution(corpus: Corpus) -> View:
    """A row for each framework, edition, key area and year; a column for each grade."""
    import pandas as pd

    judged = corpus.judgements
    keys = list(_KEYS)
    counts = judged.groupby([*keys, "grade"], observed=True, dropna=False).size()
    frame = counts.unstack("grade", fill_value=0).reset_index()
    grades = [g for g in scales().order() if g in frame.columns]
    grades += sorted(set(frame.columns) - {*keys, *grades})
    frame.columns = pd.Index([str(c) for c in frame.columns])
    frame["judgements"] = frame[grades].sum(axis=1) if grades else 0
    for grade in grades:
        pairs = zip(frame[grade], frame["judgements"], strict=True)
        shares = [statistics.share(k, n) for k, n in pairs]
        frame[f"{grade}_share"] = pd.Series(shares, dtype="Float64")
    for key in ("framework", "framework_version", "key_area"):
        frame[key] = frame[key].astype("string")
    frame["area"] = pd.Series([scales().area_title(a) for a in frame["key_area"]], dtype="string")
    frame["covers"] = _covers(frame)
    places = {area: at for at, area in enumerate(order(frame["key_area"].unique()))}
    frame["_place"] = frame["key_area"].map(places)
    by = ["framework", "_place", "year", "framework_version"]
    columns, basis = _columns(grades)
    frame = frame.sort_values(by)[[c.name for c in columns]].reset_index(drop=True)
    told = words("grade_distribution")
    about, group = told.about_with(), "framework"
    return View("grade_distribution", told.title, about, columns, frame, basis, (), group)


def _covers(frame: pd.DataFrame) -> pd.Series:
    import pandas as pd

    made = []
    for row in frame.itertuples():
        version = row.framework_version if isinstance(row.framework_version, str) else None
        series = scales().series_of(row.framework, version, row.key_area)
        made.append(series.covers if series else None)
    return pd.Series(made, dtype="string")


def _columns(grades: list[str]) -> tuple[tuple[ViewColumn, ...], dict[str, Basis]]:
    equals = tuple((key, key) for key in _KEYS)
    whole = Rows("judgements", equals)
    basis = {"judgements": Basis("count", (whole,))}
    counts, shares = [], []
    for grade in grades:
        known = scales().grades.get(grade)
        label = known.label if known else grade
        rows = Rows("judgements", equals, (("grade", (grade,)),))
        counts.append(ViewColumn(grade, label, "count", f"Inspections that judged it {label}."))
        shares.append(
            ViewColumn(f"{grade}_share", f"{label}: share", "share", "Their share.", True)
        )
        basis[grade] = Basis("count", (rows,))
        basis[f"{grade}_share"] = Basis("share", (rows, whole))
    columns = (
        ViewColumn("framework", "Framework", "text", "The framework."),
        ViewColumn("framework_version", "Edition", "text", "Its edition, where it has some."),
        ViewColumn("key_area", "Key area id", "text", "The key area's id.", True),
        ViewColumn("area", "Key area", "text", "The key area judged."),
        ViewColumn("covers", "Covers", "text", "What that is, where its name misleads.", True),
        ViewColumn("year", "Year", "number", "The year of the inspections' first days."),
        ViewColumn("judgements", "All", "count", "Inspections that judged it."),
        *counts,
        *shares,
    )
    return columns, basis

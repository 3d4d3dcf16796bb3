"""Who was judged what, and when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from extractor.comparison.corpus import Corpus
from extractor.comparison.scales import scales
from extractor.comparison.selection import latest
from extractor.comparison.steps import order, steps
from extractor.comparison.view import Basis, Rows, View, ViewColumn
from extractor.comparison.views.words import words
from extractor.results.wording import counted

if TYPE_CHECKING:
    import pandas as pd

_COUNCIL = (
    ViewColumn("council", "Council", "text", "The council, by its canonical name."),
    ViewColumn("ons_code", "ONS code", "text", "Its code.", detail=True),
    ViewColumn("region", "Region", "text", "Its region.", detail=True),
)


def grades_latest(corpus: Corpus) -> View:
    """A row for each council and kind of graded inspection: its most recent one's grades."""
    import pandas as pd

    judged = corpus.judgements
    reports = corpus.reports[corpus.reports["sha256"].isin(judged["sha256"].unique())]
    reports = latest(reports)
    judged = judged[judged["sha256"].isin(reports["sha256"])]
    said = steps(corpus, judged)
    areas = order(judged["key_area"].dropna().unique())
    frame = _text(reports, ("council", "ons_code", "region", "kind", "framework"))
    frame["framework"] = _edition(reports)
    frame["start"], frame["report"] = reports["start"], reports["url"]
    frame["sha256"] = reports["sha256"].astype("string")
    frame = frame.set_index("sha256", drop=False)
    for area in areas:
        rows = judged[judged["key_area"] == area].drop_duplicates("sha256")
        key = pd.Index(rows["sha256"].astype(object))
        for name, values in (
            (area, rows["grade"].astype("string")),
            (f"{area}_step", said.loc[rows.index, "step"].astype("string")),
            (f"{area}_note", said.loc[rows.index, "note"].astype("string")),
            (f"{area}_covers", said.loc[rows.index, "covers"].astype("string")),
        ):
            frame[name] = pd.Series(values.to_numpy(), index=key, dtype="string").reindex(
                frame.index
            )
    columns = (
        *_COUNCIL,
        ViewColumn("kind", "Kind", "text", "The kind of inspection (its id in scales.toml)."),
        ViewColumn("framework", "Framework", "text", "Its framework and edition.", True),
        ViewColumn("start", "Inspected", "date", "The inspection's first day."),
        *(column for area in areas for column in _area_columns(area)),
        ViewColumn("report", "Report", "link", "The report.", detail=True),
        ViewColumn("sha256", "Report id", "text", "The report: SHA-256 of its bytes.", True),
    )
    kinds = {kind: at for at, kind in enumerate(scales().kinds)}
    frame["_kind"] = frame["kind"].map(kinds).fillna(len(kinds))  # so that a table's rows count on
    frame = frame.sort_values(["_kind", "kind", "council", "start"], na_position="last")
    frame = frame.reset_index(drop=True)[[c.name for c in columns]]
    basis = {
        area: Basis(
            "value",
            (Rows("judgements", (("sha256", "sha256"),), (("key_area", (area,)),)),),
            "grade",
        )
        for area in areas
    }
    told = words("grades_latest")
    about = told.about_with()
    return View("grades_latest", told.title, about, columns, frame, basis, _left(corpus), "kind")


def grades_over_time(corpus: Corpus) -> View:
    """A row for each judgement, with the last comparable one before it."""
    judged = corpus.judgements
    texts = ("council", "ons_code", "region", "kind", "framework", "inspection_type", "key_area")
    frame = _text(judged, texts)
    frame["framework"] = _edition(judged)
    frame["area"] = [scales().area_title(a) for a in frame["key_area"]]
    frame["start"], frame["page"] = judged["start"], judged["page"]
    frame["grade"] = judged["grade"].astype("string")
    said = steps(corpus)
    for name in said:
        frame[name] = said[name] if name == "previous_start" else said[name].astype("string")
    frame["sha256"] = judged["sha256"].astype("string")
    frame["evidence"] = corpus.links(judged)
    columns = (
        *_COUNCIL,
        ViewColumn("start", "Inspected", "date", "The inspection's first day."),
        ViewColumn("kind", "Kind", "text", "The kind of inspection.", True),
        ViewColumn("framework", "Framework", "text", "Its framework and edition."),
        ViewColumn("inspection_type", "Type", "text", "The inspection's type.", True),
        ViewColumn("key_area", "Key area id", "text", "The key area's id.", True),
        ViewColumn("area", "Key area", "text", "The key area judged."),
        ViewColumn("grade", "Grade", "grade", "The grade."),
        ViewColumn(
            "covers", "Covers", "text", "What it is about, where the key area alone misleads.", True
        ),
        ViewColumn("step", "Step", "text", "better, same or worse than the one before, or empty."),
        ViewColumn("previous_grade", "Before", "grade", "The last comparable grade."),
        ViewColumn("previous_start", "Inspected before", "date", "When that was.", True),
        ViewColumn("note", "Note", "text", "Why there is no step, or what is in between.", True),
        ViewColumn("page", "Page", "count", "The page on which the grade stands.", True),
        ViewColumn("evidence", "Evidence", "link", "A link to that page.", True),
        ViewColumn("sha256", "Report id", "text", "The report: SHA-256 of its bytes.", True),
        ViewColumn("previous_sha256", "Report id before", "text", "The report before.", True),
    )
    places = {area: at for at, area in enumerate(order(frame["key_area"].unique()))}
    frame["_place"] = frame["key_area"].map(places)
    frame = frame.sort_values(["council", "ons_code", "start", "sha256", "_place"])
    frame = frame.reset_index(drop=True)[[c.name for c in columns]]
    this = Rows("judgements", (("sha256", "sha256"), ("key_area", "key_area")))
    last = Rows(
        "judgements", (("sha256", "previous_sha256"), ("key_area", "key_area")), scope="whole"
    )
    basis = {
        "grade": Basis("value", (this,), "grade"),
        "page": Basis("value", (this,), "page"),
        "previous_grade": Basis("value", (last,), "grade"),
    }
    told = words("grades_over_time")
    about = told.about_with()
    return View("grades_over_time", told.title, about, columns, frame, basis, _left(corpus))


def _area_columns(area: str) -> tuple[ViewColumn, ...]:
    title = scales().area_title(area)
    return (
        ViewColumn(area, title, "grade", f"The grade for {title.lower()}."),
        ViewColumn(
            f"{area}_step", f"{title}: step", "text",
            "better, same or worse than the last comparable grade; empty: there is none.", True,
        ),
        ViewColumn(
            f"{area}_note", f"{title}: note", "text",
            "Why there is no step, or what stands in between.", True,
        ),
        ViewColumn(
            f"{area}_covers", f"{title}: covers", "text",
            "What the judgement is about, where the key area alone misleads.", True,
        ),
    )  # fmt: skip


def _text(frame: pd.DataFrame, names: tuple[str, ...]) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame({name: frame[name].astype("string") for name in names})


def _edition(frame: pd.DataFrame) -> pd.Series:
    version = frame["framework_version"].astype("string")
    return frame["framework"].astype("string") + (" " + version).fillna("")


def _left(corpus: Corpus) -> tuple[str, ...]:
    without = ~corpus.reports["sha256"].isin(corpus.judgements["sha256"].unique())
    count, whole = int(without.sum()), counted(len(corpus.reports), "selected report")
    gives = "gives" if count == 1 else "give"
    return (f"{count} of {whole} {gives} no grade.",) if count else ()

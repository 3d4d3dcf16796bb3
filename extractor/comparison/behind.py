"""The rows behind one cell of a view, as a view: for a terminal and for files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from extractor.comparison.corpus import Corpus
from extractor.comparison.naming import fold
from extractor.comparison.scales import scales
from extractor.comparison.view import Kind, View, ViewColumn, trace
from extractor.errors import ArgumentError
from extractor.results.wording import counted

if TYPE_CHECKING:
    import pandas as pd

_KINDS: Mapping[str, Kind] = {"integer": "count", "number": "number", "date": "date"}
_MORE = (
    ViewColumn("region", "Region", "text", "The council's region."),
    ViewColumn("year", "Year", "number", "The year of the inspection's first day."),
    ViewColumn("kind", "Kind", "text", "The kind of inspection (its id in scales.toml)."),
)


def behind(corpus: Corpus, view: View, row: int, column: str) -> View:
    """The rows behind a cell (``view.trace``; ``row`` from 0), by council and date, with all their
    columns. ``column`` may be called by its title.

    Raises:
        ArgumentError: the view has no such row or column, or no rows stand behind the column.
    """
    if not 0 <= row < len(view.frame):
        remedy = f"name one from 1 to {len(view.frame)}" if len(view.frame) else "it has none"
        raise ArgumentError(view.name, f"there is no row {row + 1}", remedy)
    name = column_of(view, column)
    table = view.basis[name].parts[0].table
    found = trace(corpus, view, row, name).sort_values(["council", "start"])
    columns = _columns(table, found)
    for each in columns:
        if found[each.name].dtype == bool:
            found[each.name] = found[each.name].map({True: "yes", False: "no"})
    title = f"{view.title}, row {row + 1}, {view.column(name).title}"
    about = f"{counted(len(found), 'row')} of {counted(found['sha256'].nunique(), 'report')}"
    return View("behind", title, about, columns, found[[c.name for c in columns]])


def column_of(view: View, text: str) -> str:
    """The id of the column that ``text`` means: by its id, or by its title as a terminal prints it
    or as files do, with or without a number in brackets.

    Raises:
        ArgumentError: there is none, or no rows stand behind it.
    """
    wanted = fold(text)
    names: dict[str, str] = {}
    for column in view.columns:
        if column.name in view.basis:
            told = (printed(column), column.title, column.title.partition(" (")[0], column.name)
            names |= {fold(name): column.name for name in told}
    if wanted not in names:
        shown = [c for c in view.columns if c.name in view.basis]
        shown = [c for c in shown if not c.detail] or shown
        known = ", ".join(f"{printed(c)!r}" for c in shown) or "none of this view"
        problem = f"no rows stand behind a column {text!r}"
        raise ArgumentError(view.name, problem, f"name one of: {known}")
    return names[wanted]


def printed(column: ViewColumn) -> str:
    """A column's title as a terminal prints it: those of areas and grades are short."""
    area = scales().areas.get(column.name)
    grade = scales().grades.get(column.name)
    return area.short if area else grade.short if grade else column.title


def _columns(table: str, found: pd.DataFrame) -> tuple[ViewColumn, ...]:
    from extractor.results.tables.columns import TABLES

    made = []
    for column in TABLES[table]:
        kind: Kind = "link" if column.link else _KINDS.get(column.type, "text")
        title = column.name.replace("_", " ").capitalize()
        made.append(ViewColumn(column.name, title, kind, column.meaning))
    known = {column.name for column in made}
    return (*made, *(c for c in _MORE if c.name not in known and c.name in found))

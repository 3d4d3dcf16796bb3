"""The filters of ``comparison.selection.Selection`` over the search's index, without pandas.

They mean the same there and here (a test compares them over all kinds of selections), save one: a
recommendation says what must improve, so it goes with the weaknesses where a polarity is asked for.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import partial

from extractor.comparison.places import neighbours_of, places_of
from extractor.comparison.scales import scales
from extractor.comparison.selection import Selection
from extractor.errors import ArgumentError

PASSAGES = ("finding", "recommendation")
"""The kinds of passages."""


@dataclass(frozen=True, slots=True)
class Where:
    """A condition on ``passages`` as SQL, and its values."""

    sql: str
    values: tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class _Report:
    id: int
    sha256: str
    council: str | None
    ons_code: str | None
    region: str | None
    framework: str
    version: str | None
    type: str | None
    start: str | None
    end: str | None
    published: str | None

    @property
    def place(self) -> str | None:
        return self.ons_code or self.council

    @property
    def kind(self) -> str:
        return scales().kind(self.framework, self.type)


def where(
    db: sqlite3.Connection, selection: Selection, passages: Collection[str] = PASSAGES
) -> Where:
    """Which passages the selection leaves, of these kinds (of ``PASSAGES``).

    Raises:
        ArgumentError: a filter names what nobody knows; near matches are named.
    """
    if unknown := set(passages) - set(PASSAGES):
        problem = "no kind of passage is called so"
        raise ArgumentError(min(unknown), problem, f"there are {', '.join(PASSAGES)}")
    selection = selection.named(partial(_held, db))
    parts: list[str] = []
    values: list[str | int] = []

    def among(column: str, wanted: Collection[str | int]) -> None:
        parts.append(f"{column} IN (SELECT value FROM json_each(?))")
        values.append(json.dumps(sorted(wanted)))

    if (reports := _reports(db, selection)) is not None:
        among("report", reports)
    if set(passages) != set(PASSAGES):
        among("kind", passages)
    if selection.key_areas:
        among("key_area", selection.key_areas)
    if selection.polarities:
        also = "kind = 'recommendation' OR " if "weakness" in selection.polarities else ""
        marks = ", ".join("?" * len(selection.polarities))
        parts.append(f"({also}polarity IN ({marks}))")
        values += selection.polarities
    if selection.themes:
        one = "instr('; ' || themes || '; ', ?) > 0"
        parts.append(f"({' OR '.join([one] * len(selection.themes))})")
        values += [f"; {theme}; " for theme in selection.themes]
    return Where("".join(f" AND {part}" for part in parts), tuple(values))


def _reports(db: sqlite3.Connection, selection: Selection) -> set[int] | None:
    """The ids of the reports left; None where all are."""
    if not any((
        selection.councils, selection.neighbours_of, selection.regions, selection.frameworks,
        selection.kinds, selection.since, selection.until, selection.latest, selection.grades,
    )):  # fmt: skip
        return None
    reports = _all(db)
    if selection.councils or selection.neighbours_of:
        here = {(r.council, r.place) for r in reports if r.council and r.place}
        wanted = {key for name in selection.councils for key in places_of(name, here)}
        if selection.neighbours_of:
            wanted |= neighbours_of(selection.neighbours_of, here)
        reports = [r for r in reports if r.place in wanted]
    if selection.regions:
        reports = [r for r in reports if r.region in selection.regions]
    if selection.frameworks:
        names = set(selection.frameworks)
        reports = [r for r in reports if {r.framework, f"{r.framework}/{r.version or ''}"} & names]
    if selection.kinds:
        reports = [r for r in reports if r.kind in selection.kinds]
    if selection.since:
        reports = [r for r in reports if r.start and r.start >= str(selection.since)]
    if selection.until:
        reports = [r for r in reports if r.start and r.start <= str(selection.until)]
    if selection.latest:
        reports = _latest(reports)
    if selection.grades:
        graded = _graded(db, selection)
        reports = [r for r in reports if r.id in graded]
    return {r.id for r in reports}


def _all(db: sqlite3.Connection) -> list[_Report]:
    query = (
        "SELECT id, sha256, council, ons_code, region, framework, framework_version,"
        ' inspection_type, "start", "end", published FROM reports WHERE problem IS NULL'
    )
    return [_Report(*row) for row in db.execute(query)]


def _latest(reports: Iterable[_Report]) -> list[_Report]:
    """Each council's most recent inspection of each kind, by first day (then last day, then
    publication); none without a council or a first day."""
    dated = [r for r in reports if r.place and r.start]
    dated.sort(key=lambda r: (r.start, r.end or "", r.published or "", r.sha256))
    return list({(r.place, r.kind): r for r in dated}.values())


def _graded(db: sqlite3.Connection, selection: Selection) -> set[int]:
    """The reports with one of the grades asked for."""
    query = (
        "SELECT report, framework, inspection_type, key_area, grade"
        " FROM judgements JOIN reports ON reports.id = report"
    )
    found = set()
    for report, framework, type_, area, grade in db.execute(query):
        kind = scales().kind(framework, type_)
        about = selection.key_areas or (scales().headline(kind),)
        if grade in selection.grades and area in about and not scales().is_narrative(kind):
            found.add(report)
    return found


def _held(db: sqlite3.Connection, filter: str) -> set[str]:
    """The ids of a filter that the results have."""
    if filter == "kinds":
        return {report.kind for report in _all(db)}
    if filter not in _IDS:
        return set()
    values = {value for (value,) in db.execute(f"SELECT DISTINCT {_IDS[filter]}") if value}
    return {theme for v in values for theme in v.split("; ")} if filter == "themes" else values


_IDS = {
    "regions": "region FROM reports",
    "frameworks": (
        "framework FROM reports UNION SELECT framework || '/' || framework_version FROM reports"
    ),
    "key_areas": "key_area FROM passages",
    "themes": "themes FROM passages",
}

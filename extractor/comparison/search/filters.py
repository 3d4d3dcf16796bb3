"""The filters of ``comparison.selection.Selection`` over the search's index, without pandas.

They mean the same there and here (a test compares them over all kinds of selections), save one: a
recommendation says what must improve, so it goes with the weaknesses where a polarity is asked for.
"""

from __future__ import annotations

import difflib
import json
import sqlite3
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from extractor.comparison.scales import scales
from extractor.comparison.selection import POLARITIES, Selection
from extractor.errors import ComparisonError

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
        ComparisonError: a filter names what nobody knows; near matches are named.
    """
    _check(db, selection, passages)
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
        wanted = {key for name in selection.councils for key in _places_of(name, reports)}
        if selection.neighbours_of:
            wanted |= _neighbours_of(selection.neighbours_of, reports)
        reports = [r for r in reports if r.place in wanted]
    if selection.regions:
        low = {name.lower() for name in selection.regions}
        reports = [r for r in reports if (r.region or "").lower() in low]
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


def _kinds(reports: Iterable[_Report]) -> set[str]:
    return {report.kind for report in reports}


def _places_of(text: str, reports: Iterable[_Report]) -> set[str]:
    """The places of the council that ``text`` names; see ``comparison.places.places_of``."""
    from extractor.facts.council import councils, resolve

    wanted = " ".join(text.split())
    low = wanted.lower()
    here = {(r.council, r.place) for r in reports if r.council and r.place}
    found = {place for name, place in here if low in (name.lower(), place.lower())}
    named = resolve(wanted)
    for row in councils():
        if row.ons_code and (
            low in (row.name.lower(), row.ons_code.lower(), row.la_code)
            or low in map(str.lower, row.aliases)
            or (named and row.name == named.name)
        ):
            found.add(row.ons_code)
    if not found:
        names = {name for name, _ in here} | {row.name for row in councils() if row.ons_code}
        _refuse("council", text, names | {alias for row in councils() for alias in row.aliases})
    return found


def _neighbours_of(text: str, reports: Iterable[_Report]) -> set[str]:
    from extractor.comparison.places import neighbours

    found = {n for key in _places_of(text, reports) for n in neighbours().get(key, ())}
    if not found:
        problem = "no statistical neighbours are known for it"
        raise ComparisonError(text, problem, "name a council of today, or use --region")
    return found


def _check(db: sqlite3.Connection, selection: Selection, passages: Collection[str]) -> None:
    """That every value is one that occurs, or that could."""

    def held(table: str, column: str) -> set[str]:
        return {v for (v,) in db.execute(f'SELECT DISTINCT "{column}" FROM {table}') if v}

    _known("kind of passage", passages, set(PASSAGES))
    _known("polarity", selection.polarities, set(POLARITIES))
    if selection.regions:
        from extractor.facts.council import councils

        regions = held("reports", "region") | {row.region for row in councils() if row.region}
        _known("region", [r.lower() for r in selection.regions], {r.lower() for r in regions})
    if selection.frameworks:
        query = "SELECT DISTINCT framework || '/' || framework_version FROM reports"
        here = held("reports", "framework") | {v for (v,) in db.execute(query) if v}
        if not here.issuperset(selection.frameworks):
            here |= _frameworks()
        _known("framework", selection.frameworks, here)
    if selection.kinds:
        _known("kind of inspection", selection.kinds, set(scales().kinds) | _kinds(_all(db)))
    if selection.key_areas:
        areas = set(scales().areas) | held("passages", "key_area")
        if not areas.issuperset(selection.key_areas):
            areas |= _areas()
        _known("key area", selection.key_areas, areas)
    if selection.themes:
        from extractor.content.themes import shipped_themes

        themes = {t for joined in held("passages", "themes") for t in joined.split("; ")}
        _known("theme", selection.themes, themes | {theme.id for theme in shipped_themes()})
    _known("grade", selection.grades, set(scales().grades))
    if selection.since and selection.until and selection.since > selection.until:
        problem = f"nothing begins after {selection.since} and before {selection.until}"
        raise ComparisonError("--from, --to", problem, "swap them")


def _frameworks() -> set[str]:
    from extractor.frameworks.registry import load_frameworks

    known = load_frameworks()
    return {f.id for f in known} | {f"{f.id}/{f.version}" for f in known if f.version}


def _areas() -> set[str]:
    from extractor.frameworks.registry import load_frameworks

    return {area.id for framework in load_frameworks() for area in framework.areas}


def _known(what: str, given: Iterable[str], known: set[str]) -> None:
    for value in given:
        if value not in known:
            _refuse(what, value, known)


def _refuse(what: str, value: str, known: set[str]) -> None:
    lowered = {name.lower(): name for name in sorted(known)}
    near = [lowered[n] for n in difflib.get_close_matches(value.lower(), lowered, 3, 0.5)]
    if near:
        remedy = f"did you mean {', '.join(near)}?"
    elif what == "council":
        remedy = "name one by name, ONS code or local authority code"
    else:
        remedy = f"there are {', '.join(sorted(known))}"
    raise ComparisonError(value, f"no {what} is called so", remedy)

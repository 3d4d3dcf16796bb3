"""What a framework's data file becomes: frozen values that carry its patterns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from extractor.frameworks.patterns import Pattern

Patterns = tuple[Pattern, ...]
Option = str | int | bool | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Area:
    """A key area: every form of its section's heading, every label of its row in the table that is
    no such form, and the ``sections`` that belong to it but whose heading gives no grade.

    ``judged`` is False for an area that has sections but no grade, ``optional`` True for one that
    is not graded in every inspection.
    """

    id: str
    title: str
    headings: Patterns = ()
    labels: Patterns = ()
    sections: Patterns = ()
    judged: bool = True
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Grade:
    """A step of the scale: ``wordings`` are every way it is printed."""

    id: str
    label: str
    wordings: Patterns = ()


@dataclass(frozen=True, slots=True)
class InspectionType:
    """A kind of inspection under the framework, told by its title."""

    id: str
    title: str | None = None
    match: Patterns = ()


@dataclass(frozen=True, slots=True)
class ListRule:
    """A kind of list of what must improve. ``patterns`` and ``options`` hold what its table says
    beside ``kind`` ("improvement" or "priority"): see ``LIST_PATTERNS`` and ``LIST_OPTIONS``."""

    id: str
    kind: str
    patterns: Mapping[str, Patterns]
    options: Mapping[str, Option]

    def __getitem__(self, name: str) -> Patterns:
        """The patterns of that name, none where the file has none."""
        return self.patterns.get(name, ())


@dataclass(frozen=True, slots=True)
class Check:
    """A cross-check: where any area of ``areas`` has ``grade``, ``area`` must have ``must``."""

    code: str
    areas: tuple[str, ...]
    grade: str
    area: str
    must: str
    message: str


@dataclass(frozen=True, slots=True)
class Framework:
    """One framework and edition, from one data file (``stem`` is the file's name without .toml).

    ``starts`` and ``ends`` (ISO dates, inclusive, None for open) bound the first day of an
    inspection under this edition. ``short_days``: one of fewer days is of type short.
    ``recognise`` has the patterns of the titles ("titles") and of those that it is not ("never").
    ``rank``: of two frameworks whose titles match, the higher is meant.
    The mappings give each named array of patterns of the table of that name.
    """

    stem: str
    id: str
    version: str | None
    title: str
    type: str | None
    starts: str | None
    ends: str | None
    short_days: int | None
    rank: int
    recognise: Mapping[str, Patterns]
    types: tuple[InspectionType, ...]
    areas: tuple[Area, ...]
    grades: tuple[Grade, ...]
    fields: Mapping[str, Patterns]
    judgements: Mapping[str, Patterns]
    body: Mapping[str, Patterns]
    recommendations: Mapping[str, Patterns]
    lists: tuple[ListRule, ...]
    checks: tuple[Check, ...]
    options: Mapping[str, Option]
    """The scalars of the tables, by path ("judgements.pages")."""

    def field(self, name: str) -> Patterns:
        """The patterns of ``[fields] name``, none where the file has none."""
        return self.fields.get(name, ())

    def area(self, area_id: str) -> Area | None:
        """The area of that id, or None."""
        return next((area for area in self.areas if area.id == area_id), None)

    def every_pattern(self) -> tuple[Pattern, ...]:
        """All patterns of the file, to be checked."""
        groups: list[Patterns] = []
        for table in (
            self.recognise, self.fields, self.judgements, self.body, self.recommendations,
        ):  # fmt: skip
            groups += table.values()
        groups += [kind.match for kind in self.types]
        for area in self.areas:
            groups += [area.headings, area.labels, area.sections]
        groups += [grade.wordings for grade in self.grades]
        for rule in self.lists:
            groups += rule.patterns.values()
        return tuple(pattern for group in groups for pattern in group)

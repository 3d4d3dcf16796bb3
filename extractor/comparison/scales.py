"""Grades, their scales, and what may be compared with what (``data/scales.toml``)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any, Literal

from extractor.errors import ComparisonError

Step = Literal["better", "same", "worse"]


@dataclass(frozen=True, slots=True)
class Grade:
    """A grade: ``short`` fits six characters; ``colour`` and ``ink`` (text on it) are "#rrggbb"."""

    id: str
    label: str
    short: str
    colour: str
    ink: str


@dataclass(frozen=True, slots=True)
class Scale:
    """Grade ids, the best first."""

    id: str
    title: str
    grades: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of inspection: a later one takes the place of an earlier one of the same council.

    ``headline`` is the key area whose grade stands for the whole (None: there is none).
    ``narrative`` ones give no grade.
    """

    id: str
    title: str
    inspections: tuple[str, ...]
    scale: str | None = None
    headline: str | None = None
    narrative: bool = False


@dataclass(frozen=True, slots=True)
class Series:
    """Judgements of one matter on one scale. ``covers`` says of what, where the key area does
    not tell it alone; ``also`` are key areas judged together with it."""

    id: str
    key_area: str
    inspections: tuple[str, ...]
    scale: str
    covers: str | None = None
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Area:
    """A key area's title, and one that fits a narrow column."""

    id: str
    title: str
    short: str


@dataclass(frozen=True, slots=True)
class Scales:
    """All that ``data/scales.toml`` says."""

    grades: Mapping[str, Grade]
    scales: Mapping[str, Scale]
    side_by_side: tuple[tuple[tuple[str, ...], ...], ...]
    kinds: Mapping[str, Kind]
    series: tuple[Series, ...]
    areas: Mapping[str, Area]

    def kind(self, framework: str, type: str | None) -> str:
        """The id of an inspection's kind; for one not listed, its framework and type."""
        for name in (f"{framework}/{type or ''}", framework):
            for kind in self.kinds.values():
                if name in kind.inspections:
                    return kind.id
        return f"{framework}_{type}" if type else framework

    def is_narrative(self, kind: str) -> bool:
        """Whether inspections of that kind give no grade."""
        return kind in self.kinds and self.kinds[kind].narrative

    def headline(self, kind: str) -> str | None:
        """The key area whose grade stands for the whole inspection."""
        return self.kinds[kind].headline if kind in self.kinds else None

    def series_of(self, framework: str, version: str | None, key_area: str) -> Series | None:
        """The series that a judgement belongs to; None where nothing says what it may be compared
        with."""
        for series in self.series:
            if series.key_area == key_area and (
                framework in series.inspections or f"{framework}/{version}" in series.inspections
            ):
                return series
        return None

    def step(self, series: Series, before: str, after: str) -> Step | None:
        """From one grade of a series to a later one; None where one is not on its scale."""
        order = self.scales[series.scale].grades
        if before not in order or after not in order:
            return None
        was, now = order.index(before), order.index(after)
        return "same" if was == now else "better" if now < was else "worse"

    def order(self) -> tuple[str, ...]:
        """Every grade once, for columns: those side by side next to each other, the best first."""
        placed = [g for places in self.side_by_side for place in places for g in place]
        return tuple(dict.fromkeys([*placed, *self.grades]))

    def area_title(self, key_area: str) -> str:
        """A key area's title; for one not listed, its id in words."""
        known = self.areas.get(key_area)
        return known.title if known else key_area.replace("_", " ").capitalize()


@lru_cache(maxsize=1)
def scales() -> Scales:
    """The scales of the package.

    Raises:
        ComparisonError: the file is malformed; the message names the key.
    """
    source = resources.files("extractor.comparison") / "data" / "scales.toml"
    return parse(source.read_text(encoding="utf-8"))


def parse(text: str) -> Scales:
    """The scales that a file with this text defines.

    Raises:
        ComparisonError: it is malformed; the message names the key.
    """
    try:
        table = tomllib.loads(text)
        made = Scales(
            {k: Grade(k, **v) for k, v in table["grades"].items()},
            {k: Scale(k, v["title"], tuple(v["grades"])) for k, v in table["scales"].items()},
            tuple(tuple(tuple(p) for p in s["places"]) for s in table["side_by_side"]),
            {k: Kind(k, **_tuples(v)) for k, v in table["kinds"].items()},
            tuple(Series(**_tuples(s)) for s in table["series"]),
            {k: Area(k, *v) for k, v in table["areas"].items()},
        )
    except (tomllib.TOMLDecodeError, KeyError, TypeError, AttributeError) as error:
        raise _wrong(f"is malformed ({error})") from error
    _check(made)
    return made


def _tuples(table: dict[str, Any]) -> dict[str, Any]:
    return {k: tuple(v) if isinstance(v, list) else v for k, v in table.items()}


def _check(made: Scales) -> None:
    for scale in made.scales.values():
        if unknown := [g for g in scale.grades if g not in made.grades]:
            raise _wrong(f"scales.{scale.id}: there is no grade {unknown[0]!r}")
    items: tuple[Series | Kind, ...] = (*made.series, *made.kinds.values())
    for item in items:
        if item.scale is not None and item.scale not in made.scales:
            raise _wrong(f"{item.id}: there is no scale {item.scale!r}")
    for kind in made.kinds.values():
        if kind.narrative and (kind.scale or kind.headline):
            raise _wrong(f"kinds.{kind.id}: a narrative inspection has no scale and no headline")
    claimed: list[tuple[str, str]] = []
    for series in made.series:
        for name in series.inspections:
            edition, whole = (series.key_area, name), (series.key_area, name.partition("/")[0])
            below = [c for c in claimed if c[0] == series.key_area and c[1].startswith(name + "/")]
            if edition in claimed or whole in claimed or below:
                raise _wrong(f"series {series.id}: {name} is in another series of its key area")
            claimed.append(edition)
    for places in made.side_by_side:
        for grade in (g for place in places for g in place):
            if grade not in made.grades:
                raise _wrong(f"side_by_side: there is no grade {grade!r}")


def _wrong(problem: str) -> ComparisonError:
    return ComparisonError("comparison/data/scales.toml", problem, "correct it")

"""The ruled lines of a page, and the grids that they make.

A thin filled rectangle or a stroked straight line is a rule; a shaded area is none. They are read
from pdfium's path objects in 1 to 3 ms a page. pdfplumber finds the same rules, and the edges of
every shaded area besides, but lays out each character for it: 120 to 260 ms a page.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

_THIN = 2.5  # a rule is no thicker; two parallel rules that are closer are one
_TOUCH = 4.0  # rules that come so near meet
_SHORT = 6.0  # anything shorter is a speck, or the corner piece of a border
_DEPTH = 4  # how far forms within forms are followed
_MOST_OBJECTS = 20_000  # of one page that are looked at: a drawing may have any number
_MOST_RULES = 1_000  # a page with more pieces of rules is a drawing

Bounds = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Rule:
    """A ruled line: ``at`` is where it stands, ``low`` to ``high`` what it spans, in points."""

    at: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Grid:
    """A table's rules on one page: those across from top to bottom, those down from the left."""

    across: tuple[Rule, ...]
    down: tuple[Rule, ...]

    @property
    def top(self) -> float:
        return self.across[0].at

    @property
    def bottom(self) -> float:
        return self.across[-1].at

    def sides(self, y: float) -> tuple[float, ...]:
        """Where the rules stand that bound the columns at height ``y``."""
        return tuple(r.at for r in self.down if r.low - _TOUCH < y < r.high + _TOUCH)

    def place(self, x: float, y: float) -> tuple[int, int] | None:
        """The (row, column) in which the point stands; None outside the table.

        Rows are counted by the rules across, whether or not all of them cross the column: a cell
        that spans two rows has the number of the upper one.
        """
        sides = self.sides(y)
        column = sum(side <= x for side in sides) - 1
        if not self.top <= y <= self.bottom or not 0 <= column < len(sides) - 1:
            return None
        middle = (sides[column] + sides[column + 1]) / 2
        over = [i for i, r in enumerate(self.across) if r.at <= y and r.low < middle < r.high]
        return (over[-1] if over else 0), column


def grids(page: pdfium.PdfPage) -> list[Grid]:
    """The ruled tables of a page from top to bottom: at least two rules each way that meet.

    A page that is shown turned has none: none was seen, and its rules would have to be turned too.
    """
    if page.get_rotation():
        return []
    across, down = (_merged(pieces) for pieces in _rules(page))
    found = []
    left = list(across)
    while left:
        group_across, group_down = _component(left.pop(0), left, down)
        if len(group_across) > 1 and len(group_down) > 1:
            found.append(Grid(_by_place(group_across), _by_place(group_down)))
    return sorted(found, key=lambda grid: grid.top)


def _component(first: Rule, left: list[Rule], down: list[Rule]) -> tuple[list[Rule], list[Rule]]:
    """All rules that meet the first one, or one that meets it; they are taken out of ``left``."""
    group_across, group_down, fresh = [first], [], [first]
    while fresh:
        meeting = [d for d in down if d not in group_down and any(_meet(a, d) for a in fresh)]
        group_down += meeting
        fresh = [a for a in left if any(_meet(a, d) for d in meeting)]
        for rule in fresh:
            left.remove(rule)
        group_across += fresh
    return group_across, group_down


def _meet(across: Rule, down: Rule) -> bool:
    return (
        across.low - _TOUCH < down.at < across.high + _TOUCH
        and down.low - _TOUCH < across.at < down.high + _TOUCH
    )


def _by_place(rules: list[Rule]) -> tuple[Rule, ...]:
    return tuple(sorted(rules, key=lambda rule: rule.at))


def _merged(pieces: list[Rule]) -> list[Rule]:
    """Whole rules, of pieces: each cell often has its own borders."""
    out: list[Rule] = []
    for piece in sorted(pieces, key=lambda rule: (rule.low, rule.at)):
        for i in range(len(out) - 1, -1, -1):
            held = out[i]
            if abs(held.at - piece.at) < _THIN and piece.low < held.high + _TOUCH:
                out[i] = Rule(held.at, held.low, max(held.high, piece.high))
                break
        else:
            out.append(piece)
    return [rule for rule in out if rule.high - rule.low > _SHORT]


def _rules(page: pdfium.PdfPage) -> tuple[list[Rule], list[Rule]]:
    """The pieces of rules on a page, across and down, from the top left of its box."""
    box = page.get_bbox()
    left, upper = box[0], box[3]
    across, down = [], []
    for x0, low, x1, high in _thin(page):
        width, height = x1 - x0, high - low
        if height <= _THIN < width:
            across.append(Rule(upper - (low + high) / 2, x0 - left, x1 - left))
        elif width <= _THIN < height:
            down.append(Rule((x0 + x1) / 2 - left, upper - high, upper - low))
        if len(across) + len(down) > _MOST_RULES:
            return [], []
    return across, down


def _thin(page: pdfium.PdfPage) -> Iterator[Bounds]:
    """Bounds (left, bottom, right, top) of all that may be a rule or a piece of one."""
    values = [ctypes.c_float() for _ in range(4)]
    references = [ctypes.byref(value) for value in values]
    for path in _paths(page.raw, raw.FPDFPage_CountObjects, raw.FPDFPage_GetObject, _DEPTH):
        if not raw.FPDFPageObj_GetBounds(path, *references):
            continue
        x0, low, x1, high = (value.value for value in values)
        if min(x1 - x0, high - low) <= _THIN:
            yield x0, low, x1, high
        else:
            yield from _strokes(path)


def _paths(holder: Any, count: Any, get: Any, depth: int) -> Iterator[Any]:
    for i in range(min(count(holder), _MOST_OBJECTS)):
        item = get(holder, i)
        kind = raw.FPDFPageObj_GetType(item)
        if kind == raw.FPDF_PAGEOBJ_PATH:
            yield item
        elif kind == raw.FPDF_PAGEOBJ_FORM and depth:
            yield from _paths(
                item, raw.FPDFFormObj_CountObjects, raw.FPDFFormObj_GetObject, depth - 1
            )


def _strokes(path: Any) -> Iterator[Bounds]:
    """The sides of a stroked path (a box, or a whole grid drawn at once); none of a filled one."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(path, ctypes.byref(fill), ctypes.byref(stroke))
    if not stroke.value:
        return
    matrix = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(path, ctypes.byref(matrix))
    x, y = ctypes.c_float(), ctypes.c_float()
    points: list[tuple[float, float]] = []
    for i in range(min(raw.FPDFPath_CountSegments(path), _MOST_RULES)):
        segment = raw.FPDFPath_GetPathSegment(path, i)
        raw.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
        if raw.FPDFPathSegment_GetType(segment) == raw.FPDF_SEGMENT_MOVETO:
            points = []
        points.append(
            (
                matrix.a * x.value + matrix.c * y.value + matrix.e,
                matrix.b * x.value + matrix.d * y.value + matrix.f,
            )
        )
        closing = raw.FPDFPathSegment_GetClose(segment)
        for (ax, ay), (bx, by) in pairwise([*points[-2:], *([points[0]] if closing else [])]):
            yield min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)

"""Grades that stand beside their area's label: the table of page 1, the boxes of later pages.

Paired by where the lines stand on the page, since neither the order of the text nor the rows'
numbers can be trusted: a grade may stand between, above or below the lines of its label.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from extractor.facts.grades import column_words, grade_of
from extractor.facts.readings import Reading
from extractor.frameworks.model import Framework
from extractor.frameworks.patterns import folded
from extractor.model import Block, Document, Line

TABLE_PAGES = 2
"""The table stands on page 1 and may run on to page 2; beyond it a pair is a section's box."""
MOST_LINES = 4
"""A label takes at most so many lines, a grade one less."""
REACH = 1.3
"""How far below or above its label a grade may stand, in line heights."""

_NUMBER = re.compile(r"^\W*(?:\d(?:\.\d)?\.?)?\s*")
_ROW = re.compile(r"[\s.:]*(?:\d(?:\.\d)?\.?)?[\s.:]*")
"""What may stand between a grade and the label below it: the row's number."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """A line, or a part of it, within one column."""

    start: int
    end: int
    text: str
    x0: float
    x1: float
    top: float
    bottom: float


@dataclass(frozen=True, slots=True)
class _Cell:
    pieces: tuple[_Piece, ...]
    name: str
    rule: str

    @property
    def top(self) -> float:
        return min(p.top for p in self.pieces)

    @property
    def bottom(self) -> float:
        return max(p.bottom for p in self.pieces)

    @property
    def span(self) -> tuple[int, int]:
        return min(p.start for p in self.pieces), max(p.end for p in self.pieces)

    def right_of(self, other: _Cell) -> bool:
        # half a label's width leaves room for a label that was measured too wide
        left = min(p.x0 for p in other.pieces)
        right = max(p.x1 for p in other.pieces)
        return min(p.x0 for p in self.pieces) > left + (right - left) / 2

    def distance(self, other: _Cell) -> tuple[float, float]:
        gap = max(self.top, other.top) - min(self.bottom, other.bottom)
        middle = abs(self.top + self.bottom - other.top - other.bottom) / 2
        return max(0.0, gap), middle


def table_readings(
    document: Document, framework: Framework, taken: Collection[int] = ()
) -> list[Reading]:
    """The grades beside a label, on every page. ``taken`` are the starts of the blocks that were
    read as headings or sentences: these are no rows."""
    if not framework.grades or not framework.areas:
        return []
    words, text, pages = column_words(framework), folded(document.text), defaultdict(list)
    longest, graded = max(map(len, words)) + 4, set()
    for block in document.blocks:
        if _passed_over(block) or block.start in taken:
            continue
        for line in document.lines[block.first : block.last]:
            pages[line.page].append(line)
            in_table, short = line.page <= TABLE_PAGES, line.end - line.start <= longest
            if (short and _bare(text[line.start : line.end]) in words) or (
                in_table and _suffix(text[line.start : line.end], words)
            ):
                graded.add(line.page)
    return [
        reading
        for page in sorted(graded)
        for reading in _page(document, framework, page, pages[page], words, text)
    ]


def _passed_over(block: Block) -> bool:
    """Furniture and footnotes hold no judgement; nor do bullets (earlier inspections')."""
    return block.kind in ("furniture", "footnote") or (
        block.kind == "list_item" and block.number is None
    )


def _page(
    document: Document,
    framework: Framework,
    page: int,
    lines: list[Line],
    words: frozenset[str],
    text: str,
) -> list[Reading]:
    left, right = [], []
    for line in lines:
        piece = _piece(line, line.start, line.end, text)
        if _bare(piece.text) in words:
            right.append(piece)
        elif cut := _suffix(piece.text, words):
            left.append(_piece(line, line.start, line.start + cut, text))
            right.append(_piece(line, line.start + cut, line.end, text))
        else:
            left.append(piece)
    left = [p for p in left if any(_beside(p, grade) for grade in right)]
    left.sort(key=lambda p: (p.top, p.x0))
    right.sort(key=lambda p: (p.top, p.x0))
    labels = _labels(left, framework)
    grades = _grades(right, framework) if labels else []
    readings = []
    for label, grade in _pairs(labels, grades):
        named = grade_of(framework, _joined(grade.pieces))
        if named is None:
            continue
        span = _common_span(label, grade, text)
        printed = document.text[label.span[0] : label.span[1]]
        wording = " ".join(document.text[p.start : p.end] for p in grade.pieces)
        readings.append(
            Reading(
                area=label.name,
                grade=named[0].id if named[0] else None,
                title=" ".join(_NUMBER.sub("", printed).split()),
                label=wording.strip(" .:"),
                span=span,
                place="table" if page <= TABLE_PAGES else "box",
                rule=label.rule,
                page=page,
            )
        )
    return readings


def _piece(line: Line, start: int, end: int, text: str) -> _Piece:
    """The part ``[start, end)`` of the line, its box cut in proportion to its characters."""
    unit = (line.box.x1 - line.box.x0) / max(1, line.end - line.start)
    x0 = line.box.x0 + unit * (start - line.start)
    x1 = line.box.x0 + unit * (end - line.start)
    return _Piece(start, end, text[start:end], x0, x1, line.box.top, line.box.bottom)


def _beside(piece: _Piece, grade: _Piece) -> bool:
    """Whether the line is near enough to a grade to be part of its label."""
    reach = MOST_LINES * 2 * max(1.0, piece.bottom - piece.top)
    return piece.top - grade.bottom < reach and grade.top - piece.bottom < reach


def _bare(text: str) -> str:
    return " ".join(_unnoted(text).split()).lower()


def _unnoted(text: str) -> str:
    """The text without a footnote's digit and punctuation at its end."""
    return text.rstrip(" .:;,*").rstrip("0123456789").rstrip()


def _suffix(text: str, words: frozenset[str]) -> int | None:
    """Where a line's last words could be a grade of the column beside it."""
    found = None
    for gap in list(re.finditer(r"\s+", text))[-5:]:
        if _bare(text[gap.end() :]) in words:
            found = gap.end()
            break
    return found


def _joined(pieces: Iterable[_Piece]) -> str:
    return " ".join(piece.text for piece in pieces)


def _labels(left: list[_Piece], framework: Framework) -> list[_Cell]:
    """The label cells: the longest run of lines that is a label as a whole."""
    cells, i = [], 0
    while i < len(left):
        for j in range(min(len(left), i + MOST_LINES), i, -1):
            wording = _unnoted(_NUMBER.sub("", _joined(left[i:j])))
            named = _label(wording, framework) if _near(left[i:j]) else None
            if named:
                cells.append(_Cell(tuple(left[i:j]), *named))
                i = j - 1
                break
        i += 1
    return cells


def _near(pieces: list[_Piece]) -> bool:
    """Whether the lines follow one another closely enough to be one cell."""
    for above, below in zip(pieces, pieces[1:], strict=False):
        height = max(1.0, above.bottom - above.top)
        if below.top - above.bottom > 2.5 * height:
            return False
    return True


def _label(wording: str, framework: Framework) -> tuple[str, str] | None:
    for area in framework.areas:
        for pattern in (*area.labels, *area.headings):
            if area.judged and pattern.fullmatch(wording):
                return area.id, pattern.id
    return None


def _grades(right: list[_Piece], framework: Framework) -> list[_Cell]:
    """The grade cells: the longest run of lines of a column that is a grade as a whole."""
    cells, i = [], 0
    while i < len(right):
        for j in range(min(len(right), i + MOST_LINES - 1), i, -1):
            named = grade_of(framework, _joined(right[i:j])) if _near(right[i:j]) else None
            if named:
                cells.append(_Cell(tuple(right[i:j]), named[1].id, named[1].id))
                i = j - 1
                break
        i += 1
    return cells


def _pairs(labels: list[_Cell], grades: list[_Cell]) -> list[tuple[_Cell, _Cell]]:
    """Each label with the grade nearest to it, none twice."""
    options = []
    for i, label in enumerate(labels):
        for j, grade in enumerate(grades):
            gap, middle = label.distance(grade)
            height = max(1.0, grade.pieces[0].bottom - grade.pieces[0].top)
            if grade.right_of(label) and gap <= REACH * height:
                options.append((gap, middle, i, j))
    pairs, used_labels, used_grades = [], set(), set()
    for _, _, i, j in sorted(options):
        if i not in used_labels and j not in used_grades:
            pairs.append((i, j))
            used_labels.add(i)
            used_grades.add(j)
    return [(labels[i], grades[j]) for i, j in sorted(pairs)]


def _common_span(label: _Cell, grade: _Cell, text: str) -> tuple[int, int]:
    """Label and grade as one stretch where nothing else stands between, else the grade alone."""
    (a0, a1), (b0, b1) = sorted((label.span, grade.span))
    between = text[a1:b0]
    numbered = b0 == label.span[0] and _ROW.fullmatch(between)
    if b0 >= a1 and (numbered or not between.strip(" .:\n")):
        return a0, b1
    start, end = grade.span
    whole = sum(p.end - p.start for p in grade.pieces)
    if end - start > whole + 3 * len(grade.pieces):  # its lines stand apart: the first is shown
        return grade.pieces[0].start, grade.pieces[0].end
    return start, end

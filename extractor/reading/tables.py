"""Ruled tables: the cell that each raw line stands in, where only the rules tell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pypdfium2 as pdfium

from .lines import RawLine, with_mark
from .rules import Grid, grids
from .source import PDF, Source

_MARGIN = 0.09  # share of the page's height, at its head and foot, where running lines stand
_NEAR = 4.0
_FINISHED = (".", "!", "?", ".’", ".”", ".)", "?’")

Placed = tuple[RawLine, tuple[int, int, int] | None]


def put_cells(
    source: Source, lines: list[list[RawLine]], pages: frozenset[int]
) -> list[list[RawLine]]:
    """Give the lines that stand in a ruled table on ``pages`` (from 1) their cell.

    A line that runs over a rule between two columns is divided there. A row that goes on at the
    head of the next page keeps its number. Lines outside tables, and of other pages, stay as they
    are. ``RawLine.cell`` is (table, row, column), numbered from 0 through the document.
    """
    if source.media_type != PDF:
        return lines
    out = list(lines)
    numbering = _Numbering()
    document = pdfium.PdfDocument(source.data)
    try:
        for number in sorted(pages & set(range(1, len(lines) + 1))):
            page = document[number - 1]
            found = grids(page)
            if found:
                placed = [x for line in lines[number - 1] for x in _place(page, found, line)]
                out[number - 1] = numbering.page(number, page.get_size()[1], found, placed)
            page.close()
    finally:
        document.close()
    return out


def _place(page: pdfium.PdfPage, found: list[Grid], line: RawLine) -> Iterator[Placed]:
    """The line, or each of its parts, with its (table on the page, row, column)."""
    y = line.base - 0.25 * line.size
    for i, grid in enumerate(found):
        if not grid.top < y < grid.bottom:
            continue
        cuts = [x for x in grid.sides(y)[1:-1] if line.x0 + 3 < x < line.x1 - 3]
        for part in _divided(page, line, cuts) if cuts else (line,):
            place = grid.place((part.x0 + min(part.x1, part.x0 + 12)) / 2, y)
            yield part, ((i, *place) if place else None)
        return
    yield line, None


def _divided(page: pdfium.PdfPage, line: RawLine, cuts: list[float]) -> Iterator[RawLine]:
    """The parts of a line between the rules that it runs over, each of whole words."""
    box = page.get_bbox()
    text_page = page.get_textpage()
    words = f"{line.mark} {line.text}".split()
    left = line.x0
    for cut in cuts:
        before = text_page.get_text_bounded(
            box[0] + left - 1, box[3] - line.bottom, box[0] + cut, box[3] - line.top
        )
        count = _words_within(words, len("".join(before.split())))
        if count:
            yield _part(line, words[:count], left, cut)
        words, left = words[count:], cut
    if words:
        yield _part(line, words, left, line.x1)
    text_page.close()


def _words_within(words: list[str], letters: int) -> int:
    """How many words the first ``letters`` letters are, to the nearest end of a word."""
    ends = [0]
    for word in words:
        ends.append(ends[-1] + len(word))
    return min(range(len(ends)), key=lambda i: abs(ends[i] - letters))


def _part(line: RawLine, words: list[str], x0: float, x1: float) -> RawLine:
    part = replace(line, text=" ".join(words), mark="", number=None, text_x=0.0)
    return with_mark(replace(part, x0=max(x0, line.x0), x1=min(x1, line.x1)))


@dataclass(frozen=True, slots=True)
class _Row:
    """What a row says, by column, and whether all of it is bold."""

    texts: dict[int, str]
    bold: bool


@dataclass(frozen=True, slots=True)
class _Open:
    """The last table of a page: what a row must fit that goes on over the page."""

    page: int
    table: int
    row: int
    sides: tuple[float, ...]
    header: _Row
    last: _Row


class _Numbering:
    """Numbers tables and rows through the document, over page breaks; used once."""

    def __init__(self) -> None:
        self.tables = 0
        self.open: _Open | None = None

    def page(
        self, number: int, height: float, found: list[Grid], placed: list[Placed]
    ) -> list[RawLine]:
        """The page's lines with their cells numbered."""
        names: dict[tuple[int, int], tuple[int, int]] = {}
        outside = sorted(line.base for line, cell in placed if cell is None)
        body = [y for y in outside if _MARGIN * height < y < (1 - _MARGIN) * height]
        for i, grid in enumerate(found):
            rows = _rows(placed, i)
            if not rows:
                continue
            above = self.open if i == 0 and not any(y < grid.top for y in body) else None
            names |= {
                (i, row): name for row, name in self._names(above, number, grid, rows).items()
            }
            last = max(rows)
            sides = grid.sides((grid.bottom + grid.across[-2].at) / 2)
            table, row = names[i, last]
            header = above.header if above and above.table == table else rows[min(rows)]
            self.open = _Open(number, table, row, sides, header, rows[last])
        if self.open and self.open.page == number and any(y > found[-1].bottom for y in body):
            self.open = None
        return [
            replace(line, cell=(*names[cell[0], cell[1]], cell[2]), columns=1) if cell else line
            for line, cell in placed
        ]

    def _names(
        self, above: _Open | None, number: int, grid: Grid, rows: dict[int, _Row]
    ) -> dict[int, tuple[int, int]]:
        """The (table, row) numbers of a page's rows, by their numbers on the page."""
        order = sorted(rows)
        sides = grid.sides((grid.top + grid.across[1].at) / 2)
        if above and above.page == number - 1 and len(sides) == len(above.sides):
            if all(abs(a - b) < _NEAR for a, b in zip(sides, above.sides, strict=True)):
                # a header printed again is the table's first row, and none of its body
                again = order[:1] if rows[order[0]] == above.header and len(order) > 1 else []
                order = order[len(again) :]
                start = above.row + (0 if _goes_on(above.last, rows[order[0]]) else 1)
                body = {row: (above.table, start + n) for n, row in enumerate(order)}
                return dict.fromkeys(again, (above.table, 0)) | body
        self.tables += 1
        return {row: (self.tables - 1, n) for n, row in enumerate(order)}


def _rows(placed: list[Placed], table: int) -> dict[int, _Row]:
    """The rows of a table on its page, by their numbers on the page."""
    texts: dict[int, dict[int, str]] = {}
    light: set[int] = set()
    for line, cell in sorted(placed, key=lambda x: x[0].base):
        if cell and cell[0] == table:
            row = texts.setdefault(cell[1], {})
            row[cell[2]] = f"{row.get(cell[2], '')} {line.mark} {line.text}".strip()
            if not line.bold:
                light.add(cell[1])
    return {number: _Row(row, number not in light) for number, row in texts.items()}


def _goes_on(last: _Row, head: _Row) -> bool:
    """Whether a page's first row is the rest of the last one of the page before.

    It is where one of several cells is empty (the other page has it, or all of it but a name's
    tail), where the text before stops within a sentence, or goes on with a small letter or a
    bullet. A bold header alone at a page's foot does not go on.
    """
    if last.bold != head.bold:
        return False
    right = max(*last.texts, *head.texts)
    before, after = last.texts.get(right, ""), head.texts.get(right, "")
    if right and not (head.texts.get(0) and before and after):
        return True
    return not before.endswith(_FINISHED) or not (after[0].isupper() or after[0].isdigit())

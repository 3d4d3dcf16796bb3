"""Ruled tables whose rows may cross a page, cell by cell."""

from __future__ import annotations

from dataclasses import dataclass

from samples import inline
from samples.fonts import Style
from samples.sheet import LEFT, Sheet

PAD = 4.0
ALIGN = {"^": "top", "=": "middle", "_": "bottom"}


@dataclass(frozen=True)
class Cell:
    """A cell's marked text and where it stands in its row."""

    text: str
    align: str = "top"

    @classmethod
    def of(cls, part: str) -> Cell:
        """A cell as written in a source."""
        part = part.strip()
        if part[:1] in ALIGN and part[1:2] == " ":
            return cls(part[2:], ALIGN[part[0]])
        return cls(part)

    @property
    def paragraphs(self) -> list[str]:
        """A cell can hold several items, parted by ``//``."""
        return [p.strip() for p in self.text.split(" // ")]


@dataclass
class _Row:
    cells: list[Cell]
    lines: list[list[inline.Line | None]]
    """Each cell's lines; None is the space between two paragraphs."""
    starts: list[list[int]]
    """For each cell the index of each paragraph's first line."""

    @property
    def height(self) -> int:
        return max(len(lines) for lines in self.lines)


class Table:
    """A table to be drawn at the sheet's cursor.

    Options: ``widths`` (points), ``indent``, ``pad``, ``split`` (rows may cross pages) and
    ``grades_first`` (a row's right cell is drawn before its left one).
    """

    def __init__(self, sheet: Sheet, options: dict[str, str], style: Style) -> None:
        self.sheet, self.style = sheet, style
        self.widths = [float(w) for w in options["widths"].split(",")]
        self.left = LEFT + float(options.get("indent", 0))
        self.pad = float(options.get("pad", PAD))
        self.split = bool(options.get("split"))
        self.reverse = bool(options.get("grades_first"))

    def draw(self, rows: list[list[Cell]]) -> list[list[list[int]]]:
        """Draw the rows; for each row and cell, the page of each paragraph."""
        return [self._draw_row(self._lay(cells)) for cells in rows]

    def _lay(self, cells: list[Cell]) -> _Row:
        row = _Row(cells, [], [])
        for cell, room in zip(cells, self.widths, strict=True):
            lines: list[inline.Line | None] = []
            starts = []
            for i, part in enumerate(cell.paragraphs):
                if i:
                    lines.append(None)
                starts.append(len(lines))
                lines += inline.lines(part, self.style, room - 2 * PAD)
            row.lines.append(lines)
            row.starts.append(starts)
        return row

    def _draw_row(self, row: _Row) -> list[list[int]]:
        sheet, done = self.sheet, 0
        sheet.due([d for cell in row.cells for d in inline.footnotes(cell.text)])
        pages = [[0] * len(starts) for starts in row.starts]
        while done < row.height:
            free = int((sheet.y - sheet.floor() - 2 * self.pad) // self.style.leading)
            left = row.height - done
            if free < 1 or (free < left and not self.split):
                sheet.break_page()
                continue
            take = min(free, left)
            self._draw_part(row, done, take)
            for c, starts in enumerate(row.starts):
                for p, at in enumerate(starts):
                    if done <= at < done + take:
                        pages[c][p] = sheet.page
            done += take
        return pages

    def _draw_part(self, row: _Row, done: int, take: int) -> None:
        """Draw ``take`` lines of a row from line ``done``, and the rules around them."""
        top, leading = self.sheet.y, self.style.leading
        deep = take * leading + 2 * self.pad
        order = range(len(row.cells))
        for c in reversed(order) if self.reverse else order:
            x = self.left + sum(self.widths[:c])
            self.sheet.canvas.rect(x, top - deep, self.widths[c], deep, stroke=1, fill=0)
            lines = row.lines[c]
            spare = (row.height - len(lines)) * leading if take == row.height else 0.0
            drop = {"top": 0.0, "middle": spare / 2, "bottom": spare}[row.cells[c].align]
            for i, pieces in enumerate(lines[done : done + take], start=1):
                if pieces:
                    self.sheet.line(x + PAD, top - self.pad - drop - i * leading + 2.5, pieces)
        self.sheet.y = top - deep

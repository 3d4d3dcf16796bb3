"""Pages: a cursor, page breaks, footnotes at the foot, furniture, and who is drawn last."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from reportlab.pdfgen.canvas import Canvas

from samples import inline
from samples.fonts import Style, width

WIDTH, HEIGHT = 595.28, 841.89
LEFT, RIGHT, TOP, BOTTOM = 70.0, 525.0, 760.0, 84.0
NOTE = Style("", 7, 8.6)
SMALL = Style("", 7, 9)


@dataclass
class Layout:
    """How a sample is printed (the ``[layout]`` of its source)."""

    header: str = ""
    header_page_number: bool = False
    footer: tuple[str, ...] = ()
    numbers: str = "right"
    """Where the page number stands: right, alternating, none."""
    first_number: int = 1
    rule: bool = True
    letterhead: tuple[str, ...] = ()
    """The lines of a letterhead; columns parted by a bar."""
    letterhead_last: bool = False
    bullets: dict[str, str] = field(default_factory=lambda: {"-": "\u25fc", "--": "\u2013"})
    bullets_last: bool = False
    """Draw the bullets of a page after its text, as Word does at times."""
    justified: bool = False


class Sheet:
    """A PDF in the making. ``y`` is the base line of the next line's top edge."""

    def __init__(self, path: Path, layout: Layout, meta: dict[str, str], notes: dict[str, str]):
        self.canvas = Canvas(str(path), pagesize=(WIDTH, HEIGHT), invariant=1, pageCompression=1)
        self.canvas.setTitle(meta.get("title", ""))
        self.canvas.setAuthor(meta.get("author", ""))
        self.canvas.setSubject(meta.get("subject", ""))
        self.canvas.setKeywords(meta.get("keywords", ""))
        self.layout, self.notes = layout, notes
        self.page, self.y = 1, TOP
        self._due: list[str] = []
        self._late: list[tuple[float, float, str, Style]] = []
        self._begin()

    # -- the page ---------------------------------------------------------------------------

    def _begin(self) -> None:
        self.y = TOP
        self._due, self._late = [], []
        self._mark()
        if self.page == 1 and self.layout.letterhead and not self.layout.letterhead_last:
            self._letterhead()

    def floor(self, extra: tuple[str, ...] = ()) -> float:
        """The lowest base line that is free, footnotes (and ``extra`` ones) taken off."""
        due = [*self._due, *(n for n in extra if n not in self._due)]
        return BOTTOM + sum(self._note_height(n) for n in due) + (14 if due else 0)

    def break_page(self) -> None:
        """End the page: footnotes, furniture, late bullets; then a new one."""
        self._end()
        self.canvas.showPage()
        self.page += 1
        self._begin()

    def _end(self) -> None:
        for x, y, text, style in self._late:
            self.draw(x, y, text, style)
        self._draw_notes()
        self._furniture()
        if self.page == 1 and self.layout.letterhead and self.layout.letterhead_last:
            self._letterhead()

    def save(self) -> int:
        """Write the file; the number of pages."""
        self._end()
        self.canvas.showPage()
        self.canvas.save()
        return self.page

    # -- drawing ----------------------------------------------------------------------------

    def draw(self, x: float, y: float, text: str, style: Style) -> None:
        """One run of text."""
        self.canvas.setFont(style.font, style.size)
        self.canvas.drawString(x, y, text)

    def bullet(self, x: float, y: float, text: str, style: Style) -> None:
        """A mark before an item: a run of its own, now or at the page's end."""
        if self.layout.bullets_last:
            self._late.append((x, y, text, style))
        else:
            self.draw(x, y, text, style)

    def line(self, x: float, y: float, pieces: inline.Line, stretch: float = 0.0) -> None:
        """One line of pieces; ``stretch`` points are shared among its spaces."""
        gaps = sum(p.text.count(" ") for p in pieces)
        space = stretch / gaps if stretch and gaps else 0.0
        for piece in pieces:
            self.canvas.setFont(piece.font, piece.size)
            for i, word in enumerate(piece.text.split(" ") if space else [piece.text]):
                if i:
                    x += width(" ", piece.font, piece.size) + space
                self.canvas.drawString(x, y + piece.rise, word)
                x += width(word, piece.font, piece.size)

    def due(self, digits: list[str]) -> None:
        """These footnotes go to this page's foot."""
        self._due += [d for d in digits if d not in self._due]

    # -- furniture --------------------------------------------------------------------------

    def _mark(self) -> None:
        """A drawn mark in place of a logo."""
        c = self.canvas
        c.setFillGray(0.35)
        for i in range(3):
            c.circle(RIGHT - 8 - 14 * i, 800 + (4 if i == 1 else 0), 5, stroke=0, fill=1)
        c.setFillGray(0)

    def _note_lines(self, digit: str) -> list[inline.Line]:
        return inline.lines(f"^{digit}^ {self.notes[digit]}", NOTE, RIGHT - LEFT)

    def _note_height(self, digit: str) -> float:
        return len(self._note_lines(digit)) * NOTE.leading + 2

    def _draw_notes(self) -> None:
        if not self._due:
            return
        y = BOTTOM + sum(self._note_height(n) for n in self._due)
        self.canvas.line(LEFT, y, LEFT + 144, y)
        for digit in self._due:
            for pieces in self._note_lines(digit):
                y -= NOTE.leading
                self.line(LEFT, y, pieces)
            y -= 2

    def _furniture(self) -> None:
        number = str(self.page + self.layout.first_number - 1)
        if self.layout.header and self.page > 1:
            self.draw(LEFT, 800, self.layout.header, Style("b", 7.5))
            self.canvas.line(LEFT, 795, RIGHT - 60, 795)
            if self.layout.header_page_number:
                self.draw(RIGHT - 70, 800, number, Style("b", 7.5))
        if self.layout.rule:
            self.canvas.line(LEFT, 62, RIGHT, 62)
        for i, text in enumerate(self.layout.footer):
            self.draw(LEFT, 52 - 9 * i, text, SMALL)
        if self.layout.numbers != "none" and not self.layout.header_page_number:
            even = self.layout.numbers == "alternating" and self.page % 2 == 0
            style = Style("", 13)
            x = LEFT if even else RIGHT - width(number, style.font, style.size)
            self.draw(x, 46, number, style)

    def _letterhead(self) -> None:
        for i, text in enumerate(self.layout.letterhead):
            for j, cell in enumerate(text.split("|")):
                self.draw(LEFT + 95 * j, 806 - 9 * i, cell.strip(), SMALL)

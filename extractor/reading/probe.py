"""Asks one page of a PDF, through pdfium, where its characters stand and how they are set."""

from __future__ import annotations

import ctypes
import re

import pypdfium2 as pdfium
import pypdfium2.raw as raw

_BOLD = re.compile(r"bold|black|heavy|semib|demi", re.I)
_ITALIC = re.compile(r"ital|obliq", re.I)

Rectangle = tuple[float, float, float, float]
"""(x0, top, x1, bottom) in points from the page's top left."""


class Probe:
    """Asks one text page for geometry and fonts; keeps the ctypes buffers between calls."""

    def __init__(self, text_page: pdfium.PdfTextPage, page: pdfium.PdfPage) -> None:
        self.handle = text_page.raw
        self.left, self.lower, self.right, self.upper = page.get_bbox()
        self.turn = page.get_rotation()
        self.a, self.b, self.c, self.d = (ctypes.c_double() for _ in range(4))
        self.refs = tuple(ctypes.byref(v) for v in (self.a, self.b, self.c, self.d))
        self.name, self.flags = ctypes.create_string_buffer(128), ctypes.c_int()
        self.matrix = raw.FS_MATRIX()

    def rectangles(self, start: int, count: int) -> list[Rectangle]:
        """The rectangles of the runs of ``count`` characters from ``start``."""
        out = []
        left, upper, turn = self.left, self.upper, self.turn
        for i in range(raw.FPDFText_CountRects(self.handle, start, count)):
            if raw.FPDFText_GetRect(self.handle, i, *self.refs):
                x0, top, x1, bottom = self.a.value, self.b.value, self.c.value, self.d.value
                if x1 > x0:
                    if turn:
                        (xa, ya), (xb, yb) = self._turned(x0, top), self._turned(x1, bottom)
                        out.append((min(xa, xb), min(ya, yb), max(xa, xb), max(ya, yb)))
                    else:
                        out.append((x0 - left, upper - top, x1 - left, upper - bottom))
        return out

    def origin(self, index: int) -> tuple[float, float]:
        """Where a character's baseline starts, as (x, distance from the top)."""
        raw.FPDFText_GetCharOrigin(self.handle, index, self.refs[0], self.refs[1])
        if self.turn:
            return self._turned(self.a.value, self.b.value)
        return self.a.value - self.left, self.upper - self.b.value

    def _turned(self, x: float, y: float) -> tuple[float, float]:
        """A point of a page that is shown turned (by 90, 180 or 270 degrees clockwise)."""
        if self.turn == 90:
            return y - self.lower, x - self.left
        if self.turn == 180:
            return self.right - x, y - self.lower
        return self.upper - y, self.right - x

    def size(self, index: int) -> float:
        """The size in which a character is drawn, in points."""
        size = raw.FPDFText_GetFontSize(self.handle, index)
        # Some producers set a font of 1 point and scale it by the text matrix.
        if size < 4 and raw.FPDFText_GetMatrix(self.handle, index, self.matrix):
            m = self.matrix
            size *= max((m.a * m.a + m.b * m.b) ** 0.5, (m.c * m.c + m.d * m.d) ** 0.5) or 1.0
        return size

    def font(self, index: int) -> tuple[bool, bool]:
        """Whether the character's font is (bold, italic), by the font's name."""
        raw.FPDFText_GetFontInfo(self.handle, index, self.name, 128, self.flags)
        return _style(self.name.value)


_STYLES: dict[bytes, tuple[bool, bool]] = {}


def _style(name: bytes) -> tuple[bool, bool]:
    known = _STYLES.get(name)
    if known is None:
        text = name.decode("utf-8", "ignore")
        known = bool(_BOLD.search(text)), bool(_ITALIC.search(text))
        if len(_STYLES) < 10_000:
            _STYLES[name] = known
    return known

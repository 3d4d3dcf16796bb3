"""The faces of the samples: Bitstream Vera, which reportlab ships, so that no font is installed.

Vera lacks the marks that real reports use as bullets (a Wingdings code point, a black square) and
some of their dashes. Each such code point is drawn here with a glyph that Vera has: on paper it
looks plain, in the text layer it is the code point that a reader must cope with.
"""

from __future__ import annotations

from dataclasses import dataclass

from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

FACES = {"": "Vera", "b": "VeraBd", "i": "VeraIt", "bi": "VeraBI"}

STAND_INS = {
    0xF06E: 0x2022, 0xF0B7: 0x2022, 0xF0A7: 0x2022, 0xF02D: 0x2013,  # Wingdings and Symbol
    0x25FC: 0x2022, 0x25AA: 0x2022, 0x25A0: 0x2022,  # black squares
    0x2011: 0x2D, 0x2500: 0x2014,  # non-breaking hyphen, box drawing rule
}  # fmt: skip


@dataclass(frozen=True)
class Style:
    """A face (a key of ``FACES``), its size and the distance between base lines."""

    face: str = ""
    size: float = 9.5
    leading: float = 12.0

    @property
    def font(self) -> str:
        return FACES[self.face]


def register() -> None:
    """Make the faces known to reportlab, with the stand-ins."""
    rl_config.useA85 = 0  # streams as bytes: a fifth smaller
    for name in FACES.values():
        font = TTFont(name, f"{name}.ttf")
        for code, drawn in STAND_INS.items():
            font.face.charToGlyph.setdefault(code, font.face.charToGlyph[drawn])
            font.face.charWidths.setdefault(code, font.face.charWidths[drawn])
        pdfmetrics.registerFont(font)


def width(text: str, font: str, size: float) -> float:
    """The width of ``text`` in points."""
    return pdfmetrics.stringWidth(text, font, size)

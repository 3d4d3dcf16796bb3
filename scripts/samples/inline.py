"""Marked text to lines of pieces.

The marks: ``**bold**``, ``*italic*``, ``^1^`` (a raised footnote digit), ``¬`` (where a word may be
broken with a soft hyphen), ``~`` (a space that does not break), ``\\`` (a line ends here).
A line may also end after a hyphen, as it does in real reports.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from samples.fonts import FACES, Style, width

MARKS = re.compile(r"(\*\*|\*|\^[0-9]+\^|\\\\)")
SOFT = "\u00ad"


@dataclass(frozen=True)
class Piece:
    """A stretch of one face on one line; ``rise`` lifts a footnote digit."""

    text: str
    font: str
    size: float
    rise: float = 0.0

    @property
    def width(self) -> float:
        return width(self.text, self.font, self.size)


Line = list[Piece]


def plain(marked: str) -> str:
    """What a reader should make of the marked text: no marks, no footnote digits."""
    text = re.sub(r"\^[0-9]+\^|\*|¬", "", marked).replace("\\\\", " ").replace("~", " ")
    return re.sub(r"\s+", " ", text).strip()


def footnotes(marked: str) -> list[str]:
    """The footnote digits in the text."""
    return re.findall(r"\^([0-9]+)\^", marked)


def lines(marked: str, style: Style, room: float, first: float = 0.0) -> list[Line]:
    """Break the text into lines of at most ``room`` points (the first: less ``first``)."""
    result: list[Line] = [[]]
    left = room - first
    for unit in _units(marked, style):
        if unit == "break":
            result.append([])
            left = room
            continue
        assert isinstance(unit, list)
        spread = sum(p.width for p in unit)
        shown = spread - _trailing_space(unit)
        if shown > left and result[-1]:
            head, tail = _split(unit, left)
            if head:
                result[-1].extend(head)
            unit, spread = tail, sum(p.width for p in tail)
            result.append([])
            left = room
        result[-1].extend(unit)
        left -= spread
    return [_joined(line) for line in result]


def _units(marked: str, style: Style) -> list[list[Piece] | str]:
    """What cannot be broken: words (with the space behind them) and parts of hyphened words."""
    face, found, word = set(style.face), [], []
    for part in MARKS.split(re.sub(r" *\\\\ *", r"\\\\", re.sub(r"[ \n]+", " ", marked))):
        if part in ("**", "*"):
            face ^= {"b" if part == "**" else "i"}
            continue
        if part == "\\\\":
            found += [word, "break"] if word else ["break"]
            word = []
            continue
        font = FACES["".join(sorted(face))]
        if part.startswith("^") and part.endswith("^") and len(part) > 2:
            word.append(Piece(part.strip("^"), font, style.size * 0.62, style.size * 0.36))
            continue
        for bit in re.findall(r"[^ -]*-(?=\w)|[^ -]+-* ?|-+ ?| ", part):
            word.append(Piece(bit.replace("~", "\u00a0"), font, style.size))
            if bit.endswith((" ", "-")):
                found.append(word)
                word = []
    return [*found, word] if word else found


def _split(unit: list[Piece], left: float) -> tuple[list[Piece], list[Piece]]:
    """Break a one-piece word at a ``¬`` if its head and a hyphen fit."""
    if len(unit) == 1 and "¬" in unit[0].text:
        piece = unit[0]
        parts = piece.text.split("¬")
        for cut in range(len(parts) - 1, 0, -1):
            head = replace(piece, text="".join(parts[:cut]) + SOFT)
            if head.width <= left:
                return [head], [replace(piece, text="".join(parts[cut:]))]
    return [], [replace(p, text=p.text.replace("¬", "")) for p in unit]


def _trailing_space(unit: list[Piece]) -> float:
    last = unit[-1]
    return last.width - replace(last, text=last.text.rstrip(" ")).width


def _joined(line: Line) -> Line:
    """Neighbours of one face as one piece, without space at the end."""
    result: Line = []
    for piece in line:
        piece = replace(piece, text=piece.text.replace("¬", ""))
        last = result[-1] if result else None
        if last and (last.font, last.size, last.rise) == (piece.font, piece.size, piece.rise):
            result[-1] = replace(last, text=last.text + piece.text)
        else:
            result.append(piece)
    if result:
        result[-1] = replace(result[-1], text=result[-1].text.rstrip(" "))
    return [p for p in result if p.text]

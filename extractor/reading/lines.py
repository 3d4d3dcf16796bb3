"""Raw lines: what a reader hands to the layout, before anything is decided about them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

BULLETS = "◼■▪•●◦‣\uf06e\uf0b7\uf02d\uf0a7\uf0be\uf0d8\uf0fc\uf076\u25cf\u0336\u0335\u2212"
TEXT_SIZE = 1.0
"""The font size and line pitch of plain text (see ``text``): PDFs have none so small."""
DASHES = "-–—o"
_BULLET = re.compile(rf"(?:[{BULLETS}]+|[{DASHES}](?=\s|$))\s*")
_NUMBER = re.compile(
    r"(?:(\d{1,3}(?:\.\d{1,2})?)[.)]|(\d{1,2}\.\d{1,2}))(?:\s+|$|(?<=\d\.)(?=[A-Z]))"
)
_LETTERED = re.compile(r"(?:\(?([a-z]|[ivx]{1,4})\))(?:\s+|$)")


@dataclass(frozen=True, slots=True)
class RawLine:
    """One printed line, or the part of it that stands in one column.

    ``base`` is the baseline (points from the top); ``mark`` the bullet or number in front of
    ``text``, ``number`` the number in it; ``text_x`` where the text after the mark starts.
    ``columns`` counts the parts that the printed row was split into.
    """

    page: int
    x0: float
    top: float
    x1: float
    bottom: float
    base: float
    size: float
    bold: bool
    italic: bool
    text: str
    mark: str = ""
    number: str | None = None
    text_x: float = 0.0
    columns: int = 1
    cell: tuple[int, int, int] | None = None
    note: str = ""
    """Raised digits taken from the line's start: the number of a footnote."""


def with_mark(line: RawLine) -> RawLine:
    """The line with the bullet or printed number at its start, if any, taken off its text."""
    text = line.text
    found = _BULLET.match(text) or _NUMBER.match(text) or _LETTERED.match(text)
    if not found:
        return replace(line, text_x=line.x0) if line.text_x == 0.0 else line
    mark, rest = found.group().strip(), text[found.end() :]
    number = next((g for g in found.groups() if g), None) if found.re is not _BULLET else None
    text_x = line.text_x
    if text_x <= line.x0:  # where the text starts was not measured: the mark's share of the width
        text_x = line.x0 + (line.x1 - line.x0) * found.end() / max(1, len(text))
    return replace(line, text=rest, mark=mark, number=number, text_x=text_x)


def join_fragments(lines: list[RawLine]) -> list[RawLine]:
    """Put back together a row that the PDF library broke at a raised footnote digit.

    Looks at lines that follow each other in content order; the digit itself goes.
    """
    out: list[RawLine] = []
    for line in lines:
        before = out[-1] if out else None
        if before is None or not -2 < line.x0 - before.x1 < 1.2 * max(before.size, line.size):
            out.append(line)
            continue
        if before.size < 0.8 * line.size and before.text.isdigit() and len(before.text) < 3:
            if 0 <= line.base - before.base < line.size and not line.note:
                out[-1] = replace(line, note=before.text)
                continue
        rise = before.base - line.base
        small = line.size < 0.8 * before.size
        if small and line.text.isdigit() and len(line.text) < 3 and 0 <= rise < before.size:
            out[-1] = replace(before, x1=max(before.x1, line.x1))
        elif abs(rise) < 0.3 * before.size and abs(line.size - before.size) < 0.2 * before.size:
            close = line.x0 - before.x1 < 0.12 * before.size or line.text[0] in ".,;:)"
            out[-1] = replace(
                before, x1=line.x1, top=min(before.top, line.top),
                bottom=max(before.bottom, line.bottom),
                text=before.text + ("" if close else " ") + line.text,
            )  # fmt: skip
        else:
            out.append(line)
    return out


def join_marks(lines: list[RawLine]) -> list[RawLine]:
    """Give a bullet or number that is a run of its own to the text that stands on its row."""
    alone = [x for x in lines if x.mark and not x.text]
    if not alone:
        return lines
    out = [x for x in lines if not (x.mark and not x.text)]
    for mark in alone:
        reach = max(mark.size, 8.0)
        best = None
        for i, line in enumerate(out):
            near = abs(line.base - mark.base) < 0.6 * reach and -2 < line.x0 - mark.x1 < 5 * reach
            if near and not line.mark and (best is None or line.x0 < out[best].x0):
                best = i
        if best is None:
            if mark.number is not None:  # a number alone on its row is text, not a mark
                out.append(replace(mark, text=mark.mark, mark="", number=None, text_x=mark.x0))
            continue
        line = out[best]
        out[best] = replace(
            line, mark=mark.mark, number=mark.number, x0=mark.x0, text_x=line.x0,
            columns=max(1, line.columns - 1),
        )  # fmt: skip
    return out

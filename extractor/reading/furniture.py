"""Tells running heads, page numbers and footnotes from the body of a report."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from extractor.model import Page

from .lines import TEXT_SIZE, RawLine

_DIGITS = re.compile(r"\d+")
_SPACE = re.compile(r"\W+")
_PAGE_NUMBER = re.compile(r"(?:page\s*)?\d{1,3}(?:\s*(?:of|/)\s*\d{1,3})?|[ivxlc]{1,5}", re.I)
_NOTE = re.compile(r"(?!\d+ [A-Z][a-z]+ \d{4})(?:\d{1,2}|[*†‡])\s?(?=[A-Z‘“'\"(]|www|http)")

# Furniture stands in these shares of the page's height, counted from its edges.
_HEAD, _FOOT = 0.11, 0.11
_LOW = 0.84
"""A page's lowest line below this share of its height is furniture if it is a page number."""


@dataclass(frozen=True, slots=True)
class Parts:
    """The lines of one page by what they are, each in reading order."""

    body: list[RawLine]
    footnotes: list[RawLine]
    furniture: list[RawLine]


def body_size(pages: list[list[RawLine]]) -> float:
    """The font size in which most of the characters are set, in points."""
    sizes: Counter[float] = Counter()
    for lines in pages:
        for line in lines:
            sizes[line.size] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 12.0


def part_pages(pages: tuple[Page, ...], lines: list[list[RawLine]]) -> list[Parts]:
    """Part every page's lines into body, footnotes and furniture.

    Furniture repeats: the same words (digits aside) at the same height near the edge of two or
    more pages, or it is a page number. Footnotes are set smaller than the body, start with a digit
    and stand below the last line of the body.
    """
    size = body_size(lines)
    repeated = _repeated(pages, lines)
    return [_part(page, found, size, repeated) for page, found in zip(pages, lines, strict=True)]


def _edge(page: Page, line: RawLine) -> str:
    if line.bottom < _HEAD * page.height:
        return "head"
    if line.top > (1 - _FOOT) * page.height:
        return "foot"
    return ""


def _key(line: RawLine, edge: str) -> tuple[str, str]:
    return edge, _SPACE.sub(" ", _DIGITS.sub("0", line.mark + line.text)).strip().lower()


def _repeated(pages: tuple[Page, ...], lines: list[list[RawLine]]) -> dict[tuple[str, str], float]:
    """Keys of lines seen near the edge of enough pages, each with its usual distance from that
    edge: a footer stands at one height, a body line that happens to recur does not.

    Plain text has no margins: there a heading may well be the first line of two or three pages.
    """
    plain = body_size(lines) == TEXT_SIZE
    enough = max(2, len(pages) // 2 + 1 if plain else 2 if len(pages) < 7 else 3)
    seen: dict[tuple[str, str], list[float]] = {}
    for page, found in zip(pages, lines, strict=True):
        keys = {}
        for line in found:
            if edge := _edge(page, line):
                keys[_key(line, edge)] = line.base if edge == "head" else page.height - line.base
        for key, distance in keys.items():
            seen.setdefault(key, []).append(distance)
    out = {}
    for key, distances in seen.items():
        distances.sort()
        usual = distances[len(distances) // 2]
        if sum(abs(d - usual) < 6 for d in distances) >= enough:
            out[key] = usual
    return out


def _part(
    page: Page, lines: list[RawLine], size: float, repeated: dict[tuple[str, str], float]
) -> Parts:
    body: list[RawLine] = []
    furniture: list[RawLine] = []
    lowest = max(lines, key=lambda x: x.base, default=None)
    for line in lines:
        edge = _edge(page, line)
        held = edge and _is_furniture(page, line, edge, size, repeated)
        if line is lowest and line.top > _LOW * page.height:
            held = held or bool(_PAGE_NUMBER.fullmatch((line.mark + line.text).strip()))
        (furniture if held else body).append(line)
    # The footer's other lines (a date, say) stand beside or below a line that is furniture.
    foot = min((x.top for x in furniture if _edge(page, x) == "foot"), default=page.height)
    low = [x for x in body if x.top > foot + 2]
    if low:
        furniture += low
        body = [x for x in body if x.top <= foot + 2]
    notes = _footnotes(body, size, page)
    if notes:
        chosen = set(map(id, notes))
        body = [x for x in body if id(x) not in chosen]
    return Parts(body, notes, sorted(furniture, key=lambda x: (x.base, x.x0)))


def _is_furniture(
    page: Page, line: RawLine, edge: str, size: float, repeated: dict[tuple[str, str], float]
) -> bool:
    if line.mark and line.text:
        return False
    if _PAGE_NUMBER.fullmatch((line.mark + line.text).strip()):
        return True
    usual = repeated.get(_key(line, edge))
    if usual is None:
        return False
    # A small line may move up or down with the size of the page; one set as the body may not.
    slack = 6.0 if line.size > 0.93 * size else 18.0
    return abs((line.base if edge == "head" else page.height - line.base) - usual) < slack


def _footnotes(body: list[RawLine], size: float, page: Page) -> list[RawLine]:
    """The small lines at the foot of the page from the first that starts like a note."""
    ordered = sorted(body, key=lambda x: x.base)
    tail = len(ordered)
    while tail and ordered[tail - 1].size < 0.93 * size:
        tail -= 1
    small = ordered[tail:]
    for i, line in enumerate(small):
        # A raised digit tells a note; one on the line only does so low on the page.
        raised = bool(line.note) and line.top > 0.3 * page.height
        low = line.top > 0.75 * page.height
        if raised or low and (line.number is not None or _NOTE.match(line.text)):
            return small[i:]
    return []

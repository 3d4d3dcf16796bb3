"""Plain text to raw lines: the same layout as a PDF's, with line numbers for boxes.

A form feed starts a page. A line's box is (indent, line number, indent + length, line number) in
its page; the "font" is 1 high, so that a blank line is a gap.
"""

from __future__ import annotations

from extractor.errors import InputError, LimitError
from extractor.model import Page

from .limits import MAX_CHARACTERS, MAX_PAGES
from .lines import TEXT_SIZE, RawLine
from .source import Source

_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def read_text(source: Source) -> tuple[tuple[Page, ...], list[list[RawLine]]]:
    """The pages of a text file and the raw lines of each.

    Raises InputError where the encoding is not UTF-8, UTF-16 (with its mark) or Windows-1252.
    """
    text = _decode(source)
    if len(text) > MAX_CHARACTERS:
        raise LimitError(
            source.name, f"more than {MAX_CHARACTERS:,} characters", "split it into its reports"
        )
    parts = text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n\f").split("\f")
    if len(parts) > MAX_PAGES:
        raise LimitError(source.name, f"more than {MAX_PAGES} pages", "split it into its reports")
    pages, lines = [], []
    for number, part in enumerate(parts, start=1):
        rows = part.expandtabs(4).split("\n")
        pages.append(Page(number, float(max(map(len, rows))), float(len(rows))))
        lines.append([_line(number, i, row) for i, row in enumerate(rows, 1) if row.strip()])
    return tuple(pages), lines


def _line(page: int, row: int, text: str) -> RawLine:
    indent = len(text) - len(text.lstrip())
    end, y = float(len(text.rstrip())), float(row)
    words = " ".join(text.split())
    return RawLine(page, float(indent), y, end, y, y, TEXT_SIZE, False, False, words)


def _decode(source: Source) -> str:
    for bom, encoding in _BOMS:
        if source.data.startswith(bom):
            return _checked(source, encoding)
    try:
        return _checked(source, "utf-8")
    except InputError:
        return _checked(source, "cp1252")


def _checked(source: Source, encoding: str) -> str:
    """The text, unless it has characters that no text file has."""
    try:
        text = source.data.decode(encoding)
    except UnicodeDecodeError:
        text = "\0"
    odd = sum(1 for c in text[:100_000] if c < " " and c not in "\t\n\r\f") + text.count("\ufffd")
    if odd:
        raise InputError(
            source.name, "neither a PDF nor text in a known encoding", "save it as UTF-8 text"
        )
    return text

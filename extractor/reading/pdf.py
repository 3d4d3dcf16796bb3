"""PDF to raw lines through pdfium, asking it per line and not per character.

pdfium's text page already joins runs into lines. For each line one call counts its rectangles
(one a run), and a few calls give box, baseline, font size and font name; only where the
rectangles leave a column-wide gap is it asked where single characters stand.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from extractor.errors import LimitError, NoTextError, UnreadableError
from extractor.model import Page

from .inflation import check_inflation
from .limits import (
    MAX_CHARACTERS,
    MAX_PAGE_CHARACTERS,
    MAX_PAGE_POINTS,
    MAX_PAGES,
    MAX_SECONDS,
)
from .lines import RawLine
from .probe import Probe, Rectangle
from .source import Source

_BREAK = re.compile("\r\n|[\r\n\ufffe\x02]")
# Digits glued to a word's end (or a line's start) that may be a raised footnote number.
_GLUED = re.compile(r"(?<=[^\W\d_]|[.,;:!?)\]’”'\"])\d{1,2}(?!\w)|^\d{1,2}(?=\s?[^\W\d_])")
_HYPHEN = "-"


def read_pdf(source: Source) -> tuple[tuple[Page, ...], list[list[RawLine]]]:
    """The pages of a PDF and the raw lines of each, in pdfium's content order.

    Raises UnreadableError (corrupt, truncated, password), NoTextError or LimitError.
    """
    check_inflation(source.data, source.name)
    document = _open(source)
    try:
        count = len(document)
        if count > MAX_PAGES:
            raise LimitError(
                source.name, f"{count} pages, more than {MAX_PAGES}", "split it into its reports"
            )
        if count == 0:
            raise UnreadableError(source.name, "the PDF has no pages", "download it again")
        return _read_pages(document, count, source.name)
    finally:
        document.close()


def _open(source: Source) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(source.data)
    except pdfium.PdfiumError:
        code = raw.FPDF_GetLastError()
        if code in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY):
            problem, remedy = "it is protected by a password", "save a copy without the password"
        else:
            problem, remedy = "the PDF is corrupt or cut short", "download it again"
        raise UnreadableError(source.name, problem, remedy) from None


def _read_pages(
    document: pdfium.PdfDocument, count: int, name: str
) -> tuple[tuple[Page, ...], list[list[RawLine]]]:
    deadline = time.thread_time() + MAX_SECONDS  # not the clock's: a busy machine refuses nothing
    pages: list[Page] = []
    lines: list[list[RawLine]] = []
    characters = 0
    for index in range(count):
        if time.thread_time() > deadline:
            raise LimitError(name, f"reading took over {MAX_SECONDS:.0f} s", "split the file")
        try:
            page = document[index]
        except pdfium.PdfiumError:
            raise UnreadableError(
                name, f"page {index + 1} cannot be read", "download it again"
            ) from None
        width, height = page.get_size()
        if max(width, height) > MAX_PAGE_POINTS:
            raise LimitError(
                name,
                f"page {index + 1} is {max(width, height):.0f} points long, "
                f"more than {MAX_PAGE_POINTS}",
                "print it to a PDF of ordinary page size",
            )
        pages.append(Page(index + 1, round(width, 2), round(height, 2)))
        try:
            text_page = page.get_textpage()
        except pdfium.PdfiumError:
            lines.append([])
            page.close()
            continue
        size = text_page.count_chars()
        characters += size
        if size > MAX_PAGE_CHARACTERS or characters > MAX_CHARACTERS:
            raise LimitError(
                name, f"too much text by page {index + 1}", "split the file into its reports"
            )
        lines.append(list(_page_lines(text_page, page, index + 1)))
        text_page.close()
        page.close()
    if not any(lines):
        raise NoTextError(
            name,
            "no text layer: its pages are pictures",
            "run OCR first, e.g. 'ocrmypdf in.pdf out.pdf'",
        )
    return tuple(pages), lines


def _page_lines(
    text_page: pdfium.PdfTextPage, page: pdfium.PdfPage, number: int
) -> Iterator[RawLine]:
    text = text_page.get_text_range()
    probe = Probe(text_page, page)
    shift = _index_shift(text_page, text)
    start = 0
    for found in _BREAK.finditer(text + "\n"):
        end, hyphen = found.start(), found.group() in "\ufffe\x02"
        part = text[start:end]
        if part.strip():
            yield from _split(probe, part, shift(start), number, hyphen)
        start = found.end()


def _index_shift(text_page: pdfium.PdfTextPage, text: str) -> Callable[[int], int]:
    """From an index into the page's text to pdfium's character index.

    The two are the same but where a character has no text or two UTF-16 units.
    """
    if text_page.count_chars() == len(text):
        return lambda i: i
    units = [0]
    for char in text:
        units.append(units[-1] + (2 if ord(char) > 0xFFFF else 1))

    def shift(i: int) -> int:
        index = raw.FPDFText_GetCharIndexFromTextIndex(text_page.raw, units[i])
        return index if index >= 0 else i

    return shift


def _split(probe: Probe, part: str, start: int, page: int, hyphen: bool) -> Iterator[RawLine]:
    """One pdfium line as one raw line for each of its columns."""
    rects = probe.rectangles(start, len(part))
    if not rects:
        return
    cuts = _column_cuts(probe, part, start, rects)
    begin = 0
    for cut in [*cuts, len(part)]:
        piece = part[begin:cut]
        if piece.strip():
            boxes = rects if not cuts else probe.rectangles(start + begin, len(piece))
            line = _line(probe, piece, start + begin, page, boxes, len(cuts) + 1)
            if line is not None:
                hyphened = hyphen and cut == len(part)
                yield replace(line, text=line.text + _HYPHEN) if hyphened else line
        begin = cut


def _column_cuts(probe: Probe, part: str, start: int, rects: list[Rectangle]) -> list[int]:
    """Where a row falls apart: indices after a gap wider than any word space."""
    gaps, reach = [], rects[0][2]
    for x0, top, x1, bottom in rects[1:]:
        if x0 - reach > max(18.0, 1.6 * (bottom - top)) or x1 < reach - 60:
            gaps.append(x0)
        reach = x1 if x1 < reach - 60 else max(reach, x1)
    if not gaps:
        return []
    cuts: list[int] = []
    for found in re.finditer(r"\s+", part):
        if found.end() < len(part) and found.start() > 0:
            x = probe.origin(start + found.end())[0]
            if any(-3 < x - gap < 3 for gap in gaps):
                head = part[(cuts[-1] if cuts else 0) : found.start()].strip()
                if len(head) > 1 and not re.fullmatch(
                    r"\W{1,2}|\(?\d{1,3}[.)]?|\d\.\d\.?|\(?[a-z]{1,4}\)", head
                ):
                    cuts.append(found.end())
    return cuts


def _line(
    probe: Probe,
    piece: str,
    start: int,
    page: int,
    rects: list[Rectangle],
    columns: int,
) -> RawLine | None:
    solid = [r for r in rects if r[3] - r[1] > 0.3] or rects
    if not solid:
        return None
    first = len(piece) - len(piece.lstrip())
    last = len(piece.rstrip()) - 1
    # A bullet or number can have a font of its own: size and style are those of the text behind.
    mark = _MARK.match(piece)
    if mark and mark.end() >= last:
        mark = None
    lead = mark.end() if mark else first
    while lead < last and not piece[lead].isalnum():
        lead += 1
    size, bold, italic, base = _setting(probe, piece, start, lead, last)
    removed = _raised(probe, piece, start, size)
    text = piece
    for a, b in reversed(removed):
        text = text[:a] + text[b:]
    text = " ".join(text.replace("\xad", "-").replace("\u2011", "-").split())
    if not text:
        return None
    lefts, tops, rights, bottoms = zip(*solid, strict=True)
    x0 = min(lefts)
    return RawLine(
        page=page,
        x0=x0,
        top=min(tops),
        x1=max(rights),
        bottom=max(bottoms),
        base=base,
        size=round(size, 1),
        bold=bold,
        italic=italic,
        text=text,
        # Where the text behind a bullet or number starts (the line's start where there is none).
        text_x=probe.origin(start + mark.end())[0] if mark else x0,
        columns=columns,
        note=piece[slice(*removed[0])] if removed and removed[0][0] == first else "",
    )


def _setting(
    probe: Probe, piece: str, start: int, lead: int, last: int
) -> tuple[float, bool, bool, float]:
    """A line's (size, bold, italic, baseline), by its first and last character; where those
    differ, by the one in its middle too: either may be a raised letter, or end in bold."""
    size, style = probe.size(start + lead), probe.font(start + lead)
    base = probe.origin(start + lead)[1]
    last_size, last_style = probe.size(start + last), probe.font(start + last)
    if size == last_size and style == last_style:
        return size, *style, base
    middle = (lead + last) // 2
    while middle < last and not piece[middle].isalnum():
        middle += 1
    sizes = sorted((size, last_size, probe.size(start + middle)))
    styles = (style, last_style, probe.font(start + middle))
    bold, italic = (sum(s[i] for s in styles) > 1 for i in (0, 1))
    return sizes[1], bold, italic, max(base, probe.origin(start + middle)[1])


_MARK = re.compile(r"\s*(?:[^\w\s(‘“\"'£]{1,2}|o|\(?[a-z]\)|\d{1,3}(?:\.\d{1,2})?[.)]?)\s+")


def _raised(probe: Probe, piece: str, start: int, size: float) -> list[tuple[int, int]]:
    """Spans of raised footnote digits: glued to a word and clearly smaller than the line."""
    out = []
    for found in _GLUED.finditer(piece):
        if probe.size(start + found.start()) < 0.8 * size and found.end() < len(piece.rstrip()) + 1:
            out.append(found.span())
    return out

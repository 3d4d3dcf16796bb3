"""Raw lines for layout tests: an invented page, set in 12 point with a pitch of 14.4 points."""

from __future__ import annotations

from extractor.model import Document, Page
from extractor.reading.compose import compose
from extractor.reading.furniture import body_size, part_pages
from extractor.reading.kinds import kinds_of
from extractor.reading.layout import group_pages, measure
from extractor.reading.lines import RawLine, join_fragments, join_marks, with_mark
from extractor.reading.source import TEXT, Source

PITCH = 14.4
FULL = "Social workers here describe an invented service in words that fill the whole line"


def raw(text: str, y: float, x: float = 72.0, page: int = 1, **more) -> RawLine:
    """A line whose baseline is at ``y``; about 5.4 points a character at 12 points."""
    size = more.pop("size", 12.0)
    width = more.pop("width", 0.45 * size * len(text))
    values = {"bold": False, "italic": False, "columns": 1} | more
    return RawLine(
        page, x, y - 0.75 * size, x + width, y + 0.2 * size, y, size, text=text, **values
    )


def document(*pages: list[RawLine]) -> Document:
    """The document that the layout makes of these lines, one list a page (595 by 842 points)."""
    sizes = tuple(Page(i + 1, 595.0, 842.0) for i in range(len(pages)))
    lines = [join_marks([with_mark(x) for x in join_fragments(p)]) for p in pages]
    parts = part_pages(sizes, lines)
    measures = measure(parts, body_size(lines))
    groups = group_pages(parts, measures)
    return compose(Source("test", b"", TEXT, ""), sizes, groups, kinds_of(groups, measures))


def shapes(doc: Document) -> list[tuple[str, str]]:
    """(kind, content) of every block."""
    return [(b.kind, doc.quote(b)) for b in doc.blocks]


def paragraph(y: float, *texts: str, **more) -> list[RawLine]:
    """Lines one below the other, each padded to the full width but for the last."""
    return [
        raw(t, y + i * PITCH, width=440.0 if i + 1 < len(texts) else None or 5.4 * len(t), **more)
        for i, t in enumerate(texts)
    ]

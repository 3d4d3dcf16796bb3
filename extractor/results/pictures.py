"""A report's pages as pictures, each value marked where it stands: proof at a glance.

pdfplumber renders the page and draws on it; it is loaded only here.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from extractor.errors import InputError
from extractor.learning.names import DEFAULT
from extractor.model import Box, Document, Report
from extractor.reading.source import PDF, Source, load

# Fill (red, green, blue, opacity) and edge by what is marked: told apart without colour vision.
COLOURS = {
    "fact": ((0, 114, 178, 50), (0, 114, 178)),
    "judgement": ((213, 94, 0, 60), (213, 94, 0)),
    "recommendation": ((0, 158, 115, 50), (0, 158, 115)),
    "finding": ((204, 121, 167, 40), (204, 121, 167)),
}
RESOLUTION = 110
"""Dots per inch; less for pages so large that a side would pass ``LONGEST_SIDE``."""
LONGEST_SIDE = 4000
"""Pixels."""


def draw_file(path: str | Path, folder: Path, model: str = DEFAULT) -> tuple[Path, ...]:
    """``draw_values`` of the report in a file, whose findings ``model`` reads. Raises what
    ``extract`` and that raise."""
    from extractor.pipeline import extract_document, read_report

    source = load(path)
    return draw_values(extract_document(read_report(source), model=model), source, folder)


def draw_values(report: Report, source: Source, folder: Path) -> tuple[Path, ...]:
    """Write ``page-NNN.png`` for each page that holds a value; return the files in order.

    ``source`` is what the report was read from. Raises InputError for a text file, which has no
    pages to draw, and OSError where the folder cannot be written.
    """
    import pdfplumber

    if source.media_type != PDF:
        raise InputError(source.name, "a text file has no pages to draw", "name a PDF")
    marks: dict[int, list[tuple[str, Box]]] = {}
    for kind, box in _marks(report):
        marks.setdefault(box.page, []).append((kind, box))
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for number, found in sorted(marks.items()):
        # One page at a time: pdfplumber keeps the characters of every page it has open.
        with pdfplumber.open(BytesIO(source.data), pages=[number]) as pdf:
            page = pdf.pages[0]
            image = page.to_image(resolution=_resolution(report.document, number))
            left, top = page.bbox[:2]
            for kind, box in found:
                fill, edge = COLOURS[kind]
                where = (left + box.x0, top + box.top, left + box.x1, top + box.bottom)
                image.draw_rect(where, fill=fill, stroke=edge)
            path = folder / f"page-{number:03}.png"
            image.save(path)
            written.append(path)
    return tuple(written)


def _marks(report: Report) -> Iterator[tuple[str, Box]]:
    """What to draw, the widest kinds first so that single values lie on top."""
    for kind, values in (
        ("finding", report.findings),
        ("recommendation", report.recommendations),
        ("judgement", report.judgements),
        ("fact", report.facts),
    ):
        for value in values:
            for box in value.evidence.boxes:
                yield kind, box


def _resolution(document: Document, number: int) -> float:
    page = document.pages[number - 1]
    return min(RESOLUTION, 72 * LONGEST_SIDE / max(page.width, page.height, 1))

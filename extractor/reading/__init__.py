"""Bytes to ``Document``: what it is, its lines, its blocks, its running text."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from extractor.model import Document, Page

from .source import PDF, Source, load

if TYPE_CHECKING:
    from .lines import RawLine


@dataclass(frozen=True, slots=True)
class Sheets:
    """A report's pages and the raw lines of each, before the layout is told."""

    source: Source
    pages: tuple[Page, ...]
    lines: tuple[list[RawLine], ...]


def read(source: str | Path | bytes, name: str | None = None) -> Document:
    """Read a PDF or text report from a path or from bytes (``name`` is what to call them).

    Raises a subclass of ``extractor.errors.InputError`` that names the source and the remedy.
    """
    return lay_out(read_sheets(load(source, name)))


def read_sheets(source: Source) -> Sheets:
    """The raw lines of loaded bytes. Raises what ``read`` raises."""
    from .lines import join_fragments, join_marks, with_mark

    if source.media_type == PDF:
        from .pdf import read_pdf

        pages, raw = read_pdf(source)
    else:
        from .text import read_text

        pages, raw = read_text(source)
    lines = (join_marks([with_mark(x) for x in join_fragments(page)]) for page in raw)
    return Sheets(source, pages, tuple(lines))


def lay_out(sheets: Sheets, ruled_pages: frozenset[int] = frozenset()) -> Document:
    """The document that raw lines make; on ``ruled_pages`` (from 1) of a PDF, whose tables' rules
    alone bound their items, cell by cell."""
    from .compose import compose
    from .furniture import body_size, part_pages
    from .kinds import kinds_of
    from .layout import group_pages, measure

    lines = list(sheets.lines)
    if ruled_pages:
        from .tables import put_cells

        lines = put_cells(sheets.source, lines, ruled_pages)
    parts = part_pages(sheets.pages, lines)
    measures = measure(parts, body_size(lines))
    groups = group_pages(parts, measures)
    return compose(sheets.source, sheets.pages, groups, kinds_of(groups, measures))

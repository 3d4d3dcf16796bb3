"""Bytes to ``Document``: what it is, its lines, its blocks, its running text."""

from __future__ import annotations

from pathlib import Path

from extractor.model import Document

from .source import PDF, Source, load


def read(source: str | Path | bytes, name: str | None = None) -> Document:
    """Read a PDF or text report from a path or from bytes (``name`` is what to call them).

    Raises a subclass of ``extractor.errors.InputError`` that names the source and the remedy.
    """
    return read_source(load(source, name))


def read_source(source: Source, ruled_pages: frozenset[int] = frozenset()) -> Document:
    """Read loaded bytes; on ``ruled_pages`` (from 1) the ruled tables are read cell by cell."""
    from .compose import compose
    from .furniture import body_size, part_pages
    from .kinds import kinds_of
    from .layout import group_pages, measure
    from .lines import join_fragments, join_marks, with_mark

    if source.media_type == PDF:
        from .pdf import read_pdf

        pages, raw = read_pdf(source)
    else:
        from .text import read_text

        pages, raw = read_text(source)
    lines = [join_marks([with_mark(x) for x in join_fragments(page)]) for page in raw]
    if ruled_pages:
        from .tables import put_cells

        lines = put_cells(source, lines, ruled_pages)
    parts = part_pages(pages, lines)
    measures = measure(parts, body_size(lines))
    groups = group_pages(parts, measures)
    return compose(source, pages, groups, kinds_of(groups, measures))

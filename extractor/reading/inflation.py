"""A look at what a PDF's compressed streams grow to, before the PDF library unpacks them.

pdfium parses a page whole, so a small file that inflates to gigabytes would take the machine's
memory before any limit between pages could act. Pictures are left out: reading text does not
unpack them.
"""

from __future__ import annotations

import re
import zlib

from extractor.errors import LimitError

from .limits import MAX_INFLATED, MAX_STREAM

_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_HEAD = 800
"""Bytes before a stream in which its dictionary stands."""
_SMALL = 8 * 1024
"""Deflate grows data at most 1,032 times: what is smaller cannot pass the limit of a stream."""


def check_inflation(data: bytes, name: str) -> None:
    """Raise LimitError where a stream, or all together, would inflate beyond the limits."""
    total = 0
    for found in _STREAM.finditer(data):
        start = found.end()
        end = data.find(b"endstream", start)
        if end < 0:
            end = len(data)
        if end - start < _SMALL:
            continue
        head = data[max(0, found.start() - _HEAD) : found.start()]
        head = head[head.rfind(b" obj") :]
        if b"/Fl" not in head or b"/Image" in head:
            continue
        size = _inflated(data[start:end], head.count(b"/Fl"))
        total += size
        if size > MAX_STREAM or total > MAX_INFLATED:
            raise LimitError(
                name,
                f"its compressed parts grow beyond {MAX_STREAM // 2**20} MiB",
                "print it to a new PDF, if you trust where it comes from",
            )


def _inflated(packed: bytes, rounds: int) -> int:
    """The size of a stream unpacked ``rounds`` times, counted no further than the limit."""
    for _ in range(max(1, min(rounds, 4))):
        try:
            packed = zlib.decompressobj().decompress(packed, MAX_STREAM + 1)
        except zlib.error:
            break  # not of that form after all, or damaged: pdfium deals with it
    return len(packed)

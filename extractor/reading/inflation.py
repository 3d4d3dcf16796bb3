"""A look at what a PDF's compressed streams grow to, before the PDF library unpacks them.

pdfium parses a page whole, so a small file that inflates to gigabytes would take the machine's
memory before any limit between pages could act. This refuses the plain cases at once; drawings
within drawings without end are caught by the command's guard and the batch's workers.
"""

from __future__ import annotations

import base64
import binascii
import re
import zlib

from extractor.errors import LimitError

from .limits import MAX_INFLATED, MAX_PICTURE, MAX_STREAM

_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_FILTERS = re.compile(rb"/(Fl(?:ateDecode)?|A85|ASCII85Decode|AHx|ASCIIHexDecode)\b")
_HEAD = 800
"""Bytes before a stream in which its dictionary stands."""
_GROWTH = 1032
"""Deflate makes data at most so many times as long."""


def check_inflation(data: bytes, name: str) -> None:
    """Raise LimitError where a stream, or all together, would inflate beyond the limits."""
    total = 0
    for found in _STREAM.finditer(data):
        start = found.end()
        end = data.find(b"endstream", start)
        if end < 0:
            end = len(data)
        head = data[max(0, found.start() - _HEAD) : found.start()]
        head = _ESCAPED.sub(lambda m: bytes([int(m[1], 16)]), head[head.rfind(b" obj") :])
        filters = _FILTERS.findall(head)
        rounds = sum(f.startswith(b"Fl") for f in filters)
        # A stream of a page may call itself a picture, so pictures count too.
        limit = MAX_PICTURE if b"/Image" in head else MAX_STREAM
        if not rounds or (end - start) * _GROWTH**rounds < limit:
            continue
        size = _inflated(data[start:end], filters, limit)
        total += size
        if size > limit or total > MAX_INFLATED:
            raise LimitError(
                name,
                f"its compressed parts grow beyond {limit // 2**20} MiB",
                "print it to a new PDF, if you trust where it comes from",
            )


def _inflated(packed: bytes, filters: list[bytes], limit: int) -> int:
    """The size of a stream without its filters, counted no further than the limit."""
    for which in filters[:6]:
        try:
            if which.startswith(b"Fl"):
                packed = zlib.decompressobj().decompress(packed, limit + 1)
            elif which in (b"AHx", b"ASCIIHexDecode"):
                packed = binascii.unhexlify(re.sub(rb"[^0-9A-Fa-f]", b"", packed))
            else:
                packed = base64.a85decode(packed.strip().removesuffix(b"~>"))
        except (zlib.error, ValueError):
            break  # not of that form after all, or damaged: pdfium deals with it
    return len(packed)

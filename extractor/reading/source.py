"""What was handed in: its bytes, its name, its kind. Everything unusable is named here."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from extractor.errors import InputError, LimitError

from .limits import MAX_BYTES

PDF, TEXT = "application/pdf", "text/plain"

# First bytes of what people hand in by mistake, and what to do about it.
_MISTAKES = (
    (b"PK\x03\x04", "it is a Word, Excel or zip file", "save it as PDF or plain text"),
    (b"\xd0\xcf\x11\xe0", "it is an old Word or Excel file", "save it as PDF or plain text"),
    (b"{\\rtf", "it is a rich text (RTF) file", "save it as PDF or plain text"),
    (b"\x89PNG", "it is a picture", "run OCR on it first, e.g. 'ocrmypdf --image-dpi 300'"),
    (b"\xff\xd8\xff", "it is a picture", "run OCR on it first, e.g. 'ocrmypdf --image-dpi 300'"),
)
_HTML = (b"<!doctype html", b"<html", b"<head", b"<?xml")


@dataclass(frozen=True, slots=True)
class Source:
    """The bytes of one report. ``name`` is the path as given, or what stands for it."""

    name: str
    data: bytes
    media_type: str
    sha256: str


def load(source: str | Path | bytes, name: str | None = None) -> Source:
    """Read a path (or take bytes) and say what it is, by its content and never by its name.

    Raises InputError (missing, folder, empty, not a PDF or text) or LimitError (too large).
    """
    if isinstance(source, bytes):
        name, data = name or "<bytes>", source
    else:
        name = name or str(source)
        data = _read(Path(source), name)
    if len(data) > MAX_BYTES:
        raise _too_large(name, len(data))
    return Source(name, data, _media_type(data, name), hashlib.sha256(data).hexdigest())


def _read(path: Path, name: str) -> bytes:
    try:
        if path.is_dir():
            raise InputError(name, "it is a folder", "name the files in it, e.g. folder/*.pdf")
        if path.exists() and not path.is_file():
            raise InputError(name, "it is not a regular file", "name a PDF or text file")
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
            return data if len(data) <= MAX_BYTES else data + stream.read(1)
    except FileNotFoundError:
        raise InputError(name, "no such file", "check the path") from None
    except PermissionError:
        raise InputError(name, "no permission to read it", "change its permissions") from None
    except (OSError, ValueError) as error:
        raise InputError(name, f"cannot be read ({error})", "check the path and the disk") from None


def _too_large(name: str, size: int) -> LimitError:
    problem = f"larger than {MAX_BYTES // 2**20} MiB"
    return LimitError(name, problem, "split it, or shrink its pictures (e.g. 'qpdf', 'gs')")


def _media_type(data: bytes, name: str) -> str:
    head = data[:1024]
    if not data.strip(b"\0 \t\r\n\f"):
        raise InputError(name, "the file is empty", "download it again")
    if b"%PDF-" in head:
        return PDF
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith(_HTML):
        raise InputError(
            name, "it is a web page (HTML), not a PDF", "download the report itself again"
        )
    for magic, problem, remedy in _MISTAKES:
        if head.startswith(magic):
            raise InputError(name, problem, remedy)
    if name.lower().endswith(".pdf"):
        raise InputError(name, "it is not a PDF (no %PDF header)", "download it again")
    return TEXT

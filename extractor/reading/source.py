"""What was handed in: its bytes, its name, its kind. Everything unusable is named here."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from extractor.errors import InputError, LimitError, reason

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
_JSON = re.compile(rb'\{\s*("[^"]*"\s*:|\})|\[\s*[\[{]')
_OURS = re.compile(rb'\{\s*"(schema_version|source|sha256)"\s*:')
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
    if source == "":
        raise InputError("''", "no file is named", "name a PDF or text file")
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
            remedy = f"name the files in it, or read all: extract batch {name} -o results/"
            raise InputError(name, "it is a folder", remedy)
        if path.exists() and not path.is_file():
            raise InputError(name, "it is not a regular file", "name a PDF or text file")
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
            return data if len(data) <= MAX_BYTES else data + stream.read(1)
    except FileNotFoundError:
        raise InputError(name, "no such file", "check the path") from None
    except PermissionError:
        raise InputError(name, "no permission to read it", "change its permissions") from None
    except OSError as error:
        raise InputError(name, reason(error), "check the path and the disk") from None
    except ValueError:
        raise InputError(name, "no file can have this name", "check the path") from None


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
    if _JSON.match(start):
        ours = "it is an output of extract, not a report" if _OURS.match(start) else "it is JSON"
        raise InputError(name, ours, "name the report itself, a PDF or text file")
    for magic, problem, remedy in _MISTAKES:
        if head.startswith(magic):
            raise InputError(name, problem, remedy)
    if name.lower().endswith(".pdf"):
        raise InputError(name, "it is not a PDF (no %PDF header)", "download it again")
    return TEXT

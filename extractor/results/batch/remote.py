"""Reports behind a URL (s3://, https://, ...), read by fsspec. Nothing here is imported for files
on a disk."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from extractor.errors import ExtractError, InputError, extra
from extractor.reading.limits import MAX_BYTES

_URL = re.compile(r"[a-z][a-z0-9+.-]+://", re.IGNORECASE)  # two letters or more: C:\ is a drive
_MARKS = ("ETag", "etag", "md5Hash", "content_md5", "contentHash")


def is_url(name: str) -> bool:
    """Whether a name is a URL and not a path."""
    return bool(_URL.match(name))


def expand(url: str, suffixes: tuple[str, ...]) -> Iterator[str | ExtractError]:
    """The URLs of the reports that a URL means: a folder's, a glob's, or its own."""
    try:
        fs, path = _open(url)
        if "*" in path:
            found = sorted(fs.glob(path))
        elif not path.lower().endswith(suffixes) and fs.isdir(path):
            found = sorted(p for p in fs.find(path) if p.lower().endswith(suffixes))
        else:
            yield url
            return
    except ExtractError as error:
        yield error
        return
    except Exception as error:  # noqa: BLE001, each file system has errors of its own
        yield _error(url, error)
        return
    if not found:
        yield InputError(url, "there are no reports", "check the address")
    yield from (fs.unstrip_protocol(p) for p in found)


def read(url: str) -> bytes:
    """The bytes behind a URL, at most one more than the limit (so that the reader refuses it)."""
    fs, path = _open(url)
    try:
        with fs.open(path, "rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except Exception as error:  # noqa: BLE001, see above
        raise _error(url, error) from error


def mark(url: str) -> str | None:
    """What changes when the bytes do and costs no download, where the store keeps such a mark."""
    fs, path = _open(url)
    try:
        info = fs.info(path)
    except Exception:  # noqa: BLE001, the download will name the problem
        return None
    return next((str(info[key]) for key in _MARKS if info.get(key)), None)


def _open(url: str) -> tuple[Any, str]:
    try:
        from fsspec.core import url_to_fs
    except ImportError:
        raise InputError(url, "reading URLs needs fsspec", _needed(url)) from None
    try:
        return url_to_fs(url)
    except ImportError as error:
        raise InputError(url, str(error), _needed(url)) from None
    except ValueError as error:  # no such protocol
        raise InputError(url, str(error), "check the address") from None


def _needed(url: str) -> str:
    """What to install for a URL's protocol."""
    scheme = url.partition(":")[0].lower()
    known = {"s3": "s3", "http": "http", "https": "http"}
    return extra(known[scheme]) if scheme in known else "install what it names"


def _error(url: str, error: Exception) -> InputError:
    reason = " ".join(str(error).split()) or type(error).__name__
    return InputError(url, f"cannot be read ({reason})", "check the address and your access to it")


def address(path: str) -> str:
    """A link to a source: its URL, or the file's; the path itself where it is no path here."""
    if is_url(path):
        return path
    try:
        return Path(path).as_uri()
    except ValueError:  # of another system: the results were made elsewhere
        return path

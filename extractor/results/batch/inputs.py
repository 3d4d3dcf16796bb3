"""Which reports are meant: folders, files, globs, lists, manifests and URLs become one list."""

from __future__ import annotations

import csv
import glob
import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from extractor.errors import ExtractError, InputError
from extractor.results.batch import remote

SUFFIXES = (".pdf", ".txt")
"""What is taken from a folder; a file that is named is taken whatever it is called."""

_MANIFEST_COLUMNS = ("file", "path", "source", "url")


@dataclass(frozen=True, slots=True)
class Input:
    """One report to process.

    ``name`` is what to call it in every result (as typed, below the folder that was named),
    ``path`` where to read it (absolute, or a URL), ``sha256`` what a manifest says of its bytes.
    """

    name: str
    path: str
    sha256: str | None = None


def expand(names: Iterable[str], lists: Iterable[str] = ()) -> Iterator[Input | ExtractError]:
    """Every report that ``names`` and the names in the files ``lists`` mean, each name once.

    A name is a folder (searched to the bottom, links followed but no folder twice), a file, a
    glob, a manifest (.csv) or a URL of any of these. Folders that cannot be read and names that
    mean nothing come as errors, in their place.
    """
    seen = set()
    for name in (*names, *(line for path in lists for line in _list(path))):
        for found in _expand(name):
            if isinstance(found, ExtractError):
                yield found
            elif found.name not in seen:
                seen.add(found.name)
                yield found


def _expand(name: str) -> Iterator[Input | ExtractError]:
    if remote.is_url(name):
        for url in remote.expand(name, SUFFIXES):
            yield url if isinstance(url, ExtractError) else Input(url, url)
    elif name.lower().endswith(".csv"):
        yield from _manifest(Path(name))
    elif os.path.isdir(name):
        yield from _folder(name)
    elif glob.has_magic(name) and not os.path.lexists(name):
        found = sorted(glob.glob(name, recursive=True))
        if not found:
            yield InputError(name, "no file matches it", "check the pattern")
        for path in found:
            yield from _folder(path) if os.path.isdir(path) else [_local(path)]
    else:
        yield _local(name)  # one that is missing is found out where all are read


def _local(name: str, sha256: str | None = None) -> Input:
    return Input(name, os.path.abspath(name), sha256)


def _folder(top: str) -> Iterator[Input | ExtractError]:
    """The reports below a folder in the order of their names. Hidden files are none of them."""
    problems: list[ExtractError] = []

    def note(error: OSError) -> None:
        problems.append(
            InputError(
                str(error.filename), f"the folder cannot be read ({error.strerror})",
                "change its permissions",
            )
        )  # fmt: skip

    visited = {os.path.realpath(top)}  # a link to a folder above would never end
    for here, folders, files in os.walk(top, onerror=note, followlinks=True):
        fresh = {d: os.path.realpath(os.path.join(here, d)) for d in sorted(folders)}
        folders[:] = [d for d, real in fresh.items() if real not in visited and d[0] != "."]
        visited.update(fresh[d] for d in folders)
        for file in sorted(files):
            if file.lower().endswith(SUFFIXES) and not file.startswith("."):
                yield _local(os.path.join(here, file))
    yield from problems


def _manifest(path: Path) -> Iterator[Input | ExtractError]:
    """The reports that a CSV file names, relative to its own folder."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            rows = list(csv.DictReader(stream))
    except (OSError, ValueError, csv.Error) as error:
        yield InputError(str(path), f"the manifest cannot be read ({error})", "check the file")
        return
    column = next((c for c in _MANIFEST_COLUMNS if rows and c in rows[0]), None)
    if column is None:
        remedy = f"give it rows and a column called one of {', '.join(_MANIFEST_COLUMNS)}"
        yield InputError(str(path), "the manifest names no files", remedy)
        return
    for row in rows:
        name, sha256 = row[column] or "", (row.get("sha256") or "").lower() or None
        if remote.is_url(name):
            yield Input(name, name, sha256)
        elif name:
            yield _local(os.path.join(path.parent, name), sha256)


def _list(path: str) -> list[str]:
    """The names in a file ("-": standard input), one a line; NUL-separated where it holds NULs
    (``find -print0``), for names with line ends in them."""
    try:
        data = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
    except OSError as error:
        problem = f"the list cannot be read ({error.strerror})"
        raise InputError(path, problem, "check the path") from None
    parts = data.split(b"\0") if b"\0" in data else data.splitlines()
    return [os.fsdecode(part) for part in parts if part.strip()]

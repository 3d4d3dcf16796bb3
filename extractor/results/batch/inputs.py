"""Which reports are meant: folders, files, globs, lists, manifests and URLs become one list."""

from __future__ import annotations

import csv
import glob
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from extractor.errors import ExtractError, InputError
from extractor.results.batch import remote

SUFFIXES = (".pdf", ".txt")
"""What is taken from a folder; a file that is named is taken whatever it is called."""

_KINDS = " or ".join(SUFFIXES)

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
    for found in chain(
        chain.from_iterable(map(_expand, names)), chain.from_iterable(map(_listed, lists))
    ):
        if isinstance(found, ExtractError):
            yield found
        elif found.name not in seen:
            seen.add(found.name)
            yield found


def absent(inputs: Sequence[Input | ExtractError]) -> list[ExtractError]:
    """Where not one of the inputs is there: what is wrong with each. Else nothing."""
    told: list[ExtractError] = []
    for item in inputs:
        if isinstance(item, ExtractError):
            told.append(item)
        elif remote.is_url(item.path) or os.path.lexists(item.path):
            return []
        else:
            told.append(InputError(item.name, "no such file or folder", "check the path"))
    return told


def _expand(name: str) -> Iterator[Input | ExtractError]:
    if remote.is_url(name):
        for url in remote.expand(name, SUFFIXES):
            yield url if isinstance(url, ExtractError) else Input(url, url)
    elif name.lower().endswith(".csv"):
        yield from _manifest(Path(name))
    elif os.path.isdir(name):
        problem, remedy = f"the folder holds no {_KINDS}", "name one that does, or a file in it"
        yield from _some(_folder(name), InputError(name, problem, remedy))
    elif glob.has_magic(name) and not os.path.lexists(name):
        paths = sorted(glob.glob(name, recursive=True))
        found = (_folder(path) if os.path.isdir(path) else [_local(path)] for path in paths)
        problem = "no file matches it"
        if paths:
            problem += f", nor does a folder with {_KINDS} in it"
        nothing = InputError(name, problem, "check the pattern")
        yield from _some(chain.from_iterable(found), nothing)
    else:
        yield _local(name)  # one that is missing is found out where all are read


def _some(
    found: Iterable[Input | ExtractError], nothing: InputError
) -> Iterator[Input | ExtractError]:
    """What was found, or that it was nothing."""
    first = True
    for item in found:
        first = False
        yield item
    if first:
        yield nothing


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


def _listed(path: str) -> Iterator[Input | ExtractError]:
    """The reports that the names in a file mean."""
    remedy = "write one into each line, or leave --list out"
    nothing = InputError(path, "the list names no reports", remedy)
    yield from _some(chain.from_iterable(map(_expand, _list(path))), nothing)


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

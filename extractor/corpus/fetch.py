"""Downloads the known reports into a folder; what is there already, whole, is left alone."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from extractor.corpus.manifest import Entry, save
from extractor.corpus.polite import Client, Refused, Unlucky
from extractor.errors import CorpusError
from extractor.reading.limits import MAX_BYTES

TRIES = 5
FIRST_WAIT = 2.0
"""Seconds before the second try; each further wait is twice as long."""


@dataclass(slots=True)
class Fetched:
    """How a fetch went, in entries; ``unlisted`` have no official address."""

    entries: int = 0
    fetched: int = 0
    there: int = 0
    unlisted: int = 0
    errors: list[CorpusError] = field(default_factory=list)

    @property
    def settled(self) -> int:
        """How many entries are dealt with."""
        return self.fetched + self.there + self.unlisted + len(self.errors)


def fetch(
    entries: Iterable[Entry],
    folder: str | Path,
    client: Client | None = None,
    progress: Callable[[Fetched], None] = lambda state: None,
    first_wait: float = FIRST_WAIT,
) -> Fetched:
    """Download each entry to its place below ``folder``, and a manifest of what is there.

    May be stopped at any moment and called again; a download goes on where it was. A file counts
    as there only if its SHA-256 is the manifest's.

    Raises:
        CorpusError: urllib3 is missing, or the folder cannot be written.
    """
    known, out = list(entries), Path(folder)
    client, state, have = client or Client(), Fetched(len(known)), []
    try:
        for entry in known:
            path = out / entry.file
            if _hash(path) == entry.sha256:
                state.there += 1
                have.append(entry)
            elif not entry.official_url:
                state.unlisted += 1
            else:
                try:
                    _fetch(client, entry, path, first_wait)
                    state.fetched += 1
                    have.append(entry)
                except CorpusError as error:
                    state.errors.append(error)
            progress(state)
        out.mkdir(parents=True, exist_ok=True)
        save(out / "manifest.csv", have)
    except OSError as error:
        raise CorpusError(str(out), f"cannot be written ({error})", "name another folder") from None
    return state


def _fetch(client: Client, entry: Entry, path: Path, wait: float) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    for left in range(TRIES - 1, -1, -1):
        try:
            client.get(
                entry.official_url, lambda a: _receive(a, part, client.deadline), _size(part)
            )
            _accept(entry, part)
            os.replace(part, path)
            return
        except Refused as error:
            raise _error(entry, str(error)) from error
        except Unlucky as error:
            if not left:
                raise _error(entry, f"{error}, {TRIES} times") from error
            client.sleep(max(wait, error.after))
            wait *= 2


def _receive(answer: Any, part: Path, deadline: float) -> None:
    """The body into ``part``: appended where the server goes on at its end, else anew."""
    size, begun = _size(part), time.monotonic()
    onward = answer.status == 206
    if onward and not answer.headers.get("Content-Range", "").startswith(f"bytes {size}-"):
        part.unlink()
        raise Unlucky("the server goes on at another place than asked")
    with part.open("ab" if onward else "wb") as out:
        while chunk := answer.read1(2**16):  # what there is: ``read`` waits until it has all
            out.write(chunk)
            if out.tell() > MAX_BYTES:
                raise Refused(f"it is larger than {MAX_BYTES // 2**20} MiB")
            if time.monotonic() - begun > deadline:
                raise Unlucky(f"it took longer than {deadline:g} seconds")


def _accept(entry: Entry, part: Path) -> None:
    """Raises ``Unlucky`` unless the bytes are the manifest's; other bytes are thrown away."""
    if _hash(part) == entry.sha256:
        return
    size, head = _size(part), part.open("rb").read(1024) if part.exists() else b""
    part.unlink(missing_ok=True)
    if b"%PDF-" not in head:
        raise Unlucky("what came is not a PDF")
    raise Unlucky(f"what came ({size} bytes) is not the report that the manifest knows")


def _error(entry: Entry, problem: str) -> CorpusError:
    remedy = f"run it again later, or see {entry.official_url}"
    return CorpusError(entry.file, problem, remedy)


def _hash(path: Path) -> str | None:
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except FileNotFoundError:
        return None


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0

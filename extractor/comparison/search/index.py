"""The search's index: a SQLite file beside the results, made and kept up to date by itself.

Each search compares the index with the results folder, report by report, before it reads; what has
changed is read anew. So the index is never stale, and nobody has to think of it. Where nothing may
be written beside the results it lies in the user's cache folder, or else in a temporary one.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from extractor.comparison.known import documents
from extractor.comparison.search import schema
from extractor.comparison.search.schema import Known
from extractor.errors import SearchError

FILE = ".search.sqlite"
WAIT = 600.0
"""Seconds to wait for another process that is building."""

RECENT = 2.0
"""Seconds in which a file may change twice with the same time stamp, on coarse file systems."""

COMMIT = 200
"""Reports after which what is done is kept, should the building be stopped."""

_CANNOT_WRITE = ("readonly", "unable to open", "disk i/o", "database or disk is full")

Progress = Callable[[int, int], None]


@contextmanager
def opened(folder: Path, progress: Progress | None = None) -> Iterator[sqlite3.Connection]:
    """A connection to the folder's index, up to date, and held so until it is left.

    ``progress(done, all)`` is told how building goes on.

    Raises:
        BatchError: it is no results folder.
        SearchError: this Python's SQLite has no FTS5, or the index can be written nowhere.
    """
    known = _known(folder)
    places = _places(folder)
    for place in places:
        if (db := _fresh(place, known)) is not None:
            with closing(db):
                yield db
            return
    problem: Exception | None = None
    for place in places:
        try:
            db = _built(folder, place, progress)
        except OSError as error:
            problem = error
        except sqlite3.OperationalError as error:
            if not any(part in str(error) for part in _CANNOT_WRITE):
                raise _unusable(folder, error) from error
            problem = error
        else:
            with closing(db):
                yield db
            return
    scratch = Path(tempfile.mkdtemp(prefix="inspection-extractor-"))
    try:
        with closing(_built(folder, scratch / FILE, progress)) as db:
            yield db
    except (OSError, sqlite3.OperationalError) as error:
        raise _unusable(folder, error) from (problem or error)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def discard(folder: Path) -> None:
    """Delete the folder's index, wherever it lies: the next search makes it anew."""
    for place in _places(folder):
        _delete(place)


def _known(folder: Path) -> dict[str, Known]:
    place = os.fspath(folder)
    return {row["sha256"]: Known(row, _stamp(place, row)) for row in documents(folder)}


def _stamp(folder: str, row: Mapping[str, Any]) -> str:
    """What the batch's index and the file system say of a document. A file that has only just
    changed has no stamp that can be trusted: it is read again the next time."""
    try:
        stat = os.stat(f"{folder}{os.sep}{row['report']}")
    except OSError:
        return ""
    times = (stat.st_mtime_ns, stat.st_ctime_ns)
    recent = [now for t in times if abs((now := time.time_ns()) - t) < RECENT * 1e9]
    told = (row[name] for name in ("source", "path", "report", "fingerprint", "extracted_at"))
    return "\n".join(map(str, (*told, stat.st_size, *times, *recent)))


def _places(folder: Path) -> tuple[Path, ...]:
    """Where the index may lie, the best first."""
    name = hashlib.sha256(os.fsencode(folder.resolve())).hexdigest()[:24]
    return (folder / FILE, _cache() / f"search-{name}.sqlite")


def _cache() -> Path:
    home = Path(os.path.expanduser("~"))
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = home / "Library" / "Caches"
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME") or home / ".cache")
    return base / "inspection-extractor"


def _fresh(place: Path, known: Mapping[str, Known]) -> sqlite3.Connection | None:
    """A connection to the index there if it holds just what is known; None if not."""
    if not place.is_file():
        return None
    db = None
    try:
        uri = place.resolve().as_uri() + "?mode=ro"
        db = sqlite3.connect(uri, uri=True, timeout=WAIT, isolation_level=None)
        db.execute("BEGIN")  # one state of the index, for the look and for the search
        if _version(db) == schema.VERSION and not _changes(db, known):
            return db
    except sqlite3.Error:
        pass
    if db is not None:
        db.close()
    return None


def _built(folder: Path, place: Path, progress: Progress | None) -> sqlite3.Connection:
    """A connection to the index there, after it was brought up to date."""
    from filelock import FileLock

    place.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(place.with_suffix(".lock"), timeout=WAIT):
        known = _known(folder)  # as of now: another process may have built while we waited
        try:
            return _update(folder, place, known, progress)
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError:  # a damaged file
            _delete(place)
            return _update(folder, place, known, progress)


def _update(
    folder: Path, place: Path, known: Mapping[str, Known], progress: Progress | None
) -> sqlite3.Connection:
    db = sqlite3.connect(place, timeout=WAIT, isolation_level=None)
    try:
        version = _version(db)
        if version not in (0, schema.VERSION):
            db.close()
            _delete(place)
            db = sqlite3.connect(place, timeout=WAIT, isolation_level=None)
            version = 0
        db.execute("BEGIN IMMEDIATE")
        if version == 0:
            schema.create(db)
        changes = _changes(db, known)
        for number, sha256 in enumerate(changes, start=1):
            schema.remove(db, sha256)
            if sha256 in known:
                _add(db, folder, known[sha256])
            if progress:
                progress(number, len(changes))
            if number % COMMIT == 0:
                db.execute("COMMIT")
                db.execute("BEGIN IMMEDIATE")
        if changes:
            schema.count(db)
        db.execute("COMMIT")
        db.execute("BEGIN")
        _version(db)  # a look takes hold of this state
        return db
    except BaseException:
        db.close()
        raise


def _changes(db: sqlite3.Connection, known: Mapping[str, Known]) -> list[str]:
    """The reports that are to be read anew, or to go."""
    held = dict(db.execute("SELECT sha256, stamp FROM reports"))
    wanted = {sha256: document.stamp for sha256, document in known.items()}
    return sorted(key for key in held.keys() | wanted if held.get(key) != wanted.get(key))


def _add(db: sqlite3.Connection, folder: Path, known: Known) -> None:
    try:
        document = json.loads((folder / known.row["report"]).read_bytes())
        schema.add(db, document, known)
    except OSError as error:
        schema.add_problem(db, known, f"it cannot be read ({error.strerror})")
    except (ValueError, KeyError, TypeError) as error:
        schema.add_problem(db, known, f"it is damaged ({type(error).__name__}: {error})")


def _version(db: sqlite3.Connection) -> int:
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def _delete(place: Path) -> None:
    for path in (place, place.with_name(place.name + "-journal")):
        path.unlink(missing_ok=True)


def _unusable(folder: Path, error: Exception) -> SearchError:
    if "no such module: fts5" in str(error):
        problem = "this Python's SQLite has no full-text search (FTS5)"
        remedy = "use another Python: those of python.org, conda and Linux distributions have it"
    else:
        problem = f"the search's index can be written nowhere ({error})"
        remedy = "make the folder, or the temporary folder (TMPDIR), writable"
    return SearchError(str(folder), problem, remedy)

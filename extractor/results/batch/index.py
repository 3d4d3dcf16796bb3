"""The results folder's memory: which source has which bytes, and what became of those.

A SQLite file, because that survives being killed at any moment. One run writes at a time; others
may read meanwhile.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from extractor.errors import BatchError, CrashError, ExtractError, MemoryLimitError, TimeLimitError

FILE = "index.sqlite"

ROW = (
    "report", "framework", "version", "type", "council", "ons_code", "region", "start", "end",
    "published", "pages", "judgements", "findings", "recommendations", "sections", "warnings",
    "warning_codes", "model", "extractor_version", "extracted_at",
)  # fmt: skip
"""The columns of a result that stand in its row (``task.row_of``, and the ``model``)."""

COLUMNS = ("source", "sha256", *ROW, "seconds", "fingerprint")
FAILURE_COLUMNS = ("source", "sha256", "kind", "problem", "remedy", "report")

TRY_AGAIN = (TimeLimitError.kind, MemoryLimitError.kind, CrashError.kind)
"""Kinds of failure that another machine, another hour or other limits may not see."""

_TABLES = f"""
CREATE TABLE IF NOT EXISTS outcomes (
  sha256 TEXT PRIMARY KEY, fingerprint TEXT NOT NULL, seconds REAL,
  kind TEXT, problem TEXT, remedy TEXT, tried TEXT, digest TEXT,
  {", ".join(f'"{name}"' for name in ROW)}
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS sources (
  source TEXT PRIMARY KEY, path TEXT, sha256 TEXT, mark TEXT,
  kind TEXT, problem TEXT, remedy TEXT, away INTEGER
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS sources_of ON sources (sha256);
PRAGMA user_version = {(VERSION := 2)};
"""
# outcomes: a row with a report is a result, which stays when a later try fails; kind, problem and
# remedy are then that try's, and tried the fingerprint it had. digest is the document's own hash.
# sources: one that is away could not be read; its sha256 is what it had when last seen.

_NEW = {"outcomes": ("model TEXT", "tried TEXT", "digest TEXT"), "sources": ("away INTEGER",)}
"""What version 1 did not have."""

_UPGRADE = "".join(
    f"ALTER TABLE {table} ADD COLUMN {column};\n" for table in _NEW for column in _NEW[table]
)
_AS_IF_NEW = "".join(
    f"CREATE TEMP VIEW {table} AS SELECT *,"
    f" {', '.join(f'NULL AS {column.split()[0]}' for column in columns)} FROM main.{table};\n"
    for table, columns in _NEW.items()
)
"""For an index of version 1 that may only be read: views in front of its tables."""

_KEPT = "CASE WHEN s.kind IS NULL OR s.away THEN o.report END"
"""The document that a source has, whether or not the last try failed. Bytes that a manifest
disowns have none, though they were read before."""


class Index:
    """The index of the results folder ``folder``, made if it is not there.

    Raises:
        BatchError: the folder cannot be written, or its index is not one of this version.
    """

    def __init__(self, folder: Path, *, read_only: bool = False) -> None:
        self.path = folder / FILE
        try:
            if read_only:
                self._db = _reading(self.path)
            else:
                self._db = sqlite3.connect(self.path, timeout=10, isolation_level=None)
                self._db.execute("PRAGMA journal_mode = WAL")
                self._db.execute("PRAGMA synchronous = NORMAL")
            version = self._db.execute("PRAGMA user_version").fetchone()[0]
            if version not in (0, 1, VERSION):
                raise BatchError(str(self.path), "it is of another version", "name a new folder")
            if version == 1:
                upgrade = f"BEGIN;\n{_UPGRADE}PRAGMA user_version = {VERSION};\nCOMMIT;"
                self._db.executescript(_AS_IF_NEW if read_only else upgrade)
            elif version == 0 and not read_only:
                self._db.executescript(_TABLES)
        except sqlite3.Error as error:
            remedy = "name a folder that 'extract batch' made" if read_only else "name another"
            raise BatchError(str(self.path), f"cannot be used ({error})", remedy) from error
        self._db.row_factory = sqlite3.Row

    def close(self) -> None:
        """Close the file; what was added is there."""
        self._db.close()

    def outcome(self, sha256: str) -> dict[str, Any] | None:
        """What became of the bytes with this hash, None if they were never processed."""
        found = self._db.execute("SELECT * FROM outcomes WHERE sha256 = ?", (sha256,)).fetchone()
        return dict(found) if found else None

    def known(self, source: str, mark: str) -> str | None:
        """The hash of a remote source that still has this mark (see ``remote.mark``)."""
        # A connection of its own: digests are made by threads
        with sqlite3.connect(self.path, timeout=10) as db:
            found = db.execute(
                "SELECT sha256 FROM sources WHERE source = ? AND mark = ?", (_text(source), mark)
            ).fetchone()
        db.close()
        return found[0] if found else None

    def add_outcome(
        self, sha256: str, fingerprint: str, row: dict[str, Any], seconds: float
    ) -> None:
        """The bytes were turned into a document."""
        names = ("sha256", "fingerprint", "seconds", *ROW, "digest")
        told = (row.get(name) for name in (*ROW, "digest"))
        self._insert("outcomes", names, (sha256, fingerprint, round(seconds, 3), *told))

    def affirm(self, sha256: str, model: str, digest: str | None) -> None:
        """The document is what ``model`` makes of the bytes now: a failure since is void."""
        change = "kind = NULL, problem = NULL, remedy = NULL, tried = NULL, model = ?, digest = ?"
        self._db.execute(
            f"UPDATE outcomes SET {change} WHERE sha256 = ?", (model, digest, sha256)
        )

    def add_failure(
        self, sha256: str, fingerprint: str, error: ExtractError, seconds: float, *, keep: bool
    ) -> None:
        """The bytes could not be turned into a document; ``keep`` the one there is."""
        told = (error.kind, *map(_text, (error.problem, error.remedy)))
        if keep:
            change = "kind = ?, problem = ?, remedy = ?, tried = ?"
            values = (*told, fingerprint, sha256)
            self._db.execute(f"UPDATE outcomes SET {change} WHERE sha256 = ?", values)
            return
        names = ("sha256", "fingerprint", "seconds", "kind", "problem", "remedy")
        self._insert("outcomes", names, (sha256, fingerprint, round(seconds, 3), *told))

    def add_source(self, source: str, path: str, sha256: str | None, mark: str | None) -> None:
        """The source has these bytes."""
        names = ("source", "path", "sha256", "mark")
        self._insert("sources", names, (source, path, sha256 or self.last(source), mark))

    def add_unread(self, source: str, path: str, sha256: str | None, error: ExtractError) -> None:
        """The source could not be read, or its bytes are not those that were promised."""
        names = ("source", "path", "sha256", "kind", "problem", "remedy", "away")
        told = (error.kind, error.problem, error.remedy, sha256 is None)
        self._insert("sources", names, (source, path, sha256 or self.last(source), *told))

    def last(self, source: str) -> str | None:
        """The source's bytes when last seen: their document stays while a disk is away."""
        query = "SELECT sha256 FROM sources WHERE source = ?"
        found = self._db.execute(query, (_text(source),)).fetchone()
        return found["sha256"] if found else None

    def failed_sources(self) -> list[sqlite3.Row]:
        """The sources without a result: their names and paths."""
        query = (
            "SELECT source, path FROM sources s LEFT JOIN outcomes o USING (sha256)"
            f" WHERE coalesce(s.kind, o.kind) IS NOT NULL AND {_KEPT} IS NULL"
        )
        return self._db.execute(query).fetchall()

    def forget(self, source: str) -> None:
        """Drop a source."""
        self._db.execute("DELETE FROM sources WHERE source = ?", (_text(source),))

    def drop_unclaimed(self) -> list[str]:
        """Drop what no source has the bytes of any more; the documents to delete for it."""
        unclaimed = "sha256 NOT IN (SELECT sha256 FROM sources WHERE sha256 IS NOT NULL)"
        found = self._db.execute(f"SELECT report FROM outcomes WHERE {unclaimed}").fetchall()
        self._db.execute(f"DELETE FROM outcomes WHERE {unclaimed}")
        return [row["report"] for row in found if row["report"]]

    def results(self) -> Iterator[dict[str, Any]]:
        """A row (``COLUMNS``) for every source that has a result, by name."""
        names = ", ".join(
            f's."{c}"' if c in ("source", "sha256") else f'"{c}"' for c in COLUMNS
        )
        query = (
            f"SELECT {names}, path FROM sources s JOIN outcomes o ON s.sha256 = o.sha256"
            f" WHERE {_KEPT} IS NOT NULL ORDER BY source"
        )
        yield from map(dict, self._db.execute(query))

    def failures(self) -> Iterator[dict[str, Any]]:
        """A row (``FAILURE_COLUMNS``) for every source that failed, by name; ``report`` is the
        document of an earlier run, which is kept."""
        told = ", ".join(f"coalesce(s.{c}, o.{c}) AS {c}" for c in ("kind", "problem", "remedy"))
        query = (
            f"SELECT s.source AS source, s.sha256 AS sha256, {told}, {_KEPT} AS report"
            " FROM sources s LEFT JOIN outcomes o ON s.sha256 = o.sha256"
            " WHERE coalesce(s.kind, o.kind) IS NOT NULL ORDER BY source"
        )
        yield from map(dict, self._db.execute(query))

    def documents(self) -> Iterator[dict[str, Any]]:
        """A row (``COLUMNS``) for every document: of sources with the same bytes the first."""
        last = set()
        for row in self.results():
            if row["sha256"] not in last:
                last.add(row["sha256"])
                yield row

    def _insert(self, table: str, names: tuple[str, ...], values: tuple[Any, ...]) -> None:
        columns = ", ".join(f'"{name}"' for name in names)
        marks = ", ".join("?" * len(names))
        plain = tuple(_text(v) if isinstance(v, str) else v for v in values)
        self._db.execute(f"INSERT OR REPLACE INTO {table} ({columns}) VALUES ({marks})", plain)


def _reading(path: Path) -> sqlite3.Connection:
    """A connection that only reads, also where nothing may be written beside the file: there
    SQLite opens a file with a write-ahead log only if told that nobody else changes it."""
    uri = path.resolve().as_uri() + "?mode=ro"
    db = sqlite3.connect(uri, uri=True, timeout=10)
    try:
        db.execute("PRAGMA user_version")
    except sqlite3.OperationalError:
        db.close()
        if not path.is_file() or path.with_name(path.name + "-wal").exists():
            raise
        db = sqlite3.connect(uri + "&immutable=1", uri=True, timeout=10)
    return db


def _text(value: str) -> str:
    """File names may hold bytes that are no text; SQLite holds text."""
    return value.encode("utf-8", "backslashreplace").decode()

"""The index's tables. Passages hold the text once; the full-text table only points there."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

VERSION = 3
"""To be raised with any change of the tables or of what goes into them."""

_TABLES = """
CREATE TABLE reports (
  id INTEGER PRIMARY KEY, sha256 TEXT UNIQUE NOT NULL, stamp TEXT NOT NULL, document TEXT NOT NULL,
  source TEXT, path TEXT, problem TEXT, council TEXT, ons_code TEXT, region TEXT,
  framework TEXT, framework_version TEXT, inspection_type TEXT, "start" TEXT, "end" TEXT,
  published TEXT
);
CREATE TABLE judgements (report INTEGER NOT NULL, key_area TEXT, grade TEXT);
CREATE INDEX judgements_of ON judgements (report);
CREATE TABLE passages (
  id INTEGER PRIMARY KEY, report INTEGER NOT NULL, kind TEXT NOT NULL, ref TEXT, polarity TEXT,
  priority INTEGER, key_area TEXT, themes TEXT NOT NULL, confidence REAL, page INTEGER,
  char_start INTEGER, char_end INTEGER, text TEXT NOT NULL, quote TEXT
);
CREATE INDEX passages_of ON passages (report);
CREATE VIRTUAL TABLE words USING fts5 (
  text, content = 'passages', content_rowid = 'id', tokenize = '{tokenize}'
);
CREATE TABLE frequencies (term TEXT PRIMARY KEY, passages INTEGER NOT NULL) WITHOUT ROWID;
"""

TOKENIZE = "porter unicode61 remove_diacritics 2"
"""Words are runs of letters and digits, without accents, stemmed after Porter (1980)."""


@dataclass(frozen=True, slots=True)
class Known:
    """A document of the results folder: its row of the batch's index, and its stamp, which is
    another one whenever anything of it has changed."""

    row: Mapping[str, Any]
    stamp: str


def create(db: sqlite3.Connection) -> None:
    """Make the tables in an empty file.

    Raises:
        sqlite3.OperationalError: this SQLite has no FTS5, or the file cannot be written.
    """
    for statement in _TABLES.format(tokenize=TOKENIZE).split(";\n"):
        db.execute(statement)
    db.execute(f"PRAGMA user_version = {VERSION}")


def count(db: sqlite3.Connection) -> None:
    """Count anew in how many passages each stem stands."""
    db.execute("DELETE FROM frequencies")
    db.execute("CREATE VIRTUAL TABLE temp.terms USING fts5vocab (main, words, row)")
    db.execute("INSERT INTO frequencies SELECT term, doc FROM temp.terms")
    db.execute("DROP TABLE temp.terms")


def remove(db: sqlite3.Connection, sha256: str) -> None:
    """Take a report out, if it is there."""
    found = db.execute("SELECT id FROM reports WHERE sha256 = ?", (sha256,)).fetchone()
    if not found:
        return
    db.execute(
        "INSERT INTO words (words, rowid, text)"
        " SELECT 'delete', id, text FROM passages WHERE report = ?", found,
    )  # fmt: skip
    for table in ("passages", "judgements"):
        db.execute(f"DELETE FROM {table} WHERE report = ?", found)
    db.execute("DELETE FROM reports WHERE id = ?", found)


def add(db: sqlite3.Connection, document: Mapping[str, Any], known: Known) -> None:
    """Put a document in.

    Raises:
        KeyError, TypeError: it is no document of this toolkit; nothing was put in.
    """
    framework, inspection, council = (
        document[part] for part in ("framework", "inspection", "council")
    )
    row = (
        *_told(known), council["name"], council["ons_code"], council["region"], framework["id"],
        framework["version"], inspection["type"], inspection["start"], inspection["end"],
        inspection["published"],
    )  # fmt: skip
    judgements = [(j["key_area"], j["grade"]) for j in document["judgements"]]
    passages = [
        _passage(kind, item)
        for kind in ("finding", "recommendation")
        for item in document[f"{kind}s"]
    ]
    report = _number(db, known.row["sha256"])
    db.execute(
        "INSERT INTO reports (id, sha256, stamp, document, source, path, council, ons_code,"
        ' region, framework, framework_version, inspection_type, "start", "end", published)'
        f" VALUES (?, {_marks(row)})", (report, *_plain(row)),
    )  # fmt: skip
    db.executemany("INSERT INTO judgements VALUES (?, ?, ?)", [(report, *j) for j in judgements])
    if passages:
        db.executemany(
            "INSERT INTO passages (id, report, kind, ref, polarity, priority, key_area, themes,"
            " confidence, page, char_start, char_end, text, quote)"
            f" VALUES (?, ?, {_marks(passages[0])})",
            [((report << 18) + n, report, *_plain(p)) for n, p in enumerate(passages)],
        )  # fmt: skip
    db.execute(
        "INSERT INTO words (rowid, text) SELECT id, text FROM passages WHERE report = ?", (report,)
    )


def add_problem(db: sqlite3.Connection, known: Known, problem: str) -> None:
    """The document cannot be used, and why."""
    row = (*_told(known), problem)
    db.execute(
        "INSERT INTO reports (id, sha256, stamp, document, source, path, problem)"
        f" VALUES (?, {_marks(row)})", (_number(db, known.row["sha256"]), *_plain(row)),
    )  # fmt: skip


def _number(db: sqlite3.Connection, sha256: str) -> int:
    """The report's number: made of its hash, so that hits of the same score come in the same order
    whenever and however the index was built."""
    number = int(sha256[:11], 16)
    while db.execute("SELECT 1 FROM reports WHERE id = ?", (number,)).fetchone():
        number += 1
    return number


def _told(known: Known) -> tuple[str, ...]:
    row = known.row
    return (row["sha256"], known.stamp, row["report"], row["source"], row["path"])


def _passage(kind: str, item: Mapping[str, Any]) -> tuple[Any, ...]:
    evidence = item["evidence"]
    text, quote = item["text"], evidence["quote"]
    return (
        kind, item["id"], item.get("polarity"), item.get("priority"), item["key_area"],
        "; ".join(item["themes"]), item.get("confidence"), evidence["page"], evidence["start"],
        evidence["end"], text, None if quote == text else quote,
    )  # fmt: skip


def _marks(row: tuple[Any, ...]) -> str:
    return ", ".join("?" * len(row))


def _plain(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """SQLite holds valid Unicode; a character that is none becomes a question mark."""
    return tuple(v.encode("utf-8", "replace").decode() if isinstance(v, str) else v for v in row)

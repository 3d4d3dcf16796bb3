"""All tables in one file to query: SQLite and DuckDB."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from extractor.results.tables.columns import TABLES, Column, dictionary

_SQLITE = {
    "text": "TEXT", "integer": "INTEGER", "number": "REAL", "date": "TEXT", "truth": "INTEGER",
}  # fmt: skip
_DUCKDB = {
    "text": "VARCHAR", "integer": "BIGINT", "number": "DOUBLE", "date": "DATE", "truth": "BOOLEAN",
}  # fmt: skip


class SqliteFile:
    """SQLite: dates as ISO text, truths as 0 and 1, an index on the key and on what is judged."""

    def __init__(self, path: Path) -> None:
        import pandas  # noqa: F401, the frames' own: asked for now, so that it is missed early

        self._db = sqlite3.connect(path)
        for table, columns in TABLES.items():
            self._db.execute(_create(table, columns, _SQLITE))
            for name in ("sha256", "council", "key_area"):
                if any(c.name == name for c in columns):
                    self._db.execute(f'CREATE INDEX "{table}_{name}" ON "{table}" ("{name}")')
        self._db.execute('CREATE TABLE "dictionary" ("table", "column", "type", "meaning")')
        self._db.executemany(
            'INSERT INTO "dictionary" VALUES (:table, :column, :type, :meaning)', dictionary()
        )

    def add(self, table: str, frame: Any) -> None:
        """See ``write.Writer``."""
        frame.to_sql(table, self._db, if_exists="append", index=False)

    def close(self) -> None:
        """See ``write.Writer``."""
        self._db.commit()
        self._db.close()


class DuckdbFile:
    """DuckDB, with the meaning of each column as its comment."""

    def __init__(self, path: Path) -> None:
        import duckdb
        import pandas  # noqa: F401

        self._db = duckdb.connect(str(path))
        for table, columns in TABLES.items():
            self._db.execute(_create(table, columns, _DUCKDB))
            for c in columns:
                meaning = c.meaning.replace("'", "''")
                self._db.execute(f"""COMMENT ON COLUMN "{table}"."{c.name}" IS '{meaning}'""")

    def add(self, table: str, frame: Any) -> None:
        """See ``write.Writer``."""
        self._db.register("chunk", frame)
        casts = ", ".join(f'CAST("{c.name}" AS {_DUCKDB[c.type]})' for c in TABLES[table])
        self._db.execute(f'INSERT INTO "{table}" SELECT {casts} FROM chunk')
        self._db.unregister("chunk")

    def close(self) -> None:
        """See ``write.Writer``."""
        self._db.close()


def _create(table: str, columns: tuple[Column, ...], types: dict[str, str]) -> str:
    made = ", ".join(f'"{c.name}" {types[c.type]}' for c in columns)
    return f'CREATE TABLE "{table}" ({made})'

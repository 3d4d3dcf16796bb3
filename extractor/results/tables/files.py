"""A file for each table: CSV and Parquet."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from extractor.results.cells import safe
from extractor.results.tables.columns import TABLES, dictionary


class CsvFiles:
    """CSV as Excel and pandas read it rightly: UTF-8 with a byte order mark, ISO dates,
    ``true``/``false``, empty for what is not stated, no cell a formula."""

    def __init__(self, folder: Path) -> None:
        import pandas as pd

        self.folder = folder
        self._put("dictionary", pd.DataFrame(list(dictionary())))

    def add(self, table: str, frame: Any) -> None:
        """See ``write.Writer``."""
        flat = frame.copy()
        for column in TABLES[table]:
            if column.type == "text":
                flat[column.name] = flat[column.name].map(safe, na_action="ignore")
            elif column.type == "truth":
                flat[column.name] = flat[column.name].map({True: "true", False: "false"})
        self._put(table, flat)

    def _put(self, table: str, frame: Any) -> None:
        path = self.folder / f"{table}.csv"
        more = path.exists()
        frame.to_csv(
            path, mode="a" if more else "w", header=not more, index=False,
            encoding="utf-8" if more else "utf-8-sig", lineterminator="\r\n",
        )  # fmt: skip

    def close(self) -> None:
        """See ``write.Writer``."""


class ParquetFiles:
    """Parquet with the meaning of each column in its metadata."""

    def __init__(self, folder: Path) -> None:
        import pyarrow as pa

        types = {
            "text": pa.string(), "integer": pa.int64(), "number": pa.float64(),
            "date": pa.date32(), "truth": pa.bool_(),
        }  # fmt: skip
        self.folder = folder
        self._writers: dict[str, Any] = {}
        self._schemas = {
            table: pa.schema(
                [pa.field(c.name, types[c.type], metadata={"meaning": c.meaning}) for c in columns]
            )
            for table, columns in TABLES.items()
        }

    def add(self, table: str, frame: Any) -> None:
        """See ``write.Writer``."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        schema = self._schemas[table]
        if table not in self._writers:
            path = self.folder / f"{table}.parquet"
            self._writers[table] = pq.ParquetWriter(path, schema, compression="zstd")
        rows = pa.Table.from_pandas(frame, schema=schema, preserve_index=False)
        self._writers[table].write_table(rows)

    def close(self) -> None:
        """See ``write.Writer``."""
        for writer in self._writers.values():
            writer.close()

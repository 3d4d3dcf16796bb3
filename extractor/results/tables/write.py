"""The tables as files. Each is written beside its place and moved there when all are whole."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Protocol

from extractor.errors import BatchError, ExtractError, extra
from extractor.results.tables.frames import frames
from extractor.results.tables.rows import documents, opened

NAME = "inspection-reports"
"""What a file is called that holds all tables."""


class Writer(Protocol):
    """Writes the tables into a folder, chunk by chunk."""

    def add(self, table: str, frame: Any) -> None:
        """Rows of a table (a DataFrame); each table comes at least once."""

    def close(self) -> None:
        """All is added."""


def write_tables(
    results: str | Path,
    output: str | Path,
    formats: Iterable[str] = ("csv",),
    urls: Mapping[str, str] | None = None,
    on_error: Callable[[ExtractError], None] | None = None,
) -> list[Path]:
    """Write the tables of a results folder into the folder ``output``; the files written.

    ``formats`` are keys of ``FORMATS``; ``urls`` official addresses of reports by SHA-256, for
    the links to the evidence (default: the files that were read). A document that is missing or
    damaged is left out and told to ``on_error``, where that is given.

    Raises:
        BatchError: the folders cannot be used, a library is missing, Excel cannot hold it all, or
            a document is missing or damaged and there is no ``on_error``.
    """
    opened(Path(results)).close()  # before a folder is made for nothing
    folder = Path(output)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=".draft-", dir=folder))
    except OSError as error:
        problem = f"cannot be made or written ({error.strerror})"
        raise BatchError(str(folder), problem, "name another folder") from error
    try:
        writers = [_writer(name, draft) for name in formats]
        for chunk in frames(documents(Path(results), urls or {}, on_error)):
            for table, frame in chunk.items():
                for writer in writers:
                    writer.add(table, frame)
        for writer in writers:
            writer.close()
        written = []
        for path in sorted(draft.iterdir()):
            os.replace(path, folder / path.name)
            written.append(folder / path.name)
        return written
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _writer(name: str, draft: Path) -> Writer:
    try:
        return FORMATS[name](draft)
    except ImportError as error:
        remedy = extra("duckdb" if name == "duckdb" else "tables")
        raise BatchError(f"--format {name}", f"needs {error.name}", remedy) from None


def _csv(draft: Path) -> Writer:
    from extractor.results.tables.files import CsvFiles

    return CsvFiles(draft)


def _parquet(draft: Path) -> Writer:
    from extractor.results.tables.files import ParquetFiles

    return ParquetFiles(draft)


def _sqlite(draft: Path) -> Writer:
    from extractor.results.tables.databases import SqliteFile

    return SqliteFile(draft / f"{NAME}.sqlite")


def _duckdb(draft: Path) -> Writer:
    from extractor.results.tables.databases import DuckdbFile

    return DuckdbFile(draft / f"{NAME}.duckdb")


def _xlsx(draft: Path) -> Writer:
    from extractor.results.tables.workbook import Workbook

    return Workbook(draft / f"{NAME}.xlsx")


FORMATS: dict[str, Callable[[Path], Writer]] = {
    "csv": _csv, "parquet": _parquet, "xlsx": _xlsx, "sqlite": _sqlite, "duckdb": _duckdb,
}  # fmt: skip

"""What the results folder's own index says, also of a folder that may only be read."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from extractor.errors import BatchError
from extractor.results.batch.index import FILE, Index


def documents(folder: Path) -> list[dict[str, Any]]:
    """The rows (``results.batch.index.COLUMNS``) of the documents that 'extract batch' made there.

    Raises what ``_read`` raises.
    """
    return _read(folder, Index.documents)


def failed(folder: Path) -> int:
    """How many sources failed when the batch last tried them. Raises what ``_read`` raises."""
    return len(_read(folder, Index.failed_sources))


def _read(folder: Path, wanted: Callable[[Index], Iterable[Any]]) -> list[Any]:
    """What the index has of what is wanted.

    SQLite cannot read an index that still has its write-ahead log where nothing may be written
    beside it. A copy of both is then read, in a temporary folder.

    Raises:
        BatchError: it is no results folder, or its index cannot be read.
    """
    remedy = "name a folder that 'extract batch' made"
    try:
        if not (folder / FILE).is_file():
            raise BatchError(str(folder), "is no results folder", remedy)
        try:
            return _rows(Index(folder, read_only=True), wanted)
        except (BatchError, sqlite3.OperationalError):
            if not (folder / f"{FILE}-wal").is_file():
                raise
        with tempfile.TemporaryDirectory(prefix="inspection-extractor-") as place:
            for path in (folder / FILE, folder / f"{FILE}-wal"):
                shutil.copyfile(path, Path(place) / path.name)
            return _rows(Index(Path(place)), wanted)
    except (OSError, sqlite3.Error) as error:
        remedy = "make the temporary folder (TMPDIR) writable, or run 'extract batch' again"
        raise BatchError(str(folder), f"its index cannot be read ({error})", remedy) from error


def _rows(index: Index, wanted: Callable[[Index], Iterable[Any]]) -> list[Any]:
    try:
        return list(wanted(index))
    finally:
        index.close()

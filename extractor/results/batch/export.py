"""The index as CSV files for people: ``index.csv`` and ``failures.csv``."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from extractor.results.batch.index import COLUMNS, FAILURE_COLUMNS, Index
from extractor.results.cells import safe


def export(index: Index, folder: Path) -> None:
    """Write both files, each in one step."""
    write_csv(folder / "index.csv", COLUMNS, index.results())
    write_csv(folder / "failures.csv", FAILURE_COLUMNS, index.failures())


def write_csv(path: Path, columns: tuple[str, ...], rows: Iterable[dict[str, Any]]) -> None:
    """A CSV file that Excel opens rightly: UTF-8 with a byte order mark, no cell a formula."""
    from extractor.results.output import replacing

    with replacing(path) as stream:
        stream.write("\ufeff")
        writer = csv.writer(stream, lineterminator="\r\n")
        writer.writerow(columns)
        writer.writerows([safe(row[c]) for c in columns] for row in rows)

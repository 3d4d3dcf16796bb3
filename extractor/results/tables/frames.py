"""Rows as pandas frames whose types do not depend on what happens to stand in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from extractor.results.tables.columns import TABLES, Column
from extractor.results.tables.rows import Rows

CHUNK = 1000
"""Documents held in memory at once."""

_PANDAS = {"text": "string", "integer": "Int64", "number": "Float64", "truth": "boolean"}


def frames(documents: Iterable[Rows]) -> Iterator[dict[str, Any]]:
    """The tables of each ``CHUNK`` of documents; one at least, so that no table is missing."""
    held: Rows = {table: [] for table in TABLES}
    empty = True
    for number, document in enumerate(documents, start=1):
        for table, rows in document.items():
            held[table] += rows
        empty = False
        if number % CHUNK == 0:
            yield {table: frame(table, rows) for table, rows in held.items()}
            held = {table: [] for table in TABLES}
    if empty or any(held.values()):
        yield {table: frame(table, rows) for table, rows in held.items()}


def frame(table: str, rows: list[dict[str, Any]]) -> Any:
    """A table's rows as a DataFrame; dates are ``datetime.date``."""
    import pandas as pd

    columns = TABLES[table]
    return pd.DataFrame(
        {c.name: _series(c, [row.get(c.name) for row in rows], pd) for c in columns},
        columns=[c.name for c in columns],
    )


def _series(column: Column, values: list[Any], pd: Any) -> Any:
    if column.type == "date":
        from datetime import date

        days = [date.fromisoformat(v) if v else None for v in values]
        return pd.Series(days, dtype="object")
    return pd.Series(values, dtype=_PANDAS[column.type])

"""Views as CSV, Parquet and JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extractor.comparison.corpus import Corpus
from extractor.comparison.selection import Selection
from extractor.comparison.view import View, ViewColumn
from extractor.results.cells import safe

if TYPE_CHECKING:
    import pandas as pd

_TEXT = ("text", "grade", "quote", "link")


def csv(corpus: Corpus, selection: Selection, views: Sequence[View], path: Path) -> None:
    """CSV as Excel and pandas read it rightly: UTF-8 with a byte order mark, ISO dates, empty for
    what there is not, no cell a formula. A folder also gets the meaning of every column."""
    if len(views) == 1:
        _csv(views[0].frame, views[0].columns, path)
        return
    import pandas as pd

    for view in views:
        _csv(view.frame, view.columns, path / f"{view.name}.csv")
    names = ("view", "column", "title", "kind", "meaning")
    columns = tuple(ViewColumn(name, name, "text", "") for name in names)
    rows = [(v.name, c.name, c.title, c.kind, c.meaning) for v in views for c in v.columns]
    _csv(pd.DataFrame(rows, columns=list(names)), columns, path / "dictionary.csv")


def _csv(frame: pd.DataFrame, columns: Sequence[ViewColumn], path: Path) -> None:
    flat = frame.copy()
    for column in columns:
        if column.kind in _TEXT:
            flat[column.name] = flat[column.name].astype(object).map(safe, na_action="ignore")
        elif column.kind == "date":
            flat[column.name] = flat[column.name].dt.strftime("%Y-%m-%d")
    flat.to_csv(path, index=False, encoding="utf-8-sig", lineterminator="\r\n")


def parquet(corpus: Corpus, selection: Selection, views: Sequence[View], path: Path) -> None:
    """Parquet; the meaning of each column and what the view says stand in its metadata."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    types = {"count": pa.int64(), "share": pa.float64(), "date": pa.date32()}
    types |= dict.fromkeys(_TEXT, pa.string())
    for view in views:
        fields, arrays = [], []
        for column in view.columns:
            values = _plain(view.frame[column.name], column)
            array = pa.array(values, types.get(column.kind))
            if column.kind == "number" and pa.types.is_null(array.type):
                array = array.cast(pa.float64())
            told = {"title": column.title, "kind": column.kind, "meaning": column.meaning}
            fields.append(pa.field(column.name, array.type, metadata=told))
            arrays.append(array)
        told = {"view": view.name, "title": view.title, "about": view.about,
                "notes": "\n".join(view.notes), "selection": selection.words()}  # fmt: skip
        table = pa.table(arrays, schema=pa.schema(fields, metadata=told))
        where = path if len(views) == 1 else path / f"{view.name}.parquet"
        pq.write_table(table, where, compression="zstd")


def json_document(
    corpus: Corpus, selection: Selection, views: Sequence[View], path: Path
) -> None:
    """All views in one JSON document, with what they say and what each column means."""
    from extractor import __version__

    document = {
        "extractor_version": __version__,
        "results": str(corpus.folder),
        "selection": selection.words(),
        "reports": len(corpus.reports),
        "failed_sources": corpus.failed,
        "models": dict(corpus.models),
        "unusable": [asdict(problem) for problem in corpus.problems],
        "views": [_as_dict(view) for view in views],
    }
    text = json.dumps(document, ensure_ascii=False, indent=1)
    path.write_bytes((text + "\n").encode("utf-8", "backslashreplace"))


def _as_dict(view: View) -> dict[str, Any]:
    values = {}
    for c in view.columns:
        plain = _plain(view.frame[c.name], c)
        values[c.name] = [v.isoformat() if v and c.kind == "date" else v for v in plain]
    rows = [dict(zip(values, row, strict=True)) for row in zip(*values.values(), strict=True)]
    told = {"name": view.name, "title": view.title, "about": view.about, "notes": view.notes}
    return {**told, "columns": [asdict(c) for c in view.columns], "rows": rows}


def _plain(values: pd.Series, column: ViewColumn) -> list[Any]:
    """A column's cells as plain Python values: None, str, int, float or date."""
    import pandas as pd

    if column.kind == "date":
        return [None if pd.isna(v) else v.date() for v in values]
    found = [None if pd.isna(v) else v for v in values]
    if column.kind == "count":
        return [None if v is None else int(v) for v in found]
    if column.kind in _TEXT:
        return [None if v is None else str(v) for v in found]
    return [None if v is None else v.item() if hasattr(v, "item") else v for v in found]

"""A JSON document of the results folder as rows of each table."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from extractor.errors import BatchError, ExtractError
from extractor.results.batch import remote
from extractor.results.batch.index import FILE, Index
from extractor.results.tables.columns import TABLES

Rows = dict[str, list[dict[str, Any]]]

_PYTHON: dict[str, tuple[type, ...]] = {
    "text": (str,), "integer": (int,), "number": (int, float), "truth": (bool,),
}  # fmt: skip


def documents(
    folder: Path, urls: Mapping[str, str], on_error: Callable[[ExtractError], None] | None = None
) -> Iterator[Rows]:
    """Each document's rows, by table, in the order of their sources.

    ``urls`` are official addresses by SHA-256. A document that is missing or damaged is left out
    and told to ``on_error``.

    Raises:
        BatchError: the folder is no results folder; a document is missing or damaged, and there is
            no ``on_error``.
    """
    index = opened(folder)
    try:
        for known in index.documents():
            url = urls.get(known["sha256"]) or remote.address(known["path"])
            try:
                yield _document(folder / known["report"], known, url)
            except BatchError as error:
                if on_error is None:
                    raise
                on_error(error)
    finally:
        index.close()


def opened(folder: Path) -> Index:
    """The folder's index, to read.

    Raises:
        BatchError: it is no results folder.
    """
    if not (folder / FILE).is_file():
        remedy = "name a folder that 'extract batch' made"
        raise BatchError(str(folder), "is no results folder", remedy)
    return Index(folder, read_only=True)


def _document(path: Path, known: Mapping[str, Any], url: str) -> Rows:
    try:
        rows = _rows(json.loads(path.read_text(encoding="utf-8")), known, url)
        for table, made in rows.items():
            _check(table, made)
        return rows
    except OSError as error:
        problem = f"cannot be read ({error.strerror})"
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        problem = f"is no whole document ({type(error).__name__}: {error})"
    remedy = "run 'extract batch' again: it makes the document anew"
    raise BatchError(str(path), problem, remedy)


def _check(table: str, rows: list[dict[str, Any]]) -> None:
    for column in TABLES[table]:
        for row in rows:
            value = row.get(column.name)
            if value is None:
                continue
            if column.type == "date":
                date.fromisoformat(value)
            elif type(value) not in _PYTHON[column.type]:
                raise TypeError(f"{column.name} is {value!r:.40}")


def _rows(document: dict[str, Any], known: Mapping[str, Any], url: str) -> Rows:
    framework, inspection, council = (
        document[name] for name in ("framework", "inspection", "council")
    )
    context = {
        "sha256": document["source"]["sha256"],
        "council": council["name"],
        "ons_code": council["ons_code"],
        "framework": framework["id"],
        "framework_version": framework["version"],
        "inspection_type": inspection["type"],
        "start": inspection["start"],
    }
    report = {
        **context,
        **{name: inspection[name] for name in ("end", "published", "lead_inspector", "focus")},
        "region": council["region"],
        "inspectorates": _joined(inspection["inspectorates"]),
        "pages": document["source"]["pages"],
        **{name: len(document[name]) for name in ("judgements", "findings", "recommendations")},
        "warnings": _joined(sorted({w["code"] for w in document["warnings"]})),
        "source": known["source"],
        "document": known["report"],
        "url": url,
        "extractor_version": document["provenance"]["extractor_version"],
    }
    made: Rows = {"reports": [report]}
    for table in ("judgements", "findings", "recommendations"):
        made[table] = [_item(item, context, url) for item in document[table]]
    return made


def _item(item: dict[str, Any], context: dict[str, Any], url: str) -> dict[str, Any]:
    evidence = item["evidence"]
    flat = {k: _joined(v) if isinstance(v, list) else v for k, v in item.items()}
    return {
        **context,
        **flat,
        "page": evidence["page"],
        "evidence": f"{url}#page={evidence['page']}",
        "char_start": evidence["start"],
        "char_end": evidence["end"],
    }


def _joined(values: list[str]) -> str | None:
    return "; ".join(values) or None

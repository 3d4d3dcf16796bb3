"""A JSON document of the results folder as rows of each table."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from extractor.errors import BatchError
from extractor.results.batch import remote
from extractor.results.batch.index import Index

Rows = dict[str, list[dict[str, Any]]]


def documents(folder: Path, urls: Mapping[str, str]) -> Iterator[Rows]:
    """Each document's rows, by table, in the order of their sources.

    ``urls`` are official addresses by SHA-256.

    Raises:
        BatchError: the folder is no results folder, or a document is missing or broken.
    """
    index = Index(folder, read_only=True)
    try:
        for known in index.documents():
            path = folder / known["report"]
            try:
                document = json.loads(path.read_text(encoding="utf-8"))
            except (OSError, ValueError) as error:
                remedy = "run 'extract batch' again: it makes the document anew"
                raise BatchError(str(path), f"cannot be read ({error})", remedy) from error
            url = urls.get(known["sha256"]) or remote.address(known["path"])
            yield _rows(document, known, url)
    finally:
        index.close()


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

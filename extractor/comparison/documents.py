"""JSON documents as Arrow tables: only the fields that are compared are decoded."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
from msgspec.structs import astuple

if TYPE_CHECKING:
    import pyarrow as pa

TABLES = ("reports", "judgements", "findings", "recommendations")
LONG = ("text", "digest")
"""Columns that are read only when asked for."""


_Number = Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)]


class _Struct(msgspec.Struct, frozen=True, gc=False):
    """A part of a document. Fields that are not named are skipped; a wrong type is an error."""


class _Source(_Struct, frozen=True):
    sha256: str
    pages: _Number


class _Framework(_Struct, frozen=True):
    id: str
    version: str | None


class _Inspection(_Struct, frozen=True):
    type: str | None
    start: date | None
    end: date | None
    published: date | None
    lead_inspector: str | None
    inspectorates: list[str]
    focus: str | None


class _Council(_Struct, frozen=True):
    name: str | None
    ons_code: str | None
    region: str | None


class _Evidence(_Struct, frozen=True):
    page: _Number
    start: _Number
    end: _Number


class _Judgement(_Struct, frozen=True):
    key_area: str
    title: str
    grade: str
    grade_label: str
    confidence: float
    evidence: _Evidence


class _Finding(_Struct, frozen=True):
    id: str
    polarity: str
    text: str
    key_area: str | None
    themes: list[str]
    confidence: float
    paragraph: str | None
    section: str | None
    evidence: _Evidence


class _Recommendation(_Struct, frozen=True):
    id: str
    number: str | None
    text: str
    priority: bool
    key_area: str | None
    themes: list[str]
    addressee: str | None
    references: list[str]
    list_heading: str | None
    evidence: _Evidence


class _Warning(_Struct, frozen=True):
    code: str


class _Provenance(_Struct, frozen=True):
    extractor_version: str


class Document(_Struct, frozen=True):
    """A document of the results folder, as far as it is compared."""

    schema_version: str
    source: _Source
    framework: _Framework
    inspection: _Inspection
    council: _Council
    judgements: list[_Judgement]
    findings: list[_Finding]
    recommendations: list[_Recommendation]
    warnings: list[_Warning]
    provenance: _Provenance


def read(path: Path) -> tuple[bytes, str] | None:
    """A document's bytes and their SHA-256, None where it cannot be read."""
    try:
        with open(path, "rb", buffering=0) as file:
            text = file.read()
    except OSError:
        return None
    return text, hashlib.sha256(text).hexdigest()


def parse(text: bytes, sha256: str) -> Document:
    """The document of these bytes, on the report ``sha256``.

    Raises:
        ValueError: it is damaged, of another version or on another report.
    """
    document = _decoded(text)
    if not document.schema_version.startswith("1."):
        raise ValueError(f"it has schema version {document.schema_version}, not 1")
    if document.source.sha256 != sha256:
        raise ValueError("it is on another report than the index says")
    return document


def _decoded(text: bytes) -> Document:
    try:
        return _decoder.decode(text)
    except msgspec.ValidationError as error:
        raise ValueError(str(error)) from error
    except msgspec.DecodeError:  # damaged, or with escapes that are no character (half a pair)
        known = json.dumps(json.loads(text), ensure_ascii=False).encode("utf-8", "replace")
    try:
        return _decoder.decode(known)
    except msgspec.MsgspecError as error:
        raise ValueError(str(error)) from error


_decoder = msgspec.json.Decoder(Document)


def tables(parsed: Iterable[tuple[Document, str]]) -> dict[str, pa.Table]:
    """Documents, each with its digest, as a table of reports and those of their parts; in these
    ``report`` is the row in the first.

    A few are taken at a time and then let go: never many are in memory.
    """
    import pyarrow as pa

    parts: dict[str, dict[str, list[Any]]] = {
        name: {column: [] for column in columns} for name, columns in _COLUMNS.items()
    }
    before, waiting = 0, iter(parsed)
    while count := _append(parts, list(islice(waiting, _TOGETHER)), before):
        before += count
    made = {}
    for name, columns in _COLUMNS.items():
        whole = {c: pa.chunked_array(parts[name][c], _type(k)) for c, k in columns.items()}
        for column, kind in columns.items():
            if kind in ("id", "list"):
                whole[column] = whole[column].dictionary_encode()
        made[name] = pa.table(whole).combine_chunks()
    return made


def _append(
    parts: dict[str, dict[str, list[Any]]], some: Sequence[tuple[Document, str]], before: int
) -> int:
    """Append the columns of some documents to the parts; how many these are."""
    import pyarrow as pa

    if not some:
        return 0
    for name, columns in _COLUMNS.items():
        for column, values in _values(name, some, before).items():
            if kind := columns.get(column):
                parts[name][column].append(pa.array(values, _type(kind)))
    return len(some)


@lru_cache
def _type(kind: str) -> pa.DataType:
    import pyarrow as pa

    types = {
        "text": pa.string(), "id": pa.string(), "list": pa.string(), "number": pa.float64(),
        "count": pa.int32(), "truth": pa.bool_(), "day": pa.date32(),
    }  # fmt: skip
    return types[kind]


_TOGETHER = 64

_EVIDENCE = {"page": "count", "char_start": "count", "char_end": "count"}

_COLUMNS = {
    "reports": {
        "digest": "text", "sha256": "text", "council": "id", "ons_code": "id", "region": "id",
        "framework": "id", "framework_version": "id", "inspection_type": "id",
        "lead_inspector": "id", "inspectorates": "list", "focus": "id", "pages": "count",
        "warnings": "list", "extractor_version": "id", "start": "day", "end": "day",
        "published": "day", **dict.fromkeys(TABLES[1:], "count"),
    },
    "judgements": {
        "report": "count", "key_area": "id", "grade": "id", "grade_label": "id", "title": "id",
        "confidence": "number", **_EVIDENCE,
    },
    "findings": {
        "report": "count", "id": "id", "key_area": "id", "polarity": "id", "text": "text",
        "themes": "list", "confidence": "number", "paragraph": "id", "section": "id", **_EVIDENCE,
    },
    "recommendations": {
        "report": "count", "id": "id", "number": "id", "text": "text", "priority": "truth",
        "key_area": "id", "themes": "list", "addressee": "id", "references": "list",
        "list_heading": "id", **_EVIDENCE,
    },
}  # fmt: skip
"""The columns of each table and their kinds. Those of kinds "id" and "list" (joined) are kept as
numbers of their distinct values."""


def _values(name: str, some: Sequence[tuple[Document, str]], before: int) -> dict[str, Any]:
    """The values of a table's columns; ``before`` reports stand before these."""
    if name == "reports":
        return _transposed(tuple(_COLUMNS[name]), [_report(*pair) for pair in some])
    import numpy as np

    parts = [getattr(document, name) for document, _ in some]
    items = [item for part in parts for item in part]
    if not items:
        return {}
    values = _transposed(type(items[0]).__struct_fields__, map(astuple, items))
    values |= _transposed(tuple(_EVIDENCE), map(astuple, values.pop("evidence")))
    values["report"] = np.repeat(np.arange(before, before + len(parts)), list(map(len, parts)))
    for column in ("themes", "references"):
        if column in values:
            values[column] = ["; ".join(each) or None for each in values[column]]
    return values


def _transposed(names: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> dict[str, Any]:
    return dict(zip(names, zip(*rows, strict=True), strict=True))


def _report(d: Document, digest: str) -> tuple[Any, ...]:
    """The row of a document among the reports."""
    told = d.inspection
    return (
        digest, d.source.sha256, d.council.name, d.council.ons_code, d.council.region,
        d.framework.id, d.framework.version, told.type, told.lead_inspector,
        "; ".join(told.inspectorates) or None, told.focus, d.source.pages,
        "; ".join(sorted({w.code for w in d.warnings})) or None, d.provenance.extractor_version,
        told.start, told.end, told.published, *(len(getattr(d, name)) for name in TABLES[1:]),
    )  # fmt: skip

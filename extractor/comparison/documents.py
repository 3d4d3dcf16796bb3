"""JSON documents as Arrow tables: only the fields that are compared are decoded."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import date
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import msgspec

from extractor.errors import ComparisonError

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


def digest_of(path: Path) -> str | None:
    """The SHA-256 of a document's bytes, None where it cannot be read."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return None


def parse(path: Path, sha256: str, digest: str) -> Document:
    """The document at ``path`` on the report ``sha256``, whose own bytes have the hash ``digest``.

    Raises:
        ValueError: it is damaged, of another version or on another report.
        ComparisonError: it has changed, or has gone, since it was hashed.
    """
    try:
        text = path.read_bytes()
    except OSError:
        text = b""
    if hashlib.sha256(text).hexdigest() != digest:
        remedy = "run it again when 'extract batch' is done"
        raise ComparisonError(str(path), "it changed while it was read", remedy)
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


def tables(documents: Sequence[Document], digests: Sequence[str]) -> dict[str, pa.Table]:
    """The documents as a table of reports and those of their parts; in these ``report`` is the row
    in the first."""
    import pyarrow as pa

    made = {"reports": pa.table(_reports(documents, digests, pa))}
    for name in TABLES[1:]:
        items = [item for d in documents for item in getattr(d, name)]
        lengths = [len(getattr(d, name)) for d in documents]
        columns: dict[str, Any] = {"report": pa.array(_repeat(lengths), pa.int32())}
        for column, kind in _COLUMNS[name].items():
            columns[column] = _array(list(map(attrgetter(column), items)), kind, pa)
        evidence = [item.evidence for item in items]
        columns["page"] = pa.array([e.page for e in evidence], pa.int32())
        columns["char_start"] = pa.array([e.start for e in evidence], pa.int32())
        columns["char_end"] = pa.array([e.end for e in evidence], pa.int32())
        made[name] = pa.table(columns)
    return made


_COLUMNS = {
    "judgements": {
        "key_area": "id", "grade": "id", "grade_label": "id", "title": "id", "confidence": "number",
    },
    "findings": {
        "id": "id", "key_area": "id", "polarity": "id", "text": "text", "themes": "list",
        "confidence": "number", "paragraph": "id", "section": "id",
    },
    "recommendations": {
        "id": "id", "number": "id", "text": "text", "priority": "truth", "key_area": "id",
        "themes": "list", "addressee": "id", "references": "list", "list_heading": "id",
    },
}  # fmt: skip


def _reports(documents: Sequence[Document], digests: Sequence[str], pa: Any) -> dict[str, Any]:
    d = documents
    columns = {
        "digest": pa.array(digests, pa.string()),
        "sha256": pa.array([x.source.sha256 for x in d], pa.string()),
        "council": _array([x.council.name for x in d], "id", pa),
        "ons_code": _array([x.council.ons_code for x in d], "id", pa),
        "region": _array([x.council.region for x in d], "id", pa),
        "framework": _array([x.framework.id for x in d], "id", pa),
        "framework_version": _array([x.framework.version for x in d], "id", pa),
        "inspection_type": _array([x.inspection.type for x in d], "id", pa),
        "lead_inspector": _array([x.inspection.lead_inspector for x in d], "id", pa),
        "inspectorates": _array([x.inspection.inspectorates for x in d], "list", pa),
        "focus": _array([x.inspection.focus for x in d], "id", pa),
        "pages": pa.array([x.source.pages for x in d], pa.int32()),
        "warnings": _array([sorted({w.code for w in x.warnings}) for x in d], "list", pa),
        "extractor_version": _array([x.provenance.extractor_version for x in d], "id", pa),
    }
    for name in ("start", "end", "published"):
        columns[name] = pa.array([getattr(x.inspection, name) for x in d], pa.date32())
    for name in TABLES[1:]:
        columns[name] = pa.array([len(getattr(x, name)) for x in d], pa.int32())
    return columns


def _array(values: list[Any], kind: str, pa: Any) -> Any:
    if kind == "text":
        return pa.array(values, pa.string())
    if kind == "number":
        return pa.array(values, pa.float64())
    if kind == "truth":
        return pa.array(values, pa.bool_())
    if kind == "list":
        values = ["; ".join(v) or None for v in values]
    return pa.array(values, pa.string()).dictionary_encode()


def _repeat(lengths: Sequence[int]) -> Any:
    import numpy as np

    return np.repeat(np.arange(len(lengths), dtype="int32"), lengths)

"""One report's work, done in a worker process: bytes in, a JSON file and a row out."""

from __future__ import annotations

import hashlib
import re
import stat
import time
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extractor.errors import BatchError, ExtractError
from extractor.learning.names import DEFAULT
from extractor.reading.limits import MAX_BYTES
from extractor.results.batch import remote

if TYPE_CHECKING:
    from extractor.model import Report

REPORTS = "reports"


@dataclass(frozen=True, slots=True)
class Task:
    """A report to process into the results folder ``folder`` (absolute).

    ``name`` is what the result calls it, ``path`` where to read it, ``sha256`` what its bytes
    were when looked at (None: they could not be read then). ``model`` reads the findings.
    """

    name: str
    path: str
    sha256: str | None
    folder: str
    model: str = DEFAULT


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a task: ``row`` (see ``row_of``) if all went well, else ``error``.

    ``sha256`` is that of the bytes processed, None where the error is not about these.
    ``seconds`` is wall-clock time, ``peak`` the most memory its process has had so far, in bytes.
    """

    sha256: str | None
    row: dict[str, Any] = field(default_factory=dict)
    error: ExtractError | None = None
    seconds: float = 0.0
    peak: int = 0


def work(task: Task) -> Outcome:
    """Process one report. Errors are part of the outcome; only a dying process loses it.

    The document carries no time of its making (``provenance.extracted_at`` is null; the index has
    it), so that the same bytes give the same document in every run and on every machine.
    """
    from extractor import pipeline
    from extractor.results.output import as_error

    begun = time.perf_counter()
    source: Path | bytes = Path(task.path)
    try:
        if remote.is_url(task.path):
            source = remote.read(task.path)
        report = pipeline.extract(source, task.name, model=task.model)
        report = replace(report, provenance=replace(report.provenance, extracted_at=None))
        row = write(report, Path(task.folder))
        return Outcome(report.document.sha256, row, None, time.perf_counter() - begun, _peak())
    except (MemoryError, BatchError):
        raise  # told by who runs us: it knows the limit; it must end the run
    except Exception as fault:  # noqa: BLE001, a fault of ours must not cost the other reports
        error = fault if isinstance(fault, ExtractError) else as_error(task.name, fault)
        sha256 = task.sha256 if sha256_of(source) == task.sha256 else None
        return Outcome(sha256, {}, error, time.perf_counter() - begun, _peak())


def sha256_of(source: Path | bytes) -> str | None:
    """The hash of bytes, or of a file's; None where that is no file to read (or no report's: it
    is too large)."""
    if isinstance(source, bytes):
        return hashlib.sha256(source).hexdigest()
    try:
        about = source.stat()  # before it is opened: a pipe would keep us for ever
        if not stat.S_ISREG(about.st_mode) or about.st_size > MAX_BYTES:
            return None
        with source.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except (OSError, ValueError):
        return None


def write(report: Report, folder: Path) -> dict[str, Any]:
    """Write a report's document into the results folder in one step; return its row, with the
    document's own hash (``digest``).

    Raises:
        BatchError: it cannot be written: the disk is full, the folder is gone.
    """
    from extractor.results.output import replacing

    text = report.to_json(indent=None) + "\n"
    path = f"{REPORTS}/{file_name(report.document.sha256, report.document.path)}"
    try:
        with replacing(folder / path) as out:
            out.write(text)
    except OSError as error:
        problem = f"{path} cannot be written ({error.strerror})"
        raise BatchError(str(folder), problem, "free its disk, then run it again") from error
    made = text.encode("utf-8", "backslashreplace")  # as ``replacing`` does
    return {**row_of(report, path), "digest": hashlib.sha256(made).hexdigest()}


def row_of(report: Report, path: str) -> dict[str, Any]:
    """What the index says of a report whose document lies at ``path`` in the results folder."""
    codes = sorted(w.code for w in report.warnings)
    return {
        "report": path,
        "framework": report.framework.id,
        "version": report.framework.version,
        "type": report.inspection.type,
        "council": report.council.name,
        "ons_code": report.council.ons_code,
        "region": report.council.region,
        "start": report.inspection.start,
        "end": report.inspection.end,
        "published": report.inspection.published,
        "pages": len(report.document.pages),
        "judgements": len(report.judgements),
        "findings": len(report.findings),
        "recommendations": len(report.recommendations),
        "sections": len(report.sections),
        "warnings": len(codes),
        "warning_codes": " ".join(dict.fromkeys(codes)),
        "extractor_version": report.provenance.extractor_version,
        "extracted_at": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def file_name(sha256: str, name: str) -> str:
    """A document's file name: safe on every platform, the same for the same bytes and name."""
    stem = re.split(r"[\\/]", name)[-1].rsplit(".", 1)[0]
    slug = re.sub(r"[^A-Za-z0-9._-]+", "_", stem).strip("._")[:80]
    return f"{sha256[:16]}-{slug or 'report'}.json"


def _peak() -> int:
    """The most memory that this process has had so far, in bytes."""
    import psutil

    try:
        import resource
    except ImportError:  # Windows
        return psutil.Process().memory_info().peak_wset  # type: ignore[attr-defined]
    import sys

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024

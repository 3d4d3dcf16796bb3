"""A bucket of the cache: some documents' tables, as a folder of Parquet files.

Its name is the hash of what went into it: the bytes of each of its documents, and ``FORMAT``. Whole
sentences are files of their own, in small groups of rows: they are read one by one.
"""

from __future__ import annotations

import gc
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

    from extractor.comparison.documents import Document

FORMAT = "3"
"""To be changed with the columns of ``documents.tables`` and with the files of a bucket."""

_GROUP = 16384
"""Rows of a row group of texts: what is read at least for one of them."""


@dataclass(frozen=True, slots=True)
class Known:
    """A document as the index names it: its report's hash, its path in the results folder."""

    sha256: str
    document: str


@dataclass(frozen=True, slots=True)
class Problem:
    """A document that could not be used, and why."""

    document: str
    problem: str


@dataclass(frozen=True, slots=True)
class Job:
    """The bucket ``letter`` to make below ``root`` from the results folder ``folder``; ``old`` are
    buckets that may hold rows of its documents already."""

    folder: str
    root: str
    letter: str
    known: tuple[Known, ...]
    old: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bucket:
    """A bucket that stands at ``path``, and the documents that should be in it and are lost."""

    path: Path
    lost: tuple[Problem, ...]


def standing(job: Job) -> Bucket | None:
    """The job's bucket, if it stands. Where no older one does, no document is read."""
    from extractor.comparison.documents import read

    if not job.old:
        return None
    name, lost = hashlib.sha256(FORMAT.encode()), []
    for item in job.known:
        found = read(Path(job.folder, item.document))
        if found:
            _add(name, item, found[1])
        else:
            lost.append(_lost(item))
    path = _path(job, name)
    return Bucket(path, tuple(lost)) if str(path) in job.old else None


def make(job: Job) -> Bucket:
    """Make a bucket, in one step. Each document is read once: what is parsed is what is hashed.

    Raises:
        OSError: it cannot be written.
    """

    from extractor.comparison import documents

    draft = Path(tempfile.mkdtemp(prefix=".draft-", dir=job.root))
    collected = gc.isenabled()
    gc.disable()  # a fifth of the time else: millions of small values, and no cycles among them
    try:
        old = [*_readable(job.old)]
        intake = _Intake(job, _rows(old))
        made = documents.tables(intake.parsed())
        parts = [made, *(_taken(t, intake.kept[n]) for n, t in enumerate(old) if intake.kept[n])]
        for name in documents.TABLES:
            table = _joined(name, parts)
            if name == "reports":
                told = json.dumps(intake.problems)
                table = table.replace_schema_metadata({"problems": told})
            _write(draft, name, table)
        target = _path(job, intake.name)
        try:
            os.rename(draft, target)
        except OSError:
            if not target.is_dir():  # else: made by another command meanwhile
                raise
    finally:
        if collected:
            gc.enable()
        shutil.rmtree(draft, ignore_errors=True)
    return Bucket(target, tuple(intake.lost))


class _Intake:
    """The documents of a job as they are read: those to ``parse``, and what becomes of the others.

    ``rows`` says where a document (its report's hash, its own) stands in the older buckets: which
    one, and in which row.
    """

    def __init__(self, job: Job, rows: Mapping[tuple[str, str], tuple[int, int]]) -> None:
        self.job, self.rows = job, rows
        self.kept: dict[int, list[int]] = {n: [] for n in range(len(job.old))}
        self.lost: list[Problem] = []
        self.problems: list[tuple[str, str]] = []
        self.name = hashlib.sha256(FORMAT.encode())

    def parsed(self) -> Iterator[tuple[Document, str]]:
        """Each document that no older bucket holds, with the hash of its bytes."""
        from extractor.comparison import documents

        for item in self.job.known:
            found = documents.read(Path(self.job.folder, item.document))
            if found is None:
                self.lost.append(_lost(item))
                continue
            text, digest = found
            _add(self.name, item, digest)
            if at := self.rows.get((item.sha256, digest)):
                self.kept[at[0]].append(at[1])
                continue
            try:
                yield documents.parse(text, item.sha256), digest
            except ValueError as error:
                self.problems.append((item.document, " ".join(str(error).split())))


def _readable(folders: Iterable[str]) -> Iterator[dict[str, pa.Table]]:
    for folder in folders:
        try:
            yield read(Path(folder))
        except (OSError, ValueError):  # removed or half removed by another command, or damaged
            continue


def _rows(old: Sequence[dict[str, pa.Table]]) -> dict[tuple[str, str], tuple[int, int]]:
    found = {}
    for number, tables in enumerate(old):
        columns = [tables["reports"][name].to_pylist() for name in ("sha256", "digest")]
        found.update({pair: (number, row) for row, pair in enumerate(zip(*columns, strict=True))})
    return found


def _taken(tables: dict[str, pa.Table], rows: list[int]) -> dict[str, pa.Table]:
    """These rows of the reports, and what hangs on them."""
    import pyarrow as pa
    import pyarrow.compute as pc

    place = pa.array(rows, pa.int32())
    part = {"reports": tables["reports"].take(place)}
    for name, table in tables.items():
        if name != "reports":
            now = pc.index_in(table["report"], value_set=place)
            table = table.set_column(0, "report", now)
            part[name] = table.filter(pc.is_valid(table["report"]))
    return part


def _joined(name: str, parts: list[dict[str, pa.Table]]) -> pa.Table:
    """One table of several, ``report`` counted on."""
    import pyarrow as pa
    import pyarrow.compute as pc

    tables, before = [], 0
    for part in parts:
        table = part[name].select(parts[0][name].column_names)
        if name != "reports":
            shifted = pc.add(table["report"], pa.scalar(before, pa.int32()))
            table = table.set_column(0, "report", shifted)
        tables.append(table)
        before += len(part["reports"])
    return pa.concat_tables(tables).unify_dictionaries().combine_chunks()


def _write(folder: Path, name: str, table: pa.Table) -> None:
    """The files of a table. Nobody filters by its values: it has no statistics of them."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    plain = [f.name for f in table.schema if pa.types.is_dictionary(f.type)]
    sure = {"write_page_checksum": True, "write_statistics": False, "use_dictionary": plain}
    if "text" in table.column_names:
        # Snappy: half of zstd's time, for a third more bytes
        pq.write_table(
            table.select(["text"]), texts(folder, name), compression="snappy",
            row_group_size=_GROUP, **{**sure, "use_dictionary": []},
        )  # fmt: skip
        table = table.drop_columns(["text"])
    path = folder / f"{name}.parquet"
    pq.write_table(table, path, compression="zstd", compression_level=1, **sure)


def texts(folder: Path, table: str) -> Path:
    """The file of a table's texts in a bucket."""
    return folder / f"{table}.text.parquet"


def read(folder: Path) -> dict[str, pa.Table]:
    """A bucket's tables."""
    import pyarrow.parquet as pq

    from extractor.comparison.documents import TABLES

    tables = {}
    for name in TABLES:
        paths = [folder / f"{name}.parquet", texts(folder, name)]
        parts = [
            pq.ParquetFile(path, page_checksum_verification=True).read()
            for path in paths
            if path.exists()
        ]
        tables[name] = parts[0]
        for part in parts[1:]:
            tables[name] = tables[name].append_column("text", part["text"])
    return tables


def problems_of(folders: Iterable[Path]) -> list[Problem]:
    """The documents of the buckets that could not be used."""
    import pyarrow.parquet as pq

    found = []
    for folder in folders:
        told = pq.read_schema(folder / "reports.parquet").metadata[b"problems"]
        found += [Problem(*pair) for pair in json.loads(told)]
    return found


def _add(name: Any, item: Known, digest: str) -> None:
    name.update(f"{item.sha256} {item.document} {digest}\n".encode())


def _path(job: Job, name: Any) -> Path:
    return Path(job.root) / f"{job.letter}-{name.hexdigest()[:32]}"


def _lost(item: Known) -> Problem:
    return Problem(item.document, "it cannot be read")

"""A columnar copy of the results folder's documents, kept beside them.

Documents are dealt into buckets by their report's hash; a bucket is a folder of Parquet files whose
name is the hash of what went into it: the bytes of each of its documents, and ``FORMAT``. A bucket
of that name is right whatever happened since, and where a document changes its bucket's name does
too. So every document is read and hashed each time (a gigabyte a second), and none is parsed twice.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

FOLDER = ".comparison"
FORMAT = "2"
"""To be changed with the columns of ``documents.tables``."""

MANY = 200
"""Documents to parse from which on further processes are worth their start."""

_GROUP = 16384
"""Rows of a row group: what is read at least for one text."""


@dataclass(frozen=True, slots=True)
class Item:
    """A document: its report's hash, its path in the results folder, the hash of its bytes."""

    sha256: str
    document: str
    digest: str


@dataclass(frozen=True, slots=True)
class Problem:
    """A document that could not be used, and why."""

    document: str
    problem: str


@dataclass(frozen=True, slots=True)
class Job:
    """A bucket to make at ``target`` from the results folder ``folder``; ``old`` are buckets that
    may hold rows of its documents already."""

    folder: str
    target: str
    items: tuple[Item, ...]
    old: tuple[str, ...]


def items_of(folder: Path, known: Sequence[Mapping[str, Any]]) -> tuple[list[Item], list[Problem]]:
    """The documents that the index names, hashed now, and those that are not there."""
    from extractor.comparison.documents import digest_of

    with ThreadPoolExecutor(_cores()) as pool:
        digests = pool.map(digest_of, (folder / row["report"] for row in known), chunksize=64)
        pairs = list(zip(known, digests, strict=True))
    items = [Item(row["sha256"], row["report"], digest) for row, digest in pairs if digest]
    lost = [Problem(row["report"], "it cannot be read") for row, digest in pairs if not digest]
    return items, lost


def buckets(folder: Path, root: Path, items: Iterable[Item]) -> list[Path]:
    """The buckets that hold the items, made below ``root`` where they are not there yet.

    Raises:
        OSError: they cannot be written.
    """
    dealt: dict[str, list[Item]] = {}
    for item in sorted(items, key=lambda item: item.sha256):
        dealt.setdefault(item.sha256[0], []).append(item)
    root.mkdir(parents=True, exist_ok=True)
    standing = sorted(p for p in root.iterdir() if "-" in p.name and not p.name.startswith("."))
    wanted, jobs, parsing = [], [], 0
    for letter, members in dealt.items():
        target = root / f"{letter}-{_name(members)}"
        wanted.append(target)
        if target not in standing:
            old = tuple(str(p) for p in standing if p.name.startswith(f"{letter}-"))
            jobs.append(Job(str(folder), str(target), tuple(members), old))
            parsing += len(members)
    _make(jobs, parsing)
    for path in standing:
        if path not in wanted:
            shutil.rmtree(path, ignore_errors=True)
    return wanted


def _make(jobs: Sequence[Job], parsing: int) -> None:
    if parsing >= MANY and len(jobs) > 1 and _cores() > 1:
        from loky import ProcessPoolExecutor

        with ProcessPoolExecutor(_cores()) as pool:
            list(pool.map(make, jobs))
    else:
        for job in jobs:
            make(job)


def make(job: Job) -> None:
    """Make a bucket, in one step."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    from extractor.comparison import documents

    kept, known = _kept(job, pa)
    parsed, digests, problems = [], [], []
    for item in job.items:
        if item.digest in known:
            continue
        try:
            path = Path(job.folder) / item.document
            parsed.append(documents.parse(path, item.sha256, item.digest))
            digests.append(item.digest)
        except ValueError as error:
            problems.append([item.document, " ".join(str(error).split())])
    made = documents.tables(parsed, digests)
    draft = Path(tempfile.mkdtemp(prefix=".draft-", dir=Path(job.target).parent))
    try:
        for name in documents.TABLES:
            table = _joined(name, [made, *kept], pa)
            if name == "reports":
                table = table.replace_schema_metadata({"problems": json.dumps(problems)})
            plain = [f.name for f in table.schema if pa.types.is_dictionary(f.type)]
            pq.write_table(
                table, draft / f"{name}.parquet", compression="zstd", row_group_size=_GROUP,
                use_dictionary=plain, compression_level=1, write_page_checksum=True,
            )  # fmt: skip
        try:
            os.rename(draft, job.target)
        except OSError:
            if not Path(job.target).is_dir():  # else: made by another command meanwhile
                raise
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _kept(job: Job, pa: Any) -> tuple[list[dict[str, pa.Table]], set[str]]:
    """What older buckets hold of the job's documents: tables, and the documents' digests."""
    import pyarrow.compute as pc

    wanted, found, known = {item.digest for item in job.items}, [], set[str]()
    for folder in job.old:
        try:
            old = read(Path(folder))
        except (OSError, ValueError):  # removed or half removed by another command
            continue
        digests = old["reports"]["digest"].to_pylist()
        rows = [i for i, d in enumerate(digests) if d in wanted and d not in known]
        if not rows:
            continue
        known.update(digests[i] for i in rows)
        place = pa.array(rows, pa.int32())
        part = {"reports": old["reports"].take(place)}
        for name, table in old.items():
            if name != "reports":
                now = pc.index_in(table["report"], value_set=place)
                table = table.set_column(0, "report", now)
                part[name] = table.filter(pc.is_valid(table["report"]))
        found.append(part)
    return found, known


def _joined(name: str, parts: list[dict[str, pa.Table]], pa: Any) -> pa.Table:
    """One table of several, ``report`` counted on."""
    import pyarrow.compute as pc

    tables, before = [], 0
    for part in parts:
        table = part[name]
        if name != "reports":
            shifted = pc.add(table["report"], pa.scalar(before, pa.int32()))
            table = table.set_column(0, "report", shifted)
        tables.append(table)
        before += len(part["reports"])
    return pa.concat_tables(tables).unify_dictionaries().combine_chunks()


def read(folder: Path) -> dict[str, pa.Table]:
    """A bucket's tables."""
    import pyarrow.parquet as pq

    from extractor.comparison.documents import TABLES

    paths = {name: folder / f"{name}.parquet" for name in TABLES}
    return {
        name: pq.ParquetFile(path, page_checksum_verification=True).read()
        for name, path in paths.items()
    }


def problems_of(folders: Iterable[Path]) -> list[Problem]:
    """The documents of the buckets that could not be used."""
    import pyarrow.parquet as pq

    found = []
    for folder in folders:
        told = pq.read_schema(folder / "reports.parquet").metadata[b"problems"]
        found += [Problem(*pair) for pair in json.loads(told)]
    return found


def _name(members: Sequence[Item]) -> str:
    total = hashlib.sha256(FORMAT.encode())
    for item in members:
        total.update(f"{item.sha256} {item.document} {item.digest}\n".encode())
    return total.hexdigest()[:32]


def _cores() -> int:
    from loky import cpu_count

    return max(1, cpu_count())

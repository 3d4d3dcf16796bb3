"""A columnar copy of the results folder's documents, kept beside them.

Documents are dealt into buckets by their report's hash (``bucket``). A bucket whose name is the
hash of its documents' bytes is right whatever happened since, and where a document changes its
bucket's name does too. So every document is read and hashed each time (a gigabyte a second), and
none is parsed twice.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import BrokenExecutor, ThreadPoolExecutor
from pathlib import Path
from typing import Any

from extractor.comparison.bucket import Bucket, Job, Known, make, standing

FOLDER = ".comparison"

MANY = 2000
"""Documents of buckets to make from which on further processes are worth their start."""


def buckets(folder: Path, root: Path, known: Iterable[Mapping[str, Any]]) -> list[Bucket]:
    """The buckets of the documents that the index names, made below ``root`` where they are not
    there yet.

    Raises:
        OSError: they cannot be written.
    """
    dealt: dict[str, list[Known]] = {}
    for row in sorted(known, key=lambda row: str(row["sha256"])):
        dealt.setdefault(row["sha256"][0], []).append(Known(row["sha256"], row["report"]))
    root.mkdir(parents=True, exist_ok=True)
    there = sorted(p for p in root.iterdir() if "-" in p.name and not p.name.startswith("."))
    jobs = [
        Job(str(folder), str(root), letter, tuple(members),
            tuple(str(p) for p in there if p.name.startswith(f"{letter}-")))
        for letter, members in dealt.items()
    ]  # fmt: skip
    with ThreadPoolExecutor(min(8, os.cpu_count() or 1)) as pool:
        found = dict(zip(dealt, pool.map(standing, jobs), strict=True))
    missing = [job for job in jobs if not found[job.letter]]
    found.update(zip((job.letter for job in missing), _made(missing), strict=True))
    whole = [bucket for bucket in found.values() if bucket]
    for path in there:
        if path not in (bucket.path for bucket in whole):
            shutil.rmtree(path, ignore_errors=True)
    return whole


def _made(jobs: Sequence[Job]) -> list[Bucket]:
    if sum(len(job.known) for job in jobs) < MANY or len(jobs) == 1:
        return [make(job) for job in jobs]
    # loky's processes do not import the caller's main module: scripts need no guard for it
    from loky import ProcessPoolExecutor, cpu_count

    if cpu_count() > 1:
        try:
            with ProcessPoolExecutor(min(len(jobs), cpu_count())) as pool:
                return list(pool.map(make, jobs))
        except BrokenExecutor:  # one was killed, for its memory or by somebody
            pass
    return [make(job) for job in jobs]

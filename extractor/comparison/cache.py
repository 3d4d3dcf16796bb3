"""A columnar copy of the results folder's documents, kept beside them.

Documents are dealt into buckets by their report's hash (``bucket``). A bucket whose name is the
hash of its documents' bytes is right whatever happened since, and where a document changes its
bucket's name does too. So every document is read and hashed each time (a gigabyte a second), and
none is parsed twice.
"""

from __future__ import annotations

import os
import shutil
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import BrokenExecutor, Executor, ThreadPoolExecutor
from pathlib import Path
from typing import Any

from extractor.comparison.bucket import Bucket, Job, Known, make, standing

FOLDER = ".comparison"

MANY = 2000
"""Documents of buckets to make from which on further processes are worth their start."""

_PROCESSES = 4
"""How many there are at most: each takes some 200 MB."""


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
    """The buckets of the jobs, in their order; of many, other processes make some."""
    if len(jobs) == 1 or sum(len(job.known) for job in jobs) < MANY:
        return [make(job) for job in jobs]
    # loky's processes do not import the caller's main module: a script needs no guard for it
    from loky import ProcessPoolExecutor, cpu_count

    others = min(cpu_count(), _PROCESSES, len(jobs)) - 1
    if others < 1:
        return [make(job) for job in jobs]
    waiting, done = deque(jobs), dict[str, Bucket]()
    with ProcessPoolExecutor(others) as pool, ThreadPoolExecutor(others) as lanes:
        try:
            ends = [lanes.submit(_lane, waiting, done, pool) for _ in range(others)]
            _lane(waiting, done)
            for end in ends:
                end.result()
        finally:
            waiting.clear()
    return [done[job.letter] if job.letter in done else make(job) for job in jobs]


def _lane(waiting: deque[Job], done: dict[str, Bucket], pool: Executor | None = None) -> None:
    """Make one bucket after the other, here or in ``pool``, while any are waiting."""
    while waiting:
        try:
            job = waiting.popleft()
        except IndexError:  # another lane was quicker
            return
        try:
            done[job.letter] = pool.submit(make, job).result() if pool else make(job)
        except BrokenExecutor:  # the process was killed, or cannot be started
            return

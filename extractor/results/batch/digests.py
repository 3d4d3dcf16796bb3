"""Each input's SHA-256, some read ahead at once: what tells the unchanged and the duplicates."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from extractor.errors import ExtractError
from extractor.results.batch import remote
from extractor.results.batch.inputs import Input
from extractor.results.batch.task import sha256_of


@dataclass(frozen=True, slots=True)
class Digest:
    """``sha256`` is None where the input cannot be read: the worker will say why.

    ``mark`` is what a remote store says of the bytes (see ``remote.mark``).
    """

    sha256: str | None
    mark: str | None = None


def digests(
    inputs: Iterable[Input], known: Callable[[str, str], str | None], threads: int
) -> Iterator[tuple[Input, Digest]]:
    """Every input with its digest, in the order given.

    ``known(name, mark)`` is the SHA-256 of a remote input that still has that mark, or None.
    """
    waiting: deque = deque()
    pool = ThreadPoolExecutor(threads, thread_name_prefix="digest")
    try:
        for item in inputs:
            waiting.append((item, pool.submit(_digest, item, known)))
            if len(waiting) > 4 * threads:
                first, future = waiting.popleft()
                yield first, future.result()
        for first, future in waiting:
            yield first, future.result()
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _digest(item: Input, known: Callable[[str, str], str | None]) -> Digest:
    if remote.is_url(item.path):
        try:
            if (mark := remote.mark(item.path)) and (sha256 := known(item.name, mark)):
                return Digest(sha256, mark)
            return Digest(hashlib.sha256(remote.read(item.path)).hexdigest(), mark)
        except ExtractError:
            return Digest(None)
    return Digest(sha256_of(Path(item.path)))

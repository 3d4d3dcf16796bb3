"""Ends the command when one file takes too much memory or time.

The PDF library parses a page in one call that cannot be interrupted, and a small file can make it
work without end. A thread looks on, since the library lets other threads run, and ends the process
with a message; results on stdout are already written by then. `extract batch` needs no guard: it
reads each report in a process of its own.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator

from extractor.errors import LimitError
from extractor.reading.limits import MAX_GUARD_SECONDS, MAX_MEMORY

_EVERY = 0.1
"""Seconds between two looks."""


def guarded(
    files: Iterable[str], stop: Callable[[LimitError], None], *, memory: int = MAX_MEMORY,
    seconds: float = MAX_GUARD_SECONDS,
) -> Iterator[str]:
    """Hand on the files one by one, calling ``stop`` (in the guard's thread) if the one in hand
    makes the process larger than ``memory`` bytes or takes more than ``seconds``."""  # fmt: skip
    done = threading.Event()
    hand: list[tuple[str, float]] = []

    def look() -> None:
        while not done.wait(_EVERY):
            name, since = hand[-1]
            if _peak() > memory:
                problem = f"reading it takes more than {memory // 2**20} MiB of memory"
            elif time.monotonic() - since > seconds:
                problem = f"reading it takes more than {seconds:.0f} s"
            else:
                continue
            stop(LimitError(name, problem, "leave it out, and treat it with suspicion"))
            return

    watcher = threading.Thread(target=look, daemon=True)
    try:
        for name in files:
            hand[:] = [(name, time.monotonic())]
            if watcher.ident is None:  # not started yet
                watcher.start()
            yield name
    finally:
        done.set()


def leave(status: int) -> None:
    """End the process at once, whatever its other threads do, with what was written kept."""
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(status)


def _peak() -> int:
    """The most memory this process has had resident, in bytes."""
    try:
        import resource
    except ImportError:  # Windows
        import psutil

        return int(psutil.Process().memory_info().rss)
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit

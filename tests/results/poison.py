"""A worker's job that does to the worker what the worst files do, where a file's text says so."""

from __future__ import annotations

import errno
import os
import re
import signal
import time
from pathlib import Path
from typing import NoReturn

from extractor.results.batch.task import Outcome, Task, work


def job(task: Task) -> Outcome:
    """``work``, unless the file begins with one of the words of ``HARM``."""
    data = Path(task.path).read_bytes() if task.sha256 else b""
    harm = HARM.get(data[:5].decode("latin-1"))
    return harm(task) if harm else work(task)


def _hang(task: Task) -> Outcome:
    time.sleep(600)
    raise AssertionError


def _spin(task: Task) -> Outcome:
    """A regular expression that backtracks for ever and lets no other thread run meanwhile."""
    re.match(r"(a|a)*b", "a" * 60)
    raise AssertionError


def _crash(task: Task) -> Outcome:
    os.kill(os.getpid(), signal.SIGSEGV if os.name == "posix" else signal.SIGTERM)
    raise AssertionError


def _swell(task: Task) -> Outcome:
    held = []
    while True:
        held.append(b"x" * 2**25)
        time.sleep(0.01)


def _leap(task: Task) -> Outcome:
    """More memory at once than any look at the limits would be in time for."""
    return Outcome(None, {"size": len(b"x" * 2**40)})


def _once(task: Task) -> Outcome:
    """Killed from outside the first time, well the second."""
    mark = Path(task.path + ".begun")
    if not mark.exists():
        mark.touch()
        _crash(task)
    return work(task)


def _gone(task: Task) -> Outcome:
    """Taken away after its hash was made, and put back later."""
    path = Path(task.path)
    path.rename(path.with_suffix(".away"))
    try:
        return work(task)
    finally:
        path.with_suffix(".away").rename(path)


def full(task: Task) -> Outcome:
    """``work`` on a disk that is full."""

    def no_space(*args: object) -> NoReturn:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    os.fsync = no_space
    return work(task)


HARM = {
    "HANG ": _hang, "SPIN ": _spin, "CRASH": _crash, "SWELL": _swell, "LEAP ": _leap,
    "ONCE ": _once, "GONE ": _gone,
}  # fmt: skip

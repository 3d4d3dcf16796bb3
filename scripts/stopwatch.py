"""Taking times: on one core, of a command, of a call, of the functions inside a call."""

from __future__ import annotations

import functools
import os
import subprocess
import sys
from collections.abc import Callable
from time import perf_counter
from typing import Any


class Stopwatch:
    """Time spent in named functions, without that of the named functions which they call."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._inner: list[float] = []

    def watch(self, owner: Any, attribute: str, label: str) -> Callable[[], None]:
        """Puts a timed function in the place of ``owner.attribute``; the result undoes it."""
        function = getattr(owner, attribute)

        @functools.wraps(function)
        def watched(*args: Any, **kwargs: Any) -> Any:
            self._inner.append(0.0)
            begin = perf_counter()
            try:
                return function(*args, **kwargs)
            finally:
                whole = perf_counter() - begin
                own = whole - self._inner.pop()
                self.seconds[label] = self.seconds.get(label, 0.0) + own
                if self._inner:
                    self._inner[-1] += whole

        setattr(owner, attribute, watched)
        return lambda: setattr(owner, attribute, function)


def pin_to_one_core() -> str:
    """Keeps this process and its children on the last core it may use, where the system can."""
    if not hasattr(os, "sched_setaffinity"):
        progress("this system cannot pin a process to a core: timings use whatever it gives")
        return "not pinned"
    core = max(os.sched_getaffinity(0))
    os.sched_setaffinity(0, {core})
    return str(core)


def quiet(command: list[str]) -> None:
    """Runs a command whose output nobody wants."""
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def timed(work: Callable[[], object]) -> float:
    """Seconds that ``work`` takes."""
    begin = perf_counter()
    work()
    return perf_counter() - begin


def progress(message: str) -> None:
    """To stderr: stdout is for the figures."""
    print(message, file=sys.stderr, flush=True)

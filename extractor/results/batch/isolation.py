"""A process of its own for the report in work, so that one which hangs, crashes or swells costs
only itself. Loky gives the processes; here are the limits on what one report may take of them."""

from __future__ import annotations

import faulthandler
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Future, wait
from contextlib import contextmanager
from typing import Any

from extractor.errors import CrashError, ExtractError, MemoryLimitError, TimeLimitError
from extractor.results.batch.limits import TRIES, Limits
from extractor.results.batch.task import Outcome, Task, work

Job = Callable[[Task], Outcome]

LOOK = 0.1
"""Seconds between two looks at the limits."""

_STARTING = 60.0
"""Seconds that a process may take to start on a busy machine, before a report's time begins."""

_DYING = 5.0
"""Seconds after its limit at which a worker ends itself, should nobody be there to end it."""


class Slot:
    """One worker process and the report it is at. A process that is lost is replaced.

    ``job`` does the work there (a function of a module). Not for use by several threads at once.
    """

    def __init__(self, limits: Limits, job: Job = work) -> None:
        self.limits, self.job = limits, job
        self.task: Task | None = None
        self.future: Future | None = None
        self._pool: Any = None
        self._ready: Future | None = None
        self._process: Any = None
        self._begun = 0.0
        self._deaths = 0

    def start(self, task: Task) -> None:
        """Begin a report."""
        self.task, self._deaths = task, 0
        self._submit()

    def poll(self) -> Outcome | None:
        """The report's outcome, once it is done or over a limit; None while it is at work."""
        assert self.task and self.future
        if self.future.done():
            outcome = self._collect(self.future)
        elif error := self._excess():
            self.stop()
            outcome = self._failed(error)
        else:
            return None
        if outcome:
            self.task = None
        return outcome

    def wait(self) -> None:
        """Wait until the report is done or it is time to look at the limits."""
        assert self.future
        wait([self.future], LOOK)

    def stop(self) -> None:
        """End the process at once, whatever it is doing."""
        if self._pool is not None:
            self._pool.shutdown(wait=True, kill_workers=True)
        self._pool = self._ready = self._process = self.future = None

    def _submit(self) -> None:
        if self._pool is None:
            self._pool = _new_pool(self.limits)
            with _interrupts_held(), _allowed_children():
                self._ready = self._pool.submit(os.getpid)  # starts the process
        try:
            self.future = self._pool.submit(
                _bounded, self.job, self.task, self.limits.seconds + _DYING
            )
        except BrokenExecutor:  # it died between two reports, which is no report's fault
            self.stop()
            self._submit()
        self._begun = time.monotonic()

    def _collect(self, future: Future) -> Outcome | None:
        assert self.task
        try:
            return future.result()
        except MemoryError:
            self.stop()  # what is left of the process may be in disorder
            return self._failed(self._over_memory())
        except BrokenExecutor:
            self.stop()
            self._deaths += 1
            if self._deaths < TRIES:
                self._submit()
                return None
        return self._failed(crash(self.task.name))

    def _excess(self) -> ExtractError | None:
        import psutil

        assert self.task
        if self._process is None:
            if not (self._ready and self._ready.done()):
                if time.monotonic() - self._begun > _STARTING:
                    return self._over_time()
                return None
            try:
                self._process = psutil.Process(self._ready.result())
            except (psutil.Error, BrokenExecutor):
                return None  # it is dead: its future will say so
            self._begun = time.monotonic()
        if time.monotonic() - self._begun > self.limits.seconds:
            return self._over_time()
        try:
            if self._process.memory_info().rss > self.limits.memory * 2**20:
                return self._over_memory()
        except psutil.Error:
            pass
        return None

    def _over_time(self) -> ExtractError:
        assert self.task
        problem = f"it took longer than {self.limits.seconds:g} seconds"
        return TimeLimitError(self.task.name, problem, "allow more with --seconds, or leave it out")

    def _over_memory(self) -> ExtractError:
        assert self.task
        problem = f"it needed more than {self.limits.memory} MiB of memory"
        return MemoryLimitError(
            self.task.name, problem, "allow more with --memory, or leave it out"
        )

    def _failed(self, error: ExtractError) -> Outcome:
        assert self.task
        return Outcome(self.task.sha256, error=error, seconds=time.monotonic() - self._begun)


def crash(name: str) -> CrashError:
    """The error for a report whose process died at each try."""
    problem = f"the process that worked on it died, {TRIES} times"
    remedy = "look at the file in a PDF viewer; if it is sound, please report this with it"
    return CrashError(name, problem, remedy)


def _new_pool(limits: Limits) -> Any:
    from loky import ProcessPoolExecutor

    # One thread a worker: the cores are shared out among the workers already
    single = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    return ProcessPoolExecutor(
        max_workers=1, initializer=_prepare, initargs=(os.getpid(), limits.memory), env=single
    )


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Ctrl-C reaches every process of the terminal: what is started here inherits that it is held
    back, so that the workers die by our hand and without a traceback each."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows; _prepare does it there, a little later
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _allowed_children() -> Iterator[None]:
    """Dask's workers are daemons, which Python allows no children, lest these outlive them. Ours
    do not: they watch who started them (see ``_prepare``)."""
    config = multiprocessing.current_process()._config  # type: ignore[attr-defined]
    daemon = config.pop("daemon", None)
    try:
        yield
    finally:
        if daemon is not None:
            config["daemon"] = daemon


# In the worker process:


def _prepare(parent: int, memory: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _cap_memory(memory)
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    from extractor import pipeline  # noqa: F401, so that no report's time pays for it


def _bounded(job: Job, task: Task, seconds: float) -> Outcome:
    faulthandler.disable()  # a crash is told in failures.csv, not by a stack on the terminal
    # This works without the interpreter's lock, so even where a regular expression holds on to it
    with open(os.devnull, "w") as nowhere:
        faulthandler.dump_traceback_later(seconds, exit=True, file=nowhere)
        try:
            return job(task)
        finally:
            faulthandler.cancel_dump_traceback_later()


def _cap_memory(memory: int) -> None:
    """A hard stop behind the looks of ``Slot``, which a sudden leap could get past. In address
    space, of which more is reserved than used, hence twice the limit and what is there already."""
    import sys

    import psutil

    if sys.platform == "linux":
        import resource

        most = psutil.Process().memory_info().vms + 2 * memory * 2**20
        resource.setrlimit(resource.RLIMIT_AS, (most, resource.getrlimit(resource.RLIMIT_AS)[1]))


def _end_with(parent: int) -> None:
    """Ends this process soon after the one that started it is gone."""
    import psutil

    try:
        starter = psutil.Process(parent)
        while starter.is_running() and starter.status() != psutil.STATUS_ZOMBIE:
            time.sleep(0.5)
    except psutil.Error:
        pass
    os._exit(1)

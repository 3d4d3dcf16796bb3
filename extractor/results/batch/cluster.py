"""The workers of a Dask cluster at work, by the scheduler's address.

Each Dask worker runs a report as this machine would: in a slot of its own with the same limits
(``isolation``), so that results and failures are the same. What it adds is where: a report whose
Dask worker is lost is begun again on another.
"""

from __future__ import annotations

import sys
import threading
import time
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from queue import Empty, Queue
from typing import Any

from extractor.errors import BatchError, extra
from extractor.results.batch.fingerprint import Fingerprints
from extractor.results.batch.isolation import LOOK, Job, Slot, crash
from extractor.results.batch.limits import Limits
from extractor.results.batch.task import Outcome, Task, work

AHEAD = 3
"""Tasks handed out for each thread of the cluster: enough that none is idle, and few enough that
a million of them do not sit in the scheduler's memory."""

_CONNECT = 20.0
"""Seconds to wait for the scheduler, and for its first worker."""

_COUNT = 2.0
"""Seconds between two looks at how large the cluster is."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """The engine behind ``--scheduler``: call it with tasks (see ``run.Engine``).

    Raises:
        BatchError: there is no scheduler, it has no workers, or a worker cannot run the toolkit,
            has another version of it, or does not see the results folder.
    """

    address: str
    limits: Limits
    job: Job = work

    def __call__(self, tasks: Iterable[Task]) -> Iterator[tuple[Task, Outcome] | None]:
        waiting = iter(tasks)
        first = next(waiting, None)
        if first is None:  # nothing to do: needs no cluster
            return
        client = self._client()
        token = Path(first.folder) / f".seen-{uuid.uuid4().hex}"
        token.touch()
        try:
            yield from self._run(client, _chain(first, waiting), token.name)
        finally:
            token.unlink(missing_ok=True)
            client.close(timeout=1)

    def _run(
        self, client: Any, tasks: Iterator[Task], token: str
    ) -> Iterator[tuple[Task, Outcome] | None]:
        made_with = Fingerprints().every()
        at_work: dict[Any, Task] = {}
        done: Queue = Queue()
        counted, threads, more = 0.0, 1, True
        while more or at_work:
            if time.monotonic() - counted > _COUNT:
                counted, threads = time.monotonic(), max(1, sum(client.nthreads().values()))
            while more and len(at_work) < AHEAD * threads:
                task = next(tasks, None)
                if more := task is not None:
                    # Not pure: the same path may hold other bytes next time
                    future = client.submit(
                        run_isolated, task, self.limits, self.job, made_with, token,
                        key=f"report-{uuid.uuid4().hex}", pure=False,
                    )  # fmt: skip
                    at_work[future] = task
                    future.add_done_callback(done.put)
            for future in _finished(done):
                task = at_work.pop(future)
                yield task, self._outcome(task, future)
            yield None

    def _outcome(self, task: Task, future: Any) -> Outcome:
        from distributed import KilledWorker

        try:
            return future.result(timeout=_CONNECT)
        except KilledWorker:
            return Outcome(task.sha256, error=crash(task.name))
        except BatchError:
            raise
        except Exception as error:
            problem = f"the work could not be done there ({type(error).__name__}: {error})"
            remedy = "see that the scheduler lives and each worker has this toolkit; run it again"
            raise BatchError(self.address, " ".join(problem.split()), remedy) from error

    def _client(self) -> Any:
        try:
            from distributed import Client
        except ImportError:
            remedy = extra("distributed")
            raise BatchError(self.address, "--scheduler needs Dask", remedy) from None
        try:
            client = Client(self.address, timeout=_CONNECT, set_as_default=False)
        except (OSError, ValueError) as error:
            problem = f"there is no Dask scheduler ({type(error).__name__})"
            raise BatchError(self.address, problem, "start 'dask scheduler'") from error
        try:
            client.wait_for_workers(1, timeout=_CONNECT)
        except OSError as error:
            client.close(timeout=1)
            problem = "the scheduler has no workers"
            raise BatchError(self.address, problem, "start some with 'dask worker'") from error
        print(f"Dask dashboard: {client.dashboard_link}", file=sys.stderr)
        return client


def _chain(first: Task, rest: Iterator[Task]) -> Iterator[Task]:
    yield first
    yield from rest


def _finished(done: Queue) -> Iterator[Any]:
    """What is done by now, after a moment's wait for the first."""
    try:
        yield done.get(timeout=LOOK)
        while True:
            yield done.get_nowait()
    except Empty:
        return


# In the Dask worker:

_own = threading.local()


def run_isolated(task: Task, limits: Limits, job: Job, made_with: str, token: str) -> Outcome:
    """Run a task in this thread's slot, as ``local.run_local`` would.

    Raises:
        BatchError: this worker's toolkit is not that of ``made_with``, or it does not see the
            results folder, in which ``token`` lies.
    """
    _check(task.folder, made_with, token)
    slot = getattr(_own, "slot", None)
    if slot is None or (slot.limits, slot.job) != (limits, job):
        if slot is not None:
            slot.stop()
        slot = _own.slot = Slot(limits, job)
    slot.start(task)
    try:
        while (outcome := slot.poll()) is None:
            slot.wait()
        return outcome
    except BaseException:
        slot.stop()
        raise


@cache
def _check(folder: str, made_with: str, token: str) -> None:
    from distributed import get_worker

    if Fingerprints().every() != made_with:
        problem = "its toolkit, framework data or PDF library is not the same as here"
        remedy = "install the same versions on every machine and start the worker again"
        raise BatchError(get_worker().address, problem, remedy)
    if not (Path(folder) / token).exists():
        problem = f"it does not see the results folder {folder}"
        remedy = "put results and reports on storage that every machine has at the same path"
        raise BatchError(get_worker().address, problem, remedy)

"""This machine's cores at work: a slot for each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, wait

from extractor.results.batch.isolation import LOOK, Job, Slot
from extractor.results.batch.limits import Limits
from extractor.results.batch.task import Outcome, Task, work


def run_local(
    tasks: Iterable[Task], limits: Limits, jobs: int, job: Job = work
) -> Iterator[tuple[Task, Outcome] | None]:
    """Each task with its outcome, in the order they are done; None now and then while waiting."""
    waiting, slots = iter(tasks), [Slot(limits, job) for _ in range(jobs)]
    idle, busy = list(slots), []
    try:
        while True:
            while idle and (task := next(waiting, None)):
                slot = idle.pop()
                slot.start(task)
                busy.append(slot)
            if not busy:
                return
            wait([s.future for s in busy if s.future], LOOK, FIRST_COMPLETED)
            for slot in list(busy):
                task = slot.task
                if task and (outcome := slot.poll()):
                    busy.remove(slot)
                    idle.append(slot)
                    yield task, outcome
            yield None
    finally:
        for slot in slots:
            slot.stop()

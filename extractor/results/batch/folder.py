"""The results folder itself: made where it is not there, and for one run at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from extractor.errors import BatchError
from extractor.results.batch.task import REPORTS


def prepared(folder: Path) -> Path:
    """The folder, made if it is not there.

    Raises:
        BatchError: it cannot be made.
    """
    try:
        (folder / REPORTS).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        problem = f"cannot be made or written ({error.strerror})"
        raise BatchError(str(folder), problem, "name another folder") from error
    return folder


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """One run at a time in a folder. The lock is the system's: it goes when its owner dies.

    Raises:
        BatchError: another run has it, or it cannot be written.
    """
    from filelock import FileLock, Timeout

    lock = FileLock(folder / ".lock", timeout=0)
    try:
        lock.acquire()
    except Timeout:
        remedy = "wait for it to end, or name another folder"
        raise BatchError(str(folder), "another run is writing there", remedy) from None
    except OSError as error:
        problem = f"cannot be written ({error.strerror})"
        raise BatchError(str(folder), problem, "name another folder") from error
    try:
        for draft in (folder / REPORTS).glob(".*.part"):  # of a run that was killed
            draft.unlink(missing_ok=True)
        yield
    finally:
        lock.release()

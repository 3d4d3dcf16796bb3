"""A run over many reports: what is there already is kept, the rest is done, all is told."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from extractor.errors import BatchError, ExtractError, InputError
from extractor.learning.names import DEFAULT
from extractor.results.batch import remote
from extractor.results.batch.digests import digests
from extractor.results.batch.export import export
from extractor.results.batch.fingerprint import Fingerprints
from extractor.results.batch.index import TRY_AGAIN, Index
from extractor.results.batch.inputs import Input, expand
from extractor.results.batch.limits import Limits
from extractor.results.batch.task import REPORTS, Outcome, Task

Engine = Callable[[Iterable[Task]], Iterator[tuple[Task, Outcome] | None]]
"""Does tasks: yields each with its outcome, in any order, and None now and then meanwhile."""


@dataclass(slots=True)
class Summary:
    """How a run went, in sources (``reports`` = ``done`` + ``unchanged`` + ``duplicates`` +
    ``failed``). ``pages`` are those of the reports done; ``peak`` is the most memory that a
    worker had, in bytes; ``seconds`` is wall-clock time."""

    reports: int = 0
    done: int = 0
    unchanged: int = 0
    duplicates: int = 0
    failed: int = 0
    pages: int = 0
    seconds: float = 0.0
    peak: int = 0
    errors: list[ExtractError] = field(default_factory=list)

    @property
    def settled(self) -> int:
        """How many sources are dealt with."""
        return self.done + self.unchanged + self.duplicates + self.failed


def run_batch(
    names: Iterable[str],
    folder: str | Path,
    *,
    lists: Iterable[str] = (),
    engine: Engine | None = None,
    limits: Limits | None = None,
    jobs: int | None = None,
    model: str = DEFAULT,
    progress: Callable[[Summary], None] = lambda summary: None,
) -> Summary:
    """Process every report that ``names`` and ``lists`` mean (see ``inputs.expand``).

    ``jobs`` worker processes on this machine do the work (default: one for each core), or
    ``engine`` does. ``model`` reads the findings. ``progress`` is called often, in this thread.

    May be stopped at any moment, even killed, and called again: it goes on where it was.

    Raises:
        BatchError: the folder cannot be used, or another run is at it.
        FrameworkDataError, ModelError: of the toolkit's own data.
    """
    begun = time.monotonic()
    jobs = jobs or cores()
    out = _prepared(Path(folder).absolute())
    with _alone(out):
        index = Index(out)
        try:
            run = _Run(index, out, Fingerprints(model=model), Summary(), progress, model)
            if engine is None:
                from extractor.results.batch.local import run_local

                chosen = limits or Limits()
                run.go(names, lists, lambda tasks: run_local(tasks, chosen, jobs), jobs)
            else:
                run.go(names, lists, engine, jobs)
            export(index, out)
        except (OSError, sqlite3.Error) as error:  # of inputs and reports these are failures
            problem, remedy = f"cannot be written ({error})", "free its disk, then run it again"
            raise BatchError(str(out), problem, remedy) from error
        finally:
            index.close()
    run.summary.seconds = time.monotonic() - begun
    return run.summary


def cores() -> int:
    """The processor cores that this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on macOS and Windows
        return os.cpu_count() or 1


@dataclass(slots=True)
class _Run:
    index: Index
    folder: Path
    fingerprints: Fingerprints
    summary: Summary
    progress: Callable[[Summary], None]
    model: str
    claims: dict[str, list[Input]] = field(default_factory=dict)
    """By hash: the sources with the same bytes as a task of this run, the first among them."""
    settled: dict[str, ExtractError | None] = field(default_factory=dict)
    """By hash: what became of the bytes seen in this run."""

    def go(self, names: Iterable[str], lists: Iterable[str], engine: Engine, threads: int) -> None:
        inputs = list(expand(names, lists))
        self.summary.reports = len(inputs)
        self.progress(self.summary)
        for done in engine(self._tasks(inputs, threads)):
            if done:
                self._take(*done)
            self.progress(self.summary)
        self._tidy({i.source if isinstance(i, ExtractError) else i.name for i in inputs})

    def _tasks(self, inputs: list[Input | ExtractError], threads: int) -> Iterator[Task]:
        """The tasks that the inputs make, after what needs no work was settled."""
        for item in inputs:
            if isinstance(item, ExtractError):
                self.index.add_unread(item.source, item.source, None, item)
                self._fail(item)
        known = (i for i in inputs if isinstance(i, Input))
        for item, digest in digests(known, self.index.known, threads + 2):
            sha256 = digest.sha256
            if sha256 and item.sha256 and sha256 != item.sha256:
                error = _not_promised(item)
                self.index.add_unread(item.name, item.path, sha256, error)
                self._fail(error)
                continue
            self.index.add_source(item.name, item.path, sha256, digest.mark)
            if sha256 is None:
                yield Task(item.name, item.path, None, str(self.folder), self.model)
            elif sha256 in self.claims:
                self.claims[sha256].append(item)
            elif sha256 in self.settled:
                self._again(item, self.settled[sha256])
            elif self._kept(item, sha256):
                pass
            else:
                self.claims[sha256] = [item]
                yield Task(item.name, item.path, sha256, str(self.folder), self.model)
            self.progress(self.summary)

    def _kept(self, item: Input, sha256: str) -> bool:
        """Whether what an earlier run made of the bytes still stands; if so it is counted."""
        row = self.index.outcome(sha256)
        if row is None:
            return False
        if row["kind"]:
            if row["kind"] in TRY_AGAIN or row["fingerprint"] != self.fingerprints.every():
                return False
            error = _revived(item.name, row["kind"], row["problem"], row["remedy"])
            self.settled[sha256] = error
            self._fail(error)
            return True
        made_with = self.fingerprints.of(
            row["framework"], row["version"], row["type"], row["start"]
        )
        if row["fingerprint"] != made_with or not (self.folder / row["report"]).is_file():
            return False
        self.settled[sha256] = None
        self.summary.unchanged += 1
        return True

    def _take(self, task: Task, outcome: Outcome) -> None:
        """Note a task's outcome, under every source that has the bytes."""
        self.summary.peak = max(self.summary.peak, outcome.peak)
        sha256, error, row = outcome.sha256, outcome.error, outcome.row
        if sha256 is None:
            if error is None:
                raise AssertionError("a result without a hash")
            self.index.add_unread(task.name, task.path, None, error)
            self._fail(error)
            for twin in self.claims.pop(task.sha256 or "", [])[1:]:  # they may be luckier later
                told = _revived(twin.name, error.kind, error.problem, error.remedy)
                self.index.add_unread(twin.name, twin.path, None, told)
                self._fail(told)
            return
        if sha256 != task.sha256:  # it changed, or became readable, after we looked
            self.index.add_source(task.name, task.path, sha256, None)
        if error:
            self.index.add_failure(sha256, self.fingerprints.every(), error, outcome.seconds)
            self._fail(error)
        else:
            self._replace(sha256, row["report"])
            made_with = self.fingerprints.of(
                row["framework"], row["version"], row["type"], row["start"]
            )
            self.index.add_outcome(sha256, made_with, row, outcome.seconds)
            self.summary.done += 1
            self.summary.pages += row["pages"]
        self.settled[sha256] = error
        for twin in self.claims.pop(task.sha256 or "", [])[1:]:
            self._again(twin, error)

    def _replace(self, sha256: str, report: str) -> None:
        """Delete the document of the same bytes that lies under another name."""
        row = self.index.outcome(sha256)
        if row and row["report"] and row["report"] != report:
            (self.folder / row["report"]).unlink(missing_ok=True)

    def _again(self, twin: Input, error: ExtractError | None) -> None:
        """A source with bytes that another one had."""
        if error:
            self._fail(_revived(twin.name, error.kind, error.problem, error.remedy))
        else:
            self.summary.duplicates += 1

    def _fail(self, error: ExtractError) -> None:
        self.summary.failed += 1
        self.summary.errors.append(error)

    def _tidy(self, named: set[str]) -> None:
        """Forget failed sources that were not named now and are gone, and what nobody claims."""
        for row in self.index.failed_sources():
            gone = not remote.is_url(row["path"]) and not os.path.lexists(row["path"])
            if gone and row["source"] not in named:
                self.index.forget(row["source"])
        for report in self.index.drop_unclaimed():
            (self.folder / report).unlink(missing_ok=True)


def _prepared(folder: Path) -> Path:
    try:
        (folder / REPORTS).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        problem = f"cannot be made or written ({error.strerror})"
        raise BatchError(str(folder), problem, "name another folder") from error
    return folder


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One run at a time in a folder. The lock is the system's: it goes when its owner dies."""
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


def _not_promised(item: Input) -> ExtractError:
    problem = f"its bytes are not those of the manifest (sha256 {item.sha256})"
    return InputError(item.name, problem, "download it again, or correct the manifest")


def _revived(source: str, kind: str, problem: str, remedy: str) -> ExtractError:
    error = ExtractError(source, problem, remedy)
    error.kind = kind
    return error

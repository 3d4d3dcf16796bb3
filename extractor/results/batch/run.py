"""A run over many reports: what is there already is kept, the rest is done, all is told."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from extractor.errors import BatchError, ExtractError, InputError
from extractor.learning.names import DEFAULT
from extractor.results.batch import remote
from extractor.results.batch.digests import digests
from extractor.results.batch.documents import is_whole, models
from extractor.results.batch.export import export
from extractor.results.batch.fingerprint import Fingerprints
from extractor.results.batch.folder import alone, prepared
from extractor.results.batch.index import FILE, TRY_AGAIN, Index
from extractor.results.batch.inputs import Input, absent, expand
from extractor.results.batch.limits import Limits
from extractor.results.batch.summary import Summary
from extractor.results.batch.task import Outcome, Task, sha256_of

Engine = Callable[[Iterable[Task]], Iterator[tuple[Task, Outcome] | None]]
"""Does tasks: yields each with its outcome, in any order, and None now and then meanwhile."""


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

    May be stopped at any moment, even killed, and called again: it goes on where it was. Where no
    report is meant that is there, no results folder is made.

    Raises:
        BatchError: the folder cannot be used, or another run is at it.
        FrameworkDataError, ModelError: of the toolkit's own data.
    """
    begun = time.monotonic()
    jobs = jobs or cores()
    inputs, out = list(expand(names, lists)), Path(folder).absolute()
    if not (out / FILE).exists() and (errors := absent(inputs)):
        count = len(errors)
        return Summary(count, failed=count, errors=errors, seconds=time.monotonic() - begun)
    with alone(prepared(out)):
        index = Index(out)
        try:
            run = _Run(index, out, Fingerprints(model=model), Summary(), progress, model)
            if engine is None:
                from extractor.results.batch.local import run_local

                chosen = limits or Limits()
                run.go(inputs, lambda tasks: run_local(tasks, chosen, jobs), jobs)
            else:
                run.go(inputs, engine, jobs)
            run.summary.models = models(index.documents())
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

    def go(self, inputs: list[Input | ExtractError], engine: Engine, threads: int) -> None:
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
                self._again(item, sha256, self.settled[sha256])
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
        if row["fingerprint"] == self._made_with(row) and self._whole(row):
            if row["kind"] or not row["digest"]:
                digest = row["digest"] or sha256_of(self.folder / row["report"])
                self.index.affirm(sha256, self.model, digest)
            self.settled[sha256] = None
            self.summary.unchanged += 1
            return True
        failed_with = row["tried"] or row["fingerprint"]
        if row["kind"] in (None, *TRY_AGAIN) or failed_with != self.fingerprints.every():
            return False
        error = _revived(item.name, row["kind"], row["problem"], row["remedy"])
        self.settled[sha256] = error
        self._note(sha256, error, row["seconds"])
        self._fail(error, sha256)
        return True

    def _made_with(self, row: Mapping[str, Any]) -> str:
        """The fingerprint that a result of this kind would have now."""
        return self.fingerprints.of(row["framework"], row["version"], row["type"], row["start"])

    def _whole(self, row: Mapping[str, Any]) -> bool:
        """Whether an outcome has a document, and that as it was made."""
        report = row["report"]
        return bool(report) and is_whole(self.folder / report, row["sha256"], row["digest"])

    def _take(self, task: Task, outcome: Outcome) -> None:
        """Note a task's outcome, under every source that has the bytes."""
        self.summary.peak = max(self.summary.peak, outcome.peak)
        sha256, error, row = outcome.sha256, outcome.error, outcome.row
        if sha256 is None:
            if error is None:
                raise AssertionError("a result without a hash")
            self.index.add_unread(task.name, task.path, None, error)
            self._fail(error, self.index.last(task.name))
            for twin in self.claims.pop(task.sha256 or "", [])[1:]:  # they may be luckier later
                told = _revived(twin.name, error.kind, error.problem, error.remedy)
                self.index.add_unread(twin.name, twin.path, None, told)
                self._fail(told, self.index.last(twin.name))
            return
        if sha256 != task.sha256:  # it changed, or became readable, after we looked
            self.index.add_source(task.name, task.path, sha256, None)
        if error:
            self._note(sha256, error, outcome.seconds)
            self._fail(error, sha256)
        else:
            self._replace(sha256, row["report"])
            row = {**row, "model": self.model}
            self.index.add_outcome(sha256, self._made_with(row), row, outcome.seconds)
            self.summary.done += 1
            self.summary.pages += row["pages"]
        self.settled[sha256] = error
        for twin in self.claims.pop(task.sha256 or "", [])[1:]:
            self._again(twin, sha256, error)

    def _replace(self, sha256: str, report: str) -> None:
        """Delete the document of the same bytes that lies under another name."""
        row = self.index.outcome(sha256)
        if row and row["report"]:
            self.summary.remodelled += row["model"] not in (None, self.model)
            if row["report"] != report:
                (self.folder / row["report"]).unlink(missing_ok=True)

    def _again(self, twin: Input, sha256: str, error: ExtractError | None) -> None:
        """A source with bytes that another one had."""
        if error:
            self._fail(_revived(twin.name, error.kind, error.problem, error.remedy), sha256)
        else:
            self.summary.duplicates += 1

    def _note(self, sha256: str, error: ExtractError, seconds: float) -> None:
        """Note a failure beside the older result of the bytes, or where there is none."""
        row = self.index.outcome(sha256)
        keep = row is not None and self._whole(row)
        self.index.add_failure(sha256, self.fingerprints.every(), error, seconds, keep=keep)

    def _fail(self, error: ExtractError, sha256: str | None = None) -> None:
        """Tell an error; where it costs an older result of the bytes nothing, say that."""
        row = self.index.outcome(sha256) if sha256 else None
        if row and self._whole(row):
            self.summary.kept += 1
            remedy = f"{error.remedy}; its older result is kept"
            error = _revived(error.source, error.kind, error.problem, remedy)
        self.summary.failed += 1
        self.summary.errors.append(error)

    def _tidy(self, named: set[str]) -> None:
        """Forget failed sources that were not named now and are gone, or are no reports but what
        was to lead to some; and what nobody claims."""
        for row in self.index.failed_sources():
            path = row["path"]
            if remote.is_url(path) or row["source"] in named:
                continue
            led = os.path.isdir(path) or path.lower().endswith(".csv")
            if led or not os.path.lexists(path):
                self.index.forget(row["source"])
        for report in self.index.drop_unclaimed():
            (self.folder / report).unlink(missing_ok=True)


def _not_promised(item: Input) -> ExtractError:
    problem = f"its bytes are not those of the manifest (sha256 {item.sha256})"
    return InputError(item.name, problem, "download it again, or correct the manifest")


def _revived(source: str, kind: str, problem: str, remedy: str) -> ExtractError:
    error = ExtractError(source, problem, remedy)
    error.kind = kind
    return error

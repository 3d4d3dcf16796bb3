"""A run that fails costs nothing that was there: the older result of the same bytes stays."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from extractor.errors import CrashError, ExtractError, InputError, TimeLimitError
from extractor.results.batch.run import run_batch
from extractor.results.batch.summary import Summary
from extractor.results.batch.task import Outcome, Task
from tests.results.conftest import copy, documents, extract, failures, rows

SAMPLE = "focused-2021-letter.txt"


def failing(kind: type[ExtractError]):
    """An engine in which every task fails, and the tasks that it was given."""
    given: list[Task] = []

    def engine(tasks: Iterable[Task]) -> Iterator[tuple[Task, Outcome]]:
        for task in tasks:
            given.append(task)
            yield task, Outcome(task.sha256, error=kind(task.name, "it is ill", "wait"))

    return engine, given


@pytest.fixture
def two(tmp_path: Path) -> Path:
    """Two reports in a folder."""
    for number, name in enumerate(("a.txt", "b.txt")):
        copy(SAMPLE, tmp_path / "in" / name, number)
    return tmp_path / "in"


def fast(folder: Path, out: Path, **options: object) -> Summary:
    return run_batch([str(folder)], out, jobs=1, model="fast", **options)  # type: ignore[arg-type]


def test_a_failed_run_with_another_model_keeps_the_older_results(two, tmp_path):
    out = tmp_path / "out"
    assert fast(two, out).done == 2
    before, found = documents(out), rows(out)
    engine, given = failing(TimeLimitError)
    failed = run_batch([str(two)], out, engine=engine)
    assert len(given) == 2
    assert (failed.done, failed.failed, failed.kept) == (0, 2, 2)
    assert documents(out) == before and rows(out) == found
    assert {row["kind"] for row in failures(out).values()} == {"over_time"}
    reports = {name: row["report"] for name, row in found.items()}
    assert {name: row["report"] for name, row in failures(out).items()} == reports
    assert all("its older result is kept" in str(error) for error in failed.errors)
    # What has failed is tried again; what was kept still has its own model's result.
    run_batch([str(two)], out, engine=engine)
    assert len(given) == 4
    assert fast(two, out).unchanged == 2
    assert failures(out) == {}


def test_the_command_says_that_the_older_results_are_kept(two, tmp_path):
    extract("batch", "in", "-o", "out", "--model", "fast", cwd=tmp_path)
    done = extract("batch", "in", "-o", "out", "--seconds", "0.001", cwd=tmp_path)
    assert done.returncode == 3
    assert "in/b.txt: it took longer than 0.001 seconds" in done.stderr
    assert "or leave it out; its older result is kept" in done.stderr
    assert "2 reports: 0 done, 2 failed (2 older results kept)" in done.stderr
    for name in ("index.csv", "failures.csv"):
        with (tmp_path / "out" / name).open(encoding="utf-8-sig", newline="") as stream:
            assert [row["source"] for row in csv.DictReader(stream)] == ["in/a.txt", "in/b.txt"]


def test_a_failure_that_time_does_not_heal_is_not_tried_again_and_keeps_its_result(two, tmp_path):
    out = tmp_path / "out"
    fast(two, out)
    engine, given = failing(InputError)
    run_batch([str(two)], out, engine=engine)
    again = run_batch([str(two)], out, engine=engine)
    assert len(given) == 2
    assert (again.failed, again.kept) == (2, 2)
    assert len(rows(out)) == len(failures(out)) == 2


def test_another_name_for_the_same_bytes_is_told_of_the_kept_result_too(two, tmp_path):
    out = tmp_path / "out"
    fast(two, out)
    copy(SAMPLE, two / "twin.txt")
    failed = run_batch([str(two)], out, engine=failing(CrashError)[0])
    assert (failed.failed, failed.kept) == (3, 3)
    assert len(rows(out)) == 3
    (told,) = (error for error in failed.errors if error.source == str(two / "twin.txt"))
    assert "its older result is kept" in str(told)


def test_a_success_replaces_the_older_result_and_its_failure(two, tmp_path):
    out = tmp_path / "out"
    fast(two, out)
    run_batch([str(two)], out, engine=failing(CrashError)[0])
    (two / "a.txt").write_bytes((two / "a.txt").read_bytes() + b"\nMore.\n")
    assert fast(two, out).done == 1
    assert failures(out) == {} and len(rows(out)) == len(documents(out)) == 2


def test_a_source_that_is_away_stays_in_the_index(two, tmp_path):
    out = tmp_path / "out"
    fast(two, out)
    (two / "a.txt").rename(tmp_path / "elsewhere.txt")
    away = fast(two / "a.txt", out)
    assert (away.failed, away.kept) == (1, 1)
    assert "no such file; check the path; its older result is kept" in str(away.errors[0])
    assert list(failures(out)) == [str(two / "a.txt")] and len(rows(out)) == 2
    fast(two / "b.txt", out)  # nor does a run that does not name it lose it
    assert len(rows(out)) == len(documents(out)) == 2


def test_bytes_that_a_manifest_disowns_are_no_result(two, tmp_path):
    out = tmp_path / "out"
    fast(two, out)
    (two / "list.csv").write_text(f"file,sha256\na.txt,{'0' * 64}\n")
    refused = fast(two / "list.csv", out)
    assert (refused.failed, refused.kept) == (1, 0)
    assert list(rows(out)) == [str(two / "b.txt")]


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:1000])


def _same_size(path: Path) -> None:
    text = path.read_text("utf-8")
    path.write_text(text.replace("Ofsted", "Defsto"), "utf-8")
    assert path.read_text("utf-8") != text


@pytest.mark.parametrize("harm", [_cut, _same_size, Path.unlink])
def test_a_damaged_document_is_made_anew(two, tmp_path, harm):
    out = tmp_path / "out"
    fast(two, out)
    whole = documents(out)
    harm(out / rows(out)[str(two / "a.txt")]["report"])
    again = fast(two, out)
    assert (again.done, again.unchanged) == (1, 1)
    assert documents(out) == whole


def test_a_damaged_document_is_no_older_result(two, tmp_path):
    out = tmp_path / "out"
    fast(two, out)
    report = out / rows(out)[str(two / "a.txt")]["report"]
    _cut(report)
    failed = fast(two, out, engine=failing(InputError)[0])
    assert (failed.unchanged, failed.failed, failed.kept) == (1, 1, 0)
    assert list(rows(out)) == [str(two / "b.txt")]


def test_a_kept_document_that_is_damaged_later_is_no_result_any_more(two, tmp_path):
    out = tmp_path / "out"
    fast(two, out)
    run_batch([str(two)], out, engine=failing(InputError)[0])
    _cut(out / rows(out)[str(two / "a.txt")]["report"])
    again = run_batch([str(two)], out, engine=failing(InputError)[0])
    assert (again.failed, again.kept) == (2, 1)
    assert list(rows(out)) == [str(two / "b.txt")]
    assert not failures(out)[str(two / "a.txt")]["report"]

"""Which model read a result: in the index, in what a run says, and in folders that are older."""

from __future__ import annotations

import csv
import sqlite3
from pathlib import Path

import pytest

from extractor.results.batch.documents import models
from extractor.results.batch.index import FILE, Index
from extractor.results.batch.progress import closing, line
from extractor.results.batch.run import run_batch
from extractor.results.batch.summary import Summary
from tests.results.conftest import copy, extract, failures, rows

SAMPLE = "focused-2021-letter.txt"


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """Results of a report and of a file that is none."""
    copy(SAMPLE, tmp_path / "in" / "a.txt")
    (tmp_path / "in" / "bad.pdf").write_bytes(b"%PDF-1.7\nnothing")
    run_batch([str(tmp_path / "in")], tmp_path / "out", jobs=1, model="fast")
    return tmp_path / "out"


def make_older(folder: Path) -> None:
    """Take from a folder's index what its first version did not have."""
    with sqlite3.connect(folder / FILE) as db:
        for column in ("model", "tried", "digest"):
            db.execute(f"ALTER TABLE outcomes DROP COLUMN {column}")
        db.execute("ALTER TABLE sources DROP COLUMN away")
        db.execute("PRAGMA user_version = 1")
    db.close()


def test_the_index_names_the_model(made):
    with (made / "index.csv").open(encoding="utf-8-sig", newline="") as stream:
        assert [row["model"] for row in csv.DictReader(stream)] == ["fast"]


def test_a_run_says_what_it_did_anew_for_another_model_and_that_two_are_mixed(made, tmp_path):
    copy(SAMPLE, tmp_path / "in" / "b.txt", 1)
    extract("batch", "in/b.txt", "-o", "out", "--model", "fast", cwd=tmp_path)
    done = extract("batch", "in/a.txt", "-o", "out", "--model", "accurate", cwd=tmp_path)
    assert "1 report: 1 done (1 anew: another model was asked for)" in done.stderr
    assert "the folder holds results of two models (1 by accurate, 1 by fast)" in done.stderr
    alike = extract("batch", "in/a.txt", "-o", "out", "--model", "fast", cwd=tmp_path)
    assert "anew" in alike.stderr and "holds" not in alike.stderr


def test_the_models_of_a_folder_are_counted(made, tmp_path):
    copy(SAMPLE, tmp_path / "in" / "twin.txt")
    summary = run_batch([str(tmp_path / "in")], made, jobs=1, model="fast")
    index = Index(made, read_only=True)
    assert summary.models == models(index.documents()) == {"fast": 1}
    index.close()


def test_an_older_folder_can_be_read_as_it_is(made):
    make_older(made)
    before = (made / FILE).read_bytes()
    (row,) = rows(made).values()
    assert row["model"] is None and row["council"]
    assert len(failures(made)) == 1
    index = Index(made, read_only=True)
    assert models(index.documents()) == {}
    index.close()
    assert (made / FILE).read_bytes() == before


def test_an_older_folder_is_gone_on_with(made, tmp_path):
    make_older(made)
    again = run_batch([str(tmp_path / "in")], made, jobs=1, model="fast")
    assert (again.done, again.unchanged, again.failed) == (0, 1, 1)
    (row,) = rows(made).values()
    assert row["model"] == "fast"
    document = made / row["report"]
    document.write_bytes(document.read_bytes()[:-9])
    assert run_batch([str(tmp_path / "in")], made, jobs=1, model="fast").done == 1


def test_a_damaged_document_of_an_older_folder_is_made_anew(made, tmp_path):
    make_older(made)
    (path,) = (made / "reports").glob("*.json")
    path.write_text('{"a":1}\n')
    assert run_batch([str(tmp_path / "in")], made, jobs=1, model="fast").done == 1


def test_one_is_no_plural():
    said = closing(Summary(reports=2, duplicates=1, failed=1, kept=1))
    assert said.startswith("2 reports: 0 done, 1 duplicate, 1 failed (1 older result kept); ")
    said = closing(Summary(reports=4, duplicates=2, failed=2, kept=2))
    assert said.startswith("4 reports: 0 done, 2 duplicates, 2 failed (2 older results kept); ")
    one = Summary(reports=1, done=1)
    assert closing(one).startswith("1 report: 1 done; ") and line(one, 1.0) == "1 of 1 report"

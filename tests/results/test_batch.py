"""A run over many reports: what it leaves behind, what it does again, what it costs to fail."""

from __future__ import annotations

import csv
import json
import os
import sys
import time
from functools import partial
from pathlib import Path

import pytest

from extractor.errors import BatchError
from extractor.results.batch.index import COLUMNS, FAILURE_COLUMNS
from extractor.results.batch.limits import LEAST_MEMORY, Limits
from extractor.results.batch.local import run_local
from extractor.results.batch.run import run_batch
from tests.results.conftest import PDFS, copy, documents, extract, failures, rows
from tests.results.poison import full, job

posix = pytest.mark.skipif(os.name != "posix", reason="signals and permissions as on Unix")


def table(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.reader(stream))


def test_leaves_documents_an_index_and_failures(corpus, tmp_path):
    (corpus / "bad.pdf").write_bytes(b"<!DOCTYPE html><html>Report not found</html>")
    done = extract("batch", "in", "-o", "out", cwd=tmp_path)
    out = tmp_path / "out"
    assert done.returncode == 3, done.stderr
    assert done.stdout == ""
    assert "4 reports: 3 done, 1 failed" in done.stderr
    assert "bad.pdf: it is a web page (HTML)" in done.stderr
    header, *lines = table(out / "index.csv")
    assert tuple(header) == COLUMNS
    assert [line[0] for line in lines] == ["in/a.pdf", "in/b.pdf", "in/below/c.PDF"]
    found = dict(zip(header, lines[1], strict=True))
    document = json.loads((out / found["report"]).read_bytes())
    assert document["source"] == {
        "path": "in/b.pdf", "sha256": found["sha256"], "media_type": "application/pdf",
        "pages": int(found["pages"]),
    }  # fmt: skip
    assert found["report"] == f"reports/{found['sha256'][:16]}-b.json"
    assert found["council"] == document["council"]["name"]
    assert int(found["recommendations"]) == len(document["recommendations"])
    header, *lines = table(out / "failures.csv")
    assert tuple(header) == FAILURE_COLUMNS
    assert [line[0] for line in lines] == ["in/bad.pdf"]
    assert lines[0][2] == "unusable_input" and lines[0][4]
    assert not list(out.rglob("*.part"))


def test_says_what_extract_says(corpus, tmp_path):
    run_batch([str(corpus / "a.pdf")], tmp_path / "out")
    (made,) = (json.loads(text) for text in documents(tmp_path / "out").values())
    said = json.loads(extract(corpus / "a.pdf").stdout)
    assert made["provenance"].pop("extracted_at") is None
    said["provenance"].pop("extracted_at")
    assert made == said


def test_a_second_run_does_nothing_again(corpus, tmp_path):
    out = tmp_path / "out"
    run_batch([str(corpus)], out)
    before = {p: p.stat().st_mtime_ns for p in (out / "reports").iterdir()}
    begun = time.monotonic()
    again = run_batch([str(corpus)], out)
    assert time.monotonic() - begun < 3
    assert (again.done, again.unchanged, again.failed) == (0, 3, 0)
    assert {p: p.stat().st_mtime_ns for p in (out / "reports").iterdir()} == before


def test_only_what_changed_is_done_again(corpus, tmp_path):
    out = tmp_path / "out"
    run_batch([str(corpus)], out)
    copy(PDFS[0], corpus / "a.pdf", number=1)
    (out / rows(out)[str(corpus / "b.pdf")]["report"]).unlink()
    again = run_batch([str(corpus)], out)
    assert (again.done, again.unchanged) == (2, 1)
    assert len(documents(out)) == 3  # that of the old bytes is gone


def test_duplicates_are_done_once_and_found_under_each_name(corpus, tmp_path):
    out = tmp_path / "out"
    copy(PDFS[0], corpus / "z.pdf")
    first = run_batch([str(corpus)], out)
    assert (first.done, first.duplicates) == (3, 1)
    found = rows(out)
    assert found[str(corpus / "a.pdf")]["report"] == found[str(corpus / "z.pdf")]["report"]
    assert len(documents(out)) == 3
    again = run_batch([str(corpus)], out)
    assert (again.done, again.unchanged, again.duplicates) == (0, 3, 1)


def test_a_failure_is_kept_until_its_file_is_mended_or_gone(corpus, tmp_path):
    out, bad = tmp_path / "out", corpus / "bad.pdf"
    bad.write_bytes(b"%PDF-1.7\nnothing")
    assert run_batch([str(corpus)], out).failed == 1
    assert run_batch([str(corpus)], out).failed == 1
    bad.unlink()
    assert run_batch([str(corpus)], out).failed == 0
    assert failures(out) == {}


def test_a_report_that_cannot_be_read_for_now_keeps_its_document(corpus, tmp_path):
    out, away = tmp_path / "out", corpus / "a.pdf"
    run_batch([str(corpus)], out)
    away.rename(tmp_path / "elsewhere.pdf")
    summary = run_batch([str(away)], out)
    assert summary.failed == 1 and "no such file" in str(summary.errors[0])
    assert len(documents(out)) == 3
    assert list(failures(out)) == [str(away)]


def test_one_run_at_a_time_in_a_folder(corpus, tmp_path):
    from filelock import FileLock

    out = tmp_path / "out"
    run_batch([str(corpus / "a.pdf")], out)
    with FileLock(out / ".lock"), pytest.raises(BatchError, match="another run"):
        run_batch([str(corpus)], out)


def test_a_folder_that_cannot_be_written(corpus, tmp_path):
    (tmp_path / "file").touch()
    done = extract("batch", corpus, "-o", tmp_path / "file" / "out")
    assert done.returncode == 1
    assert "name another folder" in done.stderr and "Traceback" not in done.stderr


def test_nothing_named_is_a_wrong_command_line(tmp_path):
    assert extract("batch", "-o", tmp_path).returncode == 2


HARMS = ("HANG ", "SPIN ", "CRASH", "SWELL") + (("LEAP ",) if sys.platform == "linux" else ())
KINDS = {
    "HANG ": "over_time", "SPIN ": "over_time", "CRASH": "crashed", "SWELL": "over_memory",
    "LEAP ": "over_memory",
}  # fmt: skip


@posix
def test_poison_costs_only_itself(corpus, tmp_path, hostile):
    out = tmp_path / "out"
    for harm in HARMS:
        (corpus / f"{harm.strip()}.txt").write_text(harm)
    (corpus / "once.txt").write_text("ONCE a worker killed from outside is no fault of its report")
    unusable = ("empty", "html", "truncated", "header_only", "encrypted", "pictures", "word_file")
    for name in (*unusable, "many_pages", "no_encoding"):
        hostile(name).rename(corpus / hostile(name).name)
    good = [
        "name with spaces.pdf",
        "a'quote\".pdf",
        "new\nline.pdf",
        "Ñandú отчёт 報告.pdf",
        "=1+1.pdf",
    ]
    for number, name in enumerate(good, start=1):
        copy(PDFS[0], corpus / name, number)
    with open(os.fsencode(corpus) + b"/no-text-\xff.pdf", "wb") as stream:
        stream.write((corpus / "b.pdf").read_bytes() + b"\n% other\n")
    (corpus / "loop").symlink_to(corpus, target_is_directory=True)
    (corpus / "link.pdf").symlink_to(corpus / "link.pdf")
    os.mkfifo(corpus / "pipe.pdf")
    (corpus / "locked.pdf").write_bytes(b"%PDF-")
    (corpus / "locked.pdf").chmod(0)

    limits = Limits(seconds=3, memory=200)
    summary = run_batch(
        [str(corpus)], out, engine=lambda tasks: run_local(tasks, limits, 2, job), model="fast"
    )  # fmt: skip

    names = {Path(name).name for name in rows(out)}
    assert names == {"a.pdf", "b.pdf", "c.PDF", "once.txt", "no-text-\\udcff.pdf", *good}
    failed = {Path(name).name: row["kind"] for name, row in failures(out).items()}
    assert {h: failed.pop(f"{h.strip()}.txt") for h in HARMS} == {h: KINDS[h] for h in HARMS}
    expected = {hostile(name).name for name in (*unusable, "many_pages", "no_encoding")}
    assert set(failed) == expected | {"link.pdf", "pipe.pdf", "locked.pdf"}
    assert summary.reports == len(names) + len(HARMS) + len(failed)
    assert len(documents(out)) == len(names)
    # What depends on the hour is tried again; what is wrong with the bytes is not.
    (corpus / "HANG.txt").write_text("HANG")
    again = run_batch([str(corpus)], out, limits=limits, jobs=1, model="fast")
    assert again.unchanged == len(names) and again.done == len(HARMS)


def test_a_folder_that_fills_up_ends_the_run_and_fails_no_report(corpus, tmp_path, monkeypatch):
    out = tmp_path / "out"
    with pytest.raises(BatchError, match="No space left on device.*run it again"):
        run_batch([str(corpus)], out, engine=lambda tasks: run_local(tasks, Limits(), 1, full))
    again = run_batch([str(corpus)], out, jobs=1)
    assert (again.done, again.failed) == (3, 0)


def test_a_report_that_goes_while_it_waits_is_tried_again(corpus, tmp_path):
    out = tmp_path / "out"
    (corpus / "once.txt").write_text("GONE before it is read")
    copy(corpus / "once.txt", corpus / "twin.txt")
    engine = partial(run_local, limits=Limits(), jobs=1, job=job)
    first = run_batch([str(corpus)], out, engine=engine)
    assert (first.done, first.failed) == (3, 2)
    assert {row["kind"] for row in failures(out).values()} == {"unusable_input"}
    again = run_batch([str(corpus)], out, jobs=1)
    assert (again.done, again.unchanged, again.failed) == (1, 3, 0)


@pytest.mark.parametrize(("model", "least"), LEAST_MEMORY.items())
def test_so_little_memory_that_no_worker_starts_is_a_wrong_command_line(tmp_path, model, least):
    copy("sif-2014-two-lists.pdf", tmp_path / "a.pdf")
    args = ("batch", "a.pdf", "-o", "out", "--model", model, "--memory")
    done = extract(*args, least - 1, cwd=tmp_path)
    assert done.returncode == 2
    assert f"needs {least} MiB or more" in done.stderr and not (tmp_path / "out").exists()
    done = extract(*args, least, cwd=tmp_path)
    assert done.returncode == 0, done.stderr

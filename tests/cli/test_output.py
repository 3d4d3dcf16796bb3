"""Where results go: stdout as UTF-8, or a file in one step. A bad file costs only itself."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys

import pytest

from extractor.cli.app import cli
from extractor.errors import FrameworkDataError

from .conftest import OTHER, SAMPLE, extract, without_name


def test_a_bad_file_costs_only_itself(runner, tmp_path):
    empty = tmp_path / "empty.pdf"
    empty.touch()
    run = runner.invoke(cli, [str(SAMPLE), str(empty), "gone.pdf", str(OTHER)])
    paths = [json.loads(line)["source"]["path"] for line in run.stdout.splitlines()]
    assert (run.exit_code, paths) == (3, [str(SAMPLE), str(OTHER)])
    first, second, total = run.stderr.splitlines()
    assert str(empty) in first and "gone.pdf" in second and total.startswith("2 of 4 files")


def test_a_fault_of_the_toolkit_costs_only_the_file_it_happens_on(runner, monkeypatch, report):
    def faulty(source, name=None, themes=(), model=None):
        return report if source == "fine.pdf" else {}["no such key"]

    monkeypatch.setattr("extractor.pipeline.extract", faulty)
    run = runner.invoke(cli, ["odd.pdf", "fine.pdf"])
    assert run.exit_code == 3 and json.loads(run.stdout) == report.to_dict()
    line, _ = run.stderr.splitlines()
    assert "odd.pdf" in line and "KeyError in test_output.py:" in line and "report this" in line


def test_a_failure_is_one_line_whatever_the_files_name(runner):
    run = runner.invoke(cli, ["two\nlines.pdf"])
    assert run.exit_code == 3 and len(run.stderr.splitlines()) == 1


def test_a_wrong_framework_file_is_one_line(runner, monkeypatch):
    def wrong():
        raise FrameworkDataError("sif.toml", "no title", "give it one")

    monkeypatch.setattr("extractor.results.catalogue.load_frameworks", wrong)
    run = runner.invoke(cli, ["frameworks"])
    assert run.exit_code == 1 and run.stderr == "Error: sif.toml: no title; give it one\n"


def test_output_goes_to_the_file(runner, tmp_path):
    target = tmp_path / "out.json"
    run = runner.invoke(cli, [str(SAMPLE), "-o", str(target)])
    assert (run.exit_code, run.output) == (0, "")
    shown = runner.invoke(cli, [str(SAMPLE)]).stdout
    assert without_name(target.read_text("utf-8")) == without_name(shown)
    assert os.listdir(tmp_path) == ["out.json"]


@pytest.mark.parametrize(
    ("words", "name", "better"),
    [
        ([], "x.xlsx", "x.json"),
        ([], "x.csv", "extract tables"),
        ([], "x.TXT", "x.json"),
        (["--format", "table"], "x.json", "x.txt"),
        (["explain"], "x.json", "x.txt"),
        (["explain", "--format", "json"], "x.html", "x.json"),
        (["frameworks"], "x.csv", "x.txt"),
        (["schema"], "x.xsd", "x.json"),
    ],
)
def test_an_ending_of_another_form_is_refused_before_the_work(
    runner, tmp_path, monkeypatch, words, name, better
):
    monkeypatch.setattr("extractor.pipeline.extract", lambda *_, **__: pytest.fail("was read"))
    report = [] if {"frameworks", "schema"} & set(words) else [str(SAMPLE)]
    run = runner.invoke(cli, [*words, *report, "-o", str(tmp_path / name)])
    assert run.exit_code == 2 and name in run.stderr and better in run.stderr
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("name", ["out", "tmp.tmUgVGKcQz", "out.2024", "out.JSON"])
def test_other_names_are_taken_as_they_are(runner, tmp_path, text_report, name):
    run = runner.invoke(cli, [str(text_report), "--model", "fast", "-o", str(tmp_path / name)])
    assert (run.exit_code, run.stderr) == (0, "")
    assert json.loads((tmp_path / name).read_text("utf-8"))


def test_json_lines_by_the_name_of_json_are_told(runner, tmp_path, text_report):
    words = [str(text_report), str(text_report), "--model", "fast", "-o"]
    run = runner.invoke(cli, [*words, str(tmp_path / "many.json")])
    assert run.exit_code == 0 and "many.jsonl" in run.stderr
    assert len(run.stderr.splitlines()) == 1
    assert runner.invoke(cli, [*words, str(tmp_path / "many.jsonl")]).stderr == ""


def test_one_document_in_a_jsonl_is_one_line(runner, tmp_path, text_report):
    target = tmp_path / "one.jsonl"
    runner.invoke(cli, [str(text_report), "--model", "fast", "-o", str(target)])
    assert len(target.read_text("utf-8").splitlines()) == 1


def test_what_could_be_read_is_written(runner, tmp_path):
    target = tmp_path / "out.jsonl"
    run = runner.invoke(cli, [str(SAMPLE), "gone.pdf", "-o", str(target)])
    assert run.exit_code == 3 and len(target.read_text("utf-8").splitlines()) == 1


def test_a_failure_leaves_the_old_result(runner, tmp_path):
    target = tmp_path / "out.json"
    target.write_text("precious")
    assert runner.invoke(cli, ["gone.pdf", "-o", str(target)]).exit_code == 3
    assert target.read_text() == "precious" and os.listdir(tmp_path) == ["out.json"]


def test_an_interruption_leaves_the_old_result(runner, tmp_path, monkeypatch, report):
    def interrupted(source, name=None, themes=(), model=None):
        if source == "first.pdf":
            return report
        raise KeyboardInterrupt

    monkeypatch.setattr("extractor.pipeline.extract", interrupted)
    target = tmp_path / "out.json"
    target.write_text("precious")
    run = runner.invoke(cli, ["first.pdf", "second.pdf", "-o", str(target)])
    assert run.exit_code == 1
    assert target.read_text() == "precious" and os.listdir(tmp_path) == ["out.json"]


def test_the_input_is_never_overwritten(runner, tmp_path):
    copy = tmp_path / "report.pdf"
    shutil.copy(SAMPLE, copy)
    run = runner.invoke(cli, [str(copy), "-o", str(tmp_path / "." / "report.pdf")])
    assert run.exit_code == 2 and copy.read_bytes() == SAMPLE.read_bytes()


def test_a_link_keeps_pointing_where_it_did(runner, tmp_path):
    real, link = tmp_path / "real.json", tmp_path / "link.json"
    real.touch()
    try:
        link.symlink_to(real)
    except OSError as error:
        pytest.skip(f"no links here: {error}")
    assert runner.invoke(cli, [str(SAMPLE), "-o", str(link)]).exit_code == 0
    assert link.is_symlink() and json.loads(real.read_text("utf-8"))


@pytest.mark.skipif(not os.path.exists("/dev/stdout"), reason="no such device here")
def test_the_devices_of_the_streams_are_written_to():
    run = extract("frameworks", "-o", "/dev/stdout")  # a pipe, whose real path is no file's
    assert (run.returncode, run.stderr) == (0, b"") and b"ilacs" in run.stdout


def test_a_place_that_cannot_be_written_is_said_before_the_work(runner, tmp_path, monkeypatch):
    monkeypatch.setattr("extractor.pipeline.extract", lambda *_, **__: pytest.fail("was read"))
    run = runner.invoke(cli, [str(SAMPLE), "-o", str(tmp_path / "no" / "such" / "out.json")])
    assert run.exit_code == 1 and "cannot be written" in run.stderr


def test_output_is_utf_8_whatever_the_platform_says(text_report):
    run = extract(text_report, PYTHONIOENCODING="ascii", PYTHONUTF8="0", LC_ALL="C")
    assert run.returncode == 0 and "council’s pace" in run.stdout.decode("utf-8")


@pytest.mark.skipif(os.name == "nt", reason="a closed pipe is another error there")
def test_a_closed_pipe_is_no_traceback():
    command = f"'{sys.executable}' -m extractor '{SAMPLE}' '{OTHER}' '{SAMPLE}' | true"
    run = subprocess.run(["sh", "-c", command], capture_output=True, text=True)
    assert run.stderr == ""


def test_every_kind_of_bad_file_is_one_line_and_the_good_one_is_written(runner, hostile):
    bad = [hostile(name) for name in (
        "empty", "html", "folder", "missing", "no_encoding", "truncated", "header_only",
        "encrypted", "pictures", "gigantic_page", "many_pages", "word_file",
    )]  # fmt: skip
    run = runner.invoke(cli, [*map(str, bad), str(SAMPLE)])
    *lines, total = run.stderr.splitlines()
    assert run.exit_code == 3 and len(lines) == len(bad)
    for path, line in zip(bad, lines, strict=True):
        # extract: FILE: the problem; the remedy
        assert line.startswith(f"extract: {path}: ") and "; " in line.removeprefix(str(path))
        assert "toolkit failed" not in line
    assert json.loads(run.stdout)["source"]["path"] == str(SAMPLE)

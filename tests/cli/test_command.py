"""`extract`: files and subcommands side by side, one document or many."""

from __future__ import annotations

import json
import shutil

import pytest
from jsonschema import Draft202012Validator

import extractor
from extractor.cli.app import cli
from extractor.results.catalogue import catalogue
from extractor.schema import load_schema, schema_text

from .conftest import OTHER, ROOT, SAMPLE, extract, without_name


def test_one_report_is_one_indented_document(runner):
    run = runner.invoke(cli, [str(SAMPLE)])
    assert (run.exit_code, run.stderr) == (0, "")
    assert run.stdout.startswith('{\n  "schema_version"')
    document = json.loads(run.stdout)
    assert document["source"]["path"] == str(SAMPLE)
    assert [e.message for e in Draft202012Validator(load_schema()).iter_errors(document)] == []


def test_several_reports_are_one_document_a_line_in_the_order_given(runner):
    run = runner.invoke(cli, [str(OTHER), str(SAMPLE)])
    paths = [json.loads(line)["source"]["path"] for line in run.stdout.splitlines()]
    assert (run.exit_code, paths) == (0, [str(OTHER), str(SAMPLE)])


def test_standard_input_gives_what_the_file_gives():
    piped = extract("-", stdin=SAMPLE.read_bytes())
    assert (piped.returncode, piped.stderr) == (0, b"")
    assert json.loads(piped.stdout)["source"]["path"] == "stdin"
    assert without_name(piped.stdout) == without_name(extract(SAMPLE).stdout)


def test_standard_input_is_read_once(runner):
    run = runner.invoke(cli, ["-", "-"], input=b"x")
    assert run.exit_code == 2 and "only once" in run.stderr


def test_a_text_file_is_a_report_too(runner, text_report):
    run = runner.invoke(cli, [str(text_report)])
    document = json.loads(run.stdout)
    assert (run.exit_code, document["source"]["media_type"]) == (0, "text/plain")
    [item] = document["recommendations"]
    assert item["evidence"]["quote"] == "The council’s pace in finding homes."
    assert [box[2] for box in item["evidence"]["boxes"]] == [7]  # the seventh line


def test_without_arguments_the_help_is_shown(runner):
    run = runner.invoke(cli, [])
    assert run.exit_code == 2 and "Usage" in run.output


def test_the_module_is_the_command():
    version = extract("--version")
    assert version.returncode == 0 and version.stdout.split()[-1].decode() == extractor.__version__


@pytest.mark.parametrize("args", [["./schema"], ["--format", "json", "schema"], ["--", "schema"]])
def test_a_file_named_like_a_command_can_be_read(args, runner, tmp_path, monkeypatch):
    shutil.copy(SAMPLE, tmp_path / "schema")
    monkeypatch.chdir(tmp_path)
    run = runner.invoke(cli, args)
    assert without_name(run.stdout) == without_name(runner.invoke(cli, [str(SAMPLE)]).stdout)


def test_a_command_wins_over_a_file_of_its_name(runner, tmp_path, monkeypatch):
    shutil.copy(SAMPLE, tmp_path / "schema")
    monkeypatch.chdir(tmp_path)
    assert runner.invoke(cli, ["schema"]).stdout == schema_text()


def test_options_may_follow_the_files(runner):
    run = runner.invoke(cli, [str(SAMPLE), "--format", "table"])
    assert run.exit_code == 0 and "Lead inspector" in run.stdout and "\x1b" not in run.stdout


@pytest.mark.parametrize("args", [["--format", "xml", "a.pdf"], ["--bogus"], ["explain"]])
def test_a_wrong_command_line_is_status_2(args, runner):
    assert runner.invoke(cli, args).exit_code == 2


@pytest.mark.parametrize(
    ("args", "meant"),
    [
        (["batc", "r", "-o", "res"], "the command 'batch'"),
        (["Explain", "r.pdf"], "the command 'explain'"),
        (["serach", "results", "staff"], "the command 'search'"),
        (["help"], "'extract --help'"),
        (["help", "batch"], "'extract batch --help'"),
    ],
)
def test_a_mistyped_command_is_asked_about_once(args, meant, runner, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    run = runner.invoke(cli, args)
    assert run.exit_code == 2 and f"did you mean {meant}?" in run.stderr
    assert "no such file; check" not in run.stderr


@pytest.mark.parametrize("name", ["batc", "help"])
def test_a_file_that_is_called_much_like_a_command_is_read(name, runner, tmp_path, monkeypatch):
    (tmp_path / name).write_text("A report.\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    assert runner.invoke(cli, [name, "--model", "fast"]).exit_code == 0


def test_a_missing_report_is_no_command(runner):
    run = runner.invoke(cli, ["batch.pdf", "gone.pdf"])
    assert run.exit_code == 3 and "2 of 2 files" in run.stderr


@pytest.mark.parametrize("args", [[], ["explain"], ["annotate", "import"]])
def test_h_is_help(args, runner):
    short, long = (runner.invoke(cli, [*args, asked]) for asked in ("-h", "--help"))
    assert short.exit_code == 0 and short.stdout == long.stdout


def test_what_was_written_is_no_report(runner, tmp_path, text_report):
    made = tmp_path / "o.json"
    assert runner.invoke(cli, [str(text_report), "--model", "fast", "-o", str(made)]).exit_code == 0
    run = runner.invoke(cli, [str(made), "--model", "fast"])
    assert (run.exit_code, run.stdout) == (3, "")
    assert "an output of extract, not a report" in run.stderr


def test_schema_prints_the_published_file(runner):
    assert runner.invoke(cli, ["schema"]).stdout == schema_text()


def test_frameworks_lists_each_edition(runner):
    known = {(f["id"], f["version"]) for f in json.loads(
        runner.invoke(cli, ["frameworks", "--format", "json"]).stdout
    )}  # fmt: skip
    assert {("ilacs", "2018"), ("ilacs", "2023"), ("ilacs", "2026")} <= known
    assert {"sif", "ilacs", "jtai", "area_send", "lac_2013", "jar"} <= {id for id, _ in known}
    shown = runner.invoke(cli, ["frameworks"]).stdout
    assert all(" ".join(filter(None, key)) + ": " in shown for key in known)


def test_frameworks_lists_each_type_that_a_result_holds():
    listed = {(f["id"], f["version"], type) for f in catalogue() for type in f["types"]}
    held = set()
    for sample in (ROOT / "corpus" / "samples").glob("*.pdf"):
        found = json.loads(sample.with_suffix(".json").read_text("utf-8"))
        framework, type = found["framework"], found["inspection"]["type"]
        held |= {(framework["id"], framework["version"], type)} if type else set()
    assert ("ilacs", "2023", "short") in held
    assert held <= listed


def test_explain_quotes_the_document(runner):
    report = extractor.extract(SAMPLE)
    run = runner.invoke(cli, ["explain", str(SAMPLE), "--format", "json"])
    rows = {row["field"]: row for row in json.loads(run.stdout)["values"]}
    assert rows["council.name"]["value"] == report.council.name
    for judgement in report.judgements:
        row = rows[f"judgement {judgement.key_area}"]
        assert row["quote"] == judgement.evidence.quote and row["source"] == judgement.rule
    assert sum(name.startswith("recommendation ") for name in rows) == len(report.recommendations)
    shown = runner.invoke(cli, ["explain", str(SAMPLE)]).stdout
    assert f"council.name: {report.council.name}\n" in shown


def test_explain_shows_each_finding_if_asked(runner):
    report = extractor.extract(SAMPLE, model="fast")
    words = ["explain", str(SAMPLE), "--model", "fast", "--format", "json"]
    rows = {row["field"]: row for row in json.loads(runner.invoke(cli, words).stdout)["values"]}
    assert rows["findings"]["value"].startswith(f"{len(report.findings)} (")
    assert not any(field.startswith("finding-") for field in rows)
    shown = json.loads(runner.invoke(cli, [*words, "--findings"]).stdout)["values"]
    rows = {row["field"]: row for row in shown}
    for f in report.findings:
        row = rows[f.id]
        assert (row["page"], row["source"]) == (f.evidence.page, f.rule)
        assert (row["confidence"], row["quote"]) == (f.confidence, f.evidence.quote)
    assert "model:fast" in {row["source"] for row in shown}


def test_errors_are_ours(tmp_path):
    with pytest.raises(extractor.InputError, match="gone.pdf"):
        extractor.extract(tmp_path / "gone.pdf")

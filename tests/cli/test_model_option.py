"""`--model fast|accurate`"""

from __future__ import annotations

import json
import sys

from extractor.cli.app import cli

from .conftest import SAMPLE


def test_accurate_reads_the_findings(runner) -> None:
    run = runner.invoke(cli, [str(SAMPLE), "--model", "accurate"])
    assert run.exit_code == 0, run.stderr
    document = json.loads(run.stdout)
    assert list(document["provenance"]["models"]) == ["fast", "accurate"]
    assert any(f["rule"] == "model:accurate" for f in document["findings"])
    plain = json.loads(runner.invoke(cli, [str(SAMPLE), "--model", "fast"]).stdout)
    assert list(plain["provenance"]["models"]) == ["fast"]
    assert plain["judgements"] == document["judgements"]


def test_a_missing_package_ends_the_command_at_once(runner, monkeypatch, tmp_path) -> None:
    from extractor.content.findings import shipped_model

    shipped_model.cache_clear()
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    for command in (
        [str(SAMPLE), str(SAMPLE), "--model", "accurate"],
        ["batch", str(SAMPLE), "-o", str(tmp_path / "out"), "--model", "accurate"],
    ):
        run = runner.invoke(cli, command)
        assert run.exit_code == 1
        assert run.stdout == ""
        assert run.stderr.count("--model fast") == 1
    assert not (tmp_path / "out").exists()


def test_unknown_models_are_a_wrong_command_line(runner) -> None:
    run = runner.invoke(cli, [str(SAMPLE), "--model", "best"])
    assert run.exit_code == 2 and "accurate" in run.stderr

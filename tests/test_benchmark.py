"""The benchmark runs, and its parts add up."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def done() -> subprocess.CompletedProcess[str]:
    options = ["--corpus", "corpus/samples", "--every", "6", "--repeats", "1", "--json"]
    return subprocess.run(
        [sys.executable, "scripts/benchmark.py", *options],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True,
    )  # fmt: skip


def test_stages_are_parts_of_the_whole(done):
    figures = json.loads(done.stdout)
    stages = figures["stages"]
    assert sum(stage["share"] for stage in stages.values()) == pytest.approx(1)
    assert all(stage["seconds"] >= 0 for stage in stages.values())
    assert {"read: lines", "find judgements", "find recommendations"} <= stages.keys()
    assert stages["read: lines"]["seconds"] > 0 < figures["whole"]["seconds"]
    assert figures["files"] >= 2


@pytest.mark.skipif(os.name == "nt", reason="Windows does not tell a process's peak memory")
def test_memory_stays_small(done):
    assert 5 < json.loads(done.stdout)["command"]["peak_memory_mb"] < 300


def test_what_is_not_installed_is_skipped_and_said_so(done):
    whole = json.loads(done.stdout)["whole"]
    if shutil.which("pdftotext"):
        assert whole["ratio"] == pytest.approx(whole["seconds"] / whole["pdftotext_seconds"])
    else:
        assert "pdftotext is not installed" in done.stderr and "ratio" not in whole


def test_a_folder_without_reports_is_refused(tmp_path):
    refused = subprocess.run(
        [sys.executable, "scripts/benchmark.py", "--corpus", str(tmp_path)],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True,
    )  # fmt: skip
    assert refused.returncode == 1 and "no readable PDF" in refused.stderr

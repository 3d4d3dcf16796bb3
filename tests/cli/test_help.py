"""`--help` is quick, states what a user must know, and its examples work."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from time import perf_counter

import pytest

from extractor.cli.app import cli
from extractor.reading import limits

from .conftest import OTHER, SAMPLE, environment

HEAVY = {
    "pypdfium2", "pypdfium2_raw", "pdfplumber", "pdfminer", "numpy", "pandas", "sklearn", "scipy",
    "spacy", "PIL", "jsonschema",
}  # fmt: skip

def test_help_loads_nothing_heavy():
    code = (
        "import sys\nfrom extractor.cli.app import cli\n"
        "cli(['--help'], standalone_mode=False)\n"
        "print(*{name.split('.')[0] for name in sys.modules}, file=sys.stderr)\n"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "Usage" in run.stdout
    assert HEAVY & set(run.stderr.split()) == set()


def test_help_answers_at_once():
    """Under 0.3 s; on a machine where Python alone takes long to start, in proportion to that."""
    def best(*command):
        times = []
        for _ in range(5):
            begin = perf_counter()
            subprocess.run([sys.executable, *command], capture_output=True, check=True)
            times.append(perf_counter() - begin)
        return min(times)

    assert best("-m", "extractor", "--help") < max(0.3, 8 * best("-c", "pass"))


def test_help_states_the_limits_and_the_exit_status(runner):
    shown = runner.invoke(cli, ["--help"]).stdout
    for limit in (f"{limits.MAX_BYTES // 2**20} MiB", f"{limits.MAX_PAGES} pages",
                  f"{limits.MAX_CHARACTERS:,} characters", f"{limits.MAX_PAGE_POINTS:,} points"):
        assert limit in shown  # fmt: skip
    for status in ("0  every", "1  the result", "2  the command line", "3  a file"):
        assert status in shown
    assert all(name in shown for name in cli.commands)


def examples(command) -> list[str]:
    lines = (line.strip() for line in command.help.split("Examples:")[1].splitlines())
    return [line for line in lines if line]


EXAMPLES = [example for command in (cli, *cli.commands.values()) for example in examples(command)]


def test_every_command_has_examples():
    assert all(len(examples(command)) >= 2 for command in (cli, *cli.commands.values()))


@pytest.mark.skipif(os.name == "nt", reason="the examples are written for a POSIX shell")
@pytest.mark.parametrize("example", EXAMPLES)
def test_the_examples_of_the_help_work(example, tmp_path):
    shutil.copy(SAMPLE, tmp_path / "report.pdf")
    (tmp_path / "reports").mkdir()
    for path in (SAMPLE, OTHER):
        shutil.copy(path, tmp_path / "reports")
    command = example.replace("extract", f"'{sys.executable}' -m extractor", 1)
    run = subprocess.run(
        ["sh", "-ec", command], cwd=tmp_path, capture_output=True, env=environment()
    )
    assert (run.returncode, run.stderr) == (0, b"")
    assert run.stdout or set(os.listdir(tmp_path)) > {"report.pdf", "reports"}

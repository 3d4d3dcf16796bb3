"""`--help` is quick, states what a user must know, and its examples work."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from time import perf_counter

import click
import pytest

from extractor.cli.app import cli
from extractor.reading import limits

from .conftest import OTHER, SAMPLE, environment

HEAVY = {
    "pypdfium2", "pypdfium2_raw", "pdfplumber", "pdfminer", "numpy", "pandas", "sklearn", "scipy",
    "spacy", "PIL", "jsonschema", "loky", "psutil", "dask", "fsspec",
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


def seconds() -> float:
    """The processor time of finished children: unlike the wall clock, it does not count what other
    programs take. (Windows does not tell it.)"""
    times = os.times()
    used = times.children_user + times.children_system
    return used if os.name == "posix" else perf_counter()


def test_help_answers_at_once():
    times = []
    for _ in range(5):
        begin = seconds()
        subprocess.run(
            [sys.executable, "-m", "extractor", "--help"], capture_output=True, check=True
        )
        times.append(seconds() - begin)
    assert min(times) < 0.3


def test_help_states_the_limits_and_the_exit_status(runner):
    shown = runner.invoke(cli, ["--help"]).stdout
    for limit in (
        f"{limits.MAX_BYTES // 2**20} MiB",
        f"{limits.MAX_PAGES} pages",
        f"{limits.MAX_CHARACTERS:,} characters",
        f"{limits.MAX_PAGE_POINTS:,} points",
    ):
        assert limit in shown
    for status in ("0  every", "1  the result", "2  the command line", "3  a file"):
        assert status in shown
    assert all(name in shown for name in cli.commands)


def examples(command: click.Command) -> list[str]:
    _, _, after = re.sub("Examples?:", "Example:", command.help or "").partition("Example:")
    return [line.strip() for line in after.splitlines() if line.strip()]


def leaves(group: click.Group) -> Iterator[click.Command]:
    for command in group.commands.values():
        yield from leaves(command) if isinstance(command, click.Group) else (command,)


def test_every_command_has_examples():
    assert [c.name for c in (cli, *leaves(cli)) if not examples(c)] == []


# The commands that need nothing but reports; the others' tests run their own examples.
PLAIN = [cli, *(cli.commands[name] for name in ("batch", "explain", "frameworks", "schema"))]
EXAMPLES = [example for command in PLAIN for example in examples(command)]


@pytest.mark.skipif(os.name == "nt", reason="the examples are written for a POSIX shell")
@pytest.mark.parametrize("example", EXAMPLES)
def test_the_examples_of_the_help_work(example, tmp_path):
    shutil.copy(SAMPLE, tmp_path / "report.pdf")
    (tmp_path / "reports").mkdir()
    shutil.copy(SAMPLE, tmp_path / "reports" / "anywhere_2024-01-31.pdf")
    shutil.copy(OTHER, tmp_path / "reports" / "elsewhere_2016-12-01.pdf")
    (tmp_path / "reports" / "manifest.csv").write_text("file\nanywhere_2024-01-31.pdf\n")
    (tmp_path / "my_themes.toml").write_text('[themes.boats]\ntitle = "Boats"\ncues = ["boat"]\n')
    command = re.sub(r"\bextract ", f"'{sys.executable}' -m extractor ", example, count=1)
    run = subprocess.run(
        ["sh", "-ec", command], cwd=tmp_path, capture_output=True, env=environment()
    )
    assert run.returncode == 0, run.stderr
    assert run.stdout or set(os.listdir(tmp_path)) > {"report.pdf", "reports", "my_themes.toml"}


def test_a_subcommands_usage_names_no_files_of_the_group(runner):
    shown = runner.invoke(cli, ["schema", "--help"], prog_name="extract").stdout
    assert shown.startswith("Usage: extract schema [OPTIONS]")

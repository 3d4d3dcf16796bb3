"""The README does what it says: its commands run, its outputs are what they print.

The virtual environments of its first two shell blocks are not built here: `.ci/run` does that.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from extractor.reading import limits

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", README, re.M | re.S)
SHELL = [body for language, body in BLOCKS if language == "sh"]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1"}

TELLS_PROGRESS = re.compile(r"extract (batch|compare|search)\b")

EXTRACT = f"{shlex.quote(sys.executable)} -m extractor"


def commands() -> list[str]:
    """Every `extract ...` of the shell blocks, without the set-up in front of it."""
    lines = (line for body in SHELL for line in body.splitlines())
    found = (re.search(r"(?:^|&& \.venv/bin/)(extract .*)", line) for line in lines)
    return [match[1] for match in found if match]


def outputs() -> list[tuple[str, str]]:
    """Each shell block's last `extract` with the block of output that follows it."""
    pairs = []
    for (language, body), (shown_as, shown) in zip(BLOCKS, BLOCKS[1:], strict=False):
        if language == "sh" and shown_as in ("json", "text"):
            pairs.append((re.findall(r"extract .*", body)[-1], shown))
    return pairs


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """The command in a folder that looks like the repository but keeps what is written."""
    if not (folder / "corpus").exists():
        (folder / "corpus").symlink_to(ROOT / "corpus")
    command = re.sub(r"(^|\| *)extract ", lambda m: f"{m[1]}{EXTRACT} ", command)
    return subprocess.run(
        ["sh", "-c", command], cwd=folder, env=ENVIRONMENT, capture_output=True, encoding="utf-8"
    )


posix = pytest.mark.skipif(os.name == "nt", reason="the README's commands are for a POSIX shell")


def test_the_first_block_is_the_main_job_and_the_second_the_tests():
    first, second = (body.strip() for body in SHELL[:2])
    assert "\n" not in first and "\n" not in second
    assert re.search(r"pip install [^&]*\. && \.venv/bin/extract corpus/samples/\S+\.pdf$", first)
    assert re.search(r"pip install [^&]*\[dev\]' && \.venv/bin/python -m pytest\b", second)


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """What the README's own `extract batch` leaves."""
    folder = tmp_path_factory.mktemp("readme")
    batch = next(c for c in commands() if c.startswith("extract batch"))
    assert run(batch, folder).returncode == 0
    return folder / "results"


@posix
@pytest.mark.parametrize("command", commands())
def test_its_commands_run(command, tmp_path, request):
    if " results/" in command.partition("-o")[0]:
        (tmp_path / "results").symlink_to(request.getfixturevalue("results"))
    before = set(os.listdir(tmp_path))
    done = run(command, tmp_path)
    assert done.returncode == 0, done.stderr
    assert not done.stderr or TELLS_PROGRESS.match(command)
    assert done.stdout or set(os.listdir(tmp_path)) - before - {"corpus"}


@posix
@pytest.mark.parametrize(("command", "shown"), outputs(), ids=[c for c, _ in outputs()])
def test_its_outputs_are_what_is_printed(command, shown, tmp_path):
    """Line by line and in order; a line of dots stands for lines that are left out."""
    printed = run(command, tmp_path).stdout.splitlines()
    at, free = 0, False
    for line in shown.splitlines():
        if line.strip() == "...":
            free = True
            continue
        if free:
            assert line in printed[at:], f"not printed after line {at}: {line}"
            at = printed.index(line, at)
        assert printed[at] == line
        at, free = at + 1, False
    assert free or at == len(printed)


def test_something_is_shown():
    assert len(commands()) >= 5 and len(outputs()) >= 2


def test_its_limits_are_the_limits():
    assert f"{limits.MAX_BYTES // 2**20} MiB, {limits.MAX_PAGES} pages" in README
    assert f"{limits.MAX_CHARACTERS:,} characters, {limits.MAX_PAGE_POINTS // 72} inches" in README
    assert f"{limits.MAX_SECONDS:.0f} seconds of the processor" in README


@pytest.mark.parametrize("code", [body for language, body in BLOCKS if language == "python"])
def test_its_python_runs(code, monkeypatch, capsys):
    monkeypatch.chdir(ROOT)
    exec(compile(code, "README.md", "exec"), {})
    assert capsys.readouterr().out


@pytest.mark.parametrize("script", sorted(set(re.findall(r"scripts/\w+\.py", README))))
def test_its_scripts_answer(script):
    done = subprocess.run(
        [sys.executable, script, "--help"], cwd=ROOT, env=ENVIRONMENT, capture_output=True
    )
    assert done.returncode == 0 and b"usage" in done.stdout


@pytest.mark.parametrize("link", sorted(set(re.findall(r"\]\(([^)#:]+)\)", README))))
def test_its_links_lead_somewhere(link):
    assert (ROOT / link).exists()

"""Runs that are killed or interrupted: nothing broken is left, nothing done is done again."""

from __future__ import annotations

import os
import random
import re
import signal
import sqlite3
import subprocess
import time
from pathlib import Path

import psutil
import pytest

from extractor.cli.batch import Asked
from extractor.results.batch.run import run_batch
from tests.results.conftest import command, copy, documents, environment, rows

pytestmark = pytest.mark.skipif(os.name != "posix", reason="kills as on Unix")

KILLS = 50
REPORTS = 150


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """Reports enough that a run takes seconds."""
    for number in range(REPORTS):
        copy("focused-2021-letter.txt", tmp_path / "in" / f"{number:03}.txt", number)
    return tmp_path / "in"


def start(*args: object, cwd: Path, **options: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        command("batch", *args), cwd=cwd, env=environment(), stderr=subprocess.PIPE,
        encoding="utf-8", **options,
    )  # type: ignore[call-overload] # fmt: skip


def workers(run: subprocess.Popen[str]) -> list[psutil.Process]:
    """The run's worker processes (not loky's resource tracker)."""
    try:
        children = psutil.Process(run.pid).children()
        return [c for c in children if any("popen_loky" in part for part in c.cmdline())]
    except psutil.Error:
        return []


def begun(run: subprocess.Popen[str]) -> bool:
    """Whether the run has workers, or has ended."""
    return bool(workers(run)) or run.poll() is not None


def wait_for(condition, *about: object, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not condition(*about):
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_killed_at_random_moments_it_goes_on_where_it_was(many, tmp_path, monkeypatch):
    chance, out, kept, killed = random.Random(4), tmp_path / "out", set(), 0
    while killed < KILLS:
        run = start("in", "-o", "out", cwd=tmp_path)
        if chance.random() < 0.8:  # else somewhere in the start
            wait_for(begun, run)
        for _ in range(chance.randint(0, 4)):  # workers alone: the run goes on
            time.sleep(chance.random() * 0.2)
            if victims := workers(run):
                chance.choice(victims).kill()
                killed += 1
        time.sleep(chance.random() * 0.4)
        if run.poll() is None:
            run.kill()
            killed += 1
        run.communicate()
        done = set(documents(out)) if out.exists() else set()  # each is whole
        assert kept <= done
        kept = done
        if len(kept) == REPORTS:  # all done before all kills: the rest hit a run with less to do
            for path in chance.sample(sorted((out / "reports").glob("*.json")), REPORTS // 2):
                path.unlink()
            kept = set(documents(out))
    before = {path: path.stat().st_mtime_ns for path in (out / "reports").glob("*.json")}

    monkeypatch.chdir(tmp_path)
    final = run_batch(["in"], out)

    assert final.failed == 0
    assert final.done + final.unchanged == REPORTS == len(rows(out))
    assert sqlite3.connect(out / "index.sqlite").execute("PRAGMA integrity_check").fetchone() == (
        "ok",
    )
    again = sum(path.stat().st_mtime_ns != when for path, when in before.items())
    assert again <= 4  # documents written in the last moment, whose note was lost
    assert not list(out.rglob("*.part"))
    run_batch(["in"], tmp_path / "whole")
    assert documents(out) == documents(tmp_path / "whole")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_ends_it_at_once_and_says_how_to_go_on(many, tmp_path, number):
    run = start("in", "-o", "out", cwd=tmp_path, start_new_session=True)
    wait_for(lambda: (tmp_path / "out" / "reports").is_dir() and documents(tmp_path / "out"))
    at_work = workers(run)
    asked = time.monotonic()
    if number == signal.SIGINT:
        os.killpg(run.pid, number)  # as a terminal does: to all processes at once
    else:
        run.send_signal(number)
    _, told = run.communicate(timeout=20)
    assert time.monotonic() - asked < 2
    assert run.returncode == 1
    assert "run the same command again to go on" in told and "Traceback" not in told
    assert not any(worker.is_running() for worker in at_work)


def test_workers_end_when_their_run_is_killed(many, tmp_path):
    run = start("in", "-o", "out", cwd=tmp_path)
    wait_for(begun, run)
    at_work = workers(run)
    run.kill()
    run.communicate()
    wait_for(lambda: not any(worker.is_running() for worker in at_work), seconds=10)


def test_progress_is_a_bar_at_a_terminal_and_lines_elsewhere(corpus, tmp_path):
    pty = pytest.importorskip("pty")
    ours, theirs = pty.openpty()
    run = subprocess.Popen(
        command("batch", "in", "-o", "out"), cwd=tmp_path, env=environment(), stderr=theirs
    )
    os.close(theirs)
    shown = b""
    try:
        while part := os.read(ours, 4096):
            shown += part
    except OSError:  # how Linux says that the other end is closed
        pass
    assert run.wait() == 0
    text = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", shown.decode())
    assert re.search(r"reports\s+\[#+\]\s+3/3", text), text
    piped = start("in", "-o", "again", cwd=tmp_path)
    _, told = piped.communicate()
    assert "\r" not in told and "#" not in told
    assert told.startswith("3 reports: 3 done")


def test_an_interrupt_that_a_library_loses_ends_it_all_the_same():
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        asked, seen = Asked(), []
        told = asked.unless(seen.append)
        told("at work")
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)
        with pytest.raises(KeyboardInterrupt):
            told("still at work")
        assert seen == ["at work"]
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)

"""The same work on a real Dask cluster: a scheduler and workers in processes of their own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytest.importorskip("distributed", reason="needs the extra [distributed]: Dask distributed")

import psutil

from extractor.errors import BatchError
from extractor.results.batch.cluster import Cluster
from extractor.results.batch.index import Index
from extractor.results.batch.limits import Limits
from extractor.results.batch.local import run_local
from extractor.results.batch.run import run_batch
from tests.results.conftest import copy, documents, environment, extract
from tests.results.poison import job

LIMITS = Limits(seconds=3, memory=200)


def start(*args: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "distributed.cli.dask_" + args[0], *args[1:]],
        env=environment(), stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, encoding="utf-8",
    )  # fmt: skip


class RealCluster:
    """A scheduler and two workers, each with Dask's nanny, which starts it anew if it dies."""

    def __init__(self) -> None:
        self.scheduler = start("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")
        self.address = ""
        while not self.address:
            line = self.scheduler.stderr.readline()
            assert line, "the scheduler did not start"
            if found := re.search(r"Scheduler at:\s+(tcp://\S+)", line):
                self.address = found[1]
        options = ("--nthreads", "1", "--host", "127.0.0.1", "--no-dashboard")
        self.nannies = [start("worker", self.address, *options) for _ in range(2)]

    def workers(self) -> list[psutil.Process]:
        """The processes that run tasks: the nannies' children."""
        found = []
        for nanny in self.nannies:
            found += [
                c for c in psutil.Process(nanny.pid).children() if "spawn_main" in str(c.cmdline())
            ]
        return found

    def stop(self) -> None:
        for process in (*self.nannies, self.scheduler):
            for child in psutil.Process(process.pid).children(recursive=True):
                child.kill()
            process.kill()
            process.communicate()


@pytest.fixture(scope="module")
def cluster():
    running = RealCluster()
    yield running
    running.stop()


def failures(out: Path) -> list[dict]:
    index = Index(out, read_only=True)
    found = list(index.failures())
    index.close()
    return found


@pytest.mark.skipif(os.name != "posix", reason="crashes as on Unix")
def test_results_and_failures_are_those_of_a_local_run(cluster, corpus, tmp_path, hostile):
    for harm in ("HANG ", "CRASH", "SWELL"):
        (corpus / f"{harm.strip()}.txt").write_text(harm)
    for name in ("html", "truncated"):
        hostile(name).rename(corpus / hostile(name).name)
    copy("jar-2009.pdf", corpus / "twin.pdf")
    copy("jar-2009.pdf", corpus / "other twin.pdf")
    here, there = tmp_path / "here", tmp_path / "there"
    local = run_batch(
        [str(corpus)], here, engine=lambda t: run_local(t, LIMITS, 2, job), model="fast"
    )
    remote = run_batch(
        [str(corpus)], there, engine=Cluster(cluster.address, LIMITS, job), model="fast"
    )
    assert (local.done, local.duplicates, local.failed) == (4, 1, 5)
    assert (remote.done, remote.duplicates, remote.failed) == (4, 1, 5)
    assert documents(here) == documents(there)
    assert failures(here) == failures(there)
    assert (here / "failures.csv").read_bytes() == (there / "failures.csv").read_bytes()


def test_a_killed_worker_loses_nothing(cluster, tmp_path):
    for number in range(60):
        copy("focused-2019-letter.pdf", tmp_path / "in" / f"{number:02}.pdf", number)
    killed = []

    def kill_one(summary) -> None:
        if summary.done >= 10 and not killed and (found := cluster.workers()):
            found[0].kill()
            killed.append(found[0])

    out = tmp_path / "out"
    engine = Cluster(cluster.address, Limits())
    summary = run_batch([str(tmp_path / "in")], out, engine=engine, progress=kill_one)
    assert killed
    assert (summary.done, summary.failed) == (60, 0)
    assert len(documents(out)) == 60


def test_the_command(cluster, corpus, tmp_path):
    out = tmp_path / "out"
    done = extract("batch", corpus, "-o", out, "--scheduler", cluster.address, timeout=60)
    assert done.returncode == 0, done.stderr
    assert "Dask dashboard: http" in done.stderr and "3 done" in done.stderr
    assert len(documents(out)) == 3
    assert not list(out.glob(".seen-*"))


def test_a_worker_that_differs_is_named(cluster, corpus, tmp_path, monkeypatch):
    class Other:
        def every(self) -> str:
            return "another version"

        def of(self, *kind: object) -> str:
            return "another version"

    monkeypatch.setattr("extractor.results.batch.cluster.Fingerprints", Other)
    with pytest.raises(BatchError, match="not the same as here"):
        run_batch([str(corpus)], tmp_path / "out", engine=Cluster(cluster.address, LIMITS))


def test_no_scheduler(corpus, tmp_path, monkeypatch):
    monkeypatch.setattr("extractor.results.batch.cluster._CONNECT", 1.0)
    begun = time.monotonic()
    with pytest.raises(BatchError, match="there is no Dask scheduler"):
        run_batch([str(corpus)], tmp_path, engine=Cluster("tcp://127.0.0.1:9", LIMITS))
    assert time.monotonic() - begun < 20

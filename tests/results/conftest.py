"""Small corpora for the runs over many reports."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from extractor.results.batch.index import Index
from tests.corpus import SAMPLES

ROOT = Path(__file__).parents[2]
PDFS = ("focused-2019-letter.pdf", "ilacs-2023-short.pdf", "sif-2018-reinspection.pdf")


def copy(name: str, target: Path, number: int = 0) -> Path:
    """A sample under another name; with a ``number``, of other bytes that say the same."""
    target.parent.mkdir(parents=True, exist_ok=True)
    data = (SAMPLES / name).read_bytes()
    target.write_bytes(data + (f"\n% copy {number}\n".encode() if number else b""))
    return target


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Three reports in a folder, one of them in a folder below."""
    folder = tmp_path / "in"
    for name, place in zip(PDFS, ("a.pdf", "b.pdf", "below/c.PDF"), strict=True):
        copy(name, folder / place)
    return folder


def extract(*args: object, **options: object) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own."""
    return subprocess.run(
        command(*args), capture_output=True, encoding="utf-8", env=environment(), **options
    )  # type: ignore[call-overload]


def command(*args: object) -> list[str]:
    """The command line that runs this checkout's ``extract``."""
    return [sys.executable, "-m", "extractor", *map(str, args)]


def environment() -> dict[str, str]:
    """An environment in which any folder's Python finds this checkout."""
    return {**os.environ, "PYTHONPATH": str(ROOT)}


def rows(folder: Path) -> dict[str, dict]:
    """The index's rows by source."""
    index = Index(folder, read_only=True)
    found = {row["source"]: row for row in index.results()}
    index.close()
    return found


def failures(folder: Path) -> dict[str, dict]:
    """The failures' rows by source."""
    index = Index(folder, read_only=True)
    found = {row["source"]: row for row in index.failures()}
    index.close()
    return found


def documents(folder: Path) -> dict[str, bytes]:
    """Each document's bytes by file name; each must be whole."""
    found = {path.name: path.read_bytes() for path in _files(folder)}
    for text in found.values():
        assert json.loads(text)["schema_version"]
    return found


def _files(folder: Path) -> Iterator[Path]:
    return (folder / "reports").glob("*.json")

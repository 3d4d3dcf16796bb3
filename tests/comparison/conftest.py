"""The samples as a results folder, and invented ones."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from extractor.comparison.corpus import Corpus
from extractor.comparison.frames import load
from extractor.results.batch.run import run_batch
from tests.comparison.synthetic import results as synthetic_results
from tests.comparison.synthetic import stored
from tests.corpus import SAMPLES


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A results folder of all samples. Not to be changed."""
    out = tmp_path_factory.mktemp("samples") / "results"
    run_batch([str(SAMPLES)], out, jobs=2)
    return out


@pytest.fixture(scope="session")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A results folder of ten invented councils with eight reports each. Not to be changed."""
    return synthetic_results(tmp_path_factory.mktemp("invented") / "r", 10, 8, findings=(8, 16))


@pytest.fixture
def corpus_of(tmp_path: Path) -> Callable[..., Corpus]:
    """Makes a corpus of documents made by hand."""
    return lambda *documents: load(stored(tmp_path / "results", documents))


def raw(folder: Path) -> list[dict]:
    """The documents of a results folder, as they stand there."""
    found = [json.loads(path.read_bytes()) for path in sorted((folder / "reports").glob("*.json"))]
    return found

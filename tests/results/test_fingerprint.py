"""A changed framework file, and what is done again because of it."""

from __future__ import annotations

import re
import shutil

import pytest

from extractor.errors import FrameworkDataError
from extractor.results.batch.fingerprint import FRAMEWORKS, Fingerprints, common
from extractor.results.batch.run import run_batch
from tests.results.conftest import copy, rows

KINDS = {
    "sif": ("sif", None, "standard", "2015-03-01"),
    "ilacs-2018": ("ilacs", "2018", "standard", "2019-03-01"),
    "ilacs-2023": ("ilacs", "2023", "short", "2024-03-01"),
    "ilacs-focused-visit": ("ilacs", None, "focused_visit", "2024-03-01"),
    "undated": ("ilacs", "2023", "standard", None),
    "unknown": ("unknown", None, None, None),
}


@pytest.fixture
def data(tmp_path):
    return shutil.copytree(FRAMEWORKS, tmp_path / "data")


def changed(data, stem) -> set[str]:
    """The kinds of report whose fingerprint another end of the file changes."""
    before = {name: Fingerprints(data).of(*kind) for name, kind in KINDS.items()}
    path = data / f"{stem}.toml"
    path.write_text(path.read_text("utf-8") + "\n# another word\n", "utf-8")
    now = Fingerprints(data)
    return {name for name, kind in KINDS.items() if now.of(*kind) != before[name]}


@pytest.mark.parametrize(
    ("stem", "whose"),
    [
        ("sif", {"sif"}),
        ("ilacs-2023", {"ilacs-2023", "undated"}),
        ("ilacs-focused-visit", {"ilacs-focused-visit", "undated"}),
        ("ilacs-base", {"ilacs-2018", "ilacs-2023", "undated"}),
        ("jar", set()),
        ("_fragments", set(KINDS)),
    ],
)
def test_a_framework_file_matters_to_its_own_reports_and_the_unknown(data, stem, whose):
    assert changed(data, stem) == whose | {"unknown"}


def test_how_frameworks_are_told_apart_matters_to_all(data):
    before = {name: Fingerprints(data).of(*kind) for name, kind in KINDS.items()}
    path = data / "jar.toml"
    path.write_text(re.sub(r"rank = \d+", "rank = 99", path.read_text("utf-8")), "utf-8")
    assert all(Fingerprints(data).of(*kind) != before[name] for name, kind in KINDS.items())


def test_a_broken_file_is_named(data):
    (data / "sif.toml").write_text("id = ")
    with pytest.raises(FrameworkDataError, match=r"sif\.toml"):
        Fingerprints(data)


def test_the_code_and_the_libraries_matter():
    assert common() == common() and len(common()) == 64


def test_only_its_reports_are_done_again(tmp_path, monkeypatch, data):
    folder, out = tmp_path / "in", tmp_path / "out"
    for name in ("sif-2018-reinspection.pdf", "ilacs-2023-short.pdf", "jar-2009.pdf"):
        copy(name, folder / name)
    use = "extractor.results.batch.run.Fingerprints"
    monkeypatch.setattr(use, lambda model: Fingerprints(data, model))
    run_batch([str(folder)], out, jobs=1)
    made = {name: row["extracted_at"] for name, row in rows(out).items()}
    path = data / "sif.toml"
    path.write_text(path.read_text("utf-8") + "\n# another word\n", "utf-8")
    again = run_batch([str(folder)], out, jobs=1)
    assert (again.done, again.unchanged) == (1, 2)
    assert len(made) == 3


def test_another_model_does_a_corpus_anew(tmp_path):
    folder, out = tmp_path / "in", tmp_path / "out"
    copy("focused-2019-letter.pdf", folder / "a.pdf")
    assert run_batch([str(folder)], out, jobs=1, model="fast").done == 1
    again = run_batch([str(folder)], out, jobs=1, model="accurate")
    assert (again.done, again.failed) == (1, 0)
    text = next((out / "reports").glob("*.json")).read_text("utf-8")
    assert '"model:accurate"' in text
    assert run_batch([str(folder)], out, jobs=1, model="accurate").unchanged == 1

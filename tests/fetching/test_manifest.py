"""The manifest of known reports, and folders checked against it."""

from __future__ import annotations

import csv
import hashlib
import re

import pytest

from extractor.corpus.manifest import DEFAULT, Entry, load, official_urls, save
from extractor.corpus.verify import verify
from extractor.errors import CorpusError
from tests.results.conftest import ROOT, copy, extract

SAMPLES = ("focused-2019-letter.pdf", "jar-2009.pdf")


@pytest.fixture
def reports(tmp_path):
    """Two reports in a folder, and the entries of a manifest that knows them."""
    entries = []
    for name in SAMPLES:
        path = copy(name, tmp_path / "reports" / "kind" / name)
        entries.append(Entry(f"kind/{name}", hashlib.sha256(path.read_bytes()).hexdigest()))
    return tmp_path / "reports", entries


def problems(folder, entries):
    return [error.problem for error in verify(folder, entries).errors]


def test_ours_holds_facts_of_984_reports():
    entries = load()
    assert DEFAULT == ROOT / "corpus" / "manifest.csv"
    assert len(entries) == len({e.sha256 for e in entries}) == len({e.file for e in entries}) == 984
    for entry in entries:
        assert re.fullmatch(r"[0-9a-f]{64}", entry.sha256)
        assert re.fullmatch(r"[a-z0-9-]+/[a-z-]+_20\d\d-\d\d-\d\d\.pdf", entry.file)
        assert re.fullmatch(r"(https://files\.ofsted\.gov\.uk/v1/file/\d+)?", entry.official_url)
        assert entry.licence == "OGL-UK-3.0" and int(entry.pages) > 0
    assert len(official_urls()) == 591
    with (ROOT / "extractor/facts/data/councils.csv").open(encoding="utf-8") as stream:
        names = {row["name"] for row in csv.DictReader(stream)}
    assert {e.council for e in entries} <= names


def test_a_folder_as_it_should_be(reports):
    folder, entries = reports
    state = verify(folder, [*entries, Entry("kind/other.pdf", "0" * 64)])
    assert (state.files, state.known, state.absent, state.errors) == (2, 2, 1, [])


def test_a_folder_as_it_should_not_be(reports):
    folder, entries = reports
    (folder / "stranger.pdf").write_bytes(b"%PDF-1.7 what is this")
    assert problems(folder, entries) == ["no manifest knows these bytes"]
    save(folder / "manifest.csv", [*entries, Entry("kind/lost.pdf", "1" * 64)])
    (folder / entries[0].file).write_bytes(b"%PDF-1.7 changed")
    assert problems(folder, entries) == [
        "no manifest knows these bytes",
        "its bytes are not those that the folder's manifest lists",
        "it is listed but not there",
    ]


def test_the_command(reports):
    folder, entries = reports
    save(folder / "known.csv", entries)
    done = extract("corpus", "verify", folder, "--manifest", folder / "known.csv")
    assert (done.returncode, done.stdout) == (0, "")
    assert "2 files: 2 as they should be, 0 problems; 0 known reports absent" in done.stderr
    (folder / "html.pdf").write_text("<html>")
    done = extract("corpus", "verify", folder, "--manifest", folder / "known.csv")
    assert done.returncode == 3 and "html.pdf: no manifest knows" in done.stderr
    assert "as they should be, 1 problem; 0 known" in done.stderr
    assert extract("corpus", "verify", folder / "nowhere").returncode == 1


@pytest.mark.parametrize("file", ["../a.pdf", "/etc/a.pdf", "C:\\a.pdf", "a\\..\\..\\b.pdf", ""])
def test_no_entry_leads_outside_the_folder(tmp_path, file):
    save(tmp_path / "manifest.csv", [Entry(file, "0" * 64)])
    with pytest.raises(CorpusError, match="no path below a folder"):
        load(tmp_path / "manifest.csv")


def test_no_manifest(tmp_path):
    with pytest.raises(CorpusError, match="there is no manifest"):
        load(tmp_path / "none.csv")
    (tmp_path / "bad.csv").write_text("a,b\n1,2\n")
    with pytest.raises(CorpusError, match="it needs the columns"):
        load(tmp_path / "bad.csv")

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
    with pytest.raises(CorpusError, match="cannot be read"):
        load(tmp_path)


@pytest.mark.parametrize("rows", ["", "1,2\n"])
@pytest.mark.parametrize(
    ("read", "header", "missing"),
    [
        (load, "", "no columns 'file', 'sha256'"),
        (load, "just a line of text\n", "no columns 'file', 'sha256'"),
        (load, "file,url\n", "no column 'sha256'"),
        (official_urls, "file,sha256\n", "no column 'official_url'"),
        (official_urls, "file;sha256;official_url\n", "no columns 'sha256', 'official_url'"),
    ],
)
def test_a_file_without_the_columns_is_no_manifest(tmp_path, read, header, missing, rows):
    (tmp_path / "t.csv").write_text(header + rows)
    with pytest.raises(CorpusError, match=f"t.csv: it has {missing}"):
        read(tmp_path / "t.csv")


def test_links_need_no_names_of_files(tmp_path):
    path = tmp_path / "links.csv"
    path.write_text("sha256,official_url\nab,https://example.org/x\ncd,\n")
    assert official_urls(path) == {"ab": "https://example.org/x"}


def test_a_wrong_manifest_ends_the_commands_that_take_one(reports, tmp_path):
    (tmp_path / "t.txt").write_text("no manifest\n")
    for command in (
        ("corpus", "verify", reports[0]), ("corpus", "fetch", "-o", tmp_path / "out"),
        ("search", tmp_path, "words"), ("tables", tmp_path, "-o", tmp_path / "out"),
    ):  # fmt: skip
        done = extract(*command, "--manifest", tmp_path / "t.txt")
        assert (done.returncode, done.stdout) == (1, "")
        assert "t.txt: it has no columns " in done.stderr and done.stderr.count("\n") == 1
    assert not (tmp_path / "out").exists()

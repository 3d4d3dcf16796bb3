"""Which reports a name means."""

from __future__ import annotations

import importlib.util

import pytest

from extractor.errors import ExtractError, InputError
from extractor.results.batch.inputs import expand
from extractor.results.batch.run import run_batch
from tests.results.conftest import PDFS, copy, extract, failures, rows


def names(*args, lists=()):
    found = list(expand(map(str, args), lists))
    assert not any(isinstance(f, ExtractError) for f in found), found
    return [f.name for f in found]


def errors(*args):
    return [f for f in expand(map(str, args)) if isinstance(f, ExtractError)]


@pytest.fixture
def here(corpus, monkeypatch):
    monkeypatch.chdir(corpus.parent)


def test_a_folder_to_the_bottom_without_what_is_no_report(here, corpus):
    for name in ("notes.docx", ".hidden.pdf", "below/manifest.csv"):
        (corpus / name).touch()
    (corpus / "z.txt").touch()
    assert names("in") == ["in/a.pdf", "in/b.pdf", "in/z.txt", "in/below/c.PDF"]


def test_linked_folders_once(here, corpus, tmp_path):
    copy(PDFS[0], tmp_path / "other" / "d.pdf")
    (corpus / "link").symlink_to(tmp_path / "other", target_is_directory=True)
    (corpus / "up").symlink_to(corpus, target_is_directory=True)
    assert names("in") == ["in/a.pdf", "in/b.pdf", "in/below/c.PDF", "in/link/d.pdf"]


def test_globs_files_and_each_name_once(here):
    assert names("in/**/*.[pP]*", "in/a.pdf") == ["in/a.pdf", "in/b.pdf", "in/below/c.PDF"]
    (error,) = errors("in/*.doc")
    assert "no file matches" in str(error)


def test_a_file_whose_name_looks_like_a_glob(here, corpus):
    copy(PDFS[0], corpus / "[1].pdf")
    assert names("in/[1].pdf") == ["in/[1].pdf"]


def test_lists_by_lines_and_by_nuls(here, tmp_path):
    (tmp_path / "list").write_text("in/a.pdf\nin/below\n")
    assert names(lists=[str(tmp_path / "list")]) == ["in/a.pdf", "in/below/c.PDF"]
    (tmp_path / "list").write_bytes(b"in/new\nline.pdf\0in/a.pdf\0")
    assert names(lists=[str(tmp_path / "list")]) == ["in/new\nline.pdf", "in/a.pdf"]
    with pytest.raises(InputError, match="list cannot be read"):
        names(lists=["nowhere"])


def test_a_manifest_and_the_bytes_it_promises(here, corpus, tmp_path):
    (corpus / "manifest.csv").write_text(
        "council,file,sha256\nX,a.pdf," + "0" * 64 + "\nY,below/c.PDF,\n", "utf-8-sig"
    )
    assert names("in/manifest.csv") == ["in/a.pdf", "in/below/c.PDF"]
    run_batch(["in/manifest.csv"], tmp_path / "out", jobs=1)
    assert list(rows(tmp_path / "out")) == ["in/below/c.PDF"]
    assert "not those of the manifest" in failures(tmp_path / "out")["in/a.pdf"]["problem"]
    (corpus / "empty.csv").touch()
    (error,) = errors("in/empty.csv")
    assert "a column called one of file" in error.remedy


def test_a_folder_or_a_list_without_reports_is_told(here, corpus, tmp_path):
    (corpus / "none" / "below").mkdir(parents=True)
    (corpus / "none" / "notes.docx").touch()
    (error,) = errors("in/none")
    assert str(error).startswith("in/none: the folder holds no .pdf or .txt; ")
    assert names("in/[abn]*") == ["in/a.pdf", "in/b.pdf", "in/below/c.PDF"]
    (error,) = errors("in/n*")
    assert "no file matches it, nor does a folder with .pdf or .txt in it" in str(error)
    (tmp_path / "list").touch()
    (error,) = expand([], [str(tmp_path / "list")])
    assert "the list names no reports" in str(error)


def test_what_means_no_report_makes_no_results_folder(here, corpus, tmp_path):
    (corpus / "none").mkdir()
    for wrong, told in (
        ("in/none", "the folder holds no .pdf or .txt"), ("in/gone", "no such file"),
    ):  # fmt: skip
        done = extract("batch", wrong, "in/nor-this.pdf", "-o", "out", cwd=tmp_path)
        assert done.returncode == 3
        assert f"extract: {wrong}: {told}" in done.stderr
        assert "2 reports: 0 done, 2 failed" in done.stderr
        assert not (tmp_path / "out").exists()


def test_a_folder_that_was_empty_is_no_failure_once_it_is_filled(here, corpus, tmp_path):
    (corpus / "none").mkdir()
    assert run_batch(["in", "in/none"], tmp_path / "out", jobs=1, model="fast").failed == 1
    assert list(failures(tmp_path / "out")) == ["in/none"]
    copy(PDFS[0], corpus / "none" / "d.pdf", 1)
    assert run_batch(["in/none"], tmp_path / "out", jobs=1, model="fast").done == 1
    assert failures(tmp_path / "out") == {}


@pytest.mark.skipif(not importlib.util.find_spec("fsspec"), reason="needs the extra [s3]: fsspec")
def test_urls_of_folders_globs_and_files(here, corpus, tmp_path):
    top = corpus.as_uri()
    assert [n.rsplit("/", 1)[1] for n in names(top)] == ["a.pdf", "b.pdf", "c.PDF"]
    assert [n.rsplit("/", 1)[1] for n in names(f"{top}/*.pdf")] == ["a.pdf", "b.pdf"]
    summary = run_batch([f"{top}/a.pdf", f"{top}/gone.pdf"], tmp_path / "out", jobs=1)
    assert (summary.done, summary.failed) == (1, 1)
    assert list(rows(tmp_path / "out")) == [f"{top}/a.pdf"]
    assert run_batch([f"{top}/a.pdf"], tmp_path / "out").unchanged == 1
    (error,) = errors("nosuch://x/y/")
    assert "nosuch" in str(error)

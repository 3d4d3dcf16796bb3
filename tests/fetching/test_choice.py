"""Which of the known reports are meant, and what the command says of those that are not known."""

from __future__ import annotations

import sys

import pytest
from click.testing import CliRunner

from extractor.cli.app import cli
from extractor.corpus.choice import choose
from extractor.corpus.manifest import Entry, save
from extractor.errors import CorpusError

ENTRIES = [
    Entry("a.pdf", "0" * 64, "Oldham", kind="ilacs"),
    Entry("b.pdf", "1" * 64, "Oldham", kind="area SEND"),
    Entry("c.pdf", "2" * 64, "Dorset", kind="ilacs"),
]


def files(**wanted):
    return [entry.file for entry in choose(ENTRIES, **wanted)]


def test_kind_and_council_combine_in_any_case():
    assert files() == ["a.pdf", "b.pdf", "c.pdf"]
    assert files(council="oldham") == ["a.pdf", "b.pdf"]
    assert files(kind="Area send") == ["b.pdf"]
    assert files(kind="ilacs", council=" Dorset ") == ["c.pdf"]


@pytest.mark.parametrize(
    ("wanted", "problem", "remedy"),
    [
        ({"council": "Oldam"}, "Oldam: no known report is on this council", "did you mean Oldham?"),
        ({"council": "Xyz"}, "Xyz: no known report", "name a council as the manifest does"),
        ({"kind": "sif"}, "sif: no known report is of this kind", "name one of area SEND, ilacs"),
        ({"kind": "area SEND", "council": "Dorset"}, "is both of this kind and on Dorset", "leave"),
    ],
)
def test_what_is_not_known_is_named(wanted, problem, remedy):
    with pytest.raises(CorpusError) as caught:
        choose(ENTRIES, **wanted)
    assert problem in str(caught.value) and remedy in caught.value.remedy


def test_a_wrong_name_is_told_before_anything_else(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "urllib3", None)
    fetch = ["corpus", "fetch", "-o", str(tmp_path / "out")]
    run = CliRunner().invoke(cli, [*fetch, "--council", "Oldam"])
    assert run.exit_code == 1 and run.stderr.count("\n") == 1 and "Oldham" in run.stderr
    run = CliRunner().invoke(cli, [*fetch, "--council", "Oldham"])
    assert run.exit_code == 1 and run.stderr.count("\n") == 1  # and no title of a bar
    assert "needs urllib3; install the extra [corpus]" in run.stderr
    assert not (tmp_path / "out").exists()


def test_where_nobody_looks_there_is_one_line(tmp_path):
    pytest.importorskip("urllib3", reason="needs the extra [corpus]: urllib3")
    save(tmp_path / "m.csv", ENTRIES)
    out, manifest = str(tmp_path / "out"), str(tmp_path / "m.csv")
    run = CliRunner().invoke(cli, ["corpus", "fetch", "-o", out, "--manifest", manifest])
    assert run.exit_code == 0
    assert run.stderr.startswith("3 known reports: 0 fetched") and run.stderr.count("\n") == 1

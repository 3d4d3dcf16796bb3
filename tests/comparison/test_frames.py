"""The frames hold what the documents say, now; a damaged document costs only itself."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
from concurrent.futures import Future
from pathlib import Path

import pytest

pytest.importorskip("pandas", reason="needs the extra [compare]: pandas")
pytest.importorskip("pyarrow", reason="needs the extra [compare]: pyarrow")
pytest.importorskip("msgspec", reason="needs the extra [compare]: msgspec")

import loky
import pandas as pd

from extractor.comparison import cache, documents
from extractor.comparison.frames import load
from extractor.errors import ComparisonError
from extractor.results.tables.columns import TABLES
from extractor.results.tables.frames import frame
from extractor.results.tables.rows import documents as plain_documents
from tests.comparison.conftest import raw
from tests.comparison.synthetic import document, stored

ROOT = Path(__file__).parents[2]


def whole(corpus, table):
    """A table with all its columns, in an order that does not depend on how it was read."""
    rows = corpus.rows(table, corpus.table(table))[[c.name for c in TABLES[table]]]
    keys = [k for k in ("sha256", "id", "key_area", "char_start") if k in rows]
    return rows.sort_values(keys).reset_index(drop=True)


@pytest.mark.parametrize("table", TABLES)
def test_the_frames_are_the_tables(samples, table):
    """Against `extract tables`, which knows nothing of the cache."""
    rows = [row for d in plain_documents(samples, {}) for row in d[table]]
    wanted = frame(table, rows).sort_values(["sha256"], kind="stable")
    found = whole(load(samples), table)
    if table == "reports":
        assert list(found["url"]) == list(wanted["url"])
    wanted = wanted.sort_values([k for k in ("sha256", "id", "key_area", "char_start")
                                 if k in wanted]).reset_index(drop=True)  # fmt: skip
    assert len(found) == len(wanted) > 0
    for column in TABLES[table]:
        ours = [None if pd.isna(v) else v for v in found[column.name]]
        theirs = [None if pd.isna(v) else v for v in wanted[column.name]]
        if column.type == "date":
            ours = [v and v.date() for v in ours]
        assert ours == theirs, column.name


def test_what_is_added_to_the_rows(samples):
    corpus = load(samples)
    by_sha = {d["source"]["sha256"]: d for d in raw(samples)}
    for row in corpus.findings.sample(50, random_state=1).itertuples():
        said = by_sha[row.sha256]
        assert row.year == int(said["inspection"]["start"][:4])
        assert row.place == (said["council"]["ons_code"] or said["council"]["name"])
    kinds = dict(zip(corpus.reports["sha256"], corpus.reports["kind"], strict=True))
    for sha, said in by_sha.items():
        if said["inspection"]["type"] in ("focused_visit", "short", "standard"):
            visit = said["inspection"]["type"] == "focused_visit"
            assert kinds[sha] == ("focused_visit" if visit else "childrens_services")


def test_documents_are_parsed_once(tmp_path, monkeypatch):
    made = [document(council=f"C{n}", ons_code=f"E{n}") for n in range(40)]
    folder = stored(tmp_path / "r", made)
    seen = []
    parse = documents.parse
    monkeypatch.setattr(documents, "parse", lambda *a: seen.append(a[0]) or parse(*a))
    first = load(folder)
    assert len(seen) == 40
    again = load(folder)
    assert len(seen) == 40
    pd.testing.assert_frame_equal(whole(first, "reports"), whole(again, "reports"))
    other = document(findings=[("weakness", "neglect", "A.")])
    made[7] = {**made[7], "findings": other["findings"]}
    stored(folder, made)
    changed = load(folder)
    assert len(seen) == 41
    assert len(changed.findings) == 1 and len(first.findings) == 0


def test_a_changed_document_is_never_missed(tmp_path):
    """Of the same size, at the same place, with its times put back."""
    folder = stored(tmp_path / "r", [document(grades={"leadership": "good"})])
    assert list(load(folder).judgements["grade"]) == ["good"]
    path = next((folder / "reports").glob("*.json"))
    before = path.stat()
    text = path.read_bytes()
    path.write_bytes(text.replace(b'"grade": "good"', b'"grade": "poor"'))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.stat().st_size == before.st_size
    assert list(load(folder).judgements["grade"]) == ["poor"]
    path.write_bytes(text)
    assert list(load(folder).judgements["grade"]) == ["good"]


def test_documents_that_come_and_go(tmp_path):
    made = [document(council=f"C{n}", ons_code=f"E{n}") for n in range(6)]
    folder = stored(tmp_path / "r", made[:4])
    assert sorted(load(folder).reports["council"]) == ["C0", "C1", "C2", "C3"]
    stored(folder, made[2:])
    assert sorted(load(folder).reports["council"]) == ["C2", "C3", "C4", "C5"]
    kept = sum(len(pd.read_parquet(p)) for p in folder.glob(".comparison/*/reports.parquet"))
    assert kept == 4  # nothing of the old ones is left


SPOILT = (
    (lambda d: '{"schema_version": "1.0", ', ""),
    (lambda d: "", ""),
    (lambda d: json.dumps({**d, "schema_version": "2.0"}), "schema version 2.0"),
    (lambda d: json.dumps({**d, "findings": None}), "findings"),
    (lambda d: json.dumps({k: v for k, v in d.items() if k != "council"}), "council"),
    (lambda d: json.dumps({**d, "source": {**d["source"], "sha256": "0" * 64}}), "another"),
    (lambda d: json.dumps({**d, "inspection": {**d["inspection"], "start": "soon"}}), "date"),
    (lambda d: json.dumps({**d, "source": {**d["source"], "pages": 10**12}}), "pages"),
    (lambda d: None, "cannot be read"),
)


def test_a_damaged_document_costs_only_itself(tmp_path):
    made = [document(f"C{n}", ons_code=f"E{n}", grades={"leadership": "good"}) for n in range(20)]
    folder = stored(tmp_path / "r", made)
    wanted = {}
    for said, (spoil, told) in zip(made, SPOILT, strict=False):
        path = folder / "reports" / f"{said['source']['sha256'][:16]}.json"
        text = spoil(said)
        path.unlink() if text is None else path.write_text(text)
        wanted[f"reports/{path.name}"] = told
    for _ in range(2):  # from the documents, then from the cache
        corpus = load(folder)
        left = {f"C{n}" for n in range(len(SPOILT), 20)}
        assert set(corpus.judgements["council"]) == set(corpus.reports["council"]) == left
        assert {p.document for p in corpus.problems} == set(wanted)
        assert all(wanted[p.document] in p.problem for p in corpus.problems)
    stored(folder, made)
    assert len(load(folder).reports) == 20 and load(folder).problems == ()


def test_half_a_character_is_no_damage(tmp_path):
    """Documents may hold escapes of half a surrogate pair."""
    folder = stored(tmp_path / "r", [document(findings=[("weakness", "neglect", "Half.")])])
    path = next((folder / "reports").glob("*.json"))
    path.write_text(path.read_text().replace("Half.", "Half \\ud83d."))
    corpus = load(folder)
    assert corpus.problems == ()
    assert list(corpus.rows("findings", corpus.findings)["text"]) == ["Half ?."]


@pytest.fixture
def public():
    """A folder below which everybody may read (pytest's own are for their owner)."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.mark.skipif(os.name == "nt", reason="permissions are others there")
def test_a_read_only_folder(samples, public):
    """As somebody who may read it and no more; the index still has its log beside it."""
    folder = shutil.copytree(samples, public / "r", ignore=lambda *_: [".comparison"])
    held = sqlite3.connect(folder / "index.sqlite")
    held.execute("UPDATE sources SET mark = 'seen'")
    held.commit()
    assert (folder / "index.sqlite-wal").stat().st_size > 0
    warm = stored(public / "warm", [document(findings=[("weakness", "neglect", "A.")])])
    code = (
        "import os, sys\n"
        "from extractor.comparison.frames import load\n"
        "def sizes(c): return len(c.reports), len(c.rows('findings', c.findings))\n"
        "sizes(load(sys.argv[1]))\n"  # so that all is imported while it may be read
        "if os.getuid() == 0: os.setuid(65534)\n"
        "print(*sizes(load(sys.argv[2])))\n"
    )
    for path in (*folder.rglob("*"), folder):
        path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        done = subprocess.run(
            [sys.executable, "-c", code, str(warm), str(folder)], capture_output=True, text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip
    finally:
        folder.chmod(0o755)
        (folder / "reports").chmod(0o755)
        held.close()
    assert done.returncode == 0, done.stderr
    corpus = load(samples)
    assert done.stdout.split() == [str(len(corpus.reports)), str(len(corpus.findings))]
    assert not (folder / ".comparison").exists()


def test_a_damaged_cache_is_made_anew(tmp_path):
    folder = stored(tmp_path / "r", [document(findings=[("weakness", "neglect", "A.")] * 50)])
    wanted = whole(load(folder), "findings")
    for spoil in (
        lambda data: data[: len(data) // 2],
        lambda data: b"",
        lambda data: data[:200] + bytes([data[200] ^ 255]) + data[201:],
    ):
        for path in folder.glob(".comparison/*/findings.parquet"):
            path.write_bytes(spoil(path.read_bytes()))
        for _ in range(2):  # the second finds a cache again
            pd.testing.assert_frame_equal(whole(load(folder), "findings"), wanted)


def test_texts_that_are_gone(tmp_path):
    """Another command has loaded the changed results meanwhile."""
    folder = stored(tmp_path / "r", [document(findings=[("weakness", "neglect", "A.")])])
    corpus = load(folder)
    stored(folder, [document(findings=[("weakness", "neglect", "B.")])])
    load(folder)
    with pytest.raises(ComparisonError, match="load the results again"):
        corpus.rows("findings", corpus.findings)


def test_damaged_texts_are_made_anew(tmp_path):
    """They are only read when asked for."""
    folder = stored(tmp_path / "r", [document(findings=[("weakness", "neglect", "A.")] * 50)])
    wanted = whole(load(folder), "findings")
    for spoil in (
        lambda data: data[: len(data) // 2],
        lambda data: data[:50] + bytes([data[50] ^ 255]) + data[51:],
    ):
        (path,) = folder.glob(".comparison/*/findings.text.parquet")
        path.write_bytes(spoil(path.read_bytes()))
        corpus = load(folder)
        with pytest.raises(ComparisonError, match="load the results again"):
            corpus.rows("findings", corpus.findings)
        pd.testing.assert_frame_equal(whole(load(folder), "findings"), wanted)


def test_without_a_cache_all_is_the_same(samples, tmp_path):
    folder = shutil.copytree(samples, tmp_path / "r", ignore=lambda *_: [".comparison"])
    corpus = load(folder, cache=False)
    assert not (folder / ".comparison").exists()
    pd.testing.assert_frame_equal(whole(corpus, "findings"), whole(load(folder), "findings"))


@pytest.fixture
def two(monkeypatch):
    """Two processes, whatever the machine has and however few the documents are."""
    monkeypatch.setattr(cache, "MANY", 1)
    monkeypatch.setattr("loky.cpu_count", lambda: 2)


def test_many_processes_make_the_same(invented, tmp_path, two, monkeypatch):
    folder = shutil.copytree(invented, tmp_path / "r", ignore=lambda *_: [".comparison"])
    sent = []
    submit = loky.ProcessPoolExecutor.submit
    monkeypatch.setattr(
        loky.ProcessPoolExecutor, "submit", lambda *a: sent.append(a) or submit(*a)
    )
    found = whole(load(folder), "findings")
    pd.testing.assert_frame_equal(found, whole(load(invented, cache=False), "findings"))
    assert 0 < len(sent) < len(list(folder.glob(".comparison/*")))  # the others here


def test_a_process_that_is_killed(invented, tmp_path, two, monkeypatch):
    folder = shutil.copytree(invented, tmp_path / "r", ignore=lambda *_: [".comparison"])

    def killed(*_):
        raise loky.BrokenProcessPool("killed")

    monkeypatch.setattr(loky.ProcessPoolExecutor, "submit", killed)
    pd.testing.assert_frame_equal(
        whole(load(folder), "findings"), whole(load(invented), "findings")
    )


def test_an_error_ends_all_lanes(invented, tmp_path, two, monkeypatch):
    folder = shutil.copytree(invented, tmp_path / "r", ignore=lambda *_: [".comparison"])
    sent = []

    def wrong(job):
        raise ZeroDivisionError

    def slow(_, function, job):
        sent.append(job)
        done = Future()
        threading.Timer(0.2, done.set_result, (None,)).start()
        return done

    monkeypatch.setattr(loky.ProcessPoolExecutor, "submit", slow)
    monkeypatch.setattr(cache, "make", wrong)
    with pytest.raises(ZeroDivisionError):
        load(folder)
    assert len(sent) <= 1


def test_a_script_needs_no_guard(invented, tmp_path):
    """What starts processes would run the whole script again in each, were it multiprocessing."""
    folder = shutil.copytree(invented, tmp_path / "r", ignore=lambda *_: [".comparison"])
    script = tmp_path / "script.py"
    script.write_text(
        "import sys, loky\n"
        "from extractor.comparison import cache\n"
        "from extractor.comparison.frames import load\n"
        "cache.MANY, loky.cpu_count = 1, lambda: 2\n"
        "print('once')\n"
        "print(len(load(sys.argv[1]).reports))\n"
    )
    done = subprocess.run(
        [sys.executable, script, folder], capture_output=True, text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.split("\n")[:2] == ["once", str(len(load(invented).reports))]


def test_each_document_is_read_once(tmp_path, monkeypatch):
    """Where there is no cache; else once more where its bucket is to be made."""
    folder = stored(tmp_path / "r", [document(f"C{n}", ons_code=f"E{n}") for n in range(30)])
    seen = []
    read = documents.read
    monkeypatch.setattr(documents, "read", lambda path: seen.append(path) or read(path))
    load(folder)
    assert len(seen) == len(set(seen)) == 30


@pytest.mark.parametrize("together", [1, 7, 1000])
def test_however_many_are_taken_at_a_time(samples, monkeypatch, together):
    wanted = whole(load(samples), "findings")
    monkeypatch.setattr(documents, "_TOGETHER", together)
    pd.testing.assert_frame_equal(whole(load(samples, cache=False), "findings"), wanted)


def test_texts_of_any_rows(invented):
    corpus = load(invented)
    texts = {(d["source"]["sha256"], f["id"]): f["text"] for d in raw(invented)
             for f in d["findings"]}  # fmt: skip
    some = corpus.findings.sample(200, random_state=2)
    found = corpus.rows("findings", some)
    assert list(found.index) == list(some.index)
    for row in found.itertuples():
        assert row.text == texts[row.sha256, row.id]


def test_no_reports(tmp_path):
    corpus = load(stored(tmp_path / "r", []))
    assert [len(corpus.table(name)) for name in TABLES] == [0, 0, 0, 0]


def test_a_narrative_inspection_is_never_graded(corpus_of):
    visit = document(type="focused_visit", grades={"leadership": "good"})
    joint = document(framework="jtai", type=None, grades={"leadership": "inadequate"})
    corpus = corpus_of(visit, joint, document(grades={"leadership": "outstanding"}))
    assert list(corpus.judgements["grade"]) == ["outstanding"]


def test_what_is_no_results_folder(tmp_path):
    with pytest.raises(ComparisonError, match="is no results folder"):
        load(tmp_path)
    (tmp_path / "index.sqlite").write_bytes(b"no database" * 100)
    with pytest.raises(ComparisonError):
        load(tmp_path)


def test_official_addresses(samples, tmp_path):
    sha = raw(samples)[0]["source"]["sha256"]
    manifest = tmp_path / "manifest.csv"
    manifest.write_text(f"file,sha256,official_url\nx.pdf,{sha},https://example.org/x\n")
    reports = load(samples, manifest=manifest).reports
    assert dict(zip(reports["sha256"], reports["url"], strict=True))[sha] == "https://example.org/x"

"""Searching a results folder: what is found, and an index that is never stale."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from extractor.cli.app import cli
from extractor.comparison import known
from extractor.comparison.search import engine, index, query, schema
from extractor.comparison.search.engine import Hit, find, search
from extractor.comparison.search.filters import where
from extractor.comparison.search.output import COLUMNS, as_csv, as_json, table
from extractor.comparison.search.query import expression, parse
from extractor.comparison.search.related import loosened, widened
from extractor.comparison.search.words import DATA, load_thesaurus, plain_words, thesaurus
from extractor.comparison.selection import Selection
from extractor.errors import BatchError, ComparisonError, SearchError
from extractor.results.batch import index as batch_index
from extractor.results.batch.run import run_batch

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"


@pytest.fixture(scope="module")
def made(samples: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A results folder of all samples, to search in and not to change."""
    return shutil.copytree(samples, tmp_path_factory.mktemp("search") / "results")


@pytest.fixture
def results(made: Path, tmp_path: Path) -> Path:
    """A copy to change, old enough that the time stamps of its files can be trusted."""
    folder = shutil.copytree(made, tmp_path / "results")
    return aged(folder)


@pytest.fixture
def runner() -> CliRunner:
    return CliRunner()


def aged(folder: Path) -> Path:
    for path in folder.rglob("*"):
        os.utime(path, ns=(10**18, 10**18))
    time.sleep(index.RECENT + 0.1) if os.name == "nt" else None
    return folder


def documents(folder: Path) -> dict[Path, dict]:
    return {p: json.loads(p.read_bytes()) for p in sorted((folder / "reports").glob("*.json"))}


def rewritten(path: Path, document: dict) -> None:
    path.write_text(json.dumps(document), encoding="utf-8")


def put(folder: Path, texts: list[str], **item: object) -> list[Path]:
    """Gives each document one finding in place of all it holds: the first ones these texts."""
    found = documents(folder)
    for n, (path, document) in enumerate(found.items()):
        text = texts[n] if n < len(texts) else f"Nothing of note, {n}."
        evidence = {"page": n + 1, "start": 5, "end": 9, "quote": text, "boxes": []}
        document["recommendations"] = []
        document["findings"] = [{
            "id": "finding-1", "polarity": "weakness", "text": text, "key_area": None,
            "themes": [], "confidence": 0.9, "paragraph": None, "section": None,
            "evidence": evidence, **item,
        }]  # fmt: skip
        rewritten(path, document)
    return list(found)[: len(texts)]


def texts(hits: list[Hit]) -> list[str]:
    return [hit.text for hit in hits]


# What is found


def test_every_passage_is_found_by_its_own_words_with_all_that_is_known_of_it(made):
    checked = 0
    for document in documents(made).values():
        for kind in ("finding", "recommendation"):
            for item in document[f"{kind}s"][:3]:
                phrase = " ".join(plain_words(item["text"])[: query.MOST_WORDS])
                hits = search(made, f'"{phrase}"', limit=100)
                hit = next(
                    h for h in hits
                    if h.sha256 == document["source"]["sha256"] and h.text == item["text"]
                )  # fmt: skip
                assert hit.match == "words" and hit.kind == kind
                assert (hit.council, hit.region) == (
                    document["council"]["name"], document["council"]["region"],
                )  # fmt: skip
                assert hit.framework == document["framework"]["id"]
                assert hit.start == document["inspection"]["start"]
                assert hit.page == item["evidence"]["page"]
                assert hit.quote == item["evidence"]["quote"]
                assert hit.link.startswith("file:///") and hit.link.endswith(f"#page={hit.page}")
                assert hit.themes == tuple(item["themes"]) and hit.key_area == item["key_area"]
                checked += 1
    assert checked > 30


def test_links_lead_to_official_reports_where_they_are_known(made):
    (hit,) = search(made, "workers", limit=1)
    (linked,) = search(made, "workers", limit=1, urls={hit.sha256: "https://example.org/r.pdf"})
    assert linked.link == f"https://example.org/r.pdf#page={hit.page}"


def test_words_phrases_prefixes_and_operators(results):
    said = [
        "Supervision of social workers is regular.",
        "Social workers are supervised by a worker for social supervision.",
        "Foster carers feel supported; fostering grows.",
        "Café visits of children's homes: zwölf children.",
        "Audits (of cases) are thorough, and supervised.",
    ]
    put(results, said)

    def found(text: str) -> set[int]:
        return {said.index(t) for t in texts(search(results, text, related=False))}

    assert found("supervision social workers") == {0, 1}
    assert found("supervising") == {0, 1, 4}  # stems
    assert found('"supervision of social workers"') == {0}
    assert found("“supervision of social workers”") == {0}
    assert found("foster*") == {2} and found("fost*") == {2} and found("fost") == set()
    assert found("audit OR foster") == {2, 4}
    assert found("supervision NOT audit") == {0, 1}
    assert found("supervision NOT (audit OR workers)") == set()
    assert found("(audit OR social) AND supervised") == {0, 1, 4}
    assert found("cafe") == found("CAFÉ") == found("zwolf") == {3}
    assert found("child") == {3}  # a form that stemming keeps apart
    assert found("children's homes") == {3}
    assert found("the") == set() and found("the supervision of it") == {0, 1, 4}


def test_the_phrase_comes_first_and_then_the_best(results):
    put(results, [
        "Workers who are social in a town where supervision is a long and winding affair.",
        "In the long and winding history of this town, supervision of social workers is rare.",
        "Social supervision for workers.",
    ])  # fmt: skip
    first, second, third = search(results, "supervision of social workers")
    assert first.text.startswith("In the long")
    assert second.text.startswith("Social supervision")
    assert (first.rank, second.rank, third.rank) == (1, 2, 3)
    assert second.score > third.score
    assert [first.text[a:b] for a, b in first.marks] == ["supervision of social workers"]
    assert [third.text[a:b] for a, b in third.marks] == ["Workers", "social", "supervision"]


def test_related_passages_follow_and_are_marked(results):
    put(results, [
        "The independent reviewing officer speaks for the child.",
        "The IRO is busy.",
        "Boats are blue.",
    ])  # fmt: skip
    hits = search(results, "IRO")
    assert [(h.match, h.rank) for h in hits] == [("words", 1), ("related", 2)]
    assert [hits[1].text[a:b] for a, b in hits[1].marks] == ["independent reviewing officer"]
    assert texts(search(results, "IRO", related=False)) == ["The IRO is busy."]
    assert texts(search(results, "IRO NOT busy")) == [hits[1].text]
    assert search(results, '"independent reviewing officer"')[1].text == "The IRO is busy."


def test_a_query_is_loosened_where_little_is_found(results):
    put(results, ["Boats are late in harbour.", "Boats are blue.", "Harbours are many."])
    assert texts(search(results, "boats very late in harbour")) == ["Boats are late in harbour."]
    assert [h.match for h in search(results, "late boats in yellow harbour")] == ["related"]
    assert search(results, "late boats in yellow harbour", related=False) == []
    assert search(results, '"late boats" yellow harbour') == []


def test_a_sentence_that_a_report_says_twice_is_one_hit(results):
    (path, document), *_ = documents(results).items()
    twice = dict(document["findings"][0], text="Boats are  blue.")
    document["findings"] = [twice, dict(twice, id="finding-2", text="boats are blue.")]
    rewritten(path, document)
    assert len(search(results, "boats blue")) == 1


def test_limit_and_more(made):
    every = find(made, "children OR young OR workers", limit=1000)
    assert not every.more and len(every.hits) > 12
    assert [h.rank for h in every.hits] == list(range(1, len(every.hits) + 1))
    few = find(made, "children OR young OR workers", limit=5)
    assert few.more and few.hits == every.hits[:5]


# Filters


def selections() -> list[Selection]:
    return [
        Selection(),
        Selection(councils=("Hull",)),
        Selection(councils=("Kingston upon Hull", "E08000009")),
        Selection(neighbours_of="Hull"),
        Selection(neighbours_of="Hull", councils=("Hull",)),
        Selection(regions=("south east", "London")),
        Selection(frameworks=("ilacs", "sif")),
        Selection(frameworks=("ilacs/2023",)),
        Selection(kinds=("focused_visit",)),
        Selection(since=date(2016, 1, 1), until=date(2023, 12, 31)),
        Selection(latest=True),
        Selection(latest=True, frameworks=("sif", "ilacs")),
        Selection(grades=("inadequate", "requires_improvement")),
        Selection(grades=("good",), key_areas=("children_in_care",)),
        Selection(key_areas=("leadership", "help_and_protection")),
        Selection(themes=("front_door", "workforce")),
        Selection(polarities=("weakness",)),
        Selection(polarities=("strength", "mixed"), latest=True),
    ]


@pytest.mark.parametrize("selection", selections(), ids=Selection.words)
@pytest.mark.parametrize("shared", [False, True], ids=["samples", "shared"])
def test_filters_mean_what_they_mean_for_comparisons(made, selection, shared, request):
    pytest.importorskip("pandas")
    folder, corpus = request.getfixturevalue("compared_shared" if shared else "compared")
    from extractor.comparison.selection import select

    chosen = select(corpus, selection)
    with index.opened(folder) as db:
        for name, kind in (("findings", "finding"), ("recommendations", "recommendation")):
            if name == "recommendations" and set(selection.polarities) - {"weakness"}:
                continue
            condition = where(db, selection, (kind,))
            found = db.execute(
                "SELECT sha256, ref FROM passages JOIN reports ON reports.id = report"
                f" WHERE 1 {condition.sql}", condition.values,
            ).fetchall()  # fmt: skip
            frame = chosen.table(name)[["sha256", "id"]].astype(str)
            assert sorted(found) == sorted(frame.itertuples(index=False, name=None))


@pytest.fixture(scope="module")
def compared(made):
    from extractor.comparison.frames import load

    return made, load(made)


@pytest.fixture(scope="module")
def shared_results(tmp_path_factory):
    """Every eighth of the shared reports."""
    if not (SHARED / "reports").is_dir():
        pytest.skip("the shared reports are not beside this checkout")
    paths = sorted(map(str, (SHARED / "reports").rglob("*.pdf")))[::8]
    out = tmp_path_factory.mktemp("shared") / "results"
    run_batch(paths, out, jobs=2, model="fast")
    return out


@pytest.fixture(scope="module")
def compared_shared(shared_results):
    from extractor.comparison.frames import load

    return shared_results, load(shared_results)


def test_polarity_and_kind(made):
    every = search(made, "children OR young OR workers", limit=1000, related=False)
    weak = search(made, "children OR young OR workers", Selection(polarities=("weakness",)),
                  limit=1000, related=False)  # fmt: skip
    assert {(h.kind, h.polarity) for h in weak} == {
        ("finding", "weakness"), ("recommendation", None),
    }  # fmt: skip
    strong = search(made, "children OR young OR workers", Selection(polarities=("strength",)),
                    limit=1000, related=False)  # fmt: skip
    assert {(h.kind, h.polarity) for h in strong} == {("finding", "strength")}
    only = search(made, "children OR young OR workers", passages=("recommendation",), limit=1000,
                  related=False)  # fmt: skip
    assert len(only) == sum(h.kind == "recommendation" for h in every) > 0


@pytest.mark.parametrize(("selection", "told"), [
    (Selection(councils=("Hul",)), "did you mean Kingston upon Hull"),
    (Selection(councils=("Atlantis",)), "no council is known by that name or code; name one by"),
    (Selection(neighbours_of="Cumbria"), "no statistical neighbours"),
    (Selection(grades=("goood",)), "did you mean good"),
    (Selection(themes=("frontdoor",)), "did you mean front_door"),
    (Selection(regions=("Norht West",)), "did you mean North West"),
    (Selection(frameworks=("ilac",)), "did you mean ilacs"),
    (Selection(kinds=("focussed_visit",)), "did you mean focused_visit"),
    (Selection(key_areas=("leadrship",)), "did you mean leadership"),
    (Selection(polarities=("weak",)), "did you mean weakness"),
    (Selection(since=date(2024, 1, 1), until=date(2023, 1, 1)), "swap them"),
])  # fmt: skip
def test_a_filter_that_nobody_knows_is_an_error(made, selection, told):
    with pytest.raises(ComparisonError, match=told):
        search(made, "children", selection)


# What users type

ODD = [
    '"unbalanced', 'a "b" c"', "(((", ")))", "a AND", "AND a", "OR OR a", "a NOT", "NOT a b NOT",
    "a AND OR b", "*", "a*", "**a**", "a:b", "text:a", "{text} : a", "^a", "a+b", "NEAR(a b, 3)",
    "a -b", "'; DROP TABLE passages; --", "%", "_", "\\", "a\0b", "\u202e\u0301", "a\ud800b",
    "😀 children 🎉", "日本語", "ｆｕｌｌ", "x" * 10_000, "children " * 1_200, "( " * 5_000 + "a",
    "NOT " * 2_500 + "a", '"' * 9_999, "a OR " * 2_000 + "b", "fts5", "rank", "words",
]  # fmt: skip


@pytest.mark.parametrize("text", ODD, ids=lambda text: ascii(text[:20]))
def test_odd_queries_give_hits_or_a_clear_error(made, text):
    try:
        found = find(made, text)
    except SearchError as error:
        assert "no word" in error.problem and len(str(error)) < 200
    else:
        assert all(isinstance(hit, Hit) for hit in found.hits)


@given(st.text(max_size=200) | st.text(alphabet=' "()*ANDORTab-\'', max_size=60))
def test_no_text_is_a_syntax_error(text):
    db = sqlite3.connect(":memory:")
    schema.create(db)
    try:
        tree = parse(text)
    except SearchError:
        return
    for node in (tree, *widened(tree), *loosened(tree, len), *query.phrases(tree)):
        db.execute("SELECT rowid FROM words WHERE words MATCH ?", (expression(node),)).fetchall()
    db.close()


@pytest.mark.parametrize("text", ["", "   ", "😀", "NOT foster", "()", '""', "AND", "-"])
def test_a_query_without_a_word_is_an_error(made, text):
    with pytest.raises(SearchError, match="holds no word to look for; say what"):
        search(made, text)


# The index


def reads(monkeypatch) -> list[str]:
    """The documents that are read from now on."""
    seen: list[str] = []
    add = index._add
    monkeypatch.setattr(
        index, "_add", lambda db, folder, known: seen.append(known.row["report"]) or
        add(db, folder, known),
    )  # fmt: skip
    return seen


def test_the_index_builds_itself_once_and_then_only_what_changed(results, monkeypatch):
    monkeypatch.setattr(index, "RECENT", 0.0)
    seen = reads(monkeypatch)
    search(results, "children")
    assert len(seen) == len(documents(results)) and (results / index.FILE).is_file()
    seen.clear()
    search(results, "children")
    assert seen == []
    (path, document), *_ = documents(results).items()
    document["findings"] = [dict(document["findings"][0], text="Xylophones are missing.")]
    rewritten(path, document)
    assert texts(search(results, "xylophones")) == ["Xylophones are missing."]
    assert seen == [f"reports/{path.name}"]


def test_what_is_gone_is_not_found(results, tmp_path, monkeypatch):
    put(results, ["Xylophones are missing.", "Xylophones are here."])
    assert len(search(results, "xylophones")) == 2
    path = next(iter(documents(results)))
    with sqlite3.connect(results / "index.sqlite") as db:
        db.execute("DELETE FROM outcomes WHERE report = ?", (f"reports/{path.name}",))
    db.close()
    assert texts(search(results, "xylophones")) == ["Xylophones are here."]
    with sqlite3.connect(results / index.FILE) as db:
        db.execute("INSERT INTO words (words) VALUES ('integrity-check')")
    db.close()


def test_a_change_within_the_grain_of_time_stamps_is_seen(results):
    """The document is written twice with one size and, on coarse file systems, one time."""
    (path, *_) = put(results, ["Xylophones are missing."])
    search(results, "xylophones")
    stat = path.stat()
    rewritten(path, json.loads(path.read_text().replace("Xylophones", "Clarinetts")))
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert path.stat().st_size == stat.st_size
    assert search(results, "xylophones") == [] and len(search(results, "clarinetts")) == 1


def test_missing_and_damaged_documents_are_told_and_the_rest_is_found(results):
    lost, broken, odd, *_ = documents(results)
    lost.unlink()
    broken.write_text("{")
    odd.write_text('{"framework": 3}')
    found = find(results, "children OR young OR workers")
    assert found.hits
    assert {Path(document).name for document, _ in found.problems} == {
        lost.name, broken.name, odd.name,
    }  # fmt: skip
    assert find(results, "children OR young OR workers").problems == found.problems


@pytest.mark.parametrize("damage", [
    b"", b"no database", None,
], ids=["empty", "other", "torn"])  # fmt: skip
def test_a_damaged_index_is_made_anew(results, damage):
    before = search(results, "children")
    place = results / index.FILE
    data = place.read_bytes()
    middle = len(data) // 2
    place.write_bytes(data[:4096] + b"\xff" * (middle - 4096) if damage is None else damage)
    assert search(results, "children") == before


def test_an_index_of_another_version_is_made_anew(results, monkeypatch):
    before = search(results, "children")
    monkeypatch.setattr(schema, "VERSION", schema.VERSION + 1)
    assert search(results, "children") == before


CHILD = """
import json, os, sys
from extractor.comparison.search.engine import search
if len(sys.argv) > 3:  # a user who may not write there (imports first: Python may be out of reach)
    import filelock, tempfile, encodings.idna, extractor.results.batch.remote
    search(sys.argv[3], sys.argv[2])
    os.setgroups([]), os.setgid(65534), os.setuid(65534)
print(json.dumps([h.text for h in search(sys.argv[1], sys.argv[2])]))
"""


def child(folder: Path, text: str, **options: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", CHILD, str(folder), text], stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)}, **options,
    )  # type: ignore[call-overload]  # fmt: skip


def test_several_processes_build_at_once(results):
    wanted = texts(search(results, "children"))
    for _ in range(2):
        (results / index.FILE).unlink()
        running = [child(results, "children") for _ in range(4)]
        for process in running:
            out, err = process.communicate(timeout=60)
            assert process.returncode == 0, err
            assert json.loads(out) == wanted


def test_a_killed_build_leaves_nothing_wrong(results):
    wanted = texts(search(results, "children"))
    for wait in (0.2, 0.3, 0.4):
        (results / index.FILE).unlink(missing_ok=True)
        process = child(results, "children")
        time.sleep(wait)
        process.kill()
        process.communicate()
        assert texts(search(results, "children")) == wanted


def left_with_its_log(folder: Path) -> None:
    """The results' index as a copy made during a run leaves it: what was written last is only in
    its write-ahead log."""
    path = folder / "index.sqlite"
    held = sqlite3.connect(path)
    held.execute("PRAGMA journal_mode = WAL")
    held.execute("UPDATE sources SET path = 'https://example.org/' || source")
    held.commit()
    kept = {p: p.read_bytes() for p in (path, path.with_name("index.sqlite-wal"))}
    held.close()
    path.with_name("index.sqlite-shm").unlink(missing_ok=True)
    for each, data in kept.items():
        each.write_bytes(data)
    assert kept[path.with_name("index.sqlite-wal")]


@pytest.fixture
def no_neighbour_files(monkeypatch):
    """SQLite as it is where nothing may be written beside a file, root or not."""

    def refuse(path: Path) -> sqlite3.Connection:
        raise sqlite3.OperationalError("unable to open database file")

    monkeypatch.setattr(batch_index, "_reading", refuse)


def test_a_results_index_with_its_log_is_read_where_nothing_can_be_written(
    results, no_neighbour_files
):
    left_with_its_log(results)
    before = {p.name: p.read_bytes() for p in results.glob("index.sqlite*")}
    hits = search(results, "children")
    assert hits and all(hit.link.startswith("https://example.org/") for hit in hits)
    assert {p.name: p.read_bytes() for p in results.glob("index.sqlite*")} == before


def test_a_results_index_that_cannot_be_read_is_told(results, no_neighbour_files, monkeypatch):
    for path in results.glob("index.sqlite-*"):  # searches before may have left an empty log
        path.unlink()
    with pytest.raises(BatchError, match="cannot be used .unable to open"):
        search(results, "children")  # no log: nothing that a copy would help
    left_with_its_log(results)
    monkeypatch.setattr(known.shutil, "copyfile", lambda *_: (_ for _ in ()).throw(OSError("full")))
    with pytest.raises(BatchError, match="cannot be read .full.*TMPDIR"):
        search(results, "children")


@pytest.mark.skipif(os.name != "posix", reason="permissions as on Unix")
@pytest.mark.parametrize("log", [False, True])
def test_a_folder_that_cannot_be_written(results, made, tmp_path, log):
    wanted = texts(search(made, "children"))
    if log:
        left_with_its_log(results)
    for path in (results / index.FILE, (results / index.FILE).with_suffix(".lock")):
        path.unlink(missing_ok=True)
    cache = tmp_path / "cache"
    cache.mkdir()
    cache.chmod(0o777)
    root = os.geteuid() == 0  # whom no permission keeps out: the child becomes another user
    for path in (tmp_path, *tmp_path.parents[:2]) if root else ():
        path.chmod(0o755)
    shut(results)
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(cache)}
    command = [sys.executable, "-c", CHILD, str(results), "children", *([str(made)] * root)]
    try:
        for _ in range(2):
            run = subprocess.run(command, capture_output=True, text=True, env=environment)
            assert run.returncode == 0, run.stderr
            assert json.loads(run.stdout) == wanted
            assert not (results / index.FILE).exists()
            if sys.platform == "linux":
                assert [p.parent.parent for p in cache.rglob("search-*.sqlite")] == [cache]
    finally:
        shut(results, 0o700)


def shut(folder: Path, mode: int = 0o555) -> None:
    """Takes away the right to write in a folder and below; 0o700 gives it back."""
    for path in (folder, folder / "reports"):
        path.chmod(mode)


def test_where_nothing_can_be_written_a_temporary_index_is_made(results, monkeypatch, tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("")
    monkeypatch.setattr(index, "_places", lambda folder: (blocked / "a", blocked / "b"))
    assert search(results, "children")


def test_a_folder_that_is_no_results_folder(tmp_path):
    with pytest.raises(Exception, match="name a folder that 'extract batch' made"):
        search(tmp_path, "children")


def test_a_python_without_full_text_search_is_told_of(results, monkeypatch):
    def refuse(db: sqlite3.Connection) -> None:
        raise sqlite3.OperationalError("no such module: fts5")

    (results / index.FILE).unlink(missing_ok=True)
    monkeypatch.setattr(schema, "create", refuse)
    with pytest.raises(SearchError, match="no full-text search.*use another Python"):
        search(results, "children")


# The words


def test_the_thesaurus_is_well_formed():
    words = thesaurus()
    assert len(words.near) > 200 and words.longest >= 4
    assert ("independent", "reviewing", "officer") in words.alike(("iro",))
    assert ("iro",) in words.alike(("independent", "reviewing", "officers"))
    assert words.alike(("children", "in", "care")) == words.alike(("child", "in", "care"))


@pytest.mark.parametrize(("text", "told"), [
    ("stop = [", "cannot be read"),
    ("stop = 3", "stop: is not a list of phrases"),
    ('stop = ["of"]\nweak = ["too"]\nforms = []\nnear = [["a"]]', "near, list 1: has one phrase"),
    ('stop = ["of"]\nweak = ["too"]\nforms = [["a b", "c"]]\nnear = []', "forms: has a phrase"),
    ('stop = ["of"]\nweak = ["too"]\nforms = []\nnear = []\nodd = 1', "unknown keys ..odd"),
    ('stop = ["?"]\nweak = []\nforms = []\nnear = []', "stop: is not a list of phrases"),
])  # fmt: skip
def test_malformed_words_are_an_error(tmp_path, text, told):
    path = tmp_path / "words.toml"
    path.write_text(text)
    with pytest.raises(SearchError, match=told):
        load_thesaurus(path)
    assert load_thesaurus(DATA) == thesaurus()


# What is printed


def test_json_and_csv_hold_what_was_found(made):
    found = find(made, "children OR young OR workers")
    whole = json.loads(as_json(found, "children", Selection(frameworks=("sif",))))
    assert whole["query"] == "children" and whole["filters"] == {"frameworks": ["sif"]}
    assert [hit["text"] for hit in whole["hits"]] == texts(list(found.hits))
    assert set(whole["hits"][0]) == {*COLUMNS, "marks"}
    rows = list(csv.DictReader(io.StringIO(as_csv(found).removeprefix("\ufeff"))))
    assert [row["sha256"] for row in rows] == [hit.sha256 for hit in found.hits]
    assert tuple(rows[0]) == COLUMNS


def test_csv_has_no_formulas(results):
    put(results, ["=1+1 boats", "-boats", "@boats"])
    rows = csv.DictReader(io.StringIO(as_csv(find(results, "boats")).removeprefix("\ufeff")))
    assert sorted(row["text"] for row in rows) == ["'-boats", "'=1+1 boats", "'@boats"]


def test_the_table_says_where_it_stands(results):
    put(results, ["Boats are\x1b[31m blue.\x07"], themes=["front_door"], key_area="leadership")
    found = find(results, "boats")
    hit = found.hits[0]
    shown = table(found, width=60)
    assert f"  1  {hit.council}"[:20] in shown and f"p. {hit.page}" in shown
    assert "weakness" in shown and "front door" in shown and hit.link in shown
    assert "\x1b" not in shown and "\x07" not in shown
    coloured = table(found, colour=True, width=60)
    assert "\x1b[1mBoats" in coloured and "\x07" not in coloured and "\x1b[31m" not in coloured
    assert table(find(results, "xylophones")) == ""


def test_the_table_tells_related_from_found(results):
    put(results, ["The IRO is busy.", "An independent reviewing officer is busy."])
    first, second = table(find(results, "IRO")).split("Related: what means about the same")
    assert "The IRO" in first and "independent" in second


# The command


def test_the_command(made, runner, tmp_path):
    asked = ["search", str(made), "children OR young OR workers", "--limit", "3"]
    shown = runner.invoke(cli, asked)
    assert shown.exit_code == 0, shown.stderr
    assert "  3  " in shown.stdout and "  4  " not in shown.stdout
    assert "the best 3 shown; --limit gives more" in shown.stderr
    target = tmp_path / "found.csv"
    arguments = ["search", str(made), "workers", "--kind", "recommendation", "-o", str(target)]
    assert runner.invoke(cli, arguments).exit_code == 0
    rows = list(csv.DictReader(target.open(encoding="utf-8-sig", newline="")))
    assert {row["kind"] for row in rows} == {"recommendation"}
    asked = runner.invoke(cli, ["search", str(made), "workers", "--format", "json", "--to",
                                "2015-01-01", "--framework", "sif"])  # fmt: skip
    whole = json.loads(asked.stdout)
    assert whole["filters"] == {"frameworks": ["sif"], "until": "2015-01-01"}


def test_the_command_tells_of_errors(made, runner, tmp_path):
    for arguments, status, told in (
        (["nowhere", "children"], 1, "name a folder that 'extract batch' made"),
        ([str(made), "😀"], 1, "holds no word to look for"),
        ([str(made), "children", "--grade", "goood"], 2, "did you mean good"),
        ([str(made), "children", "-o", str(tmp_path / "s.xlsx")], 2, "end its name in .json, .csv"),
        ([str(made), "children", "-o", str(tmp_path / "s")], 2, "end its name in .json, .csv"),
    ):
        run = runner.invoke(cli, ["search", *arguments])
        assert not [*tmp_path.iterdir()]
        assert run.exit_code == status and told in run.stderr and "Traceback" not in run.stderr
    asked = ["search", str(made), "workers", "--format", "table", "-o", str(tmp_path / "s.txt")]
    assert runner.invoke(cli, asked).exit_code == 0 and (tmp_path / "s.txt").is_file()
    nothing = runner.invoke(cli, ["search", str(made), "xylophones"])
    assert nothing.exit_code == 0 and "nothing found" in nothing.stderr and nothing.stdout == ""


@pytest.mark.skipif(os.name == "nt", reason="the examples are written for a POSIX shell")
def test_the_examples_of_the_help_work(made, tmp_path):
    (tmp_path / "results").symlink_to(made)
    lines = (cli.commands["search"].help or "").partition("Examples:")[2].strip().splitlines()
    assert len(lines) == 3
    for line in lines:
        command = line.strip().replace("extract ", f"'{sys.executable}' -m extractor ", 1)
        run = subprocess.run(
            ["sh", "-ec", command], cwd=tmp_path, capture_output=True, text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip
        assert run.returncode == 0, run.stderr
    assert (tmp_path / "found.csv").is_file()


def test_a_search_loads_nothing_heavy(made):
    code = (
        "import sys\nfrom extractor.comparison.search.engine import search\n"
        f"search({str(made)!r}, 'children')\n"
        "print(*{name.split('.')[0] for name in sys.modules})"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True
    )
    assert {"pandas", "numpy", "pyarrow", "scipy", "pypdfium2"} & set(run.stdout.split()) == set()


# The shared reports


def test_searches_over_shared_reports_are_quick_and_right(shared_results):
    for text in ("supervision of social workers", "IRO", "children", "drift and delay"):
        assert search(shared_results, text)
        begin = time.process_time()
        hits = search(shared_results, text)
        assert time.process_time() - begin < 0.2
        for hit in hits:
            assert hit.quote and hit.page >= 1 and hit.link.endswith(f".pdf#page={hit.page}")
    assert engine.LIMIT == 20

"""`extract compare`: at the terminal, as files, and what it says when something is wrong."""

from __future__ import annotations

import json
import re
import sqlite3

import pytest
from click.testing import CliRunner

pytest.importorskip("pandas", reason="needs the extra [compare]: pandas")
pytest.importorskip("pyarrow", reason="needs the extra [compare]: pyarrow")
pytest.importorskip("msgspec", reason="needs the extra [compare]: msgspec")

import pandas as pd
import pyarrow.parquet as pq

from extractor.cli.app import cli
from extractor.comparison.frames import load
from extractor.comparison.output import MANY, WRITERS, write
from extractor.comparison.selection import Selection, select
from extractor.comparison.terminal import show
from extractor.comparison.views import VIEWS
from extractor.errors import ComparisonError, InputError
from extractor.results.batch.index import Index
from tests.comparison.synthetic import document, stored

OVERALL = "overall_effectiveness"
TABLES = ("themes", "grades_latest", "grades_over_time")


@pytest.fixture
def run(samples):
    def call(*args: str):
        return CliRunner().invoke(cli, ["compare", str(samples), *args])

    return call


@pytest.fixture(scope="module")
def parts(samples):
    corpus = select(load(samples), Selection())
    return corpus, Selection(), [VIEWS[name].make(corpus) for name in TABLES]


def test_the_default(run):
    done = run()
    assert done.exit_code == 0 and done.stderr == ""
    for words in ("Latest grades by council", "Themes by weakness", "-- Area SEND --", "RI"):
        assert words in done.stdout
    assert all(len(line) <= 100 for line in done.stdout.splitlines())
    assert "\x1b" not in done.stdout


def test_every_view_fits_the_terminal(samples):
    corpus = select(load(samples), Selection(councils=("Hull",)))
    for view in (recipe.make(corpus) for recipe in VIEWS.values()):
        for width in (100, 140):
            lines = list(show(corpus, Selection(), [view], colour=False, width=width))
            assert all(len(line) <= width for line in lines), view.name
        coloured = show(corpus, Selection(), [view], colour=True, width=100)
        plain = [re.sub(r"\x1b\[[0-9;]*m", "", line).rstrip() for line in coloured]
        assert plain == list(show(corpus, Selection(), [view], colour=False, width=100))


def test_filters(run):
    done = run("--council", "hull", "--view", "grades_over_time")
    assert done.exit_code == 0
    assert "1 report of" in done.stdout and "councils: hull" in done.stdout
    assert done.stdout.count("Kingston upon Hull") == 5
    done = run("--framework", "ilacs/2023", "--from", "2024-01-01", "--to", "2024-12-31",
               "--view", "grades_latest", "--latest")  # fmt: skip
    assert "Windsor and M" in done.stdout and "Hull" not in done.stdout


def test_the_rows_behind_a_cell(run):
    table = run("--view", "themes").stdout
    row, theme = re.search(r"^ *(\d+)  (Leadership\S*)", table, re.M).groups()
    done = run("--view", "themes", "--behind", row, "weak_sentences")
    assert done.exit_code == 0
    count = int(re.search(r"^(\d+) rows of", done.stdout, re.M)[1])
    assert count == done.stdout.count("#page=") > 0
    assert re.search(r", p\. \d+$", done.stdout, re.M)
    done = run("--view", "grade_distribution", "--behind", "1", "judgements")
    assert done.exit_code == 0 and "#page=" in done.stdout
    for wrong in (("0", "weak_sentences"), ("999", "weak_sentences"), ("1", "title")):
        assert run("--view", "themes", "--behind", *wrong).exit_code == 2
    assert run("--behind", "1", "weak_sentences").exit_code == 2


def test_the_column_of_a_cell_by_its_printed_title(run):
    by_id = run("--view", "themes", "--behind", "1", "weak_reports").stdout
    assert run("--view", "themes", "--behind", "1", "Weak: reports").stdout == by_id != ""
    both = ("grades_latest", "overall_effectiveness", "Overall"), ("profile", "region_weak_share",
                                                                   "Weak: region")  # fmt: skip
    for view, id_, title in both:
        asked = ("--council", "Bexley", "--view", view, "--behind", "1")
        assert run(*asked, title).stdout == run(*asked, id_).stdout != ""
    done = run("--view", "themes", "--behind", "1", "weak")
    assert done.exit_code == 2 and "'Weak: reports', 'Weak: share', " in done.stderr


def test_the_rows_behind_a_cell_as_a_file(run, tmp_path):
    asked = ("--view", "recommendations_by_theme", "--behind", "1", "recommendations", "-o")
    for name in ("o.csv", "o.json", "o.parquet"):
        done = run(*asked, str(tmp_path / name))
        assert done.exit_code == 0 and done.stdout == "" and "wrote" in done.stderr
    flat = pd.read_csv(tmp_path / "o.csv", encoding="utf-8-sig")
    whole = json.loads((tmp_path / "o.json").read_text())
    assert set(flat["priority"]) <= {"yes", "no"} and flat["text"].str.len().min() > 5
    assert whole["views"][0]["about"] == f"{len(flat)} rows of {flat['sha256'].nunique()} reports"
    assert [row["text"] for row in whole["views"][0]["rows"]] == list(flat["text"])
    assert list(pd.read_parquet(tmp_path / "o.parquet")["text"]) == list(flat["text"])
    done = run(*asked, str(tmp_path / "o.xlsx"))
    assert done.exit_code == 2 and "end its name in .csv, .parquet, .json" in done.stderr
    assert not (tmp_path / "o.xlsx").exists()


def test_nothing_selected_is_told_and_nothing_is_written(run, tmp_path):
    for name in ("o.html", "o.xlsx", "o.csv"):
        done = run("--council", "Kent", "-o", str(tmp_path / name))
        assert done.exit_code == 1 and done.stdout == "" and not [*tmp_path.iterdir()]
        assert len(done.stderr.splitlines()) == 1
        assert "councils: Kent: none of the 18 reports of " in done.stderr
        assert re.search(r"there are reports on Bexley, .* and \d+ more$", done.stderr.strip())
    done = run("--council", "Hull", "--region", "north-east", "--view", "profile")
    assert done.exit_code == 1 and done.stdout == "" and "widen the filters" in done.stderr


def test_a_folder_without_a_usable_document(tmp_path):
    empty = stored(tmp_path / "e", [])
    done = CliRunner().invoke(cli, ["compare", str(empty), "-o", str(tmp_path / "o.html")])
    assert done.exit_code == 1 and "e: it holds no report that can be compared; " in done.stderr
    damaged = stored(tmp_path / "d", [document("Leeds")])
    next((damaged / "reports").glob("*.json")).write_text("{")
    done = CliRunner().invoke(cli, ["compare", str(damaged), "-o", str(tmp_path / "o.html")])
    assert done.exit_code == 1 and "compared (1 document left out); run" in done.stderr
    assert not (tmp_path / "o.html").exists()


def test_a_new_council_is_there_by_its_predecessor(tmp_path):
    folder = stored(tmp_path / "r", [document("Northamptonshire", "2019-06-24", {OVERALL: "good"})])
    asked = ["compare", str(folder), "--council", "West Northamptonshire", "--view"]
    told = CliRunner().invoke(cli, [*asked, "timeline"])
    assert told.exit_code == 0 and "2019-06-24" in told.stdout
    assert CliRunner().invoke(cli, [*asked, "grades_latest"]).exit_code == 1


def test_failed_sources_are_told(tmp_path):
    folder = stored(tmp_path / "r", [document("Leeds")])
    index = Index(folder)
    index.add_unread("gone.pdf", "/nowhere/gone.pdf", None, InputError("gone.pdf", "is gone", "-"))
    index.close()
    target = tmp_path / "o.json"
    done = CliRunner().invoke(cli, ["compare", str(folder), "-o", str(target)])
    assert f"1 source failed in the batch: see failures.csv in {folder}" in done.stderr
    assert json.loads(target.read_text())["failed_sources"] == 1


def test_results_of_both_models_are_told(tmp_path):
    folder = stored(tmp_path / "r", [document("Leeds"), document("Hull")])
    db = sqlite3.connect(folder / "index.sqlite")
    db.execute("UPDATE outcomes SET model = 'fast'")
    db.execute("UPDATE outcomes SET model = 'accurate' WHERE council LIKE '%Leeds%'")
    db.commit()
    db.close()
    target = tmp_path / "o.json"
    done = CliRunner().invoke(cli, ["compare", str(folder), "-o", str(target)])
    assert "read by different models (accurate 1, fast 1)" in done.stderr
    assert json.loads(target.read_text())["models"] == {"accurate": 1, "fast": 1}


def test_views_are_listed(run):
    done = CliRunner().invoke(cli, ["compare", "--list-views"])
    assert done.exit_code == 0
    assert [line.split()[0] for line in done.stdout.splitlines()] == list(VIEWS)
    done = CliRunner().invoke(cli, ["compare", "--list-views", "-o", "views.txt"])
    assert done.exit_code == 2 and done.stdout == "" and "leave out -o" in done.stderr
    done = CliRunner().invoke(cli, ["compare"])
    assert done.exit_code == 2 and "Missing argument 'RESULTS'" in done.stderr


def test_a_hyphen_is_standard_output(run):
    assert run("-o", "-").stdout == run().stdout != ""


def test_rows_count_on_within_the_tables(run):
    shown = run("--view", "grades_latest").stdout
    numbers = [int(n) for n in re.findall(r"^ *(\d+)  ", shown, re.M)]
    assert numbers == list(range(1, len(numbers) + 1)) and shown.count("\n-- ") > 1


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (("--view", "theme"), "no view is called so; name themes"),
        (("--council", "Atlantis"), "no council"),
        (("--council", "Yorkshire"), "did you mean North Yorkshire, East Riding of Yorkshire?"),
        (("--theme", "boats"), "no theme"),
        (("--grade", "goood"), "did you mean good?"),
        (("--framework", "ilac"), "did you mean ilacs"),
        (("--from", "2019"), "write a date as 2019-01-31"),
        (("--from", "2019-01-31", "--to", "2018-01-31"), "swap them"),
        (("-o", "out.docx"), "no writer is known for .docx"),
        (("--view", "profile"), "name one with --council"),
    ],
)
def test_a_wrong_command_line_is_told(run, args, told):
    done = run(*args)
    assert done.exit_code == 2 and told in done.stderr and done.stdout == ""


def test_a_missing_manifest_is_told(run):
    done = run("--manifest", "nowhere.csv")
    assert done.exit_code == 1 and "there is no manifest" in done.stderr and done.stdout == ""


def test_case_blanks_and_hyphens_make_no_difference(run):
    plain = ("--framework", "ilacs", "--grade", "requires_improvement", "--theme", "domestic_abuse")
    free = ("--framework", "ILACS", "--grade", "Requires improvement", "--theme", "Domestic abuse")
    assert run(*free).stdout == run(*plain).stdout != ""


def test_no_results_folder(tmp_path):
    done = CliRunner().invoke(cli, ["compare", str(tmp_path)])
    assert done.exit_code == 1 and "is no results folder" in done.stderr


def test_a_damaged_document_is_named(tmp_path):
    folder = stored(tmp_path / "r", [document("Leeds"), document("Kent")])
    path = next((folder / "reports").glob("*.json"))
    path.write_text("{")
    done = CliRunner().invoke(cli, ["compare", str(folder), "-o", str(tmp_path / "o.json")])
    assert done.exit_code == 0 and f"reports/{path.name}: left out" in done.stderr
    told = json.loads((tmp_path / "o.json").read_text())
    assert told["reports"] == 1 and told["unusable"][0]["document"] == f"reports/{path.name}"


def test_json(parts, tmp_path):
    corpus, selection, views = parts
    (path,) = write(corpus, selection, views, tmp_path / "new" / "all.json")
    document = json.loads(path.read_text())
    assert document["selection"] == "everything" and document["reports"] == len(corpus.reports)
    for view, made in zip(views, document["views"], strict=True):
        assert made["about"] == view.about
        names = [c["name"] for c in made["columns"]]
        assert names == list(view.frame.columns)
        keys = {"name", "title", "kind", "meaning", "detail"}
        assert all(set(column) == keys for column in made["columns"])
        assert len(made["rows"]) == len(view.frame)
        for row, ours in zip(made["rows"], view.frame.to_dict("records"), strict=True):
            for name, value in row.items():
                if value is None:
                    assert pd.isna(ours[name])
                elif isinstance(ours[name], pd.Timestamp):
                    assert value == str(ours[name].date())
                else:
                    assert value == ours[name]


def test_csv_and_parquet(parts, tmp_path):
    corpus, selection, views = parts
    for suffix in MANY:
        (single,) = write(corpus, selection, views[:1], tmp_path / f"one{suffix}")
        several = write(corpus, selection, views, tmp_path / f"many{suffix}")
        assert {p.stem for p in several} >= set(TABLES) and single.name == f"one{suffix}"
        assert {p.parent for p in several} == {tmp_path / "many"}
    for view in views:
        parquet = pd.read_parquet(tmp_path / "many" / f"{view.name}.parquet")
        csv = pd.read_csv(tmp_path / "many" / f"{view.name}.csv", encoding="utf-8-sig")
        schema = pq.read_schema(tmp_path / "many" / f"{view.name}.parquet")
        assert schema.metadata[b"about"].decode() == view.about
        for column in view.columns:
            assert schema.field(column.name).metadata[b"meaning"].decode() == column.meaning
            ours = view.frame[column.name]
            assert list(parquet[column.name].isna()) == list(ours.isna())
            assert list(csv[column.name].isna()) == list(ours.isna())
            if column.kind in ("count", "share", "number"):
                given = ours.dropna().astype(float)
                assert list(parquet[column.name].dropna()) == list(given)
                assert list(csv[column.name].dropna().astype(float)) == pytest.approx(list(given))
            elif column.kind != "date":
                assert list(parquet[column.name].dropna()) == list(ours.dropna())
    assert (tmp_path / "one.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    told = pd.read_csv(tmp_path / "many" / "dictionary.csv", encoding="utf-8-sig")
    assert len(told) == sum(len(view.columns) for view in views)


def test_no_cell_is_a_formula(tmp_path):
    wicked = document("=1+1", grades={"leadership": "good"}, ons_code="+2")
    corpus = load(stored(tmp_path / "r", [wicked]))
    view = VIEWS["grades_latest"].make(corpus)
    write(corpus, Selection(), [view], tmp_path / "o.csv")
    frame = pd.read_csv(tmp_path / "o.csv", encoding="utf-8-sig")
    assert (frame["council"][0], frame["ons_code"][0]) == ("'=1+1", "'+2")


def test_a_file_is_whole_or_not_there(parts, tmp_path, monkeypatch):
    corpus, selection, views = parts
    target = tmp_path / "o.json"
    target.write_text("before")
    monkeypatch.setitem(WRITERS, ".json", "extractor.comparison.files:missing_library")
    monkeypatch.setattr("extractor.comparison.files.missing_library", fails, raising=False)
    with pytest.raises(ComparisonError, match="needs nothing_like_it; install the extra"):
        write(corpus, selection, views, target)
    assert target.read_text() == "before" and list(tmp_path.iterdir()) == [target]
    with pytest.raises(ComparisonError, match="cannot be written"):
        write(corpus, selection, views, target / "below.csv")


def fails(corpus, selection, views, path):
    path.write_text("half")
    raise ImportError(name="nothing_like_it")

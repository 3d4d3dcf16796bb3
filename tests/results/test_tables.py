"""Tables from a results folder: in every format the same rows, of stable types, no formulas."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import sqlite3

import pytest

pytest.importorskip("pandas", reason="needs the extra [tables]: pandas")
pytest.importorskip("pyarrow", reason="needs the extra [tables]: pyarrow")
pytest.importorskip("xlsxwriter", reason="needs the extra [tables]: XlsxWriter")

import pandas as pd

from extractor.errors import BatchError
from extractor.results.batch.run import run_batch
from extractor.results.cells import safe
from extractor.results.tables import frames, workbook
from extractor.results.tables.columns import TABLES, dictionary
from extractor.results.tables.write import FORMATS, NAME, write_tables
from tests.results.conftest import copy, extract

WICKED = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"]
URL = "https://example.org/report.pdf"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Results of three reports, one of them with wicked text in it, and their tables."""
    top = tmp_path_factory.mktemp("tables")
    for name in (
        "ilacs-2023-standard.pdf",
        "sif-2014-two-lists.pdf",
        "area-send-2024-systemic.pdf",
    ):
        copy(name, top / "in" / f"{name}.pdf")
    run_batch([str(top / "in")], top / "out", jobs=1)
    path = next((top / "out" / "reports").glob("*ilacs*"))
    document = json.loads(path.read_bytes())
    for item, text in zip(document["recommendations"], WICKED, strict=False):
        item["text"] = text
    path.write_text(json.dumps(document), "utf-8")
    urls = {document["source"]["sha256"]: URL}
    formats = [name for name in FORMATS if name != "duckdb"]
    write_tables(top / "out", top / "made", formats, urls)
    return top


@pytest.fixture(scope="module")
def documents(made):
    paths = (made / "out" / "reports").glob("*.json")
    found = [json.loads(path.read_bytes()) for path in paths]
    return sorted(found, key=lambda d: d["source"]["path"])


@pytest.mark.parametrize("table", TABLES)
def test_all_formats_hold_the_same_rows(made, documents, table):
    wanted = sum(1 if table == "reports" else len(d[table]) for d in documents)
    names = [c.name for c in TABLES[table]]
    folder = made / "made"
    read = {
        "csv": pd.read_csv(folder / f"{table}.csv", encoding="utf-8-sig", keep_default_na=False),
        "parquet": pd.read_parquet(folder / f"{table}.parquet"),
        "xlsx": pd.read_excel(folder / f"{NAME}.xlsx", sheet_name=table, engine="openpyxl"),
        "sqlite": pd.read_sql(
            f'SELECT * FROM "{table}"', sqlite3.connect(folder / f"{NAME}.sqlite")
        ),
    }
    for form, frame in read.items():
        assert list(frame.columns) == names, form
        assert len(frame) == wanted, form
        assert list(frame["sha256"]) == list(read["csv"]["sha256"]), form


def test_values_are_those_of_the_documents(made, documents):
    frame = pd.read_parquet(made / "made" / "recommendations.parquet")
    items = [(d, r) for d in documents for r in d["recommendations"]]
    for row, (document, item) in zip(frame.to_dict("records"), items, strict=True):
        assert row["text"] == item["text"]
        assert row["priority"] is item["priority"]
        assert row["page"] == item["evidence"]["page"]
        assert row["council"] == document["council"]["name"]
        assert row["start"] == dt.date.fromisoformat(document["inspection"]["start"])
        assert row["evidence"].endswith(f"#page={item['evidence']['page']}")
    official = frame[frame["framework"] == "ilacs"]["evidence"]
    assert all(link.startswith(URL) for link in official)
    assert frame[frame["framework"] == "sif"]["evidence"].str.startswith("file:///").all()


def test_csv_is_as_excel_reads_it(made):
    text = (made / "made" / "recommendations.csv").read_bytes()
    assert text.startswith(b"\xef\xbb\xbf")
    assert b"\r\n" in text and b",false," in text
    frame = pd.read_csv(made / "made" / "recommendations.csv", dtype=str, keep_default_na=False)
    assert {len(day) for day in frame["start"]} == {10}
    cells = [cell for column in frame for cell in frame[column]]
    assert {f"'{text}" for text in WICKED[:4]} <= set(cells)
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_safe():
    assert [safe(text) for text in WICKED] == [f"'{text}" for text in WICKED]
    assert [safe(value) for value in ("a=1", "", None, -1, 2.5)] == ["a=1", "", None, -1, 2.5]


def test_the_workbook(made):
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.load_workbook(made / "made" / f"{NAME}.xlsx")
    assert book.sheetnames == [*TABLES, "dictionary"]
    for table, columns in TABLES.items():
        sheet = book[table]
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref.startswith("A1:")
        widths = [
            sheet.column_dimensions[c[0].column_letter].width for c in sheet.iter_cols(max_row=1)
        ]
        assert len(widths) == len(columns) and max(widths) >= 20
        assert not [c for row in sheet.iter_rows() for c in row if c.data_type == "f"]
    sheet = book["recommendations"]
    head = {cell.value: cell.column for cell in sheet[1]}
    assert "=1+1" in {sheet.cell(row, head["text"]).value for row in range(2, sheet.max_row + 1)}
    first = sheet.cell(2, head["evidence"])
    assert first.value.startswith("page ") and "#" in str(first.hyperlink.target) + str(
        first.hyperlink.location and "#"
    )
    frame = pd.read_parquet(made / "made" / "recommendations.parquet")
    for row, wanted in enumerate(frame["evidence"], start=2):
        link = sheet.cell(row, head["evidence"]).hyperlink
        assert f"{link.target}#{link.location}".replace("FILE:", "file:") == wanted
    assert isinstance(sheet.cell(2, head["start"]).value, dt.datetime)
    explained = {(row[0].value, row[1].value) for row in book["dictionary"].iter_rows(min_row=2)}
    assert explained == {(row["table"], row["column"]) for row in dictionary()}


def test_more_than_excel_holds(made, monkeypatch, tmp_path):
    monkeypatch.setattr(workbook, "MOST_ROWS", 3)
    with pytest.raises(BatchError, match="use --format parquet or sqlite"):
        write_tables(made / "out", tmp_path, ["xlsx"])
    assert list(tmp_path.iterdir()) == []
    monkeypatch.setattr(workbook, "MOST_ROWS", 10**6)
    monkeypatch.setattr(workbook, "MOST_LINKS", 1)
    monkeypatch.setattr(workbook, "MOST_TEXT", 100)
    write_tables(made / "out", tmp_path, ["xlsx"])
    frame = pd.read_excel(tmp_path / f"{NAME}.xlsx", sheet_name="recommendations")
    assert frame["text"].str.len().max() == 100
    assert frame["evidence"][2].startswith(("http", "file"))


def test_chunks_make_no_difference(made, monkeypatch, tmp_path):
    monkeypatch.setattr(frames, "CHUNK", 1)
    write_tables(made / "out", tmp_path / "one", ["csv", "sqlite"])
    monkeypatch.setattr(frames, "CHUNK", 1000)
    write_tables(made / "out", tmp_path / "all", ["csv", "sqlite"])
    for path in (tmp_path / "all").glob("*.csv"):
        assert (tmp_path / "one" / path.name).read_bytes() == path.read_bytes()


def test_duckdb(made, tmp_path):
    duckdb = pytest.importorskip("duckdb", reason="needs the extra [duckdb]")
    write_tables(made / "out", tmp_path, ["duckdb"])
    with duckdb.connect(str(tmp_path / f"{NAME}.duckdb"), read_only=True) as db:
        found = db.execute("SELECT count(*), min(start) FROM recommendations").fetchone()
        frame = pd.read_parquet(made / "made" / "recommendations.parquet")
        assert found == (len(frame), frame["start"].min())


def test_no_reports_make_empty_tables(tmp_path):
    (tmp_path / "bad.pdf").write_bytes(b"%PDF-1.7\nnothing")
    run_batch([str(tmp_path / "bad.pdf")], tmp_path / "out", jobs=1, model="fast")
    write_tables(tmp_path / "out", tmp_path / "made", ["csv", "parquet", "xlsx", "sqlite"])
    assert len(pd.read_csv(tmp_path / "made" / "reports.csv")) == 0
    assert len(pd.read_parquet(tmp_path / "made" / "findings.parquet")) == 0


def test_the_command(made, tmp_path):
    done = extract("tables", made / "out", "-o", tmp_path / "t", "--format", "csv")
    assert (done.returncode, done.stdout) == (0, "")
    names = {path.name for path in (tmp_path / "t").iterdir()}
    assert names == {"dictionary.csv", *(f"{table}.csv" for table in TABLES)}


def test_a_folder_of_no_results_is_named_and_makes_no_folder(tmp_path):
    for wrong in (tmp_path, tmp_path / "nowhere"):
        done = extract("tables", wrong, "-o", tmp_path / "t")
        assert done.returncode == 1
        assert f"{wrong}: is no results folder; name a folder that 'extract" in done.stderr
        assert not (tmp_path / "t").exists()


@pytest.fixture
def damaged(made, tmp_path):
    """A copy of the results, and what to do to one of its documents; which is given."""
    out = shutil.copytree(made / "out", tmp_path / "out")
    path = next((out / "reports").glob("*sif*"))

    def harm(text: str | None) -> None:
        path.unlink() if text is None else path.write_text(text, "utf-8")

    return out, path, harm


WRONG = {
    "other": '{"a":1}', "cut": '{"framework": {"id', "list": "[1, 2]", "missing": None,
    "deep": "[" * 100_000,
}  # fmt: skip


@pytest.mark.parametrize("text", WRONG.values(), ids=WRONG)
def test_a_damaged_document_is_left_out_and_named(damaged, tmp_path, text):
    out, path, harm = damaged
    harm(text)
    done = extract("tables", out, "-o", tmp_path / "t")
    assert done.returncode == 3 and "Traceback" not in done.stderr
    assert f"extract: {path}: " in done.stderr and "run 'extract batch' again" in done.stderr
    assert "1 document left out" in done.stderr
    assert len(pd.read_csv(tmp_path / "t" / "reports.csv")) == 2
    with pytest.raises(BatchError, match="run 'extract batch' again"):
        write_tables(out, tmp_path / "u")


@pytest.mark.parametrize(
    ("field", "value"), [("start", "soon"), ("start", 3), ("focus", ["x"]), ("focus", {"a": 1})]
)
def test_a_document_with_a_value_of_another_kind_is_left_out(damaged, tmp_path, field, value):
    out, path, harm = damaged
    document = json.loads(path.read_bytes())
    document["inspection"][field] = value
    harm(json.dumps(document))
    told = []
    write_tables(out, tmp_path / "t", ["parquet"], on_error=told.append)
    assert [error.source for error in told] == [str(path)]
    assert len(pd.read_parquet(tmp_path / "t" / "reports.parquet")) == 2

"""The workbook, read back by other programs: cell for cell with openpyxl, and with LibreOffice."""

from __future__ import annotations

import csv
import shutil
import subprocess
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from extractor.cli.app import cli
from extractor.comparison.frames import load
from extractor.comparison.scales import scales
from extractor.comparison.selection import Selection, select
from extractor.comparison.views import DEFAULT, VIEWS
from extractor.comparison.workbook import sheet as sheets
from extractor.comparison.workbook import write
from extractor.comparison.workbook.evidence import evidence, recommendations
from extractor.comparison.workbook.sheet import FIRST_ROW, HEADER, clean, link_text, sheets_of
from extractor.errors import ComparisonError
from tests.comparison import synthetic

openpyxl = pytest.importorskip("openpyxl")

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
WICKED = [
    "=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://example.org")', "\tx", "a\x07b\x1b[31m",
    "http://example.org/", "internal:'README'!A1", "x" * 40_000,
]  # fmt: skip


def made(corpus, path: Path, names=tuple(VIEWS)):
    views = []
    for name in names:
        try:
            views.append(VIEWS[name].make(corpus))
        except ComparisonError:
            assert name.startswith("profile")
    write(corpus, corpus.selection or Selection(), views, path)
    return views, openpyxl.load_workbook(path)


@pytest.fixture(scope="module")
def council(samples):
    """The samples, one council chosen: all views can be made."""
    return select(load(samples), Selection(councils=("Kingston upon Hull",)))


@pytest.fixture(scope="module")
def book(samples, tmp_path_factory):
    """All views of the samples: the corpus, the views, the file, the workbook."""
    corpus = load(samples)
    path = tmp_path_factory.mktemp("book") / "comparison.xlsx"
    views, read = made(corpus, path)
    return corpus, views, path, read


def expected(column, value):
    """What a reader of the workbook is to find in the cell."""
    if value is None:
        return None
    if column.kind == "date":
        return datetime(value.year, value.month, value.day)
    if column.kind == "grade":
        return scales().grades[value].label
    if column.kind in ("count", "share", "number"):
        return pytest.approx(float(value))
    if column.kind == "link":
        return link_text(value)
    if column.name == "kind" and value in scales().kinds:
        return scales().kinds[value].title
    return clean(str(value))


def check(read, view):
    """Every cell of a view, and nothing else below the header."""
    import pandas as pd

    told = 0
    for part in sheets_of(view):
        page = read[part.name]
        assert page.max_row == max(HEADER + 1, FIRST_ROW + len(part.frame))
        heads = [cell.value for cell in page[HEADER + 1]][: len(part.columns)]
        assert heads == [part.head(c) for c in part.columns]
        for at, values in enumerate(part.frame.astype(object).itertuples(index=False)):
            row = dict(zip(part.frame, values, strict=True))
            for place, column in enumerate(part.columns, start=1):
                value = None if pd.isna(row[column.name]) else row[column.name]
                cell = page.cell(FIRST_ROW + 1 + at, place)
                assert cell.value == expected(column, value), (view.name, at, column.name)
                assert cell.data_type != "f"
                if column.kind == "grade" and value:
                    grade = scales().grades[value]
                    assert cell.fill.fgColor.rgb[2:].lower() == grade.colour[1:]
                    assert cell.font.color.rgb[2:].lower() == grade.ink[1:]
                if column.kind == "link" and value:
                    link = cell.hyperlink
                    whole = link.target + (f"#{link.location}" if link.location else "")
                    assert whole.replace("FILE:", "file:") == value
        told += len(part.frame)
        left = set(view.frame) - {c.name for c in part.columns}
        assert part.frame[sorted(left)].isna().all(axis=None) or part.frame.empty
    assert told == len(view.frame)


def test_every_cell_of_every_view_is_read_back(book):
    corpus, views, _, read = book
    assert len(views) >= 9
    for view in (*views, evidence(corpus), recommendations(corpus)):
        check(read, view)


def test_every_cell_of_one_councils_views(council, tmp_path):
    views, read = made(council, tmp_path / "one.xlsx", ("profile", "profile_grades"))
    assert [view.name for view in views] == ["profile", "profile_grades"]
    for view in views:
        check(read, view)


def test_every_cell_of_invented_councils(invented, tmp_path):
    corpus = select(load(invented), Selection(latest=True))
    views, read = made(corpus, tmp_path / "some.xlsx", ("grades_latest", "grades_over_time"))
    for view in views:
        check(read, view)


def test_sheets_are_fit_to_work_with_and_to_print(book):
    corpus, views, _, read = book
    assert read.sheetnames[0] == "README" and read.sheetnames[-1] == "Columns"
    parts = [part for view in views for part in sheets_of(view)]
    assert read.sheetnames[1 : 1 + len(parts)] == [part.name for part in parts]
    assert read.sheetnames[1 + len(parts) : -1] == ["Evidence", "Recommendations"]
    for part in parts:
        page = read[part.name]
        assert page.freeze_panes.endswith(str(FIRST_ROW + 1))
        assert page.auto_filter.ref.startswith(f"A{HEADER + 1}:")
        assert page.page_setup.orientation == "landscape"
        assert page.sheet_properties.pageSetUpPr.fitToPage
        assert (page.page_setup.fitToWidth or 1, page.page_setup.fitToHeight) == (1, 0)
        assert page.print_title_rows == f"${HEADER + 1}:${HEADER + 1}"
        shown = [at for at, c in enumerate(part.columns) if not part.hidden(c)]
        assert shown and page.cell(1, shown[0] + 1).value == part.title
        assert page.cell(2, shown[0] + 1).value == clean(part.view.about)
        looks = {
            at: look for look in page.column_dimensions.values()
            for at in range(look.min, look.max + 1)
        }  # fmt: skip
        for at, column in enumerate(part.columns, start=1):
            assert looks[at].hidden == part.hidden(column)
            if not part.hidden(column):
                assert 6 <= looks[at].width <= 95
    share = next(c for c in parts if c.view.name == "themes")
    at = [c.name for c in share.columns].index("weak_share") + 1
    assert read["Themes"].cell(FIRST_ROW + 1, at).number_format == "0%"
    page = read["Grades over time"]
    head = [cell.value for cell in page[HEADER + 1]]
    assert page.cell(FIRST_ROW + 1, head.index("Inspected") + 1).number_format == "yyyy-mm-dd"


def test_kinds_that_judge_different_areas_have_sheets_of_their_own(book):
    corpus, views, _, read = book
    latest = next(view for view in views if view.name == "grades_latest")
    parts = sheets_of(latest)
    assert {part.name for part in parts} >= {"Latest childrens services", "Latest area send"}
    for part in parts:
        assert part.frame["kind"].nunique() == 1 and len(part.name) <= 31
        assert scales().kinds[part.frame["kind"].iloc[0]].title in part.title


def test_themes_lead_to_the_sentences_behind_them(book):
    corpus, _, _, read = book
    page, target = read["Themes"], read["Evidence"]
    at = [cell.value for cell in page[HEADER + 1]].index("Theme") + 1
    linked = 0
    for row in range(FIRST_ROW + 1, page.max_row + 1):
        cell = page.cell(row, at)
        if cell.hyperlink:
            sheet, _, place = cell.hyperlink.location.partition("!")
            assert sheet == "'Evidence'" or sheet == "Evidence"
            assert target[place].value == cell.value
            above = target[place].row - 1
            assert target.cell(above, 1).value != cell.value
            linked += 1
    assert linked > 10


def test_the_readme_says_what_it_is(samples, tmp_path):
    corpus = select(load(samples), Selection(frameworks=("sif",)))
    _, read = made(corpus, tmp_path / "sif.xlsx", DEFAULT)
    page = read["README"]
    told = {row[0].value: row[1].value for row in page.iter_rows() if row[0].value}
    assert told["Filters"] == "frameworks: sif"
    assert told["Reports"] == f"{len(corpus.reports)} of {len(corpus.whole.reports)} in the folder"
    assert told["Grades"] == str(len(corpus.judgements))
    assert told["Findings"] == str(len(corpus.findings))
    assert datetime.fromisoformat(told["Made on"])
    assert {g.label for g in scales().grades.values()} <= set(told)
    assert any("Open Government Licence" in str(text) for text in told)
    names = set(read.sheetnames) - {"README"}
    assert names <= set(told)
    for name in names:
        cells = [row[0] for row in page.iter_rows() if row[0].value == name]
        assert [c.hyperlink.location for c in cells if c.hyperlink] == [f"'{name}'!A1"]


def test_the_columns_are_explained(book):
    corpus, views, _, read = book
    told = {(r[0].value, r[2].value): r[4].value for r in read["Columns"].iter_rows(min_row=2)}
    for view in views:
        for part in sheets_of(view):
            for column in part.columns:
                assert told[part.name, column.name].startswith(clean(column.meaning))


def test_the_default_makes_every_view(samples, tmp_path):
    views, read = made(load(samples), tmp_path / "all.xlsx", DEFAULT)
    assert {"Themes", "Separates", "Grade distribution", "Recommendations by theme"} <= set(
        read.sheetnames
    )
    assert "Profile" not in read.sheetnames
    one = select(load(samples), Selection(councils=("Kingston upon Hull",)))
    _, read = made(one, tmp_path / "one.xlsx", DEFAULT)
    assert "Profile" in read.sheetnames
    _, read = made(one, tmp_path / "chosen.xlsx", ("themes",))
    assert read.sheetnames == ["README", "Themes", "Evidence", "Recommendations", "Columns"]


def test_no_text_becomes_a_formula_and_all_of_it_fits(samples, tmp_path):
    corpus = load(wicked(samples, tmp_path / "wicked"))
    path = tmp_path / "wicked.xlsx"
    _, read = made(corpus, path, ("themes",))
    page = read["Evidence"]
    at = [cell.value for cell in page[HEADER + 1]].index("Finding") + 1
    found = {page.cell(r, at).value for r in range(FIRST_ROW + 1, page.max_row + 1)}
    assert {clean(text) for text in WICKED} <= found
    assert max(map(len, found)) <= sheets.MOST_TEXT
    for name in read.sheetnames:
        assert not [c for row in read[name].iter_rows() for c in row if c.data_type == "f"]


def wicked(samples: Path, folder: Path) -> Path:
    """The samples, with findings whose text a spreadsheet would take for something else."""
    import json

    shutil.copytree(samples, folder, ignore=shutil.ignore_patterns(".*"))
    path = max((folder / "reports").glob("*.json"), key=lambda p: p.stat().st_size)
    document = json.loads(path.read_bytes())
    first = next(f for f in document["findings"] if f["themes"])
    document["findings"] = [
        {**first, "id": f"finding-{n}", "text": text} for n, text in enumerate(WICKED)
    ]
    path.write_text(json.dumps(document), encoding="utf-8")
    return folder


def test_excels_limits(book, tmp_path, monkeypatch):
    corpus, *_ = book
    monkeypatch.setattr(sheets, "MOST_LINKS", FIRST_ROW + 1)
    _, read = made(corpus, tmp_path / "links.xlsx", ("grades_over_time",))
    page = read["Grades over time"]
    at = [cell.value for cell in page[HEADER + 1]].index("Evidence") + 1
    assert page.cell(FIRST_ROW + 1, at).hyperlink and not page.cell(FIRST_ROW + 2, at).hyperlink
    assert page.cell(FIRST_ROW + 2, at).value.startswith("file:///")
    monkeypatch.setattr(sheets, "MOST_ROWS", 8)
    with pytest.raises(ComparisonError, match="a sheet holds 3 rows.*write .parquet"):
        made(corpus, tmp_path / "rows.xlsx", ("grades_over_time",))


def test_an_empty_selection(samples, tmp_path):
    corpus = select(load(samples), Selection(since=date(2090, 1, 1)))
    _, read = made(corpus, tmp_path / "none.xlsx", DEFAULT)
    assert {"README", "Themes", "Columns"} <= set(read.sheetnames)


def test_many_sentences_are_cut_to_the_surest_of_each_theme(samples, monkeypatch):
    from extractor.comparison.workbook import evidence as module

    corpus = load(samples)
    every = evidence(corpus)
    assert every.about.startswith(f"All {len(every.frame):,} findings")
    monkeypatch.setattr(module, "MOST_FINDINGS", 10)
    monkeypatch.setattr(module, "A_THEME", 2)
    some = evidence(corpus)
    assert some.about.startswith(f"{len(some.frame):,} of {len(every.frame):,} findings")
    for (theme, polarity), part in some.frame.groupby(["theme", "polarity"], observed=True):
        assert len(part) <= 2 and part["sha256"].is_unique
        same = every.frame[(every.frame["theme"] == theme) & (every.frame["polarity"] == polarity)]
        assert part["confidence"].max() == same["confidence"].max()


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed (soffice)")
def test_libreoffice_reads_the_same_and_prints_it(book, tmp_path):
    corpus, views, path, read = book
    every_sheet = 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1'
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    for form in (every_sheet, "pdf"):
        subprocess.run(
            [SOFFICE, profile, "--headless", "--convert-to", form, "--outdir", tmp_path, path],
            check=True, capture_output=True, timeout=300,
        )  # fmt: skip
    assert (tmp_path / "comparison.pdf").read_bytes().startswith(b"%PDF-")
    for view in (*views, evidence(corpus)):
        for part in sheets_of(view):
            name = tmp_path / f"comparison-{part.name}.csv"
            with name.open(encoding="utf-8", newline="") as stream:
                lines = list(csv.reader(stream))
            assert lines[HEADER][: len(part.columns)] == [part.head(c) for c in part.columns]
            body = lines[FIRST_ROW : FIRST_ROW + len(part.frame)]
            assert len(body) == len(part.frame)
            for at, column in enumerate(part.columns):
                if column.kind in ("grade", "quote"):
                    cells = [read[part.name].cell(FIRST_ROW + 1 + n, at + 1).value or ""
                             for n in range(len(body))]  # fmt: skip
                    assert [line[at] for line in body] == cells
                assert not any(line[at].startswith(("#", "Err:")) for line in body)


def test_the_command(samples, tmp_path):
    target = tmp_path / "comparison.xlsx"
    asked = ["compare", str(samples), "--framework", "ilacs", "-o", str(target)]
    run = CliRunner().invoke(cli, asked)
    assert run.exit_code == 0, run.stderr
    assert f"wrote {target}" in run.stderr
    read = openpyxl.load_workbook(target)
    told = {row[0].value: row[1].value for row in read["README"].iter_rows() if row[0].value}
    assert told["Filters"] == "frameworks: ilacs"


def test_it_is_written_in_time(tmp_path):
    import time

    corpus = load(synthetic.results(tmp_path / "r", 60, 10, findings=(5, 10)))
    views = [VIEWS[name].make(corpus) for name in ("grades_latest", "grades_over_time", "themes")]
    rows = sum(len(view.frame) for view in views)
    assert rows > 1_000
    begin = time.process_time()
    write(corpus, Selection(), views, tmp_path / "many.xlsx")
    assert time.process_time() - begin < 20


def test_what_failed_in_the_batch_is_told(corpus_of, tmp_path):
    corpus = replace(corpus_of(synthetic.document("Leeds")), failed=2)
    _, read = made(corpus, tmp_path / "o.xlsx", ("themes",))
    told = dict(read["README"].iter_rows(values_only=True, max_col=2))
    assert told["2 sources"] == "failed in the batch: see failures.csv"
    assert "What could not be used" in told

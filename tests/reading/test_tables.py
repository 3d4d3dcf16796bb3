"""Ruled tables: which cell each line stands in, on pages made here with reportlab."""

from __future__ import annotations

import io

import pypdfium2 as pdfium
import pytest

from extractor.reading import lay_out, read_sheets
from extractor.reading.lines import RawLine
from extractor.reading.rules import grids
from extractor.reading.source import load
from extractor.reading.tables import put_cells

canvas = pytest.importorskip("reportlab.pdfgen.canvas")

TOP = 700.0
NAME = "Council and Board"


def pdf(*pages) -> bytes:
    buffer = io.BytesIO()
    page = canvas.Canvas(buffer, pagesize=(595, 842), invariant=1)
    for draw in pages:
        page.setFont("Helvetica", 12)
        draw(page)
        page.showPage()
    page.save()
    return buffer.getvalue()


def strokes(page, xs, ys):
    for y in ys:
        page.line(xs[0], y, xs[-1], y)
    for x in xs:
        page.line(x, ys[0], x, ys[-1])


def bars(page, xs, ys):
    """Each cell's borders as thin filled rectangles of their own, as Word prints them."""
    for y in ys:
        for left, right in zip(xs, xs[1:], strict=False):
            page.rect(left, y, right - left, 0.5, stroke=0, fill=1)
    for x in xs:
        for upper, lower in zip(ys, ys[1:], strict=False):
            page.rect(x, lower, 0.5, upper - lower, stroke=0, fill=1)


def at_once(page, xs, ys):
    page.grid(xs, ys)


def boxes(page, xs, ys):
    for left, right in zip(xs, xs[1:], strict=False):
        for upper, lower in zip(ys, ys[1:], strict=False):
            page.rect(left, lower, right - left, upper - lower, stroke=1, fill=0)


def texts(page, x, *lines, y=TOP, pitch=14.4):
    for i, line in enumerate(lines):
        if line:
            page.drawString(x, y - i * pitch, line)


def cells(data: bytes, *pages: int) -> dict[tuple[int, int, int], str]:
    """What each cell says, its blocks joined by a bar."""
    doc = lay_out(read_sheets(load(data, "test.pdf")), frozenset(pages or (1, 2)))
    out: dict[tuple[int, int, int], str] = {}
    for block in doc.blocks:
        if block.cell:
            held = out.get(block.cell)
            quote = doc.quote(block)
            out[block.cell] = f"{held} | {quote}" if held else quote
    return out


@pytest.mark.parametrize("drawn", [strokes, bars, at_once, boxes])
def test_only_the_rule_parts_two_items(drawn):
    def draw(page):
        drawn(page, [60, 540], [714, 681, 652])
        texts(page, 66, "The partnership should count how long", "children wait to be seen.")
        texts(page, 66, "The partnership should say so in public.", y=TOP - 28.8)

    assert cells(pdf(draw)) == {
        (0, 0, 0): "The partnership should count how long children wait to be seen.",
        (0, 1, 0): "The partnership should say so in public.",
    }


def test_a_shaded_area_is_no_table_and_its_edges_are_no_rules():
    def draw(page):
        page.setFillGray(0.9)
        page.rect(60, 650, 480, 60, stroke=0, fill=1)
        page.rect(66, 660, 200, 20, stroke=0, fill=1)
        page.setFillGray(0)
        texts(page, 70, "Not in a table.")

    assert cells(pdf(draw)) == {}


def test_a_line_over_the_rule_between_columns_is_divided():
    def draw(page):
        strokes(page, [60, 160, 540], [714, 694, 660])
        texts(page, 66, f"{NAME} Leaders must publish it.")

    (name, action) = cells(pdf(draw)).items()
    assert name[0] == (0, 0, 0) and action[0] == (0, 0, 1)
    assert f"{name[1]} {action[1]}" == f"{NAME} Leaders must publish it."


def test_a_cell_over_two_rows_has_the_number_of_the_upper_one():
    def draw(page):
        strokes(page, [60, 200, 540], [714, 650])
        page.line(200, 682, 540, 682)
        texts(page, 66, NAME)
        texts(page, 210, "First action.")
        texts(page, 210, "Second action.", y=TOP - 32)

    assert cells(pdf(draw)) == {
        (0, 0, 0): NAME,
        (0, 0, 1): "First action.",
        (0, 1, 1): "Second action.",
    }


def test_two_tables_and_the_text_between_them():
    def draw(page):
        strokes(page, [60, 540], [714, 690])
        texts(page, 66, "In the first table.")
        texts(page, 60, "Between the tables.", y=660)
        strokes(page, [60, 540], [644, 610])
        texts(page, 66, "In the second table.", y=630)

    data = pdf(draw)
    assert cells(data) == {(0, 0, 0): "In the first table.", (1, 0, 0): "In the second table."}
    doc = lay_out(read_sheets(load(data, "test.pdf")), frozenset({1}))
    assert [b.cell for b in doc.blocks if doc.quote(b) == "Between the tables."] == [None]


SIDES = [60, 200, 540]
FIRST_PAGE = ("Council", "Leaders must change how plans are")


def two_pages(second_left, second_right, *, header=False, rows=(714, 660), first=FIRST_PAGE):
    def foot(page):
        strokes(page, SIDES, [130, 110, 80])
        page.setFont("Helvetica-Bold", 12)
        texts(page, 66, "Body", y=116)
        texts(page, 210, "Action", y=116)
        page.setFont("Helvetica", 12)
        texts(page, 66, first[0], y=94)
        texts(page, 210, first[1], y=94)

    def head(page):
        strokes(page, SIDES, list(rows))
        if header:
            page.setFont("Helvetica-Bold", 12)
            texts(page, 66, "Body")
            texts(page, 210, "Action")
            page.setFont("Helvetica", 12)
        y = TOP - (24 if header else 0)
        texts(page, 66, *second_left, y=y)
        texts(page, 210, *second_right, y=y)

    return {place: text for place, text in cells(pdf(foot, head)).items() if place[1]}


@pytest.mark.parametrize(
    ("left", "right", "first", "name", "action"),
    [
        ([], ["written, and by whom."], FIRST_PAGE, "Council", None),
        (["and Board"], ["written, and by whom."], FIRST_PAGE, "Council and Board", None),
        (["and Board"], [], ("Council", "Leaders act."), "Council and Board", "Leaders act."),
    ],
)
def test_a_row_goes_on_over_the_page(left, right, first, name, action):
    found = two_pages(left, right, first=first)
    assert {row for _, row, _ in found} == {1}
    assert found[0, 1, 0] == name
    assert found[0, 1, 1] == (action or "Leaders must change how plans are written, and by whom.")


def test_a_new_row_at_a_page_head_is_a_row_of_the_same_table():
    found = two_pages([NAME], ["Leaders must act."], first=("Council", "It must end."))
    assert found[0, 1, 1] == "It must end." and found[0, 2, 1] == "Leaders must act."


def test_a_header_printed_again_does_not_part_the_row():
    rows = (714, 694, 640)
    found = two_pages([], ["written, and by whom."], header=True, rows=rows)
    assert found == {
        (0, 1, 0): "Council",
        (0, 1, 1): "Leaders must change how plans are written, and by whom.",
    }


def test_a_header_alone_at_a_page_foot_has_its_rows_on_the_next():
    def foot(page):
        strokes(page, [60, 540], [110, 84])
        page.setFont("Helvetica-Bold", 12)
        texts(page, 66, "Areas for improvement", y=92)

    def head(page):
        strokes(page, [60, 540], [714, 690])
        texts(page, 66, "The partnership should act.")

    assert cells(pdf(foot, head)) == {
        (0, 0, 0): "Areas for improvement",
        (0, 1, 0): "The partnership should act.",
    }


def test_other_pages_and_other_sources_stay_as_they_are():
    def draw(page):
        strokes(page, [60, 540], [714, 690])
        texts(page, 66, "In a table.")

    assert cells(pdf(draw, draw), 2) == {(0, 0, 0): "In a table."}
    line = RawLine(1, 0, 0, 9, 1, 1, 1, False, False, "plain")
    assert put_cells(load(b"plain", "a.txt"), [[line]], frozenset({1})) == [[line]]


def test_a_drawing_of_many_lines_is_no_table():
    def draw(page):
        for i in range(1100):
            page.line(50, 100 + i * 0.6, 500, 100 + i * 0.6)
        texts(page, 66, "Over a drawing.")

    page = pdfium.PdfDocument(pdf(draw))[0]
    assert grids(page) == []


def test_the_rules_are_those_that_pdfplumber_finds():
    pdfplumber = pytest.importorskip("pdfplumber")

    def draw(page):
        bars(page, [60, 218, 540], [714, 694, 660, 600])
        strokes(page, [60, 540], [500, 470, 440])

    data = pdf(draw)
    with pdfplumber.open(io.BytesIO(data)) as document:
        tables = document.pages[0].find_tables()
        theirs = [[round(y) for y in sorted({c[1] for c in t.cells})] for t in tables]
    ours = [[round(r.at) for r in g.across[:-1]] for g in grids(pdfium.PdfDocument(data)[0])]
    assert len(ours) == len(theirs) == 2
    assert all(
        abs(a - b) <= 1
        for mine, other in zip(ours, theirs, strict=True)
        for a, b in zip(mine, other, strict=True)
    )

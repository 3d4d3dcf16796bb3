"""PDF lines: pages made here with reportlab, read back with their boxes."""

from __future__ import annotations

import io
import itertools

import pytest

from extractor.errors import LimitError
from extractor.reading import read

canvas = pytest.importorskip("reportlab.pdfgen.canvas")


def pdf(draw, size=(595, 842), rotation=0) -> bytes:
    buffer = io.BytesIO()
    page = canvas.Canvas(buffer, pagesize=size, invariant=1)
    page.setPageRotation(rotation)
    draw(page)
    page.save()
    return buffer.getvalue()


def test_box_size_and_weight_of_a_line():
    def draw(page):
        page.setFont("Helvetica-Bold", 14)
        page.drawString(72, 700, "Main findings")
        page.setFont("Helvetica", 12)
        page.drawString(72, 670, "Children are heard.")

    doc = read(pdf(draw))
    heading, body = doc.lines
    assert (heading.bold, heading.size, body.bold, body.size) == (True, 14.0, False, 12.0)
    assert heading.box.x0 == pytest.approx(73, abs=2) and heading.box.top == pytest.approx(
        132, abs=3
    )


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_a_turned_page_is_read_as_it_is_shown(rotation):
    def draw(page):
        page.setFont("Helvetica", 12)
        page.rotate(rotation)  # so that the text stands upright once the page is turned
        page.translate(*{90: (0, -842), 180: (-842, -842), 270: (-842, 0)}[rotation])
        page.drawString(100, 842 - 200, "First line as shown.")
        page.drawString(100, 842 - 240, "Second line as shown.")

    doc = read(pdf(draw, size=(842, 842), rotation=rotation))
    assert doc.text == "First line as shown.\n\nSecond line as shown."
    first, second = doc.lines
    assert first.box.x0 == pytest.approx(100, abs=3) and first.box.bottom == pytest.approx(
        200, abs=4
    )
    assert second.box.bottom == pytest.approx(240, abs=4)


def test_a_row_with_a_wide_gap_is_two_cells():
    def draw(page):
        page.setFont("Helvetica", 12)
        page.drawString(72, 700, "Help and protection")
        page.drawString(400, 700, "Good")

    assert [b.kind for b in read(pdf(draw)).blocks] == ["table_cell", "table_cell"]


def test_text_drawn_last_at_the_top_is_read_first():
    def draw(page):
        page.setFont("Helvetica", 12)
        page.drawString(72, 600, "The body of the letter.")
        page.drawString(72, 800, "Letterhead")

    assert read(pdf(draw)).text.startswith("Letterhead")


def test_a_raised_digit_leaves_the_word_alone():
    def draw(page):
        text = page.beginText(72, 700)
        text.setFont("Helvetica", 12)
        text.textOut("What needs to improve")
        text.setRise(4)
        text.setFont("Helvetica", 7)
        text.textOut("1")
        page.drawText(text)

    assert read(pdf(draw)).text == "What needs to improve"


@pytest.mark.parametrize(("clock", "refused"), [("thread_time", True), ("monotonic", False)])
def test_reading_ends_by_the_processors_time_not_by_the_clocks(monkeypatch, clock, refused):
    """On a busy machine a minute passes without a page being read."""
    ticks = itertools.count(0, 61)
    data = pdf(lambda page: page.drawString(72, 700, "Children are heard."))
    monkeypatch.setattr(f"extractor.reading.pdf.time.{clock}", lambda: float(next(ticks)))
    if refused:
        with pytest.raises(LimitError, match="over 60 s"):
            read(data)
    else:
        assert "Children are heard." in read(data).text

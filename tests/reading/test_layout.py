"""Lines to blocks: every trap of the anatomy on invented lines."""

from __future__ import annotations

import pytest

from .raw import FULL, PITCH, document, paragraph, raw, shapes


def test_a_paragraph_is_one_stretch_across_line_ends():
    doc = document(paragraph(100, FULL, "and the second line ends it."))
    assert shapes(doc) == [("paragraph", f"{FULL} and the second line ends it.")]


def test_a_gap_starts_a_paragraph():
    doc = document([*paragraph(100, FULL, "Ends here."), *paragraph(145, FULL, "Ends there.")])
    assert [k for k, _ in shapes(doc)] == ["paragraph", "paragraph"]


def test_a_line_that_ends_in_via_or_outside_goes_on_before_a_capital():
    for words, name in (("can get help via", "CAMHS"), ("now live outside", "Anytown")):
        lines = paragraph(100, FULL, f"and children {words}", f"{name} or elsewhere.")
        lines[1] = raw(f"and children {words}", 100 + 14.4, width=300.0)
        assert [kind for kind, _ in shapes(document(lines))] == ["paragraph"]


def test_a_short_line_before_a_capital_ends_its_paragraph():
    lines = [*paragraph(100, FULL, FULL, "Short."), *paragraph(100 + 3 * PITCH, FULL, "More.")]
    assert [q for _, q in shapes(document(lines))][1] == f"{FULL} More."


@pytest.mark.parametrize("glyph", "◼■▪•−\uf06e\uf0b7\uf02d\uf0a7\u0336-–")
def test_every_bullet_glyph_starts_a_list_item(glyph):
    doc = document([raw(f"{glyph} First thing.", 100), raw(f"{glyph} Second thing.", 120)])
    assert shapes(doc) == [("list_item", "First thing."), ("list_item", "Second thing.")]


def test_a_bullet_that_is_a_run_of_its_own_joins_its_line():
    doc = document([raw("◼", 100, width=7), raw("Apart from its glyph.", 100.4, x=108, width=110)])
    assert shapes(doc) == [("list_item", "Apart from its glyph.")]


@pytest.mark.parametrize(
    ("text", "number", "content"),
    [
        ("12. Plans are clear.", "12", "Plans are clear."),
        ("12.Plans are clear.", "12", "Plans are clear."),
        ("2.1 Adoption performance", "2.1", "Adoption performance"),
        ("3) Plans are clear.", "3", "Plans are clear."),
        ("2016 was a good year.", None, "2016 was a good year."),
        ("1,200 children live here.", None, "1,200 children live here."),
    ],
)
def test_printed_numbers(text, number, content):
    block = (doc := document([raw(text, 100)])).blocks[0]
    assert (block.number, doc.quote(block)) == (number, content)


def test_nested_bullets_have_levels():
    doc = document(
        [
            raw("■ Outer.", 100),
            raw("– Inner.", 120, x=100),
            raw("– Inner again.", 140, x=100),
            raw("■ Outer again.", 160),
        ]
    )
    assert [b.level for b in doc.blocks] == [0, 1, 1, 0]


def test_a_dash_at_the_start_of_a_running_line_is_text():
    first = "Children – and this line of invented words is as wide as any other on the page –"
    doc = document(paragraph(100, FULL, first[:-2], "– and their families – are heard."))
    assert len(doc.blocks) == 1 and "page – and their families" in doc.text


def test_a_number_at_the_start_of_a_running_line_is_text():
    doc = document(paragraph(100, FULL, "14. More words follow the number that stands here."))
    assert len(doc.blocks) == 1


def test_an_item_crosses_the_page_around_footnote_and_furniture():
    foot = [raw("Inspection of Sampleshire", 800, size=8), raw("1", 800, x=520, size=8)]
    foot2 = [raw("Inspection of Sampleshire", 800, size=8, page=2)]
    note = [raw("1 A note about the item.", 760, size=9)]
    item = [
        raw("■ The item starts and fills this line with many invented words that run to its",
            720, width=455),
        raw("full width so that it must go on to the next page of the report without a", 734.4,
            x=86, width=441),
    ]  # fmt: skip
    rest = [raw("break in its sentence.", 100, x=86, page=2)]
    doc = document([*item, *note, *foot], [*rest, *foot2])
    kinds = [b.kind for b in doc.blocks]
    assert kinds[0] == "list_item" and "without a break in its sentence." in doc.quote(
        doc.blocks[0]
    )
    assert "footnote" in kinds and kinds.count("furniture") == 3
    boxes = doc.evidence(doc.blocks[0].start, doc.blocks[0].end).boxes
    assert [b.page for b in boxes] == [1, 1, 2]


def test_a_grade_beside_its_label_is_a_cell_of_its_own():
    doc = document(
        [
            raw("The experiences of children who need", 100, columns=2, width=200),
            raw("Good", 100, x=400, columns=2),
            raw("help and protection", 114, width=100),
        ]
    )
    assert shapes(doc) == [
        ("table_cell", "The experiences of children who need help and protection"),
        ("table_cell", "Good"),
    ]


def test_a_heading_that_is_partly_bold_stays_whole():
    doc = document(
        [
            *paragraph(60, FULL, FULL, "Body text sets the size."),
            raw("The experiences and progress of children in", 160, bold=True, size=14),
            raw("care: good", 177, size=14),
        ]
    )
    assert shapes(doc)[-1] == ("heading", "The experiences and progress of children in care: good")


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [
        ("a multi-", "agency team", "a multi-agency team"),
        ("short-", "and long-term plans", "short- and long-term plans"),
        ("the ser-", "vices are known; services", "the services are known; services"),
        ("9–", "24 November 2017", "9–24 November 2017"),
        ("leaders –", "and staff", "leaders – and staff"),
    ],
)
def test_hyphens_at_line_ends(first, second, joined):
    doc = document([raw(first, 100, width=440), raw(second, 114.4)])
    assert doc.text == joined


def test_a_raised_footnote_digit_between_two_runs_of_a_row_goes():
    doc = document(
        [
            raw("The service", 100, width=60),
            raw("3", 96, x=133, size=7, width=3),
            raw(". School staff help.", 100, x=137, width=110),
        ]
    )
    assert doc.text == "The service. School staff help."


def test_page_numbers_and_repeated_lines_are_furniture_and_body_lines_are_not():
    pages = [
        [
            raw("Report of Sampleshire", 40, page=n, size=9),
            *paragraph(100, FULL, f"Ends on page {n}.", page=n),
            raw(str(n), 810, x=520, page=n),
        ]
        for n in (1, 2, 3)
    ]
    doc = document(*pages)
    assert [b.kind for b in doc.blocks].count("furniture") == 6
    assert [b.kind for b in doc.blocks].count("paragraph") == 3

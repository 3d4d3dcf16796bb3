"""Sections cover the body once; a heading gives the key area to what stands under it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.content.sections import contents_spans, find_sections
from extractor.frameworks.registry import framework, load_frameworks
from extractor.model import Document
from extractor.reading import read
from tests.reading.raw import document as laid_out
from tests.reading.raw import paragraph, raw

LINE = "The invented council knows its children well, and what it knows it has written down in full"


def document(*pages) -> Document:
    """The document of these pages of raw lines, each line on its page."""
    return laid_out(*([replace(x, page=i) for x in page] for i, page in enumerate(pages, 1)))


def prose(y: float, lines: int = 4):
    return paragraph(y, *[LINE] * lines, "and so the paragraph ends here.")


def head(text: str, y: float, size: float = 14.0):
    return raw(text, y, size=size, bold=True)


def outline(doc: Document, stem: str) -> list[tuple[str, str | None, int]]:
    return [(s.title, s.key_area, s.level) for s in find_sections(doc, framework(stem))]


def is_partition(doc: Document, stem: str) -> bool:
    """Whether sections and contents pages cover every block once, in order."""
    sections = find_sections(doc, framework(stem))
    spans = [(s.start, s.end) for s in sections]
    holes = contents_spans(doc, framework(stem))
    at = doc.blocks[0].lead if doc.blocks else 0
    for start, end in sorted(spans + holes):
        if start != at or end <= start:
            return False
        at = end
    return at == len(doc.text) and [s.id for s in sections] == [
        f"s{i + 1}" for i in range(len(sections))
    ]


ILACS = [
    raw("Inspection of Anytown local authority children’s services", 80, size=26.0),
    raw("Overall effectiveness", 120, 79),
    raw("Good", 120, 395),
    *prose(160),
    head("What needs to improve?", 260),
    raw("The speed of its work", 290),
    head("The experiences and progress of children in care: good", 320),
    *prose(350),
    head("The impact of leaders on practice with children and families: good", 440),
    *prose(480),
]


def test_an_inspection_report():
    doc = document(ILACS)
    title = "Inspection of Anytown local authority children’s services"
    assert [(t, a) for t, a, _ in outline(doc, "ilacs-2023")] == [
        (title, None),
        ("What needs to improve?", None),
        ("The experiences and progress of children in care: good", "children_in_care"),
        (
            "The impact of leaders on practice with children and families: good",
            "leadership",
        ),
    ]
    assert is_partition(doc, "ilacs-2023")


def test_what_stands_under_an_area_is_of_it_until_a_heading_as_high():
    doc = document(
        [raw("Anytown Council", 60, size=26), *prose(100)],
        [
            head("The Local Safeguarding Children Board (LSCB)", 80, 16),
            head("Executive summary", 110),
            *prose(140),
            head("Recommendations", 240),
            *prose(270),
            head("Information about this inspection", 360, 16),
            *prose(400),
        ],
    )
    assert [(t, a) for t, a, _ in outline(doc, "sif")][1:] == [
        ("The Local Safeguarding Children Board (LSCB)", "lscb"),
        ("Executive summary", "lscb"),
        ("Recommendations", "lscb"),
        ("Information about this inspection", None),
    ]
    levels = [level for _, _, level in outline(doc, "sif")][1:]
    assert levels[0] == levels[3] < levels[1] == levels[2]


def test_a_chapter_s_parts_are_of_its_area_however_large_their_headings():
    doc = document(
        [raw("Anytown Council", 60, size=26), *prose(100)],
        [
            head("Summary for children and young people", 60, 14),
            *prose(90),
            head("Children who need help and protection", 190, 12),
            head("Summary", 220, 14),
            *prose(250),
            head("Inspection findings", 350, 16),
            *prose(380),
            head("Leadership, management and governance", 480, 12),
            *prose(510),
            head("Information about this inspection", 610, 12),
            *prose(640),
        ],
    )
    areas = {title: area for title, area, _ in outline(doc, "sif")}
    assert areas["Summary"] == areas["Inspection findings"] == "help_and_protection"
    assert areas["Leadership, management and governance"] == "leadership"
    assert areas["Summary for children and young people"] is None
    assert areas["Information about this inspection"] is None


def test_a_box_with_its_grade_opens_the_area_s_section():
    doc = document(
        [raw("Anytown Council", 60, size=26), *prose(100)],
        prose(80),
        [
            head("Inspection judgements about the local authority", 80),
            raw("Leadership, management and governance", 110, 79, size=13),
            raw("Inadequate", 110, 400, size=13),
            raw("Summary", 150, bold=True),
            *prose(180),
        ],
    )
    areas = {t: a for t, a, _ in outline(doc, "sif")}
    assert areas["Leadership, management and governance"] == "leadership"
    assert areas["Summary"] == "leadership"
    assert "Inadequate" not in areas


def test_sub_headings_within_a_list_tell_the_items_area():
    doc = document(
        [raw("Anytown Council", 60, size=26), *prose(100)],
        [
            head("What does the local authority need to improve?", 80),
            *paragraph(110, "Care leavers"),
            raw("1.", 140, 72),
            raw("Write plans that young people can read.", 140, 99),
            *paragraph(170, "Business planning"),
            raw("2.", 200, 72),
            raw("Write a plan for the board.", 200, 99),
        ],
    )
    areas = {t: a for t, a, _ in outline(doc, "sif")}
    assert areas["Care leavers"] == "care_leavers"
    assert areas["Business planning"] is None


def contents(y: float = 80):
    entries = ["Executive summary", "Recommendations", "Leadership, management and governance"]
    lines = [raw("Contents", y, size=18, bold=True)]
    for i, entry in enumerate(entries):
        lines += [raw(entry, y + 30 + 22 * i, 80), raw(str(3 + i), y + 30 + 22 * i, 515)]
    return lines


def test_contents_pages_are_no_sections():
    doc = document(
        [raw("Anytown Council", 60, size=26), *prose(100)],
        contents(),
        [head("Executive summary", 80), *prose(120)],
        [head("Recommendations", 80), *prose(120)],
    )
    titles = [t for t, _, _ in outline(doc, "sif")]
    assert "Contents" not in titles
    assert titles.count("Executive summary") == 1
    assert titles[-2:] == ["Executive summary", "Recommendations"]
    assert is_partition(doc, "sif")


def test_a_summary_table_of_grades_opens_no_sections():
    rows = []
    for i, label in enumerate(["Capacity to improve", "Quality of provision"]):
        rows += [raw(label, 120 + 26 * i, 91, size=11), raw("Good", 120 + 26 * i, 392, size=11)]
    doc = document(
        [raw("Inspection of looked after children services", 60, size=26), *prose(100)],
        [head("Quality of provision", 80, 18), *prose(120)],
        [head("Record of main findings", 80, 18), *rows, *prose(300)],
    )
    titles = [t for t, _, _ in outline(doc, "lac-2013")]
    assert titles.count("Quality of provision") == 1
    assert "Capacity to improve" not in titles


def test_who_signs_is_no_heading():
    doc = document(
        [head("Focused visit to Anytown", 60), *prose(100)],
        [
            head("Next steps", 80),
            *prose(110),
            raw("Yours sincerely", 300),
            head("Jane Example", 340),
            head("His Majesty’s Inspector", 360),
        ],
    )
    assert outline(doc, "ilacs-focused-visit")[-1][0] == "Next steps"
    unsigned = document(
        [head("Joint targeted area inspection of Anytown", 60), *prose(100)],
        [head("Next steps", 80), *prose(110)],
        [head("Jane Example", 340), head("Chief Inspector of Invention", 360)],
    )
    assert outline(unsigned, "jtai-2022")[-1][0] == "Next steps"


def test_a_salutation_in_bold_is_not_the_report_s_title():
    title = "Joint targeted area inspection of the multi-agency response to neglect in Anytown"
    doc = document(
        [
            head("Dear local partnership", 60),
            head(title, 90),
            *prose(120),
            head("Key strengths", 240),
            *prose(270),
        ]
    )
    assert [t for t, _, _ in outline(doc, "jtai-2016")] == [title, "Key strengths"]


def test_a_grade_beside_a_heading_s_lines_is_no_part_of_its_title():
    name = "The experiences and progress of children who need help and protection"
    for heading, title in (
        (f"{name} Requires improvement", name),
        (f"{name}: Good", f"{name}: Good"),
        ("The Anytown Safeguarding Children Board requires improvement", None),
    ):
        doc = document([head("Anytown Council", 60, 26), *prose(100)],
                       [head(heading, 80), *prose(120)])  # fmt: skip
        assert outline(doc, "sif")[-1][0] == (title or heading)


def test_a_table_s_head_that_repeats_its_heading_opens_no_section():
    doc = document(
        [
            head("Area SEND inspection of Anytown", 60, 26),
            head("Inspection outcome", 100),
            *prose(130),
            head("Areas for improvement", 240, 16),
            head("Areas for improvement", 270, 12),
            *prose(300),
            head("Inspection team", 420, 16),
            head("Ofsted", 450, 12),
            head("Care Quality Commission", 470, 12),
            *prose(500),
        ]
    )
    assert [t for t, _, _ in outline(doc, "area-send")][1:] == [
        "Inspection outcome", "Areas for improvement", "Inspection team",
    ]  # fmt: skip


def test_every_section_of_a_framework_of_one_area_is_of_it():
    doc = document(
        [
            head("Area SEND inspection of Anytown", 60, 26),
            head("Inspection outcome", 100),
            *prose(130),
        ]
    )
    assert [a for _, a, _ in outline(doc, "area-send")] == [None, "send"]


def test_a_report_of_no_known_framework_has_sections():
    doc = document(
        [head("Swimming baths", 60, 26), *prose(90), head("The water", 190), *prose(220)]
    )
    assert [t for t, _, _ in outline(doc, "unknown")] == ["Swimming baths", "The water"]
    assert is_partition(doc, "unknown")


WORDS = st.sampled_from(
    [
        "Contents", "Recommendations", "Good", "Inadequate", "3", "12", "Yours sincerely", LINE,
        "Leadership, management and governance", "1. An item", "- a bullet", "\f", "",
        "The experiences and progress of children in care: good", "Capacity to improve",
    ]
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=30).filter(lambda x: any(w.strip() for w in x)))
@pytest.mark.parametrize("stem", [f.stem for f in load_frameworks()])
def test_sections_cover_any_text_once(stem, words):
    assert is_partition(read("\n".join(words).encode()), stem)

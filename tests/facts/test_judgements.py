"""Grades are paired with their areas by label, from two places; earlier ones never pass."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.facts.judgements import find_judgements
from extractor.frameworks.registry import framework, load_frameworks
from extractor.model import Document
from extractor.reading import read
from tests.reading.raw import document as laid_out
from tests.reading.raw import paragraph, raw

RIGHT = 395.0


def document(*pages) -> Document:
    """The document of these pages of raw lines, each line on its page."""
    return laid_out(*([replace(x, page=i) for x in page] for i, page in enumerate(pages, 1)))


def grades(doc: Document, stem: str) -> dict[str, str]:
    return {j.key_area: j.grade for j in find_judgements(doc, framework(stem))[0]}


def codes(doc: Document, stem: str) -> list[str]:
    return [w.code for w in find_judgements(doc, framework(stem))[1]]


def prose(y: float):
    return paragraph(
        y,
        "Services here are good, and were found to be inadequate four years ago, when leaders",
        "knew too little of them. The invented council has since put much right.",
    )


def ilacs_page(rows, tail=()):
    """A title, a table whose cells are (label lines, grade lines, grade's rise), and prose."""
    lines = [
        raw("Inspection of Anytown local authority children’s services", 100, size=26.0),
        raw("Judgement", 160, 79, bold=True),
        raw("Grade", 160, RIGHT, bold=True),
    ]
    y = 190.0
    for label, grade, rise in rows:
        lines += [raw(text, y + 14.4 * i, 79) for i, text in enumerate(label)]
        lines += [raw(text, y + rise + 14.4 * i, RIGHT) for i, text in enumerate(grade)]
        y += 14.4 * max(len(label), len(grade)) + 16
    return document([*lines, *prose(y + 20), *tail])


LEADERS = ("The impact of leaders on social work", "practice with children and families")
HELP = ("The experiences and progress of", "children who need help and protection")
CARE = ("The experiences and progress of", "children in care")
LEAVERS = ("The experiences and progress of care", "leavers")
OVERALL = ("Overall effectiveness",)
RI = ("Requires improvement", "to be good")

USUAL = {
    "leadership": "good",
    "help_and_protection": "requires_improvement",
    "children_in_care": "outstanding",
    "care_leavers": "inadequate",
    "overall_effectiveness": "requires_improvement",
}


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param(
            [
                (LEADERS, ("Good",), 0),
                (HELP, RI, 0),
                (CARE, ("Outstanding",), 0),
                (LEAVERS, ("Inadequate",), 0),
                (OVERALL, ("Requires improvement to be good",), 0),
            ],
            id="beside the first line",
        ),
        pytest.param(
            [
                (LEADERS, ("Good",), 7.2),
                (HELP, RI, 0),
                (CARE, ("Outstanding",), 7.2),
                (LEAVERS, ("Inadequate",), 14.4),
                (OVERALL, RI, -7.2),
            ],
            id="between the lines, beside the last, above and below",
        ),
        pytest.param(
            [
                (HELP, ("Requires", "improvement to", "be good"), 0),
                (CARE, ("OUTSTANDING",), 7.2),
                (LEADERS, ("good",), 7.2),
                (("The experiences and progress of", "children care leavers"), ("Inadequate",), 0),
                (OVERALL, ("Requires improvement",), 0),
            ],
            id="another order, a misprint, any case, three lines",
        ),
    ],
)
def test_the_table_is_read_by_where_its_cells_stand(rows):
    assert grades(ilacs_page(rows), "ilacs-2023") == USUAL


def test_two_places_that_agree_are_certain():
    tail = [
        raw(
            "The experiences and progress of children in care: outstanding", 700, size=14, bold=True
        )
    ]
    rows = [(CARE, ("Outstanding",), 0), (OVERALL, ("Good",), 0)]
    found, _ = find_judgements(ilacs_page(rows, tail), framework("ilacs-2023"))
    confidence = {j.key_area: j.confidence for j in found}
    assert confidence["children_in_care"] > confidence["overall_effectiveness"] >= 0.9


def test_two_places_that_differ_are_reported():
    tail = [
        raw("The experiences and progress of children in care is good", 700, size=14, bold=True)
    ]
    doc = ilacs_page([(CARE, ("Outstanding",), 0)], tail)
    found, warnings = find_judgements(doc, framework("ilacs-2023"))
    (judgement,) = found
    assert judgement.grade == "outstanding"
    assert judgement.confidence <= 0.5
    disagree = [w for w in warnings if w.code == "judgements_disagree"]
    assert len(disagree) == 1
    assert "good" in disagree[0].evidence.quote


def test_a_missing_area_is_reported():
    assert codes(ilacs_page([(CARE, ("Good",), 0)]), "ilacs-2023").count("judgement_missing") == 4


def test_evidence_is_label_and_grade_in_the_text():
    doc = ilacs_page([(OVERALL, ("Good",), 0)])
    (judgement,) = find_judgements(doc, framework("ilacs-2023"))[0]
    evidence = judgement.evidence
    assert evidence.quote == doc.text[evidence.start : evidence.end]
    assert evidence.quote.startswith("Overall effectiveness")
    assert evidence.quote.endswith("Good")
    assert judgement.grade_label == "Good"
    assert judgement.rule == "ilacs-2023/areas.overall_effectiveness.labels.0"
    assert {box.page for box in evidence.boxes} == {1}


def test_a_label_between_the_lines_of_its_grade_is_in_the_evidence():
    lines = [raw("Anytown Council", 60, size=26.0), *prose(100)]
    for y, number, label in ((200, "1.", "Children who need help and protection"),
                             (240, "2.1", "Adoption performance")):  # fmt: skip
        lines += [raw("Requires", y, 390), raw("improvement", y + 15, 390)]
        lines += [raw(number, y + 7, 72), raw(label, y + 7, 96)]
    found, _ = find_judgements(document(lines, prose(100)), framework("sif"))
    quotes = {j.key_area: " ".join(j.evidence.quote.split()) for j in found}
    assert quotes == {
        "help_and_protection": "Requires improvement 1. Children who need help and protection",
        "adoption": "Requires improvement 2.1 Adoption performance",
    }


@pytest.mark.parametrize(
    ("heading", "grade"),
    [
        ("The experiences and progress of children in care: good", "good"),
        ("The experiences and progress of children in care is: Inadequate", "inadequate"),
        ("The experiences and progress of children in care are requires improvement", "ri"),
        ("Experiences and progress of children in care: outstanding.", "outstanding"),
        ("The experience of children in care requires improvement to be good", "ri"),
    ],
)
def test_headings(heading, grade):
    doc = document([raw(heading, 100, size=14, bold=True), *prose(140)])
    want = "requires_improvement" if grade == "ri" else grade
    assert grades(doc, "ilacs-2023") == {"children_in_care": want}


@pytest.mark.parametrize(
    "text",
    [
        "At the last inspection, the experiences and progress of children in care was good.",
        "Overall effectiveness was judged to be inadequate in 2019, when it was last inspected.",
        "The experiences and progress of children in care were judged inadequate.",
        "Services in Anytown are no longer inadequate.",
        "The experiences and progress of children in care",
    ],
)
def test_earlier_grades_and_plain_prose_say_nothing(text):
    assert grades(document([raw(text, 100), *prose(140)]), "ilacs-2023") == {}


SIF_SENTENCES = [
    ("The overall judgement is inadequate", {"overall_effectiveness": "inadequate"}),
    ("The overall judgement is that children’s services require improvement", "ri"),
    ("The overall judgement is that children's services are good.2", "good"),
    ("Children’s services in Anytown are outstanding", {"overall_effectiveness": "outstanding"}),
    ("Children's service in the Borough of Anytown requires improvement to be good", "ri"),
    ("The graded judgement for adoption performance is good", {"adoption": "good"}),
    ("The graded judgment for adoption is that it is good", {"adoption": "good"}),
    (
        "The graded judgement about the progress of care leavers is that they require improvement",
        {"care_leavers": "requires_improvement"},
    ),
    (
        "The Local Safeguarding Children Board requires improvement",
        {"lscb": "requires_improvement"},
    ),
    ("Anytown Safeguarding Children Board (ASCB) is good", {"lscb": "good"}),
    ("The effectiveness of the LSCB is inadequate.2", {"lscb": "inadequate"}),
    (
        "The Local Safeguarding Children Board in Anytown requires improvement to be good.",
        "lscb ri",
    ),
    ("Governance arrangements for the board are good", {}),
    ("An LSCB that is good coordinates the work of its partners", {}),
    ("An LSCB requires improvement if it does not yet show the marks of good.", {}),
    ("Overall effectiveness: inadequate", {}),
    ("Children’s services in Anytown are not yet good", {}),
    ("Children’s services in Anytown were inadequate", {}),
]
SHORT = {
    "ri": {"overall_effectiveness": "requires_improvement"},
    "good": {"overall_effectiveness": "good"},
    "lscb ri": {"lscb": "requires_improvement"},
}


@pytest.mark.parametrize(("text", "want"), SIF_SENTENCES)
def test_sentences_of_the_single_inspection_framework(text, want):
    doc = document([raw(text, 100, size=14, bold=True), *prose(140)])
    assert grades(doc, "sif") == (SHORT[want] if isinstance(want, str) else want)


def test_rows_misnumbered_and_not_judged():
    rows = [
        ("1. Children who need help and protection", "Good"),
        ("2. Children looked after and achieving permanence", "Require improvement"),
        ("2.2 Adoption performance", "Not judged"),
        ("Experiences and progress of care leavers", "Inadequate"),
        ("3. Leadership, management and governance", "Requires Improvement"),
    ]
    lines = [raw("The overall judgement is requires improvement", 80, size=14, bold=True)]
    for i, (label, grade) in enumerate(rows):
        lines += [raw(label, 120 + 27 * i, 89), raw(grade, 120 + 27 * i, 410)]
    doc = document([*lines, *prose(300)])
    assert grades(doc, "sif") == {
        "overall_effectiveness": "requires_improvement",
        "help_and_protection": "good",
        "children_in_care": "requires_improvement",
        "care_leavers": "inadequate",
        "leadership": "requires_improvement",
    }
    assert codes(doc, "sif") == []


def test_an_inadequate_key_judgement_asks_for_an_inadequate_overall():
    lines = [
        raw("The overall judgement is requires improvement", 80, size=14, bold=True),
        raw("1. Children who need help and protection", 120, 89),
        raw("Inadequate", 120, 410),
    ]
    assert "inadequate_key_judgement" in codes(document([*lines, *prose(300)]), "sif")


def test_a_box_in_the_body_is_read():
    lines = [
        raw("Leadership, management and governance", 100, 79, size=14),
        raw("Requires improvement", 100, 400, size=14),
    ]
    doc = document(prose(100), prose(100), [*lines, *prose(140)])
    assert grades(doc, "sif") == {"leadership": "requires_improvement"}


def test_earlier_grades_in_a_list_are_passed_over():
    lines = [
        raw("Previous inspections", 100, bold=True),
        raw("■", 130, 79),
        raw("Leadership, management and governance: good", 130, 100),
    ]
    assert grades(document(prose(100), prose(100), [*lines, *prose(200)]), "sif") == {}


@pytest.mark.parametrize(
    ("outcome", "grade"),
    [
        (
            "arrangements typically lead to positive experiences and outcomes",
            "positive_experiences",
        ),
        ("arrangements lead to inconsistent experiences and outcomes", "inconsistent"),
        ("There are widespread and/or systemic failings in this area", "systemic_failings"),
    ],
)
def test_area_send_outcomes(outcome, grade):
    doc = read(f"Inspection outcome\n\nIn this invented area the {outcome}.\n".encode())
    assert grades(doc, "area-send") == {"send": grade}


def send(*sentences: str):
    text = "Inspection outcome\n\n" + " ".join(f"In this area {s}." for s in sentences)
    return find_judgements(read(text.encode()), framework("area-send"))


def test_what_follows_from_an_outcome_confirms_it_and_no_more():
    lead = "the arrangements lead to inconsistent experiences and outcomes"
    alone, agreed, disputed = (
        send(lead),
        send(lead, "the next full inspection will be within approximately three years"),
        send(lead, "the next full inspection will be within approximately five years"),
    )
    assert alone[0][0].confidence < agreed[0][0].confidence
    assert disputed[0][0].grade == "inconsistent"
    assert [w.code for w in disputed[1]] == ["judgements_disagree"]
    found, warnings = send("the next full inspection will be within approximately five years")
    assert found == ()
    assert [w.code for w in warnings] == ["judgement_missing"]


def test_an_overall_sentence_over_two_blocks():
    doc = read("Children’s services in the Royal Borough of\n\nAnytown are good\n".encode())
    assert grades(doc, "sif") == {"overall_effectiveness": "good"}


def test_a_grade_below_its_heading_and_the_summary_at_the_end():
    front = [
        raw("Capacity to improve", 100, size=18, bold=True),
        raw("Grade 4 (inadequate)", 130, size=14, bold=True),
        *prose(170),
    ]
    scale = [raw("Outstanding (Grade 1)", 100), raw("Adequate (Grade 3)", 130), *prose(200)]
    last = [raw("Capacity to improve", 100), raw("Inadequate", 100, 400), *prose(200)]
    found, _ = find_judgements(document(scale, front, last), framework("lac-2013"))
    assert [(j.key_area, j.grade, j.confidence > 0.95) for j in found] == [
        ("capacity_to_improve", "inadequate", True)
    ]


@pytest.mark.parametrize("stem", ["ilacs-focused-visit", "jtai-2016", "jtai-2022", "unknown"])
def test_frameworks_without_grades_give_none(stem):
    doc = document([raw("Overall effectiveness: good", 100, size=14, bold=True), *prose(140)])
    assert find_judgements(doc, framework(stem)) == ((), ())


def test_a_text_file_s_columns_are_read_too():
    text = (
        "Judgement                                Grade\n\n"
        "The experiences and progress of          Requires improvement\n"
        "children in care                         to be good\n\n"
        "Overall effectiveness                    Good\n"
    )
    assert grades(read(text.encode()), "ilacs-2023") == {
        "children_in_care": "requires_improvement",
        "overall_effectiveness": "good",
    }


PARTS = st.sampled_from(
    [
        "Good", "Inadequate", "Requires improvement", "to be good", "Not judged", "good.2",
        "The experiences and progress of", "children in care", "Overall effectiveness   Good",
        "Leadership, management and governance", "The overall judgement is good", "Grade 4 (good)",
        "Capacity to improve", "lead to inconsistent experiences and outcomes", "\f", "", "- good",
    ]
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(PARTS, min_size=1, max_size=25).filter(lambda x: any(w.strip() for w in x)))
@pytest.mark.parametrize("stem", [f.stem for f in load_frameworks()])
def test_any_text_gives_known_grades_with_their_evidence(stem, parts):
    doc, known = read("\n".join(parts).encode()), framework(stem)
    found, warnings = find_judgements(doc, known)
    ids = {grade.id for grade in known.grades}
    assert len({j.key_area for j in found}) == len(found)
    for judgement in found:
        evidence = judgement.evidence
        assert judgement.grade in ids and known.area(judgement.key_area)
        assert evidence.quote == doc.text[evidence.start : evidence.end] != ""
    assert all(w.code and w.message for w in warnings)

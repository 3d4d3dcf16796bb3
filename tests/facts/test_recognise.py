"""Titles tell the framework, dates the edition; what is only mentioned tells nothing."""

from __future__ import annotations

import pytest

from extractor.facts.recognise import identify, recognise
from extractor.frameworks.patterns import folded
from extractor.model import Document
from extractor.reading import read

PROSE = (
    "The invented council has made steady progress in the time since it was last visited, and\n"
    "its staff know the children whom they help. Some work is still slow, and leaders know where\n"
    "it is slow and what they have to do about it in the months to come, and have begun to do so.\n"
)
TABLE_2018 = """
Judgement                                                    Grade
The impact of leaders on social work practice with
children and families                                        Good
The experiences and progress of children who need help
and protection                                               Good
The experiences and progress of children in care and
care leavers                                                 Good
Overall effectiveness                                        Good
"""
TABLE_2023 = """
Judgement                                                    Grade
The impact of leaders on social work practice with
children and families                                        Good
The experiences and progress of children who need help
and protection                                               Good
The experiences and progress of children in care             Good
The experiences and progress of care leavers                 Good
Overall effectiveness                                        Good
"""
TABLE_2026 = TABLE_2023.replace(
    "Overall effectiveness                                        Good\n", ""
)


def report(*parts: str) -> Document:
    return read("\n\n".join((*parts, PROSE, PROSE)).encode())


def said(document: Document, start: str | None = None, end: str | None = None):
    found = identify(document, recognise(document), start, end)
    return found.ref.id, found.ref.version, found.type


ILACS = "Inspection of Anytown local authority children’s services"
SIF = (
    "Anytown Council\n\nInspection of services for children in need of help and protection,\n"
    "children looked after and care leavers"
)
LSCB = "Review of the effectiveness of the Local Safeguarding Children Board"


@pytest.mark.parametrize(
    ("head", "start", "end", "want"),
    [
        (ILACS + TABLE_2018, "2019-05-13", "2019-05-24", ("ilacs", "2018", "standard")),
        (ILACS + TABLE_2018, "2019-05-13", "2019-05-17", ("ilacs", "2018", "short")),
        (ILACS + TABLE_2023, "2024-06-10", "2024-06-14", ("ilacs", "2023", "short")),
        (ILACS + TABLE_2026, "2026-04-20", "2026-05-01", ("ilacs", "2026", "standard")),
        # the edition told by the table where no date is
        (ILACS + TABLE_2018, None, None, ("ilacs", "2018", "standard")),
        (ILACS + TABLE_2023, None, None, ("ilacs", "2023", "standard")),
        (ILACS + TABLE_2026, None, None, ("ilacs", "2026", "standard")),
        # a title of no known form: the table's rows tell
        ("Anytown: how its work was seen" + TABLE_2023, None, None, ("ilacs", "2023", "standard")),
        # a title over two lines, which the layout may part
        (
            "Inspection of Anytown and Elsewhere\n\nlocal authority children’s services"
            + TABLE_2023,
            None,
            None,
            ("ilacs", "2023", "standard"),
        ),
        (SIF, "2016-05-09", "2016-06-02", ("sif", None, "standard")),
        (SIF + "\n\nand\n\n" + LSCB, "2016-05-09", "2016-06-02", ("sif", None, "standard")),
        (SIF.replace("Insp", "Re-insp"), "2016-05-09", "2016-06-02", ("sif", None, "reinspection")),
        (
            SIF + "\n\nThis is a re-inspection of the council after it was found wanting.",
            "2017-05-09",
            "2017-06-02",
            ("sif", None, "reinspection"),
        ),
        ("Anytown Safeguarding Board\n\n" + LSCB, None, None, ("sif", None, "lscb_review")),
        (
            "22 May 2023\n\nDear Ms Example\n\nFocused visit to Anytown children’s services",
            "2023-04-18",
            "2023-04-19",
            ("ilacs", None, "focused_visit"),
        ),
        (
            "22 May 2023\n\nDear Ms Example\n\nMonitoring visit to Anytown children’s services",
            "2023-04-18",
            "2023-04-19",
            ("ilacs", None, "monitoring_visit"),
        ),
        ("Joint targeted area inspection of Anytown", None, None, ("jtai", None, None)),
        ("Area SEND inspection of Anytown Local Area Partnership", None, None, ("area_send",) * 1),
        ("Inspection of looked after children services\n\nAnytown", None, None, ("lac_2013",)),
        ("Joint area review\n\nAnytown", None, None, ("jar",)),
        ("A report on swimming baths", None, None, ("unknown", None, None)),
    ],
)
def test_title_and_dates(head, start, end, want):
    assert said(report(head), start, end)[: len(want)] == want


def test_what_recognised_it_is_evidence():
    document = report(ILACS + TABLE_2023)
    fact = identify(document, recognise(document), "2024-06-10", None).facts[0]
    assert (fact.field, fact.value) == ("framework.id", "ilacs")
    assert "Anytown" in fact.evidence.quote
    assert fact.evidence.quote == document.text[fact.evidence.start : fact.evidence.end]


@pytest.mark.parametrize(
    "mention",
    [
        "In 2018 the council had a focused visit to Anytown that found much to do.",
        "A joint targeted area inspection of neglect took place here the year before.",
        "The review of the effectiveness of the local safeguarding children board was poor.",
    ],
)
def test_a_mention_in_the_prose_is_no_title(mention):
    assert said(report(ILACS + TABLE_2023, mention * 3), "2024-06-10")[0] == "ilacs"


def codes(document: Document, start: str | None) -> list[str]:
    return [w.code for w in identify(document, recognise(document), start, None).warnings]


def test_warnings():
    assert codes(report(ILACS + TABLE_2018), "2019-05-13") == []
    assert codes(report(ILACS + TABLE_2018), "2024-05-13") == ["edition_contradicts_date"]
    assert codes(report(ILACS + TABLE_2018), None) == ["edition_without_date"]
    assert codes(report(ILACS + TABLE_2018), "2011-05-13") == ["date_outside_framework"]
    assert codes(report("Swimming baths"), "2024-05-13") == ["unknown_framework"]


def test_an_earlier_judgement_named_in_the_prose_is_no_row():
    earlier = "Last time, its overall effectiveness was found to be poor, and so were its plans. "
    document = report(ILACS + TABLE_2026, earlier * 3)
    assert codes(document, "2026-05-11") == []


def test_the_date_settles_the_edition_against_the_table():
    assert said(report(ILACS + TABLE_2018), "2024-05-13", "2024-05-24")[1] == "2023"


def test_folded_text_is_shared():
    document = report(ILACS)
    assert folded(document.text) is folded(document.text)

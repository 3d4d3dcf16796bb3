"""Inspectors' names: rank and role taken off, lists told apart, nothing that is no name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.facts.people import labelled_names, parse_name, parse_names
from extractor.frameworks.patterns import Pattern, fold

SINGLE = [
    ("Ann Example", "Ann Example"),
    (" Ann Example HMI", "Ann Example"),
    ("Ann Example, HMI", "Ann Example"),
    ("Ann Example (HMI)", "Ann Example"),
    ("Ann Example Senior HMI", "Ann Example"),
    ("Ann Example, Her Majesty’s Inspector", "Ann Example"),
    ("Ann Example\n\nHis Majesty's Inspector", "Ann Example"),
    ("Ann Example Her Majesty’s Inspector", "Ann Example"),
    ("Ann Example Deputy lead inspector: Bob Other", "Ann Example"),
    ("Ann Example Inspection dates: 3 May", "Ann Example"),
    ("Ann Example. They", "Ann Example"),
    ("Mrs Ann Example", "Ann Example"),
    ("Dr. Ann Example", "Ann Example"),
    ("Ann-Marie O’Example", "Ann-Marie O'Example"),
    ("Ann Other‑Example", "Ann Other-Example"),
    ("Ann Other- example and", "Ann Other-example"),
    ("Pat O’ Example, HMI", "Pat O'Example"),
    ("Pat D'Example", "Pat D'Example"),
    ("Zoë Ångström", "Zoë Ångström"),
    ("José de la Cruz", "José de la Cruz"),
    ("J. R. Example", "J. R. Example"),
    ("Ann\nExample", "Ann Example"),
    ("Example", None),
    ("the team", None),
    ("and the director", None),
    ("Her Majesty's Inspector", None),
    ("Ann\n\nExample", None),
    ("2 Inspectors", None),
]


@pytest.mark.parametrize(("text", "name"), SINGLE)
def test_one_name(text: str, name: str | None) -> None:
    found = parse_name(text, 0)
    assert (found.value if found else None) == name


LISTS = [
    ("Ann Example and Bob Other.", ["Ann Example", "Bob Other"], None),
    ("Ann Example, HMI, and Bob Other, HMI. The", ["Ann Example", "Bob Other"], None),
    ("Ann Example HMI, Bob Other HMI and Cy Third HMI.",
     ["Ann Example", "Bob Other", "Cy Third"], None),
    ("Ann Example, Her Majesty’s Inspector, and Bob Other, Her Majesty’s Inspector.",
     ["Ann Example", "Bob Other"], None),
    ("Her Majesty’s Inspector, Ann Example and Her Majesty’s Inspector, Bob Other.",
     ["Ann Example", "Bob Other"], None),
    ("Her Majesty's Inspectors (HMIs) Ann Example, Bob Other and Cy Third",
     ["Ann Example", "Bob Other", "Cy Third"], None),
    ("Ann Example, Bob Other and Cy Third, all of whom are inspectors",
     ["Ann Example", "Bob Other", "Cy Third"], None),
    ("Ann Example and Bob Other, two of Her Majesty’s Inspectors.",
     ["Ann Example", "Bob Other"], None),
    ("Ann Example, lead inspector, Bob Other, team inspector and Cy Third, who observed",
     ["Ann Example", "Bob Other", "Cy Third"], "Ann Example"),
    ("lead inspector Ann Example and team inspectors Bob Other and Cy Third.",
     ["Ann Example", "Bob Other", "Cy Third"], "Ann Example"),
    ("Ann Example, team inspector, and Bob Other, lead inspector.",
     ["Ann Example", "Bob Other"], "Bob Other"),
    ("Ann Example and Bob Other, with Cy Third, HMI designate", ["Ann Example", "Bob Other"], None),
    ("Ann Example (HMI) and Bob Other (lead HMI).", ["Ann Example", "Bob Other"], "Bob Other"),
    ("Ann Example (lead) and Bob Other.", ["Ann Example", "Bob Other"], "Ann Example"),
    (":\n\n■ Ann Example, HMI\n\n■ Bob Other, HMI", ["Ann Example"], None),
    ("remote means", [], None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "names", "lead"), LISTS)
def test_lists_of_names(text: str, names: list[str], lead: str | None) -> None:
    found = parse_names(text, 0)
    assert [name.value for name in found] == names
    assert next((name.value for name in found if name.lead), None) == lead
    for name in found:
        assert name.value == " ".join(text[name.start : name.end].split())


def test_commas_can_be_left_out() -> None:
    names = parse_names("Ann Example, Bob Other", 0, commas=False)
    assert [name.value for name in names] == ["Ann Example"]


def test_a_rank_beside_the_name_is_noted() -> None:
    assert parse_names("Ann Example\n\nHis Majesty’s Inspector", 0)[0].ranked
    assert not parse_names("Ann Example\n\nDirector", 0)[0].ranked


def test_labels_in_order_and_names_before_their_label() -> None:
    before = Pattern(
        "t/0", r"(?P<value>(?-i:[A-Z]\w+ [A-Z]\w+)), Ofsted lead", ("Ann Example, Ofsted lead",)
    )
    after = Pattern("t/1", r"inspectors were", ("inspectors were",))
    text = "The inspectors were many. The inspectors were Ann Example and Bob Other."
    found = labelled_names(text, fold(text), (before, after))
    assert (
        found and found[0] is after and [n.value for n in found[1]] == ["Ann Example", "Bob Other"]
    )
    text = "Ann Example, Ofsted lead inspector\n\nBob Other, Ofsted lead\n\nCy Third, CQC lead"
    found = labelled_names(text, fold(text), (before, after))
    assert found and [n.value for n in found[1]] == ["Ann Example", "Bob Other"]


@given(st.text(max_size=80))
def test_any_text_is_read_without_a_fault(text: str) -> None:
    for name in parse_names(text, 0):
        assert 0 <= name.start < name.end <= len(text)

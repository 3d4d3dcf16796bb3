"""What a visit looked at: to the sentence's end, without the place, None where it is not said."""

from __future__ import annotations

import pytest

from extractor.facts.focus import find_focus
from extractor.frameworks.registry import framework

LOOKED = "Inspectors looked at the local authority’s arrangements "

LETTERS = [
    (LOOKED + "for care leavers. They met some.", "care leavers"),
    (LOOKED + "at the ‘front door’.", "the ‘front door’"),
    (LOOKED + "for the ‘front door.’ They met many.", "the ‘front door’"),
    (LOOKED + "for children in care, in accordance with the framework.", "children in care"),
    (LOOKED + "for teenagers with a particular focus on:\n\n■ the quality of plans", "teenagers"),
    (LOOKED + "for teenagers with a particular focus on plans.",
     "teenagers with a particular focus on plans"),
    ("Inspectors looked at arrangements for the front door. Then they left.", "the front door"),
    ("Inspectors looked at the council’s practice with babies.", "practice with babies"),
    ("The focus of this visit was on children who go missing.", "children who go missing"),
    ("The visit focused on disabled children; it was short.", "disabled children"),
    ("Inspectors evaluated the quality of plans for babies.", "the quality of plans for babies"),
    ("Inspectors looked at how the council protects teenagers.",
     "how the council protects teenagers"),
    ("Inspectors looked at a range of evidence, including records.", None),
    ("Inspectors reviewed the local authority’s performance information.", None),
    ("This visit was carried out fully by remote means.", None),
    (LOOKED + "for", None),
]  # fmt: skip

RESPONSE = "Joint targeted area inspection of the multi-agency response to "
DEEP = "This inspection included a ‘deep dive’ focus on "

JOINT = [
    (RESPONSE + "bullying in Kirklees", "bullying"),
    (RESPONSE + "abuse and neglect in York\n\n" + DEEP + "the response to children at sea.",
     "children at sea"),
    ("the inspection (JTAI) of the multi-agency response to families in the City of York Council "
     "area who need rest.", "families who need rest"),
    ("Joint targeted area inspection of York", None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "value"), LETTERS)
def test_focus_of_a_letter(text: str, value: str | None) -> None:
    form = framework("ilacs-focused-visit")
    found = find_focus(text, form.field("focus"), form.field("focus_ends"), "Anytown")
    assert (found.value if found else None) == value
    if found:
        assert text[found.start : found.end].startswith(found.value[:4]) and found.rule


@pytest.mark.parametrize(("text", "value"), JOINT)
def test_focus_of_a_joint_inspection_is_without_the_place(text: str, value: str | None) -> None:
    form = framework("jtai-2016")
    council = "Kirklees" if "Kirklees" in text else "York"
    found = find_focus(text, form.field("focus"), form.field("focus_ends"), council)
    assert (found.value if found else None) == value


def test_a_sentence_without_end_is_no_focus() -> None:
    form = framework("ilacs-focused-visit")
    text = "Inspectors looked at the local authority’s arrangements for " + "care and " * 200
    assert find_focus(text, form.field("focus"), form.field("focus_ends")) is None

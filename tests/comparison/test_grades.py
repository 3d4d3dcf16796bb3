"""Steps between inspections, latest grades, distributions: small histories with known answers."""

from __future__ import annotations

import pytest

pytest.importorskip("pandas", reason="needs the extra [compare]: pandas")
pytest.importorskip("pyarrow", reason="needs the extra [compare]: pyarrow")
pytest.importorskip("msgspec", reason="needs the extra [compare]: msgspec")

import pandas as pd

from extractor.comparison.selection import Selection, select
from extractor.comparison.view import trace
from extractor.comparison.views import VIEWS
from tests.comparison.synthetic import document

OVERALL, CARE, LEAVERS = "overall_effectiveness", "children_in_care", "care_leavers"


def history(corpus, area):
    """Each judgement of an area in time: grade, step, grade before, whether there is a note."""
    frame = VIEWS["grades_over_time"].make(corpus).frame
    frame = frame[frame["key_area"] == area].astype(object)
    frame = frame.where(frame.notna(), None)
    return [tuple(r) for r in frame[["grade", "step", "previous_grade", "note"]].values]


def test_steps_over_time(corpus_of):
    corpus = corpus_of(
        document("Leeds", "2014-02-03", {OVERALL: "inadequate"}, framework="sif"),
        document("Leeds", "2017-02-06", {OVERALL: "good"}, framework="sif", type="reinspection"),
        document("Leeds", "2020-02-03", {OVERALL: "requires_improvement"}),
        document("Leeds", "2024-02-05", {OVERALL: "requires_improvement"}, type="short"),
    )
    first = ("inadequate", None, None, "no earlier judgement of this among the results")
    assert history(corpus, OVERALL) == [
        first,
        ("good", "better", "inadequate", None),
        ("requires_improvement", "worse", "good", None),
        ("requires_improvement", "same", "requires_improvement", None),
    ]


def test_adequate_is_no_step_from_requires_improvement(corpus_of):
    corpus = corpus_of(
        document("Kent", "2013-05-06", {OVERALL: "adequate"}, framework="lac_2013", type=None),
        document("Kent", "2015-05-04", {OVERALL: "requires_improvement"}, framework="sif"),
    )
    assert history(corpus, OVERALL)[1] == (
        "requires_improvement", None, None, "the one before (2013) was on another scale",
    )  # fmt: skip


def test_a_joint_judgement_is_no_step(corpus_of):
    """SIF judged care leavers by themselves, ILACS from 2018 together with care, from 2023 not."""
    corpus = corpus_of(
        document("Kent", "2015-05-04", {CARE: "good", LEAVERS: "good"}, framework="sif"),
        document("Kent", "2019-05-06", {CARE: "inadequate"}),
        document("Kent", "2023-05-08", {CARE: "good", LEAVERS: "inadequate"}),
        document("Kent", "2026-05-04", {CARE: "outstanding", LEAVERS: "good"}),
        document("Bury", "2019-05-06", {CARE: "good"}),
        document("Bury", "2023-05-08", {CARE: "good", LEAVERS: "good"}),
    )
    kent = select(corpus, Selection(councils=("Kent",)))
    assert history(kent, CARE) == [
        ("good", None, None, "no earlier judgement of this among the results"),
        ("inadequate", "worse", "good", None),
        ("good", None, None,
         "the one before (2019) was of children in care and care leavers together"),
        ("outstanding", "better", "good", None),
    ]  # fmt: skip
    assert history(kent, LEAVERS)[1:] == [
        ("inadequate", "worse", "good",
         "an inspection in between judged this together with another area"),
        ("good", "better", "inadequate", None),
    ]  # fmt: skip
    bury = select(corpus, Selection(councils=("Bury",)))
    assert history(bury, LEAVERS) == [
        ("good", None, None, "the one before (2019) judged this together with another area")
    ]


def test_a_step_looks_beyond_the_selection_and_not_beyond_the_council(corpus_of):
    corpus = corpus_of(
        document("Dorset", "2016-02-01", {OVERALL: "inadequate"}, framework="sif"),
        document("Dorset", "2021-02-01", {OVERALL: "good"}),
        document("Dorset", "2024-02-05", {OVERALL: "outstanding"}),
        document(None, "2024-02-05", {OVERALL: "good"}, framework="sif"),
    )
    late = select(corpus, Selection(frameworks=("ilacs/2023",)))
    assert history(late, OVERALL) == [("outstanding", "better", "good", None)]
    view = VIEWS["grades_over_time"].make(late)
    assert list(trace(late, view, 0, "previous_grade")["start"].dt.year) == [2021]
    # the county that was abolished is another council, and who has no name has no history
    assert sorted(map(str, history(corpus, OVERALL)))[:2] == sorted(
        [
            "('good', None, None, 'no earlier judgement of this among the results')",
            "('good', None, None, 'the report names no council, or no date')",
        ]
    )


def test_latest(corpus_of):
    corpus = corpus_of(
        document("Leeds", "2016-02-01", {OVERALL: "good", "lscb": "good"}, framework="sif"),
        document("Leeds", "2019-02-04", {OVERALL: "outstanding", CARE: "good"}),
        document("Leeds", "2021-05-10", type="focused_visit"),
        document("Leeds", "2024-10-07", {"send": "inconsistent"}, framework="area_send", type=None),
    )
    view = VIEWS["grades_latest"].make(corpus)
    frame = view.frame.astype(object).where(view.frame.notna(), None)
    send, social = frame.set_index("kind").loc[["area_send", "childrens_services"]].to_dict(
        "records"
    )
    assert (social[OVERALL], social[f"{OVERALL}_step"]) == ("outstanding", "better")
    assert social["framework"] == "ilacs 2018" and social["start"] == pd.Timestamp("2019-02-04")
    assert social[CARE] == "good" and "together" in social[f"{CARE}_covers"]
    assert "lscb" not in frame and LEAVERS not in frame  # not judged by the latest inspection
    assert (send["send"], send[OVERALL]) == ("inconsistent", None)
    assert view.notes == ("1 of 4 selected reports gives no grade.",)
    cell = trace(corpus, view, list(frame["kind"]).index("childrens_services"), OVERALL)
    assert list(cell["grade_label"]) == ["Outstanding"]


def test_distribution(corpus_of):
    corpus = corpus_of(
        document("Kent", "2013-05-06", {OVERALL: "adequate"}, framework="lac_2013", type=None),
        document("Bury", "2014-05-05", {OVERALL: "good"}, framework="sif"),
        document("Leeds", "2014-06-02", {OVERALL: "good"}, framework="sif"),
        document("Hull", "2014-07-07", {OVERALL: "inadequate"}, framework="sif", ons_code="E1"),
        document("Kent", "2015-07-07", {OVERALL: "inadequate"}, framework="sif"),
    )
    frame = VIEWS["grade_distribution"].make(corpus).frame
    rows = frame[["framework", "year", "judgements", "good", "adequate", "inadequate"]].values
    assert [list(row) for row in rows] == [
        ["lac_2013", 2013, 1, 0, 1, 0], ["sif", 2014, 3, 2, 0, 1], ["sif", 2015, 1, 0, 0, 1],
    ]  # fmt: skip
    assert list(frame["good_share"]) == [0, 2 / 3, 0]
    # two grades that are not the same bar, side by side
    names = [c for c in frame if not c.endswith("_share")]
    assert names.index("adequate") == names.index("good") + 1

"""The views of themes, recommendations, profiles and differences: small corpora, known answers."""

from __future__ import annotations

import pytest

pytest.importorskip("pandas", reason="needs the extra [compare]: pandas")
pytest.importorskip("pyarrow", reason="needs the extra [compare]: pyarrow")
pytest.importorskip("msgspec", reason="needs the extra [compare]: msgspec")
pytest.importorskip("scipy", reason="needs the extra [compare]: scipy")

from extractor.comparison.compare import compare, known, listing
from extractor.comparison.frames import load
from extractor.comparison.phrases import holds, phrases
from extractor.comparison.selection import Selection, select
from extractor.comparison.views import DEFAULT, OF_ONE, VIEWS
from extractor.comparison.views import separates as separating
from extractor.errors import ComparisonError
from tests.comparison.synthetic import document, stored

OVERALL = "overall_effectiveness"


def rows(view, key):
    """A view's rows by what they are of."""
    frame = view.frame.astype(object).where(view.frame.notna(), None)
    return {row[key]: row for row in frame.to_dict("records")}


def test_every_view_says_what_it_is(samples):
    corpus = select(load(samples), Selection(councils=("Hull",)))
    for name, recipe in VIEWS.items():
        view = recipe.make(corpus)
        assert view.name == name and view.title and recipe.question.endswith("?")
        assert len(view.about) > 100 and "{" not in view.about + view.title
        assert list(view.frame.columns) == [c.name for c in view.columns]
        assert len({c.name for c in view.columns}) == len(view.columns)
        assert all(c.meaning.endswith(".") and c.title for c in view.columns)
        assert set(view.basis) <= set(view.frame.columns)
        assert view.group is None or view.group in view.frame
        for column in view.columns:
            values = view.frame[column.name].dropna()
            if column.kind == "share":
                assert values.between(0, 1).all()
            if column.kind == "count":
                assert (values >= 0).all() and (values == values.astype(int)).all()


def test_nothing_selected_is_an_empty_view(samples):
    corpus = select(load(samples), Selection(councils=("Kent",)))
    for name, recipe in VIEWS.items():
        if not name.startswith("profile"):
            assert recipe.make(corpus).frame.empty


def test_themes(corpus_of):
    corpus = corpus_of(
        document("Leeds", findings=[("weakness", "neglect; health", "A."),
                                    ("weakness", "neglect", "B."), ("mixed", "neglect", "C.")]),
        document("Bury", findings=[("weakness", "neglect", "D."), ("strength", "health", "E."),
                                   ("strength", "", "F.")]),
        document("Kent", "2019-01-07"),
    )  # fmt: skip
    made = rows(VIEWS["themes"].make(corpus), "theme")
    assert list(made) == ["neglect", "health"]
    neglect, health = made.values()
    assert (neglect["weak_reports"], neglect["weak_sentences"], neglect["reports"]) == (2, 3, 3)
    assert (neglect["weak_share"], neglect["weak_sentence_share"]) == (2 / 3, 1.0)
    assert neglect["weak_low"] == pytest.approx(0.2077, abs=1e-4)
    assert neglect["weak_high"] == pytest.approx(0.9385, abs=1e-4)
    assert (neglect["strong_reports"], neglect["strong_share"]) == (0, 0.0)
    assert (health["strong_reports"], health["strong_sentence_share"]) == (1, 1 / 2)
    by_year = VIEWS["themes_by_year"].make(corpus).frame
    assert set(by_year["year"]) == {2023} and set(by_year["reports"]) == {2}


def test_recommendations(corpus_of):
    corpus = corpus_of(
        document("Leeds", recommendations=[("neglect", True), ("neglect", False)]),
        document("Bury", recommendations=[("neglect", False), ("health", False)]),
        document("Kent"),
    )
    view = VIEWS["recommendations_by_theme"].make(corpus)
    neglect = rows(view, "theme")["neglect"]
    assert (neglect["recommendations"], neglect["priority"], neglect["reports"]) == (3, 1, 2)
    assert (neglect["of_recommendations"], neglect["share"]) == (3 / 4, 2 / 3)
    assert view.notes == ("2 of 3 selected reports list recommendations.",)


BOTH = [("weakness", "neglect; health", "A."), ("strength", "health", "B.")]


@pytest.mark.parametrize("name", ["themes", "themes_by_year", "profile"])
def test_what_a_filter_leaves_out_has_no_column(corpus_of, name):
    """A zero would read as a result."""
    whole = corpus_of(document("Leeds", findings=BOTH), document("Bury", findings=BOTH))
    made = {}
    for polarity in ("weakness", "strength", "mixed"):
        corpus = select(whole, Selection(councils=("Leeds",), polarities=(polarity,)))
        view = VIEWS[name].make(corpus)
        told = {word for column in view.frame for word in column.split("_")}
        made[polarity] = (told & {"weak", "strong"}, list(view.frame["theme"]))
        assert set(view.basis) <= set(view.frame)
    assert made["weakness"][0] == {"weak"} and set(made["weakness"][1]) == {"neglect", "health"}
    assert made["strength"] == ({"strong"}, ["health"]) and made["mixed"] == (set(), [])
    assert any("Mixed sentences count as neither" in note for note in view.notes)


def test_only_the_themes_asked_for(corpus_of):
    ask = [("neglect", True)]
    whole = corpus_of(
        document("Leeds", "2023-01-09", {OVERALL: "good"}, BOTH, ask),
        document("Bury", "2023-01-09", {OVERALL: "inadequate"}, BOTH, ask),
    )
    joint = [d for d in whole.findings["themes"] if "; " in str(d)]
    assert joint  # a sentence on both
    corpus = select(whole, Selection(councils=("Leeds",), themes=("neglect",)))
    for name in ("themes", "themes_by_framework", "profile", "recommendations_by_theme"):
        assert list(VIEWS[name].make(corpus).frame["theme"]) == ["neglect"], name
    every = select(whole, Selection(themes=("neglect",)))
    assert set(VIEWS["separates"].make(every).frame["theme"]) == {"neglect"}


WEAK = [("weakness", "neglect", "Plans often drift without good reason.")]


def test_profile(corpus_of):
    corpus = corpus_of(
        document("Kingston upon Hull", "2023-02-06", {OVERALL: "good"}, WEAK),
        document("Kingston upon Hull", "2018-02-05", {OVERALL: "inadequate"}),
        document("Leeds", findings=WEAK),  # of its region
        document("Derby", "2024-02-05", {OVERALL: "inadequate"}, WEAK),  # a neighbour
        document("Middlesbrough", "2024-02-05", {OVERALL: "good"}),  # another
        document("Kent"),
    )
    one = select(corpus, Selection(councils=("Hull",)))
    row = rows(VIEWS["profile"].make(one), "theme")["neglect"]
    assert (row["council_weak"], row["council_weak_share"]) == (1, 1 / 2)
    assert (row["neighbours_weak"], row["neighbours_weak_share"]) == (1, 1 / 2)
    assert (row["region_weak"], row["region_weak_share"]) == (1, 1.0)
    assert (row["everyone_weak"], row["everyone_weak_share"]) == (2, 1 / 2)
    groups = ("council", "neighbours", "region", "everyone")
    assert [row[f"{group}_reports"] for group in groups] == [2, 2, 1, 4]
    view = VIEWS["profile"].make(one)
    assert view.column("region_weak_share").title == "Weak: region (1)"
    told = "has 2 reports in this selection; its neighbours have 2 reports, on 2 of 10 councils."
    assert told in view.notes[0]
    assert row["weak_difference"] == 0 and row["weak_difference_low"] < 0
    made = rows(VIEWS["profile_grades"].make(one), "group")
    assert {r["council_grade"] for r in made.values()} == {"good"}
    near = made["Neighbours"]
    assert (near["councils"], near["good"], near["inadequate"]) == (2, 1, 1)
    assert (made["Region"]["councils"], made["Everyone"]["councils"]) == (0, 2)


def test_profile_grades_keep_joint_judgements_apart(corpus_of):
    corpus = corpus_of(
        document("Kingston upon Hull", "2023-02-06", {"children_in_care": "good"}),
        document("Derby", "2019-02-04", {"children_in_care": "good"}),
        document("Middlesbrough", "2024-02-05", {"children_in_care": "good"}),
    )
    one = select(corpus, Selection(councils=("Hull",)))
    assert rows(VIEWS["profile_grades"].make(one), "group")["Neighbours"]["councils"] == 1


def test_no_profile_of_a_council_that_the_filters_left_out(corpus_of):
    whole = corpus_of(document("Leeds"), document("Derby"), document("Bury"))
    near = Selection(councils=("Leeds",), neighbours_of="Hull", regions=("East Midlands",))
    corpus = select(whole, near)
    assert list(corpus.reports["council"]) == ["Derby"]
    with pytest.raises(ComparisonError, match="Leeds: there is no report on it"):
        VIEWS["profile"].make(corpus)


@pytest.mark.parametrize("councils", [(), ("Hull", "Leeds"), ("Kent",)])
def test_a_profile_is_of_one_council(samples, councils):
    corpus = select(load(samples), Selection(councils=councils))
    if len(councils) == 2:
        with pytest.raises(ComparisonError, match="on one council, and 2 are named"):
            VIEWS["profile"].make(corpus)
    with pytest.raises(ComparisonError, match="--council|no report on it"):
        VIEWS["profile"].make(corpus)


def test_what_separates(tmp_path, monkeypatch):
    """Eight inadequate reports that all find it weak, and nine good ones of which one does."""
    documents = [
        document(f"C{n}", "2022-02-07", {OVERALL: "inadequate" if n < 8 else "good"},
                 WEAK * 5 if n < 9 else [], ons_code=f"E{n}")
        for n in range(17)
    ]  # fmt: skip
    documents.append(document("S", "2016-02-01", {OVERALL: "inadequate"}, WEAK, framework="sif"))
    documents.append(document("T", "2022-02-07", {OVERALL: "outstanding"}, WEAK))
    corpus = load(stored(tmp_path / "r", documents))
    view = VIEWS["separates"].make(corpus)
    (row,) = rows(view, "theme").values()
    assert (row["framework"], row["polarity"]) == ("ilacs", "weakness")
    assert (row["inadequate_reports"], row["inadequate_of"]) == (8, 8)
    assert (row["good_reports"], row["good_of"]) == (1, 9)
    assert row["difference"] == pytest.approx(8 / 9)
    assert row["odds_ratio"] == pytest.approx(8.5 * 8.5 / (0.5 * 1.5))
    # of the 24310 ways to choose 9 of 17 reports, 9 are as these, and one is as unlikely
    assert row["p"] == row["q"] == pytest.approx(10 / 24310)
    assert "small sample" in view.notes[0] and len(view.notes) == 1
    monkeypatch.setattr(separating, "LEAST", 9)
    found = rows(VIEWS["phrases"].make(corpus), "phrase")
    assert {"plans often drift", "good reason"} <= set(found)
    assert found["good reason"]["inadequate_reports"] == 8  # reports, not their 40 sentences
    monkeypatch.setattr(separating, "LEAST", 10)
    assert VIEWS["phrases"].make(corpus).frame.empty


def test_phrases():
    found = phrases("The children\u2019s plans, and those of carers, drift for too long.")
    assert found == {"children's plans"}
    assert phrases("Plans for carers drift.") == {"plans for carers", "carers drift"}
    assert holds("Early-help plans drift.", "plans drift")
    assert not holds("Early-help plans drift.", "help plans")
    assert not holds("Plans, drift.", "plans drift")


def test_known_views(samples):
    assert known(["themes", "themes"]) == ["themes"] and known(["all"]) == list(VIEWS)
    with pytest.raises(ComparisonError, match="grades_latest"):
        known(["grade_latest"])
    assert all(name in listing() for name in VIEWS)
    _, views = compare(samples, views=["all"])
    assert [view.name for view in views] == [name for name in VIEWS if name not in OF_ONE]
    _, views = compare(samples, Selection(councils=("Hull",)), ["all"])
    assert len(views) == len(VIEWS)
    _, views = compare(samples)
    assert [view.name for view in views] == list(DEFAULT)

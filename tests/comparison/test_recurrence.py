"""Recommendations matched to what later reports say. All sentences here are invented."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

pytest.importorskip("pandas", reason="needs the extra [compare]: pandas")
pytest.importorskip("msgspec", reason="needs the extra [compare]: msgspec")
pytest.importorskip("snowballstemmer", reason="needs the extra [compare]: snowballstemmer")

import numpy as np
import pandas as pd

from extractor.comparison.recurrence import (
    crossed,
    features,
    figures,
    labels,
    match,
    model,
    reader,
    readings,
    terms,
    wording,
    words,
)
from extractor.comparison.recurrence.passages import passages
from extractor.comparison.selection import Selection, select
from extractor.comparison.view import recompute, trace
from extractor.comparison.views import VIEWS
from extractor.errors import ComparisonError, ModelError
from extractor.learning.annotations import hash_words, words_of
from tests.comparison.synthetic import document

SHARED = Path(__file__).resolve().parents[3] / "shared"
LABELS = Path(__file__).resolve().parents[2] / "annotations" / "recurrence"

ASKED = [
    ("missing", "The timeliness of return home interviews for children who go missing."),
    ("management_oversight", "The quality of supervision for social workers."),
    ("private_fostering", "Assessments of children who live in private fostering arrangements."),
    ("health", "Health passports for children in care."),
]
SAID = [
    ("weakness", "missing", "Return home interviews often come weeks late."),
    ("strength", "management_oversight", "Supervision is monthly, and social workers value it."),
    ("strength", "private_fostering", "Private fostering arrangements are assessed within days."),
    ("weakness", "private_fostering", "Few private fostering arrangements are known to anyone."),
    ("strength", "early_help", "Family hubs in every town lend out toys."),
]


def report(council: str, start: str, asked=(), said=(), **more) -> dict:
    """A report: recommendations (theme, text) and findings (polarity, theme, text)."""
    made = document(council, start, findings=said, recommendations=[(t, False) for t, _ in asked],
                    **more)  # fmt: skip
    for item, (_, text) in zip(made["recommendations"], asked, strict=True):
        item["text"] = item["evidence"]["quote"] = text
    return made


def two_reports() -> tuple[dict, dict]:
    return report("Leeds", "2019-05-13", ASKED), report("Leeds", "2022-06-20", (), SAID)


# --- words ---------------------------------------------------------------------------------------


def test_phrases_are_matched_by_stems_the_longest_first() -> None:
    said = words.read("Return-home interviews were audited; risk assessments were not.")
    assert {"return_interviews", "audit", "risk_assessments"} <= said.matters
    assert "assessments" not in said.matters
    assert words.read("Care leavers’ pathway plans").groups == {"care_leavers"}


def test_words_that_tell_nothing_are_no_terms() -> None:
    assert words.read("The quality and timeliness of the work improved.").terms == ()


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ('audit = ["supervision"]', "is also of"),
        ("audit = [1]", "matters.audit is not a list of phrases"),
        ("audit = []\nodd", "is malformed"),
    ],
)
def test_a_malformed_file_of_matters_is_told(change: str, problem: str) -> None:
    text = f'stop = ["the"]\nlinks = ["of"]\npurpose = ["so that"]\ngeneral = []\n[matters]\n\
supervision = ["supervision"]\n{change}\n[near]\n[groups]\nboard = ["board"]\n[areas]\n'
    with pytest.raises(ComparisonError, match=problem) as caught:
        words.parse(text)
    assert "matters.toml" in str(caught.value)


def test_a_matter_near_to_an_unknown_one_is_told() -> None:
    text = 'stop = ["the"]\nlinks = ["of"]\npurpose = ["so"]\ngeneral = []\n[matters]\n\
a = ["audit"]\n[near]\na = { b = 0.5 }\n[groups]\nboard = ["board"]\n[areas]\n'
    with pytest.raises(ComparisonError, match=r"near\.a\.b"):
        words.parse(text)


# --- features ------------------------------------------------------------------------------------


def test_a_recommendation_is_cut_into_clauses_without_their_purpose() -> None:
    text = "The use of chronologies, and visits by managers, so that nobody is forgotten."
    assert terms.clauses(text, words.shipped()) == [
        "The use of chronologies", "visits by managers"
    ]  # fmt: skip
    assert terms.clauses("To ensure visits.", words.shipped()) == ["To ensure visits."]


def compared(asked: features.Text, *said: features.Text) -> dict[str, np.ndarray]:
    lexicon, weights = words.shipped(), model.shipped().terms
    made = features.compare(
        [features.ask(asked, lexicon, weights)],
        features.prepare(said, lexicon, weights), lexicon, weights,
    )  # fmt: skip
    return dict(zip(features.FEATURES, made[0].T, strict=True))


def test_features_of_the_same_words_and_of_none() -> None:
    text = features.Text("Supervision of social workers", "leadership", ("management_oversight",))
    found = compared(text, text, replace(text, text="Toys.", key_area="adoption", themes=()))
    assert found["cosine"] == pytest.approx([1, 0]) and found["clause"] == pytest.approx([1, 0])
    assert list(found["main_theme"]) == [1, 0] and list(found["any_theme"]) == [1, 0]
    assert list(found["no_matter_said"]) == [0, 1] and list(found["short"]) == [1, 1]
    assert found["near"][0] == 1 and found["missing"][0] == 0


def test_key_areas_that_exclude_each_other_and_groups() -> None:
    asked = features.Text("Visits to children.", "help_and_protection")
    found = compared(
        asked,
        features.Text("Visits are frequent.", "children_in_care"),
        features.Text("Visits are frequent.", "help_and_protection"),
        features.Text("Visits are frequent.", "leadership"),
    )
    assert list(found["other_area"]) == [1, 0, 0]
    assert list(found["general_other_area"]) == [1, 0, 0]
    assert list(found["general_same_area"]) == [0, 1, 0]
    board = compared(features.Text("The board's audits."), features.Text("Audits are good."))
    assert list(board["other_body"]) == [1]


def test_neighbours_are_those_that_stand_next_to_a_sentence() -> None:
    asked = features.Text("Supervision of staff.")
    near = [features.Text("Supervision is rare.", start=0), features.Text("It drifts.", start=50)]
    far = replace(near[1], start=5000)
    assert compared(asked, *near)["before"][1] > 0.5
    assert compared(asked, near[0], far)["before"][1] == 0
    assert compared(asked)["cosine"].shape == (0,)


def test_features_of_the_wording() -> None:
    asked = features.Text("Social workers know their children; boxes of toys.")
    found = compared(
        asked,
        features.Text("Social workers know families."),
        features.Text("Families are known."),
    )
    assert found["runs"][0] == 2 and found["runs"][1] == 0  # "social workers", "workers know"
    assert found["words_clause"][0] > found["words"][0] > found["words"][1]
    assert found["clause"][0] == 0  # its words tell nothing one by one


def test_runs_of_two_words_are_not_of_words_that_link() -> None:
    text = ["right", "help", "at", "the", "right", "time"]
    assert wording.runs(text, words.shipped().links) == {"right help", "right time"}


def test_terms_met_beside_the_same_terms_are_alike() -> None:
    asked = features.Text("Caseloads.")
    found = compared(
        asked, features.Text("Turnover and agency staff."), features.Text("Dental checks.")
    )
    assert found["cosine"][0] == found["cosine"][1] == 0
    assert found["meaning"][0] > 0.3 > found["meaning"][1]


# --- crosses -------------------------------------------------------------------------------------


def test_crosses_added_up_for_a_report_are_those_of_each_pair() -> None:
    lexicon, weights = words.shipped(), model.shipped().terms
    asked = [
        features.ask(features.Text(text, area), lexicon, weights)
        for area, (_, text) in zip(("care_leavers", "leadership", "", ""), ASKED, strict=True)
    ]
    said = features.prepare(
        [features.Text(text, "leadership") for _, _, text in SAID], lexicon, weights
    )
    every = {
        (a, b): dict(crossed.crosses(one, said, b, lexicon))
        for a, one in enumerate(asked) for b in range(len(SAID))
    }  # fmt: skip
    assert every[1, 1]["shared =supervision"] == crossed.SHARED
    assert every[1, 1]["matters supervision supervision"] == 1
    assert every[0, 1]["areas care_leavers leadership"] == 1
    assert every[2, 0]["areas none leadership"] == 1
    names = sorted({name for row in every.values() for name in row})
    assert {name.split(" ")[0] for name in names} == set(crossed.KINDS)
    table = dict(zip(names, np.random.default_rng(1).normal(size=len(names)), strict=True))
    added = crossed.add_up(asked, said, crossed.crosses_of(table, lexicon))
    for at, row in every.items():
        expected = sum(table[name] * value for name, value in row.items())
        assert added[at] == pytest.approx(expected, abs=1e-4)


# --- matching ------------------------------------------------------------------------------------


def test_what_was_asked_for_recurs_is_resolved_both_or_is_not_mentioned(corpus_of) -> None:
    corpus = corpus_of(*two_reports())
    found = match.match(corpus)
    texts = corpus.rows("recommendations", corpus.recommendations)["text"]
    status = {
        texts[row]: s for row, s in zip(found.statuses["recommendation"],
                                        found.statuses["status"], strict=True)
    }  # fmt: skip
    assert [status[text] for _, text in ASKED] == [
        "recurring", "resolved", "both", "not_mentioned"
    ]  # fmt: skip
    for row in found.statuses.to_dict("records"):
        assert (row["weak"] >= 0) == (row["status"] in ("recurring", "both"))
        assert (row["strong"] >= 0) == (row["status"] in ("resolved", "both"))
        assert pd.isna(row["confidence"]) == (row["status"] == "not_mentioned")
    for row in found.matches.to_dict("records"):
        said = corpus.findings.loc[row["row"]]
        assert row["later"] == said["sha256"] and row["says"] == match.SAYS[said["polarity"]]
        assert reader.shipped().shown <= row["confidence"] <= 1
        assert row["sure"] == (row["confidence"] >= reader.shipped().sure)


def test_only_reports_that_began_later_follow(corpus_of) -> None:
    early, late = two_reports()
    same_day = report("Leeds", "2019-05-13", (), SAID, type="focused_visit")
    undated = report("Leeds", None, ASKED, SAID, framework="jtai", type=None)
    elsewhere = report("Hull", "2023-01-09", (), SAID)
    corpus = corpus_of(late, early, same_day, undated, elsewhere)
    followed = match.later_reports(corpus, corpus.recommendations)
    of = dict(zip(corpus.recommendations["sha256"], followed, strict=True))
    assert of[early["source"]["sha256"]] == (late["source"]["sha256"],)
    assert of[undated["source"]["sha256"]] == ()


def test_reports_on_successors_follow(corpus_of) -> None:
    county = report("Northamptonshire", "2018-10-02", ASKED, type="focused_visit")
    north = report("North Northamptonshire", "2022-10-03", (), SAID)
    corpus = corpus_of(county, north)
    assert set(match.match(corpus).statuses["later"]) == {north["source"]["sha256"]}
    chosen = select(corpus, Selection(councils=("North Northamptonshire",)))
    view = VIEWS["recurrence"].make(chosen)
    assert set(view.frame["council"]) == {"Northamptonshire"}
    assert view.frame["link"].iloc[0] == (
        "since 2021-04-01 by North Northamptonshire, one of 2 councils that took over:"
        " a part of the area"
    )


def test_later_reports_need_not_be_selected(corpus_of) -> None:
    corpus = corpus_of(*two_reports())
    chosen = select(corpus, Selection(until=date(2020, 1, 1), themes=("missing",)))
    found = match.match(chosen)
    assert len(found.statuses) == 1 and found.statuses["status"].iloc[0] == "recurring"


def test_too_much_to_compare_is_told(corpus_of, monkeypatch) -> None:
    monkeypatch.setattr(match, "LIMIT", 3)
    with pytest.raises(ComparisonError, match="4 times.*at most 3.*--council"):
        match.match(corpus_of(*two_reports()))


def test_nothing_to_match(corpus_of) -> None:
    found = match.match(corpus_of(two_reports()[1]))
    assert found.matches.empty and found.statuses.empty


# --- model ---------------------------------------------------------------------------------------


def test_the_shipped_model_knows_every_feature_and_how_it_was_trained() -> None:
    shipped = model.shipped()
    assert shipped.trained["pairs"] > 1000 and shipped.trained["same"] > 150
    assert all(" " not in term for term in shipped.terms.idf)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"weights": {"cosine": 1}}, "other features"),
        ({"bias": "much"}, "is no model"),
        ({"terms": None}, "is no model"),
        ({"crosses": {"shared": 1}}, "'shared' is no cross"),
        ({"crosses": {"matters audit magic": 1}}, "is no cross"),
        ({"vectors": "AAAA"}, "is no model"),
    ],
)
def test_a_damaged_model_is_told(tmp_path: Path, change: dict, problem: str) -> None:
    table = json.loads(model.FILE.read_text("utf-8")) | change
    path = tmp_path / "model.json"
    path.write_text(json.dumps(table), encoding="utf-8")
    with pytest.raises(ModelError, match=problem):
        model.load(path)
    with pytest.raises(ModelError, match="is no model"):
        model.load(tmp_path / "none.json")


def test_vectors_are_packed_but_for_their_length() -> None:
    vectors = np.array([[3.0, -4.0], [0.0, 0.5]])
    again = model.unpacked(model.packed(vectors), 2)
    unit = again / np.linalg.norm(again, axis=1, keepdims=True)
    assert unit == pytest.approx(np.array([[0.6, -0.8], [0, 1]]), abs=0.01)


# --- views ---------------------------------------------------------------------------------------


def test_the_view_has_the_evidence_of_both_sides(corpus_of) -> None:
    corpus = corpus_of(*two_reports())
    view = VIEWS["recurrence"].make(corpus)
    row = view.frame[view.frame["status"] == "both"].iloc[0]
    assert row["recommendation"] == ASKED[2][1]
    assert row["weak_quote"] == SAID[3][2] and row["strong_quote"] == SAID[2][2]
    assert row["weak_evidence"].endswith("#page=1") and row["evidence"].endswith("#page=2")
    assert row["confidence"] == min(row["weak_confidence"], row["strong_confidence"])
    missing = view.frame[view.frame["status"] == "not_mentioned"].iloc[0]
    assert pd.isna(missing["weak_quote"]) and pd.isna(missing["strong_quote"])
    at = int(view.frame.index[view.frame["status"] == "both"][0])
    assert recompute(corpus, view, at, "page") == 2
    assert trace(corpus, view, at, "page")["text"].tolist() == [ASKED[2][1]]
    assert "solved" in view.about and list(view.frame) == [c.name for c in view.columns]


def test_a_view_of_nothing_has_its_columns(corpus_of) -> None:
    view = VIEWS["recurrence"].make(corpus_of(report("Leeds", "2019-05-13", ASKED)))
    assert view.frame.empty and list(view.frame) == [c.name for c in view.columns]
    assert view.notes == ("4 of 4 recommendations have no later report.",)


def test_a_timeline_has_predecessors_and_reports_without_grades(corpus_of) -> None:
    county = report("Northamptonshire", "2019-06-24", grades={"leadership": "inadequate"})
    visit = report("West Northamptonshire", "2021-10-05", type="focused_visit")
    west = report("West Northamptonshire", "2023-02-06", grades={"leadership": "good"})
    north = report("North Northamptonshire", "2022-10-03", grades={"leadership": "good"})
    corpus = corpus_of(west, north, visit, county)
    chosen = select(corpus, Selection(councils=("West Northamptonshire",)))
    view = VIEWS["timeline"].make(chosen)
    assert view.frame["council"].tolist() == [
        "Northamptonshire", "West Northamptonshire", "West Northamptonshire"
    ]  # fmt: skip
    assert view.frame["grade"].fillna("").tolist() == ["inadequate", "", "good"]
    assert view.frame["note"].iloc[1] == "gives no grade"
    assert "since split into" in view.frame["link"].iloc[0]
    assert pd.isna(view.frame["step"].iloc[2])  # another body's grade is no step
    assert recompute(chosen, view, 2, "grade") == "good"


def test_the_notes_say_when_a_county_became_unitary(corpus_of) -> None:
    view = VIEWS["timeline"].make(corpus_of(report("Somerset", "2022-07-18")))
    assert any("until 2023-04-01 Somerset County Council" in note for note in view.notes)


def test_the_command_gives_both_views(tmp_path: Path, samples: Path) -> None:
    from extractor.cli.app import cli

    for name in ("timeline", "recurrence"):
        out = tmp_path / f"{name}.csv"
        arguments = ["compare", str(samples), "--view", name, "-o", str(out)]
        result = CliRunner().invoke(cli, arguments)
        assert result.exit_code == 0, result.output
        with out.open(encoding="utf-8-sig", newline="") as file:
            assert len(list(csv.reader(file))) >= 1


# --- labels and figures --------------------------------------------------------------------------


def quote_of(passage) -> labels.Quote:
    said = words_of(passage.text.text)
    return labels.Quote(
        passage.sha256, passage.text.start, passage.end, len(said), hash_words(said)
    )


def test_quotes_are_found_where_they_moved_to_and_else_named(corpus_of) -> None:
    corpus = corpus_of(*two_reports())
    said = passages(corpus, corpus.reports["sha256"])
    one = next(p for items in said.values() for p in items if p.table == "findings")
    here = quote_of(one)
    moved = replace(here, start=here.start + 40, end=here.end + 40)
    gone, absent = replace(here, hash="0" * 16), replace(here, sha256="f" * 64)
    found = labels.find(corpus, [here, moved, gone, absent])
    assert found.passages[here] == found.passages[moved] == one
    assert found.lost == (gone,) and found.absent == (absent,)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"label": "perhaps"}, "the label 'perhaps'"),
        ({"part": "train"}, "the part 'train'"),
        ({"extra": 1}, "is no pair"),
        ({"sentence": {"sha256": "a", "start": 4, "end": 4, "words": 1, "hash": "b"}}, "is empty"),
    ],
)
def test_a_malformed_pair_is_named_with_its_line(tmp_path, change: dict, problem: str) -> None:
    good = json.loads((LABELS / "pairs.jsonl").read_text("utf-8").splitlines()[0])
    path = tmp_path / "pairs.jsonl"
    path.write_text(json.dumps(good) + "\n" + json.dumps(good | change) + "\n", encoding="utf-8")
    with pytest.raises(ModelError, match=problem) as caught:
        labels.load_pairs(path)
    assert "pairs.jsonl:2" in str(caught.value)


def test_the_labels_are_stand_off_enough_and_their_parts_share_no_report() -> None:
    pairs = labels.load_pairs(LABELS / "pairs.jsonl")
    statuses = labels.load_statuses(LABELS / "statuses.jsonl")
    assert len(pairs) > 3000 and len(statuses) == 230
    parts = {
        part: {q.sha256 for p in pairs if p.part == part for q in (p.recommendation, p.sentence)}
        for part in labels.PARTS
    }
    assert not parts["dev"] & parts["test"]
    assert all(p.part == "dev" for p in pairs if p.batch in ("c", "e", "f"))
    allowed = {"recommendation", "sentence", "label", "part", "batch", "sampled", "annotator",
               "date"}  # fmt: skip
    for line in (LABELS / "pairs.jsonl").read_text("utf-8").splitlines():
        assert set(json.loads(line)) == allowed


def test_precision_at_a_recall_goes_down_from_the_highest_score() -> None:
    same = np.array([True, True, False, True, False])
    scores = np.array([0.9, 0.8, 0.7, 0.6, 0.1])
    assert figures.precision_at(0.6, same, scores) == (1.0, 0.8)
    assert figures.precision_at(0.7, same, scores) == (0.75, 0.6)
    assert figures.average_precision(same, scores) == pytest.approx((1 + 1 + 0.75) / 3)
    assert figures.counts_from(0.65, same, scores) == pytest.approx((2 / 3, 2 / 3))


def test_a_weight_counts_as_so_many_pairs() -> None:
    same, scores = np.array([True, False, True, False]), np.array([0.9, 0.8, 0.5, 0.1])
    weights = np.array([1, 3, 2, 1])
    as_many = np.repeat(same, weights), np.repeat(scores, weights)
    for recall in (0.3, 0.7):
        found = figures.precision_at(recall, same, scores, weights)
        assert found == pytest.approx(figures.precision_at(recall, *as_many))
    found = figures.counts_from(0.6, same, scores, weights)
    assert found == pytest.approx(figures.counts_from(0.6, *as_many)) == (1 / 4, 1 / 3)


def labelled(*names: str) -> list[labels.Pair]:
    """Pairs of one recommendation with sentence after sentence, labelled so."""
    quotes = [labels.Quote("a" * 64, at, at + 1, 1, "0" * 16) for at in range(len(names))]
    return [labels.Pair(quotes[0], quote, name, "test", "a", ("tfidf",), "claude", "2026-11-22")
            for quote, name in zip(quotes, names, strict=True)]  # fmt: skip


def test_pairs_read_twice_stand_for_all_of_their_stratum() -> None:
    first = labelled("recurring", "other", "other", "other", "unclear")
    second = labelled("resolved", "other", "other", "recurring", "other")
    read = readings.readings(first, [second[4], second[3], second[0]], [p.label for p in first])
    assert [r.labels for r in read] == [
        ("recurring", "resolved"), ("other", "recurring"), ("unclear", "other")
    ]  # fmt: skip
    assert [r.weight for r in read] == [1, 3, 1]
    assert [r.same for r in read][:2] == [(True, True), (False, True)]
    assert [r.clear for r in read] == [True, True, False]


def test_agreement_is_cohens_kappa_of_the_weighted_pairs() -> None:
    both = [("yes", "yes"), ("yes", "no"), ("no", "no")]
    plain = readings.agreement(both, [20, 15, 15])
    assert plain.share == pytest.approx(0.7)
    # by hand: chance is 0.7 * 0.4 + 0.3 * 0.6
    assert plain.kappa == pytest.approx((0.7 - 0.46) / (1 - 0.46)) and plain.pairs == 3
    many = [pair for pair, n in zip(both, (20, 15, 15), strict=True) for _ in range(n)]
    assert readings.agreement(many, [1] * 50).kappa == pytest.approx(plain.kappa)
    assert np.isnan(readings.agreement([], []).share)
    assert np.isnan(readings.agreement([("no", "no")], [2]).kappa)


def test_the_second_reader_read_pairs_of_the_test_part() -> None:
    first = {(p.recommendation, p.sentence): p for p in labels.load_pairs(LABELS / "pairs.jsonl")}
    second = labels.load_pairs(LABELS / "second.jsonl")
    assert len({(p.recommendation, p.sentence) for p in second}) == len(second) > 400
    for pair in second:
        mine = first[pair.recommendation, pair.sentence]
        assert pair.part == "test" and pair.annotator != mine.annotator
        drawn = tuple(m for m in pair.sampled if m != "confident")
        assert replace(pair, label=mine.label, annotator=mine.annotator, sampled=drawn) == mine
        assert "confident" not in pair.sampled or mine.label == "other"


def test_the_label_that_most_readers_give() -> None:
    first = labelled("recurring", "other", "mixed", "resolved", "unclear", "other", "recurring")
    third = labelled("resolved", "mixed", "resolved", "other", "other", "unclear", "resolved")
    fourth = labelled("resolved", "other", "recurring", "other", "other", "mixed", "other")
    told = readings.majority(first, [*fourth, *reversed(third)])
    assert [p.label for p in told] == [
        "resolved", "other", "mixed", "other", "other", "unclear", "recurring"
    ]  # fmt: skip
    assert [replace(p, label=q.label) for p, q in zip(told, first, strict=True)] == first
    assert readings.majority(first[:1], []) == first[:1]
    assert readings.majority(first[:2], third[:2])[1].label == "unclear", "one against one"


def test_two_more_readers_read_the_whole_test_part() -> None:
    first = [p for p in labels.load_pairs(LABELS / "pairs.jsonl") if p.part == "test"]
    again = labels.load_pairs(LABELS / "again.jsonl")
    for name in ("claude-3", "claude-4"):
        mine = [p for p in again if p.annotator == name]
        heard = {(p.recommendation, p.sentence): p for p in mine}
        assert len(heard) == len(mine) == len(first) > 1200
        for p in first:
            other = heard[p.recommendation, p.sentence]
            assert replace(other, label=p.label, annotator=p.annotator) == p


def test_equal_scores_are_taken_together_and_nothing_is_nan() -> None:
    same = np.array([True, False, False])
    assert figures.precision_at(0.7, same, np.ones(3))[0] == pytest.approx(1 / 3)
    assert np.isnan(figures.precision_at(0.7, np.zeros(2, bool), np.ones(2))[0])


def test_whole_councils_are_resampled() -> None:
    groups = np.array(["a", "a", "b"])
    for drawn in figures.resampled(groups, times=20):
        assert list(drawn).count(0) == list(drawn).count(1)
    assert figures.interval([1.0, 2.0, 3.0, float("nan")], 0.5) == (1.5, 2.5)


@pytest.mark.skipif(
    not (SHARED / "reports").is_dir(), reason="the shared reports are not beside this checkout"
)
def test_labels_still_fit_some_real_reports(tmp_path: Path) -> None:
    from extractor.comparison.frames import load
    from extractor.results.batch.run import run_batch

    with (SHARED / "reports" / "manifest.csv").open(encoding="utf-8", newline="") as file:
        files = {row["sha256"]: row["file"] for row in csv.DictReader(file)}
    pairs = labels.load_pairs(LABELS / "pairs.jsonl")
    pairs = tuple(p for p in pairs if p.recommendation.sha256 in files)
    chosen = sorted({(p.recommendation.sha256, p.sentence.sha256) for p in pairs})[:3]
    wanted = {sha256 for both in chosen for sha256 in both}
    sources = [str(SHARED / "reports" / files[sha256]) for sha256 in sorted(wanted)]
    run_batch(sources, tmp_path / "results", jobs=2, model="fast")
    quotes = {
        q for p in pairs for q in (p.recommendation, p.sentence)
        if (p.recommendation.sha256, p.sentence.sha256) in chosen
    }  # fmt: skip
    found = labels.find(load(tmp_path / "results"), quotes)
    assert len(found.passages) >= 0.97 * len(quotes) and not found.absent

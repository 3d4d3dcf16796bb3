"""Each filter cuts what it says, and what shares are shares of stays right."""

from __future__ import annotations

from datetime import date

import pytest

pytest.importorskip("pandas", reason="needs the extra [compare]: pandas")
pytest.importorskip("pyarrow", reason="needs the extra [compare]: pyarrow")
pytest.importorskip("msgspec", reason="needs the extra [compare]: msgspec")

from extractor.comparison.frames import load
from extractor.comparison.places import neighbours
from extractor.comparison.selection import Selection, peers, select
from extractor.comparison.views import VIEWS
from extractor.errors import ComparisonError
from extractor.facts.council import councils
from tests.comparison.synthetic import document, finding, stored

WEAK, STRONG = ("weakness", "neglect", "A."), ("strength", "health; neglect", "B.")
DOCUMENTS = {
    "leeds-old": document("Leeds", "2016-01-11", {"overall_effectiveness": "good"}, [WEAK],
                          framework="sif"),
    "leeds-new": document("Leeds", "2022-02-21", {"overall_effectiveness": "outstanding",
                          "leadership": "good"}, [STRONG, WEAK], [("neglect", True)]),
    "leeds-visit": document("Leeds", "2024-05-01", type="focused_visit", findings=[STRONG]),
    "hull": document("Kingston upon Hull", "2023-03-06", {"overall_effectiveness": "inadequate",
                     "care_leavers": "good"}, [WEAK, WEAK]),
    "sheffield": document("Sheffield", "2024-06-03", {"overall_effectiveness": "good",
                          "care_leavers": "inadequate"}, [STRONG]),
    "dorset-county": document("Dorset", "2016-02-22", framework="sif"),
    "dorset-unitary": document("Dorset", "2025-03-17"),
    "send": document("Leeds", "2024-10-07", {"send": "inconsistent"}, framework="area_send",
                     type=None),
    "newest": document("Camden", "2026-05-11", {"leadership": "good"}),
    "undated": document("Camden", None, framework="unknown", type=None),
    "nameless": document(None, "2020-01-06", framework="unknown", type=None),
}  # fmt: skip


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    return load(stored(tmp_path_factory.mktemp("selection") / "r", DOCUMENTS.values()))


def chosen(corpus, **filters):
    """The names of the reports that are left."""
    names = {d["source"]["sha256"]: name for name, d in DOCUMENTS.items()}
    left = select(corpus, Selection(**filters))
    assert set(left.findings["sha256"]) <= set(left.reports["sha256"])
    return {names[sha] for sha in left.reports["sha256"]}


@pytest.mark.parametrize(
    ("filters", "left"),
    [
        ({"councils": ("Leeds",)}, {"leeds-old", "leeds-new", "leeds-visit", "send"}),
        ({"councils": ("hull",)}, {"hull"}),
        ({"councils": ("City of Kingston upon Hull Council",)}, {"hull"}),
        ({"councils": ("E06000010",)}, {"hull"}),
        ({"councils": ("810", "camden")}, {"hull", "newest", "undated"}),
        ({"councils": ("Dorset",)}, {"dorset-county", "dorset-unitary"}),
        ({"councils": ("E10000009",)}, {"dorset-county"}),
        ({"councils": ("Kent",)}, set()),
        ({"neighbours_of": "Leeds"}, {"sheffield"}),
        ({"neighbours_of": "Leeds", "councils": ("Hull",)}, {"hull", "sheffield"}),
        ({"regions": ("south west", "London")},
         {"dorset-county", "dorset-unitary", "newest", "undated"}),
        ({"regions": ("Yorkshire and the Humber",), "frameworks": ("sif",)}, {"leeds-old"}),
        ({"frameworks": ("ilacs/2023",)}, {"hull", "sheffield", "dorset-unitary"}),
        ({"frameworks": ("ilacs/2018", "area_send")}, {"leeds-new", "send"}),
        ({"kinds": ("focused_visit",)}, {"leeds-visit"}),
        ({"since": date(2024, 6, 3), "until": date(2024, 10, 7)}, {"sheffield", "send"}),
        ({"latest": True, "councils": ("Leeds",)}, {"leeds-new", "leeds-visit", "send"}),
        ({"latest": True, "councils": ("Leeds",), "until": date(2021, 1, 1)}, {"leeds-old"}),
        ({"latest": True, "councils": ("Camden",)}, {"newest"}),
        ({"latest": True, "frameworks": ("unknown",)}, set()),
        ({"grades": ("good",)}, {"leeds-old", "sheffield"}),
        ({"grades": ("good",), "latest": True}, {"sheffield"}),
        ({"grades": ("inconsistent",)}, {"send"}),
        ({"grades": ("inadequate",), "key_areas": ("care_leavers",)}, {"sheffield"}),
        ({"grades": ("good", "inadequate"), "key_areas": ("care_leavers",)}, {"hull", "sheffield"}),
        ({"key_areas": ("send",)}, {"send"}),
        ({"themes": ("health",), "councils": ("Hull",)}, {"hull"}),
        ({"polarities": ("strength",), "councils": ("Hull",)}, {"hull"}),
    ],
)  # fmt: skip
def test_reports(corpus, filters, left):
    assert chosen(corpus, **filters) == left


def test_filters_of_rows_leave_the_reports(corpus):
    """So that a share stays one of the reports looked at."""
    health = select(corpus, Selection(themes=("health",)))
    assert len(health.reports) == len(DOCUMENTS)
    assert len(health.judgements) == len(corpus.judgements)
    assert len(health.findings) == 3 and len(health.recommendations) == 0
    strong = select(corpus, Selection(polarities=("strength",), themes=("neglect",)))
    assert len(strong.findings) == 3 and len(strong.recommendations) == 1
    view = VIEWS["themes"].make(strong)
    neglect = view.frame.set_index("theme").loc["neglect"]
    assert (neglect["strong_reports"], neglect["reports"]) == (3, len(DOCUMENTS))
    assert neglect["strong_share"] == 3 / len(DOCUMENTS)
    assert not [name for name in view.frame if name.startswith("weak")]
    assert list(view.frame["theme"]) == ["neglect"]


def test_a_key_area_keeps_the_reports_that_speak_of_it(corpus_of):
    made = document("Kent", findings=[WEAK])
    made["findings"].append(finding(9, "weakness", "housing", "C.", "care_leavers"))
    both = corpus_of(made, document("Leeds", findings=[STRONG]))
    left = select(both, Selection(key_areas=("care_leavers",)))
    assert list(left.reports["council"]) == ["Kent"] and len(left.findings) == 1


def test_a_selection_replaces_the_one_before(corpus):
    first = select(corpus, Selection(councils=("Leeds",)))
    assert set(select(first, Selection(councils=("Hull",))).reports["council"]) == {
        "Kingston upon Hull"
    }
    assert first.whole is corpus
    assert len(peers(first).reports) == len(DOCUMENTS)
    told = Selection(councils=("Leeds",), latest=True, since=date(2020, 1, 1)).words()
    assert told == "councils: Leeds; since: 2020-01-01; latest"


@pytest.mark.parametrize(
    ("filters", "told"),
    [
        ({"councils": ("Leads",)}, "did you mean Leeds"),
        ({"councils": ("Hul",)}, "Hull"),
        ({"councils": ("Xyzzy",)}, "name one by name, ONS or LA code"),
        ({"councils": ("",)}, "name one"),
        ({"neighbours_of": "Cumbria"}, "no statistical neighbours"),
        ({"regions": ("Londn",)}, "did you mean London"),
        ({"frameworks": ("ilac",)}, "did you mean ilacs"),
        ({"kinds": ("visit",)}, "focused_visit"),
        ({"key_areas": ("leade",)}, "leadership"),
        ({"themes": ("neglects",)}, "did you mean neglect"),
        ({"grades": ("bad",)}, "grade"),
        ({"polarities": ("weak",)}, "weakness"),
        ({"since": date(2024, 1, 1), "until": date(2023, 1, 1)}, "swap them"),
    ],
)
def test_unknown_values_are_refused(corpus, filters, told):
    with pytest.raises(ComparisonError, match=told):
        select(corpus, Selection(**filters))


def test_neighbours_are_councils_of_the_table():
    known = {row.ons_code for row in councils()}
    assert len(neighbours()) == 153
    for code, near in neighbours().items():
        assert len(near) == len(set(near)) == 10 and code not in near
        assert {code, *near} <= known

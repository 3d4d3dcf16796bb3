"""Who succeeded whom, and a council's reports in time."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

pytest.importorskip("pandas", reason="needs the extra [compare]: pandas")

import pandas as pd

from extractor.comparison import histories
from extractor.comparison.histories import chain, followers, history
from extractor.errors import ComparisonError
from extractor.facts.council import council, councils

NORTHAMPTONSHIRE, NORTH, WEST = "E10000021", "E06000061", "E06000062"


def of(name: str, on: str | None = None) -> histories.History:
    found = council(name, on)
    assert found is not None
    return history(found)


def reports(*rows: tuple[str, str, str | None]) -> pd.DataFrame:
    """A frame of reports: sha256, code, first day."""
    frame = pd.DataFrame(rows, columns=["sha256", "place", "start"])
    frame["start"] = pd.to_datetime(frame["start"])
    return frame.assign(end=frame["start"])


def test_every_abolished_council_has_successors_that_began_when_it_ended() -> None:
    ended = [c for c in councils() if c.until]
    assert {c.name for c in ended} == {
        "Bedfordshire", "Bournemouth", "Cheshire", "Cumbria", "Dorset", "Northamptonshire", "Poole",
    }  # fmt: skip
    for old in ended:
        links = history(old).after
        assert {link.new.name for link in links} == set(old.successors)
        assert all(link.day == old.until == link.new.since for link in links)


def test_every_council_that_began_came_from_one() -> None:
    for new in councils():
        if new.since and new.ons_code:
            assert history(new).before, new.name


@pytest.mark.parametrize(
    ("name", "on", "said"),
    [
        (
            "North Northamptonshire", None,
            "before 2021-04-01 by Northamptonshire County Council, since split into"
            " North Northamptonshire and West Northamptonshire",
        ),
        (
            "Cumberland", None,
            "before 2023-04-01 by Cumbria County Council, since split into Cumberland and"
            " Westmorland and Furness",
        ),
        (
            "Dorset", None,
            "before 2019-04-01 by Dorset County Council, since then without Christchurch",
        ),
    ],
)  # fmt: skip
def test_a_predecessor_is_said_plainly(name: str, on: str | None, said: str) -> None:
    found = of(name, on)
    assert [found.said(code) for code in found.codes if found.relation(code) != "own"] == [said]


def test_a_merger_names_what_was_merged_and_which_place_alone() -> None:
    found = of("Bournemouth, Christchurch and Poole")
    said = {link.old.name: found.said(str(link.old.ons_code)) for link in found.before}
    assert said["Poole"] == (
        "before 2019-04-01 by Poole, since merged into Bournemouth, Christchurch and Poole"
    )
    assert said["Dorset"] == "before 2019-04-01 by Dorset County Council, for Christchurch alone"


def test_a_county_that_became_unitary_under_its_name_is_noted() -> None:
    assert of("Somerset").notes == (
        "until 2023-04-01 Somerset County Council, a county council with districts; since then one"
        " unitary council for the same area",
    )
    assert of("Leeds").notes == () and of("Leeds").codes == ("E08000035",)


def test_reports_follow_where_services_went_and_not_where_one_place_went() -> None:
    assert followers(of("Northamptonshire")) == (NORTHAMPTONSHIRE, NORTH, WEST)
    assert followers(of("Dorset", "2015-01-01")) == ("E10000009", "E06000059")
    assert followers(of("West Northamptonshire")) == (WEST,)


def test_a_chain_is_in_order_of_time_with_its_links() -> None:
    frame = reports(
        ("c", NORTH, "2022-10-03"), ("a", NORTHAMPTONSHIRE, "2016-03-01"),
        ("b", WEST, "2023-01-09"), ("d", NORTHAMPTONSHIRE, None), ("e", "E08000035", "2019-01-01"),
    )  # fmt: skip
    north = chain(frame, of("North Northamptonshire"))
    assert list(north["sha256"]) == ["a", "c"]
    assert list(north["relation"]) == ["predecessor", "own"]
    assert north["link"].iloc[0].startswith("before 2021-04-01 by Northamptonshire County Council")
    assert north["link"].iloc[1] == ""
    assert list(chain(frame, of("Northamptonshire"))["sha256"]) == ["a", "c", "b"]


def test_a_council_that_the_table_does_not_have_is_its_own_history() -> None:
    of_unknown = histories.history_of("Nowhere", "Nowhere")
    assert list(chain(reports(("a", "Nowhere", "2020-01-01"), ("b", WEST, "2021-05-01")),
                      of_unknown)["sha256"]) == ["a"]  # fmt: skip
    assert histories.history_of(WEST, "x").council.name == "West Northamptonshire"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('[[became]]\ncouncil = "Nowhere"\nwas = "x"\nday = 2020-04-01', "no council 'Nowhere'"),
        ('[[became]]\ncouncil = "Leeds"\nwas = "x"\nday = "2020"', "the day of Leeds is no date"),
        ('[[became]]\ncouncil = "Leeds"', "is malformed"),
        ("[[gone]]\na = 1", "unknown keys"),
        ("became = [", "is malformed"),
    ],
)
def test_a_malformed_file_is_named_with_its_entry(text: str, problem: str) -> None:
    with pytest.raises(ComparisonError, match=problem) as caught:
        histories.parse(text)
    assert "comparison/data/histories.toml" in str(caught.value)


def test_the_shipped_file_says_when_counties_became_unitary() -> None:
    text = (Path(histories.__file__).parent / "data" / "histories.toml").read_text("utf-8")
    days = {row.council: row.day for row in histories.parse(text).became}
    assert days["Buckinghamshire"] == date(2020, 4, 1)
    assert len(days) == 8

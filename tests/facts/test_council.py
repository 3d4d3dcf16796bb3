"""Councils: every form of a title, the table's own soundness, what is no council's name."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.facts.council import council, councils, is_body, mentions, plain_name, resolve

FORMS = [
    ("Barnsley", "Barnsley"),
    ("Inspection of Barnet local authority children’s services", "Barnet"),
    ("Birmingham City Council", "Birmingham"),
    ("Kent County Council", "Kent"),
    ("Luton Borough Council", "Luton"),
    ("Wirral Metropolitan Borough Council", "Wirral"),
    ("Tameside metropolitan borough", "Tameside"),
    ("Metropolitan Borough of Rotherham", "Rotherham"),
    ("Borough of Redcar and Cleveland", "Redcar and Cleveland"),
    ("Wakefield District Metropolitan Council", "Wakefield"),
    ("City of Bradford Metropolitan District\nCouncil", "Bradford"),
    ("The Royal Borough of Windsor & Maidenhead", "Windsor and Maidenhead"),
    ("Royal Borough of Kingston upon\nThames Council", "Kingston upon Thames"),
    ("London Borough of Merton Council", "Merton"),
    ("London Borough of\nHammersmith & Fulham", "Hammersmith and Fulham"),
    ("Council of the Isles of Scilly", "Isles of Scilly"),
    ("Cheshire East Unitary Authority", "Cheshire East"),
    ("Cheshire West & Chester", "Cheshire West and Chester"),
    ("Derby City", "Derby"),
    ("Medway Children’s Services", "Medway"),
    ("Bristol City of", "Bristol"),
    ("Bristol, City of", "Bristol"),
    ("City of London Corporation", "City of London"),
    ("City of London local authority", "City of London"),
    ("City of York Council", "York"),
    ("North Yorkshire Council", "North Yorkshire"),
    ("Hull", "Kingston upon Hull"),
    ("Kingston-upon-Hull City Council", "Kingston upon Hull"),
    ("Newcastle City Council", "Newcastle upon Tyne"),
    ("East Riding", "East Riding of Yorkshire"),
    ("St. Helens", "St Helens"),
    ("Saint Helens Council", "St Helens"),
    ("Stoke-on- Trent", "Stoke-on-Trent"),
    ("Stockton on Tees", "Stockton-on-Tees"),
    ("Telford & Wrekin Council", "Telford and Wrekin"),
    ("Herefordshire, County of", "Herefordshire"),
    ("County Durham", "Durham"),
    ("Bournemouth,\nChristchurch and Poole", "Bournemouth, Christchurch and Poole"),
    ("BCP Council", "Bournemouth, Christchurch and Poole"),
    ("KIRKLEES COUNCIL", "Kirklees"),
    ("Bedford Borough Local Area Partnership", "Bedford"),
    ("Inspection of Bradford Children and Families Trust", "Bradford"),
    ("Sandwell Children’s Trust", "Sandwell"),
    ("Slough Children First", "Slough"),
    ("Together for Children", "Sunderland"),
    ("Worcestershire Children First", "Worcestershire"),
    # no council, or none for certain
    ("Achieving for Children", None),
    ("Northamptonshire Children’s Trust", None),
    ("East Sussex and West Sussex", None),
    ("Greater Manchester", None),
    ("Bury St Edmunds", None),
    ("Newcastle-under-Lyme", None),
    ("Anytown Borough Council", None),
    ("they were reading and in the bury", None),
    ("Kentish Town", None),
    ("", None),
]


@pytest.mark.parametrize(("printed", "name"), FORMS)
def test_a_title_names_its_council(printed: str, name: str | None) -> None:
    row = resolve(printed)
    assert (row.name if row else None) == name


STYLES = [
    "{}", "{} Council", "{} City Council", "{} County Council", "{} Metropolitan Borough Council",
    "London Borough of {} Council", "The Royal Borough of {}", "Metropolitan Borough of {}",
    "Inspection of {} local authority children’s services", "{} Unitary Authority", "{} City",
    "Area SEND inspection of {} Local Area Partnership", "{}’s children’s services",
    "Focused visit to the {} local authority", "City of {} Council",
]  # fmt: skip


@pytest.mark.parametrize("style", STYLES)
def test_every_council_is_known_in_every_style(style: str) -> None:
    for row in councils():
        if row.ons_code and (row.until is None or row.name != "Dorset"):
            for name in (row.name, row.name.upper(), row.name.replace("-", " ")):
                for printed in (name, name.replace(" and ", " & "), name.replace(" ", "\n")):
                    found = resolve(style.format(printed), row.since)
                    assert found is row, (style, printed)


def test_every_council_is_known_by_its_name_and_its_aliases() -> None:
    for row in councils():
        for alias in (row.name, *row.aliases):
            found = mentions(f"Inspection of {alias} today")
            assert found, alias
            meant = row.serves or ((row.name,) if row.ons_code else ())
            assert found[0].councils == meant, alias


def test_the_table_is_sound() -> None:
    rows = [row for row in councils() if row.ons_code]
    assert len({row.ons_code for row in rows}) == len(rows)
    assert len([row for row in rows if row.until is None]) == 153
    regions = {
        "London", "South East", "South West", "East of England", "East Midlands", "West Midlands",
        "North East", "North West", "Yorkshire and the Humber",
    }  # fmt: skip
    for row in rows:
        assert re.fullmatch(r"E\d{8}", row.ons_code or "") and row.region in regions, row.name
        assert re.fullmatch(r"\d{3}", row.la_code or ""), row.name
    named = {row.name for row in rows}
    for row in councils():
        assert {*row.successors, *row.serves} <= named, row.name
        assert bool(row.successors) == bool(row.until), row.name


@pytest.mark.parametrize(
    ("name", "on", "code"),
    [
        ("Dorset", "2016-04-05", "E10000009"),
        ("Dorset", "2019-04-01", "E06000059"),
        ("Dorset", None, "E06000059"),
        ("Poole", "2014-01-01", "E06000029"),
        ("Northamptonshire", "2020-06-01", "E10000021"),
        ("West Northamptonshire", None, "E06000062"),
        ("Cumbria", "2022-01-01", "E10000006"),
        ("Anytown", None, None),
        ("Achieving for Children", None, None),
    ],
)
def test_councils_abolished_and_made(name: str, on: str | None, code: str | None) -> None:
    row = council(name, on)
    assert (row.ons_code if row else None) == code


def test_a_council_is_in_office_from_its_first_day_to_its_last() -> None:
    poole, cumberland = council("Poole"), council("Cumberland")
    assert poole and poole.existed("2019-03-31") and not poole.existed("2019-04-01")
    assert cumberland and cumberland.existed("2023-04-01") and not cumberland.existed("2023-03-31")


def test_mentions_say_where_they_stand() -> None:
    text = "Since 2019, Stoke‑on‑Trent and its neighbours, Staffordshire’s among them"
    found = mentions(text)
    assert [text[m.start : m.end] for m in found] == ["Stoke‑on‑Trent", "Staffordshire"]


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("The Royal Borough of Anytown Council", "Anytown"),
        ("London Borough of Anytown", "Anytown"),
        ("Anytown\nMetropolitan Borough Council", "Anytown"),
        ("Anytown local authority children’s services", "Anytown"),
        ("Anytown and Otherham", "Anytown and Otherham"),
    ],
)
def test_the_name_without_its_style(printed: str, name: str) -> None:
    assert plain_name(printed) == name


def test_a_body_is_no_council() -> None:
    assert is_body("Anytown Children’s Trust") and is_body("Anytown Children First")
    assert not is_body("Anytown") and not is_body("Firsthampton")


@given(st.text(max_size=120))
def test_any_text_is_searched_without_a_fault(text: str) -> None:
    for found in mentions(text):
        assert 0 <= found.start < found.end <= len(text)
    plain_name(text)

"""Every way reports print dates, and what only looks like one."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.facts.dates import (
    labelled_dates,
    month_number,
    nearly_a_date,
    parse_date,
    parse_dates,
)
from extractor.frameworks.patterns import Pattern, fold

LETTER = date(2018, 2, 22)

SPANS = [
    ("6 to 17 December 2021", "2021-12-06", "2021-12-17"),
    ("30 October to 3 November 2023", "2023-10-30", "2023-11-03"),
    ("30 December to 3 January 2023", "2022-12-30", "2023-01-03"),
    ("13 May to 24 May 2019", "2019-05-13", "2019-05-24"),
    ("8 October 2018 to 19 October 2018", "2018-10-08", "2018-10-19"),
    ("9–24 November 2017", "2017-11-09", "2017-11-24"),
    ("19 November–30 November 2018", "2018-11-19", "2018-11-30"),
    ("14 January 2014- 5 February 2014", "2014-01-14", "2014-02-05"),
    ("1 March 2020 ─ 5 March 2020", "2020-03-01", "2020-03-05"),
    ("3 — 7 June 2019", "2019-06-03", "2019-06-07"),
    ("3 until 7 June 2019", "2019-06-03", "2019-06-07"),
    ("04 May to 08 May 2018", "2018-05-04", "2018-05-08"),
    ("12/09/2016 to 06/10/2016", "2016-09-12", "2016-10-06"),
    ("12.09.16 - 06.10.16", "2016-09-12", "2016-10-06"),
    ("2016-09-12 to 2016-10-06", "2016-09-12", "2016-10-06"),
    ("18 Feb 2014", "2014-02-18", "2014-02-18"),
    ("28 Sept. to 2 Oct. 2020", "2020-09-28", "2020-10-02"),
    ("11 December 2018. The team", "2018-12-11", "2018-12-11"),
    ("18 and 19 October 2023", "2023-10-18", "2023-10-19"),
    ("the 15 and 16 of May 2024", "2024-05-15", "2024-05-16"),
    ("3rd and 4th October 2023", "2023-10-03", "2023-10-04"),
    ("the 2nd and the 3rd March 2021", "2021-03-02", "2021-03-03"),
    ("15, 16 and 21 July 2021", "2021-07-15", "2021-07-21"),
    ("29 and 30 September, and 1 October 2020", "2020-09-29", "2020-10-01"),
    ("31 July and 1 August 2024", "2024-07-31", "2024-08-01"),
    ("22 & 23 June 2021", "2021-06-22", "2021-06-23"),
    ("Monday 9 May to Friday 13 May 2022", "2022-05-09", "2022-05-13"),
    ("Tuesday, 9 and Wednesday, 10 March 2021", "2021-03-09", "2021-03-10"),
    ("March 7 to 8, 2018", "2018-03-07", "2018-03-08"),
    ("25 November to 13 December 2013 and 28 – 30 January 2014", "2013-11-25", "2014-01-30"),
    ("5 to 9 December 2022\nand 14 to 15\nFebruary 2023", "2022-12-05", "2023-02-15"),
    ("8October 2018 to 19October 2018", "2018-10-08", "2018-10-19"),
    ("5 Febuary 2014", "2014-02-05", "2014-02-05"),
    # what follows the dates is none of them
    ("7 and 8 March 2018, 3 inspectors came", "2018-03-07", "2018-03-08"),
    ("7 May 2018 and 3 decisions", "2018-05-07", "2018-05-07"),
    ("3 to 14 March 2025\n\nLead inspector: 1 June 2030", "2025-03-03", "2025-03-14"),
]


@pytest.mark.parametrize(("printed", "start", "end"), SPANS)
def test_dates_are_read_to_their_last_day(printed: str, start: str, end: str) -> None:
    span = parse_dates(fold(printed), 0)
    assert span and (span.start, span.end) == (start, end)
    assert not span.year_from_letter and span.problem is None
    assert printed[span.begin].isalnum() and span.stop <= len(printed)


@pytest.mark.parametrize(
    "text",
    ["", "3 may be seen", "2 inspectors", "May 2019", "the year 2019", "of a visit", "3, 4 and 5"],
)
def test_what_is_no_date(text: str) -> None:
    assert parse_dates(text, 0) is None


def test_the_first_range_alone_where_the_title_has_two() -> None:
    printed = "9 July 2019 to 13 July 2019 and 7 to 8 August 2019"
    span = parse_dates(printed, 0, first_range=True)
    assert span and (span.start, span.end) == ("2019-07-09", "2019-07-13")
    assert printed[span.begin : span.stop] == "9 July 2019 to 13 July 2019"
    single = parse_dates("18 and 19 October 2023", 0, first_range=True)
    assert single and single.end == "2023-10-19"


@pytest.mark.parametrize(
    ("printed", "start", "end"),
    [
        ("30 and 31 January. The", "2018-01-30", "2018-01-31"),
        ("12 and 13 December", "2017-12-12", "2017-12-13"),
        ("28 December to 3 January", "2017-12-28", "2018-01-03"),
    ],
)
def test_a_year_left_out_is_the_letters(printed: str, start: str, end: str) -> None:
    span = parse_dates(printed, 0, letter=LETTER)
    assert span and (span.start, span.end, span.year_from_letter) == (start, end, True)


def test_no_year_anywhere_is_no_date() -> None:
    span = parse_dates("30 and 31 January", 0)
    assert span and (span.start, span.end, span.problem) == (None, None, "no_year")


def test_impossible_and_reversed_dates_are_told() -> None:
    impossible = parse_dates("28 to 31 June 2019", 0)
    assert impossible and impossible.start is None and impossible.problem == "impossible"
    reversed_ = parse_dates("24 to 22 March 2019", 0)
    assert reversed_ and reversed_.start == "2019-03-24" and reversed_.problem == "reversed"


@pytest.mark.parametrize(
    ("printed", "day"),
    [
        ("10 June 2022", "2022-06-10"),
        ("09 August 2021", "2021-08-09"),
        (" 3rd March 2020. ", "2020-03-03"),
        ("03/03/2023", "2023-03-03"),
        ("Tuesday 3 March 2020", "2020-03-03"),
        ("10 June 2022 and", None),
        ("10 and 11 June 2022", None),
        ("10 June", None),
        ("6 November 20205", None),
        ("Town Hall", None),
    ],
)
def test_a_line_that_is_a_date_and_nothing_else(printed: str, day: str | None) -> None:
    assert parse_date(printed) == day


@pytest.mark.parametrize(
    ("printed", "nearly"),
    [
        ("6 November 20205", True),
        ("31 June 2024", True),
        ("3 March 202", True),
        ("3 March 2024", False),
        ("12 High Street 2024", False),
        ("6th floor", False),
    ],
)
def test_a_misprinted_date_is_told_from_an_address(printed: str, nearly: bool) -> None:
    assert nearly_a_date(printed) is nearly


def test_months() -> None:
    assert [month_number(w) for w in ("Jan", "SEPT", "october", "Septmber")] == [1, 9, 10, 9]
    assert [month_number(w) for w in ("and", "inspectors", "mar", "decisions")] == [
        None, None, 3, None,
    ]  # fmt: skip


def test_the_label_decides_and_the_earlier_inspection_never_counts() -> None:
    label = Pattern("t/dates.0", r"(?<!previous\s)inspection dates?:\s*", ("Inspection dates: 1",))
    text = "Previous inspection dates: 3 to 7 June 2016. Inspection date: see 4. Inspection dates: "
    text += "6 to 10 May 2019"
    found = labelled_dates(text, (label,))
    assert found and found[0] is label and found[1].start == "2019-05-06"
    assert labelled_dates(text[:60], (label,)) is None


@given(st.dates(date(2005, 1, 1), date(2035, 12, 31)), st.integers(0, 60))
def test_any_range_survives_printing(first: date, days: int) -> None:
    last = date.fromordinal(first.toordinal() + days)
    printed = f"{first.day} {first:%B %Y} to {last.day} {last:%B %Y}"
    span = parse_dates(printed, 0)
    assert span and (span.start, span.end) == (first.isoformat(), last.isoformat())


@given(st.text(max_size=80))
def test_any_text_is_read_without_a_fault(text: str) -> None:
    span = parse_dates(fold(text), 0, letter=LETTER)
    assert span is None or 0 <= span.begin < span.stop <= len(text)

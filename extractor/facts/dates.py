"""Dates as reports print them: one day, a range, two ranges, days listed one by one.

Everything here works on folded text (see ``extractor.frameworks.patterns.fold``) and is driven by
a label: the caller says where the dates begin, and what follows is read as far as it is dates.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from extractor.frameworks.patterns import Pattern

MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_MONTH = {m: i for i, m in enumerate(MONTHS, 1)} | {m[:3]: i for i, m in enumerate(MONTHS, 1)}
_MONTH["sept"] = 9

_WEEKDAY = r"(?:(?:mon|tue|tues|wed|wednes|thu|thur|thurs|fri|sat|satur|sun)(?:day)?\.?,?\s+)?"
_YEAR = r"(?P<year>(?:19|20)\d\d)(?!\d)"
_DAY = r"(?P<ordinal>(?P<day>\d{1,2})(?!\d)(?:\s?(?:st|nd|rd|th)(?![a-z]))?)"
_ITEM = re.compile(
    rf"(?:the\s+)?{_WEEKDAY}(?:the\s+)?(?:"
    r"(?P<ny>(?:19|20)\d\d)-(?P<nm>\d\d)-(?P<nd>\d\d)(?!\d)"
    r"|(?P<d>\d{1,2})\s?[/.]\s?(?P<m>\d{1,2})\s?[/.]\s?(?P<y>(?:19|20)?\d\d)(?!\d)"
    rf"|{_DAY}(?:\s*(?:of\s+)?(?P<month>[a-z]{{3,10}})\b\.?)?(?:,?\s*{_YEAR})?"
    rf"|(?P<month1>[a-z]{{3,10}})\.?\s+(?:the\s+)?(?P<day1>\d{{1,2}})(?!\d)\s*(?:st|nd|rd|th)?"
    r"(?:,?\s*(?P<year1>(?:19|20)\d\d)(?!\d))?"
    r")",
    re.IGNORECASE,
)
_JOINT = re.compile(
    r"\s*(?:(?P<range>-+|\b(?:to|until|till|through|up\s+to)\b)|[,;/+&]\s*(?:and\b)?|\band\b)\s*"
    r"(?:(?:again|then|also)\s+)?(?:(?:on|from|between|during)\s+)?",
    re.IGNORECASE,
)
_NEARLY = re.compile(r"\d{1,2}(?:st|nd|rd|th)?\s+([a-z]{3,10})\s+\d{2,6}\W?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class DateSpan:
    """Dates as printed at ``text[begin:stop]``: the first day and the last (ISO 8601).

    ``year_from_letter`` is True where the text leaves the year out and the letter's date gave it.
    ``problem`` says what is wrong with the dates, if anything: "reversed" (the last day lies
    before the first), "impossible" (a day that no month has; start and end are then None) or
    "no_year" (no year is printed anywhere; start and end are None).
    """

    start: str | None
    end: str | None
    begin: int
    stop: int
    year_from_letter: bool = False
    problem: str | None = None


@dataclass(slots=True)
class _Day:
    begin: int
    stop: int
    day: int
    month: int | None
    year: int | None
    ranged: bool = False  # joined to the day before it as the end of a range

    def value(self) -> date | None:
        try:
            return date(self.year or 0, self.month or 0, self.day)
        except ValueError:
            return None


def month_number(word: str) -> int | None:
    """The month that ``word`` names, in full, shortened or slightly misspelt; else None."""
    word = word.lower()
    if word in _MONTH:
        return _MONTH[word]
    if len(word) < 4:
        return None
    from difflib import get_close_matches  # seldom needed, and not free to import

    close = get_close_matches(word, MONTHS, 1, 0.8)
    return _MONTH[close[0]] if close else None


def parse_dates(
    text: str, pos: int, *, letter: date | None = None, first_range: bool = False
) -> DateSpan | None:
    """Read the dates that begin at ``pos`` of folded ``text``; None where there are none.

    A month or year that an item leaves out is that of the next ("6 to 17 December 2021",
    "30 October to 3 November 2023"), else of the one before. Where no year is printed at all,
    it is the last one that puts the dates before ``letter``, the letter's own date. Of several
    ranges the span runs from the first day of the first to the last of the last; ``first_range``
    takes the first range alone.
    """
    days = _collect(text, pos)
    if not days:
        return None
    from_letter = _complete(days, letter)
    if first_range and len(days) > 2 and days[1].ranged:
        days = days[:2]
    begin, stop = days[0].begin, days[-1].stop
    if any(d.year is None for d in days):
        return DateSpan(None, None, begin, stop, problem="no_year")
    values = [d.value() for d in days]
    start, end = values[0], values[-1]
    if start is None or end is None or None in values:
        return DateSpan(None, None, begin, stop, problem="impossible")
    problem = "reversed" if end < start else None
    return DateSpan(start.isoformat(), end.isoformat(), begin, stop, from_letter, problem)


def parse_date(text: str) -> str | None:
    """The one date that ``text`` is, and nothing else (ISO 8601); None if it is anything else."""
    text = text.strip().rstrip(".,").rstrip()
    found = parse_dates(text, 0)
    if found is None or found.stop != len(text) or found.start != found.end:
        return None
    return found.start


def nearly_a_date(text: str) -> bool:
    """Whether ``text`` is meant for a date but is none ("6 May 20205", "31 June 2024")."""
    found = _NEARLY.fullmatch(text.strip())
    return bool(found and month_number(found[1])) and parse_date(text) is None


def labelled_dates(
    text: str,
    patterns: Iterable[Pattern],
    *,
    pos: int = 0,
    end: int | None = None,
    letter: date | None = None,
    first_range: bool = False,
) -> tuple[Pattern, DateSpan] | None:
    """The dates behind the first label that has any, in the order of ``patterns``.

    A pattern is a label; the dates begin where its match ends (at its group ``value`` if it has
    one).
    """
    for pattern in patterns:
        for found in pattern.regex.finditer(text, pos, len(text) if end is None else end):
            at = found.start("value") if "value" in pattern.regex.groupindex else found.end()
            span = parse_dates(text, at, letter=letter, first_range=first_range)
            if span:
                return pattern, span
    return None


def _collect(text: str, pos: int) -> list[_Day]:
    """The run of dates from ``pos``, without what turns out to be none at its end."""
    days: list[_Day] = []
    start, ranged = pos + len(text[pos : pos + 4]) - len(text[pos : pos + 4].lstrip()), False
    while found := _ITEM.match(text, start):
        item = _day(found, ranged)
        if item is None:
            break
        days.append(item)
        joint = _JOINT.match(text, item.stop)
        if not joint:
            break
        start, ranged = joint.end(), joint["range"] is not None
    month_first = any(d.month and text[d.begin].isalpha() for d in days)
    while days and days[-1].month is None and not (month_first and len(days) > 1):
        days.pop()  # "on 7 and 8 March 2018, 3 inspectors ...": the 3 is no date
    return days


def _day(found: re.Match[str], ranged: bool) -> _Day | None:
    g, stop = found.groupdict(), found.end()
    if g["ny"]:
        return _Day(found.start("ny"), stop, int(g["nd"]), int(g["nm"]), int(g["ny"]), ranged)
    if g["d"]:
        full = int(g["y"]) + (2000 if len(g["y"]) == 2 else 0)
        return _Day(found.start("d"), stop, int(g["d"]), int(g["m"]), full, ranged)
    if g["month1"]:
        month = month_number(g["month1"])
        if month is None:
            return None
        year1 = int(g["year1"]) if g["year1"] else None
        return _Day(found.start("month1"), stop, int(g["day1"]), month, year1, ranged)
    month = None
    year = int(g["year"]) if g["year"] else None
    if g["month"]:
        month = month_number(g["month"])
        if g["month"] in ("may", "march") and year is None:
            month = None  # "3 may be ...": a verb, since months begin with a capital
        if month is None:  # the word is no month ("8 and", "3 inspectors"): the day stands alone
            stop, year = found.end("ordinal"), None
    return _Day(found.start("day"), stop, int(g["day"]), month, year, ranged)


def _complete(days: list[_Day], letter: date | None) -> bool:
    """Fill in the months and years left out; whether the year came from the letter's date."""
    for before, after in zip(days[-2::-1], days[:0:-1], strict=True):
        before.month = before.month or after.month
    for before, after in zip(days, days[1:], strict=False):
        after.month = after.month or before.month
    from_letter = False
    if letter and all(d.year is None for d in days):
        from_letter, last = True, days[-1]
        last.year = letter.year
        value = last.value()
        last.year -= bool(value and value > letter)
    for before, after in zip(days[-2::-1], days[:0:-1], strict=True):
        if before.year is None and after.year is not None:
            wraps = (before.month or 0) > (after.month or 0)
            before.year = after.year - wraps
    for before, after in zip(days, days[1:], strict=False):
        if after.year is None and before.year is not None:
            wraps = (after.month or 0) < (before.month or 0)
            after.year = before.year + wraps
    return from_letter

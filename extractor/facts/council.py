"""Councils: the table of them, their names wherever a text mentions one, the one a report is on.

The table (``data/councils.csv``) has every English council with children's services, with short
forms and other spellings, the councils abolished and made since 2009, the trusts that run
services for one (``serves``: for which), and places that hold a council's name and are none.
"""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from extractor.frameworks.patterns import fold, folded


@dataclass(frozen=True, slots=True)
class Council:
    """A row of the table. Dates are ISO 8601: ``since`` its first day, ``until`` the day it was
    abolished, None where that is not within living memory of the reports."""

    name: str
    ons_code: str | None
    region: str | None
    la_code: str | None
    kind: str
    aliases: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None
    successors: tuple[str, ...] = ()
    serves: tuple[str, ...] = ()

    def existed(self, on: str) -> bool:
        """Whether the council existed on that day."""
        return (self.since or "") <= on < (self.until or "9999")


@dataclass(frozen=True, slots=True)
class Mention:
    """A name of the table at ``text[start:end]``. ``councils``: the names of those it can mean
    (one; several for a trust that serves several; none for a place that is no council)."""

    start: int
    end: int
    councils: tuple[str, ...]


@lru_cache(maxsize=1)
def councils() -> tuple[Council, ...]:
    """Every row of the table: councils, trusts and places."""
    source = resources.files("extractor.facts") / "data" / "councils.csv"

    def several(cell: str) -> tuple[str, ...]:
        return tuple(part for part in cell.split("|") if part)

    return tuple(
        Council(
            row["name"],
            row["ons_code"] or None,
            row["region"] or None,
            row["la_code"] or None,
            row["kind"],
            several(row["aliases"]),
            row["from"] or None,
            row["until"] or None,
            several(row["successors"]),
            several(row["serves"]),
        )
        for row in csv.DictReader(source.read_text(encoding="utf-8").splitlines())
    )


def council(name: str, on: str | None = None) -> Council | None:
    """The council of that canonical name; of two that bore it in turn, the one that existed on
    the day ``on`` (ISO 8601; the present one where None). None if the table has no such council."""
    rows = [row for row in councils() if row.name == name and row.ons_code]
    if on:
        rows = [row for row in rows if row.existed(on)] or rows
    return min(rows, key=lambda row: row.until is not None, default=None)


def resolve(text: str, on: str | None = None) -> Council | None:
    """The council that ``text`` names, in any style ("London Borough of Merton Council"); None
    where it names none of the table, or two."""
    named = {name for found in mentions(text) for name in (found.councils or ("",))}
    return council(named.pop(), on) if len(named) == 1 else None


def mentions(text: str, start: int = 0, end: int | None = None) -> list[Mention]:
    """The names of the table in ``text[start:end]``, in order, the longest where several fit.

    A name begins with a capital; hyphens, line ends, "&" for "and" and a full stop after "St" are
    all the same to it.
    """
    return list(_mentions(folded(text), start, len(text) if end is None else end))


def _mentions(text: str, start: int, end: int) -> Iterator[Mention]:
    index, at = _index(), start
    while found := _FIRST.search(text, at, end):
        at = found.end()
        for form, names in index.get(found.group().lower(), ()):
            if whole := _form_pattern(form).match(text, found.start(), end):
                at = whole.end()
                yield Mention(whole.start(), whole.end(), names)
                break


_FIRST = re.compile(r"(?<![\w-])[A-Z][A-Za-z]*")
_Index = dict[str, tuple[tuple[str, tuple[str, ...]], ...]]


@lru_cache(maxsize=1)
def _index() -> _Index:
    """Every name and alias by its first word, longest first."""
    rows: dict[str, dict[str, tuple[str, ...]]] = {}
    for row in councils():
        meant = row.serves or ((row.name,) if row.ons_code else ())
        for alias in (row.name, *row.aliases):
            forms = [alias]
            if alias.startswith(("St ", "Saint ")):
                forms = ["St " + alias.split(" ", 1)[1], "Saint " + alias.split(" ", 1)[1]]
            for form in forms:
                first = re.match(r"[A-Za-z]+", form)
                assert first
                rows.setdefault(first.group().lower(), {})[form] = meant
    return {
        first: tuple(sorted(forms.items(), key=lambda item: -len(item[0])))
        for first, forms in rows.items()
    }


@cache
def _form_pattern(name: str) -> re.Pattern[str]:
    parts = []
    for word in re.split(r"[\s-]+", name):
        if word == "and":
            parts.append("(?:and|&)")
        elif word == "St":
            parts.append(r"St\.?")
        else:
            parts.append(re.escape(word).replace(",", ",?").replace("'", "'?"))
    abbreviation = not re.search(r"[a-z]{2}", name)
    return re.compile(
        r",?[\s-]+".join(parts) + r"(?!\w)", 0 if abbreviation else re.IGNORECASE
    )  # fmt: skip


@lru_cache(maxsize=1)
def _styles() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    source = resources.files("extractor.facts") / "data" / "wordings.toml"
    table = tomllib.loads(source.read_text(encoding="utf-8"))["council"]

    def either(words: list[str]) -> str:
        return "|".join(word.replace(" ", r"\s+") for word in sorted(words, key=len, reverse=True))

    return (
        re.compile(rf"(?:(?:{either(table['before'])})\s+)+", re.IGNORECASE),
        re.compile(rf"(?:\s+(?:{either(table['after'])}))+\W*$", re.IGNORECASE),
        re.compile(rf"\b(?:{either(table['bodies'])})\W*$", re.IGNORECASE),
    )


def plain_name(text: str) -> str:
    """A council's name as printed, on one line, without its style: "Anytown" for "The Royal
    Borough of Anytown Council"."""
    before, after, _ = _styles()
    name = " ".join(text.split()).strip(" ,.;:")
    if found := before.match(fold(name)):
        name = name[found.end() :]
    if found := after.search(fold(name)):
        name = name[: found.start()]
    return name.strip(" ,.;:")


def is_body(text: str) -> bool:
    """Whether the name is of a body that works for councils ("Anytown Children's Trust")."""
    return bool(_styles()[2].search(fold(text)))

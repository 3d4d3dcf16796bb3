"""A council's history: from which councils it came, which came after it, and its reports in time.

Who succeeded whom stands in ``facts/data/councils.csv`` (``until``, ``successors``), county
councils that became unitary under their own name in ``data/histories.toml``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Any, Literal

from extractor.errors import ComparisonError
from extractor.facts.council import Council, councils

if TYPE_CHECKING:
    import pandas as pd

Relation = Literal["own", "predecessor", "successor"]
FILE = "comparison/data/histories.toml"


@dataclass(frozen=True, slots=True)
class Link:
    """On ``day`` (ISO 8601) services passed from the council ``old`` to ``new``.

    ``split``: all that took over from ``old``; ``merged``: all that ``new`` took over from. Of
    both, several mean that a report on one council is on a part of the other's area.
    ``only``: the one place that passed, where services went on under another council;
    ``without``: the places that passed to another than ``new``.
    """

    old: Council
    new: Council
    day: str
    split: tuple[str, ...]
    merged: tuple[str, ...]
    only: str | None = None
    without: tuple[str, ...] = ()

    @property
    def said(self) -> str:
        """The link in words, for the old council's reports in the new one's history."""
        what = f"before {self.day} by {_titled(self.old, self.new)}"
        if self.only:
            return f"{what}, for {self.only} alone"
        if len(self.split) > 1:
            return f"{what}, since split into {_listed(self.split)}"
        if self.without:
            return f"{what}, since then without {_listed(self.without)}"
        return f"{what}, since merged into {self.new.name}"

    @property
    def said_forward(self) -> str:
        """The link in words, for the new council's reports in the old one's history."""
        what = f"since {self.day} by {_titled(self.new, self.old)}"
        if self.only:
            return f"{what}, for {self.only} alone"
        if len(self.split) > 1:
            return f"{what}, one of {len(self.split)} councils that took over: a part of the area"
        if self.without:
            return f"{what}, without {_listed(self.without)}"
        return f"{what}, merged from {_listed(self.merged)}: a larger area"


@dataclass(frozen=True, slots=True)
class History:
    """A council, the links by which it came about (``before``) and those by which it ended
    (``after``), and what else is to be said of its reports."""

    council: Council
    before: tuple[Link, ...] = ()
    after: tuple[Link, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of all the councils, in order of time."""
        every = [*(x.old for x in self.before), self.council, *(x.new for x in self.after)]
        return tuple(dict.fromkeys(str(council.ons_code) for council in every))

    def relation(self, ons_code: str) -> Relation | None:
        """What a council of that code is to this one; None where it is neither."""
        if ons_code == self.council.ons_code:
            return "own"
        if any(link.old.ons_code == ons_code for link in self.before):
            return "predecessor"
        return "successor" if any(x.new.ons_code == ons_code for x in self.after) else None

    def said(self, ons_code: str) -> str:
        """How a report on a council of that code belongs here, in words; "" for the council's
        own."""
        if ons_code == self.council.ons_code:
            return ""
        words = [x.said for x in self.before if x.old.ons_code == ons_code]
        words += [x.said_forward for x in self.after if x.new.ons_code == ons_code]
        return "; ".join(words)


def history(council: Council) -> History:
    """The history of a council of the table, as far as reports can go back and on."""
    links, code = _links(), council.ons_code
    before = [link for link in links if link.new.ons_code == code]
    after = [link for link in links if link.old.ons_code == code]
    for link in before:
        before += [x for x in links if x.new.ons_code == link.old.ons_code and x not in before]
    for link in after:
        after += [x for x in links if x.old.ons_code == link.new.ons_code and x not in after]
    notes = tuple(
        f"until {row.day} {row.was}, a county council with districts; since then one unitary "
        "council for the same area"
        for row in _known().became
        if row.council == council.name and council.until is None
    )
    return History(council, tuple(before), tuple(after), notes)


@lru_cache(maxsize=1)
def histories() -> Mapping[str, History]:
    """The history of every council of the table, by code."""
    return {str(c.ons_code): history(c) for c in councils() if c.ons_code}


def history_of(place: str, name: str) -> History:
    """The history of the council that a corpus's column ``place`` means; one that the table does
    not have (called ``name``) has no other reports than its own."""
    known = histories().get(place)
    return known or History(Council(name, place, None, None, "unknown"))


def chain(reports: pd.DataFrame, of: History) -> pd.DataFrame:
    """The rows of ``reports`` (a corpus's frame) that belong to a history, the earliest first, with
    ``relation`` and ``link`` (in words, "" for the council's own).

    Reports of no known first day are left out: they have no place in time.
    """
    codes = reports["place"].astype(object)
    own = reports[codes.isin(of.codes) & reports["start"].notna()]
    own = own.sort_values(["start", "end", "sha256"], kind="stable").copy()
    found = own["place"].astype(object)
    own["relation"] = [of.relation(code) for code in found]
    own["link"] = [of.said(code) for code in found]
    return own


def followers(of: History) -> tuple[str, ...]:
    """The codes of the councils whose reports can follow one on this council: itself, and those
    that its services passed to (not those that took one place of its area alone)."""
    after = [str(link.new.ons_code) for link in of.after if not link.only]
    return tuple(dict.fromkeys([str(of.council.ons_code), *after]))


@lru_cache(maxsize=1)
def _links() -> tuple[Link, ...]:
    """Every passing on of services that the table tells, in order of time.

    Raises:
        ComparisonError: a successor is no council that began on that day.
    """
    pairs: list[tuple[Council, Council]] = []
    for old in councils():
        for name in old.successors:
            new = [c for c in councils() if c.name == name and c.ons_code and c.since == old.until]
            if len(new) != 1 or not old.until:
                problem = f"{old.name}: no council {name!r} began when it ended"
                raise ComparisonError("facts/data/councils.csv", problem, "correct it")
            pairs.append((old, new[0]))
    only = {(row.old, row.new): row.place for row in _known().only}
    if odd := set(only) - {(old.name, new.name) for old, new in pairs}:
        raise _wrong(f"{' to '.join(min(odd))}: the table of councils knows no such passing on")
    made = [
        Link(
            old,
            new,
            str(old.until),
            tuple(n for n in old.successors if (old.name, n) not in only),
            tuple(
                f"{only[o.name, n.name]} (of {o.name})" if (o.name, n.name) in only else o.name
                for o, n in pairs
                if n.ons_code == new.ons_code
            ),
            only.get((old.name, new.name)),
            tuple(p for (o, n), p in only.items() if o == old.name and n != new.name),
        )
        for old, new in pairs
    ]
    return tuple(sorted(made, key=lambda link: (link.day, link.old.name, link.new.name)))


@dataclass(frozen=True, slots=True)
class Became:
    """A county council that became unitary under its own name."""

    council: str
    was: str
    day: date


@dataclass(frozen=True, slots=True)
class Only:
    """A passing on of one place alone."""

    old: str
    new: str
    place: str


@dataclass(frozen=True, slots=True)
class Known:
    """What ``data/histories.toml`` says."""

    became: tuple[Became, ...]
    only: tuple[Only, ...]


@lru_cache(maxsize=1)
def _known() -> Known:
    source = resources.files("extractor.comparison") / "data" / "histories.toml"
    return parse(source.read_text(encoding="utf-8"))


def parse(text: str) -> Known:
    """What a file like ``data/histories.toml`` says.

    Raises:
        ComparisonError: it is malformed; the message names the entry.
    """
    try:
        table: Mapping[str, Any] = tomllib.loads(text)
        if odd := set(table) - {"became", "only"}:
            raise _wrong(f"has the unknown keys {sorted(odd)}")
        became = tuple(Became(**row) for row in table.get("became", ()))
        only = tuple(Only(**row) for row in table.get("only", ()))
    except (tomllib.TOMLDecodeError, TypeError) as error:
        raise _wrong(f"is malformed ({error})") from error
    names = {c.name for c in councils() if c.ons_code}
    for name in [row.council for row in became] + [n for row in only for n in (row.old, row.new)]:
        if name not in names:
            raise _wrong(f"there is no council {name!r}")
    for row in became:
        if not isinstance(row.day, date):
            raise _wrong(f"the day of {row.council} is no date")
    return Known(became, only)


def _wrong(problem: str) -> ComparisonError:
    return ComparisonError(FILE, problem, "correct it")


def _titled(council: Council, beside: Council) -> str:
    """The name, with the kind of council where the other bears the same name or a county ended."""
    if council.kind == "county":
        return f"{council.name} County Council"
    return f"{council.name} Council" if council.name == beside.name else council.name


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"

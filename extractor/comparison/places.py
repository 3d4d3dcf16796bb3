"""Councils as users name them, and their statistical neighbours (``data/neighbours.csv``)."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Set
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING

from extractor.comparison.naming import near
from extractor.errors import ArgumentError

if TYPE_CHECKING:
    import pandas as pd

Pairs = Set[tuple[str, str]]
"""Councils: name, and what tells them apart."""


@lru_cache(maxsize=1)
def neighbours() -> Mapping[str, tuple[str, ...]]:
    """The ONS codes of each council's statistical neighbours, the most alike first, by its own."""
    source = resources.files("extractor.comparison") / "data" / "neighbours.csv"
    rows = csv.DictReader(source.read_text(encoding="utf-8").splitlines())
    return {row["ons_code"]: tuple(row["neighbours"].split()) for row in rows}


def neighbours_of(text: str, here: Pairs) -> frozenset[str]:
    """The places (ONS codes) of the statistical neighbours of the council that ``text`` names.

    Raises:
        ArgumentError: no such council, or none is known for it (abolished councils have none).
    """
    found = {n for key in places_of(text, here) for n in neighbours().get(key, ())}
    if not found:
        problem = "no statistical neighbours are known for it"
        raise ArgumentError(text, problem, "name a council of today, or use --region")
    return frozenset(found)


def places_of(text: str, here: Pairs) -> frozenset[str]:
    """The places (ONS code, or name) of the council that ``text`` names: by its canonical name, an
    alias, its style ("Royal Borough of ..."), its ONS code or its local authority code (three
    digits). A name that two councils bore in turn means both. ``here``: see ``pairs``.

    Raises:
        ArgumentError: neither the reports nor the table of councils have it; near matches are
            named.
    """
    from extractor.facts.council import councils, resolve

    wanted = " ".join(text.split())
    low = wanted.lower()
    found = {place for name, place in here if low in (name.lower(), place.lower())}
    named = resolve(wanted)
    known = [row for row in councils() if row.ons_code]
    for row in known:
        if row.ons_code and (
            low in (row.ons_code.lower(), row.la_code, *map(str.lower, row.aliases))
            or (named and row.name == named.name)
            or row.name.lower() == low
        ):
            found.add(row.ons_code)
    if not found:
        names = {name for name, _ in here} | {row.name for row in known}
        guess = near(text, names) or near(text, {a for row in known for a in row.aliases})
        told = f"did you mean {', '.join(guess)}?" if guess else "name one by name, ONS or LA code"
        raise ArgumentError(text, "no council is known by that name or code", told)
    return frozenset(found)


def pairs(reports: pd.DataFrame) -> Pairs:
    """The councils of the reports: name and place."""
    here = reports[["council", "place"]].drop_duplicates().astype(object).dropna()
    return frozenset(zip(here["council"], here["place"], strict=True))

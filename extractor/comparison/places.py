"""Councils as users name them, and their statistical neighbours (``data/neighbours.csv``)."""

from __future__ import annotations

import csv
import difflib
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING

from extractor.errors import ComparisonError

if TYPE_CHECKING:
    import pandas as pd


@lru_cache(maxsize=1)
def neighbours() -> Mapping[str, tuple[str, ...]]:
    """The ONS codes of each council's statistical neighbours, the most alike first, by its own."""
    source = resources.files("extractor.comparison") / "data" / "neighbours.csv"
    rows = csv.DictReader(source.read_text(encoding="utf-8").splitlines())
    return {row["ons_code"]: tuple(row["neighbours"].split()) for row in rows}


def neighbours_of(text: str, reports: pd.DataFrame) -> frozenset[str]:
    """The places (ONS codes) of the statistical neighbours of the council that ``text`` names.

    Raises:
        ComparisonError: no such council, or none is known for it (abolished councils have none).
    """
    found = {n for key in places_of(text, reports) for n in neighbours().get(key, ())}
    if not found:
        problem = "no statistical neighbours are known for it"
        raise ComparisonError(text, problem, "name a council of today, or use --region")
    return frozenset(found)


def places_of(text: str, reports: pd.DataFrame) -> frozenset[str]:
    """The places (column ``place``: ONS code, or name) of the council that ``text`` names: by its
    canonical name, an alias, its style ("Royal Borough of ..."), its ONS code or its local
    authority code (three digits). A name that two councils bore in turn means both.

    Raises:
        ComparisonError: neither the reports nor the table of councils have it; near matches are
            named.
    """
    from extractor.facts.council import councils, resolve

    wanted = " ".join(text.split())
    low = wanted.lower()
    here = reports[["council", "place"]].drop_duplicates().astype(object).dropna()
    match = (here["council"].str.lower() == low) | (here["place"].str.lower() == low)
    found = set(here.loc[match, "place"])
    named = resolve(wanted)
    for row in councils():
        if row.ons_code and (
            low in (row.ons_code.lower(), row.la_code, *map(str.lower, row.aliases))
            or (named and row.name == named.name)
            or row.name.lower() == low
        ):
            found.add(row.ons_code)
    if not found:
        names = {row.name for row in councils() if row.ons_code}
        names |= {a for row in councils() if row.ons_code for a in row.aliases}
        names |= set(here["council"])
        lowered = {name.lower(): name for name in sorted(names)}
        near = difflib.get_close_matches(low, lowered, 3, 0.6)
        if low:
            near += [n for n in sorted(lowered) if low in n and n not in near][: 3 - len(near)]
        guess = ", ".join(lowered[name] for name in near)
        remedy = f"did you mean {guess}?" if guess else "name one by name, ONS or LA code"
        raise ComparisonError(text, "no council is known by that name or code", remedy)
    return frozenset(found)

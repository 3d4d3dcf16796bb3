"""A view's cells, made anew from the JSON documents by plain loops: no pandas, no cache, none of
the toolkit's statistics. Only which rows stand behind a cell is taken from the view's basis."""

from __future__ import annotations

import math
import re
from typing import Any

from scipy.stats import binomtest, fisher_exact

from extractor.comparison.scales import scales
from extractor.comparison.view import Basis, Rows, View


class Recount:
    """``documents``: all of a results folder; ``council``: the one selected, None for all."""

    def __init__(self, documents: list[dict], council: str | None = None) -> None:
        self._by: dict[tuple, dict[Any, list[dict]]] = {}
        self._whole = _flat(documents)
        self._chosen = {
            name: [r for r in rows if council in (None, r["council"])]
            for name, rows in self._whole.items()
        }

    def rows(self, rows: Rows, cells: dict[str, Any]) -> list[dict]:
        """The rows that a part of a basis means, for one row of a view."""
        tables = self._chosen if rows.scope == "selection" else self._whole
        wanted = [(base, {cells[name]}) for base, name in rows.equals]
        wanted += [(base, set(values)) for base, values in rows.where]
        lists = [(base, cells[name]) for base, name in rows.among]
        wanted += [(base, set(cell.split("; "))) for base, cell in lists if cell is not None]
        phrase = None
        if rows.phrase:
            phrase = re.compile(rf"(?<![a-z'-]){re.escape(cells[rows.phrase])}(?![a-z'-])")
        return [
            row
            for row in self._fewest(tables, rows.table, wanted)
            if all(
                bool(set(row[base]) & values) if base == "themes" else row[base] in values
                for base, values in wanted
            )
            and (phrase is None or phrase.search(_plain(row["text"])))
        ]

    def _fewest(
        self, tables: dict[str, list[dict]], name: str, wanted: list[tuple[str, set]]
    ) -> list[dict]:
        """The rows that meet the most telling one of the conditions: to loop over fewer."""
        best = tables[name]
        for base, values in wanted:
            key = (tables is self._whole, name, base)
            if key not in self._by:
                found: dict[Any, list[dict]] = {}
                for row in tables[name]:
                    for value in row[base] if base == "themes" else (row[base],):
                        found.setdefault(value, []).append(row)
                self._by[key] = found
            if base != "themes" or len(values) == 1:
                some = [row for value in values for row in self._by[key].get(value, ())]
                best = min(best, some, key=len)
        return best

    def counts(self, basis: Basis, cells: dict[str, Any]) -> list[int]:
        """How many rows, or reports, each part of a basis means."""
        found = [(self.rows(part, cells), part.distinct) for part in basis.parts]
        return [len({r["sha256"] for r in rows}) if d else len(rows) for rows, d in found]

    def cell(self, view: View, row: int, column: str) -> Any:
        """The cell's value."""
        basis = view.basis[column]
        cells = _cells(view, row)
        if basis.measure == "value":
            found = {r[basis.column] for r in self.rows(basis.parts[0], cells)}
            assert len(found) <= 1
            return found.pop() if found else None
        counts = self.counts(basis, cells)
        if basis.measure == "adjusted":
            told = [_cells(view, n)[basis.column] for n in range(len(view.frame))]
            assert math.isclose(told[row], _FORMULAS["fisher"](*counts), rel_tol=1e-9)
            return _adjusted([*told, *basis.untold])[row]
        return _FORMULAS[basis.measure](*counts)


def _flat(documents: list[dict]) -> dict[str, list[dict]]:
    tables: dict[str, list[dict]] = {"reports": []}
    for d in documents:
        framework, inspection, council = d["framework"], d["inspection"], d["council"]
        kind = scales().kind(framework["id"], inspection["type"])
        context = {
            "sha256": d["source"]["sha256"], "council": council["name"],
            "place": council["ons_code"] or council["name"], "framework": framework["id"],
            "framework_version": framework["version"], "kind": kind,
            "year": int(inspection["start"][:4]) if inspection["start"] else None,
        }  # fmt: skip
        tables["reports"].append(context)
        for name in ("judgements", "findings", "recommendations"):
            if name == "judgements" and scales().is_narrative(kind):
                continue
            for item in d[name]:
                row = {**context, **item, "page": item["evidence"]["page"]}
                if name == "judgements":
                    series = scales().series_of(
                        framework["id"], framework["version"], item["key_area"]
                    )
                    row["series"] = series and series.id
                tables.setdefault(name, []).append(row)
    return {name: tables.get(name, []) for name in
            ("reports", "judgements", "findings", "recommendations")}  # fmt: skip


def _cells(view: View, row: int) -> dict[str, Any]:
    import pandas as pd

    found = view.frame.iloc[row].to_dict()
    return {name: None if pd.isna(value) else value for name, value in found.items()}


def _plain(text: str) -> str:
    """Lower case, plain apostrophes, one space; quotes and dashes not within words are signs."""
    low = " ".join(text.lower().replace("\u2019", "'").split())
    return re.sub(r"(?<![a-z])['-]|['-](?![a-z])", "|", low)


def _ends(k: int, n: int) -> tuple[float, float] | None:
    if not n:
        return None
    found = binomtest(k, n).proportion_ci(method="wilson")
    return found.low, found.high


def _difference(k: int, n: int, m: int, of: int, end: int) -> float | None:
    """The difference of two shares (``end`` 2), or an end of its interval (Newcombe 1998, 10)."""
    first, second = _ends(k, n), _ends(m, of)
    if first is None or second is None:
        return None
    gap = k / n - m / of
    if end == 2:
        return gap
    sign = 1 if end else -1
    return gap + sign * math.hypot(first[end] - k / n, second[1 - end] - m / of)


def _adjusted(p_values: list[float | None]) -> list[float | None]:
    """Benjamini and Hochberg: the least of p * tests / rank from that rank on."""
    given = sorted((p, at) for at, p in enumerate(p_values) if p is not None)
    made: list[float | None] = [None] * len(p_values)
    least = 1.0
    for rank in range(len(given), 0, -1):
        p, at = given[rank - 1]
        least = min(least, p * len(given) / rank)
        made[at] = least
    return made


_FORMULAS = {
    "count": lambda n: n,
    "share": lambda k, n: k / n if n else None,
    "low": lambda k, n: (_ends(k, n) or (None,))[0],
    "high": lambda k, n: (_ends(k, n) or (None, None))[1],
    "difference": lambda *c: _difference(*c, 2),
    "difference_low": lambda *c: _difference(*c, 0),
    "difference_high": lambda *c: _difference(*c, 1),
    "odds_ratio": lambda k, n, m, of: (k + 0.5) / (n - k + 0.5) / ((m + 0.5) / (of - m + 0.5)),
    "fisher": lambda k, n, m, of: float(fisher_exact([[k, n - k], [m, of - m]]).pvalue),
}

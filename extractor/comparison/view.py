"""A view: a frame, what each of its columns means, and which rows stand behind each cell."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from extractor.comparison import statistics
from extractor.comparison.corpus import Corpus
from extractor.comparison.selection import has_theme, peers
from extractor.errors import ArgumentError

if TYPE_CHECKING:
    import pandas as pd

Kind = Literal["text", "grade", "count", "share", "number", "date", "quote", "link"]
"""``grade``: a grade's id; ``share``: 0 to 1; ``number``: any other (a ratio, a p-value)."""


@dataclass(frozen=True, slots=True)
class ViewColumn:
    """A column. ``detail``: what a narrow table may leave out (codes, hashes, intervals)."""

    name: str
    title: str
    kind: Kind
    meaning: str
    detail: bool = False


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of a table of the corpus, told by their values.

    ``equals``: pairs of a column of the table and a column of the view whose value it must have
    (null meets null); ``among``: the same, but the view's cell holds several values separated by
    "; ", any of which will do (null: any at all); ``where``: pairs of a column and the values of
    which it must have one. The column ``themes`` meets a theme that is among a row's themes.
    ``phrase`` is a column of the view whose words must stand in the row's text. ``distinct``: the
    reports are counted, not the rows. ``scope``: the rows are looked for in the selection, in that
    of all councils (``selection.peers``), or in the whole corpus.
    """

    table: str
    equals: tuple[tuple[str, str], ...] = ()
    where: tuple[tuple[str, tuple[Any, ...]], ...] = ()
    among: tuple[tuple[str, str], ...] = ()
    phrase: str | None = None
    distinct: bool = False
    scope: Literal["selection", "peers", "whole"] = "selection"


@dataclass(frozen=True, slots=True)
class Basis:
    """How a column's cells come from rows: ``measure`` (see ``MEASURES``) of the counts of
    ``parts``, the first of which are the rows that a reader wants to see.

    Two measures are none of counts: "value" is what the one row of the first part has in its
    ``column``; "adjusted" is "fisher" corrected for the p-values of all rows of the view, which
    stand in the view's ``column``, and for those ``untold``.
    """

    measure: str
    parts: tuple[Rows, ...]
    column: str | None = None
    untold: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class View:
    """A view of a corpus. ``about`` says in plain words what the numbers are and are not;
    ``frame`` has the columns of ``columns`` in their order; ``basis`` has every column whose
    cells rest on rows, by its name; ``notes`` are what a reader of this very frame must know (small
    numbers, what was left out). ``group`` is a column by whose values a long frame may be broken
    into tables."""

    name: str
    title: str
    about: str
    columns: tuple[ViewColumn, ...]
    frame: pd.DataFrame
    basis: Mapping[str, Basis] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    group: str | None = None

    def column(self, name: str) -> ViewColumn:
        """The column of that name."""
        return next(c for c in self.columns if c.name == name)


MEASURES: Mapping[str, Callable[..., Any]] = {
    "count": lambda n: n,
    "share": statistics.share,
    "low": statistics.low,
    "high": statistics.high,
    "difference": statistics.difference,
    "odds_ratio": statistics.odds_ratio,
    "fisher": statistics.fisher,
    "difference_low": statistics.difference_low,
    "difference_high": statistics.difference_high,
}


def trace(corpus: Corpus, view: View, row: int, column: str, part: int = 0) -> pd.DataFrame:
    """The rows behind a cell, with all their columns (``Corpus.rows``).

    ``corpus`` is the one the view was made from, ``row`` the cell's place in ``view.frame``
    (from 0). ``part`` chooses other rows than the first: of a share, 1 is what it is a share of.

    Raises:
        ArgumentError: no rows stand behind that column.
    """
    rows = _basis(view, column).parts[part]
    found = chosen(corpus, view, row, rows)
    return (corpus.whole or corpus).rows(rows.table, found)


def recompute(corpus: Corpus, view: View, row: int, column: str) -> Any:
    """The cell's value, made anew from the rows behind it; None where it has none.

    Raises:
        ArgumentError: no rows stand behind that column.
    """
    import pandas as pd

    basis = _basis(view, column)
    if basis.measure == "value":
        found = chosen(corpus, view, row, basis.parts[0])
        return None if found.empty or basis.column is None else found[basis.column].iloc[0]
    if basis.measure == "adjusted":
        told = [None if pd.isna(p) else float(p) for p in view.frame[basis.column]]
        told[row] = statistics.fisher(*_counts(corpus, view, row, basis))
        return statistics.adjusted([*told, *basis.untold])[row]
    return MEASURES[basis.measure](*_counts(corpus, view, row, basis))


def chosen(corpus: Corpus, view: View, row: int, rows: Rows) -> pd.DataFrame:
    """The rows of the corpus's own frame that ``rows`` means for that row of the view."""
    import numpy as np

    where = corpus
    if rows.scope == "peers":
        where = peers(corpus)
    elif rows.scope == "whole":
        where = corpus.whole or corpus
    frame = where.table(rows.table)
    cells = view.frame.iloc[row]
    pairs = [(base, (cells[name],)) for base, name in rows.equals]
    pairs += [
        (base, tuple(cells[name].split("; ")))
        for base, name in rows.among
        if isinstance(cells[name], str)
    ]
    fit = [_meets(frame[base], values) for base, values in (*pairs, *rows.where)]
    if fit:
        frame = frame[np.logical_and.reduce(fit)]
    if rows.phrase is not None:
        from extractor.comparison.phrases import holds

        text = where.texts.read(rows.table, frame.index)
        frame = frame[[holds(t, cells[rows.phrase]) for t in text]]
    return frame


def _counts(corpus: Corpus, view: View, row: int, basis: Basis) -> list[int]:
    counts = []
    for rows in basis.parts:
        found = chosen(corpus, view, row, rows)
        counts.append(found["sha256"].nunique() if rows.distinct else len(found))
    return counts


def _meets(column: pd.Series, values: tuple[Any, ...]) -> Any:
    import pandas as pd

    given = [v for v in values if not pd.isna(v)]
    if column.name == "themes":
        return has_theme(column, tuple(given))
    fit = column.isin(given)
    return fit | column.isna() if len(given) < len(values) else fit


def _basis(view: View, column: str) -> Basis:
    if column not in view.basis:
        known = ", ".join(view.basis) or "none of this view"
        problem = f"no rows stand behind the column {column!r} of {view.name}"
        raise ArgumentError(view.name, problem, f"name one of: {known}")
    return view.basis[column]

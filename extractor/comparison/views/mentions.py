"""Which report says what of which theme: the count that most views of themes rest on."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from extractor.comparison.corpus import Corpus


POLARITIES = (("weakness", "weak"), ("strength", "strong"))
"""What themes are counted as, and what the columns of each are called."""

NEITHER = "Mixed sentences count as neither weak nor strong: nothing is left to count."


def polarities(corpus: Corpus) -> tuple[tuple[str, str], ...]:
    """Those of ``POLARITIES`` that the selection leaves: of others, a zero would be no result."""
    asked = corpus.selection.polarities if corpus.selection else ()
    return tuple(pair for pair in POLARITIES if not asked or pair[0] in asked)


def themes_asked(corpus: Corpus) -> tuple[str, ...]:
    """The themes that the selection names; what is left may be on others as well."""
    return corpus.selection.themes if corpus.selection else ()


def mentions(
    frame: pd.DataFrame, by: str | None = None, only: tuple[str, ...] = ()
) -> pd.DataFrame:
    """``frame`` (findings or recommendations) as a row for each report, theme (of ``only``, if any)
    and value of the column ``by``, with the number of its ``rows``. A row on several themes counts
    for each.

    Reports, themes and values are counted by their codes in one array: millions of rows take a
    fraction of a second, where grouping them by their texts takes several.
    """
    import numpy as np
    import pandas as pd

    themes, parts, lengths = _split(frame["themes"])
    codes = frame["themes"].cat.codes.to_numpy()
    rows = np.flatnonzero(codes >= 0)
    if by is not None:
        rows = rows[frame[by].cat.codes.to_numpy()[rows] >= 0]
    starts = np.concatenate(([0], np.cumsum(lengths)))[codes[rows]]
    several = lengths[codes[rows]]
    within = np.arange(several.sum()) - np.repeat(np.cumsum(several) - several, several)
    theme = parts[np.repeat(starts, several) + within]
    place = frame["sha256"].cat.codes.to_numpy()[rows].astype("int64") * len(themes)
    place = np.repeat(place, several) + theme
    groups = [] if by is None else list(frame[by].cat.categories)
    if by is not None:
        place = place * len(groups)
        place += np.repeat(frame[by].cat.codes.to_numpy()[rows], several)
    counts = np.bincount(place)
    found = np.flatnonzero(counts)
    made: dict[str, Any] = {"rows": counts[found]}
    if by is not None:
        found, value = np.divmod(found, max(1, len(groups)))
        made[by] = pd.Categorical.from_codes(value, categories=groups)
    report, theme = np.divmod(found, max(1, len(themes)))
    made["sha256"] = pd.Categorical.from_codes(report, dtype=frame["sha256"].dtype)
    made["theme"] = pd.Categorical.from_codes(theme, categories=themes)
    whole = pd.DataFrame(made)
    return whole[whole["theme"].isin(only)] if only else whole


def _split(joined: pd.Series) -> tuple[list[str], Any, Any]:
    """The themes that occur, and those of each category in a row, with how many it has."""
    import numpy as np

    lists = [category.split("; ") for category in joined.cat.categories]
    themes = sorted({theme for part in lists for theme in part})
    number = {theme: at for at, theme in enumerate(themes)}
    parts = np.array([number[theme] for part in lists for theme in part], dtype="int64")
    return themes, parts, np.array([len(part) for part in lists], dtype="int64")


@lru_cache(maxsize=1)
def titles() -> dict[str, str]:
    """The shipped themes' titles by id."""
    from extractor.content.themes import shipped_themes

    return {theme.id: theme.title for theme in shipped_themes()}


def title_of(theme: str) -> str:
    """A theme's title; for a user's own, its id in words."""
    return titles().get(theme, theme.replace("_", " ").capitalize())

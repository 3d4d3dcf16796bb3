"""Which report says what of which theme: the count that most views of themes rest on."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


def mentions(frame: pd.DataFrame, by: tuple[str, ...] = ()) -> pd.DataFrame:
    """``frame`` (findings or recommendations) as a row for each report, theme and value of ``by``,
    with the number of its ``rows``. A row on several themes counts for each."""
    counted = (
        frame.groupby(["sha256", "themes", *by], observed=True).size().rename("rows").reset_index()
    )
    counted["theme"] = counted["themes"].astype(object).str.split("; ")
    exploded = counted.drop(columns="themes").explode("theme")
    if exploded.empty:
        exploded["theme"] = exploded["theme"].astype("object")
    exploded["theme"] = exploded["theme"].astype("category")
    made: pd.DataFrame = (
        exploded.groupby(["sha256", "theme", *by], observed=True)["rows"].sum().reset_index()
    )
    return made


@lru_cache(maxsize=1)
def titles() -> dict[str, str]:
    """The shipped themes' titles by id."""
    from extractor.content.themes import shipped_themes

    return {theme.id: theme.title for theme in shipped_themes()}


def title_of(theme: str) -> str:
    """A theme's title; for a user's own, its id in words."""
    return titles().get(theme, theme.replace("_", " ").capitalize())

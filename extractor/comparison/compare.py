"""What ``extract compare`` does: load, select, make the views."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from pathlib import Path

from extractor.comparison.corpus import Corpus
from extractor.comparison.frames import load
from extractor.comparison.selection import Selection, select
from extractor.comparison.view import View
from extractor.comparison.views import DEFAULT, OF_ONE, VIEWS
from extractor.errors import ComparisonError


def compare(
    folder: str | Path,
    selection: Selection | None = None,
    views: Sequence[str] = DEFAULT,
    *,
    manifest: str | Path | None = None,
) -> tuple[Corpus, list[View]]:
    """The selected part of a results folder, and the views of it by their names (``VIEWS``);
    "all" is every view, those of one council (``OF_ONE``) only where one is selected by name.

    Raises:
        ComparisonError: the folder cannot be used, or a filter or view is not known.
    """
    recipes = [VIEWS[name] for name in known(views)]
    if "all" in views and len(selection.councils if selection else ()) != 1:
        recipes = [recipe for recipe in recipes if recipe.name not in OF_ONE]
    corpus = select(load(folder, manifest=manifest), selection or Selection())
    return corpus, [recipe.make(corpus) for recipe in recipes]


def known(names: Sequence[str]) -> list[str]:
    """The names, each once, if there are such views; "all": every name.

    Raises:
        ComparisonError: there is none of a name; near ones are named.
    """
    if "all" in names:
        return list(VIEWS)
    for name in names:
        if name not in VIEWS:
            near = difflib.get_close_matches(name, VIEWS, 3, 0.5) or list(VIEWS)
            raise ComparisonError(name, "no view is called so", f"name {', '.join(near)}")
    return list(dict.fromkeys(names))


def listing() -> str:
    """The views with the question that each answers, a line each."""
    width = max(map(len, VIEWS))
    return "\n".join(
        f"{name:<{width}}  {recipe.question}{' (default)' if name in DEFAULT else ''}"
        for name, recipe in VIEWS.items()
    )

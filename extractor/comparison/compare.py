"""What ``extract compare`` does: load, select, make the views."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from pathlib import Path

from extractor.comparison.corpus import Corpus
from extractor.comparison.frames import load
from extractor.comparison.places import neighbours_of, pairs, places_of
from extractor.comparison.selection import Selection, select
from extractor.comparison.view import View
from extractor.comparison.views import DEFAULT, OF_CHAINS, OF_ONE, VIEWS, Recipe
from extractor.errors import ArgumentError, ComparisonError
from extractor.results.wording import counted

SOME = 5
"""Councils named to someone who asked for others."""


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
        ArgumentError: a filter or view is not known.
        ComparisonError: the folder cannot be used, or no report fits the selection.
    """
    recipes = [VIEWS[name] for name in known(views)]
    if "all" in views and len(selection.councils if selection else ()) != 1:
        recipes = [recipe for recipe in recipes if recipe.name not in OF_ONE]
    corpus = select(load(folder, manifest=manifest), selection or Selection())
    if corpus.reports.empty and not _of_predecessors(corpus, recipes):
        raise _nothing(corpus)
    return corpus, [recipe.make(corpus) for recipe in recipes]


def _of_predecessors(corpus: Corpus, recipes: Sequence[Recipe]) -> bool:
    """Whether there is something to say although no report is selected: of a new council, of which
    there is no report yet, that of the one from which it came."""
    chained = any(recipe.name in OF_CHAINS for recipe in recipes)
    return chained and not VIEWS["timeline"].make(corpus).frame.empty


def _nothing(corpus: Corpus) -> ComparisonError:
    """The error that no report fits, with what there is where it may help."""
    whole, chosen = corpus.whole or corpus, corpus.selection or Selection()
    lost = f" ({counted(len(corpus.problems), 'document')} left out)" if corpus.problems else ""
    if whole.reports.empty:
        problem = f"it holds no report that can be compared{lost}"
        return ComparisonError(str(corpus.folder), problem, "run 'extract batch' again")
    problem = f"none of the {counted(len(whole.reports), 'report')} of {corpus.folder} fits{lost}"
    here = pairs(whole.reports)
    asked = {place for name in chosen.councils for place in places_of(name, here)}
    if chosen.neighbours_of:
        asked |= neighbours_of(chosen.neighbours_of, here)
    names = sorted({name for name, _ in here})
    remedy = "widen the filters"
    if asked and names and not asked & {place for _, place in here}:
        more = f" and {len(names) - SOME} more" if len(names) > SOME else ""
        remedy = f"there are reports on {', '.join(names[:SOME])}{more}"
    return ComparisonError(chosen.words(), problem, remedy)


def known(names: Sequence[str]) -> list[str]:
    """The names, each once, if there are such views; "all": every name.

    Raises:
        ArgumentError: there is none of a name; near ones are named.
    """
    if "all" in names:
        return list(VIEWS)
    for name in names:
        if name not in VIEWS:
            near = difflib.get_close_matches(name, VIEWS, 3, 0.5) or list(VIEWS)
            raise ArgumentError(name, "no view is called so", f"name {', '.join(near)}")
    return list(dict.fromkeys(names))


def listing() -> str:
    """The views with the question that each answers, a line each."""
    width = max(map(len, VIEWS))
    return "\n".join(
        f"{name:<{width}}  {recipe.question}{' (default)' if name in DEFAULT else ''}"
        for name, recipe in VIEWS.items()
    )


def remarks(corpus: Corpus) -> list[str]:
    """What to know of the results folder before its numbers are read."""
    told = [f"{problem.document}: left out: {problem.problem}" for problem in corpus.problems]
    if corpus.failed:
        sources = counted(corpus.failed, "source")
        told.append(f"{sources} failed in the batch: see failures.csv in {corpus.folder}")
    if len(corpus.models) > 1:
        each = ", ".join(f"{name} {number:,}" for name, number in corpus.models.items())
        told.append(f"findings were read by different models ({each}): 'extract batch' with one"
                    " --model over all makes them alike")  # fmt: skip
    return told

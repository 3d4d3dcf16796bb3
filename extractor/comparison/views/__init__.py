"""The views by name. ``VIEWS[name].make(corpus)`` makes one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

from extractor.comparison.corpus import Corpus
from extractor.comparison.view import View


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a view is made: ``function`` of ``module``. ``question``: what it answers."""

    name: str
    module: str
    function: str
    question: str

    def make(self, corpus: Corpus) -> View:
        """The view of that corpus.

        Raises:
            ComparisonError: the view needs another selection; the message says which.
        """
        module = import_module(f"extractor.comparison.views.{self.module}")
        made: Callable[[Corpus], View] = getattr(module, self.function)
        return made(corpus)


VIEWS = {
    recipe.name: recipe
    for recipe in (
        Recipe("grades_latest", "grades", "grades_latest", "Who stands where now?"),
        Recipe("grades_over_time", "grades", "grades_over_time", "Who was judged what, and when?"),
        Recipe("themes", "themes", "themes", "What is weak and what is strong everywhere?"),
        Recipe("themes_by_framework", "themes", "themes_by_framework", "... under each framework?"),
        Recipe("themes_by_year", "themes", "themes_by_year", "... in each year?"),
    )
}

DEFAULT = ("grades_latest", "themes")

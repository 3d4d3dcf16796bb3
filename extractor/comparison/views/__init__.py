"""The views by name. ``VIEWS[name].make(corpus)`` makes one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

from extractor.comparison.corpus import Corpus
from extractor.comparison.view import View
from extractor.comparison.views.words import words


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a view is made: by the function of its name in ``module``."""

    name: str
    module: str

    @property
    def question(self) -> str:
        """What the view answers."""
        return words(self.name).question

    def make(self, corpus: Corpus) -> View:
        """The view of that corpus.

        Raises:
            ComparisonError: the view needs another selection; the message says which.
        """
        module = import_module(f"extractor.comparison.views.{self.module}")
        made: Callable[[Corpus], View] = getattr(module, self.name)
        return made(corpus)


_MODULES = {
    "grades_latest": "grades",
    "grades_over_time": "grades",
    "grade_distribution": "distribution",
    "themes": "themes",
    "themes_by_framework": "themes",
    "themes_by_year": "themes",
    "recommendations_by_theme": "recommended",
    "separates": "separates",
    "phrases": "separates",
    "profile": "profile",
    "profile_grades": "profile",
    "timeline": "histories",
    "recurrence": "histories",
}

VIEWS = {name: Recipe(name, module) for name, module in _MODULES.items()}

DEFAULT = ("grades_latest", "themes")

OF_CHAINS = ("timeline", "recurrence")
"""Views that also look at the councils from which the selected ones came."""

OF_ONE = ("profile", "profile_grades")
"""Views of one council: they need a selection that names just one."""

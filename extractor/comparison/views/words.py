"""What the views are called and say (``data/views.toml``)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class Words:
    """A view's title, the question it answers, and what its numbers say (may hold {names})."""

    title: str
    question: str
    about: str = ""

    def about_with(self, **values: object) -> str:
        """``about`` on one line, with the common parts and these values in place of names."""
        common = _table()["common"]
        text = self.about.format_map({**{n: f"{{{n}}}" for n in values}, **common})
        return " ".join(text.format(**values).split())


def words(view: str) -> Words:
    """What ``data/views.toml`` says of a view."""
    return Words(**_table()[view])


@lru_cache(maxsize=1)
def _table() -> dict[str, dict[str, str]]:
    source = resources.files("extractor.comparison") / "data" / "views.toml"
    return tomllib.loads(source.read_text(encoding="utf-8"))

"""Phrases of sentences: two or three words in a row, without those that say nothing by themselves
at either end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from importlib import resources

_WORD = re.compile(r"[a-z]+(?:['-][a-z]+)*|[^\sa-z'-]")
"""Words; any other sign stands alone, so that no phrase runs across it."""

LENGTHS = (2, 3)


def words(text: str) -> list[str]:
    """The words of a sentence in lower case, with the signs between them."""
    return _WORD.findall(text.lower().replace("\u2019", "'"))


def phrases(text: str) -> set[str]:
    """The phrases of a sentence."""
    return set(_phrases(words(text)))


def holds(text: str, phrase: str) -> bool:
    """Whether the phrase stands in the sentence."""
    wanted, low = phrase.split(), text.lower().replace("\u2019", "'")
    if not all(word in low for word in wanted):  # most texts: their words are never looked at
        return False
    said = words(text)
    n = len(wanted)
    return any(said[i : i + n] == wanted for i in range(len(said) - n + 1))


def _phrases(said: list[str]) -> Iterator[str]:
    empty = stop_words()
    for n in LENGTHS:
        for i in range(len(said) - n + 1):
            first, last = said[i], said[i + n - 1]
            if first in empty or last in empty:
                continue
            part = said[i : i + n]
            if all(w[0].isalpha() for w in part):
                yield " ".join(part)


@lru_cache(maxsize=1)
def stop_words() -> frozenset[str]:
    """Words that no phrase begins or ends with (``data/stop_words.txt``)."""
    source = resources.files("extractor.comparison") / "data" / "stop_words.txt"
    lines = source.read_text(encoding="utf-8").splitlines()
    return frozenset(w for line in lines if not line.startswith("#") for w in line.split())

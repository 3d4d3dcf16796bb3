"""Words: what one is, which say nothing, and which mean the same (``data/words.toml``)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from extractor.errors import SearchError

DATA = Path(__file__).parent / "data" / "words.toml"

_WORD = re.compile(r"[^\W_]+")

Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Thesaurus:
    """``near``: for each known phrase, in its stems, the phrases that mean about the same.

    ``weak``: words that only say how much, and may be missing from what is related. ``forms``: for
    a word all its forms that stemming keeps apart, itself included. ``longest``: words of the
    longest known phrase.
    """

    stop: frozenset[str]
    weak: frozenset[str]
    forms: Mapping[str, tuple[str, ...]]
    near: Mapping[Phrase, tuple[Phrase, ...]]
    longest: int

    def alike(self, phrase: Phrase) -> tuple[Phrase, ...]:
        """The phrases that mean about the same as this one; none if it is not known."""
        return self.near.get(_stems(phrase, self.forms), ())

    def known(self, said: Phrase, at: int) -> int:
        """How many of the words from ``said[at]`` on are a known phrase, the longest; 0 if none."""
        for length in range(min(self.longest, len(said) - at), 0, -1):
            phrase = said[at : at + length]
            if not self.stop.issuperset(phrase) and self.alike(phrase):
                return length
        return 0


def plain_words(text: str) -> list[str]:
    """The words as the engine sees them: runs of letters and digits, in lower case."""
    return _WORD.findall(text.lower())


def stop_words() -> frozenset[str]:
    """Words that need not stand in a passage, as "of"."""
    return thesaurus().stop


@lru_cache(maxsize=1)
def thesaurus() -> Thesaurus:
    """The shipped words.

    Raises:
        SearchError: the data file is malformed; the message names the key and the fix.
    """
    return load_thesaurus(DATA)


def load_thesaurus(path: Path) -> Thesaurus:
    """The words of a TOML file: ``stop``, ``weak`` (lists), ``forms``, ``near`` (lists of lists).

    Raises what ``thesaurus`` raises.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SearchError(str(path), f"cannot be read ({error})", "correct it") from error
    if odd := set(table) - {"stop", "weak", "forms", "near"}:
        raise SearchError(str(path), f"has the unknown keys {sorted(odd)}", "remove them")
    stop, weak = (
        frozenset(word for phrase in _phrases(table.get(key), f"{path}: {key}") for word in phrase)
        for key in ("stop", "weak")
    )
    forms: dict[str, tuple[str, ...]] = {}
    for group in _groups(table.get("forms"), f"{path}: forms"):
        if any(len(phrase) > 1 for phrase in group):
            raise SearchError(f"{path}: forms", "has a phrase", "name single words there")
        forms.update((phrase[0], tuple(word for (word,) in group)) for phrase in group)
    near: dict[Phrase, dict[Phrase, None]] = {}
    for group in _groups(table.get("near"), f"{path}: near"):
        for phrase in group:
            others = near.setdefault(_stems(phrase, forms), {})
            others.update((other, None) for other in group if other != phrase)
    return Thesaurus(
        stop,
        weak,
        forms,
        {phrase: tuple(others) for phrase, others in near.items()},
        max(map(len, near), default=0),
    )


def _stems(phrase: Phrase, forms: Mapping[str, tuple[str, ...]]) -> Phrase:
    return tuple(_stem(forms[word][0] if word in forms else word) for word in phrase)


@lru_cache(maxsize=4096)
def _stem(word: str) -> str:
    """A word without its commonest endings: enough to find it in the thesaurus, whose phrases are
    stemmed alike. (In the passages the engine stems, after Porter.)"""
    if len(word) > 3 and word.endswith("s") and not word.endswith("ss"):
        word = word[:-1]
    for ending in ("ing", "ed", "ie", "e", "y"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word.removesuffix(ending)
    return word


def _groups(value: Any, where: str) -> list[list[Phrase]]:
    if not isinstance(value, list):
        raise SearchError(where, "is not a list of lists", "correct it")
    groups = [_phrases(group, f"{where}, list {n}") for n, group in enumerate(value, start=1)]
    for number, group in enumerate(groups, start=1):
        if len(group) < 2:
            raise SearchError(f"{where}, list {number}", "has one phrase only", "add another")
    return groups


def _phrases(value: Any, where: str) -> list[Phrase]:
    if not isinstance(value, list) or not all(isinstance(v, str) and plain_words(v) for v in value):
        raise SearchError(where, "is not a list of phrases", "correct it")
    return [tuple(plain_words(v)) for v in value]

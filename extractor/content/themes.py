"""The themes and their cues: data/themes.toml, and a user's own file in the same form.

Cues are phrases found in a sentence's words. Ours and not spaCy's PhraseMatcher: the words are
already in hand, and building spaCy's documents would cost more than all of the classifier.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from extractor.errors import FrameworkDataError
from extractor.learning.features import tokens

DATA = Path(__file__).parent / "data" / "themes.toml"
ID = "a snake_case id"
REMEMBERED = 50_000


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme: ``cues`` are phrases that hint at it, ``examples`` sentences that are of it."""

    id: str
    title: str
    covers: str = ""
    cues: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()


class Cues:
    """Finds the cues of some themes in a sentence's words."""

    def __init__(self, themes: Sequence[Theme]) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        self._seen: dict[str, Sequence[tuple[tuple[str, ...], str]]] = {}
        for theme in themes:
            for cue in theme.cues:
                words = tuple(_stem(w) for w in tokens(cue))
                self._by_first.setdefault(words[0], []).append((words, theme.id))

    def find(self, words: Sequence[str]) -> tuple[str, ...]:
        """The themes whose cues stand in the words, in the order of their first cue."""
        found: dict[str, None] = {}
        seen = self._seen  # texts repeat their words, and few of them start a cue
        for at, word in enumerate(words):
            cues = seen.get(word)
            if cues is None:
                cues = self._starting(word)
            for phrase, theme in cues:
                if theme not in found and _stands(phrase, words, at):
                    found[theme] = None
        return tuple(found)

    def _starting(self, word: str) -> Sequence[tuple[tuple[str, ...], str]]:
        """The cues that start with a word, kept for the next time."""
        if len(self._seen) > REMEMBERED:
            self._seen.clear()
        cues = self._seen[word] = self._by_first.get(_stem(word), ())
        return cues


def _stands(phrase: tuple[str, ...], words: Sequence[str], at: int) -> bool:
    """Whether a phrase, whose first word is known to fit, stands in the words from ``at`` on."""
    if at + len(phrase) > len(words):
        return False
    for i in range(1, len(phrase)):
        if _stem(words[at + i]) != phrase[i]:
            return False
    return True


@lru_cache(maxsize=65536)
def _stem(word: str) -> str:
    """The word without a possessive or a plural s."""
    word = word.removesuffix("'s").removesuffix("'")
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


@lru_cache(maxsize=1)
def shipped_themes() -> tuple[Theme, ...]:
    """The contract's thirty themes.

    Raises:
        FrameworkDataError: the data file is malformed.
    """
    return load_themes(DATA)


@lru_cache(maxsize=1)
def shipped_cues() -> Cues:
    """The cues of the contract's themes."""
    return Cues(shipped_themes())


def load_themes(path: Path, taken: Sequence[Theme] = ()) -> tuple[Theme, ...]:
    """The themes of a TOML file; ``taken`` are those whose ids it must not use again.

    Raises:
        FrameworkDataError: the file is unreadable or malformed; the message names file, key, fix.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise FrameworkDataError(str(path), f"cannot be read ({error})", "correct it") from error
    rooms = table.get("themes")
    if not isinstance(rooms, Mapping) or not rooms:
        raise FrameworkDataError(str(path), "has no [themes.ID] table", "add one")
    known = {theme.id for theme in taken}
    return tuple(_theme(f"{path}: themes.{id_}", id_, room, known) for id_, room in rooms.items())


def load_own_themes(path: str | Path) -> tuple[Theme, ...]:
    """A user's themes, from a TOML file of theirs: ids other than the contract's.

    Raises what ``load_themes`` raises.
    """
    return load_themes(Path(path), shipped_themes())


def _theme(where: str, id_: str, room: Any, known: set[str]) -> Theme:
    if not (id_.isidentifier() and id_ == id_.lower()):
        raise FrameworkDataError(where, f"{id_!r} is not {ID}", "rename it")
    if id_ in known:
        raise FrameworkDataError(where, "is a theme of the toolkit", "choose another id")
    if not isinstance(room, Mapping):
        raise FrameworkDataError(where, "is not a table", "write [themes.ID]")
    odd = set(room) - {"title", "covers", "cues", "examples"}
    if odd:
        raise FrameworkDataError(where, f"unknown keys {sorted(odd)}", "remove them")
    lists = []
    for key in ("cues", "examples"):
        value = room.get(key, [])
        if not isinstance(value, list) or not all(isinstance(v, str) and tokens(v) for v in value):
            raise FrameworkDataError(f"{where}.{key}", "is not a list of phrases", "correct it")
        lists.append(tuple(value))
    if not any(lists):
        raise FrameworkDataError(where, "has neither cues nor examples", "add some")
    title = str(room.get("title", id_.replace("_", " ").capitalize()))
    return Theme(id_, title, str(room.get("covers", "")), *lists)

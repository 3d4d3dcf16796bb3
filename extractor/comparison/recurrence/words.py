"""Sentences as what they are about: matters, groups of children, and other telling words.

``data/matters.toml`` has the phrases; words are compared by their stems (Porter's English stemmer,
of the library snowballstemmer).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from extractor.errors import ComparisonError, extra

DATA = Path(__file__).parent / "data" / "matters.toml"

WORD = re.compile(r"[a-z]+(?:'[a-z]+)?|\d+")
FOLD = str.maketrans({"’": "'", "‘": "'", "–": " ", "—": " ", "-": " ", "‑": " ", "\u00ad": None})
"""Hyphens part words: "pre-proceedings" is two, as in the phrases."""

Phrases = Mapping[str, Mapping[int, Mapping[tuple[str, ...], str]]]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """``matters`` and ``groups``: by their first stem and their length, the longest first, phrases
    (as stems) and what each means; ``matter_ids`` and ``group_ids``: the place of each.
    ``general``: matters that every service has, so that the key area tells whose they are.
    ``near``: how near two matters are to each other, 0 to 1. ``areas``: the group that a key area
    is about. ``stop``: stems that tell nothing. ``links``: those that stand beside every other.
    ``purpose``: words that begin the purpose of a recommendation ("so that")."""

    matters: Phrases
    groups: Phrases
    matter_ids: Mapping[str, int]
    group_ids: Mapping[str, int]
    general: frozenset[str]
    near: Mapping[tuple[str, str], float]
    areas: Mapping[str, str]
    stop: frozenset[str]
    links: frozenset[str]
    purpose: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Said:
    """What a stretch of text is about. ``words``: every stem, in order; ``terms``: matters ("=id")
    and the other telling stems, in order; ``matters``, ``groups``: ids."""

    words: tuple[str, ...]
    terms: tuple[str, ...]
    matters: frozenset[str]
    groups: frozenset[str]


def stems(text: str) -> list[str]:
    """The stems of a text's words, in order."""
    return [stem(word) for word in WORD.findall(text.lower().translate(FOLD))]


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """The stem of a lower-case word."""
    word = word.removesuffix("'s").removesuffix("'")
    return str(_stemmer().stemWord(word))


@lru_cache(maxsize=1)
def _stemmer() -> Any:
    try:
        import snowballstemmer
    except ImportError:
        remedy = extra("compare")
        raise ComparisonError("recurrence", "needs snowballstemmer", remedy) from None
    return snowballstemmer.stemmer("english")


def read(text: str, lexicon: Lexicon | None = None) -> Said:
    """What a text says."""
    known = lexicon or shipped()
    words = stems(text)
    terms, matters, at = [], [], 0
    while at < len(words):
        length, id_ = _longest(words, at, known.matters) if words[at] in known.matters else (0, "")
        if length:
            matters.append(id_)
            terms.append("=" + id_)
            at += length
        else:
            if words[at] not in known.stop and len(words[at]) > 2:
                terms.append(words[at])
            at += 1
    groups, at = set(), 0
    while at < len(words):
        length, id_ = _longest(words, at, known.groups) if words[at] in known.groups else (0, "")
        if length:
            groups.add(id_)
        at += max(1, length)
    return Said(tuple(words), tuple(terms), frozenset(matters), frozenset(groups))


def _longest(words: Sequence[str], at: int, phrases: Phrases) -> tuple[int, str]:
    for length, known in phrases[words[at]].items():
        id_ = known.get(tuple(words[at : at + length]))
        if id_ is not None:
            return length, id_
    return 0, ""


@lru_cache(maxsize=1)
def shipped() -> Lexicon:
    """The package's own phrases.

    Raises:
        ComparisonError: the file is malformed; the message names the key.
    """
    return parse(DATA.read_text(encoding="utf-8"))


def parse(text: str) -> Lexicon:
    """The phrases of a file like ``data/matters.toml``.

    Raises:
        ComparisonError: it is malformed; the message names the key.
    """
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _wrong(f"is malformed ({error})") from error
    if odd := set(table) ^ set(_KEYS):
        raise _wrong(f"must have {', '.join(_KEYS)} and nothing else; see {sorted(odd)}")
    matters, groups = (_phrases(table[name], name) for name in ("matters", "groups"))
    for id_ in _strings(table["general"], "general"):
        if id_ not in table["matters"]:
            raise _wrong(f"general: there is no matter {id_!r}")
    for area, group in table["areas"].items():
        if group not in table["groups"]:
            raise _wrong(f"areas.{area}: there is no group {group!r}")
    near: dict[tuple[str, str], float] = {}
    for one, others in table["near"].items():
        for other, how in others.items():
            if {one, other} - set(table["matters"]) or not 0 < how < 1:
                raise _wrong(f"near.{one}.{other}: no such matters, or not between 0 and 1")
            near[one, other] = near[other, one] = float(how)
    stop, links = (
        frozenset(s for word in _strings(table[name], name) for s in stems(word))
        for name in ("stop", "links")
    )
    words = sorted(_strings(table["purpose"], "purpose"), key=len, reverse=True)
    purpose = re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\b", re.IGNORECASE)
    return Lexicon(
        matters,
        groups,
        {id_: at for at, id_ in enumerate(table["matters"])},
        {id_: at for at, id_ in enumerate(table["groups"])},
        frozenset(table["general"]),
        near,
        dict(table["areas"]),
        stop,
        links,
        purpose,
    )


_KEYS = ("matters", "near", "groups", "general", "areas", "stop", "links", "purpose")


def _phrases(table: Any, where: str) -> Phrases:
    found: dict[str, dict[int, dict[tuple[str, ...], str]]] = {}
    seen: dict[tuple[str, ...], str] = {}
    if not isinstance(table, dict):
        raise _wrong(f"{where} is not a table")
    for id_, phrases in table.items():
        for text in _strings(phrases, f"{where}.{id_}"):
            phrase = tuple(stems(text))
            if seen.setdefault(phrase, id_) != id_:
                raise _wrong(f"{where}.{id_}: {text!r} is also of {seen[phrase]!r}")
            found.setdefault(phrase[0], {}).setdefault(len(phrase), {})[phrase] = id_
    return {first: dict(sorted(of.items(), reverse=True)) for first, of in found.items()}


def _strings(value: Any, where: str) -> Iterable[str]:
    if not isinstance(value, list) or not all(isinstance(v, str) and stems(v) for v in value):
        raise _wrong(f"{where} is not a list of phrases")
    return value


def _wrong(problem: str) -> ComparisonError:
    return ComparisonError("comparison/recurrence/data/matters.toml", problem, "correct it")

"""Inspectors' names: read from behind a label or out of a sentence, without rank and title.

Works on the text itself, not on folded text, so that a name is given as printed; labels come as
patterns and are searched in the folded text, whose offsets are the same.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from extractor.frameworks.patterns import Pattern, fold

MAX_WORDS = 5
_WORD = re.compile(
    r"(?:[DMO]['\u2019]\s?)?[^\W\d_]+(?:['\u2019][^\W\d_]+)*(?:[-\u2010\u2011]\s?[^\W\d_]+)*\.?"
)
_GAP = re.compile(r"[^\S\n]+|[^\S\n]*\n(?!\s*\n)[^\S\n]*")
_HYPHEN = re.compile(r"[-\u2010\u2011\u00ad]\s?")
_LIST_MARK = re.compile(r"[\s:\u25a0\u25aa\u25cf\u25fc\u2022\u2013-]*")
_JOINT = re.compile(r"\s*(?:,\s*and\b|,|;|&|\band\b)\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Name:
    """A person's name as printed at ``text[start:end]``; ``value`` is it on one line, without
    honorific. ``lead`` is True where the text calls the person the lead; ``ranked`` where a rank
    ("HMI") stands beside it."""

    value: str
    start: int
    end: int
    lead: bool = False
    ranked: bool = False


@dataclass(frozen=True, slots=True)
class _Words:
    honorifics: frozenset[str]
    particles: frozenset[str]
    stops: frozenset[str]
    roles: re.Pattern[str]
    lead: re.Pattern[str]


@lru_cache(maxsize=1)
def _words() -> _Words:
    source = resources.files("extractor.facts") / "data" / "wordings.toml"
    table = tomllib.loads(source.read_text(encoding="utf-8"))["people"]
    role = re.sub(r"\s+", r"\\s+", table["role"])
    return _Words(
        frozenset(table["honorifics"]),
        frozenset(table["particles"]),
        frozenset(table["stops"]),
        re.compile(rf"(?:[\s,:(/]*(?:of\s+|the\s+)?{role}[\s,:)/.]*)+", re.IGNORECASE),
        re.compile(re.sub(r"\s+", r"\\s+", table["lead"]), re.IGNORECASE),
    )


def parse_name(text: str, pos: int, end: int | None = None) -> Name | None:
    """The name that begins at ``pos`` (white space and an honorific may precede it), of two to
    five words with capitals; None where there is none. A blank line ends a name."""
    end, words = len(text) if end is None else end, _words()
    at = pos
    while at < end and text[at].isspace():
        at += 1
    parts: list[tuple[int, int]] = []
    while len(parts) < MAX_WORDS and (found := _WORD.match(text, at, end)):
        word, plain = found.group(), fold(found.group()).rstrip(".").lower()
        stop = found.end()
        if word.endswith(".") and len(plain) > 1 and plain not in words.honorifics:
            stop -= 1  # the full stop of the sentence, not of an initial
        if not parts and plain in words.honorifics:
            pass
        elif plain in words.stops or not (
            word[0].isupper() or (parts and plain in words.particles)
        ):
            break
        else:
            parts.append((found.start(), stop))
            if stop < found.end():
                break
        gap = _GAP.match(text, found.end(), end)
        if not gap:
            break
        at = gap.end()
    while parts and text[parts[-1][0] : parts[-1][1]].lower() in words.particles:
        parts.pop()
    if len(parts) < 2:
        return None
    start, stop = parts[0][0], parts[-1][1]
    value = " ".join(_one_form(text[a:b]) for a, b in parts)
    return Name(value, start, stop)


def _one_form(word: str) -> str:
    """The word with plain hyphens and apostrophes, and no gap at either."""
    return re.sub(r"'\s", "'", _HYPHEN.sub("-", word).replace("\u2019", "'"))


def parse_names(text: str, pos: int, end: int | None = None, *, commas: bool = True) -> list[Name]:
    """The list of names that begins at ``pos``, with each person's rank and role read off.

    "and" and "&" join names, and commas too unless ``commas`` is False.
    """
    end, words = len(text) if end is None else end, _words()
    names: list[Name] = []
    folded = fold(text[pos:end])

    def roles(at: int) -> tuple[int, str]:
        found = words.roles.match(folded, at - pos)
        return (pos + found.end(), found.group()) if found else (at, "")

    at = pos + len(_LIST_MARK.match(text, pos, end).group())  # type: ignore[union-attr]
    while True:
        at, before = roles(at)
        name = parse_name(text, at, end)
        if name is None:
            break
        at, after = roles(name.end)
        # "A, lead inspector, and B": the role is A's; "lead inspector A": it is too
        lead = bool(words.lead.search(before if not names else "") or words.lead.search(after))
        ranked = "hmi" in after.lower() or "inspector" in after.lower()
        names.append(Name(name.value, name.start, name.end, lead, ranked))
        joint = _JOINT.match(text, at, end)
        if joint is None:
            comma = re.search(r"[,;]\s*$", after)
            if not (commas and comma):
                break
            continue
        if not commas and joint.group().strip() in (",", ";"):
            break
        at = joint.end()
    return names


def labelled_names(
    text: str, folded: str, patterns: Iterable[Pattern], *, pos: int = 0, end: int | None = None,
    commas: bool = True,
) -> tuple[Pattern, list[Name]] | None:  # fmt: skip
    """The names behind the first label that has any, in the order of ``patterns``.

    A pattern is a label and the names follow it. Where it has a group ``value``, that is where
    a name stands, and every match of the pattern gives one.
    """
    stop = len(text) if end is None else end
    for pattern in patterns:
        within = "value" in pattern.regex.groupindex
        names: list[Name] = []
        for found in pattern.regex.finditer(folded, pos, stop):
            if within:
                names += parse_names(text, *found.span("value"))[:1]
            elif names := parse_names(text, found.end(), stop, commas=commas):
                break
        if names:
            return pattern, names
    return None

"""What users call things: ids and titles, whatever their case, blanks and hyphens; near names."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Mapping

from extractor.comparison.scales import scales
from extractor.errors import ArgumentError

POLARITIES = ("strength", "weakness", "mixed")

_CLOSE = 0.75
"""How alike (``difflib``) two names are that one may be mistaken for the other."""

_SIGNS = re.compile(r"[\s_/:-]+")


def fold(text: str) -> str:
    """A name without what nobody means by it: case; blanks, hyphens and their like are one."""
    return _SIGNS.sub(" ", text.replace("\u2019", "'")).strip().lower()


def near(text: str, names: Iterable[str], most: int = 3) -> list[str]:
    """The names that ``text`` may have meant: those with words that begin so, or else alike."""
    wanted = fold(text)
    folded = {fold(name): name for name in sorted(names)}
    begins = re.compile(rf"\b{re.escape(wanted)}")
    held = [name for name in folded if len(wanted) > 2 and begins.search(name)]
    found = sorted(held, key=len) or difflib.get_close_matches(wanted, folded, most, _CLOSE)
    return [folded[name] for name in found[:most]]


def named(kind: str, given: Iterable[str], held: Callable[[], Iterable[str]]) -> tuple[str, ...]:
    """The ids that are meant. ``kind`` is of ``_KINDS``; ``held`` tells the ids that the results
    have, which may be more than those that the toolkit knows (themes of a user's own).

    Raises:
        ArgumentError: one is not known; near ones are named.
    """
    made = []
    known: dict[str, str] = {}
    for value in given:
        wanted = fold(value)
        known = known or {fold(id_): id_ for id_ in held()}
        if wanted not in known:
            known = {**{fold(n): id_ for n, id_ in _KINDS[kind]()}, **known}
        if wanted not in known:
            ids = set(known.values())
            guess = near(value, ids)
            remedy = f"did you mean {', '.join(guess)}?" if guess else (
                f"there are {', '.join(sorted(ids))}"
            )  # fmt: skip
            raise ArgumentError(value, f"no {kind} is called so", remedy)
        made.append(known[wanted])
    return tuple(dict.fromkeys(made))


def _regions() -> Iterable[tuple[str, str]]:
    from extractor.facts.council import councils

    return ((row.region, row.region) for row in councils() if row.region)


def _frameworks() -> Iterable[tuple[str, str]]:
    from extractor.frameworks.registry import load_frameworks

    known = load_frameworks()
    ids = {f.id for f in known} | {f"{f.id}/{f.version}" for f in known if f.version}
    return ((id_, id_) for id_ in ids)


def _inspections() -> Iterable[tuple[str, str]]:
    for kind in scales().kinds.values():
        yield from ((kind.title, kind.id), (kind.id, kind.id))


def _areas() -> Iterable[tuple[str, str]]:
    from extractor.frameworks.registry import load_frameworks

    for framework in load_frameworks():
        yield from ((area.id, area.id) for area in framework.areas)
    for area in scales().areas.values():
        yield from ((area.short, area.id), (area.title, area.id), (area.id, area.id))


def _grades() -> Iterable[tuple[str, str]]:
    for grade in scales().grades.values():
        yield from ((grade.short, grade.id), (grade.label, grade.id), (grade.id, grade.id))


def _themes() -> Iterable[tuple[str, str]]:
    from extractor.content.themes import shipped_themes

    for theme in shipped_themes():
        yield from ((theme.title, theme.id), (theme.id, theme.id))


_KINDS: Mapping[str, Callable[[], Iterable[tuple[str, str]]]] = {
    "region": _regions,
    "framework": _frameworks,
    "kind of inspection": _inspections,
    "key area": _areas,
    "grade": _grades,
    "theme": _themes,
    "polarity": lambda: ((polarity, polarity) for polarity in POLARITIES),
}
"""What the toolkit knows of each: names, and the id that each means."""

"""What each single term, pair of matters and pair of key areas says for or against a match.

That both texts speak of return interviews says more than that both speak of the police: a weight
for each term (a matter, "=id", or any stem) that both have, for each that only the recommendation
or only the sentence has, for each pair of a matter asked for and one spoken of, and for each pair
of key areas. They are weights of the same logistic model as those of ``features``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from extractor.comparison.recurrence.features import Asked, Sentences
from extractor.comparison.recurrence.words import Lexicon

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

KINDS = ("shared", "asked", "said", "matters", "areas")
"""What a cross is of: the first word of its name."""
SHARED = 0.7
"""How much a term counts that both have."""
LACKING = 0.75
"""How much one that the sentence lacks, over the root of the number of terms asked for."""
EXTRA = 0.5
"""How much one that the recommendation lacks."""
NONE = "none"
"""The name of a key area that there is not."""


def crosses(
    asked: Asked, said: Sentences, row: int, lexicon: Lexicon
) -> Iterator[tuple[str, float]]:
    """Every cross of a recommendation and the sentence in that row: its name and value."""
    words, terms = list(said.worded.columns), list(said.columns)
    theirs = {words[at] for at in said.worded.words[row].nonzero()[0]}
    theirs |= {t for at in said.terms[row].nonzero()[0] if (t := terms[at]).startswith("=")}
    mine = _asked(asked)
    for term in sorted(mine & theirs):
        yield f"shared {term}", SHARED
    for term in sorted(mine - theirs):
        yield f"asked {term}", LACKING / len(mine) ** 0.5
    for term in sorted(theirs - mine):
        yield f"said {term}", EXTRA
    ids = list(lexicon.matter_ids)
    for a in asked.matters.nonzero()[0]:
        for b in said.matters[row].nonzero()[0]:
            yield f"matters {ids[a]} {ids[b]}", 1.0
    yield f"areas {asked.text.key_area or NONE} {said.areas[row] or NONE}", 1.0


@dataclass(frozen=True, slots=True)
class Crosses:
    """The weights of crosses, by kind: ``shared``, ``asked`` and ``said`` by term, ``matters`` an
    array of matters asked for x spoken of, ``areas`` by the two key areas."""

    shared: Mapping[str, float]
    asked: Mapping[str, float]
    said: Mapping[str, float]
    matters: Array
    areas: Mapping[tuple[str, str], float]


def crosses_of(weights: Mapping[str, float], lexicon: Lexicon) -> Crosses:
    """The weights of crosses by name, sorted by kind.

    Raises:
        ValueError: a name is of no cross.
    """
    import numpy as np

    terms: dict[str, dict[str, float]] = {kind: {} for kind in KINDS[:3]}
    ids = lexicon.matter_ids
    matters = np.zeros((len(ids), len(ids)), np.float32)
    areas: dict[tuple[str, str], float] = {}
    for name, weight in weights.items():
        kind, *rest = name.split(" ")
        if kind in terms and len(rest) == 1:
            terms[kind][rest[0]] = weight
        elif kind == "matters" and len(rest) == 2 and set(rest) <= set(ids):
            matters[ids[rest[0]], ids[rest[1]]] = weight
        elif kind == "areas" and len(rest) == 2:
            areas[rest[0], rest[1]] = weight
        else:
            raise ValueError(f"{name!r} is no cross")
    return Crosses(terms["shared"], terms["asked"], terms["said"], matters, areas)


def add_up(asked: Sequence[Asked], said: Sentences, weights: Crosses) -> Array:
    """What the crosses of each recommendation with each sentence add to the log odds: an array of
    recommendations x sentences."""
    import numpy as np

    columns, theirs = _terms(said)
    wanted = [_asked(one) for one in asked]
    mine = np.zeros((len(asked), len(columns)), np.float32)
    for row, terms in enumerate(wanted):
        mine[row, [columns[term] for term in terms if term in columns]] = 1
    shared, lacked, extra = (
        np.array([table.get(term, 0.0) for term in columns], np.float32)
        for table in (weights.shared, weights.asked, weights.said)
    )
    scale = np.array([LACKING / max(1, len(terms)) ** 0.5 for terms in wanted])[:, None]
    all_lacked = [sum(weights.asked.get(term, 0.0) for term in sorted(terms)) for terms in wanted]
    lack = scale * (np.array(all_lacked)[:, None] - (mine * lacked) @ theirs.T)
    more = EXTRA * (theirs @ extra - (mine * extra) @ theirs.T)
    pairs = np.array([one.matters for one in asked], np.float32) @ weights.matters
    made: Array = SHARED * (mine * shared) @ theirs.T + lack + more
    made += pairs @ said.matters.T.astype(np.float32)
    there = [area or NONE for area in said.areas]
    for row, one in enumerate(asked):
        own = one.text.key_area or NONE
        made[row] += [weights.areas.get((own, area), 0.0) for area in there]
    return made


def _asked(asked: Asked) -> set[str]:
    """The matters and stems of a recommendation."""
    return {term for term in asked.whole if term.startswith("=")} | set(asked.worded.words)


def _terms(said: Sentences) -> tuple[dict[str, int], Array]:
    """The matters and stems of some sentences: the column of each, and ones where they stand."""
    import numpy as np

    matters = [term for term in said.columns if term.startswith("=")]
    places = [said.columns[term] for term in matters]
    there = np.hstack([said.worded.words, said.terms[:, places]]) > 0
    columns = {term: at for at, term in enumerate([*said.worded.columns, *matters])}
    return columns, there.astype(np.float32)

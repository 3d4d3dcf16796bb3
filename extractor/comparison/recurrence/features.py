"""How alike a recommendation and a sentence of a later report are: numbers for the model.

All sentences of a report are compared with all recommendations made before it at once, in arrays of
recommendations x sentences. TF-IDF after Salton and Buckley (1988), over matters and other telling
stems (``words``); the weights of terms were counted once over all shared reports and come with the
model, so that the same two texts are always equally alike.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from extractor.comparison.recurrence.words import Lexicon, Said, read

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

FEATURES: Mapping[str, str] = {
    "cosine": "TF-IDF cosine of the whole recommendation and the sentence",
    "clause": "TF-IDF cosine of the recommendation's most alike clause (without its purpose)",
    "clause_theme": "the same where a theme is shared, else 0",
    "covered": "share of the sentence's terms, by weight, that a clause has",
    "matter_weight": "weight of the rarest matter shared",
    "near": "how near the nearest two matters are, 1 for the same (general ones count half)",
    "missing": "weight of the rarest matter of the best clause that the sentence lacks",
    "extra": "weight of the sentence's rarest matter that the recommendation lacks",
    "no_matter_asked": "the recommendation names no matter",
    "no_matter_said": "the sentence names no matter",
    "general_same_area": "only general matters shared (plans, visits, ...), in one key area",
    "general_other_area": "only general matters shared, in key areas that exclude each other",
    "special_other_area": "a matter shared that names its service, in such key areas",
    "other_area": "key areas that exclude each other",
    "group_lacking": "the recommendation names a group, the sentence and its key area none",
    "other_body": "one side is on a board's or several agencies' work, the other not",
    "main_theme": "the same main theme",
    "any_theme": "a theme shared",
    "themes": "themes shared of those that either side has",
    "short": "the sentence has at most two telling terms",
    "is_recommendation": "the sentence is a recommendation",
    "before": "the clause cosine of the sentence before it, where that stands next to it",
    "after": "the same of the sentence after it",
}
"""Every feature, and what it is."""

NEXT = 400
"""Sentences whose beginnings are no further apart, in characters, are neighbours."""
WIDE = ("leadership", "overall_effectiveness", "")
"""Key areas that exclude no other."""
BOARD = "board"


@dataclass(frozen=True, slots=True)
class Text:
    """A recommendation or a sentence. ``key_area`` "" for none; ``themes`` the main one first;
    ``start``: where it begins in its report."""

    text: str
    key_area: str = ""
    themes: tuple[str, ...] = ()
    recommendation: bool = False
    start: int = 0


@dataclass(frozen=True, slots=True)
class Weights:
    """The weight (inverse document frequency) of each known term."""

    idf: Mapping[str, float]
    places: Mapping[str, int]

    @classmethod
    def of(cls, idf: Mapping[str, float]) -> Weights:
        """The terms in their order."""
        return cls(idf, {term: at for at, term in enumerate(idf)})


@dataclass(frozen=True, slots=True)
class Sentences:
    """The sentences of a report, ready to be compared: rows are sentences.

    ``terms`` is sparse, of length 1; ``known`` the same with the weights of the terms as they are;
    ``total`` the sum of a row's weights.
    """

    texts: tuple[Text, ...]
    terms: Any
    known: Any
    total: Array
    matters: Array
    groups: Array
    named: Array
    themes: Array
    main: Array
    areas: Array
    counts: Array
    neighbours: Array


def prepare(texts: Sequence[Text], lexicon: Lexicon, weights: Weights) -> Sentences:
    """The sentences of a report, in the order in which they stand in it."""
    import numpy as np

    said = [read(text.text, lexicon) for text in texts]
    terms, known, total = _vectors([s.terms for s in said], weights)
    own = np.zeros((len(texts), len(lexicon.group_ids)), bool)
    for row, (text, words) in enumerate(zip(texts, said, strict=True)):
        for group in words.groups or _of_area(text, lexicon):
            own[row, lexicon.group_ids[group]] = True
    starts = np.array([text.start for text in texts], np.int64)
    order = np.argsort(starts, kind="stable")
    beside = np.full((2, len(texts)), -1)
    close = np.diff(starts[order]) <= NEXT
    beside[0, order[1:][close]] = order[:-1][close]
    beside[1, order[:-1][close]] = order[1:][close]
    return Sentences(
        tuple(texts), terms, known, total,
        _flags([s.matters for s in said], lexicon.matter_ids),
        own,
        _flags([s.groups for s in said], lexicon.group_ids),
        *_themes(texts), _areas(texts),
        np.array([len(s.terms) for s in said]),
        beside,
    )  # fmt: skip


def compare(
    asked: Sequence[Text], sentences: Sentences, lexicon: Lexicon, weights: Weights
) -> Array:
    """The features (last axis, in the order of ``FEATURES``) of each recommendation (first axis)
    with each sentence."""
    import numpy as np

    made = np.zeros((len(asked), len(sentences.texts), len(FEATURES)), np.float32)
    if not made.size:
        return made
    matter_weights = np.array([weights.idf.get("=" + m, 0.0) for m in lexicon.matter_ids])
    general = np.array([m in lexicon.general for m in lexicon.matter_ids])
    for row, one in enumerate(asked):
        columns = _one(one, sentences, lexicon, weights, matter_weights, general)
        for at, name in enumerate(FEATURES):
            made[row, :, at] = columns[name]
    return made


def _one(
    asked: Text,
    said: Sentences,
    lexicon: Lexicon,
    weights: Weights,
    matter_weights: Array,
    general: Array,
) -> dict[str, Any]:
    """The features of one recommendation with each sentence, by name."""
    import numpy as np

    whole = read(asked.text, lexicon)
    heads = [read(clause, lexicon) for clause in clauses(asked.text, lexicon)]
    full, _, _ = _vectors([whole.terms], weights)
    vectors, known, _ = _vectors([h.terms for h in heads], weights)
    alike = _dense(said.terms @ vectors.T)
    shared_weight = _dense((known > 0).astype(np.float32) @ said.known.T).T
    clause = alike.max(axis=1)
    matters = _flags([h.matters for h in heads], lexicon.matter_ids)
    all_asked = np.asarray(matters.any(axis=0))
    shared = said.matters & all_asked
    special = (shared & ~general).any(axis=1)
    only_general = shared.any(axis=1) & ~special
    mentioned = _flags([whole.matters], lexicon.matter_ids)[0]
    named = _flags([whole.groups], lexicon.group_ids)[0]
    both_name = (said.named & named).any(axis=1)
    area = np.array([asked.key_area])
    same_area = (said.areas == area) & (asked.key_area != "")
    excluding = (said.areas != area) & ~np.isin(said.areas, WIDE) & (asked.key_area not in WIDE)
    other = excluding & ~both_name
    themes, main = _themes([asked])
    shared_themes = (said.themes & themes[0]).sum(axis=1)
    any_theme = shared_themes > 0
    lacking = [_rarest(m & ~said.matters, matter_weights) for m in matters]
    at_best = np.take_along_axis(np.array(lacking), alike.argmax(axis=1)[None, :], 0)[0]
    board = lexicon.group_ids[BOARD]
    return {
        "cosine": _dense(said.terms @ full.T)[:, 0],
        "clause": clause,
        "clause_theme": clause * any_theme,
        "covered": shared_weight.max(axis=1) / np.maximum(said.total, 1e-6),
        "matter_weight": _rarest(shared, matter_weights),
        "near": _nearest(all_asked, said.matters, general, lexicon),
        "missing": np.where(shared.any(axis=1), at_best, 0.0),
        "extra": _rarest(said.matters & ~mentioned, matter_weights),
        "no_matter_asked": not all_asked.any(),
        "no_matter_said": ~said.matters.any(axis=1),
        "general_same_area": only_general & same_area,
        "general_other_area": only_general & other,
        "special_other_area": special & other,
        "other_area": excluding,
        "group_lacking": named.any() & ~said.groups.any(axis=1),
        "other_body": said.named[:, board] != named[board],
        "main_theme": (said.main == main[0]) & (main[0] >= 0),
        "any_theme": any_theme,
        "themes": shared_themes / np.maximum((said.themes | themes[0]).sum(axis=1), 1),
        "short": said.counts <= 2,
        "is_recommendation": np.array([t.recommendation for t in said.texts]),
        "before": np.where(said.neighbours[0] >= 0, clause[said.neighbours[0]], 0.0),
        "after": np.where(said.neighbours[1] >= 0, clause[said.neighbours[1]], 0.0),
    }


_PARTS = re.compile(
    r"[;:•▪◼■●\n]+|(?<=[a-z)])\.\s"
    r"|,\s(?:and|including|particularly|especially|which)\b|\band that\b"
)
OPENING = 8
"""A purpose that begins within so many characters is the recommendation itself."""


def clauses(text: str, lexicon: Lexicon) -> list[str]:
    """What a recommendation asks for, clause by clause, without what it is to be for."""
    found = []
    for part in _PARTS.split(text):
        part = part.strip()
        purpose = lexicon.purpose.search(part)
        if purpose and purpose.start() > OPENING:
            part = part[: purpose.start()]
        if len(part.split()) >= 2:
            found.append(part)
    return found or [text]


def _vectors(rows: Sequence[Sequence[str]], weights: Weights) -> tuple[Any, Any, Array]:
    """TF-IDF of length 1, the bare weights of the terms there are, and their sum a row."""
    import numpy as np
    from scipy import sparse

    at, columns, counts = [], [], []
    for row, terms in enumerate(rows):
        for term, count in Counter(t for t in terms if t in weights.places).items():
            at.append(row)
            columns.append(weights.places[term])
            counts.append(count)
    every = np.fromiter(weights.idf.values(), np.float32, len(weights.idf))
    idf = every[columns] if columns else np.zeros(0, np.float32)
    values = idf * (1 + np.log(np.array(counts, np.float32)))
    length = np.sqrt(np.bincount(at, values**2, len(rows)) if at else np.zeros(len(rows)))
    length[length == 0] = 1
    shape = (len(rows), len(weights.idf))
    unit = values / length[at] if at else values
    total = np.bincount(at, idf, len(rows)) if at else np.zeros(len(rows))
    made = (sparse.csr_matrix((v, (at, columns)), shape, np.float32) for v in (unit, idf))
    return (*made, total)  # type: ignore[return-value]


def _dense(matrix: Any) -> Array:
    made: Array = matrix.toarray()
    return made


def _flags(rows: Sequence[frozenset[str]], ids: Mapping[str, int]) -> Array:
    import numpy as np

    made = np.zeros((len(rows), len(ids)), bool)
    for row, found in enumerate(rows):
        for id_ in found:
            made[row, ids[id_]] = True
    return made


def _rarest(flags: Array, weights: Array) -> Array:
    """The highest weight among the flags set in each row, 0 where none is."""
    made: Array = (flags * weights).max(axis=1)
    return made


def _nearest(asked: Array, said: Array, general: Array, lexicon: Lexicon) -> Array:
    """For each sentence the nearness of its matter that is nearest to one that was asked for."""
    import numpy as np

    ids = tuple(lexicon.matter_ids)
    best = np.zeros(len(ids))
    for at in np.flatnonzero(asked):
        own = np.array([lexicon.near.get((ids[at], other), 0.0) for other in ids])
        own[at] = 0.5 if general[at] else 1.0
        best = np.maximum(best, own)
    made: Array = (said * best).max(axis=1)
    return made


def _of_area(text: Text, lexicon: Lexicon) -> tuple[str, ...]:
    group = lexicon.areas.get(text.key_area)
    return (group,) if group else ()


def _areas(texts: Sequence[Text]) -> Array:
    import numpy as np

    return np.array([text.key_area for text in texts], dtype=object)


def _themes(texts: Sequence[Text]) -> tuple[Array, Array]:
    """The themes as flags, and the place of the main one (-1: none)."""
    import numpy as np

    from extractor.content.themes import shipped_themes

    places = {theme.id: at for at, theme in enumerate(shipped_themes())}
    flags = np.zeros((len(texts), len(places)), bool)
    main = np.full(len(texts), -1)
    for row, text in enumerate(texts):
        known = [places[theme] for theme in text.themes if theme in places]
        flags[row, known] = True
        if known:
            main[row] = known[0]
    return flags, main


__all__ = ["FEATURES", "Said", "Sentences", "Text", "Weights", "clauses", "compare", "prepare"]

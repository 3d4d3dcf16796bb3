"""How alike a recommendation and a sentence of a later report are: numbers for the model.

All sentences of a report are compared with all recommendations made before it at once, in arrays of
recommendations x sentences. TF-IDF after Salton and Buckley (1988), over matters and other telling
stems (``words``); the weights of terms were counted once over all shared reports and come with the
model, so that the same two texts are always equally alike.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from extractor.comparison.recurrence import wording
from extractor.comparison.recurrence.terms import Weights, clauses, placed, weighted
from extractor.comparison.recurrence.wording import Worded, Wordings
from extractor.comparison.recurrence.words import Lexicon, read

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
    "words": "TF-IDF cosine of all stems, those that tell nothing among them",
    "words_clause": "the same of the recommendation's most alike clause",
    "runs": "runs of two words shared",
    "meaning": "cosine of what is met beside the terms of either (see ``wording``)",
    "meaning_clause": "the same of the most alike clause",
}
"""Every feature, and what it is."""

NEXT = 400
"""Sentences whose beginnings are no further apart, in characters, are neighbours."""
WIDE = ("leadership", "overall_effectiveness", "")
"""Key areas that exclude no other."""
BOARD = "board"
SHORT = 2
"""Telling terms that a short sentence has at most."""


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
class Asked:
    """A recommendation, ready to be compared: ``whole`` the weighted terms of its text, ``clauses``
    those of its clauses (unit length together with terms that a report may not have); arrays of
    flags by matter, by clause and matter, by group, by theme; ``near``: how near each matter is."""

    text: Text
    whole: Mapping[str, float]
    clauses: tuple[Mapping[str, float], ...]
    matters: Array
    of_clauses: Array
    mentioned: Array
    groups: Array
    near: Array
    themes: Array
    main: int
    worded: Worded


@dataclass(frozen=True, slots=True)
class Sentences:
    """The sentences of a report, ready to be compared: rows are sentences.

    ``columns``: the place of each term; ``terms``: their weights, a row of length 1; ``known``: the
    bare weights of the terms there are, ``total`` their sum. ``named``: groups in the text;
    ``neighbours``: the row before and the row after, -1 for none.
    """

    columns: Mapping[str, int]
    terms: Array
    known: Array
    total: Array
    matters: Array
    named: Array
    grouped: Array
    themes: Array
    main: Array
    areas: Array
    short: Array
    recommendation: Array
    neighbours: Array
    worded: Wordings


def ask(text: Text, lexicon: Lexicon, weights: Weights) -> Asked:
    """A recommendation, ready to be compared."""
    import numpy as np

    whole = read(text.text, lexicon)
    heads = [read(clause, lexicon) for clause in clauses(text.text, lexicon)]
    of_clauses = _flags([h.matters for h in heads], lexicon.matter_ids)
    matters = np.asarray(of_clauses.any(axis=0))
    themes, main = _themes([text])
    terms = [weighted(said.terms, weights.idf) for said in (whole, *heads)]
    return Asked(
        text,
        terms[0],
        tuple(terms[1:]),
        matters,
        of_clauses,
        _flags([whole.matters], lexicon.matter_ids)[0],
        _flags([whole.groups], lexicon.group_ids)[0],
        _nearness(matters, lexicon),
        themes[0],
        int(main[0]),
        wording.ask(whole, heads, terms, weights, lexicon.links),
    )


def prepare(texts: Sequence[Text], lexicon: Lexicon, weights: Weights) -> Sentences:
    """The sentences of a report, in the order in which they stand in it."""
    import numpy as np

    said = [read(text.text, lexicon) for text in texts]
    rows = [weighted(s.terms, weights.idf) for s in said]
    columns = {term: at for at, term in enumerate(dict.fromkeys(t for row in rows for t in row))}
    terms = placed(rows, columns)
    idf = np.array([weights.idf[term] for term in columns], np.float32)
    known = (terms > 0) * idf
    starts = np.array([text.start for text in texts], np.int64)
    order = np.argsort(starts, kind="stable")
    beside = np.full((2, len(texts)), -1)
    close = np.diff(starts[order]) <= NEXT
    beside[0, order[1:][close]] = order[:-1][close]
    beside[1, order[:-1][close]] = order[1:][close]
    named = _flags([s.groups for s in said], lexicon.group_ids)
    of_area = np.array([text.key_area in lexicon.areas for text in texts], bool)
    return Sentences(
        columns, terms, known, known.sum(axis=1),
        _flags([s.matters for s in said], lexicon.matter_ids),
        named, named.any(axis=1) | of_area,
        *_themes(texts),
        np.array([text.key_area for text in texts], dtype=object),
        np.array([len(s.terms) <= SHORT for s in said], bool),
        np.array([text.recommendation for text in texts], bool),
        beside,
        wording.prepare(said, rows, weights, lexicon.links),
    )  # fmt: skip


def compare(
    asked: Sequence[Asked], said: Sentences, lexicon: Lexicon, weights: Weights
) -> Array:
    """The features (last axis, in the order of ``FEATURES``) of each recommendation (first axis)
    with each sentence."""
    import numpy as np

    made = np.zeros((len(asked), len(said.short), len(FEATURES)), np.float32)
    if not made.size:
        return made
    ids = lexicon.matter_ids
    rarity = np.array([weights.idf.get("=" + m, 0.0) for m in ids])
    general = np.array([m in lexicon.general for m in ids])
    whole = placed([a.whole for a in asked], said.columns) @ said.terms.T
    parts = placed([clause for a in asked for clause in a.clauses], said.columns)
    alike, shared = parts @ said.terms.T, (parts > 0).astype(np.float32) @ said.known.T
    worded = wording.compare([a.worded for a in asked], said.worded)
    at = 0
    for row, one in enumerate(asked):
        own = slice(at, at := at + len(one.clauses))
        clause = alike[own].max(axis=0)
        columns = {
            "cosine": whole[row],
            "clause": clause,
            "covered": shared[own].max(axis=0) / np.maximum(said.total, 1e-6),
            "before": np.where(said.neighbours[0] >= 0, clause[said.neighbours[0]], 0.0),
            "after": np.where(said.neighbours[1] >= 0, clause[said.neighbours[1]], 0.0),
            **_matters(one, said, alike[own].argmax(axis=0), rarity, general),
            **_setting(one, said, lexicon),
            **{name: values[row] for name, values in worded.items()},
        }
        columns["clause_theme"] = clause * columns["any_theme"]
        for place, name in enumerate(FEATURES):
            made[row, :, place] = columns[name]
    return made


def _matters(
    asked: Asked, said: Sentences, best: Array, rarity: Array, general: Array
) -> dict[str, Any]:
    """The features of matters and key areas. ``best``: each sentence's most alike clause."""
    import numpy as np

    shared = said.matters & asked.matters
    any_shared = shared.any(axis=1)
    special = (shared & ~general).any(axis=1)
    lacking = np.array([_rarest(m & ~said.matters, rarity) for m in asked.of_clauses])
    area = asked.text.key_area
    same = (said.areas == area) & (area != "")
    other = (said.areas != area) & ~np.isin(said.areas, WIDE) & (area not in WIDE)
    apart = other & ~(said.named & asked.groups).any(axis=1)
    return {
        "matter_weight": _rarest(shared, rarity),
        "near": (said.matters * asked.near).max(axis=1),
        "missing": np.where(any_shared, lacking[best, np.arange(len(best))], 0.0),
        "extra": _rarest(said.matters & ~asked.mentioned, rarity),
        "no_matter_asked": not asked.matters.any(),
        "no_matter_said": ~said.matters.any(axis=1),
        "general_same_area": any_shared & ~special & same,
        "general_other_area": any_shared & ~special & apart,
        "special_other_area": special & apart,
        "other_area": other,
    }


def _setting(asked: Asked, said: Sentences, lexicon: Lexicon) -> dict[str, Any]:
    """The features of groups, themes and the sentence itself."""
    import numpy as np

    board = lexicon.group_ids[BOARD]
    themes = (said.themes & asked.themes).sum(axis=1)
    return {
        "group_lacking": asked.groups.any() & ~said.grouped,
        "other_body": said.named[:, board] != asked.groups[board],
        "main_theme": (said.main == asked.main) & (asked.main >= 0),
        "any_theme": themes > 0,
        "themes": themes / np.maximum((said.themes | asked.themes).sum(axis=1), 1),
        "short": said.short,
        "is_recommendation": said.recommendation,
    }


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


def _nearness(asked: Array, lexicon: Lexicon) -> Array:
    """For each matter how near it is to the nearest of those asked for."""
    import numpy as np

    ids = tuple(lexicon.matter_ids)
    best = np.zeros(len(ids))
    for at in np.flatnonzero(asked):
        own = [lexicon.near.get((ids[at], other), 0.0) for other in ids]
        own[at] = 0.5 if ids[at] in lexicon.general else 1.0
        best = np.maximum(best, own)
    return best


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


"""How alike two texts are in their wording: word for word, and by what their words are met beside.

Beside the terms that ``features`` compares, the words that tell nothing alone may tell something
together ("the right help at the right time"). And two texts may say the same in other words: terms
that are met beside the same terms in the reports have vectors that are alike (positive pointwise
mutual information, its singular vectors: Levy, Goldberg and Dagan, 2015). The vectors come with the
model.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from extractor.comparison.recurrence.terms import Weights, placed, weighted
from extractor.comparison.recurrence.words import Said

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

@dataclass(frozen=True, slots=True)
class Worded:
    """A recommendation: ``words`` its weighted stems, ``clauses`` those of its clauses, ``runs``
    its runs of two words; ``vectors``: of the whole (first row) and of each clause, of length 1."""

    words: Mapping[str, float]
    clauses: tuple[Mapping[str, float], ...]
    runs: frozenset[str]
    vectors: Array


@dataclass(frozen=True, slots=True)
class Wordings:
    """The sentences of a report. ``columns``: the place of each stem; ``words``: their weights, a
    row of length 1 a sentence; ``runs`` and ``vectors`` as in ``Worded``, a row a sentence."""

    columns: Mapping[str, int]
    words: Array
    runs: tuple[frozenset[str], ...]
    vectors: Array


def ask(
    whole: Said, clauses: Sequence[Said], terms: Sequence[Mapping[str, float]], weights: Weights,
    links: frozenset[str],
) -> Worded:
    """A recommendation of these words and clauses, ready to be compared. ``terms``: the weighted
    terms of the whole and of each clause; ``links``: the lexicon's."""  # fmt: skip
    return Worded(
        weighted(whole.words, weights.words),
        tuple(weighted(clause.words, weights.words) for clause in clauses),
        runs(whole.words, links),
        _vectors(terms, weights),
    )


def prepare(
    said: Sequence[Said], terms: Sequence[Mapping[str, float]], weights: Weights,
    links: frozenset[str],
) -> Wordings:
    """The sentences of a report, ready to be compared. ``terms``: their weighted terms; ``links``:
    the lexicon's."""  # fmt: skip
    rows = [weighted(s.words, weights.words) for s in said]
    columns = {word: at for at, word in enumerate(dict.fromkeys(w for row in rows for w in row))}
    shared = tuple(runs(s.words, links) for s in said)
    return Wordings(columns, placed(rows, columns), shared, _vectors(terms, weights))


def compare(asked: Sequence[Worded], said: Wordings) -> dict[str, Array]:
    """The features of wording: arrays of recommendations x sentences."""
    import numpy as np

    whole = placed([a.words for a in asked], said.columns) @ said.words.T
    parts = placed([c for a in asked for c in a.clauses], said.columns) @ said.words.T
    meant = np.vstack([a.vectors for a in asked]) @ said.vectors.T
    clause, meaning, meaning_clause, shared = (np.zeros_like(whole) for _ in range(4))
    at = 0
    for row, one in enumerate(asked):
        count = len(one.clauses)
        clause[row] = parts[at : at + count].max(axis=0)
        own = meant[at + row : at + row + count + 1]
        meaning[row], meaning_clause[row] = own[0], own[1:].max(axis=0)
        shared[row] = [len(one.runs & other) for other in said.runs]
        at += count
    return {
        "words": whole, "words_clause": clause, "runs": shared,
        "meaning": meaning, "meaning_clause": meaning_clause,
    }  # fmt: skip


def runs(words: Sequence[str], links: frozenset[str]) -> frozenset[str]:
    """The runs of two words of a text that have no link in them."""
    pairs = zip(words, words[1:], strict=False)
    return frozenset(f"{a} {b}" for a, b in pairs if not (a in links or b in links))


def _vectors(rows: Sequence[Mapping[str, float]], weights: Weights) -> Array:
    """The mean of the vectors of each text's terms, by their weight; of length 1."""
    import numpy as np

    columns = {term: at for at, term in enumerate(dict.fromkeys(t for row in rows for t in row))}
    places = np.array([weights.places[term] for term in columns], int)
    made = placed(rows, columns) @ weights.vectors[places]
    length = np.linalg.norm(made, axis=1, keepdims=True)
    return np.asarray(made / np.maximum(length, 1e-6))

"""A recommendation's clauses, and texts as weighted terms."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from extractor.comparison.recurrence.words import Lexicon

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]


@dataclass(frozen=True, slots=True)
class Weights:
    """The weight (inverse document frequency) of each known term, and of each known stem of any
    kind (``words``); ``vectors``: what is met beside a term, as numbers (a row of length 1 for each
    term, at its place in ``places``)."""

    idf: Mapping[str, float]
    words: Mapping[str, float]
    vectors: Array
    places: Mapping[str, int]


def weights_of(idf: Mapping[str, float], words: Mapping[str, float], vectors: Array) -> Weights:
    """Weights, with vectors of any length in the order of ``idf``."""
    import numpy as np

    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit = (vectors / np.maximum(length, 1e-6)).astype(np.float32)
    return Weights(idf, words, unit, {term: at for at, term in enumerate(idf)})


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
            part = part[: purpose.start()].strip(" ,")
        if len(part.split()) >= 2:
            found.append(part)
    return found or [text]


def weighted(terms: Sequence[str], idf: Mapping[str, float]) -> dict[str, float]:
    """TF-IDF of the known terms, of length 1."""
    counts = Counter(term for term in terms if term in idf)
    made = {term: idf[term] * (1 + math.log(n)) for term, n in counts.items()}
    length = math.sqrt(sum(value * value for value in made.values()))
    return {term: value / length for term, value in made.items()}


def placed(rows: Sequence[Mapping[str, float]], columns: Mapping[str, int]) -> Array:
    """Weighted terms as rows of an array; terms that have no column are left out."""
    import numpy as np

    made = np.zeros((len(rows), len(columns)), np.float32)
    for at, row in enumerate(rows):
        for term, value in row.items():
            if term in columns:
                made[at, columns[term]] = value
    return made

"""The shipped weights: how likely it is that two texts are on the same matter.

A logistic model over ``features.FEATURES`` and over crosses (``crossed``), trained by
``scripts/train_recurrence.py`` on the pairs of ``annotations/recurrence``; ``data/model.json``
holds numbers and single stems, no sentence.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extractor.comparison.recurrence.crossed import Crosses, add_up, crosses_of
from extractor.comparison.recurrence.features import FEATURES, Asked, Sentences, compare
from extractor.comparison.recurrence.terms import Weights, weights_of
from extractor.comparison.recurrence.words import Lexicon
from extractor.comparison.recurrence.words import shipped as shipped_words
from extractor.errors import ModelError

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

FILE = Path(__file__).parent / "data" / "model.json"


@dataclass(frozen=True, slots=True)
class Model:
    """``weights`` and ``bias`` are for the features as they are (not standardised), ``crosses``
    those of single terms, matters and key areas; ``trained`` says on what. What it finds likely is
    read again (``reader``), so that it is called the light model."""

    terms: Weights
    weights: tuple[float, ...]
    crosses: Crosses
    bias: float
    trained: Mapping[str, Any]

    def log_odds(self, asked: Sequence[Asked], said: Sentences, lexicon: Lexicon) -> Array:
        """The log odds that each recommendation (first axis) and each sentence (second axis) are
        on the same matter."""
        import numpy as np

        features = compare(asked, said, lexicon, self.terms)
        made: Array = features @ np.array(self.weights) + self.bias
        return made + add_up(asked, said, self.crosses)


@lru_cache(maxsize=1)
def shipped() -> Model:
    """The package's model.

    Raises:
        ModelError: its file is missing or damaged.
    """
    return load(FILE)


def load(path: Path) -> Model:
    """A model of a file.

    Raises:
        ModelError: it is missing, damaged, or for other features than this version's.
    """
    remedy = "make it anew with scripts/train_recurrence.py"
    try:
        table = json.loads(path.read_text(encoding="utf-8"))
        weights, idf, words, crosses = (
            {str(k): float(v) for k, v in table[name].items()}
            for name in ("weights", "terms", "words", "crosses")
        )
        terms = weights_of(idf, words, unpacked(table["vectors"], len(idf)))
        crossed = crosses_of(crosses, shipped_words())
        bias = float(table["bias"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelError(str(path), f"is no model of recurrence ({error!r})", remedy) from error
    if set(weights) != set(FEATURES):
        raise ModelError(str(path), "is for other features than this version's", remedy)
    ordered = tuple(weights[name] for name in FEATURES)
    return Model(terms, ordered, crossed, bias, table.get("trained", {}))


def packed(vectors: Array) -> str:
    """Vectors as text: each row in whole numbers from -127 to 127, a byte each, base64."""
    import numpy as np

    most = np.maximum(np.abs(vectors).max(axis=1, keepdims=True), 1e-9)
    return base64.b64encode(np.rint(vectors / most * 127).astype(np.int8).tobytes()).decode("ascii")


def unpacked(text: str, rows: int) -> Array:
    """What ``packed`` made, with the length of a row lost."""
    import numpy as np

    made = np.frombuffer(base64.b64decode(text, validate=True), np.int8)
    return np.asarray(made.reshape(rows, -1).astype(np.float32))

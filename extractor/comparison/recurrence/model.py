"""The shipped weights: how likely it is that two texts are on the same matter.

A logistic model over ``features.FEATURES``, trained by ``scripts/train_recurrence.py`` on the pairs
of ``annotations/recurrence``; ``data/model.json`` holds numbers and single stems, no sentence.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extractor.comparison.recurrence.features import FEATURES
from extractor.comparison.recurrence.terms import Weights
from extractor.errors import ModelError

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

FILE = Path(__file__).parent / "data" / "model.json"


@dataclass(frozen=True, slots=True)
class Model:
    """``weights`` and ``bias`` are for the features as they are (not standardised). ``shown`` is
    the confidence from which a match is shown, ``sure`` that from which it is called sure;
    ``trained`` says on what."""

    terms: Weights
    weights: tuple[float, ...]
    bias: float
    shown: float
    sure: float
    trained: Mapping[str, Any]

    def confidence(self, features: Array) -> Array:
        """For features (last axis) the confidence, 0 to 1, that it is the same matter."""
        import numpy as np

        made: Array = 1 / (1 + np.exp(-(features @ np.array(self.weights) + self.bias)))
        return made


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
        weights = {str(k): float(v) for k, v in table["weights"].items()}
        terms = {str(k): float(v) for k, v in table["terms"].items()}
        bias, shown, sure = (float(table[name]) for name in ("bias", "shown", "sure"))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelError(str(path), f"is no model of recurrence ({error!r})", remedy) from error
    if set(weights) != set(FEATURES):
        raise ModelError(str(path), "is for other features than this version's", remedy)
    ordered = tuple(weights[name] for name in FEATURES)
    return Model(Weights(terms), ordered, bias, shown, sure, table.get("trained", {}))

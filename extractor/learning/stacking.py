"""The accurate tier's second pass: scores of the linear model and of the encoder, side by side.

Each label's features are those of ``neighbours.dense`` from either model; a small logistic
regression a label decides, as in the linear model's own second pass. It is fitted on scores of
models that had not seen the sentence's council.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from extractor.learning.linear import FAMILIES, probability
from extractor.learning.neighbours import STEEP, dense

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

Labels = Mapping[str, tuple[str, ...]]


def width(labels: Labels) -> int:
    """How many scores the encoder gives a sentence: one a label, and each theme as the main one."""
    return sum(len(labels[family]) for family in FAMILIES) + len(labels["themes"])


def split(encoded: Array, labels: Labels) -> dict[str, Array]:
    """The encoder's scores as log odds by family, "main" for main themes. Key areas and main themes
    exclude one another: their scores are those of a softmax."""
    made, start = {}, 0
    for family in (*FAMILIES, "main"):
        stop = start + len(labels["themes" if family == "main" else family])
        part = encoded[:, start:stop]
        made[family] = _of_one(part) if family in ("key_area", "main") else part
        start = stop
    return made


def _of_one(scores: Array) -> Array:
    import numpy as np

    odds = np.exp(scores - scores.max(axis=1, keepdims=True))
    share = (odds / odds.sum(axis=1, keepdims=True)).clip(1e-6, 1 - 1e-6)
    return np.log(share / (1 - share))


def features(
    family: str, linear: Array, encoded: Mapping[str, Array], linked: dict[str, Array]
) -> Array:
    """Features of a family, of shape (labels, sentences, features). ``linear`` are the linear
    model's first-pass scores of the family, ``encoded`` what ``split`` gave."""
    import numpy as np

    parts = [dense(linear, linked), dense(encoded[family], linked)]
    if family == "themes":
        main = encoded["main"].T[:, :, None]
        parts.append(np.concatenate([np.tanh(main / STEEP), main / STEEP], axis=2))
    return np.concatenate(parts, axis=2).astype(np.float32)


def columns(family: str, labels: Labels) -> slice:
    """Where a family's scores stand in a row of the linear model's."""
    start = sum(len(labels[f]) for f in FAMILIES[: FAMILIES.index(family)])
    return slice(start, start + len(labels[family]))


def decide(
    second: Mapping[str, Array], linear: Array, encoded: Array, linked: dict[str, Array],
    labels: Labels,
) -> dict[str, Array]:
    """For each family the probability of each label for each sentence of a document.

    ``second`` holds each family's weights, of shape (labels, features + 1), the constant last.
    """  # fmt: skip
    import numpy as np

    said, by_family = {}, split(encoded, labels)
    for family in FAMILIES:
        found = features(family, linear[:, columns(family, labels)], by_family, linked)
        weights = second[family]
        odds = np.einsum("knf,kf->nk", found, weights[:, :-1]) + weights[:, -1]
        said[family] = probability(odds)
    return said

"""The second pass: what the sentences around one say of it.

A sentence that begins with "This means" keeps the verdict of the one before; a paragraph stays with
its theme. The first pass gives every sentence a score a label; here each label's scores of the
sentence, its neighbours, its paragraph and its section become a few dense features, on which a
second, small logistic model decides. Stacking after Wolpert, "Stacked generalization" (1992): it is
trained on scores of models that had not seen the sentence's council.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from extractor.content.setting import Placed

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

OPENINGS = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        r"(?:this|these|it|they|such|those|here)\b",
        r"(?:however|but|although|while|despite|nevertheless|conversely|in contrast)\b",
        r"(?:as a result|consequently|therefore|thus|this means|this results?|this ensures?)\b",
        r"(?:for example|in particular|for instance|in (?:some|one|a few|most) )",
        r"(?:also|in addition|additionally|similarly|likewise|furthermore|and)\b",
    )
)
STEEP = 3.0  # scores are squashed: beyond about twice this, surer is not surer


def links(placed: Sequence[Placed]) -> dict[str, Array]:
    """Who stands before and after whom, and which paragraph and section each is in."""
    import numpy as np

    size = len(placed)
    before = np.full(size, -1)
    blocks = np.zeros(size, dtype=np.int64)
    sections = np.zeros(size, dtype=np.int64)
    block = section = -1
    last: Placed | None = None
    for i, item in enumerate(placed):
        if last is None or item.sentence.block != last.sentence.block:
            block += 1
        if last is None or item.section is not last.section or item.heading != last.heading:
            section += 1
        elif i:
            before[i] = i - 1
        blocks[i], sections[i] = block, section
        last = item
    cues = np.array(
        [
            [float(item.index > 0), *(float(bool(p.match(item.sample.text))) for p in OPENINGS)]
            for item in placed
        ]
    ).reshape(size, 1 + len(OPENINGS))
    return {"before": before, "blocks": blocks, "sections": sections, "cues": cues}


def dense(scores: Array, linked: dict[str, Array]) -> Array:
    """Features of the second pass, of shape (labels, sentences, features).

    ``scores`` has a row a sentence and a column a label of one family.
    """
    import numpy as np

    own = np.tanh(scores / STEEP)
    before = linked["before"]
    has = before >= 0
    size, labels = own.shape

    def shifted(values: Array) -> Array:
        moved = np.zeros_like(values)
        moved[has] = values[before[has]]
        return moved

    previous = shifted(own)
    following = np.zeros_like(own)
    following[before[has]] = own[has]
    second = shifted(previous)
    block = _mean_of_others(own, linked["blocks"])
    section = _mean_of_others(own, linked["sections"])
    cues = linked["cues"]
    made = np.empty((labels, size, 2 * labels + 5 + cues.shape[1]), dtype=np.float32)
    for k in range(labels):
        made[k, :, :labels] = own
        made[k, :, labels : 2 * labels] = previous
        made[k, :, 2 * labels] = scores[:, k] / STEEP
        made[k, :, 2 * labels + 1] = following[:, k]
        made[k, :, 2 * labels + 2] = second[:, k]
        made[k, :, 2 * labels + 3] = block[:, k]
        made[k, :, 2 * labels + 4] = section[:, k]
        made[k, :, 2 * labels + 5 :] = cues * previous[:, [k]]
    return made


def _mean_of_others(values: Array, groups: Array) -> Array:
    import numpy as np

    size = int(groups.max()) + 1 if len(groups) else 0
    sums = np.stack([np.bincount(groups, values[:, k], size) for k in range(values.shape[1])], 1)
    numbers = np.bincount(groups, minlength=size)[:, None]
    return (sums[groups] - values) / np.maximum(1, numbers[groups] - 1)

"""A second, slower look at the pairs that the light model finds likely: both texts read together.

A cross-encoder (Nogueira and Cho, "Passage re-ranking with BERT", 2019): ms-marco-MiniLM-L-12-v2
(Apache 2.0), fine-tuned on the labelled pairs by ``scripts/train_reader.py``, 8-bit weights.
``data/reader.json`` says how its scores and the light model's are put together, and holds the
digests of ``reader.onnx`` and ``reader.tokenizer.json``; none is code, and a file that was changed
is refused.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extractor.comparison.recurrence.features import Text
from extractor.errors import ModelError

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

Pair = tuple[Text, Text]
"""A recommendation and a sentence."""

FILE = Path(__file__).parent / "data" / "reader.json"
PARTS = ("onnx", "tokenizer.json")
LONGEST = (160, 90)
"""Word pieces that are read of a recommendation, of a sentence."""
AT_ONCE = 2048
"""Word pieces computed at once."""
REMEDY = "install the toolkit again"


@dataclass(frozen=True, slots=True)
class Reader:
    """``light`` and ``read`` are the weights of the light model's log odds and of this one's score,
    ``bias`` the constant; pairs whose light log odds are under ``floor`` are not read. From the
    confidence ``shown`` on a match is shown, from ``sure`` on it is called sure. ``areas`` are the
    words for key areas. ``version`` tells readers apart."""

    session: Any
    tokenizer: Any
    areas: Mapping[str, str]
    light: float
    read: float
    bias: float
    floor: float
    shown: float
    sure: float
    version: str

    def scores(self, pairs: Sequence[Pair]) -> Array:
        """How much each pair seems to be on one matter, as log odds. Time grows with the number of
        pairs (some 30 a second a core); memory is bounded by ``AT_ONCE``."""
        import numpy as np

        made = np.zeros(len(pairs), np.float32)
        read = [pieces(self.tokenizer, self.areas, *pair) for pair in pairs]
        order = sorted(range(len(pairs)), key=lambda i: len(read[i][0]))
        at = 0
        while at < len(order):
            stop = at + 1
            while stop < len(order) and (stop + 1 - at) * len(read[order[stop]][0]) <= AT_ONCE:
                stop += 1
            chosen = order[at:stop]
            ids, types = arrays([read[i] for i in chosen])
            made[chosen] = self.session.run(["scores"], {"ids": ids, "types": types})[0][:, 0]
            at = stop
        return made

    def confidence(self, light: Array, scores: Array) -> Array:
        """How sure it is, 0 to 1, that pairs are on one matter: of the light model's log odds and
        this one's scores, NaN where a pair was not read."""
        import numpy as np

        both = self.light * light + self.read * scores + self.bias
        made: Array = 1 / (1 + np.exp(-np.where(np.isnan(scores), light, both)))
        return made


def pieces(
    tokenizer: Any, areas: Mapping[str, str], asked: Text, said: Text
) -> tuple[list[int], int]:
    """The word pieces of a pair, and the number of those before the second text. ``tokenizer`` is a
    ``tokenizers.Tokenizer`` that neither cuts nor pads."""
    start, end = tokenizer.token_to_id("[CLS]"), tokenizer.token_to_id("[SEP]")
    one, two = (
        tokenizer.encode(f"{areas.get(t.key_area, '')}: {t.text}", add_special_tokens=False).ids[:n]
        for t, n in zip((asked, said), LONGEST, strict=True)
    )
    return [start, *one, end, *two, end], len(one) + 2


def arrays(items: Sequence[tuple[list[int], int]]) -> tuple[Array, Array]:
    """Word pieces (pairs, pieces), 0 where there is none, and 1 for those of the second text."""
    import numpy as np

    ids = np.zeros((len(items), max(len(found) for found, _ in items)), np.int32)
    types = np.zeros_like(ids)
    for row, (found, cut) in enumerate(items):
        ids[row, : len(found)] = found
        types[row, cut : len(found)] = 1
    return ids, types


@lru_cache(maxsize=1)
def shipped() -> Reader:
    """The package's reader.

    Raises:
        ModelError: its files are missing or damaged.
    """
    return load(FILE)


def load(path: Path) -> Reader:
    """A reader of its JSON file and those beside it.

    Raises:
        ModelError: one is missing or damaged.
    """
    from extractor.learning.encoder import session_of, tokenizer_of

    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        data = {part: path.with_suffix(f".{part}").read_bytes() for part in PARTS}
        numbers = {n: float(told[n]) for n in ("light", "read", "bias", "floor", "shown", "sure")}
        areas = {str(k): str(v) for k, v in told["areas"].items()}
        digests = dict(told["sha256"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelError(str(path), f"is no reader of pairs ({error!r})", REMEDY) from error
    for part, content in data.items():
        if digests.get(part) != hashlib.sha256(content).hexdigest():
            raise ModelError(str(path.with_suffix(f".{part}")), "was changed", REMEDY)
    session = session_of(path.name, data["onnx"], {"ids": 2, "types": 2})
    version = hashlib.sha256("".join(digests[part] for part in PARTS).encode()).hexdigest()[:12]
    return Reader(
        session, tokenizer_of(path.name, data["tokenizer.json"]), areas, **numbers, version=version
    )

"""What the reader said of pairs, kept beside the results: reading takes minutes for all reports."""

from __future__ import annotations

import hashlib
import logging
import os
import tempfile
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extractor.comparison.cache import FOLDER
from extractor.comparison.recurrence.features import Text
from extractor.comparison.recurrence.reader import Pair, Reader, shipped

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

FILE = "read.npz"
MOST = 2_000_000
"""Pairs that are kept at most: 24 MB."""
STEP = 2_000
"""Pairs that are read before they are kept: a minute of one core."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Block:
    """Recommendations (first axis of ``odds``) and sentences (second axis) of one report, with the
    light model's log odds that they are on one matter."""

    asked: Sequence[Text]
    said: Sequence[Text]
    odds: Array


def confidences(blocks: Sequence[Block], folder: Path | None) -> list[Array]:
    """How sure it is that each pair is on one matter, an array of the shape of ``odds`` a block.
    The likely pairs are read, but for those that were read before for this results ``folder``;
    where it cannot be written, nothing is kept."""
    import numpy as np

    reader = shipped()
    likely = [np.argwhere(block.odds >= reader.floor) for block in blocks]
    pairs = [
        (block.asked[row], block.said[at])
        for block, places in zip(blocks, likely, strict=True)
        for row, at in places.tolist()
    ]
    scores = scores_of(reader, pairs, folder)
    made, done = [], 0
    for block, places in zip(blocks, likely, strict=True):
        read = np.full(block.odds.shape, np.nan)
        read[tuple(places.T)] = scores[done : done + len(places)]
        made.append(reader.confidence(block.odds, read))
        done += len(places)
    return made


def scores_of(reader: Reader, pairs: Sequence[Pair], folder: Path | None) -> Array:
    """The reader's scores of pairs. Each is read once, and not at all where ``folder`` keeps it."""
    import numpy as np

    every = np.array([_key(*pair) for pair in pairs], np.uint64)
    keys, where, back = np.unique(every, return_index=True, return_inverse=True)
    known, values = _stored(reader, folder)
    at = np.searchsorted(known, keys)
    there = at < len(known)
    there[there] = known[at[there]] == keys[there]
    made = np.zeros(len(keys), np.float32)
    made[there] = values[at[there]]
    new = np.flatnonzero(~there).tolist()
    for start in range(0, len(new), STEP):
        part = new[start : start + STEP]
        made[part] = reader.scores([pairs[where[i]] for i in part])
        if len(new) > STEP:
            _log.info("%d of %d pairs read", start + len(part), len(new))
        if folder:
            keys_now = np.concatenate([known, keys[new[: start + STEP]]])
            _store(reader, folder, keys_now, np.concatenate([values, made[new[: start + STEP]]]))
    scores: Array = made[back]
    return scores


def _key(asked: Text, said: Text) -> int:
    told = "\0".join(f"{t.key_area}\0{t.text}" for t in (asked, said))
    return int.from_bytes(hashlib.sha256(told.encode()).digest()[:8], "little")


def _stored(reader: Reader, folder: Path | None) -> tuple[Array, Array]:
    """Keys, sorted, and scores; none where the file is of another reader, or damaged."""
    import numpy as np

    none = np.zeros(0, np.uint64), np.zeros(0, np.float32)
    if not folder:
        return none
    try:
        with np.load(folder / FOLDER / FILE, allow_pickle=False) as stored:
            keys, scores = stored["keys"], stored["scores"]
            if str(stored["reader"]) != reader.version or keys.dtype != np.uint64:
                return none
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return none
    if keys.ndim != 1 or keys.shape != scores.shape or np.any(keys[1:] < keys[:-1]):
        return none
    return keys, scores.astype(np.float32)


def _store(reader: Reader, folder: Path, keys: Array, scores: Array) -> None:
    import numpy as np

    if not (folder / FOLDER).is_dir():
        return
    order = np.argsort(keys)[:MOST]
    try:
        handle, name = tempfile.mkstemp(prefix=f".{FILE}", dir=folder / FOLDER)
        try:
            with os.fdopen(handle, "wb") as file:
                np.savez(file, keys=keys[order], scores=scores[order], reader=reader.version)
            os.replace(name, folder / FOLDER / FILE)
        except OSError:
            os.unlink(name)
            raise
    except OSError:
        return  # it is only kept to save time

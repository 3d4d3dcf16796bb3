"""Sentences to sparse features, in a few array operations for a whole document.

A feature is a 64-bit key: the hash of a word n-gram, of a character n-gram or of a fact of the
sentence's setting, salted with its group's name. Keys and not strings, so that a model file holds
no text of any report and a vocabulary is one sorted array. Groups (``Group``) are weighted and
normalised on their own, as several TF-IDF vectors side by side.

TF-IDF after Salton and Buckley, "Term-weighting approaches in automatic text retrieval" (1988);
hashing of n-grams after Weinberger et al., "Feature hashing for large scale multitask learning"
(2009), with keys long enough that collisions do not matter.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

TOKEN = re.compile(r"[a-z]+(?:['-][a-z]+)*|\d+|[;:?(,]")
FOLD = str.maketrans({"’": "'", "‘": "'", "–": "-", "‑": "-", "\u00ad": None, "\ufffe": None})
GROUPS = (
    "words", "pieces", "before", "after", "setting", "heading", "skips", "clauses", "denied",
)  # fmt: skip
MIXER = 0x9E3779B97F4A7C15
CONTRAST = frozenset(
    "but however although though while whilst despite yet nevertheless whereas".split()
)
OPENING = frozenset("although though while whilst despite notwithstanding whereas".split())
TURNS = CONTRAST | OPENING
DENIAL = frozenset(
    "not no never nor neither cannot without lack lacks lacking few little insufficient"
    " insufficiently unable rarely hardly limited need needs needed yet until too".split()
)


@dataclass(frozen=True, slots=True)
class Sample:
    """A sentence and what is known of where it stands.

    ``before`` and ``after`` are its neighbours in the same section, "" where there is none;
    ``setting`` are facts as strings ("framework=ilacs", "area=adoption"), ``headings`` the titles
    above it.
    """

    text: str
    before: str = ""
    after: str = ""
    setting: tuple[str, ...] = ()
    headings: str = ""


@dataclass(frozen=True, slots=True)
class Entries:
    """The features of some samples: ``rows[i]`` has the feature ``keys[i]`` of group
    ``groups[i]``; rows ascend within a group."""

    count: int
    rows: Array
    keys: Array
    groups: Array


@lru_cache(maxsize=2048)  # a document's sentences: several stages ask for the same ones
def tokens(text: str) -> tuple[str, ...]:
    """Lower-case words, numbers as "#", and the marks that change a sentence's sense."""
    found = TOKEN.findall(text.lower().translate(FOLD))
    return tuple(["#" if t.isdigit() else t for t in found if t != ","])


def clauses(text: str) -> tuple[list[str], list[str]]:
    """The words before and after the turn of a sentence ("but", "although ..., "); two empty
    lists where it does not turn."""
    if TURNS.isdisjoint(tokens(text)):
        return [], []
    words = TOKEN.findall(text.lower().translate(FOLD))
    if words and words[0] in OPENING and "," in words:
        at = words.index(",")
        return words[1:at], [w for w in words[at:] if w != ","]
    for at, word in enumerate(words):
        if at and word in CONTRAST:
            return [w for w in words[:at] if w != ","], [w for w in words[at + 1 :] if w != ","]
    return [], []


def denied(words: Sequence[str], reach: int = 5) -> list[str]:
    """The words that stand close behind a denial ("not", "lack", "too few")."""
    if DENIAL.isdisjoint(words) and "n't" not in " ".join(words):
        return []
    found, left = [], 0
    for word in words:
        if left:
            found.append(word)
            left -= 1
        if word in DENIAL or word.endswith("n't"):
            left = reach
    return found


@lru_cache(maxsize=65536)
def key_of(text: str) -> int:
    """The 64-bit key of a string."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little")


def entries(samples: Sequence[Sample]) -> Entries:
    """All features of the samples."""
    import numpy as np

    hashed: dict[str, Array] = {"": np.zeros(0, np.uint64)}

    def arrays(texts: list[str]) -> list[Array]:
        for text in texts:
            if text not in hashed:
                hashed[text] = _hash(["^", *tokens(text)])
        return [hashed[text] for text in texts]

    words = [tokens(s.text) for s in samples]
    for s, own in zip(samples, words, strict=True):
        if s.text:
            hashed[s.text] = _hash(["^", *own])
    own_arrays = [hashed[s.text] for s in samples]
    turns = [clauses(s.text) for s in samples]
    parts = {
        "words": _ngrams(own_arrays, 3, "w"),
        "pieces": _pieces(words),
        "before": _ngrams(arrays([s.before for s in samples]), 2, "b"),
        "after": _ngrams(arrays([s.after for s in samples]), 1, "a"),
        "setting": _facts([s.setting for s in samples]),
        "heading": _ngrams(arrays([s.headings for s in samples]), 2, "h"),
        "skips": _skips([a[1:] for a in own_arrays]),
        "clauses": _join(
            _ngrams([_hash(["^", *t[0]]) if t[0] else hashed[""] for t in turns], 2, "c1"),
            _ngrams([_hash(["^", *t[1]]) if t[1] else hashed[""] for t in turns], 2, "c2"),
        ),
        "denied": _ngrams([_hash(denied(own)) for own in words], 1, "n"),
    }
    return Entries(
        len(samples),
        np.concatenate([parts[name][0] for name in GROUPS]),
        np.concatenate([parts[name][1] for name in GROUPS]),
        np.repeat(np.arange(len(GROUPS), dtype=np.int8), [len(parts[g][0]) for g in GROUPS]),
    )


def ngram_key(words: Sequence[str]) -> int:
    """The key that ``entries`` gives the word n-gram (for naming a model's features)."""
    return int(_ngrams([_hash(words)], len(words), "w")[1][-1])


def _hash(words: Sequence[str]) -> Array:
    import numpy as np

    return np.fromiter(map(key_of, words), np.uint64, len(words))


def _ngrams(sentences: list[Array], longest: int, salt: str) -> tuple[Array, Array]:
    """Rows and keys of the 1- to ``longest``-grams of words' keys."""
    import numpy as np

    one = np.concatenate(sentences) if sentences else np.zeros(0, np.uint64)
    row = np.repeat(np.arange(len(sentences), dtype=np.int32), [len(s) for s in sentences])
    rows, keys, gram = [row], [one + np.uint64(key_of(salt))], one + np.uint64(key_of(salt))
    for n in range(2, longest + 1):
        if len(one) < n:
            break
        gram = (gram[:-1] * np.uint64(MIXER)) ^ (gram[:-1] >> np.uint64(29)) ^ one[n - 1 :]
        same = row[: len(gram)] == row[n - 1 :]
        rows.append(row[: len(gram)][same])
        keys.append(gram[same])
    return np.concatenate(rows), np.concatenate(keys)


def _join(*parts: tuple[Array, Array]) -> tuple[Array, Array]:
    import numpy as np

    return np.concatenate([p[0] for p in parts]), np.concatenate([p[1] for p in parts])


def _skips(sentences: list[Array], reach: int = 5) -> tuple[Array, Array]:
    """Rows and keys of the word pairs that stand 2 to ``reach`` words apart, in order."""
    import numpy as np

    one = np.concatenate(sentences) if sentences else np.zeros(0, np.uint64)
    row = np.repeat(np.arange(len(sentences), dtype=np.int32), [len(s) for s in sentences])
    rows, keys = [np.zeros(0, np.int32)], [np.zeros(0, np.uint64)]
    left, right = one * np.uint64(MIXER), one + np.uint64(key_of("s"))
    for gap in range(2, min(reach, len(one) - 1) + 1):
        same = row[:-gap] == row[gap:]
        rows.append(row[:-gap][same])
        keys.append((left[:-gap] ^ right[gap:])[same])
    return np.concatenate(rows), np.concatenate(keys)


def _pieces(sentences: Sequence[Sequence[str]]) -> tuple[Array, Array]:
    """Rows and keys of the 4- and 5-grams of characters inside words, spaces marking edges."""
    import numpy as np

    texts = [" " + " ".join(s) + " " for s in sentences]
    codes = np.frombuffer("".join(texts).encode("latin-1", "replace"), dtype=np.uint8)
    codes = codes.astype(np.uint64) + np.uint64(1)
    row = np.repeat(np.arange(len(texts), dtype=np.int32), [len(t) for t in texts])
    space = codes == np.uint64(33)
    mixer, rows, keys = np.uint64(0x100000001B3), [], []
    for n in (4, 5):
        if len(codes) < n:
            continue
        size = len(codes) - n + 1
        gram = np.full(size, np.uint64(key_of(f"c{n}")), dtype=np.uint64)
        inner = np.zeros(size, dtype=bool)
        for i in range(n):
            gram = (gram ^ codes[i : i + size]) * mixer
            if 0 < i < n - 1:
                inner |= space[i : i + size]
        keep = ~inner & (row[:size] == row[n - 1 :])
        rows.append(row[:size][keep])
        keys.append(gram[keep] ^ (gram[keep] >> np.uint64(31)))
    if not rows:
        return np.zeros(0, np.int32), np.zeros(0, np.uint64)
    return np.concatenate(rows), np.concatenate(keys)


def _facts(settings: list[tuple[str, ...]]) -> tuple[Array, Array]:
    import numpy as np

    rows = np.repeat(np.arange(len(settings), dtype=np.int32), [len(s) for s in settings])
    keys = (key_of("=" + fact) for setting in settings for fact in setting)
    return rows, np.fromiter(keys, np.uint64, len(rows))

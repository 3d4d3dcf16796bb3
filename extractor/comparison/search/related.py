"""A query widened by what means about the same: "IRO" to "independent reviewing officer"."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from extractor.comparison.search.query import All, Any, But, Node, Words
from extractor.comparison.search.words import Phrase, thesaurus

FEWEST = 3
"""Words and phrases of a query of which one may be missing."""

MOST = 10
"""From more words and phrases than this on, a query is a text that is to be compared."""

MOST_PASSAGES = 30_000
"""Passages in which the words of such a text may stand, all together: what that takes is felt."""

Frequency = Callable[[str], int]
"""In how many passages a word stands."""


def widened(node: Node) -> Iterator[Node]:
    """The query with, in place of each phrase of the thesaurus, any phrase of the same list;
    nothing where it holds no such phrase. What stands after NOT, and beginnings of words, stay."""
    wide = _wide(node)
    if wide != _plain(node):
        yield wide


def loosened(node: Node, frequency: Frequency) -> Iterator[Node]:
    """The query widened and less strict, more and more so: without words that only say how much
    ("too", "often"); then without those that stand nowhere; then without that of its words and
    phrases which is the commonest (of six or more without two). Of a text of more than ``MOST``:
    any of its rarest words. Nothing where the query is not plain words side by side."""
    if not isinstance(node, All) or not node.said:
        return
    concepts = list(dict.fromkeys(_concepts(node.said)))
    if len(concepts) > MOST:
        yield _rarest(node, frequency)
        return
    telling = [c for c in concepts if not (isinstance(c, Words) and c.words[0] in thesaurus().weak)]
    left = [c for c in telling if _common(c, frequency)]
    for fewer in (telling, left):
        if FEWEST - 1 <= len(fewer) < len(concepts):
            yield All(tuple(fewer))
    if len(left) >= FEWEST:
        left_out = 2 if len(left) >= 2 * FEWEST else 1
        common = sorted(left, key=lambda c: -_common(c, frequency))[:left_out]
        yield All(tuple(c for c in left if c not in common))


def _common(concept: Node, frequency: Frequency) -> int:
    """How common a word or phrase is at most (a phrase: as its rarest word)."""
    match concept:
        case Words(words):
            return min(map(frequency, words))
        case All(parts):
            return min(_common(part, frequency) for part in parts)
        case Any(parts):
            return sum(_common(part, frequency) for part in parts)
        case But(part):
            return _common(part, frequency)


def _rarest(node: All, frequency: Frequency) -> Node:
    told = 0
    kept: list[Node] = []
    for part in sorted(node.parts, key=lambda part: _common(part, frequency)):
        told += _common(part, frequency)
        if kept and told > MOST_PASSAGES:
            break
        kept.append(part)
    return Any(tuple(kept))


def _wide(node: Node) -> Node:
    match node:
        case Words(words, prefix=prefix):
            return node if prefix else _any(node, thesaurus().alike(words))
        case All(parts, said):
            found = tuple(_concepts(said)) or tuple(map(_wide, parts))
            return found[0] if len(found) == 1 else All(found)
        case Any(parts):
            return Any(tuple(map(_wide, parts)))
        case But(part, without):
            return But(_wide(part), without)


def _plain(node: Node) -> Node:
    """The tree as ``_wide`` leaves it where the thesaurus knows nothing."""
    match node:
        case All(parts):
            return All(tuple(map(_plain, parts)))
        case Any(parts):
            return Any(tuple(map(_plain, parts)))
        case But(part, without):
            return But(_plain(part), without)
        case _:
            return node


def _concepts(said: Phrase) -> Iterator[Node]:
    """The words as phrases of the thesaurus, the longest where several fit, and the words between
    them that say something."""
    words, at = thesaurus(), 0
    while at < len(said):
        length = words.known(said, at)
        if length:
            phrase = said[at : at + length]
            telling = tuple(Words((word,)) for word in phrase if word not in words.stop)
            yield _any(telling[0] if len(telling) == 1 else All(telling), words.alike(phrase))
        elif said[at] not in words.stop:
            yield Words((said[at],))
        at += length or 1


def _any(node: Node, near: tuple[Phrase, ...]) -> Node:
    return Any((node, *(Words(phrase, quoted=True) for phrase in near))) if near else node

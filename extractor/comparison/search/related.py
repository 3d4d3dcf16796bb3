"""A query widened by what means about the same: "IRO" to "independent reviewing officer"."""

from __future__ import annotations

from collections.abc import Iterator

from extractor.comparison.search.query import All, Any, But, Node, Words
from extractor.comparison.search.words import Phrase, thesaurus


def widened(node: Node) -> Node | None:
    """The query with, in place of each phrase of the thesaurus, any phrase of the same list; None
    where it holds no such phrase. What stands after NOT, and the beginnings of words, stay."""
    wide = _wide(node)
    return wide if wide != _plain(node) else None


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

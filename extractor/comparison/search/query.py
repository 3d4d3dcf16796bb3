"""What a user typed, as a query that SQLite's full-text engine (FTS5) takes without complaint.

Words are stemmed by the engine and must all stand in a passage; ``"a phrase"`` must stand as it
is; ``word*`` is the start of a word; ``AND``, ``OR``, ``NOT`` (in capitals) and brackets combine.
Whatever else stands there is read as plain words: a half quotation, a bracket that nobody closes,
an operator without its second side. No text a user can type is a syntax error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, product

from extractor.comparison.search.words import plain_words, stop_words, thesaurus
from extractor.errors import SearchError

MOST_WORDS = 64
"""Words of a query that are looked for; a page pasted in is cut there."""

MOST_FORMS = 8
"""Spellings of a phrase that are looked for."""

DEEPEST = 20
"""Brackets within brackets; deeper ones are left out."""


@dataclass(frozen=True, slots=True)
class Words:
    """Words that stand side by side, as a phrase if there are several. ``prefix``: the last one is
    only the start of a word."""

    words: tuple[str, ...]
    quoted: bool = False
    prefix: bool = False

    @property
    def stop(self) -> bool:
        """Whether it is a word that says nothing, as "of"."""
        return not self.quoted and not self.prefix and set(self.words) <= stop_words()


@dataclass(frozen=True, slots=True)
class All:
    """Every part must stand in a passage. ``said``: they are plain words side by side, and these
    are the words as they were typed, "of" and "the" included."""

    parts: tuple[Node, ...]
    said: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Any:
    """One part must."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class But:
    """The first must, the second must not."""

    part: Node
    without: Node


Node = Words | All | Any | But


def parse(text: str) -> Node:
    """The query as a tree.

    Raises:
        SearchError: it holds no word, or says only what must not stand there.
    """
    tree = _Parser(tuple(_tokens(text))).whole()
    if tree is None:
        remedy = "say what to look for, as in: supervision NOT foster"
        raise SearchError(_shown(text), "holds no word to look for", remedy)
    return tree


def expression(node: Node) -> str:
    """The tree as FTS5's own language, every word in quotes."""
    match node:
        case Words(words, _, prefix):
            spelled = [f'"{" ".join(form)}"' + (" *" if prefix else "") for form in _forms(words)]
            return spelled[0] if len(spelled) == 1 else f"({' OR '.join(spelled)})"
        case But(part, without):
            return f"({expression(part)} NOT {expression(without)})"
        case All(parts):
            return _joined(parts, " AND ")
        case Any(parts):
            return _joined(parts, " OR ")


def _forms(words: tuple[str, ...]) -> list[tuple[str, ...]]:
    """The words as they are, then in other forms that stemming keeps apart: "child in need",
    "children in need"."""
    forms = thesaurus().forms
    spelled = (dict.fromkeys((word, *forms.get(word, ()))) for word in words)
    return list(islice(product(*spelled), MOST_FORMS))


def phrases(node: Node) -> Iterator[Node]:
    """Stricter forms of plain words side by side: all of them as one phrase; then all of them, with
    those that are a known phrase side by side."""
    if not isinstance(node, All) or not node.said:
        return
    yield Words(node.said)
    known = tuple(Words(phrase) for phrase in _known(node.said))
    if known and known != (Words(node.said),):
        yield All((*node.parts, *known))


def _known(said: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    words, at = thesaurus(), 0
    while at < len(said):
        length = words.known(said, at)
        if length > 1:
            yield said[at : at + length]
        at += length or 1


def _joined(parts: Sequence[Node], operator: str) -> str:
    return "(" + operator.join(expression(p) for p in parts) + ")"


def _shown(text: str) -> str:
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return f"query '{line[:60]}{'...' if len(line) > 60 else ''}'"


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str  # word, phrase, (, ), AND, OR, NOT
    words: tuple[str, ...] = ()
    prefix: bool = False


_QUOTES = str.maketrans("“”„‟«»＂", '"""""""')
_PIECE = re.compile(r'"([^"]*)"(\*?)|([()])|([^\s()"]+)')


def _tokens(text: str) -> Iterator[_Token]:
    """At most ``MOST_WORDS`` words, and what stands between them."""
    left = MOST_WORDS
    for phrase, star, bracket, piece in _PIECE.findall(text.translate(_QUOTES)):
        if bracket:
            yield _Token(bracket)
        elif piece in ("AND", "OR", "NOT"):
            yield _Token(piece)
        else:
            words = tuple(plain_words(phrase or piece))[:left]
            left -= len(words)
            if words:
                kind = "phrase" if phrase else "word"
                yield _Token(kind, words, bool(star) or piece.endswith("*"))


@dataclass(slots=True)
class _Parser:
    """Recursive descent: OR binds least, then AND and mere neighbourhood, then NOT. What is missing
    (an operand, a bracket) is passed over."""

    tokens: tuple[_Token, ...]
    at: int = 0
    depth: int = 0

    def whole(self) -> Node | None:
        found = []
        while self.at < len(self.tokens):
            part = self.either()
            if part is not None:
                found.append(part)
            if self._peek() == ")":  # one that nothing opened
                self.at += 1
        return _all(found)

    def either(self) -> Node | None:
        parts = [self.both()]
        while self._peek() == "OR":
            self.at += 1
            parts.append(self.both())
        known = tuple(dict.fromkeys(p for p in parts if p is not None))
        return (known[0] if len(known) == 1 else Any(known)) if known else None

    def both(self) -> Node | None:
        parts: list[Node] = []
        without: list[Node] = []
        typed = False
        while (kind := self._peek()) not in ("OR", ")", None):
            typed |= kind == "AND"
            if kind in ("AND", "NOT"):
                self.at += 1
            if kind != "AND" and (part := self.one()) is not None:
                (without if kind == "NOT" else parts).append(part)
        whole = _all(parts, typed)
        if whole is None or not without:
            return whole
        return But(whole, without[0] if len(without) == 1 else Any(tuple(without)))

    def one(self) -> Node | None:
        while (kind := self._peek()) == "NOT":  # NOT NOT
            self.at += 1
        if kind in (None, "AND", "OR", ")"):
            return None
        token = self.tokens[self.at]
        self.at += 1
        if kind != "(":
            return Words(token.words, kind == "phrase", token.prefix)
        if self.depth >= DEEPEST:
            return None
        self.depth += 1
        inside = self.either()
        self.depth -= 1
        if self._peek() == ")":
            self.at += 1
        return inside

    def _peek(self) -> str | None:
        return self.tokens[self.at].kind if self.at < len(self.tokens) else None


def _all(parts: Sequence[Node], typed: bool = False) -> Node | None:
    """All of the parts, without words that say nothing if there are others. ``typed``: somebody
    wrote AND between them."""
    telling = [p for p in parts if not (isinstance(p, Words) and p.stop)] or list(parts)
    known = tuple(dict.fromkeys(telling))
    if len(known) < 2:
        return known[0] if known else None
    plain = [p.words for p in parts if isinstance(p, Words) and not (p.quoted or p.prefix)]
    side_by_side = not typed and len(plain) == len(parts)
    return All(known, tuple(w for words in plain for w in words) if side_by_side else ())

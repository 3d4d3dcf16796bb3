"""Sentences of the running text, with their offsets; blocks are never joined.

A rule-based splitter of ours and not spaCy's: on the annotated reports a blank English pipeline
(tokenizer and sentencizer) takes 2.2 ms a page and this one 0.34 ms, where the whole extraction may
take about 11; of 1,523 annotated sentences spaCy's boundaries give 1,475 word for word, these 1,474
(the rest were split badly in the annotation itself). Repeat: docs/models.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from extractor.model import Block, Document

# An end mark, closing quotes or brackets, white space, then what can open a sentence. The digits
# are a footnote's mark glued to the full stop ("improvement.2 The").
BOUNDARY = re.compile(
    r"[.!?…](?:(?<=[A-Za-z]{2}[.])\d{1,2}(?=\s))?[”’\"')\]]*(\s+)(?=[“‘\"'(\[]*[A-Z0-9£•■◼])"
    r"|(?<=[a-z]{3})[.?!]()(?=[A-Z][a-z]+\s)"  # a space lost in typesetting: "improved.The"
)
# Words whose full stop does not end a sentence, whatever follows.
NEVER_LAST = frozenset(
    "e.g eg i.e ie cf viz vs mr mrs ms miss dr prof rev hon cllr st messrs sgt insp supt"
    " no nos para paras p pp fig figs ch vol ed eds approx inc. jan feb mar apr jun jul aug"
    " sept oct nov dec".split()
)
# "No." and "p." end a sentence now and then; before a number they do not.
BEFORE_NUMBER = frozenset("no nos para paras p pp fig figs ch vol s ss art reg".split())
# After a single capital ("Appendix A. The ...") these open a sentence and are no surname.
OPENERS = frozenset(
    "the this these those there they it in on at as a an all some most many however when where"
    " while for children leaders inspectors social staff no".split()
)
# A note between sentences stands alone: "(Recommendation) Leaders ..."
NOTE = re.compile(r"\((?:recommendations?|paragraphs?|see)\b[^)]{0,40}\)\s+(?=[A-Z‘“])", re.I)
TOKEN = re.compile(r"[\w.&’'-]+$")
WORD = re.compile(r"[A-Za-z]+")


@dataclass(frozen=True, slots=True)
class Sentence:
    """``document.text[start:end]``, a sentence of block number ``block`` (from 0)."""

    start: int
    end: int
    block: int


def sentences(document: Document, kinds: Iterable[str] | None = None) -> tuple[Sentence, ...]:
    """The document's sentences in reading order.

    ``kinds`` are the kinds of block to split; without it all but furniture. A heading is one
    sentence, whatever marks stand in it. A sentence never crosses a block.
    """
    wanted = None if kinds is None else frozenset(kinds)
    found = []
    for index, block in enumerate(document.blocks):
        if block.kind == "furniture" if wanted is None else block.kind not in wanted:
            continue
        found += [Sentence(s, e, index) for s, e in spans(document.text, block)]
    return tuple(found)


def spans(text: str, block: Block) -> Iterator[tuple[int, int]]:
    """Start and end of each sentence of one block, without white space at either end."""
    if block.kind == "heading":
        pieces = [(block.start, block.end)]
    else:
        pieces = list(_pieces(text, block.start, block.end))
    for start, end in pieces:
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        if start < end:
            yield start, end


def split(text: str) -> list[str]:
    """The sentences of a plain text."""
    return [text[s:e].strip() for s, e in _pieces(text, 0, len(text)) if text[s:e].strip()]


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut ``text[start:end]`` after each true boundary."""
    begin = start
    for match in BOUNDARY.finditer(text, start, end):
        if text[match.start()] == "." and not _ends(text, begin, match.start(), match.end()):
            continue
        yield begin, match.end()
        begin = match.end()
        if text.startswith("(", begin) and (note := NOTE.match(text, begin, end)):
            yield begin, note.end()
            begin = note.end()
    if begin < end:
        yield begin, end


def _ends(text: str, begin: int, stop: int, after: int) -> bool:
    """Whether the full stop at ``stop`` ends the sentence that began at ``begin``."""
    token = TOKEN.search(text, max(begin, stop - 24), stop)
    if token is None:
        return stop > begin  # after a bracket, say
    word = token.group().strip("’'.-").lower()
    if token.start() <= begin and word.replace(".", "").isdigit():
        return False  # a paragraph's number: "12. Leaders ..."
    if word in BEFORE_NUMBER:
        return not text[after].isdigit()
    if word in NEVER_LAST:
        return False
    if len(word) == 1 and token.group().isupper() and text[after].isalpha():
        opener = WORD.match(text, after)
        return opener is not None and opener.group().lower() in OPENERS
    return True

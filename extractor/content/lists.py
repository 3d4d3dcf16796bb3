"""Where the lists of what must improve stand: each list's heading, and the blocks below it.

Every wording is the framework's; here only the order of the blocks counts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from extractor.frameworks.model import Framework, ListRule, Patterns
from extractor.frameworks.patterns import Pattern, folded
from extractor.model import Block, Document

_LONGEST_HEADING = 160
_CONTENTS_LINES = 5
_TEXT = "text/plain"
_ASIDE = ("furniture", "footnote")


@dataclass(frozen=True, slots=True)
class FoundList:
    """One list as found: ``blocks`` are all blocks under its heading, without footnotes and
    furniture. ``part`` is whose part of the report it stands in (an addressee's id), if any
    heading told; ``nothing`` is True where the list says that nothing was found."""

    rule: ListRule
    pattern: Pattern
    heading: Block
    part: str | None
    blocks: tuple[Block, ...] = ()
    nothing: bool = False
    over: bool = False


def find_lists(document: Document, framework: Framework) -> tuple[FoundList, ...]:
    """Every list of the document, in its order; contents pages are passed over.

    A heading with another list's heading right below it ("What must improve?" over "Areas for
    priority action") is a list without blocks, ``over`` the next.
    """
    if not framework.lists:
        return ()
    text = folded(document.text)
    blocks = [b for b in document.blocks if b.kind not in _ASIDE]
    contents = _contents_pages(text, blocks)
    titles = framework.body.get("contents", ())
    titled = {b.page for b in blocks if any(t.fullmatch(text, b.start, b.end) for t in titles)}
    parts = framework.recommendations.get("parts", ())
    found: list[FoundList] = []
    part, i = None, 0
    while i < len(blocks):
        block = blocks[i]
        i += 1
        if not _may_head(block):
            continue
        part = _value(parts, text, block) or part
        opened = _opened(framework, text, block)
        if opened and block.page not in contents and not _has_page_number(document, blocks, i):
            first = FoundList(*opened, heading=block, part=part)
            until = _end(document, framework, first, blocks, i)
            item = _filled(framework, first, text, blocks[i:until])
            after = _opened(framework, text, blocks[until]) if until < len(blocks) else None
            over = after is not None and (not item.blocks or after[0] is first.rule)
            found.append(replace(item, over=over or block.page in titled))
            i = until
    return tuple(found)


def pages_of(document: Document, framework: Framework, rules: Sequence[ListRule]) -> set[int]:
    """The pages (from 1) that lists of ``rules`` stand on, from heading to end."""
    pages: set[int] = set()
    for item in find_lists(document, framework):
        if item.rule in rules:
            last = item.blocks[-1] if item.blocks else item.heading
            end = document.lines[last.last - 1].page if last.last > last.first else last.page
            pages.update(range(item.heading.page, end + 1))
    return pages


def matched(patterns: Patterns, text: str, block: Block) -> Pattern | None:
    """The first of the patterns found at the block's start, or None."""
    for pattern in patterns:
        if pattern.match(text, block.start, block.end):
            return pattern
    return None


def _may_head(block: Block) -> bool:
    short = block.end - block.start <= _LONGEST_HEADING
    return short and (block.kind == "heading" or (not block.mark and block.kind != "list_item"))


def _opened(framework: Framework, text: str, block: Block) -> tuple[ListRule, Pattern] | None:
    """The rule whose heading the block is, from its first letter to its last."""
    if not _may_head(block):
        return None
    for rule in framework.lists:
        for pattern in rule["headings"]:
            if pattern.fullmatch(text, block.start, block.end):
                return rule, pattern
    return None


def _value(patterns: Patterns, text: str, block: Block) -> str | None:
    if block.kind != "heading":
        return None
    for pattern in patterns:
        if pattern.search(text, block.start, block.end):
            return pattern.value
    return None


def _has_page_number(document: Document, blocks: Sequence[Block], after: int) -> bool:
    """Whether the block before ``after`` is an entry of a short list of contents: the number of a
    page stands on its row."""
    if after >= len(blocks) or not document.quote(blocks[after]).strip(" .").isdigit():
        return False
    line = document.lines[blocks[after - 1].first]
    number = document.lines[blocks[after].first]
    return line.page == number.page and abs(line.box.bottom - number.box.bottom) < line.size


def _contents_pages(text: str, blocks: Sequence[Block]) -> set[int]:
    """The pages with lists of contents: many short lines there end in a page number."""
    ends: Counter[int] = Counter()
    for block in blocks:
        if block.end - block.start <= _LONGEST_HEADING and text[block.end - 1].isdigit():
            ends[block.page] += 1
    return {page for page, count in ends.items() if count >= _CONTENTS_LINES}


def _end(
    document: Document, framework: Framework, item: FoundList, blocks: Sequence[Block], first: int
) -> int:
    """The index of the block that ends a list whose blocks begin at ``first``."""
    text, rule = folded(document.text), item.rule
    ends = (*rule["ends"], *framework.recommendations.get("ends", ()))
    for i in range(first, len(blocks)):
        block = blocks[i]
        if _opened(framework, text, block) or (not block.mark and matched(ends, text, block)):
            return i
        if block.kind == "heading" and not (
            matched(rule["sub_headings"], text, block) or _is_theme(document, item, block)
        ):
            return i
    return len(blocks)


def _is_theme(document: Document, item: FoundList, block: Block) -> bool:
    """Whether a heading is one within the list: in the body's weight, under a bold heading. Plain
    text has no weights: there only the wordings that end a list tell."""
    above, line = document.lines[item.heading.first], document.lines[block.first]
    lighter = above.bold and not line.bold
    return bool(item.rule.options.get("themes")) and (lighter or document.media_type == _TEXT)


def _says_nothing(empty: Patterns, text: str, block: Block) -> bool:
    """Whether the block says that nothing was found. A finding may use the same words further on:
    of a bullet or cell, they must be the start and most of it."""
    if not block.mark and not block.cell:
        return any(p.search(text, block.start, block.end) for p in empty)
    return block.end - block.start < _LONGEST_HEADING and matched(empty, text, block) is not None


def _filled(framework: Framework, item: FoundList, text: str, blocks: Sequence[Block]) -> FoundList:
    """The list with its blocks, without lead-ins, sub-headings and "nothing was found"."""
    empty = (*item.rule["empty"], *framework.recommendations.get("empty", ()))
    own = (*item.rule["not_items"], *item.rule["lead_ins"])
    general = (
        *framework.recommendations.get("not_items", ()),
        *framework.recommendations.get("lead_ins", ()),
    )
    kept, nothing = [], False
    for block in blocks:
        if _says_nothing(empty, text, block):
            nothing = True
        elif block.kind == "heading":
            continue
        elif block.kind == "list_item" or block.cell:
            kept.append(block)
        # what ends with a colon under a number of its own may well be an item with bullets below
        elif not matched(own if block.number else (*own, *general), text, block):
            kept.append(block)
    return replace(item, blocks=tuple(kept), nothing=nothing)

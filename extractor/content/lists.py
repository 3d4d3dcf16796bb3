"""Where the lists of what must improve stand: each list's heading, and the blocks below it.

Every wording is the framework's; here only the order of the blocks counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from extractor.frameworks.model import Framework, ListRule, Patterns
from extractor.frameworks.patterns import Pattern, folded
from extractor.model import Block, Document

_LONGEST_HEADING = 160
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


def find_lists(document: Document, framework: Framework) -> tuple[FoundList, ...]:
    """Every list of the document, in its order; contents pages are passed over.

    A heading with another list's heading right below it ("What must improve?" over "Areas for
    priority action") is a list without blocks.
    """
    if not framework.lists:
        return ()
    text = folded(document.text)
    blocks = [b for b in document.blocks if b.kind not in _ASIDE]
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
        if opened and not _in_contents(document, blocks, i - 1):
            first = FoundList(*opened, heading=block, part=part)
            until = _end(framework, first.rule, text, blocks, i)
            found.append(_filled(framework, first, text, blocks[i:until]))
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


def _in_contents(document: Document, blocks: Sequence[Block], i: int) -> bool:
    """Whether a heading is an entry of a list of contents: a page number stands on its row."""
    if i + 1 >= len(blocks) or not document.quote(blocks[i + 1]).strip(" .").isdigit():
        return False
    line, number = document.lines[blocks[i].first], document.lines[blocks[i + 1].first]
    same_row = abs(line.box.bottom - number.box.bottom) < line.size
    return line.page == number.page and same_row


def _end(
    framework: Framework, rule: ListRule, text: str, blocks: Sequence[Block], first: int
) -> int:
    """The index of the block that ends a list whose blocks begin at ``first``."""
    ends = (*rule["ends"], *framework.recommendations.get("ends", ()))
    for i in range(first, len(blocks)):
        block = blocks[i]
        if matched(ends, text, block) or _opened(framework, text, block):
            return i
        if block.kind == "heading" and not matched(rule["sub_headings"], text, block):
            return i
    return len(blocks)


def _says_nothing(empty: Patterns, text: str, block: Block) -> bool:
    """Whether the block says that nothing was found. A finding may use the same words further on:
    of a bullet or cell, they must be the start and most of it."""
    if not block.mark and not block.cell:
        return any(p.search(text, block.start, block.end) for p in empty)
    return block.end - block.start < _LONGEST_HEADING and matched(empty, text, block) is not None


def _filled(
    framework: Framework, item: FoundList, text: str, blocks: Sequence[Block]
) -> FoundList:
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

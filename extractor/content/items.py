"""From a list's blocks to its items: what a bullet, a number, an indent or a cell begins.

Four forms are told apart by their marks: numbered items (bullets below one belong to it, unless the
numbers stand before theme headings), bulleted items, cells of a ruled table, and plain paragraphs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from extractor.content.lists import FoundList
from extractor.model import Block, Document

_INDENT = 0.5  # of a line's size: less is the same margin
_LONGEST_TITLE = 120
_SENTENCE_END = (".", "!", "?", ";", ".’", ".”", ".'", '."', ".)", "?’")


@dataclass(slots=True)
class Item:
    """One item: the blocks that it takes up, its printed number, the body named beside it."""

    blocks: list[Block] = field(default_factory=list)
    number: str | None = None
    body: str | None = None


def items_of(document: Document, found: FoundList) -> list[Item]:
    """The items of a list, in their order."""
    blocks = found.blocks
    if any(b.cell for b in blocks):
        return _from_cells(document, [b for b in blocks if b.cell])
    marked = [b for b in blocks if _numbered(b) or b.kind == "list_item"]
    themes = bool(found.rule.options.get("themes"))
    if not marked:
        return _plain(document, blocks, themes)
    if _numbered(marked[0]) and not _are_themes(document, blocks):
        return _by_number(document, blocks)
    if _numbered(marked[0]) or themes:
        titles = {b.start for b in blocks if b.kind != "list_item" and _is_title(document, b)}
        blocks = tuple(b for b in blocks if b.start not in titles)
    return _bulleted(document, found.heading, blocks)


def _numbered(block: Block) -> bool:
    return block.number is not None and block.number[0].isdigit() and block.kind != "list_item"


def _x(document: Document, block: Block) -> float:
    """Where the block's text starts, behind its mark."""
    return document.lines[block.first].box.x0


def _ends(document: Document, block: Block) -> bool:
    return document.quote(block).rstrip().endswith(_SENTENCE_END)


def _is_title(document: Document, block: Block) -> bool:
    """A heading within the list, by its form: short, and no sentence."""
    return block.end - block.start < _LONGEST_TITLE and not document.quote(block).rstrip().endswith(
        (*_SENTENCE_END, ",", ":")
    )


def _are_themes(document: Document, blocks: Sequence[Block]) -> bool:
    """Whether the numbers stand before theme headings, and the bullets below are the items."""
    numbers = [i for i, b in enumerate(blocks) if _numbered(b)]
    return len(numbers) > 1 and all(
        _is_title(document, blocks[i]) and i + 1 < len(blocks) and blocks[i + 1].kind == "list_item"
        for i in numbers
    )


def _by_number(document: Document, blocks: Sequence[Block]) -> list[Item]:
    items: list[Item] = []
    for i, block in enumerate(blocks):
        if _numbered(block):
            items.append(Item([block], block.number))
        elif not items:
            continue
        elif block.kind in ("list_item", "table_cell") or _goes_on(document, items[-1], block):
            items[-1].blocks.append(block)
        elif not any(_numbered(b) for b in blocks[i:]):
            break
    return items


def _bulleted(document: Document, heading: Block, blocks: Sequence[Block]) -> list[Item]:
    items: list[Item] = []
    margin = _x(document, heading) + _INDENT * document.lines[heading.first].size
    for i, block in enumerate(blocks):
        if block.kind == "list_item":
            if items and _is_nested(document, items[-1], block):
                items[-1].blocks.append(block)
            else:
                items.append(Item([block]))
        elif not items:
            continue
        elif _numbered(block):
            break
        elif block.kind == "table_cell" or _goes_on(document, items[-1], block):
            items[-1].blocks.append(block)
        elif _x(document, block) > margin and any(b.kind == "list_item" for b in blocks[i:]):
            items[-1].blocks.append(block)
        else:
            break
    return items


def _goes_on(document: Document, item: Item, block: Block) -> bool:
    """Whether an unmarked block is the item's next paragraph (it hangs below the item's text, not
    its mark), a reference on a line of its own, or the rest of a broken sentence."""
    if document.quote(block)[:1].islower() and not _ends(document, item.blocks[-1]):
        return True
    first = document.lines[item.blocks[0].first]
    return abs(_x(document, block) - first.box.x0) < _INDENT * first.size


def _is_nested(document: Document, item: Item, block: Block) -> bool:
    """Whether a bullet belongs to the item above: deeper, and announced or marked otherwise."""
    first = item.blocks[0]
    if block.level <= first.level:
        return False
    return block.mark != first.mark or not _ends(document, first)


def _plain(document: Document, blocks: Sequence[Block], themes: bool) -> list[Item]:
    """Each paragraph is an item; without marks nothing tells a second paragraph of one."""
    return [
        Item([block])
        for block in blocks
        if any(c.isalpha() for c in document.quote(block))
        and not (themes and _is_title(document, block))
    ]


def _from_cells(document: Document, blocks: Sequence[Block]) -> list[Item]:
    """An item for each row, or for each part of a row's cell that begins one."""
    rows: dict[tuple[int, int], list[Block]] = {}
    for block in blocks:
        if block.cell:
            rows.setdefault(block.cell[:2], []).append(block)
    items: list[Item] = []
    for row in rows.values():
        if document.lines[row[0].first].bold:  # the header
            continue
        last = max(block.cell[2] for block in row if block.cell)
        body = " ".join(document.quote(b) for b in row if b.cell and b.cell[2] < last) or None
        cell = [block for block in row if block.cell and block.cell[2] == last]
        for i, block in enumerate(cell):
            number = block.number if _numbered(block) else None
            if i == 0 or _begins(document, cell[:i], block):
                items.append(Item([block], number, body))
            else:
                items[-1].blocks.append(block)
    return items


def _begins(document: Document, above: Sequence[Block], block: Block) -> bool:
    """Whether a block begins another item in its cell.

    It does below a finished sentence, with the mark that the cell's first block has, or unmarked
    below an unmarked one. What follows an item's own bullets goes on with it.
    """
    if block.page != above[-1].page and not document.quote(block)[:1].isupper():
        return False
    alike = bool(block.number) == bool(above[0].number) and bool(block.mark) == bool(above[0].mark)
    plain = all(bool(b.mark) == bool(block.mark) for b in above)
    return alike and plain and _ends(document, above[-1])

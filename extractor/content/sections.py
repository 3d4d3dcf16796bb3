"""Sections: the body cut at its headings, each with the key area that a heading gives it.

The whole text is covered once, from the first block to the last, save contents pages, which are
no part of the body. The first section is the front matter: title, dates, table, opening prose.
"""

from __future__ import annotations

from dataclasses import dataclass

from extractor.facts.grades import grade_of
from extractor.frameworks.model import Framework
from extractor.frameworks.patterns import folded
from extractor.model import Block, Document, Section

SUBSTANTIAL = 150
"""Characters of a paragraph that is prose, not an address, a date or a name."""
SENTENCE = 60
"""Characters of a short one that ends in a full stop."""
FILLED = 40
"""Characters of a paragraph that says something."""
LONGEST_HEADING = 260
LONGEST_SUB_HEADING = 90
LONGEST_GRADE = 60
FRONT_PAGES = 2
ASIDE = ("furniture", "footnote")


@dataclass(frozen=True, slots=True)
class _Head:
    """A heading that opens a section: ``index`` is its block's among those of the body, ``boxed``
    marks the label of a box with a grade."""

    block: Block
    index: int
    area: str | None
    level: float
    boxed: bool = False


def find_sections(document: Document, framework: Framework) -> tuple[Section, ...]:
    """The document's sections, in order.

    ``level`` is the rank of the heading among those found (1 highest). ``key_area`` is the area
    whose heading it is or stands under; for a framework of one area (``[body] key_area``), that.
    """
    if not document.blocks:
        return ()
    first, text = document.blocks[0], folded(document.text)
    contents = contents_spans(document, framework)
    heads = _heads(document, framework, contents)
    areas = _areas(heads, framework, text)
    ranks = {level: rank for rank, level in enumerate(sorted({h.level for h in heads}), 1)}
    titles = (b for b in document.blocks if b.kind == "heading")
    title_block = next((b for b in titles if not _no_heading(b, framework, text)), first)
    everywhere = framework.options.get("body.key_area")
    starts: list[tuple[int, Block, int, str | None]] = [
        (min(b.lead for b in document.blocks), title_block, 1, None)
    ]
    starts += [
        (head.block.lead, head.block, ranks[head.level], area)
        for head, area in zip(heads, areas, strict=True)
    ]
    sections: list[Section] = []
    for i, (start, block, level, area) in enumerate(starts):
        end = starts[i + 1][0] if i + 1 < len(starts) else len(document.text)
        close = _without_grade(block, framework, document.text, text) if i else block.end
        title = " ".join(document.text[block.start : close].split())[:LONGEST_HEADING]
        if i and isinstance(everywhere, str):
            area = everywhere
        for lo, hi in _without(start, end, contents):
            number = len(sections) + 1
            page = document.page_at(lo)
            sections.append(Section(f"s{number}", title, area, level, lo, hi, page))
    return tuple(sections)


def contents_spans(document: Document, framework: Framework) -> list[tuple[int, int]]:
    """Where the contents pages stand: from their heading to the last entry's page number."""
    text, spans = folded(document.text), []
    blocks = [b for b in document.blocks if b.kind not in ASIDE]
    for i, block in enumerate(blocks):
        titles = framework.body.get("contents", ())
        if not any(t.fullmatch(text, block.start, block.end) for t in titles):
            continue
        last, page = None, block.page
        while True:
            entries = [b for b in blocks[i:] if b.page == page]
            numbered = [b for b in entries if text[b.start : b.end].rstrip()[-1:].isdigit()]
            if len(numbered) < 3 or 3 * len(numbered) < len(entries):
                break
            last, page = numbered[-1], page + 1
        if last:
            after = [b.lead for b in blocks if b.lead >= last.end]
            spans.append((block.lead, min(after, default=len(text))))
    return spans


def _without(start: int, end: int, holes: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """``[start, end)`` less the holes."""
    parts, at = [], start
    for lo, hi in holes:
        if lo < end and hi > at:
            parts.append((at, lo))
            at = max(at, hi)
    parts.append((at, end))
    return [(lo, hi) for lo, hi in parts if lo < hi]


def _heads(
    document: Document, framework: Framework, contents: list[tuple[int, int]]
) -> list[_Head]:
    """The headings that open a section."""
    text = folded(document.text)
    blocks = [b for b in document.blocks if b.kind not in ASIDE]
    front, rows = _front(blocks, framework, text), _rows(blocks, framework, text)
    heads: list[_Head] = []
    filled = -1  # where the last block stands that says something
    for i, block in enumerate(blocks):
        if any(p.match(text, block.start, block.end) for p in framework.body.get("signature", ())):
            break  # behind it stand the names of those who sign
        apart = i < front or i in rows or any(lo <= block.start < hi for lo, hi in contents)
        head = None if apart else _head(blocks, i, framework, text, heads)
        if head and head.boxed and heads[-1:] and heads[-1].area == head.area:
            if filled < heads[-1].index:
                continue  # the label of the box right below its own heading
        if head and heads and filled < heads[-1].index and _alike(block, heads[-1].block, text):
            continue  # the head of a table that repeats the heading above it
        if head:
            heads.append(head)
        elif block.kind == "list_item" or block.number or _is_filled(block):
            filled = i
    while heads and heads[-1].index > filled and heads[-1].area is None:
        heads.pop()  # names and offices at the end, in bold
    return heads


def _alike(one: Block, two: Block, text: str) -> bool:
    return text[one.start : one.end].split() == text[two.start : two.end].split()


def _is_filled(block: Block) -> bool:
    return block.kind == "paragraph" and block.end - block.start >= FILLED


def _head(
    blocks: list[Block], i: int, framework: Framework, text: str, heads: list[_Head]
) -> _Head | None:
    """The block as a heading, if it is one; ``heads`` are those above it."""
    block = blocks[i]
    if block.kind == "list_item" or block.end - block.start > LONGEST_HEADING:
        return None
    if _no_heading(block, framework, text):
        return None
    area = _named_area(block, framework, text)
    printed = [h.level for h in heads if h.block.kind == "heading"]
    if block.kind == "heading":
        return _Head(block, i, area, block.level)
    if _sub_heading(blocks, i, framework, text):
        return _Head(block, i, area, (printed[-1] if printed else 2) + 1)
    if not area and not _list_heading(block, framework, text):
        return None
    # of known wording, but its print did not tell it from prose: a box beside its grade stands
    # between the heading above it and those below
    beside = (*blocks[i - 1 : i], *blocks[i + 1 : i + 2])
    boxed = any(_is_grade(b, framework, text) for b in beside)
    peers = [h.level for h in heads if h.boxed] if boxed else [h.level for h in heads if h.area]
    level = peers[-1] if peers else (printed[-1] if printed else 2) + 0.5
    return _Head(block, i, area, level, boxed)


def _sub_heading(blocks: list[Block], i: int, framework: Framework, text: str) -> bool:
    """Whether the block is a line set apart within a list of numbered or marked items."""
    block = blocks[i]
    if not framework.options.get("body.sub_headings") or i + 1 == len(blocks):
        return False
    below = blocks[i + 1]
    words = text[block.start : block.end].strip()
    return (
        block.kind == "paragraph"
        and block.number is None
        and 3 < len(words) <= LONGEST_SUB_HEADING
        and words[0].isupper()
        and words[-1] not in ".:;,"
        and (below.kind == "list_item" or below.number is not None)
    )


def _front(blocks: list[Block], framework: Framework, text: str) -> int:
    """The index of the first block that may open a section: behind the table of grades if there
    is one, else the first heading with prose below that is not the report's title."""
    rows = [
        i for i, b in enumerate(blocks) if b.page <= FRONT_PAGES and _is_grade(b, framework, text)
    ]
    if rows:
        end = rows[-1] + 1
        while (
            end < len(blocks)
            and blocks[end].kind != "heading"
            and _named_area(blocks[end], framework, text)
        ):
            end += 1  # a label whose grade stands above it
        return end
    titles = framework.recognise.get("titles", ())
    for i, block in enumerate(blocks):
        if block.kind != "heading" or _no_heading(block, framework, text):
            continue
        if any(t.search(text, block.start, block.end) for t in titles):
            continue
        below = next((b for b in blocks[i + 1 :] if b.kind != "heading"), None)
        if below and (_is_prose(below, text) or _named_area(block, framework, text)):
            return i
    return len(blocks)


def _is_prose(block: Block, text: str) -> bool:
    """Whether the block says something, and is no address, date or name."""
    if block.kind == "list_item" or block.number:
        return True
    length = block.end - block.start
    sentence = text[block.start : block.end].rstrip().endswith(".")
    return length >= SUBSTANTIAL or (sentence and length >= SENTENCE)


def _rows(blocks: list[Block], framework: Framework, text: str) -> set[int]:
    """The blocks that are labels of a table: each beside its grade, and the next one's after it.

    A box with one area's grade, at the head of its section, is a heading still.
    """
    pairs = {
        i
        for i in range(len(blocks) - 1)
        if _is_grade(blocks[i + 1], framework, text) and _named_area(blocks[i], framework, text)
    }
    return {i for i in pairs if i + 2 in pairs or i - 2 in pairs}


def _is_grade(block: Block, framework: Framework, text: str) -> bool:
    return block.end - block.start <= LONGEST_GRADE and bool(
        grade_of(framework, text[block.start : block.end])
    )


def _no_heading(block: Block, framework: Framework, text: str) -> bool:
    """Whether the block is a grade, or of a wording that is never a heading."""
    if _is_grade(block, framework, text):
        return True
    plain = framework.body.get("not_headings", ())
    rules = (*plain, *framework.judgements.get("under_heading", ()))
    return any(rule.fullmatch(text, block.start, block.end) for rule in rules)


def _named_area(block: Block, framework: Framework, text: str) -> str | None:
    named = _named(block, framework, text)
    return named[0] if named else None


def _named(block: Block, framework: Framework, text: str) -> tuple[str, int] | None:
    """The area whose heading the block is, whole or with its grade, and where its name ends."""
    start = block.start
    for prefix in framework.body.get("prefixes", ()):
        if found := prefix.match(text, start, block.end):
            start = found.end()
    after = framework.judgements.get("after_heading", ())
    for area in framework.areas:
        for pattern in (*area.headings, *area.sections):
            found = pattern.match(text, start, block.end)
            if found and (
                not text[found.end() : block.end].strip(" .:;0123456789\n")
                or any(rest.fullmatch(text, found.end(), block.end) for rest in after)
            ):
                return area.id, found.end()
    return None


def _without_grade(block: Block, framework: Framework, printed: str, text: str) -> int:
    """Where a heading ends, less the grade of the cell beside its two lines: a capital after the
    area's name, and not ": good" or "is good", which belong to the heading."""
    named = _named(block, framework, text)
    rest = printed[named[1] : block.end].lstrip() if named else ""
    beside = rest[:1].isupper() and grade_of(framework, rest)
    return named[1] if named and beside else block.end


def _list_heading(block: Block, framework: Framework, text: str) -> bool:
    return any(
        pattern.fullmatch(text, block.start, block.end)
        for rule in framework.lists
        for pattern in rule["headings"]
    )


def _areas(heads: list[_Head], framework: Framework, text: str) -> list[str | None]:
    """Each heading's own area, or that of the heading it stands under; none for a heading of
    ``[body] general`` wording and a sub-heading within a list that names no area. One of ``[body]
    parts`` wording is a part of what stands before it, in whatever size it is printed."""
    areas: list[str | None] = []
    above: list[tuple[float, str | None]] = []
    general, parts = framework.body.get("general", ()), framework.body.get("parts", ())
    for head in heads:
        while above and above[-1][0] >= head.level:
            above.pop()
        block = head.block
        if any(rule.fullmatch(text, block.start, block.end) for rule in general):
            area = None
        else:
            area = head.area or (above[-1][1] if above else None)
            if areas and any(rule.fullmatch(text, block.start, block.end) for rule in parts):
                area = areas[-1] or area
        above.append((head.level, area))
        areas.append(area)
    return areas

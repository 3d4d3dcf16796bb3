"""Grades in headings ("... in care: good") and in the sentences that state a judgement."""

from __future__ import annotations

import re

from extractor.facts.grades import grade_of
from extractor.facts.readings import Reading
from extractor.frameworks.model import Framework
from extractor.frameworks.patterns import Pattern, folded
from extractor.model import Block, Document

HEAD_PAGES = 2
"""Unless the framework says otherwise in ``[judgements] pages``."""
LONGEST_HEADING = 260
SHORT = 120
"""Characters of a block that may be the first line of a sentence in a title."""
_KINDS = ("heading", "paragraph", "table_cell")


def text_readings(document: Document, framework: Framework) -> list[Reading]:
    """The grades that headings and sentences give, in the document's order.

    A heading is an area's heading and, to the block's end, a pattern of
    ``[judgements] after_heading``, or below it a block that is one of ``under_heading``. A
    sentence is a pattern of ``sentences`` at a block's start, of ``head_sentences`` at the start
    of a sentence of the first pages, of ``anywhere`` within them. One in which a pattern of
    ``never`` is found says nothing.
    """
    rules = framework.judgements
    if not any(rules.get(n) for n in ("after_heading", "sentences", "head_sentences", "anywhere")):
        return []
    text, readings = folded(document.text), []
    blocks = [block for block in document.blocks if block.kind in _KINDS]
    for i, block in enumerate(blocks):
        below = blocks[i + 1] if i + 1 < len(blocks) else None
        reading = _heading(document, framework, block, below, text) or _sentence(
            document, framework, block, below, text
        )
        never = rules.get("never", ())
        if reading and not any(wrong.search(text, *reading.span) for wrong in never):
            readings.append(reading)
    return readings + _implied(document, framework, text)


def _implied(document: Document, framework: Framework, text: str) -> list[Reading]:
    """What the head says will follow, where that follows from one grade alone: the first pattern
    of ``[judgements] implied`` (``value`` is "area grade") that is found. It only confirms."""
    head = [b.end for b in document.blocks if b.page <= HEAD_PAGES]
    for pattern in framework.judgements.get("implied", ()):
        found = pattern.search(text, 0, max(head, default=0))
        if found and pattern.value:
            area, _, grade = pattern.value.partition(" ")
            page = document.page_at(found.start())
            words = " ".join(document.text[found.start() : found.end()].split())
            return [
                Reading(area, grade, area, words, found.span(), "consequence", pattern.id, page)
            ]
    return []


def _heading(
    document: Document, framework: Framework, block: Block, below: Block | None, text: str
) -> Reading | None:
    after = framework.judgements.get("after_heading", ())
    if not after or block.end - block.start > LONGEST_HEADING:
        return None
    for area in framework.areas:
        for pattern in area.headings if area.judged else ():
            if named := pattern.match(text, block.start, block.end):
                for rest in after:
                    if found := rest.fullmatch(text, named.end(), block.end):
                        return _reading(
                            document, framework, area.id, named.span(), found, pattern, block
                        )
                if below is None or text[named.end() : block.end].strip(" :.0123456789"):
                    continue
                if not _stands_below(document, block, below):
                    continue
                for rest in framework.judgements.get("under_heading", ()):
                    if found := rest.fullmatch(text, below.start, below.end):
                        return _reading(
                            document, framework, area.id, named.span(), found, pattern, block
                        )
    return None


def _sentence(
    document: Document, framework: Framework, block: Block, below: Block | None, text: str
) -> Reading | None:
    rules = framework.judgements
    pages = framework.options.get("judgements.pages", HEAD_PAGES)
    head = isinstance(pages, int) and block.page <= pages
    for name in ("sentences", "head_sentences", "anywhere") if head else ("sentences",):
        for pattern in rules.get(name, ()):
            look = pattern.match if name == "sentences" else pattern.search
            # a title's sentence may run on into the block below
            runs_on = name == "head_sentences" and below and block.end - block.start < SHORT
            end = below.end if runs_on and below else block.end
            found = look(text, block.start, end)
            if found is None or pattern.value is None:
                continue
            if found.start() >= block.end or (
                name == "head_sentences" and not _begins_sentence(text, block, found.start())
            ):
                continue
            title = (found.start(), found.start("grade"))
            return _reading(document, framework, pattern.value, title, found, pattern, block)
    return None


def _stands_below(document: Document, block: Block, below: Block) -> bool:
    """Whether the second block is printed under the first, not beside it as a table's cell is."""
    upper, lower = document.lines[block.last - 1].box, document.lines[below.first].box
    height = max(1.0, lower.bottom - lower.top)
    aligned = abs(lower.x0 - document.lines[block.first].box.x0) < 3 * height
    return upper.page == lower.page and lower.top > upper.top + height / 2 and aligned


def _begins_sentence(text: str, block: Block, start: int) -> bool:
    before = text[block.start : start].rstrip()
    return not before or before[-1] in ".:;)" or before[-1].isdigit()


def _reading(
    document: Document,
    framework: Framework,
    area: str,
    title: tuple[int, int],
    found: re.Match[str],
    pattern: Pattern,
    block: Block,
) -> Reading | None:
    start, end = found.span("grade")
    named = grade_of(framework, document.text[start:end])
    if named is None:
        return None
    if document.text[end : end + 1] == ")" and "(" in document.text[title[0] : start]:
        end += 1
    known = framework.area(area)
    printed = " ".join(document.text[title[0] : title[1]].split())
    is_sentence = pattern.value is not None
    return Reading(
        area=area,
        grade=named[0].id if named[0] else None,
        title=known.title if known and is_sentence else printed,
        label=" ".join(found["grade"].split()),
        span=(title[0], end),
        place="sentence" if is_sentence else "heading",
        rule=pattern.id,
        page=block.page,
    )

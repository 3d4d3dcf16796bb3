"""Every item of every list of what must improve, whole and word for word."""

from __future__ import annotations

import re

from extractor.content.items import Item, items_of
from extractor.content.lists import FoundList, find_lists, pages_of
from extractor.frameworks.model import Framework
from extractor.frameworks.patterns import folded
from extractor.model import Document, Recommendation, Warning


def find_recommendations(
    document: Document, framework: Framework
) -> tuple[tuple[Recommendation, ...], tuple[Warning, ...]]:
    """The items of the document's improvement and priority lists, and what was not understood.

    ``themes`` stay empty here. A list that says that nothing was found gives no item; one that
    neither says so nor has items gives the warning ``list_without_items``.
    """
    found: list[Recommendation] = []
    warnings: list[Warning] = []
    for item in find_lists(document, framework):
        items = items_of(document, item)
        for one in items:
            found.append(_recommendation(document, framework, item, one, len(found) + 1))
        if not items and not item.nothing and not item.over:
            warnings.append(_without_items(document, item))
    return tuple(found), tuple(warnings)


def ruled_pages(document: Document, framework: Framework) -> frozenset[int]:
    """The pages (from 1) with lists whose items only a table's rules part; see reading.tables."""
    rules = [rule for rule in framework.lists if rule.options.get("table")]
    return frozenset(pages_of(document, framework, rules)) if rules else frozenset()


def _recommendation(
    document: Document, framework: Framework, found: FoundList, item: Item, n: int
) -> Recommendation:
    evidence = document.evidence(item.blocks[0].start, item.blocks[-1].end)
    text = _text(document, item)
    default = framework.options.get("recommendations.addressee")
    default = found.rule.options.get("addressee", default)
    area = found.rule.options.get("area")
    return Recommendation(
        id=f"rec-{n}",
        number=item.number,
        text=text,
        priority=found.rule.kind == "priority",
        key_area=str(area) if area else ("lscb" if found.part == "lscb" else None),
        themes=(),
        addressee=item.body or found.part or (str(default) if default else None),
        references=_references(framework, text),
        list_heading=document.quote(found.heading),
        evidence=evidence,
        rule=found.pattern.id,
    )


def _text(document: Document, item: Item) -> str:
    """The item's words: the quote itself, unless a footnote or a page's foot stands within it."""
    blocks = item.blocks
    inside = [b for b in document.blocks if blocks[0].start <= b.start < blocks[-1].end]
    if len(inside) == len(blocks):
        return document.text[blocks[0].start : blocks[-1].end]
    text = document.quote(blocks[0])
    for before, block in zip(blocks, blocks[1:], strict=False):
        broken = before.cell and before.page < block.page and not block.mark
        joint = " " if broken and not re.search(r"[.:;!?]\W?$", text) else "\n\n"
        text += joint + document.text[block.lead : block.end]
    return text


def _references(framework: Framework, text: str) -> tuple[str, ...]:
    """What the item points to, as printed: paragraphs of the report, parts of other documents."""
    plain = folded(text)
    spans = {
        found.span()
        for pattern in framework.recommendations.get("references", ())
        for found in pattern.regex.finditer(plain)
    }
    return tuple(text[start:end] for start, end in sorted(spans))


def _without_items(document: Document, found: FoundList) -> Warning:
    evidence = document.evidence(found.heading.start, found.heading.end)
    return Warning("list_without_items", f'no items were found under "{evidence.quote}"', evidence)

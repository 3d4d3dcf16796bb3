"""What each group of lines is: heading, paragraph, list item or table cell, and how deep."""

from __future__ import annotations

from extractor.model import BlockKind

from .layout import Group, Measures
from .lines import TEXT_SIZE

_LONGEST_HEADING = 220
_LONGEST_TEXT_HEADING = 110
_DEEPEST = 6


def kinds_of(groups: list[Group], measures: Measures) -> list[tuple[BlockKind, int]]:
    """The (kind, level) of every group: a heading's rank from 1, a list item's nesting from 0."""
    kinds = [_kind(g, measures) for g in groups]
    styles = sorted(
        {_style(g) for g, k in zip(groups, kinds, strict=True) if k == "heading"}, reverse=True
    )
    rank = {style: min(i + 1, _DEEPEST) for i, style in enumerate(styles)}
    out: list[tuple[BlockKind, int]] = []
    indents: list[float] = []
    for group, kind in zip(groups, kinds, strict=True):
        level = 0
        if kind == "heading":
            level = rank[_style(group)]
            indents = []
        elif kind == "list_item":
            x = group.first.x0
            while indents and x < indents[-1] - 5:
                indents.pop()
            if not indents or x > indents[-1] + 5:
                indents.append(x)
            level = len(indents) - 1
        elif kind == "paragraph":
            indents = []
        out.append((kind, level))
    return out


def _style(group: Group) -> tuple[int, bool, bool]:
    """A heading's weight on the page; larger sorts higher."""
    first = group.first
    return round(first.size), first.bold, not first.italic


def _kind(group: Group, measures: Measures) -> BlockKind:
    if not group.lines:
        return "paragraph"
    first = group.first
    if first.cell:
        return "table_cell"
    heading = _is_heading(group, measures)
    if first.columns > 1 or any(x.columns > 1 for x in group.lines):
        large = first.size > measures.size + 0.9
        return "heading" if heading and large else "table_cell"
    if heading:
        return "heading"
    if first.mark and first.number is None or (first.number and not first.number[0].isdigit()):
        return "list_item"
    return "paragraph"


def _is_heading(group: Group, measures: Measures) -> bool:
    first = group.first
    if measures.size == TEXT_SIZE:
        return _is_text_heading(group)
    if first.mark and first.number is None:
        return False
    length = sum(len(x.text) + 1 for x in group.lines)
    if length > _LONGEST_HEADING or len(group.lines) > 5:
        return False
    text = group.last.text
    large = all(x.size > measures.size + 0.9 for x in group.lines)
    if large:
        return any(c.isalpha() for c in first.text)
    bold = sum(x.bold for x in group.lines) * 2 > len(group.lines)
    if bold and first.size >= measures.size - 0.6:
        return any(c.isalpha() for c in first.text) and not (text.endswith(".") and length > 100)
    italic = all(x.italic for x in group.lines)
    return (
        italic
        and not first.mark
        and length < 110
        and len(group.lines) <= 2
        and not text.endswith((".", ",", ";"))
        and first.text[:1].isupper()
    )


def _is_text_heading(group: Group) -> bool:
    """In plain text, which has no fonts, a short line that stands alone and ends without a stop."""
    text = group.first.text
    return (
        len(group.lines) == 1
        and not group.first.mark
        and len(text) < _LONGEST_TEXT_HEADING
        and text[:1].isupper()
        and text[-1] not in ".,;"
    )

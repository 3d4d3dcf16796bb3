"""What stands around a sentence: its section, the headings above it, its neighbours.

Used by the classifiers as features and by the rules of structure. Headings' wording is data
(``data/structure.toml``).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from extractor.content.sentences import Sentence
from extractor.content.structure import (
    kind_of_block,
    kind_of_heading,
    kind_of_lead_in,
    kind_of_sentence,
)
from extractor.content.themes import shipped_cues
from extractor.learning.features import Sample, tokens
from extractor.model import Block, Document, Recommendation, Section

BODY = ("paragraph", "list_item", "table_cell")
PASSED_ON = ("weaknesses",)
"""What a heading says of the sections below its own, too, unless their headings say something. Not
strengths: under a joint inspection's "Key strengths" prose on context stands as well."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A sentence of the body and its place.

    ``kind`` is what its heading or its list's lead-in says it is ("strengths", "weaknesses",
    "recommendations", "background", "example") or ""; ``certain`` whether that comes from a
    list that says so itself. ``index`` counts from 0 within its block, ``last`` marks the block's
    last sentence.
    """

    sentence: Sentence
    section: Section | None
    heading: str
    kind: str
    certain: bool
    index: int
    last: bool
    sample: Sample

    @property
    def stands_alone(self) -> bool:
        """Whether it is all of a block that is no list's item."""
        return self.index == 0 and self.last and "block=list_item" not in self.sample.setting

    @property
    def sentence_opens_item(self) -> bool:
        """Whether it is the first sentence of a list's item."""
        return self.index == 0 and "block=list_item" in self.sample.setting


def place(
    document: Document,
    framework: str,
    sections: Sequence[Section],
    sentences: Sequence[Sentence],
) -> tuple[Placed, ...]:
    """The body's sentences, each with its place; sentences of headings and notes are left out.

    ``framework`` is the framework's id, with the inspection's type where that changes the form
    ("ilacs/focused_visit"). One pass over the blocks.
    """
    starts = [s.start for s in sections]
    above, family = _above(sections), framework.partition("/")[0]
    kinds = _kinds(sections, family)
    text = document.text
    by_block: dict[int, list[Sentence]] = {}
    for sentence in sentences:
        by_block.setdefault(sentence.block, []).append(sentence)
    rough: list[_Rough] = []
    heading, heading_kind, section = "", "", None
    pending = ""  # the kind that "... because:" gives to the list items behind it
    for number, block in enumerate(document.blocks):
        if block.kind in ("furniture", "footnote"):
            continue
        at = bisect_right(starts, block.start) - 1
        now = sections[at] if at >= 0 and block.start < sections[at].end else None
        opens = now is not section
        if opens:
            section, pending = now, ""
            if now is not None:
                heading, heading_kind = now.title, kinds[at]
        if block.kind == "heading":
            heading = document.quote(block)
            kind = kinds[at] if opens and now else kind_of_heading(heading, family)
            heading_kind, pending = kind or (heading_kind if block.level > 2 else ""), ""
            continue
        inside = by_block.get(number, [])
        if block.kind == "paragraph" and text[max(block.start, block.end - 1)] in ":–-":
            pending = kind_of_lead_in(text[block.start : block.end])
        elif block.kind == "paragraph":
            pending = ""
        kind = pending if pending and block.kind == "list_item" else heading_kind
        kind = kind_of_block(text[block.start : block.end]) or kind
        for i, sentence in enumerate(inside):
            certain = bool(pending) and block.kind == "list_item"
            path = above[at] if section is not None else ""
            said = kind_of_sentence(text[sentence.start : sentence.end]) or kind
            rough.append((sentence, section, heading, path, said, certain, i, len(inside)))
    return tuple(_with_samples(document, framework, rough))


_Rough = tuple[Sentence, Section | None, str, str, str, bool, int, int]


def _above(sections: Sequence[Section]) -> list[str]:
    """For each section its title and those it stands under, the highest first."""
    paths, stack = [], list[Section]()
    for section in sections:
        while stack and stack[-1].level >= section.level:
            stack.pop()
        stack.append(section)
        paths.append(" ; ".join(s.title for s in stack[-3:]))
    return paths


def _kinds(sections: Sequence[Section], framework: str) -> list[str]:
    """For each section what its heading says of its text, or the heading that it stands under."""
    kinds, stack = [], list[tuple[Section, str]]()
    for section in sections:
        while stack and stack[-1][0].level >= section.level:
            stack.pop()
        kind = kind_of_heading(section.title, framework)
        if not kind and stack and stack[-1][0].key_area == section.key_area:
            kind = stack[-1][1] if stack[-1][1] in PASSED_ON else ""
        stack.append((section, kind))
        kinds.append(kind)
    return kinds


def _with_samples(document: Document, framework: str, rough: list[_Rough]) -> list[Placed]:
    text, blocks = document.text, document.blocks
    texts = [text[r[0].start : r[0].end] for r in rough]
    cues = shipped_cues()
    placed = []
    for i, (sentence, section, heading, path, kind, certain, index, size) in enumerate(rough):
        block = blocks[sentence.block]
        near_before = i > 0 and rough[i - 1][1] is section and rough[i - 1][2] == heading
        near_after = i + 1 < len(rough) and rough[i + 1][0].block == sentence.block
        facts = _facts(framework, section, kind, certain, block, index, size)
        facts += tuple("cue=" + theme for theme in cues.find(tokens(texts[i])))
        title = section.title if section else ""
        sample = Sample(
            texts[i], texts[i - 1] if near_before else "", texts[i + 1] if near_after else "",
            facts, path if heading == title else f"{path} ; {heading}",
        )  # fmt: skip
        placed.append(
            Placed(sentence, section, heading, kind, certain, index, index == size - 1, sample)
        )
    return placed


def _facts(
    framework: str, section: Section | None, kind: str, certain: bool, block: Block, index: int,
    size: int,
) -> tuple[str, ...]:
    area = section.key_area if section else None
    letter = "body" if area else "letter"
    return (
        f"framework={framework}", f"area={area}", f"area={area}|{framework}", f"kind={kind}",
        f"block={block.kind}", f"numbered={block.number is not None}", f"index={min(index, 3)}",
        f"page={min(block.page, 3)}", f"alone={size == 1}", f"same_block={index > 0}",
        f"{letter}|{kind}|{block.kind}", f"certain={certain}|{kind}",
    )  # fmt: skip


def place_recommendations(
    document: Document, framework: str, sections: Sequence[Section],
    recommendations: Sequence[Recommendation],
) -> tuple[Placed, ...]:
    """Each recommendation as one sentence in its place: the classifier gives them area and themes.
    """  # fmt: skip
    starts, above = [s.start for s in sections], _above(sections)
    blocks = [b.start for b in document.blocks]
    placed: list[Placed] = []
    for r in recommendations:
        at = bisect_right(starts, r.evidence.start) - 1
        section = sections[at] if at >= 0 else None
        number = max(0, bisect_right(blocks, r.evidence.start) - 1)
        block = document.blocks[number] if document.blocks else None
        heading = r.list_heading or (section.title if section else "")
        before = placed[-1] if placed and placed[-1].heading == heading else None
        kind = "recommendations"
        facts = _facts(framework, section, kind, False, block, 0, 1) if block else ()
        facts += tuple("cue=" + theme for theme in shipped_cues().find(tokens(r.text)))
        path = above[at] if section else ""
        headings = path if section and heading == section.title else f"{path} ; {heading}"
        sample = Sample(r.text, before.sample.text if before else "", "", facts, headings)
        sentence = Sentence(r.evidence.start, r.evidence.end, number)
        placed.append(Placed(sentence, section, heading, kind, False, 0, True, sample))
    return tuple(placed)

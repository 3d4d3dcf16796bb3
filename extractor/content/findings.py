"""Findings: the evaluative sentences of a report, each with polarity, key area and themes.

Structure decides first where it is certain (what stands under background headings is none, a list
headed as strengths holds strengths); a model decides elsewhere, and each finding's ``rule`` says
which. What the model is unsure of is left out or null.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extractor.content.sentences import Sentence, sentences
from extractor.content.setting import BODY, Placed, place, place_recommendations
from extractor.content.themes import Theme
from extractor.learning.features import tokens
from extractor.learning.names import DEFAULT
from extractor.learning.tiers import Classifier, open_model
from extractor.model import (
    Document,
    Finding,
    FrameworkRef,
    Recommendation,
    Section,
    Warning,
)

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

SHIPPED = Path(__file__).parent.parent / "models"
SHORTEST = 4
"""Words below which a sentence says too little to be a finding."""
MOST_THEMES = 3
ENDS = ".!?…:;)’”'\""
OF_LIST = {"strengths": "strength", "weaknesses": "weakness"}
OVERRULE = 0.75
"""A list's word stands unless the model is surer than this of the opposite."""


@dataclass(frozen=True, slots=True)
class Labels:
    """What the model says of one sentence. ``polarity`` is None where it is no finding."""

    polarity: str | None
    confidence: float
    key_area: str | None
    themes: tuple[str, ...]
    rule: str


@lru_cache(maxsize=4)
def shipped_model(name: str = DEFAULT) -> Classifier:
    """A model of the package, read once: one of ``learning.names.MODELS``.

    Raises:
        ModelError: there is none of that name, its files are damaged, or a package that it needs
            is not installed.
    """
    return open_model(SHIPPED / name)


def framework_key(framework: FrameworkRef, inspection_type: str | None) -> str:
    """The framework as the model knows it: letters on visits are read unlike full reports."""
    suffix = f"/{inspection_type}" if inspection_type == "focused_visit" else ""
    return framework.id + suffix


def find_findings(
    document: Document, framework: str, sections: Sequence[Section],
    recommendations: Sequence[Recommendation], model: Classifier, themes: Sequence[Theme] = (),
) -> tuple[tuple[Finding, ...], tuple[Warning, ...]]:
    """The document's findings in reading order, and what was left open.

    ``framework`` is the ``framework_key``; ``themes`` are a user's own, beside the model's. The
    warning ``key_area_uncertain`` counts findings without a key area.
    """  # fmt: skip
    placed = place(document, framework, sections, sentences(document, BODY))
    if not placed:
        return (), ()
    inside = _inside(placed, recommendations)
    own = _own_themes(themes, model)
    found: list[Finding] = []
    for item, said, listed in zip(placed, classify(placed, model), inside, strict=True):
        if said.polarity is None or (listed and item.kind not in OF_LIST):
            continue  # an improvement list's items are findings only where its heading says so
        span = item.sentence
        block = document.blocks[span.block]
        if block.kind == "table_cell" and block.cell is None:
            continue  # a label or a grade in a row of columns, not a sentence in a ruled table
        found.append(
            Finding(
                id=f"finding-{len(found) + 1}",
                polarity=said.polarity,
                text=item.sample.text,
                key_area=said.key_area,
                themes=said.themes + own(item.sample.text),
                confidence=said.confidence,
                paragraph=block.number,
                section=item.section.id if item.section else None,
                evidence=document.evidence(span.start, span.end),
                rule=said.rule,
            )
        )
    return tuple(found), _uncertain(found)


def label_recommendations(
    document: Document, framework: str, sections: Sequence[Section],
    recommendations: Sequence[Recommendation], model: Classifier, themes: Sequence[Theme] = (),
) -> tuple[Recommendation, ...]:
    """The recommendations with key area (where they have none yet) and themes."""  # fmt: skip
    if not recommendations:
        return ()
    placed = place_recommendations(document, framework, sections, recommendations)
    own = _own_themes(themes, model)
    said = model.probabilities(placed)
    areas = [s.key_area if s else None for s in (p.section for p in placed)]
    return tuple(
        replace(
            r,
            key_area=r.key_area or _area(said["key_area"][i], areas[i], model),
            themes=_themes(said["themes"][i], model) + own(r.text),
        )
        for i, r in enumerate(recommendations)
    )


def classify(placed: Sequence[Placed], model: Classifier) -> list[Labels]:
    """What structure and model say of each sentence."""
    said = model.probabilities(placed)
    made = []
    for i, item in enumerate(placed):
        polarity, confidence, rule = _polarity(item, said["polarity"][i], model)
        if polarity is None:
            made.append(Labels(None, confidence, None, (), rule))
            continue
        above = item.section.key_area if item.section else None
        area = _area(said["key_area"][i], above, model)
        made.append(Labels(polarity, confidence, area, _themes(said["themes"][i], model), rule))
    return made


def _polarity(item: Placed, odds: Array, model: Classifier) -> tuple[str | None, float, str]:
    """Polarity (None: no finding), confidence and rule of one sentence."""
    strength, weakness, advice = (float(p) for p in odds)
    of_model = f"model:{model.name}"
    if item.kind == "background":
        return None, 0.99, "heading:background"
    if len(tokens(item.sample.text)) < SHORTEST:
        return None, 0.99, "too_short"
    if item.stands_alone and item.sample.text[-1] not in ENDS:
        return None, 0.99, "no_sentence"  # a label, a grade or an address set as a paragraph
    if advice >= model.floors["recommendation"] and item.kind not in OF_LIST:
        return None, advice, of_model
    is_strength = strength >= model.floors["strength"]
    is_weakness = weakness >= model.floors["weakness"]
    listed = OF_LIST.get(item.kind)
    opens_list = item.certain or (item.sentence_opens_item and item.kind in OF_LIST)
    if listed and opens_list:
        against = weakness if listed == "strength" else strength
        if against < OVERRULE:
            sure = max(strength if listed == "strength" else weakness, 0.9)
            return listed, round(sure * (1 - against / 2), 3), f"list:{item.kind}"
    if is_strength and is_weakness:
        return "mixed", round(strength * weakness, 3), of_model
    if is_strength:
        return "strength", round(strength * (1 - weakness), 3), of_model
    if is_weakness:
        return "weakness", round(weakness * (1 - strength), 3), of_model
    return None, round((1 - strength) * (1 - weakness), 3), of_model


def _area(odds: Array, above: str | None, model: Classifier) -> str | None:
    """The likeliest key area; below the floor that of the heading above, which may be None. An area
    that the model has never met (a framework's own) is known from its heading alone."""
    if above and above not in model.labels["key_area"]:
        return above
    best = int(odds.argmax())
    total = float(odds.sum())
    if total > 0 and float(odds[best]) / max(1.0, total) >= model.floors["key_area"]:
        return model.labels["key_area"][best]
    return above


def _themes(odds: Array, model: Classifier) -> tuple[str, ...]:
    """The likeliest theme and up to two more above the floor, the likeliest first."""
    order = (-odds).argsort()[:MOST_THEMES]
    names = model.labels["themes"]
    return tuple(
        names[k] for n, k in enumerate(order) if n == 0 or odds[k] >= model.floors["themes"]
    )


def _inside(placed: Sequence[Placed], recommendations: Sequence[Recommendation]) -> list[bool]:
    spans = sorted((r.evidence.start, r.evidence.end) for r in recommendations)
    starts = [start for start, _ in spans]
    ends = [-1, *accumulate((end for _, end in spans), max)]  # the furthest end so far
    return [p.sentence.start < ends[bisect_right(starts, p.sentence.start)] for p in placed]


def without_area(recommendations: Sequence[Recommendation]) -> tuple[Warning, ...]:
    """The warning ``key_area_uncertain`` with the recommendations that have no key area."""
    left = [r for r in recommendations if r.key_area is None]
    if not left:
        return ()
    names = ", ".join(r.id for r in left)
    text = f"{len(left)} of {len(recommendations)} recommendations have no key area ({names}): "
    text += "the classifier was not sure enough"
    return (Warning("key_area_uncertain", text, left[0].evidence),)


def _uncertain(found: Sequence[Finding]) -> tuple[Warning, ...]:
    number = sum(f.key_area is None for f in found)
    if not number:
        return ()
    text = f"{number} of {len(found)} findings have no key area: the classifier was not sure enough"
    return (Warning("key_area_uncertain", text),)


def _own_themes(themes: Sequence[Theme], model: Classifier) -> Any:
    """A function from a text to those of the user's own themes that it is of."""
    if not themes:
        return lambda text: ()
    from extractor.content.own_themes import OwnThemes

    return OwnThemes(themes, model).find


__all__ = [
    "Sentence", "classify", "find_findings", "framework_key", "label_recommendations",
    "shipped_model", "without_area",
]  # fmt: skip

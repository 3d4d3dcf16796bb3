"""Two simple ways to classify, for a model's scores to be measured against."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from extractor.content.findings import MOST_THEMES, OF_LIST, Labels
from extractor.content.setting import Placed
from extractor.content.themes import shipped_cues
from extractor.learning.evaluation import Reader
from extractor.learning.features import tokens
from extractor.learning.labelled import Labelled

FAULTS = frozenset(
    "not no insufficient insufficiently inconsistent inconsistently variable poor weak lack lacks"
    " inadequate delay delays delayed limited few too need needs improve requires drift".split()
)


def majority(reports: Sequence[Labelled]) -> Reader:
    """Everything is the commonest polarity, area and theme of some reports."""
    known = [e for r in reports for e in r.examples if e is not None and e.themes]
    polarity = Counter(e.polarity for e in known).most_common(1)[0][0]
    area = Counter(e.key_area for e in known).most_common(1)[0][0]
    theme = Counter(e.themes[0] for e in known).most_common(1)[0][0]
    return lambda placed: [Labels(polarity, 0.5, area, (theme,), "majority") for _ in placed]


def heading_or_cue(placed: Sequence[Placed]) -> list[Labels]:
    """Polarity by heading, else by words of fault; area by section; themes by cues."""
    said = []
    for item in placed:
        words = tokens(item.sample.text)
        fault = any(w in FAULTS for w in words)
        polarity = OF_LIST.get(item.kind) or ("weakness" if fault else "strength")
        if item.kind in ("background", "recommendations"):
            said.append(Labels(None, 0.5, None, (), "heading"))
            continue
        area = item.section.key_area if item.section else None
        themes = shipped_cues().find(words)[:MOST_THEMES]
        said.append(Labels(polarity, 0.5, area, themes, "heading"))
    return said


"""Which sentences are most worth a person's reading: uncertain, disputed, seldom seen.

Uncertainty sampling after Lewis and Gale, "A sequential algorithm for training text classifiers"
(1994); a ceiling a report keeps the sample broad.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from extractor.content.findings import classify
from extractor.learning.annotations import Annotation, annotate
from extractor.learning.baselines import heading_or_cue
from extractor.learning.corpus import placed_of
from extractor.learning.tiers import Classifier
from extractor.model import Report

DISPUTED, SELDOM = 0.3, 0.3
"""What a verdict unlike that of headings and cues, and a rare theme or framework, add to
uncertainty (which is at most 1)."""


def sample(
    reports: Sequence[Report], model: Classifier, number: int, known: Sequence[Annotation] = (),
    date: str = "",
) -> list[Annotation]:
    """``number`` sentences to annotate, the most telling first, labelled as the model reads them
    (annotator "model:NAME"). Sentences in ``known`` are left out."""  # fmt: skip
    done = {(a.sha256, a.start) for a in known}
    themes: Counter[str] = Counter(t for a in known for t in a.themes)
    frameworks: Counter[str] = Counter(r.framework.id for r in reports)
    ranked = []
    for n, report in enumerate(reports):
        placed = placed_of(report)
        if not placed:
            continue
        odds = model.probabilities(placed)["polarity"]
        simple = heading_or_cue(placed)
        for i, (item, said) in enumerate(zip(placed, classify(placed, model), strict=True)):
            span = item.sentence
            if (report.document.sha256, span.start) in done or said.rule == "too_short":
                continue
            doubt = 1 - min(abs(2 * float(p) - 1) for p in odds[i][:2])
            disputed = DISPUTED * (said.polarity != simple[i].polarity)
            rare = 1 / (1 + min((themes[t] for t in said.themes), default=50) / 20)
            rare += 1 / frameworks[report.framework.id]
            ranked.append((doubt + disputed + SELDOM * rare, n, span.start, span.end, said))
    ranked.sort(key=lambda r: (-r[0], r[1], r[2]))
    most, taken = max(2, number // 4), Counter[int]()
    chosen: list[Annotation] = []
    for _, n, start, end, said in ranked:
        if len(chosen) == number:
            break
        if taken[n] < most:
            taken[n] += 1
            chosen.append(
                annotate(
                    reports[n].document, start, end, said.polarity or "none",
                    key_area=said.key_area, themes=said.themes,
                    annotator=f"model:{model.name}", date=date,
                )  # fmt: skip
            )
    return chosen

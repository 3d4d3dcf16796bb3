"""How far two annotators agree on the sentences that both have read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from extractor.learning.annotations import Annotation


@dataclass(frozen=True, slots=True)
class Agreement:
    """Of ``shared`` sentences: Cohen's kappa of the polarity, F1 between the two for each label
    ("polarity=...", "area=...", "theme=..."), taking the first annotator as the truth."""

    shared: int
    kappa: float
    f1: dict[str, float]


def kappa(first: Sequence[str], second: Sequence[str]) -> float:
    """Cohen's kappa (Cohen, "A coefficient of agreement for nominal scales", 1960); 1.0 where
    chance alone would agree always."""
    total = len(first)
    if not total:
        return 0.0
    observed = sum(a == b for a, b in zip(first, second, strict=True)) / total
    a, b = Counter(first), Counter(second)
    chance = sum(a[label] * b[label] for label in a) / total**2
    return 1.0 if chance >= 1 else (observed - chance) / (1 - chance)


def agreement(first: Sequence[Annotation], second: Sequence[Annotation]) -> Agreement:
    """Compare two annotators; a sentence is the same where report and quote's hash are."""
    theirs = {(a.sha256, a.hash, a.start): a for a in second}
    by_quote = {(a.sha256, a.hash): a for a in second}
    pairs = []
    for a in first:
        other = theirs.get((a.sha256, a.hash, a.start)) or by_quote.get((a.sha256, a.hash))
        if other is not None:
            pairs.append((a, other))
    right: Counter[str] = Counter()
    either: Counter[str] = Counter()
    for a, b in pairs:
        one, two = _labels(a), _labels(b)
        right.update(one & two)
        either.update(one)
        either.update(two)
    f1 = {label: 2 * right[label] / n for label, n in sorted(either.items())}
    value = kappa([a.polarity for a, _ in pairs], [b.polarity for _, b in pairs])
    return Agreement(len(pairs), value, f1)


def _labels(item: Annotation) -> set[str]:
    labels = {f"polarity={item.polarity}", *(f"theme={t}" for t in item.themes)}
    return labels | ({f"area={item.key_area}"} if item.key_area else set())

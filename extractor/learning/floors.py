"""From what probability on a label is said: chosen on held-out scores, kept in the model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

    from extractor.learning.labelled import Labelled

    Array = np.ndarray[Any, Any]

STEPS = 20
KEY_AREA = 0.35
"""A key area less probable than this is not said. With eight to choose from, the likeliest at this
probability is still more often right than the heading above, or nothing."""
MOST_THEMES = 3


def choose_floors(
    reports: Sequence[Labelled], said: Sequence[Mapping[str, Array]],
    labels: Mapping[str, tuple[str, ...]],
) -> dict[str, float]:
    """The floors of strength, weakness and themes that give the best F1 here."""  # fmt: skip
    import numpy as np

    floors = {"key_area": KEY_AREA}
    grid = np.linspace(0.2, 0.8, STEPS * 3 + 1)
    floors["recommendation"] = 0.5
    for k, label in enumerate(labels["polarity"]):
        if label == "recommendation":
            continue
        wanted, given = [], []
        for report, p in zip(reports, said, strict=True):
            for i, e in enumerate(report.examples):
                if e is not None and e.polarity != "recommendation":
                    wanted.append(e.polarity in (label, "mixed"))
                    given.append(p["polarity"][i, k])
        floors[label] = _best(np.array(wanted), np.array(given), grid)
    truth, guess = [], []
    for report, p in zip(reports, said, strict=True):
        for i, e in enumerate(report.examples):
            if e is not None and e.polarity != "none":
                truth.append([t in e.themes for t in labels["themes"]])
                guess.append(_kept(p["themes"][i]))
    floors["themes"] = _best(np.array(truth), np.array(guess), grid)
    return floors


def _kept(probabilities: Array) -> Array:
    """The probabilities of the few likeliest themes, 0 for the rest; the likeliest is always 1."""
    import numpy as np

    kept = np.zeros_like(probabilities)
    best = np.argsort(-probabilities)[:MOST_THEMES]
    kept[best] = probabilities[best]
    kept[best[0]] = 1
    return kept


def _best(wanted: Array, given: Array, grid: Array) -> float:
    """The floor with the highest F1, the one nearest a half among equals."""

    def f1(floor: float) -> float:
        said = given >= floor
        return 2 * float((wanted & said).sum()) / max(1, int(wanted.sum()) + int(said.sum()))

    return float(max(grid, key=lambda floor: (round(f1(floor), 4), -abs(floor - 0.5))))

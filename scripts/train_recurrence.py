"""Train the weights that match recommendations to later findings.

    python scripts/train_recurrence.py RESULTS

RESULTS is a folder of ``extract batch`` over the shared reports. The weights of terms are counted
over all its findings and recommendations; the logistic model is fitted to the pairs of the part
``dev`` in annotations/recurrence (ridge penalty, Newton's method). Levels are from predictions of
models that did not see the council (five folds). The part ``test`` is not looked at:
``scripts/check_recurrence.py`` does that.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np

from extractor.comparison.corpus import Corpus
from extractor.comparison.frames import load
from extractor.comparison.histories import histories
from extractor.comparison.recurrence import labels
from extractor.comparison.recurrence.features import FEATURES, ask, compare, prepare
from extractor.comparison.recurrence.figures import average_precision, counts_from
from extractor.comparison.recurrence.model import FILE
from extractor.comparison.recurrence.terms import Weights
from extractor.comparison.recurrence.words import read, shipped

PAIRS = Path(__file__).parent.parent / "annotations" / "recurrence" / "pairs.jsonl"
LEAST = 10
"""Reports that must have a term: keeps the names of people and most places out."""
RIDGE = 10.0
FOLDS = 5
SHOWN, SURE = 0.75, 0.85
"""Precision, held out, of the matches that are shown and of those that are called sure."""


def main() -> None:
    raw = argparse.RawTextHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=raw)
    parser.add_argument("results")
    arguments = parser.parse_args()
    corpus = load(arguments.results)
    weights = Weights(term_weights(corpus))
    pairs = [p for p in labels.load_pairs(PAIRS) if p.part == "dev" and p.label != "unclear"]
    known, features, lost = features_of(corpus, pairs, weights)
    if lost:
        print(f"{lost} pairs are no longer found: see scripts/check_recurrence.py")
    same = np.array([p.label in labels.SAME for p in known])
    groups = np.array([chain_of(corpus, p.recommendation.sha256) for p in known])
    judged = np.array([p.batch in ("a", "b") for p in known])
    scores = held_out(features, same, groups)
    shown, sure = (lowest(p, same[judged], scores[judged]) for p in (SHOWN, SURE))
    bias, fitted = fit(features, same)
    for name, level in (("shown", shown), ("sure", sure)):
        precision, recall = counts_from(level, same[judged], scores[judged])
        print(f"{name}: from {level:.3f}: precision {precision:.3f}, recall {recall:.3f}")
    print(f"average precision, held out: {average_precision(same[judged], scores[judged]):.3f}")
    table = {
        "trained": {
            "pairs": len(known), "same": int(same.sum()), "councils": len(set(groups)),
            "documents_of_terms": len(corpus.reports), "ridge": RIDGE,
        },
        "bias": round(bias, 5),
        "shown": round(float(shown), 3),
        "sure": round(float(sure), 3),
        "weights": dict(zip(FEATURES, (round(w, 5) for w in fitted), strict=True)),
        "terms": weights.idf,
    }  # fmt: skip
    FILE.write_text(json.dumps(table, indent=0) + "\n", encoding="utf-8")
    print(f"wrote {FILE}: {len(weights.idf)} terms")


def term_weights(corpus: Corpus) -> dict[str, float]:
    """The inverse document frequency, over sentences, of each term that enough reports have."""
    sentences: Counter[str] = Counter()
    reports: Counter[str] = Counter()
    count = 0
    for table in ("findings", "recommendations"):
        frame = corpus.table(table)
        texts = corpus.texts.read(table, frame.index)
        met: dict[str, set[str]] = {}
        for sha256, text in zip(frame["sha256"].astype(object), texts, strict=True):
            terms = set(read(text).terms)
            sentences.update(terms)
            met.setdefault(sha256, set()).update(terms)
            count += 1
        for terms in met.values():
            reports.update(terms)
    return {
        term: round(float(np.log((1 + count) / (1 + sentences[term]))), 3)
        for term in sorted(sentences)
        if reports[term] >= LEAST
    }


def features_of(
    corpus: Corpus, pairs: list[labels.Pair], weights: Weights
) -> tuple[list[labels.Pair], Any, int]:
    """The pairs that are found, their features, and how many are not."""
    quotes = [q for p in pairs for q in (p.recommendation, p.sentence)]
    found = labels.find(corpus, quotes)
    lexicon = shipped()
    by_report: dict[str, list[labels.Pair]] = {}
    for pair in pairs:
        if pair.recommendation in found.passages and pair.sentence in found.passages:
            by_report.setdefault(pair.sentence.sha256, []).append(pair)
    known: list[labels.Pair] = []
    rows = []
    for sha256, mine in by_report.items():
        said = found.said[sha256]
        places = {id(p): at for at, p in enumerate(said)}
        ready = prepare([p.text for p in said], lexicon, weights)
        asked = list(dict.fromkeys(p.recommendation for p in mine))
        made = compare(
            [ask(found.passages[q].text, lexicon, weights) for q in asked], ready, lexicon, weights
        )
        for pair in mine:
            at = places[id(found.passages[pair.sentence])]
            rows.append(made[asked.index(pair.recommendation), at])
            known.append(pair)
    return known, np.array(rows, float), len(pairs) - len(known)


def chain_of(corpus: Corpus, sha256: str) -> str:
    """A name for the report's council and all that are linked to it."""
    code = corpus.reports.set_index("sha256").loc[sha256, "place"]
    codes, every = {code}, histories()
    while more := {c for k in codes if k in every for c in every[k].codes} - codes:
        codes |= more
    return min(codes)


def held_out(features: Any, same: Any, groups: Any) -> Any:
    """The confidence of each pair by a model that did not see its council."""
    names = np.unique(groups)
    np.random.default_rng(1).shuffle(names)
    fold = {name: at % FOLDS for at, name in enumerate(names)}
    folds = np.array([fold[name] for name in groups])
    scores = np.zeros(len(same))
    for at in range(FOLDS):
        bias, weights = fit(features[folds != at], same[folds != at])
        scores[folds == at] = 1 / (1 + np.exp(-(features[folds == at] @ weights + bias)))
    return scores


def fit(features: Any, same: Any) -> tuple[float, Any]:
    """Bias and weights of a logistic model, for features as they are."""
    mean, scale = features.mean(0), features.std(0) + 1e-9
    inputs = np.hstack([np.ones((len(features), 1)), (features - mean) / scale])
    penalty = np.eye(inputs.shape[1]) * RIDGE
    penalty[0, 0] = 1e-6
    weights = np.zeros(inputs.shape[1])
    for _ in range(25):
        chance = 1 / (1 + np.exp(-inputs @ weights))
        slope = inputs.T @ (chance - same) + penalty @ weights
        curve = (inputs * (chance * (1 - chance))[:, None]).T @ inputs + penalty
        weights -= np.linalg.solve(curve, slope)
    fitted = weights[1:] / scale
    return float(weights[0] - mean @ fitted), fitted


def lowest(wanted: float, same: Any, scores: Any) -> float:
    """The lowest score from which on the precision is as wanted."""
    order = np.argsort(-scores, kind="stable")
    precision = np.cumsum(same[order]) / np.arange(1, len(order) + 1)
    enough = np.flatnonzero(precision >= wanted)
    return float(scores[order][enough[-1]]) if len(enough) else 1.0


if __name__ == "__main__":
    main()

"""Join the labelled pairs with a results folder, and say how well the matching fits them.

    python scripts/check_recurrence.py RESULTS [--part test]

Names what no longer fits (exit code 1), then prints, for the pairs of one part (batches a and b):
precision at recall 0.7 of the model and of plain TF-IDF (scikit-learn's, on words as they are),
with 95% intervals over councils; the shown and the sure matches; statuses.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))

from train_recurrence import PAIRS, chain_of, features_of  # noqa: E402

from extractor.comparison.corpus import Corpus  # noqa: E402
from extractor.comparison.frames import load  # noqa: E402
from extractor.comparison.recurrence import labels, model  # noqa: E402
from extractor.comparison.recurrence.figures import (  # noqa: E402
    average_precision,
    counts_from,
    interval,
    precision_at,
    resampled,
)
from extractor.comparison.recurrence.match import match  # noqa: E402

RECALL = 0.7


def main() -> None:
    raw = argparse.RawTextHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=raw)
    parser.add_argument("results")
    parser.add_argument("--part", choices=labels.PARTS, default="test")
    arguments = parser.parse_args()
    corpus = load(arguments.results)
    pairs = labels.load_pairs(PAIRS)
    statuses = labels.load_statuses(PAIRS.with_name("statuses.jsonl"))
    gone = fit(corpus, pairs, statuses)
    chosen = [
        p for p in pairs
        if p.part == arguments.part and p.batch in ("a", "b") and p.label != "unclear"
    ]  # fmt: skip
    known, features, _ = features_of(corpus, chosen, model.shipped().terms)
    if not known:
        sys.exit("none of the pairs' reports are among the results")
    figures(corpus, known, features)
    of_use = [p for p in pairs if p.batch == "d" and p.label != "unclear"]
    in_use(corpus, [p for p in of_use if p.part == arguments.part])
    status_figures(corpus, [s for s in statuses if s.part == arguments.part])
    sys.exit(1 if gone else 0)


def fit(
    corpus: Corpus, pairs: tuple[labels.Pair, ...], statuses: tuple[labels.Status, ...]
) -> int:
    """Say what is found; how many quotes are not."""
    quotes = [q for p in pairs for q in (p.recommendation, p.sentence)]
    found = labels.find(corpus, [*quotes, *(s.recommendation for s in statuses)])
    print(f"{len(pairs)} pairs, {len(statuses)} statuses; {len(found.passages)} quotes found")
    for quote in found.lost:
        print(f"no longer in its report: {quote.sha256} {quote.start}..{quote.end}")
    if found.absent:
        reports = {quote.sha256 for quote in found.absent}
        print(f"{len(reports)} reports are not among the results")
    return len(found.lost)


def figures(corpus: Corpus, pairs: list[labels.Pair], features: Any) -> None:
    """What the pairs say of the model and of the baseline."""
    same = np.array([p.label in labels.SAME for p in pairs])
    groups = np.array([chain_of(corpus, p.recommendation.sha256) for p in pairs])
    scores = {
        "model": model.shipped().confidence(features).astype(float),
        "plain TF-IDF": plain_tfidf(corpus, pairs),
    }
    print(f"{len(pairs)} pairs, {int(same.sum())} the same matter, {len(set(groups))} councils")
    samples = list(resampled(groups))
    for name, score in scores.items():
        precision, level = precision_at(RECALL, same, score)
        low, high = interval(precision_at(RECALL, same[s], score[s])[0] for s in samples)
        whole = average_precision(same, score)
        ends = interval(average_precision(same[s], score[s]) for s in samples)
        print(
            f"{name}: precision at recall {RECALL}: {precision:.3f} ({low:.3f} to {high:.3f}),"
            f" from {level:.3f}; average precision {whole:.3f} ({ends[0]:.3f} to {ends[1]:.3f})"
        )
        for recall in (0.2, 0.3, 0.4, 0.5, 0.6):
            print(f"  at recall {recall}: {precision_at(recall, same, score)[0]:.3f}")
    for name in ("shown", "sure"):
        level = getattr(model.shipped(), name)
        precision, recall = counts_from(level, same, scores["model"])
        both = [counts_from(level, same[s], scores["model"][s]) for s in samples]
        p, r = (interval(b[i] for b in both) for i in (0, 1))
        print(
            f"{name} (from {level}): precision {precision:.3f} ({p[0]:.3f} to {p[1]:.3f}),"
            f" recall {recall:.3f} ({r[0]:.3f} to {r[1]:.3f})"
        )
    drawn = Counter((m, p.label in labels.SAME) for p in pairs for m in p.sampled)
    for method in sorted({m for m, _ in drawn}):
        yes, no = drawn[method, True], drawn[method, False]
        print(f"drawn by {method}: {yes + no}, of them the same matter {yes}")


def in_use(corpus: Corpus, pairs: list[labels.Pair]) -> None:
    """How many of the matches drawn from all that an early level showed are right (batch d)."""
    known, features, _ = features_of(corpus, pairs, model.shipped().terms)
    if not known:
        return
    same = np.array([p.label in labels.SAME for p in known])
    scores = model.shipped().confidence(features)
    levels = (0.0, model.shipped().shown, model.shipped().sure, 1.01)
    for low, high in zip(levels, levels[1:], strict=False):
        taken = (scores >= low) & (scores < high)
        print(f"in use, {low:.3f} to {high:.3f}: {int(same[taken].sum())} of {int(taken.sum())}")


def plain_tfidf(corpus: Corpus, pairs: list[labels.Pair]) -> Any:
    """The cosine of TF-IDF vectors with the library's defaults, fitted to all findings."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectors = TfidfVectorizer().fit(corpus.texts.read("findings", corpus.findings.index))
    found = labels.find(corpus, [q for p in pairs for q in (p.recommendation, p.sentence)])
    sides = [
        vectors.transform([found.passages[getattr(p, side)].text.text for p in pairs])
        for side in ("recommendation", "sentence")
    ]
    return np.asarray(sides[0].multiply(sides[1]).sum(axis=1)).ravel()


def status_figures(corpus: Corpus, statuses: list[labels.Status]) -> None:
    """How often the status of a recommendation in a whole later report is as labelled."""
    wanted = [s for s in statuses if s.status != "unclear"]
    found = labels.find(corpus, [s.recommendation for s in wanted])
    wanted = [s for s in wanted if s.recommendation in found.passages]
    rows = {found.passages[s.recommendation].row for s in wanted}
    asked = corpus.recommendations[corpus.recommendations.index.isin(rows)]
    made = match(corpus, asked).statuses
    said = {(r, s): x for r, s, x in zip(made["recommendation"], made["later"], made["status"],
                                         strict=True)}  # fmt: skip
    table = Counter(
        (s.status, said.get((found.passages[s.recommendation].row, s.later), "not compared"))
        for s in wanted
    )
    right = sum(n for (truth, told), n in table.items() if truth == told)
    print(f"statuses: {right} of {len(wanted)} as labelled")
    for (truth, told), count in sorted(table.items()):
        print(f"  labelled {truth}, told {told}: {count}")
    mentioned = sum(n for (truth, told), n in table.items()
                    if (truth == "not_mentioned") == (told == "not_mentioned"))  # fmt: skip
    print(f"mentioned or not: {mentioned} of {len(wanted)} as labelled")


if __name__ == "__main__":
    main()

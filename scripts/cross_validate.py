"""Score the shipped way of training on folds grouped by council, with the shared scorer.

    python scripts/cross_validate.py SHARED [--annotations annotations] [--config FILE] [--misses N]
                                     [--encoders FOLDER]

For each of five folds a model is trained on the reports of the other councils and its findings of
the fold's reports are written as the contract's JSON; ``SHARED/tools/score.py`` then scores all of
them together and each framework alone. ``--encoders`` scores the accurate model: the folder is what
``extract train --encoder --work FOLDER`` keeps, the encoders trained without each fold, with their
8-bit weights; each fold's second pass and floors, of the accurate and of the linear model, are
fitted on held-out scores of the other folds. With it the linear model is scored too (its first
pass is trained once a fold, and not again for its second), and gains and losses between both are
counted.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

from extractor.content.findings import (
    find_findings,
    framework_key,
    label_recommendations,
    shipped_model,
)
from extractor.learning import encoder_config
from extractor.learning.annotations import load
from extractor.learning.corpus import Corpus, build, read_corpus
from extractor.learning.evaluation import Outcome, changes, judge, report_lines
from extractor.learning.labelled import Labelled, apart, folds_of
from extractor.learning.linear import Model
from extractor.learning.tiers import Classifier
from extractor.learning.training import CONFIG, Config, load_config, train
from extractor.model import Report, plain

FOLDS = 5


def scorer(path: Path) -> ModuleType:
    """The shared scoring script as a module."""
    spec = importlib.util.spec_from_file_location("score", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def run(
    shared: Path, reports: tuple[Report, ...], annotations: Path, config: Path, misses: int,
    encoders: Path | None,
) -> None:  # fmt: skip
    """Train and score."""
    settings, started = load_config(config), time.monotonic()
    corpus = build(reports, load(annotations))
    print(f"{len(corpus.reports)} reports, {len(corpus.untested)} never tested on, "
          f"{len(corpus.lost)} annotations lost")  # fmt: skip
    folds = folds_of(corpus.reports, FOLDS, settings.seed)
    by_sha = {r.document.sha256: r for r in reports}
    accurate = Accurate(corpus, settings, encoders) if encoders else None
    names = ("accurate", "fast") if accurate else ("fast",)
    outcomes: dict[str, list[Outcome]] = {name: [] for name in names}
    with tempfile.TemporaryDirectory() as folder:
        for fold in range(FOLDS):
            rest = [r for r in corpus.reports if folds[r.group] != fold]
            test = [r for r in corpus.reports if folds[r.group] == fold]
            if accurate:
                of = accurate.without(fold)
            else:
                of = always(train([*rest, *apart(corpus.untested, test)], settings))
            for item in test:
                for name, model in of(item).items():
                    outcomes[name] += judge(model, [item])
                    result = result_of(by_sha[item.report], model)
                    path = Path(folder) / name / f"{item.report}.json"
                    path.parent.mkdir(exist_ok=True)
                    path.write_text(json.dumps(result))
            print(f"fold {fold + 1}: {len(test)} reports, {time.monotonic() - started:.0f} s",
                  flush=True)  # fmt: skip
        score = scorer(shared / "tools" / "score.py")
        gold = score.jsonl(shared / "gold" / "sentences.jsonl")
        frameworks = {item.report: item.framework for item in corpus.reports}
        for name in names:
            docs = score.load_results(str(Path(folder) / name))
            print(f"\n{name}, all frameworks, by score.py")
            score.score_sentences(docs, gold, misses)
            for one in sorted(set(frameworks.values())):
                print(f"\n{name}, {one}")
                score.score_sentences(docs, [g for g in gold if frameworks.get(g["sha"]) == one], 0)
            print(f"\n{name}, by annotated sentence")
            print("\n".join(report_lines(outcomes[name])))
    if accurate:
        gains, losses = changes(outcomes["fast"], outcomes["accurate"])
        print(f"\nagainst linear: {len(gains)} gains, {len(losses)} losses")
        for one in sorted(set(frameworks.values())):
            both = [sum(new.example.framework == one for _, new in x) for x in (gains, losses)]
            print(f"{one}: {both[0]} gains, {both[1]} losses")


Models = Callable[[Labelled], dict[str, Classifier]]
"""The models, by name, that may be asked about a report."""


def always(linear: Model) -> Models:
    """The linear model, for each report."""
    return lambda item: {"fast": linear}


def result_of(report: Report, model: Classifier) -> dict[str, Any]:
    """What the scorer needs of a report's JSON."""
    key = framework_key(report.framework, report.inspection.type)
    args = report.document, key, report.sections, report.recommendations, model
    found, _ = find_findings(*args)
    return {
        "source": {"sha256": report.document.sha256}, "findings": plain(found),
        "recommendations": plain(label_recommendations(*args)),
    }  # fmt: skip


class Accurate:
    """Both models without each fold."""

    def __init__(self, corpus: Corpus, linear: Config, encoders: Path) -> None:
        from extractor.learning.accurate_training import facts_of, hold_out

        self._config, self._linear = encoder_config.load_config(), linear
        self._encoders, self._facts = encoders, facts_of(corpus.reports)
        self._shipped = shipped_model("fast")
        if not isinstance(self._shipped, Model):
            raise TypeError("the fast model is not linear")
        self._held_out = hold_out(corpus.reports, self._shipped.labels, linear, self._config,
                                  encoders, print, corpus.untested)  # fmt: skip

    def without(self, fold: int) -> Models:
        """The models that have not seen the fold, for its reports."""
        from extractor.learning.accurate_files import Known, words_of_encoder
        from extractor.learning.accurate_training import second_pass
        from extractor.learning.encoder import load_encoder
        from extractor.learning.floors import choose_floors
        from extractor.learning.stacking import decide, width
        from extractor.learning.training import fit_second

        known, labels = self._held_out, self._shipped.labels
        rest = known.only(lambda r: known.folds[r.group] != fold)
        second, floors = second_pass(rest, labels, self._config)
        values = {name: getattr(self._shipped, name) for name in Model.__slots__}
        own = fit_second(rest.reports, rest.linear, labels, self._linear)
        linear = Model(**{**values, "second": own})
        said = [linear.second_pass(s, r.linked)
                for s, r in zip(rest.linear, rest.reports, strict=True)]  # fmt: skip
        plain_floors = choose_floors(rest.reports, said, labels)
        graph = (self._encoders / f"fold{fold + 1}.onnx").read_bytes()
        encoder = load_encoder("fold", graph, words_of_encoder(), self._facts,
                               self._config.length, width(labels))  # fmt: skip
        first = {r.report: s for r, s in zip(known.reports, known.linear, strict=True)}

        def of(item: Labelled) -> dict[str, Classifier]:
            scores = first[item.report]
            both = decide(second, scores, encoder.scores(item.placed), item.linked, labels)
            alone = linear.second_pass(scores, item.linked)
            return {
                "accurate": Known("accurate", linear, floors, both),
                "fast": Known("fast", linear, plain_floors, alone),
            }

        return of


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("shared", type=Path)
    parser.add_argument("--annotations", type=Path, default=Path("annotations"))
    parser.add_argument("--config", type=Path, default=CONFIG)
    parser.add_argument("--misses", type=int, default=0)
    parser.add_argument("--encoders", type=Path)
    options = parser.parse_args()
    wanted = {a.sha256 for a in load(options.annotations)}
    reports = read_corpus(options.shared / "reports", wanted, print)
    run(options.shared, reports, options.annotations, options.config, options.misses,
        options.encoders)  # fmt: skip


if __name__ == "__main__":
    main()

"""Score the shipped way of training on folds grouped by council, with the shared scorer.

    python scripts/cross_validate.py SHARED [--annotations annotations] [--config FILE] [--misses N]
                                     [--encoders FOLDER]

For each of five folds a model is trained on the reports of the other councils and its findings of
the fold's reports are written as the contract's JSON; ``SHARED/tools/score.py`` then scores all of
them together and each framework alone. ``--encoders`` scores the accurate model: the folder is what
``extract train --encoder --work FOLDER`` keeps, the encoders trained without each fold, with their
8-bit weights; each fold's second pass and floors are fitted on held-out scores of the other folds.
With it the linear model's answers are scored too, and gains and losses between both are counted.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import tempfile
import time
from pathlib import Path
from types import ModuleType

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
from extractor.learning.labelled import apart, folds_of
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
    outcomes: list[Outcome] = []
    plainer: list[Outcome] = []
    accurate = Accurate(corpus, settings, encoders) if encoders else None
    with tempfile.TemporaryDirectory() as folder:
        for fold in range(FOLDS):
            rest = [r for r in corpus.reports if folds[r.group] != fold]
            test = [r for r in corpus.reports if folds[r.group] == fold]
            linear = train([*rest, *apart(corpus.untested, test)], settings)
            model: Classifier = linear
            if accurate:
                plainer += judge(linear, test)
                model = accurate.without(fold, linear)
            outcomes += judge(model, test)
            for item in test:
                report = by_sha[item.report]
                key = framework_key(report.framework, report.inspection.type)
                args = report.document, key, report.sections, report.recommendations, model
                found, _ = find_findings(*args)
                result = {
                    "source": {"sha256": item.report}, "findings": plain(found),
                    "recommendations": plain(label_recommendations(*args)),
                }  # fmt: skip
                (Path(folder) / f"{item.report}.json").write_text(json.dumps(result))
            print(f"fold {fold + 1}: {len(test)} reports, {time.monotonic() - started:.0f} s",
                  flush=True)  # fmt: skip
        score = scorer(shared / "tools" / "score.py")
        docs = score.load_results(folder)
        gold = score.jsonl(shared / "gold" / "sentences.jsonl")
        frameworks = {item.report: item.framework for item in corpus.reports}
        print("\nall frameworks, by score.py")
        score.score_sentences(docs, gold, misses)
        for name in sorted(set(frameworks.values())):
            print(f"\n{name}")
            score.score_sentences(docs, [g for g in gold if frameworks.get(g["sha"]) == name], 0)
    print("\nby annotated sentence")
    print("\n".join(report_lines(outcomes)))
    if accurate:
        print("\nlinear, by annotated sentence")
        print("\n".join(report_lines(plainer)))
        gains, losses = changes(plainer, outcomes)
        print(f"\nagainst linear: {len(gains)} gains, {len(losses)} losses")
        for name in sorted(set(frameworks.values())):
            both = [sum(new.example.framework == name for _, new in x) for x in (gains, losses)]
            print(f"{name}: {both[0]} gains, {both[1]} losses")


class Accurate:
    """The accurate models without each fold."""

    def __init__(self, corpus: Corpus, linear: Config, encoders: Path) -> None:
        from extractor.learning.accurate_training import facts_of, hold_out

        self._config, self._encoders = encoder_config.load_config(), encoders
        self._facts = facts_of(corpus.reports)
        shipped = shipped_model("fast")
        self._held_out = hold_out(corpus.reports, shipped.labels, linear, self._config, encoders,
                                  print, corpus.untested)  # fmt: skip

    def without(self, fold: int, linear: Model) -> Classifier:
        """The model that has not seen the fold; ``linear`` is the linear one that has not."""
        from extractor.learning.accurate import Accurate
        from extractor.learning.accurate_files import words_of_encoder
        from extractor.learning.accurate_training import second_pass
        from extractor.learning.encoder import load_encoder
        from extractor.learning.stacking import width

        known = self._held_out
        rest = known.only(lambda r: known.folds[r.group] != fold)
        second, floors = second_pass(rest, linear.labels, self._config)
        graph = (self._encoders / f"fold{fold + 1}.onnx").read_bytes()
        encoder = load_encoder("fold", graph, words_of_encoder(), self._facts,
                               self._config.length, width(linear.labels))  # fmt: skip
        return Accurate("accurate", "", linear.labels, floors, linear, encoder, second)


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

"""Score the shipped way of training on folds grouped by council, with the shared scorer.

    python scripts/cross_validate.py SHARED [--annotations annotations] [--config FILE] [--misses N]

For each of five folds a model is trained on the reports of the other councils and its findings of
the fold's reports are written as the contract's JSON; ``SHARED/tools/score.py`` then scores all of
them together and each framework alone.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import tempfile
import time
from pathlib import Path
from types import ModuleType

from extractor.content.findings import find_findings, framework_key, label_recommendations
from extractor.learning.annotations import load
from extractor.learning.corpus import build, read_corpus
from extractor.learning.evaluation import Outcome, judge, report_lines
from extractor.learning.labelled import folds_of
from extractor.learning.training import CONFIG, load_config, train
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
    shared: Path, reports: tuple[Report, ...], annotations: Path, config: Path, misses: int
) -> None:
    """Train and score."""
    settings, started = load_config(config), time.monotonic()
    corpus = build(reports, load(annotations))
    print(f"{len(corpus.reports)} reports, {len(corpus.lost)} annotations lost")
    folds = folds_of(corpus.reports, FOLDS, settings.seed)
    by_sha = {r.document.sha256: r for r in reports}
    outcomes: list[Outcome] = []
    with tempfile.TemporaryDirectory() as folder:
        for fold in range(FOLDS):
            model = train([r for r in corpus.reports if folds[r.group] != fold], settings)
            test = [r for r in corpus.reports if folds[r.group] == fold]
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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("shared", type=Path)
    parser.add_argument("--annotations", type=Path, default=Path("annotations/gold.jsonl"))
    parser.add_argument("--config", type=Path, default=CONFIG)
    parser.add_argument("--misses", type=int, default=0)
    options = parser.parse_args()
    wanted = {a.sha256 for a in load(options.annotations)}
    reports = read_corpus(options.shared / "reports", wanted, print)
    run(options.shared, reports, options.annotations, options.config, options.misses)


if __name__ == "__main__":
    main()

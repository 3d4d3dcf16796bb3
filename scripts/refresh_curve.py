"""What a user's own sentences do: hold one framework out, give some of its sentences back.

    python scripts/refresh_curve.py SHARED --framework jtai --numbers 0,50,100,200

Half of the framework's councils are the test; from the other half so many sentences are added to
the annotations of all other frameworks, whole paragraphs in the order of the reports, as a user
would read them.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

from extractor.learning.annotations import load
from extractor.learning.corpus import build, read_corpus
from extractor.learning.evaluation import judge, summary
from extractor.learning.labelled import Labelled
from extractor.learning.training import load_config, train
from extractor.model import Report

SHOWN = ("polarity_macro_f1", "key_area", "themes_micro_f1", "main_theme")


def some(reports: list[Labelled], number: int) -> list[Labelled]:
    """The reports with labels for the first ``number`` of their sentences, evenly from each."""
    kept, share = [], number // max(1, len(reports))
    for report in reports:
        left, examples = share, []
        for example in report.examples:
            examples.append(example if left > 0 else None)
            left -= example is not None
        kept.append(replace(report, examples=tuple(examples)))
    return kept if number else []


def curve(
    reports: tuple[Report, ...], annotations: Path, framework: str, numbers: list[int]
) -> None:
    """Print one line for each number."""
    corpus, config = build(reports, load(annotations)), load_config()
    others = [r for r in corpus.reports if r.framework != framework]
    own = [r for r in corpus.reports if r.framework == framework]
    councils = sorted({r.group for r in own})
    given = [r for r in own if r.group in councils[::2]]
    test = [r for r in own if r.group not in councils[::2]]
    seen = {r.group for r in test}
    others = [r for r in others if r.group not in seen]
    print(f"{framework}: {len(test)} reports tested, {len(given)} to give back from")
    for number in numbers:
        scores = summary(judge(train([*others, *some(given, number)], config), test))
        print(f"{number:5d}  " + "  ".join(f"{n} {scores[n]:.3f}" for n in SHOWN), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("shared", type=Path)
    parser.add_argument("--annotations", type=Path, default=Path("annotations/gold.jsonl"))
    parser.add_argument("--framework", default="jtai")
    parser.add_argument("--numbers", default="0,50,100,200,400")
    options = parser.parse_args()
    wanted = {a.sha256 for a in load(options.annotations)}
    reports = read_corpus(options.shared / "reports", wanted, print)
    numbers = [int(n) for n in options.numbers.split(",")]
    curve(reports, options.annotations, options.framework, numbers)


if __name__ == "__main__":
    main()

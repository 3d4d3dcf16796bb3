"""What a user's own sentences do: hold one framework out, give some of its sentences back.

    python scripts/refresh_curve.py SHARED --framework jtai --numbers 0,50,100,200 --seeds 0,1,2

The framework's councils are parted in two; a model trained on all other frameworks and so many
sentences of one half's reports is tested on the other half, both ways round, so that every report
is tested. Each seed parts the councils and picks the sentences anew; a line is one seed and number,
and the last lines are means over the seeds with their standard deviations. ``--pick sample`` takes
the sentences that `extract annotate sample` would put before the user, by the model that has none
of them. ``--weight`` is how much an own sentence counts beside the others. Themes, three quarters
of the time, are left out unless asked for (``--themes``).
"""

from __future__ import annotations

import argparse
import hashlib
import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from statistics import mean, stdev

from extractor.learning.annotations import annotate, load
from extractor.learning.corpus import build, read_corpus
from extractor.learning.evaluation import Outcome, judge, summary
from extractor.learning.labelled import Labelled
from extractor.learning.linear import Model
from extractor.learning.sampling import sample
from extractor.learning.training import Config, load_config, train
from extractor.model import Report

SHOWN = ("polarity_macro_f1", "key_area", "themes_micro_f1", "main_theme")


def halves(reports: Sequence[Labelled], seed: int) -> tuple[set[str], set[str]]:
    """The councils of some reports, in two halves that the seed chooses."""
    order = sorted(
        {r.group for r in reports},
        key=lambda group: hashlib.sha256(f"{seed}:{group}".encode()).hexdigest(),
    )
    return set(order[::2]), set(order[1::2])


def at_random(reports: Sequence[Labelled], number: int, seed: int) -> set[tuple[str, int]]:
    """Report and index of some annotated sentences, drawn anyhow."""
    pool = [
        (random.Random(f"{seed}:{r.report}:{i}").random(), r.report, i)
        for r in reports
        for i, example in enumerate(r.examples)
        if example is not None
    ]
    return {(report, i) for _, report, i in sorted(pool)[:number]}


def as_sampled(
    reports: Sequence[Labelled], number: int, model: Model, whole: dict[str, Report]
) -> set[tuple[str, int]]:
    """Report and index of the annotated sentences that sampling picks; those that nobody annotated
    are left out as if known."""
    at, unread = {}, []
    for r in reports:
        for i, (p, example) in enumerate(zip(r.placed, r.examples, strict=True)):
            if example is None:
                span = p.sentence.start, p.sentence.end
                unread.append(annotate(whole[r.report].document, *span, "none"))
            else:
                at[r.report, p.sentence.start] = (r.report, i)
    chosen = sample([whole[r.report] for r in reports], model, number, unread)
    return {at[a.sha256, a.start] for a in chosen}


def given_back(
    reports: Sequence[Labelled], chosen: set[tuple[str, int]], weight: float
) -> list[Labelled]:
    """The reports with the labels of the chosen sentences alone."""
    return [
        replace(
            r,
            examples=tuple(
                replace(e, weight=weight) if e is not None and (r.report, i) in chosen else None
                for i, e in enumerate(r.examples)
            ),
        )
        for r in reports
    ]


def without_themes(reports: Sequence[Labelled]) -> list[Labelled]:
    """The reports with one theme for all, which takes no time to learn."""
    return [
        replace(
            r,
            examples=tuple(
                replace(e, themes=("any",)) if e is not None and e.themes else e
                for e in r.examples
            ),
        )
        for r in reports
    ]


def curve(
    corpus: Sequence[Labelled], whole: dict[str, Report], config: Config, framework: str,
    numbers: Sequence[int], seeds: Sequence[int], pick: str, weight: float,
) -> None:
    """Print a line for each seed and number, then the means."""  # fmt: skip
    own = [r for r in corpus if r.framework == framework]
    scores: dict[int, list[dict[str, float]]] = {n: [] for n in numbers}
    for seed in seeds:
        outcomes: dict[int, list[Outcome]] = {n: [] for n in numbers}
        for tested in halves(own, seed):
            test = [r for r in own if r.group in tested]
            given = [r for r in own if r.group not in tested]
            others = [r for r in corpus if r.framework != framework and r.group not in tested]
            none = train(others, config) if 0 in numbers or pick == "sample" else None
            for number in numbers:
                model = none
                if number or model is None:
                    if pick == "sample" and none is not None:
                        chosen = as_sampled(given, number, none, whole)
                    else:
                        chosen = at_random(given, number, seed)
                    model = train([*others, *given_back(given, chosen, weight)], config)
                outcomes[number] += judge(model, test)
        for number in numbers:
            scores[number].append(summary(outcomes[number]))
            row = "  ".join(f"{name} {scores[number][-1][name]:.4f}" for name in SHOWN)
            print(f"seed {seed}  {number:5d}  {row}", flush=True)
    print(f"\n{framework}, {pick}, weight {weight:g}: mean (standard deviation) of {len(seeds)}")
    for number in numbers:
        found = [[s[name] for s in scores[number]] for name in SHOWN]
        cells = [f"{mean(v):.3f} ({stdev(v) if len(v) > 1 else 0:.3f})" for v in found]
        print(f"{number:5d}  " + "  ".join(cells))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("shared", type=Path)
    parser.add_argument("--annotations", type=Path, default=Path("annotations/gold.jsonl"))
    parser.add_argument("--framework", default="jtai")
    parser.add_argument("--numbers", default="0,50,100,200")
    parser.add_argument("--seeds", default="0,1,2")
    parser.add_argument("--pick", choices=["random", "sample"], default="random")
    parser.add_argument("--weight", type=float, default=1.0)
    parser.add_argument("--themes", action="store_true")
    options = parser.parse_args()
    items = load(options.annotations)
    reports = read_corpus(options.shared / "reports", {a.sha256 for a in items}, print)
    corpus = build(reports, items).reports
    numbers, seeds = ([int(n) for n in x.split(",")] for x in (options.numbers, options.seeds))
    curve(
        corpus if options.themes else without_themes(corpus),
        {r.document.sha256: r for r in reports}, load_config(), options.framework,
        numbers, seeds, options.pick, options.weight,
    )  # fmt: skip


if __name__ == "__main__":
    main()

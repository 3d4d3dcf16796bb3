"""`extract evaluate`"""

import json
from pathlib import Path

import click

from extractor.cli.train import say, told


@click.command()
@click.option("--corpus", required=True, type=click.Path(exists=True, file_okay=False),
              help="Folder with the annotated reports.")  # fmt: skip
@click.option("--annotations", multiple=True, type=click.Path(exists=True),
              help="Annotation files or folders (default: annotations).")  # fmt: skip
@click.option("--model", "model_path", metavar="NAME", help="Model (default: the shipped fast).")
@click.option("--against", metavar="NAME", help="Another model: list gains and losses against it.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text",
              show_default=True, help="text for reading, or json.")  # fmt: skip
def evaluate(
    corpus: str, annotations: tuple[str, ...], model_path: str | None, against: str | None,
    form: str,
) -> None:  # fmt: skip
    """Score a model on annotated reports: classes, frameworks, themes, confidence.

    Scores on reports that the model was trained on flatter it: see the model's card, and
    docs/models.md for cross-validation. With --against, each sentence that one of the two models
    reads rightly and the other does not is listed.

    \b
    Examples:
      extract evaluate --corpus reports/ --annotations mine.jsonl
      extract evaluate --corpus reports/ --model models/mine --against extractor/models/fast
    """
    with told():
        from extractor.content.findings import SHIPPED
        from extractor.learning.annotations import load
        from extractor.learning.corpus import build, read_corpus
        from extractor.learning.evaluation import (
            by_framework,
            changes,
            judge,
            report_lines,
            summary,
        )
        from extractor.learning.tiers import open_model

        model = open_model(Path(model_path) if model_path else SHIPPED / "fast")
        items = load(*(Path(a) for a in annotations or ("annotations",)))
        data = build(read_corpus(Path(corpus), {a.sha256 for a in items}, say), items)
        outcomes = judge(model, data.reports)
        before = judge(open_model(Path(against)), data.reports) if against else outcomes
        gains, losses = changes(before, outcomes)
    if form == "json":
        found = {"all": summary(outcomes), "frameworks": by_framework(outcomes)}
        click.echo(json.dumps(found, indent=2))
        return
    click.echo("\n".join(report_lines(outcomes)))
    if against:
        click.echo(f"\nagainst {against}: {len(gains)} gains, {len(losses)} losses")
        for name, pairs in (("gain", gains), ("loss", losses)):
            for old, new in pairs:
                e = new.example
                click.echo(
                    f"{name}: {e.report[:12]} {e.placed.sentence.start} is {e.polarity}, "
                    f"was read {old.polarity}, now {new.polarity}: {e.placed.sample.text}"
                )

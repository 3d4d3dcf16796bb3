"""`extract annotate ...`"""

from datetime import UTC, datetime
from pathlib import Path

import click

from extractor.cli.train import say, told

TOOL = click.option(
    "--tool", type=click.Choice(["doccano", "label-studio", "prodigy"]), default="doccano",
    show_default=True, help="Whose form of JSONL.",
)  # fmt: skip
CORPUS = click.option(
    "--corpus", required=True, type=click.Path(exists=True, file_okay=False),
    help="Folder with the reports.",
)  # fmt: skip
OUTPUT = click.option("-o", "--output", required=True, metavar="FILE", help="Write here.")
FILES = click.argument("annotations", nargs=-1, required=True, type=click.Path(exists=True))


@click.group()
def annotate() -> None:
    """Annotations: check them, pick sentences to read, exchange them with annotation tools."""


@annotate.command()
@CORPUS
@FILES
def check(corpus: str, annotations: tuple[str, ...]) -> None:
    """Join annotations with the reports and name those whose quote is no longer there.

    \b
    Example:
      extract annotate check --corpus reports/ annotations/
    """
    with told():
        from extractor.learning.annotations import join, load
        from extractor.learning.corpus import read_corpus

        items = load(*map(Path, annotations))
        reports = read_corpus(Path(corpus), {a.sha256 for a in items}, say)
        joined = join(items, [r.document for r in reports])
    fitting = sum(map(len, joined.found.values()))
    click.echo(f"{fitting} of {len(items)} annotations fit {len(reports)} reports")
    for item in joined.lost:
        click.echo(f"gone: {item.sha256[:12]} {item.start}..{item.end} ({item.polarity})")
    for sha in sorted({a.sha256 for a in joined.absent}):
        click.echo(f"no such report here: {sha}")
    if joined.lost:
        click.get_current_context().exit(3)


@annotate.command()
@CORPUS
@TOOL
@OUTPUT
@FILES
def export(corpus: str, tool: str, output: str, annotations: tuple[str, ...]) -> None:
    """Write annotations with their sentences' text in the form of an annotation tool.

    The file holds sentences of the reports: keep it out of repositories.

    \b
    Example:
      extract annotate export --corpus reports/ --tool prodigy -o tasks.jsonl annotations/
    """
    with told():
        from extractor.content.themes import shipped_themes
        from extractor.learning.annotations import join, load
        from extractor.learning.corpus import read_corpus
        from extractor.learning.exchange import TOOLS, to_tool, write_records

        items = load(*map(Path, annotations))
        reports = read_corpus(Path(corpus), {a.sha256 for a in items}, say)
        texts = {r.document.sha256: r.document.text for r in reports}
        joined = join(items, [r.document for r in reports])
        themes = [t.id for t in shipped_themes()]
        form = TOOLS[TOOLS.index(tool)]
        records = [
            to_tool(form, a, texts[sha][a.start : a.end], themes)
            for sha, found in joined.found.items()
            for a in found
        ]
        number = write_records(records, Path(output))
    click.echo(f"{number} sentences written")


@annotate.command("import")
@TOOL
@OUTPUT
@click.argument("file", type=click.Path(exists=True, dir_okay=False))
@click.option("--annotator", help="Who gave the labels (default: what the file says).")
def import_(tool: str, output: str, file: str, annotator: str | None) -> None:
    """Turn an annotation tool's export into stand-off annotations, without the text.

    \b
    Example:
      extract annotate import --tool prodigy --annotator jo -o annotations/jo.jsonl done.jsonl
    """
    with told():
        from dataclasses import replace

        from extractor.learning.annotations import save
        from extractor.learning.exchange import TOOLS, read_records

        items = list(read_records(TOOLS[TOOLS.index(tool)], Path(file)))
        if annotator:
            today = datetime.now(UTC).date().isoformat()
            items = [replace(a, annotator=annotator, date=today) for a in items]
        save(items, Path(output))
    click.echo(f"{len(items)} annotations written")


@annotate.command()
@CORPUS
@OUTPUT
@click.option("--number", default=200, show_default=True, type=click.IntRange(1),
              help="How many sentences.")  # fmt: skip
@click.option("--model", "model_path", metavar="NAME", help="Model (default: the shipped fast).")
@click.option("--known", multiple=True, type=click.Path(exists=True),
              help="Annotations there are: their sentences are left out.")  # fmt: skip
def sample(
    corpus: str, output: str, number: int, model_path: str | None, known: tuple[str, ...]
) -> None:
    """Pick the sentences most worth a person's reading, labelled as the model reads them.

    \b
    Example:
      extract annotate sample --corpus reports/ --known annotations/ -o next.jsonl
    """
    with told():
        import hashlib

        from extractor.content.findings import SHIPPED
        from extractor.learning.annotations import load, save
        from extractor.learning.corpus import read_corpus
        from extractor.learning.sampling import sample as pick
        from extractor.learning.tiers import open_model

        folder = Path(corpus)
        files = [p for p in folder.rglob("*") if p.suffix.lower() in (".pdf", ".txt")]
        wanted = {hashlib.sha256(p.read_bytes()).hexdigest() for p in files}
        reports = read_corpus(folder, wanted, say)
        model = open_model(Path(model_path) if model_path else SHIPPED / "fast")
        today = datetime.now(UTC).date().isoformat()
        chosen = pick(reports, model, number, load(*map(Path, known)) if known else (), today)
        save(chosen, Path(output))
    click.echo(f"{len(chosen)} sentences picked")


@annotate.command()
@click.argument("first", type=click.Path(exists=True))
@click.argument("second", type=click.Path(exists=True))
def agreement(first: str, second: str) -> None:
    """Compare two annotators: Cohen's kappa of the polarity, F1 of each label.

    \b
    Example:
      extract annotate agreement jo.jsonl sam.jsonl
    """
    with told():
        from extractor.learning.agreement import agreement as compare
        from extractor.learning.annotations import load

        found = compare(load(Path(first)), load(Path(second)))
    click.echo(f"{found.shared} sentences in both, kappa of polarity {found.kappa:.3f}")
    for label, f1 in found.f1.items():
        click.echo(f"  {label:40s} F1 {f1:.3f}")

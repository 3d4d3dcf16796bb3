"""`extract search`"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TextIO

import click

from extractor.cli.filters import filter_options, selection_of

if TYPE_CHECKING:
    from extractor.comparison.search.engine import Found
    from extractor.comparison.selection import Selection

ENDINGS = ("json", "csv")
FORMS = ("table", *ENDINGS)
MANY = 100
"""Documents to read anew from which on it is told that this takes a while."""


@click.command
@click.argument("results", metavar="RESULTS")
@click.argument("query")
@filter_options
@click.option("--kind", "passages", multiple=True, type=click.Choice(["finding", "recommendation"]))
@click.option("--limit", type=click.IntRange(1, 100_000), default=20, show_default=True)
@click.option("--related/--no-related", default=True, show_default=True,
              help="Also what means about the same in other words.")
@click.option("--manifest", metavar="FILE",
              help="A manifest with sha256 and official_url: links then lead to official reports.")
@click.option("--format", "form", type=click.Choice(FORMS), help="Default: by the name after -o.")
@click.option("-o", "--output", metavar="FILE", help="Write here.")
def search(
    results: str, query: str, passages: tuple[str, ...], limit: int, related: bool,
    manifest: str | None, form: str | None, output: str | None, **filters: Any,
) -> None:  # fmt: skip
    """Find what the reports say: QUERY in the findings and recommendations of RESULTS.

    RESULTS is a folder that 'extract batch' made. All words of QUERY must stand there, in any form;
    "quoted words" stand side by side; a star after a word finds what begins so; AND, OR, NOT and
    brackets combine. The best matches come first, then what says it in other words.

    \b
    Examples:
      extract search results/ "supervision of social workers"
      extract search results/ '"drift and delay" NOT court' --polarity weakness --latest
      extract search results/ "foster*" --grade inadequate --kind recommendation -o found.csv
    """
    from extractor.cli.streams import destination
    from extractor.comparison.search.engine import find
    from extractor.corpus.manifest import official_urls

    form = form or _form(output)
    selection = selection_of(**filters)
    found = find(
        results, query, selection, passages=passages or ("finding", "recommendation"), limit=limit,
        related=related, urls=official_urls(manifest) if manifest else {}, progress=_progress,
    )  # fmt: skip
    with destination(output) as out:
        out.write(_rendered(found, query, selection, form, out))
    _tell(found, limit)


def _form(output: str | None) -> str:
    from extractor.results.output import STDIN

    if output is None or output == STDIN:
        return "table"
    ending = output.rpartition(".")[2].lower()
    if ending not in ENDINGS:
        known = ", ".join(f".{name}" for name in ENDINGS)
        raise click.UsageError(f"{output}: end its name in {known}, or say which --format.")
    return ending


def _rendered(found: Found, query: str, selection: Selection, form: str, out: TextIO) -> str:
    from extractor.comparison.search.output import as_csv, as_json, table
    from extractor.results.render import columns, wants_colour

    if form == "json":
        return as_json(found, query, selection)
    if form == "csv":
        return as_csv(found)
    return table(found, colour=wants_colour(out), width=columns(out))


def _tell(found: Found, limit: int) -> None:
    for document, problem in found.problems:
        click.echo(f"extract: {document}: {problem}; run 'extract batch' again", err=True)
    if not found.hits:
        click.echo("nothing found: try fewer words, other words, or fewer filters", err=True)
    elif found.more:
        click.echo(f"the best {limit} shown; --limit gives more", err=True)


def _progress(done: int, every: int) -> None:
    if every >= MANY and (done in (1, every) or done % MANY == 0):
        click.echo(f"making the index: {done:,} of {every:,} reports", err=True)

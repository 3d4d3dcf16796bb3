"""`extract compare`"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from extractor.cli.filters import filter_options, selection_of
from extractor.cli.progress import progress_told
from extractor.results.output import STDIN

if TYPE_CHECKING:
    from extractor.comparison.corpus import Corpus
    from extractor.comparison.selection import Selection
    from extractor.comparison.view import View


@click.command
@click.argument("results", metavar="RESULTS", required=False)
@filter_options
@click.option("--view", "views", multiple=True, metavar="NAME",
              help="Which views (see --list-views), or 'all'; default: grades_latest and themes.")
@click.option("--list-views", "listed", is_flag=True, help="Say which there are.")
@click.option("--behind", nargs=2, metavar="ROW COLUMN",
              help="The rows behind one cell of the view named: its row's number, its column.")
@click.option("--manifest", metavar="FILE",
              help="A manifest with sha256 and official_url: links then lead to official reports.")
@click.option("-o", "--output", metavar="FILE", help="Write here; the form is by the extension.")
def compare(
    results: str | None, views: tuple[str, ...], listed: bool, behind: tuple[str, str] | None,
    manifest: str | None, output: str | None, **filters: Any,
) -> None:  # fmt: skip
    """Compare councils over RESULTS, a folder that 'extract batch' made.

    Prints tables, or writes them to -o FILE: .csv, .parquet, .json, .xlsx, .html. Filters combine.
    What each view says, and what it does not, stands with it and in docs/comparison.md. Needs the
    extra [compare]; from a clone: pip install '.[compare]'.

    \b
    Examples:
      extract compare results/
      extract compare results/ --neighbours-of Leeds --latest --view grades_latest
      extract compare results/ --view themes --framework ilacs --from 2022-01-01 -o themes.csv
      extract compare results/ --view themes --behind 1 "Weak: reports"
    """
    if listed:
        _list(output)
    elif results is None:
        raise click.UsageError("Missing argument 'RESULTS'.")
    else:
        target = None if output == STDIN else output
        _compare(results, selection_of(**filters), views, behind, manifest, target)


def _compare(
    results: str, selection: Selection, views: tuple[str, ...], behind: tuple[str, str] | None,
    manifest: str | None, output: str | None,
) -> None:  # fmt: skip
    from extractor.comparison.compare import compare as run
    from extractor.comparison.compare import remarks
    from extractor.comparison.output import FLAT, WRITERS, check
    from extractor.comparison.views import DEFAULT

    if output:
        check(output, FLAT if behind else tuple(WRITERS))
    if behind and (len(views) != 1 or not behind[0].isdigit()):
        raise click.UsageError("--behind ROW COLUMN needs one --view, and a row's number from it.")
    with progress_told():
        corpus, made = run(results, selection, views or DEFAULT, manifest=manifest)
    for remark in remarks(corpus):
        click.echo(f"extract: {remark}", err=True)
    _give(corpus, corpus.selection or selection, made, behind, output)


def _give(
    corpus: Corpus, selection: Selection, views: list[View], cell: tuple[str, str] | None,
    output: str | None,
) -> None:  # fmt: skip
    from extractor.comparison.behind import behind
    from extractor.comparison.output import write

    if cell:
        views = [behind(corpus, views[0], int(cell[0]) - 1, cell[1])]
    if output:
        for path in write(corpus, selection, views, output):
            click.echo(f"wrote {path}", err=True)
    elif cell:
        _show_rows(views[0])
    else:
        _show(corpus, selection, views)


def _show(corpus: Corpus, selection: Selection, views: list[View]) -> None:
    import sys

    from extractor.comparison.terminal import show
    from extractor.results.render import columns, wants_colour

    colour, width = wants_colour(sys.stdout), columns(sys.stdout)
    for line in show(corpus, selection, views, colour=colour, width=width):
        click.echo(line, color=colour)


def _show_rows(view: View) -> None:
    import sys

    from extractor.comparison.terminal import show_rows
    from extractor.results.render import columns

    for line in show_rows(view, columns(sys.stdout)):
        click.echo(line)


def _list(output: str | None) -> None:
    from extractor.comparison.compare import listing

    if output not in (None, STDIN):
        raise click.UsageError("--list-views prints, and writes no file: leave out -o.")
    click.echo(listing())

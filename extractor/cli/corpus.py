"""`extract corpus fetch` and `extract corpus verify`"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from extractor.cli.streams import SOME_FAILED, tell
from extractor.results.wording import counted

if TYPE_CHECKING:
    from extractor.corpus.fetch import Fetched

manifest_option = click.option(
    "--manifest", metavar="FILE", help="Known reports (default: the project's corpus/manifest.csv)."
)


@click.group
def corpus() -> None:
    """Fetch the published reports, or check a folder of them."""


@corpus.command
@click.option("-o", "--output", required=True, metavar="FOLDER", help="Where the reports go.")
@manifest_option
@click.option("--kind", help="Only reports of this kind, e.g. 'ilacs'.")
@click.option("--council", help="Only reports on this council.")
@click.option("--pause", type=click.FloatRange(0.5), default=1.0, show_default=True,
              help="Seconds between two requests.")  # fmt: skip
@click.option("--contact", default="", help="Your e-mail address, told to the site.")
def fetch(
    output: str, manifest: str | None, kind: str | None, council: str | None, pause: float,
    contact: str,
) -> None:  # fmt: skip
    """Download the known reports from the official site: slowly, and each only once.

    Obeys robots.txt, waits and tries again where the server asks for it, checks every file
    against the manifest. Stopped, it goes on where it was. Needs the extra [corpus]; from a clone:
    pip install '.[corpus]'.

    \b
    Examples:
      extract corpus fetch -o reports/ --contact me@example.org
      extract corpus fetch -o reports/ --kind ilacs --council Dorset
    """
    from extractor.corpus.choice import choose
    from extractor.corpus.fetch import fetch as run
    from extractor.corpus.manifest import load
    from extractor.corpus.polite import Client

    chosen = choose(load(manifest), kind, council)
    client = Client(pause, contact=contact)
    try:
        with _bar(len(chosen)) as progress:
            state = run(chosen, output, client, progress)
    except KeyboardInterrupt:
        message = "interrupted; run the same command again to go on."
        raise click.ClickException(message) from None
    for error in state.errors:
        tell(error)
    click.echo(
        f"{counted(state.entries, 'known report')}: {state.fetched} fetched,"
        f" {state.there} there already, {len(state.errors)} failed,"
        f" {state.unlisted} without a known official address",
        err=True,
    )
    if state.errors:
        click.get_current_context().exit(SOME_FAILED)


@contextmanager
def _bar(length: int) -> Iterator[Callable[[Fetched], None]]:
    """A bar where someone looks at it; elsewhere even its title would be a stray line."""
    if not sys.stderr.isatty():
        yield lambda state: None
        return
    with click.progressbar(length=length, label="reports", file=sys.stderr) as bar:
        yield lambda state: bar.update(state.settled - bar.pos)


@corpus.command
@click.argument("folder", metavar="DIR")
@manifest_option
def verify(folder: str, manifest: str | None) -> None:
    """Check that every report below DIR is a known one, whole and unchanged.

    \b
    Example:
      extract corpus verify reports/
    """
    from extractor.corpus.manifest import load
    from extractor.corpus.verify import verify as run

    state = run(folder, load(manifest))
    for error in state.errors:
        tell(error)
    for note in state.notes:
        click.echo(note, err=True)
    click.echo(
        f"{counted(state.files, 'file')}: {state.known} as they should be,"
        f" {counted(len(state.errors), 'problem')};"
        f" {counted(state.absent, 'known report')} absent",
        err=True,
    )
    if state.errors:
        click.get_current_context().exit(SOME_FAILED)

"""What the commands share: their arguments, where results go, how failures are told."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

import click

from extractor.cli.guard import guarded, leave
from extractor.errors import ExtractError
from extractor.learning.names import DEFAULT, FAST, MODELS
from extractor.reading import limits
from extractor.results.output import STDIN, replacing, write_reports

if TYPE_CHECKING:
    from extractor.content.themes import Theme
    from extractor.results.render import Renderer

SOME_FAILED = 3

LIMITS = f"""\
Limits, each for one file:
  {limits.MAX_BYTES // 2**20} MiB, {limits.MAX_PAGES} pages,
  {limits.MAX_CHARACTERS:,} characters of text ({limits.MAX_PAGE_CHARACTERS:,} on one page),
  {limits.MAX_PAGE_POINTS:,} points (200 inches) a page side,
  {limits.MAX_SECONDS:.0f} seconds of reading; the command ends at a file that takes more than
  {limits.MAX_MEMORY // 2**30} GiB of memory or {limits.MAX_GUARD_SECONDS:.0f} seconds"""

STATUS = f"""\
Exit status:
  0  every file was read and written
  1  the result could not be written, or the command was interrupted
  2  the command line is wrong
  {SOME_FAILED}  a file could not be used: stderr says why, the others are written"""

files_argument = click.argument("files", nargs=-1, required=True, metavar="FILE...")
model_option = click.option(
    "--model", type=click.Choice(MODELS), default=DEFAULT, show_default=True,
    help="Who reads the findings: fast is fifteen times as fast, and wrong more often.",
)  # fmt: skip
output_option = click.option(
    "-o", "--output", metavar="FILE",
    help="Write here, in one step at the end; a file that was there stays if nothing can be read.",
)  # fmt: skip


def run(
    files: tuple[str, ...], output: str | None, renderer: Renderer, themes: str | None = None,
    model: str = DEFAULT,
) -> None:
    """Extract the files, write what ``renderer`` makes of each, exit as ``STATUS`` says.
    ``themes`` names the user's file of themes, if any, ``model`` the model of the findings.
    """  # fmt: skip
    if files.count(STDIN) > 1:
        raise click.UsageError("standard input can be read only once: name '-' once.")
    own = own_themes(themes)
    check_model(model)
    with destination(output, files) as out:
        failures = write_reports(guarded(files, end), renderer(out), out, tell, own, model)
    if failures:
        if len(files) > 1:
            click.echo(f"{failures} of {len(files)} files could not be used", err=True)
        click.get_current_context().exit(SOME_FAILED)


def own_themes(path: str | None) -> tuple[Theme, ...]:
    """The themes of the user's file; a wrong file ends the command before any report is read."""
    if path is None:
        return ()
    from extractor.content.themes import load_own_themes

    try:
        return load_own_themes(path)
    except ExtractError as error:
        raise click.UsageError(str(error)) from error


def check_model(name: str) -> None:
    """End the command before any report is read if the model cannot be used. The fast one needs
    no look: it takes numpy alone, which every installation has."""
    if name == FAST:
        return
    from extractor.content.findings import shipped_model

    try:
        shipped_model(name)
    except ExtractError as error:
        raise click.ClickException(str(error)) from error


def end(error: ExtractError) -> None:
    """Say why, and end the command: the file in hand cannot be got rid of otherwise."""
    tell(error)
    leave(SOME_FAILED)


def tell(error: ExtractError) -> None:
    """The error as one line on stderr, whatever stands in the file's name."""
    line = str(error).replace("\r", "\\r").replace("\n", "\\n")
    click.echo(f"extract: {line}", err=True)


@contextmanager
def destination(output: str | None, files: tuple[str, ...] = ()) -> Iterator[TextIO]:
    """stdout, or the file ``output`` once all is written. Never one of the inputs."""
    if output is None or output == STDIN:
        yield sys.stdout
        return
    for name in files:
        if os.path.exists(output) and os.path.exists(name) and os.path.samefile(output, name):
            raise click.UsageError(f"{output}: is one of the files to read; name another file.")
    try:
        with replacing(output) as stream:
            yield stream
    except OSError as error:
        raise click.ClickException(f"{output}: cannot be written ({error.strerror}).") from error

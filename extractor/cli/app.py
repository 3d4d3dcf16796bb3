"""`extract FILE...` and the group its subcommands hang on."""

from __future__ import annotations

import io
import sys

import click

from extractor import __version__
from extractor.cli.annotate import annotate
from extractor.cli.batch import batch
from extractor.cli.compare import compare
from extractor.cli.corpus import corpus
from extractor.cli.draw import draw
from extractor.cli.endings import LINES, check_ending, ending
from extractor.cli.evaluate import evaluate
from extractor.cli.explain import explain
from extractor.cli.frameworks import frameworks
from extractor.cli.group import FilesOrCommand
from extractor.cli.schema import schema
from extractor.cli.search import search
from extractor.cli.streams import LIMITS, STATUS, files_argument, model_option, output_option, run
from extractor.cli.tables import tables as tables_command
from extractor.cli.train import train
from extractor.results.render import json_lines, tables


@click.group(
    cls=FilesOrCommand, no_args_is_help=True, epilog=f"\b\n{LIMITS}\n\n\b\n{STATUS}",
    context_settings={"help_option_names": ["-h", "--help"]},
)  # fmt: skip
@files_argument
@output_option
@click.option(
    "--format", "form", type=click.Choice(["json", "table"]), default="json", show_default=True,
    help="json, or a table for reading at a terminal.",
)  # fmt: skip
@click.option(
    "--themes", metavar="FILE", type=click.Path(exists=True, dir_okay=False),
    help="Your own themes for findings and recommendations, a TOML file: see docs/models.md.",
)  # fmt: skip
@model_option
@click.version_option(__version__)
def cli(
    files: tuple[str, ...], output: str | None, form: str, themes: str | None, model: str
) -> None:
    """Turn inspection reports (PDF or text) into JSON.

    One file gives an indented JSON document, several (or -o FILE.jsonl) give one document a line.
    '-' reads standard input. A file named like a command is reached as ./schema.

    \b
    Examples:
      extract report.pdf
      extract report.pdf --format table
      extract reports/*.pdf -o reports.jsonl
      extract report.pdf --themes my_themes.toml
      extract report.pdf --model fast
      extract - < report.pdf
    """
    check_ending(output, "text" if form == "table" else "json", len(files))
    many = len(files) > 1 or ending(output) in LINES
    renderer = tables(len(files) > 1) if form == "table" else json_lines(many)
    run(files, output, renderer, themes, model)


for command in (
    annotate, batch, compare, corpus, draw, evaluate, explain, frameworks, schema, search,
    tables_command, train,
):  # fmt: skip
    cli.add_command(command)


def main() -> None:
    """The console script: UTF-8 out whatever the platform's code page, then the command."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    cli()

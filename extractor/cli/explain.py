"""`extract explain FILE...`"""

import click

from extractor.cli.endings import LINES, check_ending, ending
from extractor.cli.streams import files_argument, model_option, output_option, run
from extractor.results.render import explanations


@click.command
@files_argument
@output_option
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True,
    help="text for reading, or json.",
)  # fmt: skip
@click.option("--findings", is_flag=True, help="Each finding too: a report has some two hundred.")
@model_option
def explain(
    files: tuple[str, ...], output: str | None, form: str, findings: bool, model: str
) -> None:
    """Show where each value comes from: page, quote, and the rule that gave it.

    \b
    Examples:
      extract explain report.pdf
      extract explain report.pdf --findings --model fast
      extract explain report.pdf --format json
    """
    check_ending(output, "json" if form == "json" else "text", len(files))
    many = len(files) > 1 or ending(output) in LINES
    run(files, output, explanations(form, many, findings), model=model)

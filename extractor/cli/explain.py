"""`extract explain FILE...`"""

import click

from extractor.cli.streams import files_argument, output_option, run
from extractor.results.render import explanations


@click.command
@files_argument
@output_option
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True,
    help="text for reading, or json.",
)  # fmt: skip
def explain(files: tuple[str, ...], output: str | None, form: str) -> None:
    """Show where each value comes from: page, quote, and the rule that gave it.

    \b
    Examples:
      extract explain report.pdf
      extract explain report.pdf --format json
    """
    run(files, output, explanations(form, len(files)))

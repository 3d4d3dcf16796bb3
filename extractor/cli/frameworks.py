"""`extract frameworks`"""

import click

from extractor.cli.endings import check_ending
from extractor.cli.streams import destination, output_option


@click.command
@output_option
@click.option(
    "--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True,
    help="table for reading, or json.",
)  # fmt: skip
def frameworks(output: str | None, form: str) -> None:
    """List the inspection frameworks that are known, with their editions, areas and grades.

    \b
    Examples:
      extract frameworks
      extract frameworks --format json
    """
    check_ending(output, "json" if form == "json" else "text")
    from extractor.results.catalogue import catalogue_json, catalogue_text

    with destination(output) as out:
        out.write((catalogue_json() if form == "json" else catalogue_text()) + "\n")

"""`extract schema`"""

import click

from extractor.cli.endings import check_ending
from extractor.cli.streams import destination, output_option


@click.command
@output_option
def schema(output: str | None) -> None:
    """Print the JSON Schema (draft 2020-12) of the output.

    \b
    Examples:
      extract schema
      extract schema -o report.schema.json
    """
    check_ending(output, "json")
    from extractor.schema import schema_text

    with destination(output) as out:
        out.write(schema_text())

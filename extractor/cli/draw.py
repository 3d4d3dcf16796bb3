"""`extract draw FILE -o FOLDER`"""

from pathlib import Path

import click

from extractor.cli.streams import SOME_FAILED, check_model, model_option, tell
from extractor.errors import ExtractError


@click.command
@click.argument("file", metavar="FILE")
@click.option(
    "-o", "--output", required=True, metavar="FOLDER",
    type=click.Path(file_okay=False, path_type=Path), help="Where the pictures go.",
)  # fmt: skip
@model_option
def draw(file: str, output: Path, model: str) -> None:
    """Draw each value on a picture of its page: facts blue, judgements orange,
    recommendations green, findings pink.

    \b
    Example:
      extract draw report.pdf -o pages/
    """
    check_model(model)
    from extractor.results.pictures import draw_file

    try:
        for path in draw_file(file, output, model):
            click.echo(path)
    except ExtractError as error:
        tell(error)
        click.get_current_context().exit(SOME_FAILED)
    except OSError as error:
        raise click.ClickException(f"{output}: cannot be written ({error.strerror}).") from error

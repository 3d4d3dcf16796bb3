"""`extract tables`"""

from __future__ import annotations

import click

from extractor.cli.streams import SOME_FAILED, tell
from extractor.errors import ExtractError
from extractor.results.wording import counted

STATUS = f"""\
Exit status:
  0  every document is in the tables
  1  nothing could be written
  2  the command line is wrong
  {SOME_FAILED}  some documents are missing or damaged: stderr names them, the others are written"""

FORMATS = ("csv", "parquet", "xlsx", "sqlite", "duckdb")


@click.command(epilog=f"\b\n{STATUS}")
@click.argument("results", metavar="RESULTS")
@click.option("-o", "--output", required=True, metavar="FOLDER", help="Where the files go.")
@click.option(
    "--format", "formats", type=click.Choice(FORMATS), multiple=True, default=("csv",),
    show_default=True, help="May be given more than once.",
)  # fmt: skip
@click.option(
    "--manifest", metavar="FILE",
    help="A manifest with sha256 and official_url: evidence then links to the official reports.",
)  # fmt: skip
def tables(results: str, output: str, formats: tuple[str, ...], manifest: str | None) -> None:
    """Make tidy tables of what `extract batch` left in the folder RESULTS.

    One row a report, judgement, finding and recommendation, with a dictionary of the columns:
    CSV files, Parquet files, an Excel workbook, a SQLite or a DuckDB file. Needs the extra
    [tables] (and [duckdb] for DuckDB); from a clone: pip install '.[tables]'.

    \b
    Examples:
      extract tables results/ -o tables/
      extract tables results/ -o tables/ --format xlsx --manifest corpus/manifest.csv
    """
    from extractor.corpus.manifest import official_urls
    from extractor.results.tables.write import write_tables

    left_out: list[ExtractError] = []
    urls = official_urls(manifest) if manifest else {}
    for path in write_tables(results, output, formats, urls, left_out.append):
        click.echo(f"wrote {path}", err=True)
    _tell(left_out)


def _tell(left_out: list[ExtractError]) -> None:
    for error in left_out:
        tell(error)
    if left_out:
        click.echo(f"{counted(len(left_out), 'document')} left out", err=True)
        click.get_current_context().exit(SOME_FAILED)

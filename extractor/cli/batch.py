"""`extract batch`"""

from __future__ import annotations

import signal
from collections.abc import Callable
from types import FrameType
from typing import TYPE_CHECKING

import click

from extractor.cli.streams import SOME_FAILED, check_model, model_option, tell
from extractor.results.batch.limits import LEAST_MEMORY, Limits

if TYPE_CHECKING:
    from extractor.results.batch.summary import Summary

STATUS = f"""\
Exit status:
  0  every report has its result
  1  the run could not be done, or it was interrupted
  2  the command line is wrong
  {SOME_FAILED}  some reports failed: failures.csv names them, the others have their results,
     and an older result of the same bytes is kept"""


@click.command(epilog=f"\b\n{STATUS}")
@click.argument("sources", nargs=-1, metavar="SOURCE...")
@click.option(
    "-o", "--output", required=True, metavar="FOLDER",
    help="The results folder; a run that was stopped goes on where it was.",
)  # fmt: skip
@click.option(
    "--list",
    "lists",
    multiple=True,
    metavar="FILE",
    help="More sources, one a line ('-': standard input; or NUL-separated).",
)
@click.option("--jobs", type=click.IntRange(1), help="Worker processes (default: one a core).")
@click.option(
    "--seconds", type=click.FloatRange(0, min_open=True), default=Limits().seconds,
    show_default=True, help="Time limit for each report.",
)  # fmt: skip
@click.option(
    "--memory", type=click.IntRange(1), default=Limits().memory, show_default=True, metavar="MIB",
    help="Memory limit for each report: 512 or more, with --model fast 256.",
)  # fmt: skip
@click.option(
    "--scheduler",
    metavar="ADDRESS",
    help="Let the workers of this Dask scheduler do it, e.g. tcp://host:8786.",
)
@model_option
def batch(
    sources: tuple[str, ...], output: str, lists: tuple[str, ...], jobs: int | None,
    seconds: float, memory: int, scheduler: str | None, model: str,
) -> None:  # fmt: skip
    """Turn a corpus into one JSON document a report, with an index and a table of failures.

    A SOURCE is a folder, a file, a glob, a manifest (.csv with a column 'file') or a URL of any of
    these, such as s3://bucket/reports/. What has its result already is not done again.

    \b
    Examples:
      extract batch reports/ -o results/
      extract batch 'reports/**/*_2024-*.pdf' -o results/
      extract batch reports/manifest.csv -o results/ --jobs 2
      find reports -name '*.pdf' -print0 | extract batch --list - -o results/
    """
    if not sources and not lists:
        raise click.UsageError("name a SOURCE, or a file of them with --list.")
    if memory < (least := LEAST_MEMORY[model]):
        raise click.UsageError(
            f"--memory {memory}: a worker with --model {model} needs {least} MiB or more to start."
        )
    check_model(model)
    from extractor.results.batch.progress import Progress, closing
    from extractor.results.batch.run import run_batch

    asked = Asked()
    limits = Limits(seconds, memory)
    engine = None
    if scheduler:
        from extractor.results.batch.cluster import Cluster

        engine = Cluster(scheduler, limits)
    try:
        with Progress() as progress:
            summary = run_batch(
                sources, output, lists=lists, engine=engine, limits=limits, jobs=jobs,
                model=model, progress=asked.unless(progress),
            )  # fmt: skip
    except KeyboardInterrupt:
        raise click.ClickException(
            f"interrupted; what is done is in {output}: run the same command again to go on."
        ) from None
    for error in summary.errors[:SHOWN]:
        tell(error)
    if len(summary.errors) > SHOWN:
        click.echo(f"... and {len(summary.errors) - SHOWN} more in failures.csv", err=True)
    click.echo(closing(summary), err=True)
    if summary.failed:
        click.get_current_context().exit(SOME_FAILED)


SHOWN = 20
"""Failures told on stderr; failures.csv has all."""


class Asked:
    """Whether someone asked the run to end, by Ctrl-C or by ending the process. The exception that
    says so can be lost where it is raised, in a callback or a library's clean-up; the next look
    at the progress then raises it again."""

    def __init__(self) -> None:
        self.so = False
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self)

    def __call__(self, number: int, frame: FrameType | None) -> None:
        self.so = True
        raise KeyboardInterrupt

    def unless(self, progress: Callable[[Summary], None]) -> Callable[[Summary], None]:
        """``progress``, unless the run is to end."""

        def told(summary: Summary) -> None:
            if self.so:
                raise KeyboardInterrupt
            progress(summary)

        return told

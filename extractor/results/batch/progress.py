"""How far a run is: a bar where someone looks at it, a line now and then where not. On stderr."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import Any, TextIO

import click

from extractor.results.batch.summary import Summary
from extractor.results.wording import counted

EVERY = 10.0
"""Seconds between two lines."""


class Progress:
    """Call it with the summary as often as you like; use it as a context manager."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self.stream = stream or sys.stderr
        self._bar: Any = None
        self._shown = 0
        self._begun = self._told = time.monotonic()
        self._bars = self.stream.isatty()

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        if self._bar:
            self._bar.render_finish()

    def __call__(self, summary: Summary) -> None:
        if self._bars:
            self._draw(summary)
        elif time.monotonic() - self._told >= EVERY:
            self._told = time.monotonic()
            click.echo(line(summary, self._told - self._begun), file=self.stream)

    def _draw(self, summary: Summary) -> None:
        if self._bar is None:
            self._bar = click.progressbar(
                length=summary.reports, label="reports", file=self.stream, show_pos=True,
                item_show_func=lambda s: f"{s.failed} failed" if s and s.failed else None,
            )  # fmt: skip
            self._bar.render_progress()
        if summary.settled > self._shown:
            self._bar.update(summary.settled - self._shown, summary)
            self._shown = summary.settled


def line(summary: Summary, seconds: float) -> str:
    """How far it is after ``seconds``, in words."""
    parts = [f"{summary.settled} of {counted(summary.reports, 'report')}"]
    parts += [f"{summary.failed} failed"] if summary.failed else []
    if summary.settled and summary.settled < summary.reports:
        left = seconds / summary.settled * (summary.reports - summary.settled)
        parts.append(f"about {duration(left)} left")
    return ", ".join(parts)


def closing(summary: Summary) -> str:
    """What a run came to, in a line or two."""
    parts = [f"{summary.done} done"]
    if summary.remodelled:
        parts[0] += f" ({summary.remodelled} anew: another model was asked for)"
    parts += [f"{summary.unchanged} unchanged"] if summary.unchanged else []
    parts += [counted(summary.duplicates, "duplicate")] if summary.duplicates else []
    parts += [f"{summary.failed} failed"] if summary.failed else []
    if summary.kept:
        parts[-1] += f" ({counted(summary.kept, 'older result')} kept)"
    text = f"{counted(summary.reports, 'report')}: {', '.join(parts)}"
    text += f"; {duration(summary.seconds)}"
    if summary.done and summary.seconds:
        rate, pages = summary.done / summary.seconds, summary.pages / summary.seconds
        text += f", {rate:.1f} reports/s, {pages:.0f} pages/s"
        text += f", at most {summary.peak / 2**20:.0f} MiB a worker"
    if len(summary.models) > 1:
        held = ", ".join(f"{count:,} by {model}" for model, count in summary.models.items())
        text += f"\nthe folder holds results of two models ({held}): to compare them, run all its"
        text += " sources with one --model"
    return text


def duration(seconds: float) -> str:
    """Seconds as people say them: "4.2 s", "12 min", "3 h 5 min"."""
    if seconds < 90:
        return f"{seconds:.1f} s" if seconds < 10 else f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"

"""How far a run is: a bar where someone looks at it, a line now and then where not. On stderr."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import Any, TextIO

import click

from extractor.results.batch.run import Summary

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
    parts = [f"{summary.settled} of {summary.reports} reports"]
    parts += [f"{summary.failed} failed"] if summary.failed else []
    if summary.settled and summary.settled < summary.reports:
        left = seconds / summary.settled * (summary.reports - summary.settled)
        parts.append(f"about {duration(left)} left")
    return ", ".join(parts)


def closing(summary: Summary) -> str:
    """What a run came to, in a line or two."""
    parts = [f"{summary.done} done"]
    for name in ("unchanged", "duplicates", "failed"):
        if count := getattr(summary, name):
            parts.append(f"{count} {name}")
    count = summary.reports
    text = f"{count} report{'' if count == 1 else 's'}: {', '.join(parts)}"
    text += f"; {duration(summary.seconds)}"
    if summary.done and summary.seconds:
        rate, pages = summary.done / summary.seconds, summary.pages / summary.seconds
        text += f", {rate:.1f} reports/s, {pages:.0f} pages/s"
        text += f", at most {summary.peak / 2**20:.0f} MiB a worker"
    return text


def duration(seconds: float) -> str:
    """Seconds as people say them: "4.2 s", "12 min", "3 h 5 min"."""
    if seconds < 90:
        return f"{seconds:.1f} s" if seconds < 10 else f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"

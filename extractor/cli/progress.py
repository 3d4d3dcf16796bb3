"""What the toolkit logs while it works, as lines on stderr."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import click


class _Lines(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        click.echo(f"extract: {record.getMessage()}", err=True)


@contextmanager
def progress_told() -> Iterator[None]:
    """While it lasts, what the package logs from INFO on is told."""
    log, handler = logging.getLogger("extractor"), _Lines()
    before = log.level
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    try:
        yield
    finally:
        log.removeHandler(handler)
        log.setLevel(before)

"""How each form of the output is made. A renderer is asked once for the stream it writes to."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from extractor.model import Report

Renderer = Callable[[TextIO], Callable[["Report"], str]]


def json_lines(many: bool) -> Renderer:
    """JSON: indented for a single document, one document a line for ``many``."""
    indent = None if many else 2
    return lambda out: lambda report: report.to_json(indent=indent)


def tables(many: bool) -> Renderer:
    """The table view, as wide as the terminal; colour only where someone looks at it."""
    from extractor.results.terminal import table

    def renderer(out: TextIO) -> Callable[[Report], str]:
        colour, width = wants_colour(out), columns(out)
        return lambda report: table(report, colour=colour, width=width) + _gap(many)

    return renderer


def explanations(form: str, many: bool, findings: bool = False) -> Renderer:
    """The explanation as text, or as JSON like ``json_lines``; each finding's only if asked."""
    from extractor.results.explain import explanation_json, explanation_text

    if form == "json":
        indent = None if many else 2
        return lambda out: lambda report: explanation_json(
            report, indent=indent, findings=findings
        )
    return lambda out: lambda report: (
        explanation_text(report, width=columns(out), findings=findings) + _gap(many)
    )


def _gap(many: bool) -> str:
    return "\n" if many else ""


def wants_colour(out: TextIO) -> bool:
    """Colour for a terminal, unless NO_COLOR (https://no-color.org) or a dumb one says no."""
    return out.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def columns(out: TextIO) -> int:
    """The terminal's width; a fixed one for files and pipes, so that results do not vary."""
    return shutil.get_terminal_size().columns if out.isatty() else 100

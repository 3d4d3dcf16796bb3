"""What was found, for a terminal, for a spreadsheet and for a program."""

from __future__ import annotations

import csv
import io
import json
import textwrap
from collections.abc import Iterator
from dataclasses import asdict, fields

import click

from extractor.comparison.search.engine import Found, Hit
from extractor.comparison.selection import Selection
from extractor.results.cells import safe
from extractor.results.terminal import printable

COLUMNS = tuple(f.name for f in fields(Hit) if f.name != "marks")
"""Columns of the CSV form."""

MIN_WIDTH, MAX_WIDTH = 40, 110


def table(found: Found, *, colour: bool = False, width: int = 100) -> str:
    """A paragraph a hit: where it stands, what it is about, the sentence, a link to its page.

    ``colour`` prints the words that matched bold; ``width`` is in columns.
    """
    width = max(MIN_WIDTH, min(width, MAX_WIDTH))
    parts = ["\n".join(_paragraph(hit, colour, width)) for hit in found.hits]
    first = next((n for n, hit in enumerate(found.hits) if hit.match == "related"), None)
    if first is not None:
        line = "Related: what means about the same in other words"
        parts.insert(first, _style(line, colour, bold=True))
    return "\n\n".join(parts) + "\n" if parts else ""


def as_json(found: Found, query: str, selection: Selection) -> str:
    """The query, its filters, and the hits with all their fields."""
    filters = {k: v for k, v in asdict(selection).items() if v}
    whole = {"query": query, "filters": filters, "hits": [asdict(hit) for hit in found.hits]}
    return json.dumps(whole, ensure_ascii=False, indent=2, default=str) + "\n"


def as_csv(found: Found) -> str:
    """A row a hit (``COLUMNS``), as Excel opens it rightly: no cell is a formula."""
    out = io.StringIO()
    out.write("\ufeff")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for hit in found.hits:
        cells = asdict(hit) | {"themes": "; ".join(hit.themes)}
        writer.writerow([safe(cells[name]) for name in COLUMNS])
    return out.getvalue()


def _paragraph(hit: Hit, colour: bool, width: int) -> Iterator[str]:
    edition = f" {hit.framework_version}" if hit.framework_version else ""
    inspection = f"{hit.framework}{edition} {hit.inspection_type or ''}".strip()
    place = (hit.council or "council not recognised", inspection, hit.start or "no date")
    yield from _wrapped(
        f"{hit.rank:>3}  ", f"{_joined(place)} · p. {hit.page}", width, colour, bold=True
    )
    what = "priority action" if hit.priority else hit.polarity or hit.kind
    area = (hit.key_area or "").replace("_", " ")
    if area and hit.grade:
        area += f" ({hit.grade.replace('_', ' ')})"
    elif hit.overall:
        area += f" (overall {hit.overall.replace('_', ' ')})"
    themes = ", ".join(hit.themes).replace("_", " ")
    yield from _wrapped(" " * 5, _joined((what, area.strip(), themes)), width, colour, dim=True)
    yield from _quote(hit, colour, width)
    yield " " * 5 + _style(printable(hit.link), colour, dim=True)


def _quote(hit: Hit, colour: bool, width: int) -> Iterator[str]:
    """The sentence, each matched word bold: marked first with characters that no text holds."""
    text, at = [], 0
    for start, end in hit.marks if colour else ():
        text += [hit.text[at:start], " ".join(f"\0{w}\1" for w in hit.text[start:end].split())]
        at = end
    plain = "".join([*text, hit.text[at:]])
    clean = "".join(c if c.isprintable() or c in "\0\1" else " " for c in plain)
    for line in textwrap.wrap(clean, width - 5, break_on_hyphens=False):
        bold, normal = (click.style("", bold=True, reset=False), click.style(""))
        yield " " * 5 + line.replace("\0", bold).replace("\1", normal)


def _joined(parts: tuple[str, ...]) -> str:
    return " · ".join(part for part in parts if part)


def _wrapped(lead: str, text: str, width: int, colour: bool, **style: bool) -> Iterator[str]:
    for number, line in enumerate(textwrap.wrap(printable(text), width - len(lead))):
        yield (" " * len(lead) if number else lead) + _style(line, colour, **style)


def _style(text: str, colour: bool, **style: bool) -> str:
    return click.style(text, **style) if colour else text  # type: ignore[arg-type]

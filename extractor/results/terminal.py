"""A report as a person wants it at a terminal: the facts, the judgements, what must improve."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from itertools import groupby

import click

from extractor.model import Judgement, Recommendation, Report

# Badges from dark blue over light blue and orange to dark red: apart in lightness as well as in
# hue, so that they stay apart for colour-blind readers; the grade's words are always there too.
BADGES = {
    "outstanding": (15, 25),
    "good": (16, 117),
    "positive_experiences": (16, 117),
    "satisfactory": (16, 117),
    "requires_improvement": (16, 214),
    "adequate": (16, 214),
    "inconsistent": (16, 214),
    "limited": (16, 214),
    "inadequate": (15, 88),
    "systemic_failings": (15, 88),
}

MIN_WIDTH, MAX_WIDTH = 40, 100


def table(report: Report, *, colour: bool = False, width: int = 80) -> str:
    """The view of ``--format table``. ``colour`` adds ANSI styles, ``width`` is in columns."""
    width = max(MIN_WIDTH, min(width, MAX_WIDTH))
    parts = [
        _head(report, width, colour),
        _judgements(report.judgements, width, colour),
        _recommendations(report.recommendations, width, colour),
        _counts(report, width),
        _warnings(report, width, colour),
    ]
    return "\n\n".join(part for part in parts if part)


def printable(text: str) -> str:
    """Text on one line, without the control characters by which a file could steer the terminal."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def pages(numbers: Iterable[int]) -> str:
    """``p. 3`` or ``pp. 3, 7``."""
    unique = sorted(set(numbers))
    return ("p. " if len(unique) == 1 else "pp. ") + ", ".join(map(str, unique))


def _head(report: Report, width: int, colour: bool) -> str:
    council, inspection, framework = report.council, report.inspection, report.framework
    place = " · ".join(filter(None, (council.ons_code, council.region)))
    title = framework.title or "not a framework that the toolkit knows"
    edition = f" {framework.version}" if framework.version else ""
    days = " to ".join(dict.fromkeys(filter(None, (inspection.start, inspection.end))))
    rows = {
        "Framework": f"{title} ({framework.id}{edition})",
        "Inspection": (inspection.type or "").replace("_", " "),
        "Focus": inspection.focus,
        "Inspected": days or "not stated",
        "Published": inspection.published or "not stated",
        "Lead inspector": inspection.lead_inspector or "not stated",
        "Inspectorates": ", ".join(inspection.inspectorates),
    }
    name = _style(printable(council.name or "Council not recognised"), colour, bold=True)
    lines = [f"{name}  {_style(place, colour, dim=True)}" if place else name]
    for label, value in rows.items():
        if value:
            lines += _hang(printable(value), f"  {label:<14}  ", width)
    return "\n".join(lines)


def _judgements(judgements: tuple[Judgement, ...], width: int, colour: bool) -> str:
    if not judgements:
        return ""
    badge_width = max(len(j.grade_label) for j in judgements) + 2
    label_width = max(10, min(max(len(j.title) for j in judgements), width - badge_width - 12))
    lines = [_style("Judgements", colour, bold=True)]
    for judgement in judgements:
        first, *rest = textwrap.wrap(printable(judgement.title), label_width) or [""]
        badge = _badge(judgement, colour) + " " * (badge_width - len(judgement.grade_label) - 2)
        lines.append(f"  {first:<{label_width}}  {badge}  p. {judgement.evidence.page}")
        if judgement.confidence < 0.9:
            rest.append(f"  ? confidence only {judgement.confidence:.2f}")
        lines += [f"  {line}" for line in rest]
    return "\n".join(lines)


def _recommendations(items: tuple[Recommendation, ...], width: int, colour: bool) -> str:
    if not items:
        return ""
    priority = sum(item.priority for item in items)
    title = f"Recommendations ({len(items)}{f', {priority} priority' if priority else ''})"
    lines = [_style(title, colour, bold=True)]
    for (heading, addressee), group in groupby(items, key=_list_of):
        if heading or addressee:
            to = f" (to: {addressee.replace('_', ' ')})" if addressee else ""
            wrapped = _hang(printable(f"{heading or 'Without a heading'}{to}"), "  ", width)
            lines += (_style(line, colour, dim=True) for line in wrapped)
        for item in group:
            number = f"{item.number or '-':>4}"
            lead = f"  p. {item.evidence.page:<3}{'!' if item.priority else ' '}{number}  "
            lines += _hang(printable(item.text), lead, width)
    return "\n".join(lines)


def _list_of(item: Recommendation) -> tuple[str | None, str | None]:
    """What tells one list from the next: two of a report can have the same heading."""
    return item.list_heading, item.addressee


def _counts(report: Report, width: int) -> str:
    counts = {
        "page": len(report.document.pages),
        "section": len(report.sections),
        "finding": len(report.findings),
        "recommendation": len(report.recommendations),
        "warning": len(report.warnings),
    }
    said = ", ".join(f"{n} {name}{'' if n == 1 else 's'}" for name, n in counts.items())
    return "\n".join(_hang(f"{printable(report.document.path)}: {said}", "", width))


def _warnings(report: Report, width: int, colour: bool) -> str:
    if not report.warnings:
        return ""
    lines = [_style("Warnings", colour, bold=True)]
    for warning in report.warnings:
        where = f" ({pages([warning.evidence.page])})" if warning.evidence else ""
        text = f"{warning.code}: {warning.message}{where}"
        lines += _hang(printable(text), "  ! ", width)
    return "\n".join(lines)


def _badge(judgement: Judgement, colour: bool) -> str:
    foreground, background = BADGES.get(judgement.grade, (None, None))
    return _style(f" {printable(judgement.grade_label)} ", colour, fg=foreground, bg=background)


def _hang(text: str, lead: str, width: int) -> Iterator[str]:
    """``text`` wrapped behind ``lead``, its further lines set in as far."""
    wrapped = textwrap.wrap(text, width - len(lead), break_on_hyphens=False) or [""]
    yield lead + wrapped[0]
    for line in wrapped[1:]:
        yield " " * len(lead) + line


def _style(text: str, colour: bool, **style: object) -> str:
    return click.style(text, **style) if colour else text  # type: ignore[arg-type]

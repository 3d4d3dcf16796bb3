"""The facts of one inspection: council, dates, publication, lead inspector, inspectorates, focus.

Every value is read from the document's text, by the patterns of its framework ([fields] in the
data file), mostly in its head; what is not stated is None. Each has a ``Fact`` with its evidence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from extractor.facts.dates import DateSpan, labelled_dates, nearly_a_date, parse_date
from extractor.facts.focus import find_focus
from extractor.facts.lead import find_lead
from extractor.facts.notes import Notes, Span
from extractor.facts.place import find_council
from extractor.frameworks.model import Framework
from extractor.frameworks.patterns import Pattern
from extractor.model import CouncilRef, Document, Fact, Inspection, Warning

LONG_DAYS = 92
"""An inspection that lasts longer, re-visits included, is worth a warning."""
LATE_DAYS = 400
"""A letter dated longer than this after the visit is worth one too."""
_DATE_LENGTH = 40
_ADDRESS_WIDTH = 60
_DATED = re.compile(r"\s*(?:dated?|published)\s*:?\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class InspectionFacts:
    """What the document says of the inspection. ``inspection.type`` is left to ``recognise``."""

    inspection: Inspection
    council: CouncilRef
    facts: tuple[Fact, ...] = ()
    warnings: tuple[Warning, ...] = ()


def find_inspection(document: Document, framework: Framework) -> InspectionFacts:
    """The inspection's facts as ``document`` states them, read with ``framework``'s patterns.

    Warnings: ``no_inspection_date``, ``inspection_date_unreadable``, ``dates_reversed``,
    ``long_inspection``, ``year_from_letter``; ``publication_date_unreadable``,
    ``published_before_inspection``, ``published_late``; those of ``find_council`` and
    ``find_lead``.
    """
    notes = Notes(document, framework)
    published = _published(notes)
    start, end = _dates(notes, published)
    council = find_council(notes, start)
    inspection = Inspection(
        start=start,
        end=end,
        published=published,
        lead_inspector=find_lead(notes),
        inspectorates=_inspectorates(notes),
        focus=_focus(notes, council.name),
    )
    return InspectionFacts(inspection, council, tuple(notes.facts), tuple(notes.warnings))


def _published(notes: Notes) -> str | None:
    """The printed publication date; that of a letter is the letter's own date."""
    letter = notes.option("letter")
    if letter:
        rule = f"{notes.framework.stem}/fields.letter"
        for span in _short_lines(notes):
            if day := parse_date(_DATED.sub("", notes.text[slice(*span)], count=1)):
                notes.put("inspection.published", day, rule, span)
                return day
        for span in _short_lines(notes):
            if nearly_a_date(notes.text[slice(*span)]):
                printed = notes.document.text[slice(*span)]
                message = f"the letter's date is printed as {printed!r}"
                notes.warn("publication_date_unreadable", message, span)
                return None
    for where in (notes.head, notes.text if letter else ""):
        if found := labelled_dates(where, notes.field("published")):
            pattern, dates = found
            span = (dates.begin, dates.stop)
            if dates.start and dates.start == dates.end:
                notes.put("inspection.published", dates.start, pattern.id, span)
                return dates.start
            message = "the printed publication date is no one day"
            notes.warn("publication_date_unreadable", message, span)
            return None
    return None


def _short_lines(notes: Notes) -> Iterator[Span]:
    """The first page's blocks that can be a date alone, then the lines of its address, then its
    furniture."""
    document = notes.document
    blocks = [block for block in document.blocks if block.page == 1]
    for block in blocks:
        if block.kind != "furniture" and block.end - block.start <= _DATE_LENGTH:
            yield block.start, block.end
    for block in blocks:
        lines = document.lines[block.first : block.last]
        address = len(lines) > 1 and all(x.end - x.start <= _ADDRESS_WIDTH for x in lines)
        if block.kind != "furniture" and address:
            yield from ((line.start, line.end) for line in lines)
    for block in blocks:
        if block.kind == "furniture" and block.end - block.start <= _DATE_LENGTH:
            yield block.start, block.end


def _dates(notes: Notes, published: str | None) -> tuple[str | None, str | None]:
    """First and last day, as labelled; never those of an earlier inspection."""
    letter = date.fromisoformat(published) if published and notes.option("letter") else None
    found = labelled_dates(
        notes.head,
        notes.field("dates"),
        letter=letter,
        first_range=notes.option("dates_first_range"),
    ) or labelled_dates(notes.text, notes.field("dates_prose"), letter=letter)
    if found is None:
        notes.warn("no_inspection_date", "no date of the inspection was found in the head")
        return None, None
    pattern, dates = found
    span = (dates.begin, dates.stop)
    if dates.start is None or dates.end is None:
        why = "name no year" if dates.problem == "no_year" else "name a day that no month has"
        notes.warn("inspection_date_unreadable", f"the inspection's dates {why}", span)
        return None, None
    confidence = _checked(notes, dates, published)
    notes.put("inspection.start", dates.start, pattern.id, span, confidence)
    notes.put("inspection.end", dates.end, pattern.id, span, confidence)
    return dates.start, dates.end


def _checked(notes: Notes, dates: DateSpan, published: str | None) -> float:
    """Warn of dates that cannot be right; the confidence that is left."""
    start, end, span = str(dates.start), str(dates.end), (dates.begin, dates.stop)
    confidence = 1.0
    if dates.year_from_letter:
        confidence = 0.9
        notes.warn("year_from_letter", "the year is that of the letter's date", span)
    if dates.problem == "reversed":
        confidence = 0.5
        notes.warn("dates_reversed", f"the last day, {end}, lies before the first, {start}", span)
    elif _days(start, end) > LONG_DAYS:
        confidence = 0.7
        notes.warn("long_inspection", f"from {start} to {end} is uncommonly long", span)
    if published and published < end:
        confidence = min(confidence, 0.8)
        notes.warn(
            "published_before_inspection",
            f"published {published}, before the last day, {end}: one of them is misprinted",
            span,
        )
    elif published and _days(end, published) > LATE_DAYS:
        confidence = min(confidence, 0.8)
        notes.warn(
            "published_late",
            f"published {published}, long after the last day, {end}: one may be misprinted",
            span,
        )
    return confidence


def _days(start: str, end: str) -> int:
    return (date.fromisoformat(end) - date.fromisoformat(start)).days


def _inspectorates(notes: Notes) -> tuple[str, ...]:
    """The bodies that inspected: those of the sentence that says so, else of the head or tail."""
    patterns, tail = notes.field("inspectorates"), notes.tail()
    scopes: list[tuple[str, int, int]] = []
    for where, start in ((notes.head, 0), (notes.text, tail)):
        for pattern in notes.field("inspectorates_within"):
            if found := pattern.search(where, start):
                scopes.append((where, *found.span()))
    scopes += [(notes.head, 0, len(notes.head)), (notes.text, tail, len(notes.text))]
    for where, start, end in scopes:
        hits: dict[str, tuple[int, int, Pattern]] = {}
        for pattern in patterns:
            if (found := pattern.search(where, start, end)) and pattern.value not in hits:
                hits[pattern.value or found.group()] = (*found.span(), pattern)
        if hits:
            break
    else:
        return ()
    ordered = sorted(hits.items(), key=lambda item: item[1][0])
    for value, (begin, stop, pattern) in ordered:
        notes.put("inspection.inspectorates", value, pattern.id, (begin, stop))
    return tuple(value for value, _ in ordered)


def _focus(notes: Notes, council: str | None) -> str | None:
    """What the visit looked at, where the letter says so."""
    found = find_focus(
        notes.document.text,
        notes.field("focus"),
        notes.field("focus_ends"),
        council,
        end=len(notes.head),
    )
    if found is None:
        return None
    notes.put("inspection.focus", found.value, found.rule, (found.start, found.end), 0.9)
    return found.value

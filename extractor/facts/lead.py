"""Who led the inspection: as labelled; else the first of those named; else who signed."""

from __future__ import annotations

import re

from extractor.facts.notes import Notes
from extractor.facts.people import Name, labelled_names, parse_names
from extractor.frameworks.patterns import Pattern

SIGNATURE_LENGTH = 200


def find_lead(notes: Notes) -> str | None:
    """The lead inspector's name, two leads joined by "and"; None where none is stated.

    Warnings: ``several_lead_inspectors``; ``lead_inspector_unclear`` where one is named first and
    another signed the letter.
    """
    if named := _labelled(notes):
        pattern, names = named
        names = _distinct(names)
        span = (names[0].start, names[-1].end)
        if len(names) > 1:
            notes.warn("several_lead_inspectors", f"{len(names)} lead inspectors are named", span)
        value = " and ".join(name.value for name in names)
        notes.put("inspection.lead_inspector", value, pattern.id, span)
        return value
    signed = _signed(notes)
    team = labelled_names(notes.document.text, notes.head, notes.field("inspectors"))
    if team:
        pattern, names = team
        lead = next((name for name in names if name.lead), names[0])
        confidence = 1.0 if lead.lead else 0.95
        if signed and not lead.lead and _key(signed[1]) != _key(lead):
            confidence = 0.7
            notes.warn(
                "lead_inspector_unclear",
                f"{lead.value} is named first, but {signed[1].value} signed the letter",
                (signed[1].start, signed[1].end),
            )
    elif signed:
        (pattern, lead), confidence = signed, 0.8
    else:
        return None
    span = (lead.start, lead.end)
    notes.put("inspection.lead_inspector", lead.value, pattern.id, span, confidence)
    return lead.value


def _labelled(notes: Notes) -> tuple[Pattern, list[Name]] | None:
    """The names behind a label: in the head, on the last pages, then anywhere."""
    patterns, text = notes.field("lead_inspector"), notes.document.text
    for where, start in ((notes.head, 0), (notes.text, notes.tail()), (notes.text, 0)):
        if found := labelled_names(text, where, patterns, pos=start, commas=False):
            return found
    return None


def _signed(notes: Notes) -> tuple[Pattern, Name] | None:
    """A name with an inspector's rank under the closing words of a letter."""
    for pattern in notes.field("signature"):
        for found in reversed(list(pattern.regex.finditer(notes.text, notes.tail()))):
            end = found.end() + SIGNATURE_LENGTH
            names = parse_names(notes.document.text, found.end(), end)[:1]
            if names and names[0].ranked:
                return pattern, names[0]
    return None


def _key(name: Name) -> str:
    return re.sub(r"\W+", " ", name.value).casefold()


def _distinct(names: list[Name]) -> list[Name]:
    seen: dict[str, Name] = {}
    for name in names:
        seen.setdefault(_key(name), name)
    return list(seen.values())

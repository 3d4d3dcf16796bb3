"""Which council a report is on: by its title, else by what else its head says."""

from __future__ import annotations

import re

from extractor.facts.council import Council, Mention, council, is_body, mentions, plain_name
from extractor.facts.notes import Notes, Span
from extractor.frameworks.patterns import Pattern
from extractor.model import CouncilRef

TABLE = "facts/councils.csv"
PRESENT = "9998-12-31"
FEWEST_MENTIONS = 3
_NO_NAME = re.compile(r"\d|\b(?:inspection|children|services?|review)\b", re.IGNORECASE)


def find_council(notes: Notes, start: str | None) -> CouncilRef:
    """The council of the title; else of the first sentence, the addressee, or the whole text.

    ``start`` is the inspection's first day: of two councils that bore one name in turn, the one
    that existed then is meant. Warnings: ``council_conflict``, ``council_not_in_office``,
    ``unknown_council``, ``council_from_mentions``, ``no_council``.
    """
    hits, candidates = _named(notes, start)
    if hits:
        pattern, mention, row, place = hits[0]
        confidence = 1.0 if place == 0 else 0.9
        day = start or PRESENT
        others = [hit for hit in hits if hit[2].name != row.name and hit[2].existed(day)]
        if others:
            confidence -= 0.2
            notes.warn(
                "council_conflict",
                f"the report is on {row.name}, but {others[0][2].name} is named here",
                (others[0][1].start, others[0][1].end),
            )
        return _put(notes, row, pattern.id, (mention.start, mention.end), confidence, start)
    if unknown := _unknown(notes):
        pattern, name, span = unknown
        notes.put("council.name", name, pattern.id, span, 0.6)
        notes.warn("unknown_council", f"{name!r} is not in the table of councils", span)
        return CouncilRef(name)
    if mentioned := _most_mentioned(notes, candidates, start):
        row, span = mentioned
        notes.warn(
            "council_from_mentions",
            f"no title names the council; {row.name} is named most often in the text",
            span,
        )
        return _put(notes, row, "mentions", span, 0.5, start)
    notes.warn("no_council", "no council could be told from the text")
    return CouncilRef()


_Hit = tuple[Pattern, Mention, Council, int]


def _named(notes: Notes, start: str | None) -> tuple[list[_Hit], set[str]]:
    """The places of the head that name one council, at most one a pattern, the best first; and
    the councils of which it must be one, where a trust that serves several is named."""
    hits: list[_Hit] = []
    candidates: set[str] = set()
    for place, pattern in enumerate(notes.field("council")):
        for found in pattern.regex.finditer(notes.head):
            if hit := _first(notes.head, found.span("value"), candidates, start):
                hits.append((pattern, *hit, place))
                break
    return hits, candidates


def _first(
    head: str, span: Span, candidates: set[str], start: str | None
) -> tuple[Mention, Council] | None:
    """The first name in the span that means one council. A trust that serves several adds them
    to ``candidates``: from then on only they are taken."""
    for mention in mentions(head, *span):
        names = [n for n in mention.councils if not candidates or n in candidates]
        if len(names) == 1:
            if row := council(names[0], start):
                return mention, row
        elif len(names) > 1 and not candidates:
            candidates.update(names)
    return None


def _put(
    notes: Notes, row: Council, rule: str, span: Span, confidence: float, start: str | None
) -> CouncilRef:
    notes.put("council.name", row.name, rule, span, confidence)
    for name, value in (("ons_code", row.ons_code), ("region", row.region)):
        if value:
            notes.put(f"council.{name}", value, TABLE, span, confidence)
    if start and not row.existed(start):
        gone = row.until is not None and row.until <= start
        what = f"existed until {row.until}" if gone else f"has existed since {row.since}"
        notes.warn(
            "council_not_in_office", f"{row.name} {what}; the inspection began {start}", span
        )
    return CouncilRef(row.name, row.ons_code, row.region)


def _unknown(notes: Notes) -> tuple[Pattern, str, Span] | None:
    """A title's own name for a council that the table does not have."""
    for pattern in notes.field("council")[:1]:
        for found in pattern.regex.finditer(notes.head):
            start, end = found.span("value")
            block_end = notes.head.find("\n\n", start, end)
            end = end if block_end < 0 else block_end
            name = plain_name(notes.document.text[start:end])
            if (
                2 < len(name) < 50
                and name[0].isupper()
                and not is_body(name)
                and not _NO_NAME.search(name)
            ):
                return pattern, name, (start, end)
    return None


def _most_mentioned(
    notes: Notes, candidates: set[str], start: str | None
) -> tuple[Council, Span] | None:
    """The council (one of ``candidates``, if any) that the text names most, and clearly so."""
    seen: dict[str, list[Mention]] = {}
    for mention in mentions(notes.text):
        if len(mention.councils) == 1 and mention.councils[0] in (candidates or mention.councils):
            seen.setdefault(mention.councils[0], []).append(mention)
    ranked = sorted(seen.items(), key=lambda item: -len(item[1]))
    if not ranked or len(ranked[0][1]) < FEWEST_MENTIONS:
        return None
    if len(ranked) > 1 and len(ranked[1][1]) * 2 > len(ranked[0][1]):
        return None
    row, first = council(ranked[0][0], start), ranked[0][1][0]
    return (row, (first.start, first.end)) if row else None

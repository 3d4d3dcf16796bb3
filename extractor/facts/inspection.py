"""The facts of one inspection: council, dates, publication, lead inspector, inspectorates, focus.

Every value is read from the document's text, by the patterns of its framework ([fields] in the
data file), mostly in its head; what is not stated is None. Each has a ``Fact`` with its evidence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date

from extractor.facts import council as council_table
from extractor.facts.council import Council, Mention
from extractor.facts.dates import DateSpan, labelled_dates, nearly_a_date, parse_date
from extractor.facts.focus import find_focus
from extractor.facts.people import Name, labelled_names, parse_names
from extractor.frameworks.model import Framework
from extractor.frameworks.patterns import Pattern, folded
from extractor.model import CouncilRef, Document, Evidence, Fact, Inspection, Warning

HEAD_PAGES = 2
TAIL_PAGES = 3
TABLE = "facts/councils.csv"
_NO_NAME = re.compile(r"\d|\b(?:inspection|children|services?|review)\b", re.IGNORECASE)
PRESENT = "9998"
LONG_DAYS = 92
"""An inspection that lasts longer than this, re-visits included, is worth a warning."""


@dataclass(frozen=True, slots=True)
class InspectionFacts:
    """What the document says of the inspection. ``inspection.type`` is left to ``recognise``."""

    inspection: Inspection
    council: CouncilRef
    facts: tuple[Fact, ...] = ()
    warnings: tuple[Warning, ...] = ()


def find_inspection(document: Document, framework: Framework) -> InspectionFacts:
    """The inspection's facts as ``document`` states them, read with ``framework``'s patterns.

    Warnings: ``no_council``, ``unknown_council``, ``council_from_mentions``, ``council_conflict``,
    ``council_not_in_office``; ``no_inspection_date``, ``inspection_date_unreadable``,
    ``dates_reversed``, ``long_inspection``, ``year_from_letter``; ``publication_date_unreadable``,
    ``published_before_inspection``; ``several_lead_inspectors``, ``lead_inspector_unclear``.
    """
    reader = _Reader(document, framework)
    reader.published()
    reader.dates()
    reader.council()
    reader.lead()
    reader.inspectorates()
    reader.focus()
    return InspectionFacts(
        reader.inspection, reader.place, tuple(reader.facts), tuple(reader.warnings)
    )


@dataclass(slots=True)
class _Reader:
    """Gathers the facts of one document; used once."""

    document: Document
    framework: Framework
    inspection: Inspection = Inspection()
    place: CouncilRef = CouncilRef()
    facts: list[Fact] = field(default_factory=list)
    warnings: list[Warning] = field(default_factory=list)
    text: str = ""
    head: str = ""
    first_page: int = 0

    def __post_init__(self) -> None:
        self.text = folded(self.document.text)
        self.head, self.first_page = head_of(self.document)

    def put(
        self, name: str, value: str, rule: str, span: tuple[int, int], confidence: float = 1.0
    ) -> None:
        evidence = self.document.evidence(*span)
        self.facts.append(Fact(name, value, rule, evidence, confidence))

    def warn(self, code: str, message: str, span: tuple[int, int] | None = None) -> None:
        evidence: Evidence | None = self.document.evidence(*span) if span else None
        self.warnings.append(Warning(code, message, evidence))

    def option(self, name: str) -> object:
        return self.framework.options.get(f"fields.{name}")

    # --- dates ---

    def published(self) -> None:
        """The printed publication date; that of a letter is the letter's own date."""
        if self.option("letter"):
            for block in self.document.blocks:
                if block.page > 1:
                    break
                if block.kind == "furniture" or block.end - block.start > 40:
                    continue
                printed = self.text[block.start : block.end]
                span = (block.start, block.end)
                if day := parse_date(_after_label(printed)):
                    self.set_published(day, f"{self.framework.stem}/fields.letter", span)
                    return
                if nearly_a_date(printed):
                    self.warn(
                        "publication_date_unreadable",
                        f"the letter's date is printed as {self.document.text[slice(*span)]!r}",
                        span,
                    )
                    return
        for where in (self.head, self.text if self.option("letter") else ""):
            found = labelled_dates(where, self.framework.field("published"))
            if found:
                pattern, span_ = found
                if span_.start and span_.start == span_.end:
                    self.set_published(span_.start, pattern.id, (span_.begin, span_.stop))
                elif span_.problem == "impossible":
                    self.warn(
                        "publication_date_unreadable",
                        "the printed publication date is no day of the calendar",
                        (span_.begin, span_.stop),
                    )
                return

    def set_published(self, day: str, rule: str, span: tuple[int, int]) -> None:
        self.inspection = replace(self.inspection, published=day)
        self.put("inspection.published", day, rule, span)

    def dates(self) -> None:
        """First and last day, as labelled; never those of an earlier inspection."""
        published = self.inspection.published
        found = labelled_dates(
            self.head,
            self.framework.field("dates"),
            letter=date.fromisoformat(published) if published and self.option("letter") else None,
            first_range=bool(self.option("dates_first_range")),
        )
        if found is None:
            self.warn("no_inspection_date", "no date of the inspection was found in the head")
            return
        pattern, span = found
        printed = (span.begin, span.stop)
        if span.start is None or span.end is None:
            self.warn(
                "inspection_date_unreadable",
                "the inspection's dates name no year"
                if span.problem == "no_year"
                else "the inspection's dates name a day that no month has",
                printed,
            )
            return
        confidence = self.check_dates(span, printed)
        self.inspection = replace(self.inspection, start=span.start, end=span.end)
        self.put("inspection.start", span.start, pattern.id, printed, confidence)
        self.put("inspection.end", span.end, pattern.id, printed, confidence)

    def check_dates(self, span: DateSpan, printed: tuple[int, int]) -> float:
        """Warn of dates that cannot be right; the confidence that is left."""
        start, end, published = str(span.start), str(span.end), self.inspection.published
        confidence = 1.0
        if span.year_from_letter:
            confidence = 0.9
            self.warn("year_from_letter", "the year is that of the letter's date", printed)
        if span.problem == "reversed":
            confidence = 0.5
            self.warn(
                "dates_reversed", f"the last day ({end}) lies before the first ({start})", printed
            )
        elif (date.fromisoformat(end) - date.fromisoformat(start)).days > LONG_DAYS:
            confidence = 0.7
            self.warn("long_inspection", f"from {start} to {end} is uncommonly long", printed)
        if published and published < end:
            confidence = min(confidence, 0.8)
            self.warn(
                "published_before_inspection",
                f"the printed publication date ({published}) lies before the last day ({end}): "
                "one of them is misprinted",
                printed,
            )
        return confidence

    # --- council ---

    def council(self) -> None:
        """The council of the title; else of the first sentence, the addressee, or the text."""
        hits = self.named_councils()
        if hits:
            pattern, mention, row, place = hits[0]
            confidence = 1.0 if place == 0 else 0.9
            span = (mention.start, mention.end)
            day = self.inspection.start or PRESENT
            others = [hit for hit in hits if hit[2].name != row.name and hit[2].existed(day)]
            if others:
                confidence -= 0.2
                self.warn(
                    "council_conflict",
                    f"{row.name} is named here, {others[0][2].name} in another place",
                    self_span(others[0][1]),
                )
            self.set_council(row, pattern.id, span, confidence)
        elif unknown := self.unknown_council():
            pattern, name, span = unknown
            self.place = CouncilRef(name)
            self.put("council.name", name, pattern.id, span, 0.6)
            self.warn("unknown_council", f"{name!r} is not in the table of councils", span)
        elif mentioned := self.most_mentioned():
            row, span = mentioned
            self.set_council(row, "mentions", span, 0.5)
            self.warn(
                "council_from_mentions",
                f"no title names the council; {row.name} is named most often in the text",
                span,
            )
        else:
            self.warn("no_council", "no council could be told from the text")

    def named_councils(self) -> list[tuple[Pattern, Mention, Council, int]]:
        """Every place of the head that names one council: the best first, one a pattern."""
        hits: list[tuple[Pattern, Mention, Council, int]] = []
        candidates: set[str] = set()
        for place, pattern in enumerate(self.framework.field("council")):
            for found in pattern.regex.finditer(self.head):
                hit = self.first_council(found.span("value"), candidates)
                if hit:
                    hits.append((pattern, *hit, place))
                    break
        return hits

    def first_council(
        self, span: tuple[int, int], candidates: set[str]
    ) -> tuple[Mention, Council] | None:
        """The first name in the span that means one council. A trust that serves several adds
        them to ``candidates``: from then on only they are taken."""
        for mention in council_table.mentions(self.head, *span):
            names = [n for n in mention.councils if not candidates or n in candidates]
            if len(names) == 1:
                row = council_table.council(names[0], self.inspection.start)
                if row:
                    return mention, row
            elif len(names) > 1 and not candidates:
                candidates.update(names)
        return None

    def set_council(
        self, row: Council, rule: str, span: tuple[int, int], confidence: float
    ) -> None:
        self.place = CouncilRef(row.name, row.ons_code, row.region)
        self.put("council.name", row.name, rule, span, confidence)
        for name, value in (("ons_code", row.ons_code), ("region", row.region)):
            if value:
                self.put(f"council.{name}", value, TABLE, span, confidence)
        start = self.inspection.start
        if start and not row.existed(start):
            what = f"existed until {row.until}" if row.until and row.until <= start else (
                f"has existed since {row.since}"
            )  # fmt: skip
            self.warn(
                "council_not_in_office", f"{row.name} {what}; the inspection began {start}", span
            )

    def unknown_council(self) -> tuple[Pattern, str, tuple[int, int]] | None:
        """A title's own name for a council that the table does not have."""
        for pattern in self.framework.field("council")[:1]:
            for found in pattern.regex.finditer(self.head):
                start, end = found.span("value")
                end = min(end, _block_end(self.head, start))
                name = council_table.plain_name(self.document.text[start:end])
                if (
                    2 < len(name) < 50
                    and name[0].isupper()
                    and not council_table.is_body(name)
                    and not _NO_NAME.search(name)
                ):
                    return pattern, name, (start, end)
        return None

    def most_mentioned(self) -> tuple[Council, tuple[int, int]] | None:
        """The council that the text names most, if it does so clearly."""
        seen: dict[str, list[Mention]] = {}
        for mention in council_table.mentions(self.document.text):
            for name in mention.councils[:1] if len(mention.councils) == 1 else ():
                seen.setdefault(name, []).append(mention)
        ranked = sorted(seen.items(), key=lambda item: -len(item[1]))
        if not ranked or len(ranked[0][1]) < 3:
            return None
        if len(ranked) > 1 and len(ranked[1][1]) * 2 > len(ranked[0][1]):
            return None
        row = council_table.council(ranked[0][0], self.inspection.start)
        return (row, self_span(ranked[0][1][0])) if row else None

    # --- people, bodies, focus ---

    def lead(self) -> None:
        """The lead inspector: as labelled; else the first of those named; else who signed."""
        text = self.document.text
        named = self.labelled("lead_inspector", commas=False)
        if named:
            pattern, names = named
            names = _distinct(names)
            if len(names) > 1:
                self.warn(
                    "several_lead_inspectors",
                    f"{len(names)} lead inspectors are named",
                    (names[0].start, names[-1].end),
                )
            value = " and ".join(name.value for name in names)
            self.set_lead(value, pattern, (names[0].start, names[-1].end), 1.0)
            return
        signed = self.signed()
        team = labelled_names(text, self.head, self.framework.field("inspectors"))
        if team:
            pattern, names = team
            leads = [name for name in names if name.lead]
            lead = leads[0] if leads else names[0]
            confidence = 1.0 if leads else 0.95
            if not leads and signed and _key(signed[1]) != _key(lead):
                confidence = 0.7
                self.warn(
                    "lead_inspector_unclear",
                    f"{lead.value} is named first, but {signed[1].value} signed the letter",
                    (signed[1].start, signed[1].end),
                )
            self.set_lead(lead.value, pattern, (lead.start, lead.end), confidence)
        elif signed:
            pattern, lead = signed
            self.set_lead(lead.value, pattern, (lead.start, lead.end), 0.8)

    def labelled(self, name: str, *, commas: bool) -> tuple[Pattern, list[Name]] | None:
        """Names behind a label of that field: in the head, at the end, then anywhere."""
        patterns = self.framework.field(name)
        text, tail = self.document.text, self.page_start(len(self.document.pages) - TAIL_PAGES + 1)
        for where, start in ((self.head, 0), (self.text, tail), (self.text, 0)):
            if found := labelled_names(text, where, patterns, pos=start, commas=commas):
                return found
        return None

    def page_start(self, page: int) -> int:
        return next((b.start for b in self.document.blocks if b.page >= page), 0)

    def signed(self) -> tuple[Pattern, Name] | None:
        """Who signed a letter: a name with an inspector's rank under its closing words."""
        for pattern in self.framework.field("signature"):
            tail = self.page_start(len(self.document.pages) - TAIL_PAGES + 1)
            for found in reversed(list(pattern.regex.finditer(self.text, tail))):
                names = parse_names(self.document.text, found.end(), found.end() + 200)[:1]
                if names and names[0].ranked:
                    return pattern, names[0]
        return None

    def set_lead(
        self, value: str, pattern: Pattern, span: tuple[int, int], confidence: float
    ) -> None:
        self.inspection = replace(self.inspection, lead_inspector=value)
        self.put("inspection.lead_inspector", value, pattern.id, span, confidence)

    def inspectorates(self) -> None:
        """The bodies that inspected: those of the sentence that says so, else of the head."""
        start, end = 0, len(self.head)
        for pattern in self.framework.field("inspectorates_within"):
            if found := pattern.search(self.head):
                start, end = found.span()
                break
        hits: dict[str, tuple[int, int, Pattern]] = {}
        patterns = self.framework.field("inspectorates")
        for pattern in patterns:
            value = pattern.value or ""
            found = pattern.search(self.head, start, end)
            if found and value not in hits:
                hits[value] = (*found.span(), pattern)
        if not hits and len(patterns) == 1 and (found := patterns[0].search(self.text)):
            hits[patterns[0].value or ""] = (*found.span(), patterns[0])
        ordered = sorted(hits.items(), key=lambda item: item[1][0])
        for value, (begin, stop, pattern) in ordered:
            self.put("inspection.inspectorates", value, pattern.id, (begin, stop))
        self.inspection = replace(self.inspection, inspectorates=tuple(v for v, _ in ordered))

    def focus(self) -> None:
        """What the visit looked at, where the letter says so."""
        found = find_focus(
            self.document.text,
            self.framework.field("focus"),
            self.framework.field("focus_ends"),
            self.place.name,
            end=len(self.head),
        )
        if found:
            self.inspection = replace(self.inspection, focus=found.value)
            self.put("inspection.focus", found.value, found.rule, (found.start, found.end), 0.9)


def head_of(document: Document) -> tuple[str, int]:
    """The folded text of the first pages with their furniture blanked out (running
    heads may be another report's), and where the first page ends."""
    text, blocks = folded(document.text), document.blocks
    stop = next((b.lead for b in blocks if b.page > HEAD_PAGES), len(text))
    first = next((b.lead for b in blocks if b.page > 1), len(text))
    head, at = [], 0
    for block in blocks:
        if block.lead >= stop:
            break
        if block.kind == "furniture":
            head += [text[at : block.lead], "\n" * (min(block.end, stop) - block.lead)]
            at = min(block.end, stop)
    return "".join(head) + text[at:stop], first


def self_span(mention: Mention) -> tuple[int, int]:
    """Where the mention stands."""
    return mention.start, mention.end


def _after_label(printed: str) -> str:
    return re.sub(r"^\s*(?:date|dated|published)\s*:?\s*", "", printed, flags=re.IGNORECASE)


def _block_end(text: str, pos: int) -> int:
    end = text.find("\n\n", pos)
    return len(text) if end < 0 else end


def _key(name: Name) -> str:
    return re.sub(r"\W+", " ", name.value).casefold()


def _distinct(names: list[Name]) -> list[Name]:
    seen: dict[str, Name] = {}
    for name in names:
        seen.setdefault(_key(name), name)
    return list(seen.values())

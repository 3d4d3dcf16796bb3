"""Which framework and edition a report follows, and of what type the inspection was.

Told by the titles printed in the document's head, never by its file name or PDF metadata. The
editions of one framework share their titles: the inspection's first day decides between them,
and where the document prints none, the key areas of its table do.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import takewhile

from extractor.frameworks.model import Framework
from extractor.frameworks.patterns import Pattern, folded
from extractor.frameworks.registry import load_frameworks
from extractor.model import Document, Fact, FrameworkRef, Warning

HEAD_PAGES = 2
"""Titles stand on the first page; one overflowing letterhead or cover pushes them to the next."""
PROSE = 200
"""Characters of a paragraph that is prose, not part of a title or an address."""
ROW = 150
"""Characters of a block that can be a table's row or a heading: prose names other judgements."""


@dataclass(frozen=True, slots=True)
class Recognition:
    """What the titles say. ``framework`` is the edition the document's form speaks for: enough to
    read its fields with. ``candidates`` are all editions that share the title."""

    framework: Framework
    candidates: tuple[Framework, ...]
    fact: Fact | None = None


@dataclass(frozen=True, slots=True)
class Identity:
    """The framework settled on, the inspection's type, and what gave them."""

    framework: Framework
    ref: FrameworkRef
    type: str | None
    facts: tuple[Fact, ...] = ()
    warnings: tuple[Warning, ...] = ()


def recognise(document: Document) -> Recognition:
    """The framework whose title stands in the document's head, or the unknown one.

    A title in a heading goes before the table's wording, and that before a title in a sentence;
    then the framework of higher rank, then the title that stands first.
    """
    text, spans = folded(document.text), head_spans(document)
    hits: list[tuple[tuple[int, int, int], Framework, Pattern, tuple[int, int]]] = []
    for framework in load_frameworks():
        titles = framework.recognise.get("titles", ())
        never = framework.recognise.get("never", ())
        for tier, (patterns, where) in enumerate(
            (
                (titles, spans.headings),
                (framework.recognise.get("forms", ()), spans.cells),
                (titles, spans.opening),
            )
        ):
            if hit := _first_title(text, where, patterns, never, at_start=tier == 1):
                order, pattern, span = hit
                hits.append(((tier, -framework.rank, order), framework, pattern, span))
                break
    if not hits:
        unknown = next(f for f in load_frameworks() if f.id == "unknown")
        return Recognition(unknown, (unknown,))
    best = min(hits, key=lambda hit: hit[0])
    peers = {hit[1].stem: hit for hit in hits if hit[0] == best[0] and hit[3] == best[3]}
    chosen = max(peers.values(), key=lambda hit: _form(document, hit[1]))
    fact = Fact("framework.id", chosen[1].id, chosen[2].id, document.evidence(*chosen[3]))
    return Recognition(chosen[1], tuple(hit[1] for hit in peers.values()), fact)


def identify(
    document: Document, recognition: Recognition, start: str | None, end: str | None
) -> Identity:
    """Settle edition and type, given the inspection's first and last day (ISO, None if unknown).

    Warnings: ``unknown_framework``; ``edition_contradicts_date`` where the key areas printed are
    those of another edition than the date's; ``date_outside_framework``; ``edition_without_date``.
    """
    warnings: list[Warning] = []
    framework = recognition.framework
    evidence = recognition.fact.evidence if recognition.fact else None
    if framework.id == "unknown":
        warnings.append(
            Warning(
                "unknown_framework",
                "no title of a known framework stands in the head: general headings were used",
            )
        )
    elif start:
        in_force = [f for f in recognition.candidates if _covers(f, start)]
        if not in_force:
            warnings.append(
                Warning(
                    "date_outside_framework",
                    f"the inspection began on {start}, when {framework.title} was not in force",
                    evidence,
                )
            )
        elif framework not in in_force:
            dated = in_force[0]
            if _form(document, dated) < _form(document, framework):
                warnings.append(
                    Warning(
                        "edition_contradicts_date",
                        f"by its date ({start}) the edition is {dated.version or dated.stem}, "
                        f"but the key areas are those of {framework.version or framework.stem}",
                        evidence,
                    )
                )
            framework = dated
    elif len({f.version for f in recognition.candidates}) > 1:
        warnings.append(
            Warning(
                "edition_without_date",
                f"no inspection date: edition {framework.version} was told by the key areas",
                evidence,
            )
        )
    kind, fact = _type(document, framework, start, end)
    facts = tuple(fact for fact in (recognition.fact, fact) if fact)
    ref = FrameworkRef(
        framework.id,
        framework.version,
        framework.title if framework.id != "unknown" else None,
    )
    return Identity(framework, ref, kind, facts, tuple(warnings))


@dataclass(frozen=True, slots=True)
class HeadSpans:
    """Where a title may stand: the stretch above the first prose (where it may run over several
    blocks) and the headings of the head's pages; the first page's paragraphs; all the head's
    paragraphs; its paragraphs and cells together.

    Furniture is left out (a running head may be another report's), and so are footnotes.
    """

    headings: tuple[tuple[int, int], ...]
    opening: tuple[tuple[int, int], ...]
    prose: tuple[tuple[int, int], ...]
    cells: tuple[tuple[int, int], ...]


def head_spans(document: Document) -> HeadSpans:
    """The spans of the document's head in which to look for titles."""
    head = list(takewhile(lambda block: block.page <= HEAD_PAGES, document.blocks))

    def of(*kinds: str, pages: int = HEAD_PAGES) -> tuple[tuple[int, int], ...]:
        return tuple((b.start, b.end) for b in head if b.kind in kinds and b.page <= pages)

    prose = next((b.lead for b in head if b.kind == "paragraph" and b.end - b.lead >= PROSE), None)
    top = head[-1].end if prose is None and head else prose or 0
    return HeadSpans(
        ((0, top), *of("heading")),
        of("paragraph", pages=1),
        of("paragraph"),
        of("paragraph", "table_cell"),
    )


def _first_title(
    text: str,
    spans: tuple[tuple[int, int], ...],
    titles: tuple[Pattern, ...],
    never: tuple[Pattern, ...],
    at_start: bool,
) -> tuple[int, Pattern, tuple[int, int]] | None:
    """The first of the spans that holds a title and none of ``never``: its place among them, the
    pattern, and where the title stands."""
    for order, (start, end) in enumerate(spans):
        for pattern in titles:
            look = pattern.match if at_start else pattern.search
            found = look(text, start, end)
            if found and not any(wrong.search(text, start, end) for wrong in never):
                return order, pattern, found.span()
    return None


def _form(document: Document, framework: Framework) -> int:
    """How well the key areas printed in the head fit the edition: the labels found, less those
    missing."""
    text, score = folded(document.text), 0
    head = takewhile(lambda block: block.page <= HEAD_PAGES, document.blocks)
    rows = [(b.start, b.end) for b in head if b.end - b.start <= ROW]
    for area in framework.areas:
        names = (*area.labels, *area.headings)
        if area.judged and names:
            found = any(name.search(text, *row) for name in names for row in rows)
            score += 1 if found else -1
    return score


def _covers(framework: Framework, day: str) -> bool:
    return (framework.starts or "") <= day <= (framework.ends or "9999")


def _type(
    document: Document, framework: Framework, start: str | None, end: str | None
) -> tuple[str | None, Fact | None]:
    """The inspection's type: as its title says; else short or the framework's own."""
    text, spans = folded(document.text), head_spans(document)
    for kind in framework.types:
        for pattern in kind.match:
            for span in (*spans.headings, *spans.prose):
                if found := pattern.search(text, *span):
                    evidence = document.evidence(*found.span())
                    return kind.id, Fact("inspection.type", kind.id, pattern.id, evidence)
    if framework.short_days and start and end:
        days = (date.fromisoformat(end) - date.fromisoformat(start)).days + 1
        if days < framework.short_days:
            return "short", None
    return framework.type, None

"""Why the result says what it says: each value with its page, its quote and what gave it."""

from __future__ import annotations

import json
import textwrap
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass

from extractor.model import Evidence, Report, plain
from extractor.results.terminal import printable

NOT_STATED = "not stated in the document"
DERIVED = "follows from other values"


@dataclass(frozen=True, slots=True)
class Explained:
    """One value of the result. ``source`` is the id of the rule or model that gave it."""

    field: str
    value: str | None
    source: str
    page: int | None = None
    quote: str | None = None
    confidence: float | None = None


def explain(report: Report, *, findings: bool = False) -> tuple[Explained, ...]:
    """Every value of the report's head, each judgement and recommendation; sections and findings
    by number, and each of the ``findings`` too if asked."""
    return (
        *_head(report),
        *_judgements(report),
        *_recommendations(report),
        *_counts(report),
        *(_findings(report) if findings else ()),
        *(
            Explained(f"warning {w.code}", w.message, "cross-check", *_place(w.evidence))
            for w in report.warnings
        ),
    )


def explanation_text(report: Report, *, width: int = 80, findings: bool = False) -> str:
    """``explain`` for reading at a terminal."""
    document = report.document
    count = len(document.pages)
    made_of = f"{count} page{'' if count == 1 else 's'}, sha256 {document.sha256[:12]}"
    lines = [f"{printable(document.path)}  ({made_of})"]
    for row in explain(report, findings=findings):
        lines.append("")
        lines.append(f"{row.field}: {NOT_STATED if row.value is None else printable(row.value)}")
        if row.value is None:
            continue
        where = [row.source if row.source == DERIVED else f"by {row.source}"]
        if row.page is not None:
            where.insert(0, f"page {row.page}")
        if row.confidence is not None:
            where.append(f"confidence {row.confidence:.2f}")
        lines.append("    " + ", ".join(where))
        if row.quote and row.quote != row.value:
            lines += textwrap.wrap(
                f"“{printable(row.quote)}”", width, initial_indent="    ", subsequent_indent="    "
            )
    return "\n".join(lines)


def explanation_json(
    report: Report, *, indent: int | None = 2, findings: bool = False
) -> str:
    """``explain`` for a program: the source's path and hash, then one object a value."""
    source = {"path": report.document.path, "sha256": report.document.sha256}
    rows = [asdict(row) for row in explain(report, findings=findings)]
    return json.dumps({"source": source, "values": rows}, ensure_ascii=False, indent=indent)


def _head(report: Report) -> Iterator[Explained]:
    facts: dict[str, list[Explained]] = {}
    for fact in report.facts:
        row = Explained(fact.field, fact.value, fact.rule, *_place(fact.evidence), fact.confidence)
        facts.setdefault(fact.field, []).append(row)
    for group in ("framework", "inspection", "council"):
        for name, value in plain(getattr(report, group)).items():
            field = f"{group}.{name}"
            if field in facts:
                yield from facts.pop(field)
            elif value in (None, []):
                yield Explained(field, None, NOT_STATED)
            else:
                shown = ", ".join(value) if isinstance(value, list) else str(value)
                yield Explained(field, shown, DERIVED)
    for rows in facts.values():  # facts that have no field of their own in the contract
        yield from rows


def _judgements(report: Report) -> Iterator[Explained]:
    for j in report.judgements:
        value = f"{j.grade} ({j.grade_label}), for “{j.title}”"
        source = j.rule or "a rule without a name"
        yield Explained(f"judgement {j.key_area}", value, source, *_place(j.evidence), j.confidence)


def _recommendations(report: Report) -> Iterator[Explained]:
    for r in report.recommendations:
        marks = [f"number {r.number}" if r.number else "no number"]
        marks += ["priority"] if r.priority else []
        marks += [f"to {r.addressee}"] if r.addressee else []
        marks += [f"under “{r.list_heading}”"] if r.list_heading else []
        source = r.rule or "a rule without a name"
        yield Explained(f"recommendation {r.id}", ", ".join(marks), source, *_place(r.evidence))


def _counts(report: Report) -> Iterator[Explained]:
    areas = Counter(section.key_area or "no key area" for section in report.sections)
    spread = ", ".join(f"{area} {n}" for area, n in areas.most_common())
    yield Explained(
        "sections", f"{len(report.sections)}" + (f" ({spread})" if spread else ""), "headings"
    )
    kinds = Counter(finding.polarity for finding in report.findings)
    spread = ", ".join(f"{kind} {n}" for kind, n in kinds.most_common())
    rules = ", ".join(sorted({finding.rule for finding in report.findings})) or "no rule"
    yield Explained(
        "findings", f"{len(report.findings)}" + (f" ({spread})" if spread else ""), rules
    )


def _findings(report: Report) -> Iterator[Explained]:
    for f in report.findings:
        value = ", ".join((f.polarity, f.key_area or "no key area", *f.themes))
        yield Explained(f.id, value, f.rule, *_place(f.evidence), f.confidence)


def _place(evidence: Evidence | None) -> tuple[int | None, str | None]:
    return (evidence.page, evidence.quote) if evidence else (None, None)

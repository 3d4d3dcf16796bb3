"""The judgements of this inspection: each area's grade, from every place that prints it.

A grade is paired with its area by label, never by position. Two places that agree make it
certain; where they differ, the more telling one is taken, with a warning.
"""

from __future__ import annotations

from collections.abc import Iterable

from extractor.facts.judgement_table import table_readings
from extractor.facts.judgement_text import text_readings
from extractor.facts.readings import Reading
from extractor.frameworks.model import Framework
from extractor.model import Document, Evidence, Judgement, Warning

# What is taken where places differ: the table is typeset for it; a sentence can be a slip.
TRUST = {"table": 3, "heading": 2, "box": 1, "sentence": 0, "consequence": -1}
AGREED, ALONE, DISPUTED = 0.99, 0.95, 0.5


def find_judgements(
    document: Document, framework: Framework
) -> tuple[tuple[Judgement, ...], tuple[Warning, ...]]:
    """The judgements in the order of the framework's areas, and what is doubtful about them.

    Warnings: ``judgements_disagree`` (two places give different grades), ``judgement_missing``
    (an area that this framework always judges has no grade), and the framework's own checks.
    """
    if not framework.grades:
        return (), ()
    spoken = text_readings(document, framework)
    readings = spoken + table_readings(document, framework, {r.span[0] for r in spoken})
    judgements, warnings = [], []
    for area in framework.areas:
        found = [reading for reading in readings if reading.area == area.id]
        if all(reading.place == "consequence" for reading in found):
            continue  # what follows from a grade confirms it, but is not that grade's statement
        judgement, doubt = _settle(document, framework, found)
        judgements += [judgement] if judgement else []
        warnings += doubt
    warnings += _missing(framework, readings)
    warnings += _checks(framework, judgements)
    return tuple(judgements), tuple(warnings)


def _settle(
    document: Document, framework: Framework, found: list[Reading]
) -> tuple[Judgement | None, list[Warning]]:
    """One judgement from all readings of an area."""
    best = max(found, key=lambda r: (TRUST[r.place], -r.page))
    others = {(r.place, r.page) for r in found if r.grade == best.grade}
    against = [r for r in found if r.grade != best.grade]
    warnings = [
        Warning(
            "judgements_disagree",
            f"{best.area}: the {best.place} on page {best.page} says {best.label!r}, "
            f"the {other.place} on page {other.page} {other.label!r}",
            document.evidence(*other.span),
        )
        for other in against
    ]
    if best.grade is None:
        return None, warnings
    grade = next(g for g in framework.grades if g.id == best.grade)
    confidence = DISPUTED if against else AGREED if len(others) > 1 else ALONE
    judgement = Judgement(
        key_area=best.area,
        title=best.title,
        grade=best.grade,
        grade_label=grade.label,
        confidence=confidence,
        evidence=document.evidence(*best.span),
        rule=best.rule,
    )
    return judgement, warnings


def _missing(framework: Framework, readings: Iterable[Reading]) -> list[Warning]:
    """A warning for each area that should have a grade and has none."""
    if not framework.options.get("judgements.expected"):
        return []
    have = {r.area for r in readings if r.place != "consequence"}
    return [
        Warning("judgement_missing", f"no grade was found for {area.id} ({area.title})")
        for area in framework.areas
        if area.judged and not area.optional and area.id not in have
    ]


def _checks(framework: Framework, judgements: list[Judgement]) -> list[Warning]:
    """The framework's own rules of what grades go together."""
    grades = {j.key_area: j.grade for j in judgements}
    by_area: dict[str, Evidence] = {j.key_area: j.evidence for j in judgements}
    return [
        Warning(check.code, check.message, by_area[check.area])
        for check in framework.checks
        if check.area in grades
        and grades[check.area] != check.must
        and any(grades.get(area) == check.grade for area in check.areas)
    ]

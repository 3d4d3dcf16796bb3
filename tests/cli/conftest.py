"""A report made by hand, so that the views are tested apart from the pipeline that fills them."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from extractor.model import (
    Block,
    Box,
    CouncilRef,
    Document,
    Evidence,
    Fact,
    FrameworkRef,
    Inspection,
    Judgement,
    Line,
    Page,
    Provenance,
    Recommendation,
    Report,
    Section,
    Warning,
)

TEXT = """Exampleshire County Council
Inspection of local authority children's services
Inspection dates: 4 March to 15 March 2024
The overall effectiveness: Good
Help and protection: Requires improvement to be good
What needs to improve?
Supervision of the staff who answer the first call.
The speed with which the council finds homes.
"""


def document() -> Document:
    """``TEXT`` as a page, a line for each of its lines, each line a block."""
    lines, blocks, at = [], [], 0
    for n, line in enumerate(TEXT.splitlines()):
        end = at + len(line)
        lines.append(Line(at, end, Box(1, 50, 20.0 * n, 50 + 5.0 * len(line), 20.0 * n + 12), 12))
        blocks.append(Block("paragraph", at, end, at, n, n + 1, 1))
        at = end + 1
    return Document(
        "exampleshire.pdf", "ab" * 32, "application/pdf", (Page(1, 595, 842),), TEXT,
        tuple(lines), tuple(blocks),
    )  # fmt: skip


@pytest.fixture
def report() -> Report:
    made = document()

    def at(quote: str) -> Evidence:
        start = made.text.index(quote)
        return made.evidence(start, start + len(quote))

    def judgement(area: str, title: str, grade: str, label: str, sure: float = 1.0) -> Judgement:
        return Judgement(area, title, grade, label, sure, at(label), "ilacs_2023.table")

    def recommendation(n: int, text: str, priority: bool = False) -> Recommendation:
        return Recommendation(
            f"r{n}", str(n), text, priority, None, (), "local_authority", (),
            "What needs to improve?", at(text), "ilacs_2023.lists.improve",
        )  # fmt: skip

    return Report(
        document=made,
        framework=FrameworkRef("ilacs", "2023", "Inspection of children's services"),
        inspection=Inspection("standard", "2024-03-04", "2024-03-15", inspectorates=("Ofsted",)),
        council=CouncilRef("Exampleshire", "E10000099", "South East"),
        provenance=Provenance("0.1.0", (), "2026-11-22T06:00:00Z"),
        facts=(
            Fact("council.name", "Exampleshire", "council.line", at("Exampleshire County Council")),
            Fact("inspection.start", "2024-03-04", "dates.range", at("4 March to 15 March"), 0.9),
        ),
        judgements=(
            judgement("overall_effectiveness", "The overall effectiveness", "good", "Good"),
            judgement(
                "help_and_protection", "Help and protection", "requires_improvement",
                "Requires improvement to be good", 0.6,
            ),
        ),  # fmt: skip
        sections=(Section("s1", "What needs to improve?", None, 1, 180, len(TEXT), 1),),
        recommendations=(
            recommendation(1, "Supervision of the staff who answer the first call.", True),
            recommendation(2, "The speed with which the council finds homes."),
        ),
        warnings=(
            Warning("grades_disagree", "table and heading differ", at("Requires improvement")),
        ),
    )


@pytest.fixture
def runner() -> CliRunner:
    return CliRunner()

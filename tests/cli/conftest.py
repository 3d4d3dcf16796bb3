"""The samples, the command as a shell runs it, and a report made by hand, so that the views are
tested apart from the pipeline that fills them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

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

ROOT = Path(__file__).parents[2]
SAMPLES = sorted((ROOT / "corpus" / "samples").glob("*.pdf"))
SAMPLE, OTHER = SAMPLES[0], SAMPLES[-1]


def extract(*args, stdin=None, **env):
    """The command, in a process of its own, with ``env`` added to the environment."""
    return subprocess.run(
        [sys.executable, "-m", "extractor", *map(str, args)],
        input=stdin, capture_output=True, env=environment(**env),
    )  # fmt: skip


def environment(**env: str) -> dict[str, str]:
    """The environment for a child that finds this checkout from any folder."""
    return {**os.environ, "PYTHONPATH": str(ROOT), **env}


def without_name(text: str | bytes) -> dict:
    """A JSON document without what differs between two runs over the same bytes."""
    document = json.loads(text)
    document["source"].pop("path")
    document["provenance"].pop("extracted_at")
    return document


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
                "help_and_protection",
                "Help and protection",
                "requires_improvement",
                "Requires improvement to be good",
                0.6,
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
def text_report(tmp_path) -> Path:
    """A report as plain text, whose seventh line is its one recommendation."""
    path = tmp_path / "report.txt"
    path.write_text(
        "Exampleshire\n\nInspection dates: 4 March to 15 March 2024\n\n"
        "What needs to improve?\n\n■ The council’s pace in finding homes.\n", "utf-8",
    )  # fmt: skip
    return path


@pytest.fixture
def runner() -> CliRunner:
    return CliRunner()

"""The table and the explanation, made of a report that no pipeline has touched."""

from __future__ import annotations

import dataclasses
import io
import json
import re

import pytest

from extractor.model import CouncilRef, FrameworkRef, Inspection
from extractor.results.explain import explain, explanation_json, explanation_text
from extractor.results.render import json_lines, tables, wants_colour
from extractor.results.terminal import BADGES, MIN_WIDTH, table

ANSI = re.compile(r"\x1b\[[0-9;]*m")


def test_the_table_says_what_a_person_wants(report):
    shown = table(report, width=100)
    for wanted in (
        "Exampleshire", "E10000099 · South East", "ilacs 2023", "2024-03-04 to 2024-03-15",
        "Published       not stated", "Requires improvement to be good", "? confidence only 0.60",
        "Recommendations (2, 1 priority)", "What needs to improve? (to: local authority)",
        "exampleshire.pdf: 1 page, 1 section, 0 findings, 2 recommendations, 1 warning",
        "grades_disagree: table and heading differ (p. 1)",
    ):  # fmt: skip
        assert wanted in shown


def test_a_priority_action_is_marked_with_its_number_and_page(report):
    first, second = (line for line in table(report).splitlines() if line.startswith("  p. "))
    assert re.match(r"  p\. 1  !   1  Supervision", first)
    assert re.match(r"  p\. 1      2  The speed", second)


def test_colour_adds_nothing_but_colour(report):
    coloured, plain = table(report, colour=True), table(report)
    assert ANSI.search(coloured) and not ANSI.search(plain)
    strip = [line.rstrip() for line in ANSI.sub("", coloured).splitlines()]
    assert strip == [line.rstrip() for line in plain.splitlines()]


def _lightness(index: int) -> float:
    """Relative luminance of one of the 256 terminal colours (cube and first 16 as used here)."""
    if index < 16:
        red, green, blue = (255, 255, 255) if index == 15 else (0, 0, 0)
    else:
        steps = (0, 95, 135, 175, 215, 255)
        n = index - 16
        red, green, blue = steps[n // 36], steps[n // 6 % 6], steps[n % 6]
    linear = [((c / 255 + 0.055) / 1.055) ** 2.4 if c > 10 else c / 255 / 12.92
              for c in (red, green, blue)]  # fmt: skip
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("grade", BADGES)
def test_badges_can_be_read(grade):
    """Contrast of words and badge as WCAG 2 AA asks, so also without seeing the hue."""
    low, high = sorted(_lightness(c) for c in BADGES[grade])
    assert (high + 0.05) / (low + 0.05) >= 4.5


def test_good_and_inadequate_differ_in_lightness_not_only_in_hue():
    steps = [_lightness(BADGES[g][1]) for g in ("inadequate", "requires_improvement", "good")]
    assert steps[1] > 3 * steps[0] and steps[2] > 3 * steps[0]


@pytest.mark.parametrize("width", [1, 60, 80, 300])
def test_no_line_is_wider_than_the_terminal(report, width):
    limit = max(MIN_WIDTH, width)
    badge = 2 + 10 + 2 + len(" Requires improvement to be good ") + len("  p. 1")  # never broken
    assert max(map(len, table(report, width=width).splitlines())) <= max(limit, badge)


def test_a_report_of_which_nothing_is_known_has_a_table(report):
    empty = dataclasses.replace(
        report, framework=FrameworkRef(), inspection=Inspection(), council=CouncilRef(), facts=(),
        judgements=(), recommendations=(), sections=(), warnings=(),
    )  # fmt: skip
    shown = table(empty)
    assert "Council not recognised" in shown and "(unknown)" in shown
    assert "Judgements" not in shown and "Warnings" not in shown


def test_a_report_cannot_steer_the_terminal(report):
    evil = dataclasses.replace(
        report, council=CouncilRef("Evil\x1b]0;owned\x07shire\x9b2J"),
        document=dataclasses.replace(report.document, path="a\x1b[2Jb.pdf"),
    )  # fmt: skip
    for shown in (table(evil), explanation_text(evil)):
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", shown)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_colour_is_for_terminals_that_want_it(monkeypatch):
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    assert wants_colour(Terminal()) and not wants_colour(io.StringIO())
    monkeypatch.setenv("NO_COLOR", "1")
    assert not wants_colour(Terminal())
    monkeypatch.setenv("NO_COLOR", "")
    monkeypatch.setenv("TERM", "dumb")
    assert not wants_colour(Terminal())


def test_the_table_of_a_pipe_has_no_colour(report, monkeypatch):
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    assert not ANSI.search(tables(False)(io.StringIO())(report))
    assert ANSI.search(tables(False)(Terminal())(report))


def test_one_document_is_indented_several_are_lines(report):
    alone, among = json_lines(False)(io.StringIO())(report), json_lines(True)(io.StringIO())(report)
    assert "\n" in alone and "\n" not in among
    assert json.loads(alone) == json.loads(among) == report.to_dict()


def test_every_value_of_the_head_is_explained(report):
    rows = {row.field: row for row in explain(report)}
    head = {
        f"{group}.{name}"
        for group in ("framework", "inspection", "council")
        for name in report.to_dict()[group]
    }
    assert head <= rows.keys()
    assert rows["council.name"].source == "council.line"
    assert rows["council.name"].quote == "Exampleshire County Council"
    assert rows["inspection.published"].value is None
    assert rows["council.region"].source == "follows from other values"


def test_judgements_and_recommendations_are_explained(report):
    rows = {row.field: row for row in explain(report)}
    grade = rows["judgement help_and_protection"]
    assert (grade.page, grade.quote) == (1, "Requires improvement to be good")
    assert (grade.source, grade.confidence) == ("ilacs_2023.table", 0.6)
    assert rows["recommendation r1"].value.startswith("number 1, priority, to local_authority")
    assert rows["sections"].value == "1 (no key area 1)"
    assert rows["warning grades_disagree"].quote == "Requires improvement"


def test_the_explanation_reads_well_and_loads_well(report):
    text = explanation_text(report)
    assert "council.name: Exampleshire\n    page 1, by council.line, confidence 1.00\n" in text
    assert "inspection.published: not stated in the document\n" in text
    values = json.loads(explanation_json(report))["values"]
    assert [v["field"] for v in values] == [row.field for row in explain(report)]

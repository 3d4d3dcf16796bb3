"""What may be compared with what, and what may not."""

from __future__ import annotations

import pytest

from extractor.comparison.scales import parse, scales
from extractor.errors import ComparisonError
from extractor.frameworks.registry import load_frameworks

TEXT = """
[grades.a]
label = "A"
short = "A"
colour = "#000000"
ink = "#ffffff"
[scales.s]
title = "S"
grades = ["a"]
[[side_by_side]]
scales = ["s"]
places = [["a"]]
[kinds.k]
title = "K"
inspections = ["x"]
scale = "s"
[[series]]
id = "one"
key_area = "area"
inspections = ["x"]
scale = "s"
[areas]
area = ["Area", "A"]
"""


def light(colour: str) -> float:
    """Relative luminance (WCAG 2.1)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_every_graded_area_of_every_framework_is_placed():
    """A framework added to the toolkit needs its scale and series here."""
    for framework in load_frameworks():
        kind = scales().kind(framework.id, framework.type)
        grades = {grade.id for grade in framework.grades}
        assert grades <= set(scales().grades)
        judged = [area.id for area in framework.areas if area.judged and grades]
        if framework.id != "unknown":
            assert bool(judged) != scales().is_narrative(kind), framework.stem
        for area in judged:
            series = scales().series_of(framework.id, framework.version, area)
            assert series is not None, (framework.stem, area)
            assert grades == set(scales().scales[series.scale].grades)
            assert area in scales().areas


def test_steps():
    series = scales().series_of("ilacs", "2023", "leadership")
    assert scales().step(series, "good", "outstanding") == "better"
    assert scales().step(series, "good", "inadequate") == "worse"
    assert scales().step(series, "good", "good") == "same"
    assert scales().step(series, "adequate", "requires_improvement") is None
    assert scales().step(series, "adequate", "adequate") is None


def test_adequate_stands_beside_requires_improvement_and_is_not_it():
    order = scales().order()
    assert abs(order.index("adequate") - order.index("requires_improvement")) == 1
    assert not any({"adequate", "requires_improvement"} <= set(s.grades)
                   for s in scales().scales.values())  # fmt: skip


def test_a_joint_judgement_is_neither_of_its_parts():
    joint = scales().series_of("ilacs", "2018", "children_in_care")
    assert joint == scales().series_of("sif", None, "children_in_care")
    assert joint.also == ("care_leavers",)
    alone = scales().series_of("ilacs", "2023", "children_in_care")
    assert alone != joint and alone == scales().series_of("ilacs", "2026", "children_in_care")
    assert scales().series_of("ilacs", "2018", "care_leavers") is None
    leavers = scales().series_of("ilacs", "2023", "care_leavers")
    assert leavers == scales().series_of("sif", None, "care_leavers")


def test_other_scales_are_other_series():
    overall = {
        scales().series_of(framework, None, "overall_effectiveness").id
        for framework in ("sif", "lac_2013", "jar")
    }
    assert len(overall) == 3


def test_kinds():
    kind = scales().kind
    assert kind("sif", "standard") == kind("ilacs", "short") == "childrens_services"
    assert kind("sif", "lscb_review") == "lscb_review"
    assert kind("jar", "progress") == kind("jar", None) == "joint_area_review"
    assert kind("early_years", "first") == "early_years_first" and kind("slac", None) == "slac"
    assert scales().is_narrative(kind("jtai", None))
    assert not scales().is_narrative(kind("ilacs", "standard"))
    assert scales().headline(kind("area_send", None)) == "send"
    assert scales().headline("unheard_of") is None


def test_colours_can_be_told_apart_and_read_on():
    for grade in scales().grades.values():
        lights = sorted((light(grade.colour), light(grade.ink)))
        assert (lights[1] + 0.05) / (lights[0] + 0.05) >= 4.5, grade.id
        assert len(grade.short) <= 6
    for scale in scales().scales.values():
        shades = [light(scales().grades[g].colour) for g in scale.grades]
        assert len(set(shades)) == len(shades)
        pairs = zip(shades, shades[1:], strict=False)
        assert all(abs(a - b) > 0.15 for a, b in pairs), scale.id


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('grades = ["a"]', 'grades = ["b"]', "there is no grade 'b'"),
        ('scale = "s"\n[areas]', 'scale = "t"\n[areas]', "there is no scale 't'"),
        ('title = "K"', 'title = "K"\nnarrative = true', "narrative"),
        ('short = "A"', "", "malformed"),
        ('[["a"]]', '[["c"]]', "side_by_side"),
        ("[areas]", "[areas", "malformed"),
        ("[areas]", '[[series]]\nid = "two"\nkey_area = "area"\ninspections = ["x/1"]\n'
         'scale = "s"\n[areas]', "another series"),
    ],
)  # fmt: skip
def test_mistakes_in_the_file_are_named(old, new, told):
    assert parse(TEXT).kind("x", None) == "k"
    with pytest.raises(ComparisonError, match=told):
        parse(TEXT.replace(old, new))


def test_words():
    assert scales().area_title("help_and_protection") == "Help and protection"
    assert scales().area_title("of_its_own") == "Of its own"

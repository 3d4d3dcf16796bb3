"""The data files load, hold together, and say plainly what is wrong with them."""

import re

import pytest

from extractor.content.sections import find_sections
from extractor.errors import FrameworkDataError
from extractor.facts.judgements import find_judgements
from extractor.frameworks.patterns import Pattern, expand, fold, literal
from extractor.frameworks.registry import build, check_all, framework, load_frameworks
from extractor.reading import read

MINIMAL = 'id = "x"\ntitle = "X"\n'


def test_every_pattern_matches_its_examples():
    assert check_all() > 40


def test_every_edition_is_there():
    stems = {f.stem for f in load_frameworks()}
    assert {"sif", "ilacs-2018", "ilacs-2023", "ilacs-2026", "ilacs-focused-visit"} <= stems
    assert {"jtai-2016", "jtai-2022", "area-send", "lac-2013", "jar", "unknown"} <= stems
    assert "ilacs-base" not in stems


def test_an_edition_lays_its_areas_over_the_base():
    def areas(stem):
        return {area.id for area in framework(stem).areas}

    assert "care_leavers" not in areas("ilacs-2018")
    assert "care_leavers" in areas("ilacs-2023")
    assert "overall_effectiveness" not in areas("ilacs-2026")


@pytest.mark.parametrize("text", ["it’s “so” – or‑not", "a\u00a0b\u2009c", "plain", "─ −\n\n"])
def test_folding_keeps_the_length(text):
    assert len(fold(text)) == len(text)
    assert fold(text).isascii()


@pytest.mark.parametrize(
    ("written", "text", "found"),
    [
        ("local authority", "the local\n authority", "local\n authority"),
        ("Board ?: good", "board: good", "board: good"),
        ("Board ?: good", "board : good", "board : good"),
        ("<digit>[a b]x", "1 x", "1 x"),
        ("(?P<day><digit>) may", "7 May", "7 May"),
    ],
)
def test_written_patterns(written, text, found):
    source = expand(written, {"digit": r"\d"}, "test")
    assert Pattern("t", source).search(text).group() == found


def test_a_plain_wording_is_matched_whole_words_only():
    pattern = Pattern("t", literal("good"))
    assert pattern.search("is good.")
    assert not pattern.search("goodness")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("id = ", "x.toml"),
        ('title = "X"', "x.toml: id"),
        (MINIMAL + "colour = 1", "colour"),
        (MINIMAL + 'starts = "2020-01-01"', "starts"),
        (MINIMAL + 'short_days = "7"', "short_days"),
        (MINIMAL + "[body]\nx = { a = 1 }", "body.x"),
        (MINIMAL + "drop = ['areas.x']\nextends = 'x'", "extends"),
        (MINIMAL + 'extends = "y"', "extends"),
        (
            MINIMAL + "[recognise]\ntitles = 'a'\n[fields]\na = [{ match = 'a' }]",
            "fields.a.0.example",
        ),
        (MINIMAL + "[fields]\na = [{ match = '<none>', example = 'a' }]", "none"),
        (MINIMAL + "[fields]\na = [{ match = 'a', example = 'a', color = 'a' }]", "color"),
        (MINIMAL + "[lists.a]\nkind = 'wish'", "lists.a.kind"),
        (MINIMAL + "[lists.a]\nkind = 'priority'\nheading = ['a']", "lists.a.heading"),
        (MINIMAL + "[grades.good]\nwordings = ['good']", "grades.good.label"),
        (MINIMAL + "[checks.c]\nareas = ['send']", "checks.c"),
    ],
)
def test_a_fault_names_its_file_and_key(text, names):
    with pytest.raises(FrameworkDataError, match=re.escape(names)):
        build({"x": text})


@pytest.mark.parametrize(
    ("row", "names"),
    [
        ("{ match = '(', example = '(' }", "malformed"),
        ("{ match = 'cat', example = 'dog' }", "'dog'"),
        ("{ match = 'cat', example = 'cat', not = 'a cat' }", "forbids"),
    ],
)
def test_a_pattern_that_fails_its_wording_is_refused(row, names):
    frameworks = build({"x": MINIMAL + f"[fields]\na = [{row}]"})
    with pytest.raises(FrameworkDataError, match=names) as caught:
        check_all(frameworks)
    assert "x/fields.a.0" in str(caught.value)


def test_fragments_may_name_one_another_and_grades_are_one():
    (made,) = build(
        {
            "_fragments": "day = '\\d+'\ndate = '<day> may'",
            "x": MINIMAL
            + "[grades.good]\nlabel = 'Good'\nwordings = ['good', 'good enough']\n"
            + "[fields]\nwhen = [{ match = '(?P<on><date>): (?P<grade><grade>)', "
            + "example = '1 May: good' }]",
        }
    )
    found = made.field("when")[0].search("12 may: good enough")
    assert found["on"] == "12 may"
    assert found["grade"] == "good enough"


def test_a_new_framework_needs_no_python():
    text = (
        MINIMAL
        + """
[recognise]
titles = ["review of swimming baths"]
[areas.water]
title = "The water"
headings = ["the water"]
[grades.clean]
label = "Clean"
wordings = ["clean", "very clean"]
[judgements]
after_heading = [{ match = ": (?P<grade><grade>)", example = ": very clean" }]
"""
    )
    (made,) = build({"baths": text})
    assert check_all([made]) == 5
    document = read(
        b"Review of swimming baths\n\nThe water: very clean\n\nIt was looked at twice.\n"
    )
    (judgement,), _ = find_judgements(document, made)
    assert (judgement.key_area, judgement.grade, judgement.grade_label) == (
        "water",
        "clean",
        "Clean",
    )
    assert find_sections(document, made)[-1].key_area == "water"


def test_a_pattern_that_fails_its_example_fails_at_each_use():
    wrong = Pattern("made-up/fields.x.0", "inspected by", examples=("written by",))
    for _ in range(2):
        with pytest.raises(FrameworkDataError, match="does not match its example"):
            wrong.search("inspected by Jane Example")

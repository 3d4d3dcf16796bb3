"""Themes: cues, the shipped file, a user's file and its mistakes."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractor.content.structure import (
    kind_of_block,
    kind_of_heading,
    kind_of_lead_in,
    load_structure,
)
from extractor.content.themes import Cues, load_themes, shipped_themes
from extractor.errors import FrameworkDataError
from extractor.learning.features import tokens


def test_the_thirty() -> None:
    ids = [t.id for t in shipped_themes()]
    assert len(ids) == len(set(ids)) == 30
    assert all(t.cues and t.covers for t in shipped_themes())


def test_every_cue_is_found_in_itself() -> None:
    cues = Cues(shipped_themes())
    for theme in shipped_themes():
        for cue in theme.cues:
            assert theme.id in cues.find(tokens(f"We saw the {cue} there")), cue


def test_plurals_and_order() -> None:
    found = Cues(shipped_themes()).find(tokens("Foster carers’ visits and strategy meetings"))
    assert found == ("placements", "voice_of_child", "child_protection")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "has no"),
        ("[themes", "cannot be read"),
        ("[themes.missing]\ncues = ['a']", "theme of the toolkit"),
        ("[themes.Pets]\ncues = ['a']", "snake_case"),
        ("[themes.pets]\n", "neither cues nor examples"),
        ("[themes.pets]\ncues = 'dog'", "list of phrases"),
        ("[themes.pets]\ncues = ['dog']\ncolour = 1", "unknown keys"),
    ],
)
def test_mistakes_are_named(tmp_path: Path, text: str, problem: str) -> None:
    path = tmp_path / "my.toml"
    path.write_text(text)
    with pytest.raises(FrameworkDataError, match=problem):
        load_themes(path, shipped_themes())


def test_structure_file() -> None:
    assert set(load_structure()) == {"headings", "lead_ins", "blocks", "sentences"}
    assert kind_of_block("An LSCB that is good does this.") == "background"
    assert kind_of_block("The LSCB is good.") == kind_of_block("A good plan helps.") == ""
    assert kind_of_heading("Areas for improvement") == "recommendations"
    assert kind_of_heading("Areas for improvement", "jtai") == "weaknesses"
    assert kind_of_heading("Key strengths") == "strengths"
    assert kind_of_heading("Summary for children and young people") == "young_readers"
    assert kind_of_heading("Executive summary") == "summary"
    assert kind_of_heading("The experiences of children") == ""
    assert kind_of_lead_in("The board is inadequate because:") == "weaknesses"
    assert kind_of_lead_in("Inspectors met:") == ""

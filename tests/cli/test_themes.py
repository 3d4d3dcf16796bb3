"""`extract --themes`: a user's own themes, at once and without Python."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from extractor.cli.app import cli

SAMPLE = Path(__file__).parents[2] / "corpus" / "samples" / "ilacs-2023-standard.pdf"


def extracted(tmp_path, toml):
    (tmp_path / "my.toml").write_text(toml, "utf-8")
    args = [str(SAMPLE), "--themes", str(tmp_path / "my.toml"), "-o", str(tmp_path / "o.json")]
    run = CliRunner().invoke(cli, args)
    assert run.exit_code == 0, run.stderr
    return json.loads((tmp_path / "o.json").read_text("utf-8"))


def test_a_theme_of_cues_is_found_beside_the_others(tmp_path):
    toml = '[themes.advisers]\ntitle = "Advisers"\ncues = ["personal advisers"]\n'
    found = extracted(tmp_path, toml)
    named = [r for r in found["recommendations"] if "advisers" in r["themes"]]
    assert len(named) == 1 and "personal advisers" in named[0]["text"]
    assert "care_leaver_support" in named[0]["themes"]


def test_a_missing_file_of_themes_is_said_in_plain_words(tmp_path):
    run = CliRunner().invoke(cli, [str(SAMPLE), "--themes", "nope.toml"])
    assert run.exit_code == 2 and "'nope.toml' does not exist" in run.stderr
    assert "Errno" not in run.stderr


@pytest.mark.parametrize(
    ("toml", "words"),
    [
        ("", "no [themes.ID] table"),
        ('[themes.health]\ntitle = "Health"\ncues = ["doctors"]\n', "choose another id"),
        ("[themes", "cannot be read"),
    ],
)
def test_a_wrong_file_of_themes_is_named_before_anything_is_read(tmp_path, toml, words):
    (tmp_path / "my.toml").write_text(toml, "utf-8")
    run = CliRunner().invoke(cli, [str(SAMPLE), "--themes", str(tmp_path / "my.toml")])
    assert run.exit_code == 2 and words in run.stderr and "my.toml" in run.stderr
    assert run.stdout == ""

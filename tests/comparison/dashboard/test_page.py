"""The page as a file: one, self-contained, with nothing of a report outside its data."""

from __future__ import annotations

import base64
import hashlib
import re
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import CliRunner

from extractor.cli.app import cli
from extractor.comparison.dashboard import make, write
from extractor.comparison.dashboard import page as page_module
from extractor.comparison.dashboard.library import library
from extractor.comparison.selection import Selection, select
from extractor.errors import ComparisonError
from tests.comparison.dashboard.hostile import COUNCIL, TEXTS, hostile


class Elements(HTMLParser):
    """Tags with their attributes, and what each script and style holds."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.inside: list[tuple[str, dict[str, str | None], str]] = []
        self._open: tuple[str, dict[str, str | None]] | None = None
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        self._open = (tag, dict(attributes)) if tag in ("script", "style", "title") else None

    def handle_endtag(self, tag):
        self._open = None

    def handle_data(self, data):
        if self._open:
            self.inside.append((*self._open, data))


@pytest.fixture(scope="module")
def text(sample_page: Path) -> str:
    return sample_page.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def elements(text: str) -> Elements:
    return Elements(text)


def test_nothing_is_loaded_from_anywhere(elements: Elements):
    for tag, attributes in elements.tags:
        assert tag not in ("link", "img", "iframe", "object", "embed", "base", "form"), tag
        assert not {"src", "srcset", "action", "background"} & set(attributes), (tag, attributes)
        assert not (attributes.get("href") or "#").startswith(("http", "//", "file")), attributes
        assert not any(name.startswith("on") for name in attributes), (tag, attributes)
        assert "style" not in attributes
    styles = [inside for tag, _, inside in elements.inside if tag == "style"]
    assert styles and not any("url(" in s or "@import" in s for s in styles)


def test_the_policy_names_every_script_and_style_and_allows_nothing_else(elements: Elements):
    policy = next(
        attributes["content"]
        for tag, attributes in elements.tags
        if tag == "meta" and attributes.get("http-equiv") == "Content-Security-Policy"
    )
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == "'none'"
    assert "unsafe" not in policy and "http" not in policy and "*" not in policy
    found = {"script-src": set(), "style-src": set()}
    for tag, attributes, inside in elements.inside:
        runs = "type" not in attributes or attributes.get("id") == "library"
        if tag == "style" or (tag == "script" and runs):
            digest = base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode()
            found[f"{tag}-src"].add(f"'sha256-{digest}'")
    assert {name: set(rules[name].split()) for name in found} == found
    assert len(found["script-src"]) == 2


def test_the_same_corpus_gives_the_same_page(samples, text: str):
    assert make(samples, made=date.today()) == text


def test_every_script_of_the_folder_is_in_the_page(text: str):
    folder = Path(page_module.__file__).parent / "page"
    assert {p.stem for p in folder.glob("*.js")} == set(page_module.SCRIPTS)
    assert "{{" not in re.sub(r"<script>.*?</script>", "", text, flags=re.DOTALL)


def test_hostile_texts_stay_data(tmp_path: Path):
    title = TEXTS[0] + "{{app}}"
    made = make(hostile(tmp_path / "results"), title=title)
    elements = Elements(made)
    assert "window.broken" not in re.sub(r"<title>.*?</title>|<h1>.*?</h1>", "", made)
    assert len([tag for tag, _ in elements.tags if tag == "script"]) == 5
    assert [inside for tag, _, inside in elements.inside if tag == "title"] == [title]
    assert COUNCIL not in made


def test_the_command_writes_it(samples, tmp_path: Path):
    target = tmp_path / "comparison.html"
    arguments = ["compare", str(samples.folder), "--region", "London", "-o", str(target)]
    done = CliRunner().invoke(cli, arguments)
    assert done.exit_code == 0, done.output
    assert target.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_the_library_runs_in_a_script_element():
    assert "vegaEmbed" in library()
    assert "</script" not in library().lower()


def test_without_the_library_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(__import__("sys").modules, "vl_convert", None)
    library.cache_clear()
    with pytest.raises(ComparisonError, match=r"needs vl_convert.*\[compare\]"):
        library()
    library.cache_clear()


def test_too_much_for_a_page_is_an_error(samples, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("extractor.comparison.dashboard.MOST_FINDINGS", 10)
    with pytest.raises(ComparisonError, match="up to 10 findings.*narrow it with --region"):
        make(samples)


def test_a_selection_is_written_with_its_rows_only(samples, sample_page, tmp_path: Path):
    chosen = select(samples, Selection(frameworks=("sif",)))
    write(chosen, Selection(frameworks=("sif",)), (), tmp_path / "some.html")
    assert (tmp_path / "some.html").stat().st_size < sample_page.stat().st_size

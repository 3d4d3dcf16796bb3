"""The extractor against what is true of each sample, written down apart from it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.corpus import NAMES, PATHS, SAMPLES, path, report, truth, words

ROOT = Path(__file__).resolve().parent.parent

pytestmark = pytest.mark.parametrize("name", NAMES)


def test_facts(name):
    said, want = report(name), truth(name)
    got = {
        "framework": said.framework.id,
        "version": said.framework.version,
        "type": said.inspection.type,
        "council": said.council.name,
        "ons_code": said.council.ons_code,
        "start": said.inspection.start,
        "end": said.inspection.end,
        "published": said.inspection.published,
        "lead_inspector": said.inspection.lead_inspector,
        "pages": len(said.document.pages),
    }
    if want["framework"] != "unknown":  # what a known kind does not print must be null
        want.setdefault("published", None)
    if want["framework"] == "ilacs":
        want.setdefault("version", None)
    council = got.pop("council")
    for facts in (got, want):  # as score.py compares names
        if facts.get("lead_inspector"):
            facts["lead_inspector"] = words(facts["lead_inspector"])
    assert {k: v for k, v in got.items() if k in want} == {k: want[k] for k in got if k in want}
    if "council" in want:  # the table's name may carry the style: "Kingston upon Hull, City of"
        assert set(words(want["council"])) <= set(words(council or ""))


def test_judgements(name):
    want = truth(name)
    got = {j.key_area: j.grade for j in report(name).judgements}
    for area, grade in want.get("optional_judgements", {}).items():
        assert got.pop(area, grade) == grade
    assert got == want["judgements"]


def test_focus(name):
    if expected := truth(name).get("focus_has"):
        assert expected in (report(name).inspection.focus or "").replace("\n", " ")


def test_recommendations(name):
    want, said = truth(name)["recommendations"], report(name).recommendations
    assert [words(r.text) for r in said] == [words(r["text"]) for r in want]
    for expected, got in zip(want, said, strict=True):
        where = expected["text"][:60]
        assert got.number == expected["number"], where
        assert got.evidence.page == expected["page"], where
        assert words(got.list_heading or "") == words(expected["list_heading"]), where
        assert [words(r) for r in got.references] == [words(r) for r in expected["references"]]
        if "priority" in expected:
            assert got.priority is expected["priority"], where
        if "addressee" in expected:
            assert words(got.addressee or "") == words(expected["addressee"]), where


def test_sections(name):
    """The sections that the truth names, in its order (there may be others), each with its area."""
    said = iter(report(name).sections)
    for want in truth(name).get("sections", []):
        found = next((s for s in said if words(s.title) == words(want["title"])), None)
        assert found, f"no section {want['title']!r} (in its place)"
        if "key_area" in want:
            assert found.key_area == want["key_area"], want["title"]


def test_warnings(name):
    """What its truth names, and no other: a warning without cause is an error too. How many
    findings the model leaves without a key area is the model's affair, and in the golden files."""
    codes = [w.code for w in report(name).warnings if w.code != "key_area_uncertain"]
    assert sorted(codes) == sorted(truth(name).get("warnings", []))


def test_it_says_that_it_is_fictional(name):
    last = " ".join(report(name).document.text[-600:].lower().split())
    assert "fictional sample" in last


def test_it_is_small(name):
    assert path(name).stat().st_size < 80_000


@pytest.fixture(scope="session")
def printed(tmp_path_factory):
    """The samples, printed anew."""
    pytest.importorskip("reportlab")
    out = tmp_path_factory.mktemp("printed")
    script = ROOT / "scripts" / "make_samples.py"
    subprocess.run([sys.executable, str(script), "--out", str(out)], check=True)
    return out


def test_the_script_prints_it(name, printed):
    """Same source, same text in the same place, same truth (bytes may differ with zlib)."""
    from extractor.reading import read

    suffix = path(name).suffix
    old, new = read(path(name)), read(printed / f"{name}{suffix}")
    assert (new.text, new.lines, new.blocks) == (old.text, old.lines, old.blocks)
    assert (printed / f"{name}.truth.json").read_text("utf-8") == (
        SAMPLES / f"{name}.truth.json"
    ).read_text("utf-8")
    made = {p.name for p in printed.iterdir() if p.suffix in (".pdf", ".txt")}
    assert made == {p.name for p in PATHS}

"""The published schema accepts what the toolkit makes and nothing that breaks the contract."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from extractor import extract
from extractor.schema import load_schema

FOLDER = Path(__file__).parent.parent / "corpus" / "samples"
SAMPLES = sorted(path for kind in ("*.pdf", "*.txt") for path in FOLDER.glob(kind))
VALIDATOR = Draft202012Validator(load_schema(), format_checker=FormatChecker())

EVIDENCE = {"page": 1, "start": 0, "end": 4, "quote": "Good", "boxes": [[1, 10.0, 20.0, 30.5, 40]]}


def document() -> dict:
    """A small document with one entry in every list."""
    return {
        "schema_version": "1.0",
        "source": {
            "path": "a.pdf", "sha256": "0" * 64, "media_type": "application/pdf", "pages": 2,
        },
        "framework": {"id": "ilacs", "version": "2023", "title": "Children's services"},
        "inspection": {
            "type": "standard", "start": "2024-03-04", "end": "2024-03-15", "published": None,
            "lead_inspector": "Ann Example", "inspectorates": ["Ofsted"], "focus": None,
        },
        "council": {"name": "Exampleshire", "ons_code": "E10000099", "region": "South East"},
        "facts": [{
            "field": "council.name", "value": "Exampleshire", "rule": "council.line",
            "evidence": EVIDENCE, "confidence": 1.0,
        }],
        "judgements": [{
            "key_area": "leadership", "title": "Leadership", "grade": "good", "grade_label": "Good",
            "confidence": 0.9, "evidence": EVIDENCE, "rule": "table",
        }],
        "sections": [{
            "id": "s1", "title": "Leaders", "key_area": None, "level": 1, "start": 0, "end": 9,
            "page": 1,
        }],
        "findings": [{
            "id": "f1", "polarity": "mixed", "text": "Good.", "key_area": "send",
            "themes": ["health"], "confidence": 0.5, "paragraph": "2.1", "section": "s1",
            "evidence": EVIDENCE, "rule": "model",
        }],
        "recommendations": [{
            "id": "r1", "number": None, "text": "Do it.", "priority": True, "key_area": None,
            "themes": [], "addressee": "lscb", "references": ["paragraph 2"], "list_heading": None,
            "evidence": EVIDENCE, "rule": "list",
        }],
        "warnings": [{"code": "no_council", "message": "None found.", "evidence": None}],
        "provenance": {
            "extractor_version": "0.1.0", "models": {"area": "1"},
            "extracted_at": "2026-11-22T06:00:00Z",
        },
    }  # fmt: skip


def test_the_schema_is_itself_valid():
    Draft202012Validator.check_schema(load_schema())


def test_a_full_document_is_valid():
    assert [e.message for e in VALIDATOR.iter_errors(document())] == []


@pytest.mark.parametrize(
    "change",
    [
        {"framework.id": "ILACS"},
        {"framework.version": "2019"},
        {"inspection.start": "4 March 2024"},
        {"inspection.start": "2024-02-30"},
        {"inspection.published": ""},
        {"inspection.type": "Focused visit"},
        {"inspection.lead_inspector": " Ann"},
        {"inspection.guess": "extra"},
        {"council.region": "Midlands"},
        {"council.ons_code": "10000099"},
        {"source.pages": 0},
        {"facts.0.rule": None},
        {"judgements.0.grade": "Good"},
        {"judgements.0.grade": "inconsistent"},  # an area SEND grade in an ILACS report
        {"judgements.0.key_area": None},
        {"judgements.0.key_area": "capacity_to_improve"},
        {"judgements.0.confidence": 1.1},
        {"judgements.0.evidence": None},
        {"judgements.0.evidence.boxes": [[1, 10.0, 20.0, 30.5]]},
        {"judgements.0.evidence.boxes": [[1, 10.0, 20.0, 30.5, 40.0, 50.0]]},
        {"judgements.0.evidence.quote": ""},
        {"findings.0.themes": ["The weather"]},
        {"findings.0.polarity": "neutral"},
        {"recommendations.0.priority": None},
        {"recommendations.0.evidence": None},
        {"warnings.0.code": "No council"},
        {"provenance.extracted_at": "yesterday"},
        {"extra": 1},
    ],
    ids=str,
)
def test_a_breach_of_the_contract_is_found(change):
    broken = copy.deepcopy(document())
    [(path, value)] = change.items()
    *parents, last = path.split(".")
    place = broken
    for step in parents:
        place = place[int(step) if isinstance(place, list) else step]
    place[last] = value
    assert not VALIDATOR.is_valid(broken)


@pytest.mark.parametrize("path", ["facts", "council.region", "judgements", "provenance"])
def test_nothing_may_be_left_out(path):
    broken = document()
    *parents, last = path.split(".")
    place = broken
    for step in parents:
        place = place[step]
    del place[last]
    assert not VALIDATOR.is_valid(broken)


@pytest.mark.parametrize(
    ("framework", "area", "grade"),
    [
        ("area_send", "send", "inconsistent"),
        ("jar", "services_for_children", "limited"),
        ("lac_2013", "capacity_to_improve", "adequate"),
        ("sif", "lscb", "requires_improvement"),
    ],
)
def test_each_framework_has_its_own_scale_and_areas(framework, area, grade):
    other = document()
    other["framework"] = {"id": framework, "version": None, "title": None}
    other["judgements"][0] |= {"key_area": area, "grade": grade}
    assert [e.message for e in VALIDATOR.iter_errors(other)] == []
    other["judgements"][0]["grade"] = "quite_good"
    assert not VALIDATOR.is_valid(other)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda p: p.stem)
def test_what_the_samples_become_is_valid(path):
    made = json.loads(extract(path).to_json())
    assert [f"{e.json_path}: {e.message}" for e in VALIDATOR.iter_errors(made)] == []


def test_the_command_prints_the_file():
    shown = subprocess.run(
        [sys.executable, "-m", "extractor", "schema"], capture_output=True, check=True
    ).stdout
    assert json.loads(shown) == load_schema()

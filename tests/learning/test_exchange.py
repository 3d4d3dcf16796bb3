"""Exchange with annotation tools: what nobody submitted is nobody's label, and nothing is lost."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from extractor.errors import ModelError
from extractor.learning.annotations import Annotation
from extractor.learning.exchange import TOOLS, from_tool, read_records, to_tool, write_records
from tests.learning.invented import invented


def tasks(tool: str, items: list[Annotation], text: str, path: Path) -> list[dict[str, Any]]:
    """The records of annotations, written to ``path`` too."""
    made = [to_tool(tool, a, text[a.start : a.end]) for a in items]
    written = io.StringIO()
    assert write_records(made, written) == len(items)
    path.write_text(written.getvalue(), encoding="utf-8")
    return made


@pytest.mark.parametrize("tool", TOOLS)
def test_tools_round_trip(tool: str, tmp_path: Path) -> None:
    document, items = invented(4)
    items[0] = replace(items[0], themes=("health", "education"), polarity="mixed")
    tasks(tool, items, document.text, tmp_path / "tasks.jsonl")
    given = read_records(tool, tmp_path / "tasks.jsonl")
    assert (list(given.annotations), given.left_out) == (items, 0)


def test_what_the_tools_give_back() -> None:
    """Records as the tools' own documentation shows their exports, with our columns."""
    document, items = invented(5)
    a, text = items[0], document.text[items[0].start : items[0].end]
    place = {"sha256": a.sha256, "start": a.start, "end": a.end}
    labels = [f"polarity={a.polarity}"]
    doccano = {"id": 7, "text": text, "meta": place, "label": labels, "Comments": []}
    studio = {
        "id": 1, "data": {"text": text, **place}, "predictions": [],
        "annotations": [{"id": 3, "was_cancelled": False, "result": [
            {"id": "x", "type": "choices", "from_name": "polarity", "to_name": "text",
             "value": {"choices": labels}}]}],
    }  # fmt: skip
    prodigy = {"text": text, "meta": place, "accept": labels, "answer": "accept", "_view_id":
               "choice", "_input_hash": 1, "_task_hash": 2}  # fmt: skip
    for tool, record in zip(TOOLS, (doccano, studio, prodigy), strict=True):
        found = from_tool(tool, record)
        assert found is not None and (found.start, found.polarity) == (a.start, a.polarity)
    assert from_tool("prodigy", {**prodigy, "answer": "ignore"}) is None


@pytest.mark.parametrize("annotator", ["model:fast", "claude", "structure"])
def test_what_no_person_labelled_is_a_suggestion(annotator: str) -> None:
    document, items = invented(5)
    item = replace(items[0], annotator=annotator)
    studio = to_tool("label-studio", item, "text")
    assert "annotations" not in studio
    [prediction] = studio["predictions"]
    assert prediction["model_version"] == annotator
    assert prediction["result"][0]["value"]["choices"][0] == f"polarity={item.polarity}"
    prodigy = to_tool("prodigy", item, "text")
    assert prodigy["accept"] and "answer" not in prodigy


@pytest.mark.parametrize("tool", ["label-studio", "prodigy"])
def test_only_what_somebody_submitted_comes_back(tool: str, tmp_path: Path) -> None:
    document, items = invented(5)
    suggested = [replace(a, annotator="model:fast") for a in items[:5]]
    path = tmp_path / "tasks.jsonl"
    records = tasks(tool, suggested, document.text, path)
    with pytest.raises(ModelError, match="none of its 5 records .* submitted"):
        read_records(tool, path, "jo")
    if tool == "prodigy":
        records[1]["answer"], records[2]["answer"] = "accept", "reject"
    else:
        result = records[1]["predictions"][0]["result"]
        records[1]["annotations"] = [{"result": result, "was_cancelled": False}]
        records[2]["annotations"] = [{"result": result, "was_cancelled": True}]
    path.write_text(json.dumps(records), encoding="utf-8")
    given = read_records(tool, path, "jo", "2026-11-22")
    mine = replace(suggested[1], annotator="jo", date="2026-11-22")
    assert (given.annotations, given.left_out) == ((mine,), 4)
    with pytest.raises(ModelError, match="--annotator"):  # or a person's label would be a model's
        read_records(tool, path)


def test_a_record_without_labels_is_counted(tmp_path: Path) -> None:
    document, items = invented(5)
    records = tasks("doccano", items[:3], document.text, tmp_path / "t.jsonl")
    records[1]["label"] = []
    (tmp_path / "t.jsonl").write_text(json.dumps(records))
    assert read_records("doccano", tmp_path / "t.jsonl").left_out == 1


@pytest.mark.parametrize("named", TOOLS)
@pytest.mark.parametrize("real", TOOLS)
def test_another_tool_s_file_is_refused(named: str, real: str, tmp_path: Path) -> None:
    document, items = invented(5)
    tasks(real, items[:3], document.text, tmp_path / "t.jsonl")
    if named == real:
        return
    with pytest.raises(ModelError, match=f"record 1.*--tool {real}"):
        read_records(named, tmp_path / "t.jsonl")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "holds no records"),
        ("[]", "holds no records"),
        ("{}\nnonsense\n", "line 2 is not JSON"),
        ("[nonsense]", "is not JSON"),
        ("\xff", "is not UTF-8"),
        ("3\n", "record 1: is not a JSON object"),
        ('{"text": "a"}\n', 'record 1: .* "meta"'),
        ('{"text": "a", "answer": "accept", "accept": ["polarity=none"], "meta": {}}', '"sha256"'),
        ('{"text": "a", "answer": "accept", "accept": ["polarity=none"], "meta": 3}', "wrong kind"),
        (
            '{"text": "a", "answer": "accept", "accept": ["polarity=none"],'
            ' "meta": {"sha256": "a", "start": "x", "end": 2}}',
            "start is no whole number",
        ),
    ],
)
def test_what_is_wrong_is_said_in_plain_words(text: str, words: str, tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(ModelError, match=words) as caught:
        read_records("prodigy", path)
    for raw in ("Errno", "Error", "expected", "object has no", "invalid literal", "codec"):
        assert raw not in str(caught.value)


def test_contradicting_labels_are_refused(tmp_path: Path) -> None:
    document, items = invented(5)
    record = to_tool("doccano", items[0], "text")
    record["label"] = ["polarity=strength", "polarity=weakness"]
    (tmp_path / "a.jsonl").write_text(json.dumps(record))
    with pytest.raises(ModelError, match="record 1"):
        read_records("doccano", tmp_path / "a.jsonl")

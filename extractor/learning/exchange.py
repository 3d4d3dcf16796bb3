"""Annotations to and from the JSONL of annotation tools: doccano, Label Studio, Prodigy.

What is exchanged holds the sentences' text, for people to read: it belongs on their disk, not into
the repository. All labels are strings: "polarity=strength", "area=adoption", "main=permanence" (the
main theme), "theme=health".

Forms: doccano's text classification JSONL ("text", "label", further columns as metadata); Label
Studio's tasks ("data", "annotations"/"result" of type "choices"), one a line; Prodigy's choice
tasks ("text", "options", "accept", "answer", "meta").
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

from extractor.errors import ModelError
from extractor.learning.annotations import POLARITIES, Annotation, fault, hash_words, words_of

Tool = Literal["doccano", "label-studio", "prodigy"]
TOOLS: tuple[Tool, ...] = ("doccano", "label-studio", "prodigy")
PLACE = ("sha256", "start", "end")
ABOUT = ("annotator", "date")


def labels_of(item: Annotation) -> list[str]:
    """An annotation's labels as the strings of the tools."""
    labels = [f"polarity={item.polarity}"]
    if item.key_area:
        labels.append(f"area={item.key_area}")
    return labels + [f"{'theme' if n else 'main'}={theme}" for n, theme in enumerate(item.themes)]


def to_tool(tool: Tool, item: Annotation, text: str, themes: Iterable[str] = ()) -> dict[str, Any]:
    """One annotation as a record of a tool; ``themes`` are the choices offered by Prodigy."""
    place = {name: getattr(item, name) for name in (*PLACE, *ABOUT)}
    labels = labels_of(item)
    if tool == "doccano":
        return {"text": text, "label": labels, **place}
    if tool == "prodigy":
        offered = [f"polarity={p}" for p in POLARITIES] + [f"theme={t}" for t in themes]
        options = [{"id": x, "text": x} for x in dict.fromkeys([*labels, *offered])]
        return {
            "text": text, "options": options, "accept": labels, "answer": "accept", "meta": place,
        }  # fmt: skip
    result = [
        {"from_name": "labels", "to_name": "text", "type": "choices", "value": {"choices": labels}}
    ]
    return {"data": {"text": text, **place}, "annotations": [{"result": result}]}


def from_tool(tool: Tool, record: Mapping[str, Any]) -> Annotation | None:
    """The annotation of a tool's record; None for one that was skipped or rejected.

    Raises:
        ValueError: the record is not of the tool's form, or its labels contradict each other.
    """
    if tool == "prodigy":
        if record.get("answer", "accept") != "accept":
            return None
        text, labels, place = record["text"], record.get("accept", []), record["meta"]
    elif tool == "doccano":
        text, labels = record["text"], record.get("label", record.get("labels", []))
        place = record if "sha256" in record else record.get("meta", {})
    else:
        place = record["data"]
        text, labels = place["text"], []
        given = [a for a in record.get("annotations", []) if not a.get("was_cancelled")]
        for result in given[-1]["result"] if given else []:
            labels = labels + list(result["value"].get("choices", []))
    return _annotation(text, list(labels), place) if labels else None


def _annotation(text: str, labels: list[str], place: Mapping[str, Any]) -> Annotation:
    pairs = [label.partition("=")[::2] for label in labels]
    odd = [kind for kind, _ in pairs if kind not in ("polarity", "area", "main", "theme")]
    polarity = [value for kind, value in pairs if kind == "polarity"]
    areas = [value for kind, value in pairs if kind == "area"]
    main = [value for kind, value in pairs if kind == "main"]
    if odd or len(polarity) != 1 or len(areas) > 1 or len(main) > 1:
        raise ValueError(
            f"labels {labels} must be one polarity=, at most one area= and one main=, any theme="
        )
    themes = dict.fromkeys(main + [value for kind, value in pairs if kind == "theme"])
    words = words_of(text)
    item = Annotation(
        str(place["sha256"]), int(place["start"]), int(place["end"]), len(words),
        hash_words(words), polarity[0], areas[0] if areas else None, tuple(themes),
        str(place.get("annotator", "")), str(place.get("date", "")),
    )  # fmt: skip
    problem = fault(item)
    if problem:
        raise ValueError(problem)
    return item


def write_records(records: Iterable[Mapping[str, Any]], path: Path) -> int:
    """Write records, one a line; return how many."""
    lines = [json.dumps(r, ensure_ascii=False) + "\n" for r in records]
    path.write_text("".join(lines), encoding="utf-8")
    return len(lines)


def read_records(tool: Tool, path: Path) -> Iterator[Annotation]:
    """The annotations of a tool's file (one record a line, or one JSON list of records).

    Raises:
        ModelError: the file or a record is not of the tool's form; names file and record.
    """
    try:
        text = path.read_text(encoding="utf-8")
        records = (
            json.loads(text) if text.lstrip().startswith("[")
            else [json.loads(line) for line in text.splitlines() if line.strip()]
        )  # fmt: skip
    except (OSError, ValueError) as error:
        raise ModelError(str(path), f"is no JSONL ({error})", "export it again") from error
    for number, record in enumerate(records, 1):
        try:
            item = from_tool(tool, record)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            where, what = f"{path}: record {number}", f"is not of {tool}'s form ({error})"
            raise ModelError(where, what, "correct it or name another tool") from error
        if item is not None:
            yield item

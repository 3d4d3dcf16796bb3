"""Annotations to and from the JSONL of annotation tools: doccano, Label Studio, Prodigy.

What is exchanged holds the sentences' text, for people to read: it belongs on their disk, not into
the repository. All labels are strings: "polarity=strength", "area=adoption", "main=permanence" (the
main theme), "theme=health".

Forms: doccano's text classification JSONL ("text", "label", further columns as metadata); Label
Studio's tasks ("data", "annotations"/"result" of type "choices"), one a line; Prodigy's choice
tasks ("text", "options", "accept", "answer", "meta").

What a model suggests must not come back as a person's label unread. It goes out as Label Studio's
"predictions" and as a Prodigy task without "answer"; only what has "annotations" or an "answer"
comes back. doccano's form cannot tell the two apart.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, TextIO

from extractor.errors import ModelError, reason
from extractor.learning.annotations import (
    POLARITIES,
    Annotation,
    fault,
    hash_words,
    join,
    load,
    words_of,
)
from extractor.learning.examples import UNTESTED

Tool = Literal["doccano", "label-studio", "prodigy"]
TOOLS: tuple[Tool, ...] = ("doccano", "label-studio", "prodigy")
PLACE = ("sha256", "start", "end")
ABOUT = ("annotator", "date")
ANY = {"doccano": ("label", "labels"), "label-studio": ("data",), "prodigy": ("meta",)}
"""Of these keys each record of a tool has one."""
TELLING: tuple[tuple[str, Tool], ...] = (
    ("data", "label-studio"), ("answer", "prodigy"), ("options", "prodigy"), ("label", "doccano"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Given:
    """What a tool's file gives; ``left_out`` counts records that nobody submitted, that were
    skipped or rejected, or that have no label."""

    annotations: tuple[Annotation, ...]
    left_out: int


def is_suggested(annotator: str) -> bool:
    """Whether an annotator is no person, so that its labels are for a person to read."""
    return annotator.startswith("model:") or annotator in UNTESTED


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
        answer = {} if is_suggested(item.annotator) else {"answer": "accept"}
        return {"text": text, "options": options, "accept": labels, **answer, "meta": place}
    result = [
        {"from_name": "labels", "to_name": "text", "type": "choices", "value": {"choices": labels}}
    ]
    task = {"data": {"text": text, **place}}
    if is_suggested(item.annotator):
        return {**task, "predictions": [{"model_version": item.annotator, "result": result}]}
    return {**task, "annotations": [{"result": result}]}


def from_tool(tool: Tool, record: Mapping[str, Any]) -> Annotation | None:
    """The annotation of a tool's record; None for one that nobody submitted, that was skipped or
    rejected, or that has no label.

    Raises:
        KeyError, ValueError: the record lacks a key, or its labels contradict each other.
    """
    if tool == "prodigy":
        if record.get("answer") != "accept":
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
        str(place["sha256"]), _whole(place, "start"), _whole(place, "end"), len(words),
        hash_words(words), polarity[0], areas[0] if areas else None, tuple(themes),
        str(place.get("annotator", "")), str(place.get("date", "")),
    )  # fmt: skip
    problem = fault(item)
    if problem:
        raise ValueError(problem)
    return item


def _whole(place: Mapping[str, Any], name: str) -> int:
    try:
        return int(place[name])
    except (TypeError, ValueError):
        raise ValueError(f"{name} is no whole number") from None


def export_records(
    tool: str, folder: Path, annotations: Iterable[Path], say: Callable[[str], None]
) -> list[dict[str, Any]]:
    """The records of annotations, with the sentences' text from the reports in ``folder``.

    Raises:
        ModelError: the annotations cannot be read, or none of them fits a report of the folder.
    """
    from extractor.content.themes import shipped_themes
    from extractor.learning.corpus import read_corpus

    items = load(*annotations)
    documents = [r.document for r in read_corpus(folder, {a.sha256 for a in items}, say)]
    texts = {d.sha256: d.text for d in documents}
    themes = [t.id for t in shipped_themes()]
    form = TOOLS[TOOLS.index(tool)]
    found = [a for fitting in join(items, documents).found.values() for a in fitting]
    if not found:
        raise ModelError(
            str(folder), "its reports no longer hold the annotated sentences",
            "see `extract annotate check`",
        )  # fmt: skip
    return [to_tool(form, a, texts[a.sha256][a.start : a.end], themes) for a in found]


def write_records(records: Iterable[Mapping[str, Any]], out: TextIO) -> int:
    """Write records, one a line; return how many."""
    lines = [json.dumps(r, ensure_ascii=False) + "\n" for r in records]
    out.writelines(lines)
    return len(lines)


def read_records(tool: str, path: Path, annotator: str | None = None, date: str = "") -> Given:
    """The annotations of a tool's file (one record a line, or one JSON list of records).
    ``annotator`` is who gave the labels, on ``date``; without one, it is whom the file names.

    Raises:
        ModelError: the file or a record is not of the tool's form (names file and record), the
            file gives no annotation, or a person submitted a model's labels and is not named.
    """
    form = TOOLS[TOOLS.index(tool)]
    records = _records(path)
    if not records:
        raise ModelError(str(path), "holds no records", f"export it from {tool} again")
    read = [_read(form, r, f"{path}: record {number}") for number, r in enumerate(records, 1)]
    items = tuple(item for item in read if item is not None)
    if not items:
        problem = f"none of its {len(records)} records has labels that somebody submitted"
        raise ModelError(str(path), problem, f"submit them in {tool} and export it again")
    if annotator:
        items = tuple(replace(a, annotator=annotator, date=date) for a in items)
    elif tool != "doccano" and any(is_suggested(a.annotator) for a in items):
        problem = "a person submitted labels that a model had suggested"
        raise ModelError(str(path), problem, "say who by --annotator")
    return Given(items, len(records) - len(items))


def _records(path: Path) -> list[Any]:
    number = None
    try:
        text = path.read_text(encoding="utf-8")
        if text.lstrip().startswith("["):
            return list(json.loads(text))
        records = []
        for number, line in enumerate(text.splitlines(), 1):  # noqa: B007, it is told below
            if line.strip():
                records.append(json.loads(line))
        return records
    except OSError as error:
        raise ModelError(str(path), reason(error), "check the path") from error
    except UnicodeDecodeError as error:
        raise ModelError(str(path), "is not UTF-8 text", "export it again as JSONL") from error
    except ValueError as error:
        where = f"line {number}" if number else "it"
        raise ModelError(str(path), f"{where} is not JSON", "export it again as JSONL") from error


def _read(tool: Tool, record: Any, where: str) -> Annotation | None:
    if not isinstance(record, dict):
        raise ModelError(where, "is not a JSON object", "export it again")
    if not any(key in record for key in ANY[tool]):
        other = next((name for key, name in TELLING if key in record), None)
        remedy = f"is it for --tool {other}?" if other else "correct it or name another --tool"
        raise ModelError(where, f'has no "{ANY[tool][0]}", as {tool}\'s records have', remedy)
    try:
        return from_tool(tool, record)
    except KeyError as error:
        problem = f'has no "{error.args[0]}"'
    except (TypeError, AttributeError):
        problem = f"has a value of a wrong kind for {tool}"
    except ValueError as error:
        problem = str(error)
    raise ModelError(where, problem, "correct it, or export the sentences again")

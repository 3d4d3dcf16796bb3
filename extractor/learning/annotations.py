"""Stand-off annotations: labels of spans of a report's text, without a word of the report.

One JSON object a line: the report's ``sha256``, the span's ``start`` and ``end`` in the text that
this toolkit reads from it, ``words`` and ``hash`` of the quote, the labels, who gave them and when.
The hash is of the quote's words alone (lower case, no punctuation), so that a span can be found
again, near where it stood, after the reader's white space, hyphens or bullets have changed.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TextIO

from extractor.errors import ModelError, reason
from extractor.model import Document

POLARITIES = ("strength", "weakness", "mixed", "recommendation", "none")
WORD = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
REACH = 600
"""How many words away from its old place a moved quote is looked for."""
NEEDED = 6
"""How many of an annotation's fields, the first ones, must be given."""


@dataclass(frozen=True, slots=True)
class Annotation:
    """Labels of one span. ``key_area`` and ``themes`` (main one first) are None and () where the
    polarity is "none"; ``annotator`` is who or what gave the labels, ``date`` ISO 8601."""

    sha256: str
    start: int
    end: int
    words: int
    hash: str
    polarity: str
    key_area: str | None = None
    themes: tuple[str, ...] = ()
    annotator: str = ""
    date: str = ""

    def to_json(self) -> str:
        """One line of an annotation file, keys in the order of the fields."""
        values = {name: getattr(self, name) for name in self.__slots__}
        return json.dumps({**values, "themes": list(self.themes)}, ensure_ascii=False)


def words_of(text: str) -> list[str]:
    """The text's words as they are compared: lower case, hyphens dropped, no punctuation."""
    return [word.replace("-", "") for word in WORD.findall(text.lower())]


def hash_words(words: Iterable[str]) -> str:
    """16 hexadecimal digits that stand for a sequence of words."""
    return hashlib.sha256(" ".join(words).encode()).hexdigest()[:16]


def annotate(document: Document, start: int, end: int, polarity: str, **labels: Any) -> Annotation:
    """An annotation of ``document.text[start:end]``; ``labels`` are the other fields."""
    words = words_of(document.text[start:end])
    return Annotation(
        document.sha256, start, end, len(words), hash_words(words), polarity, **labels
    )


def load(*paths: Path) -> tuple[Annotation, ...]:
    """The annotations of files and of all ``*.jsonl`` files in folders, in file order.

    Raises:
        ModelError: a line is no annotation; the message names file, line and what is wrong.
    """
    files: list[Path] = []
    for path in paths:
        files += sorted(path.glob("*.jsonl")) if path.is_dir() else [path]
    return tuple(item for file in files for item in _load_file(file))


def _load_file(path: Path) -> Iterator[Annotation]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise ModelError(str(path), reason(error), "check the path") from error
    except UnicodeDecodeError as error:
        raise ModelError(str(path), "is not UTF-8 text", "name a file of annotations") from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        where = f"{path}:{number}"
        try:
            item = _of(json.loads(line))
        except ValueError as error:
            why = "it is not JSON" if isinstance(error, json.JSONDecodeError) else str(error)
            raise ModelError(where, f"is no annotation ({why})", "correct the line") from error
        problem = fault(item)
        if problem:
            raise ModelError(where, problem, "correct the line")
        yield item


def _of(values: Any) -> Annotation:
    themes = values.get("themes", []) if isinstance(values, dict) else None
    if not isinstance(themes, list) or not all(isinstance(t, str) for t in themes):
        raise ValueError("it is not an object, or its themes are no list of names")
    odd = sorted(set(values) - set(Annotation.__slots__))
    if odd:
        raise ValueError(f"it has the unknown key {odd[0]!r}")
    missing = [name for name in Annotation.__slots__[:NEEDED] if name not in values]
    if missing:
        raise ValueError(f"it has no {missing[0]!r}")
    return Annotation(**{**values, "themes": tuple(themes)})


def fault(item: Annotation) -> str | None:
    """What is wrong with an annotation's form, or None."""
    if not re.fullmatch(r"[0-9a-f]{64}", str(item.sha256)):
        return "sha256 is not 64 hexadecimal digits"
    if not all(isinstance(v, int) for v in (item.start, item.end, item.words)):
        return "start, end and words must be whole numbers"
    if not 0 <= item.start < item.end:
        return f"the span {item.start}..{item.end} is empty or runs backwards"
    if item.polarity not in POLARITIES:
        return f"polarity {item.polarity!r} is none of {', '.join(POLARITIES)}"
    if len(set(item.themes)) != len(item.themes):
        return "a theme is given twice"
    return None


def write(annotations: Iterable[Annotation], out: TextIO) -> None:
    """Write annotations, one a line."""
    out.writelines(a.to_json() + "\n" for a in annotations)


def save(annotations: Iterable[Annotation], path: Path) -> None:
    """Write annotations to a file, one a line."""
    with path.open("w", encoding="utf-8") as out:
        write(annotations, out)


class Anchor:
    """Finds the annotations of one document in its text as it is read now."""

    def __init__(self, document: Document) -> None:
        self.text = document.text
        self.words: list[str] = []
        self.spans: list[tuple[int, int]] = []
        lowered = _same_length_lower(document.text)
        for match in WORD.finditer(lowered):
            self.words.append(match.group().replace("-", ""))
            self.spans.append(match.span())

    def find(self, item: Annotation) -> Annotation | None:
        """The annotation with the span it has now, or None where its quote is gone."""
        here = words_of(self.text[item.start : item.end])
        if len(here) == item.words and hash_words(here) == item.hash:
            return item
        middle = self._word_at(item.start)
        for distance in range(REACH):
            for at in {middle - distance, middle + distance}:
                window = self.words[at : at + item.words] if at >= 0 else []
                if len(window) == item.words and hash_words(window) == item.hash:
                    start, end = self.spans[at][0], self.spans[at + item.words - 1][1]
                    while end < len(self.text) and self.text[end] in ".?!)’”'\"":
                        end += 1
                    return replace(item, start=start, end=end)
        return None

    def _word_at(self, offset: int) -> int:
        from bisect import bisect_left

        return bisect_left(self.spans, (offset, offset))


def _same_length_lower(text: str) -> str:
    """Lower case without a change of length (some letters grow when lowered)."""
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else "".join(c.lower()[:1] or c for c in text)


@dataclass(frozen=True, slots=True)
class Joined:
    """Annotations joined with a corpus: ``found`` by document, ``lost`` whose quote is no longer
    in its document, ``absent`` whose document is not in the corpus."""

    found: dict[str, tuple[Annotation, ...]]
    lost: tuple[Annotation, ...]
    absent: tuple[Annotation, ...]


def join(annotations: Iterable[Annotation], documents: Iterable[Document]) -> Joined:
    """Find each annotation in its document."""
    by_report: dict[str, list[Annotation]] = {}
    for item in annotations:
        by_report.setdefault(item.sha256, []).append(item)
    found: dict[str, tuple[Annotation, ...]] = {}
    lost: list[Annotation] = []
    for document in documents:
        items = by_report.pop(document.sha256, None)
        if items is None:
            continue
        anchor = Anchor(document)
        placed = [(item, anchor.find(item)) for item in items]
        found[document.sha256] = tuple(now for _, now in placed if now is not None)
        lost += [item for item, now in placed if now is None]
    absent = tuple(item for items in by_report.values() for item in items)
    return Joined(found, tuple(lost), absent)

"""Labelled pairs, stand-off, and where they are in a results folder now.

``annotations/recurrence/guidelines.md`` says what the labels mean and how the pairs were drawn.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from extractor.comparison.corpus import Corpus
from extractor.comparison.recurrence.passages import Passage, passages
from extractor.errors import ModelError
from extractor.learning.annotations import hash_words, words_of

LABELS = ("recurring", "resolved", "mixed", "other", "unclear")
SAME = ("recurring", "resolved", "mixed")
STATUSES = ("recurring", "resolved", "both", "not_mentioned", "unclear")
PARTS = ("dev", "test")


@dataclass(frozen=True, slots=True)
class Quote:
    """A span of a report: ``words`` and ``hash`` are of its words (``learning.annotations``)."""

    sha256: str
    start: int
    end: int
    words: int
    hash: str


@dataclass(frozen=True, slots=True)
class Pair:
    """A recommendation and a sentence of a later report. ``sampled``: the methods that drew it."""

    recommendation: Quote
    sentence: Quote
    label: str
    part: str
    batch: str
    sampled: tuple[str, ...]
    annotator: str
    date: str


@dataclass(frozen=True, slots=True)
class Status:
    """What the whole of a later report (SHA-256) says of a recommendation."""

    recommendation: Quote
    later: str
    status: str
    part: str
    batch: str
    annotator: str
    date: str


def load_pairs(path: Path) -> tuple[Pair, ...]:
    """The pairs of a file.

    Raises:
        ModelError: a line is none; the message names file, line and what is wrong.
    """
    made = []
    for where, row in _lines(path):
        try:
            quotes = (Quote(**row.pop("recommendation")), Quote(**row.pop("sentence")))
            pair = Pair(*quotes, sampled=tuple(row.pop("sampled")), **row)
        except (KeyError, TypeError, AttributeError) as error:
            raise _wrong(where, f"is no pair ({error!r})") from error
        if pair.label not in LABELS:
            raise _wrong(where, f"the label {pair.label!r} is none of {', '.join(LABELS)}")
        _check(where, pair.part, *quotes)
        made.append(pair)
    return tuple(made)


def load_statuses(path: Path) -> tuple[Status, ...]:
    """The statuses of a file.

    Raises what ``load_pairs`` raises.
    """
    made = []
    for where, row in _lines(path):
        try:
            quote = Quote(**row.pop("recommendation"))
            status = Status(quote, **row)
        except (KeyError, TypeError, AttributeError) as error:
            raise _wrong(where, f"is no status ({error!r})") from error
        if status.status not in STATUSES:
            raise _wrong(where, f"{status.status!r} is none of {', '.join(STATUSES)}")
        _check(where, status.part, quote)
        made.append(status)
    return tuple(made)


def _check(where: str, part: str, *quotes: Quote) -> None:
    if part not in PARTS:
        raise _wrong(where, f"the part {part!r} is none of {', '.join(PARTS)}")
    for quote in quotes:
        if not (isinstance(quote.start, int) and isinstance(quote.end, int)):
            raise _wrong(where, "start and end must be whole numbers")
        if not 0 <= quote.start < quote.end:
            raise _wrong(where, f"the span {quote.start}..{quote.end} is empty or runs backwards")


def _lines(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ModelError(str(path), f"cannot be read ({error})", "check the path") from error
    for number, line in enumerate(lines, 1):
        try:
            row = json.loads(line)
        except ValueError as error:
            raise _wrong(f"{path}:{number}", f"is no JSON ({error})") from error
        yield f"{path}:{number}", row


def _wrong(where: str, problem: str) -> ModelError:
    return ModelError(where, problem, "correct the line")


@dataclass(frozen=True, slots=True)
class Found:
    """Where quotes are now. ``lost``: quotes that their report no longer has as a finding or
    recommendation; ``absent``: those whose report is not among the results."""

    passages: Mapping[Quote, Passage]
    said: Mapping[str, Sequence[Passage]]
    lost: tuple[Quote, ...]
    absent: tuple[Quote, ...]


def find(corpus: Corpus, quotes: Iterable[Quote]) -> Found:
    """Find quotes among a corpus's findings and recommendations: at their place, or, where the
    reader has moved it, wherever the report has the same words (the nearest)."""
    wanted = list(dict.fromkeys(quotes))
    reports = set((corpus.whole or corpus).reports["sha256"].astype(object))
    said = passages(corpus, {quote.sha256 for quote in wanted} & reports)
    hashes = {
        sha256: [hash_words(words_of(p.text.text)) for p in items] for sha256, items in said.items()
    }
    found: dict[Quote, Passage] = {}
    lost: list[Quote] = []
    absent: list[Quote] = []
    for quote in wanted:
        if quote.sha256 not in said:
            absent.append(quote)
            continue
        same = [
            p for p, h in zip(said[quote.sha256], hashes[quote.sha256], strict=True)
            if h == quote.hash
        ]  # fmt: skip
        if same:
            found[quote] = min(same, key=lambda p: abs(p.text.start - quote.start))
        else:
            lost.append(quote)
    return Found(found, said, tuple(lost), tuple(absent))

"""``search``: the findings and recommendations that say something, the best first."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Literal

from extractor.comparison.scales import scales
from extractor.comparison.search import filters
from extractor.comparison.search.index import Progress, discard, opened
from extractor.comparison.search.query import Node, expression, parse, phrases
from extractor.comparison.search.related import loosened, widened
from extractor.comparison.search.schema import TOKENIZE
from extractor.comparison.selection import Selection
from extractor.results.batch import remote

LIMIT = 20
ENOUGH = 10
"""Hits with which a query need not be loosened."""

_MARKS = ("\x02", "\x03")

Match = Literal["words", "related"]


@dataclass(frozen=True, slots=True)
class Hit:
    """A finding or a recommendation that was found.

    ``match`` is "words" where it holds what was asked for, "related" where it holds what means
    about the same. ``score`` is its BM25; whole phrases come first, whatever their score.
    ``grade`` is that of its key area in its report, ``overall`` the report's as a whole, both None
    where there is none. ``marks`` are the stretches of ``text`` (start, end) that matched. ``link``
    leads to the page of the report.
    """

    rank: int
    match: Match
    score: float
    kind: str
    council: str | None
    ons_code: str | None
    region: str | None
    framework: str
    framework_version: str | None
    inspection_type: str | None
    start: str | None
    key_area: str | None
    grade: str | None
    overall: str | None
    polarity: str | None
    priority: bool | None
    themes: tuple[str, ...]
    text: str
    quote: str
    page: int
    link: str
    confidence: float | None
    sha256: str
    id: str
    char_start: int
    char_end: int
    marks: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """``more``: there are further hits. ``problems``: documents that could not be searched, and
    why."""

    hits: tuple[Hit, ...]
    more: bool
    problems: tuple[tuple[str, str], ...]


def search(
    folder: str | Path, query: str, selection: Selection | None = None, **options: Any
) -> list[Hit]:
    """The hits of ``find`` alone, which see."""
    return list(find(folder, query, selection, **options).hits)


def find(
    folder: str | Path,
    query: str,
    selection: Selection | None = None,
    *,
    passages: Collection[str] = filters.PASSAGES,
    limit: int = LIMIT,
    related: bool = True,
    urls: Mapping[str, str] | None = None,
    progress: Progress | None = None,
) -> Found:
    """What the findings and recommendations of a results folder say on ``query``.

    Words must all stand there, in any of their forms; "a phrase" as it is; ``word*`` is a
    beginning; AND, OR, NOT and brackets combine. Passages with the words come first, best first
    (Okapi BM25); with ``related``, passages that say it in other words follow. A sentence that
    stands in a report twice is given once. ``urls``: official addresses of reports by SHA-256, for
    the links.

    Raises:
        SearchError: the query holds no word, or no index can be made.
        ComparisonError: a filter names what nobody knows.
        BatchError: it is no results folder.
    """
    tree = parse(query)
    for again in (True, False):
        try:
            with opened(Path(folder), progress) as db:
                chosen = selection or Selection()
                return _find(db, tree, chosen, passages, limit, related, urls or {})
        except sqlite3.DatabaseError:  # a damaged index: its pages are only read now
            if not again:
                raise
            discard(Path(folder))
    raise AssertionError


def _find(
    db: sqlite3.Connection, tree: Node, selection: Selection, passages: Collection[str],
    limit: int,
    related: bool, urls: Mapping[str, str],
) -> Found:  # fmt: skip
    where = filters.where(db, selection, passages)
    hits: list[Hit] = []
    taken: list[int] = []
    seen: set[tuple[str, str]] = set()
    for match, ask, enough in _asks(db, tree, related):
        if enough and len(hits) >= enough:
            continue
        while len(hits) <= limit and (rows := _rows(db, ask, where, taken, limit + 1)):
            taken += [row["passage"] for row in rows]
            fresh = {_sentence(row): row for row in reversed(rows) if _sentence(row) not in seen}
            seen |= fresh.keys()
            rows = [*reversed(fresh.values())]
            marks = _marks([row["text"] for row in rows], ask)
            hits += [_hit(db, *pair, match, urls) for pair in zip(rows, marks, strict=True)]
    numbered = tuple(replace(hit, rank=n) for n, hit in enumerate(hits[:limit], start=1))
    problems = db.execute("SELECT document, problem FROM reports WHERE problem IS NOT NULL")
    return Found(numbered, len(hits) > limit, tuple(problems.fetchall()))


def _asks(
    db: sqlite3.Connection, tree: Node, related: bool
) -> Iterator[tuple[Match, str, int | None]]:
    """What to look for in turn, each time among what was not found yet; and the number of hits
    with which it is not needed any more."""
    for strict in phrases(tree):
        yield "words", expression(strict), None
    yield "words", expression(tree), None
    if related:
        for wider in widened(tree):
            yield "related", expression(wider), None
        for looser in loosened(tree, partial(_frequency, db)):
            yield "related", expression(looser), ENOUGH


def _frequency(db: sqlite3.Connection, word: str) -> int:
    """In how many passages a word stands, in any form that the engine's stemming gives."""
    with closing(_small_table([word])) as small:
        small.execute("CREATE VIRTUAL TABLE terms USING fts5vocab (words, row)")
        stems = [stem for (stem,) in small.execute("SELECT term FROM terms")]
    query = "SELECT passages FROM frequencies WHERE term = ?"
    found = [db.execute(query, (stem,)).fetchone() for stem in stems]
    return min((row[0] if row else 0 for row in found), default=0)


def _sentence(row: sqlite3.Row) -> tuple[str, str]:
    return row["sha256"], " ".join(row["text"].lower().split())


def _rows(
    db: sqlite3.Connection, ask: str, where: filters.Where, taken: Sequence[int], most: int
) -> list[sqlite3.Row]:
    best = (
        "SELECT passages.id AS passage, bm25(words) AS score FROM words"
        " JOIN passages ON passages.id = words.rowid WHERE words MATCH ?"
        f" AND words.rowid NOT IN (SELECT value FROM json_each(?)){where.sql}"
        " ORDER BY score, passage LIMIT ?"
    )
    cursor = db.cursor()
    cursor.row_factory = sqlite3.Row  # type: ignore[assignment]
    return cursor.execute(
        f"SELECT * FROM ({best}) JOIN passages ON passages.id = passage"
        " JOIN reports ON reports.id = report ORDER BY score, passage",
        (ask, json.dumps(taken), *where.values, most),
    ).fetchall()


def _hit(
    db: sqlite3.Connection, row: sqlite3.Row, marks: tuple[tuple[int, int], ...], match: Match,
    urls: Mapping[str, str],
) -> Hit:  # fmt: skip
    grades = dict(
        db.execute("SELECT key_area, grade FROM judgements WHERE report = ?", (row["report"],))
    )
    kind = scales().kind(row["framework"], row["inspection_type"])
    if scales().is_narrative(kind):
        grades = {}
    same = ("council", "ons_code", "region", "framework", "framework_version", "inspection_type",
            "start", "key_area", "polarity", "text", "page", "confidence", "sha256", "char_start",
            "char_end")  # fmt: skip
    return Hit(
        rank=0,
        match=match,
        score=round(-row["score"], 4),
        kind=row["kind"],
        **{name: row[name] for name in same},
        grade=grades.get(row["key_area"]),
        overall=grades.get(scales().headline(kind)),
        priority=None if row["priority"] is None else bool(row["priority"]),
        themes=tuple(filter(None, row["themes"].split("; "))),
        quote=row["quote"] or row["text"],
        link=f"{urls.get(row['sha256']) or remote.address(row['path'])}#page={row['page']}",
        id=row["ref"],
        marks=marks,
    )


def _marks(texts: Sequence[str], ask: str) -> list[tuple[tuple[int, int], ...]]:
    """Where the words stand in each text, as the engine itself tells: asked of a small table,
    because in the large one it would find everything anew for each."""
    clean = ["" if {*_MARKS} & {*text} else text for text in texts]
    with closing(_small_table(clean)) as db:
        query = "SELECT rowid, highlight(words, 0, ?, ?) FROM words WHERE words MATCH ?"
        shown = dict(db.execute(query, (*_MARKS, ask)))
    return [_stretches(shown.get(n, "")) for n in range(len(texts))]


def _small_table(texts: Sequence[str]) -> sqlite3.Connection:
    db = sqlite3.connect(":memory:")
    db.execute(f"CREATE VIRTUAL TABLE words USING fts5 (text, tokenize = '{TOKENIZE}')")
    db.executemany("INSERT INTO words (rowid, text) VALUES (?, ?)", enumerate(texts))
    return db


def _stretches(shown: str) -> tuple[tuple[int, int], ...]:
    before, *pieces = shown.split(_MARKS[0])
    stretches, at = [], len(before)
    for piece in pieces:
        marked, _, rest = piece.partition(_MARKS[1])
        stretches.append((at, at + len(marked)))
        at += len(marked) + len(rest)
    return tuple(stretches)

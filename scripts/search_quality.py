"""How good and how quick searches are, by 20 queries whose first ten hits were read and judged.

    python scripts/search_quality.py RESULTS [--unjudged]

``annotations/search/judged.jsonl`` says of a query and a passage (stand-off: the report's hash, the
offsets, a hash of the words) whether the passage is on the matter asked for. Precision is counted
over the hits found, and over ten a query, so that a query with too few hits counts against it.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from time import process_time

from extractor.comparison.search import index
from extractor.comparison.search.engine import Hit, find
from extractor.learning.annotations import hash_words, words_of

JUDGED = Path(__file__).resolve().parent.parent / "annotations" / "search" / "judged.jsonl"
FIRST = 10
DEEP = 8000
"""Hits to look through for the first related ones."""

Key = tuple[str, str, str]


def key(query: str, hit: Hit) -> Key:
    """What a judgement is known by: the query, the report, the words."""
    return query, hit.sha256, hash_words(words_of(hit.text))


def judged() -> dict[Key, bool]:
    """All judgements."""
    lines = JUDGED.read_text(encoding="utf-8").splitlines()
    return {(x["query"], x["sha256"], x["hash"]): x["relevant"] for x in map(json.loads, lines)}


def line(name: str, hits: Sequence[tuple[str, Hit]], known: dict[Key, bool], queries: int) -> str:
    """Precision of these hits."""
    marks = [known.get(key(*pair)) for pair in hits]
    right = sum(mark is True for mark in marks)
    return (
        f"{name:<28} {len(marks):>4} hits  precision {right / max(len(marks), 1):.3f}"
        f"  of ten a query {right / (FIRST * queries):.3f}  not judged {marks.count(None)}"
    )


def seconds(results: str) -> str:
    """Processor time of building the index, and then of a search: each query thrice, the
    quickest. (Not the wall clock: it also counts what other programs take.)"""
    index.discard(Path(results))
    built = _taken(results, "children")
    queries = dict.fromkeys(query for query, _, _ in judged())
    times = [1000 * min(_taken(results, query) for _ in range(3)) for query in queries]
    return (
        f"processor time: index {built:.1f} s, then median {median(times):.0f} ms a search, slowest"
        f" {max(times):.0f} ms"
    )


def _taken(results: str, query: str) -> float:
    begin = process_time()
    find(results, query)
    return process_time() - begin


def main() -> None:
    """Score the searches over a results folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("results")
    parser.add_argument("--unjudged", action="store_true", help="print what nobody has judged")
    options = parser.parse_args()
    known = judged()
    print(seconds(options.results))
    queries = list(dict.fromkeys(query for query, _, _ in known))
    words, both, related = [], [], []
    for query in queries:
        plain = find(options.results, query, related=False, limit=FIRST).hits
        every = find(options.results, query, limit=DEEP).hits
        words += [(query, hit) for hit in plain]
        both += [(query, hit) for hit in every[:FIRST]]
        related += [(query, hit) for hit in every if hit.match == "related"][:FIRST]
    print(line("words alone", words, known, len(queries)))
    print(line("words, then related", both, known, len(queries)))
    print(line("the first related alone", related, known, len(queries)))
    if options.unjudged:
        for query, hit in dict.fromkeys([*both, *related]):
            if key(query, hit) not in known:
                print(f"{query} | {hit.sha256[:12]} {hit.char_start}-{hit.char_end} | {hit.text}")


if __name__ == "__main__":
    main()

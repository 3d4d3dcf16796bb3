"""Turn the shared gold sentences into stand-off annotations of the text that the reader gives.

    python scripts/convert_gold.py SHARED annotations/gold.jsonl --date 2026-11-22

SHARED holds ``gold/sentences.jsonl`` and ``reports/``. The gold's sentences were split from another
text: each is aligned by its words with ours. What does not align is counted and named by report and
row, never guessed. Run it again whenever the reader's text changes.
"""

from __future__ import annotations

import argparse
import collections
import difflib
import json
import re
from pathlib import Path
from typing import Any

from extractor.learning.annotations import WORD, Annotation, annotate, save, words_of
from extractor.learning.corpus import report_of
from extractor.model import Block, Document

POLARITY = {"S": "strength", "W": "weakness", "M": "mixed", "R": "recommendation", "N": "none"}
AREA = {
    "HP": "help_and_protection", "CC": "children_in_care", "CL": "care_leavers", "AD": "adoption",
    "LD": "leadership", "LS": "lscb", "OV": "overall_effectiveness", "SE": "send",
}  # fmt: skip
LEAD = re.compile(r"^\s*(?:\d{1,3}\.|[■◼•▪●\uf0a7\uf06e\uf0b7–-])\s*")
INVISIBLE = re.compile("[\ufffe\u00ad\u200b]")


class Words:
    """A document's words outside its page furniture, with where they stand."""

    def __init__(self, document: Document, furniture: bool = False) -> None:
        self.words: list[str] = []
        self.spans: list[tuple[int, int]] = []
        self.blocks: list[Block] = []
        for block in document.blocks:
            if (block.kind == "furniture") != furniture:
                continue
            for match in WORD.finditer(document.text.lower(), block.start, block.end):
                self.words.append(match.group().replace("-", ""))
                self.spans.append(match.span())
                self.blocks.append(block)
        self.pairs: dict[tuple[str, str], list[int]] = collections.defaultdict(list)
        for i, pair in enumerate(zip(self.words, self.words[1:], strict=False)):
            self.pairs[pair].append(i)

    def align(self, wanted: list[str], cursor: int) -> tuple[int, int] | None:
        """The half-open range of words that are ``wanted``, the first behind ``cursor`` if any."""
        votes: collections.Counter[int] = collections.Counter()
        for i, pair in enumerate(zip(wanted, wanted[1:], strict=False)):
            for at in self.pairs.get(pair, ()):
                votes[at - i] += 1
        if len(wanted) == 1:
            votes = collections.Counter({i: 1 for i, w in enumerate(self.words) if w == wanted[0]})
        exact = [at for at, n in votes.items() if n >= len(wanted) - 1
                 and self.words[at : at + len(wanted)] == wanted]  # fmt: skip
        if exact:
            at = min(exact, key=lambda x: (x < cursor, abs(x - cursor)))
            return at, at + len(wanted)
        for at, _ in sorted(votes.items(), key=lambda v: (-v[1], abs(v[0] - cursor)))[:3]:
            found = self._fuzzy(wanted, at)
            if found:
                return found
        return None

    def _fuzzy(self, wanted: list[str], at: int) -> tuple[int, int] | None:
        """The longest run of matching words near ``at``, small gaps allowed on either side."""
        low = max(0, at - 10)
        window = self.words[low : at + len(wanted) + 10]
        blocks = [b for b in difflib.SequenceMatcher(None, wanted, window, False)
                  .get_matching_blocks() if b.size >= 2]  # fmt: skip
        while blocks:
            matched = sum(b.size for b in blocks)
            first, last = blocks[0].b, blocks[-1].b + blocks[-1].size
            if matched / (last - first) >= 0.85:
                enough = matched >= max(4, 0.5 * len(wanted))
                return (low + first, low + last) if enough else None
            blocks = blocks[1:] if blocks[0].size < blocks[-1].size else blocks[:-1]
        return None


def span_of(words: Words, text: str, first: int, last: int) -> tuple[int, int]:
    """The offsets of words ``first`` to ``last``, cut to one block: the gold's splitter glued
    headings to the sentence behind them, so the last block that has a good share wins."""
    counts = collections.Counter(words.blocks[i].start for i in range(first, last))
    share = max(3, 0.3 * (last - first))
    good = [s for s, n in counts.items() if n >= share] or [counts.most_common(1)[0][0]]
    inside = [i for i in range(first, last) if words.blocks[i].start == good[-1]]
    start, end = words.spans[inside[0]][0], words.spans[inside[-1]][1]
    limit = words.blocks[inside[0]].end
    while end < limit and text[end] in ".?!)’”'\"…:":
        end += 1
    while start > words.blocks[inside[0]].start and text[start - 1] in "(‘“'\"£":
        start -= 1
    return start, end


def convert(
    document: Document, rows: list[dict[str, Any]], date: str
) -> tuple[list[Annotation], list[dict[str, Any]], int]:
    """The annotations of one report's rows, the rows that do not align, and how many align with
    page furniture only."""
    body, furniture = Words(document), Words(document, furniture=True)
    made, lost, in_furniture, cursor = {}, [], 0, 0
    for row in sorted(rows, key=lambda r: r["i"]):
        wanted = words_of(INVISIBLE.sub("", LEAD.sub("", row["text"])))
        found = body.align(wanted, cursor) if wanted else None
        if found is None:
            if wanted and furniture.align(wanted, 0):
                in_furniture += 1
            else:
                lost.append(row)
            continue
        cursor = found[1]
        start, end = span_of(body, document.text, *found)
        item = annotate(
            document, start, end, POLARITY[row["polarity"]], key_area=AREA.get(row.get("area", "")),
            themes=tuple(row.get("themes", ())), annotator="gold", date=date,
        )  # fmt: skip
        if made.get((start, end), item).polarity == "none" or (start, end) not in made:
            made[start, end] = item
    return sorted(made.values(), key=lambda a: (a.start, a.end)), lost, in_furniture


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("shared", type=Path)
    parser.add_argument("output", type=Path)
    parser.add_argument("--date", required=True, help="the annotations' date, ISO 8601")
    options = parser.parse_args()
    by_file: dict[str, list[dict[str, Any]]] = collections.defaultdict(list)
    with (options.shared / "gold/sentences.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            by_file[row["file"]].append(row)
    annotations: list[Annotation] = []
    lost_total = furniture_total = total = 0
    lost_by = collections.Counter[str]()
    for file, rows in by_file.items():
        document = report_of(options.shared / "reports" / file).document
        made, lost, in_furniture = convert(document, rows, options.date)
        annotations += made
        total += len(rows)
        lost_total += len(lost)
        furniture_total += in_furniture
        for row in lost:
            lost_by[row["polarity"]] += 1
            print(f"does not align: {file} row {row['i']} ({row['polarity']})")
    save(annotations, options.output)
    print(
        f"{total} rows: {len(annotations)} annotations, {furniture_total} rows that are page "
        f"furniture here, {lost_total} that do not align {dict(lost_by)}; the rest are the same "
        f"span twice"
    )


if __name__ == "__main__":
    main()

"""Labels that structure gives for free, as stand-off annotations of a weaker source.

    python scripts/label_by_structure.py REPORTS annotations/structure/lists.jsonl --date 2026-11-22

Sentences that open an item of a list headed as strengths or weaknesses ("Key strengths", "... is
inadequate because:") get its polarity, and items of improvement lists are recommendations; the key
area is that of the heading. They have no themes. Reports annotated by people are left out, so no
test fold meets them.
"""

from __future__ import annotations

import argparse
import collections
from pathlib import Path

from extractor.content.findings import OF_LIST
from extractor.errors import InputError
from extractor.learning.annotations import Annotation, annotate, load, save
from extractor.learning.corpus import placed_of, report_of
from extractor.learning.features import tokens
from extractor.model import Report

SHORTEST = 5


def labels_of(report: Report, date: str) -> list[Annotation]:
    """What the lists of one report say."""
    document, made = report.document, []
    for item in placed_of(report):
        span = item.sentence
        listed = document.blocks[span.block].kind == "list_item"
        polarity = OF_LIST.get(item.kind)
        if polarity and listed and item.index == 0 and len(tokens(item.sample.text)) >= SHORTEST:
            area = item.section.key_area if item.section else None
            made.append(
                annotate(document, span.start, span.end, polarity, key_area=area,
                         annotator="structure", date=date)
            )  # fmt: skip
    for r in report.recommendations:
        if "block=table_cell" in r.rule or len(tokens(r.text)) < SHORTEST:
            continue
        made.append(
            annotate(document, r.evidence.start, r.evidence.end, "recommendation",
                     key_area=r.key_area, annotator="structure", date=date)
        )  # fmt: skip
    unique = {(a.start, a.end): a for a in made}
    return [unique[key] for key in sorted(unique)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("reports", type=Path)
    parser.add_argument("output", type=Path)
    parser.add_argument("--date", required=True, help="the annotations' date, ISO 8601")
    parser.add_argument("--without", type=Path, default=Path("annotations/gold.jsonl"))
    options = parser.parse_args()
    read_by_people = {a.sha256 for a in load(options.without)}
    made: list[Annotation] = []
    for path in sorted(options.reports.rglob("*.pdf")):
        try:
            report = report_of(path)
        except InputError as error:
            print(f"left out: {error}")
            continue
        if report.document.sha256 not in read_by_people:
            made += labels_of(report, options.date)
    options.output.parent.mkdir(parents=True, exist_ok=True)
    save(made, options.output)
    print(dict(collections.Counter(a.polarity for a in made)))


if __name__ == "__main__":
    main()

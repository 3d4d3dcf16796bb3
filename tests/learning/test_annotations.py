"""Stand-off annotations: no text in them, found again, mistakes named; agreement."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from extractor.content.sentences import sentences
from extractor.content.setting import BODY, place
from extractor.errors import ModelError
from extractor.learning.agreement import agreement, kappa
from extractor.learning.annotations import Annotation, annotate, join, load, save
from extractor.learning.examples import label
from extractor.model import Report
from extractor.reading import read
from tests.learning.invented import invented, sections_of

SHIPPED = Path(__file__).parents[2] / "annotations"


def test_round_trip_without_text(tmp_path: Path) -> None:
    document, items = invented(1)
    path = tmp_path / "a.jsonl"
    save(items, path)
    assert list(load(path)) == items
    assert all(set(json.loads(x)) == set(items[0].__slots__) for x in path.read_text().splitlines())
    assert "Inspectors" not in path.read_text()


def test_a_moved_quote_is_found_again() -> None:
    document, items = invented(2)
    changed = document.text.replace("Main findings", "Main findings of this visit, in short")
    moved = read(changed.encode(), name="b.txt")
    here = [replace(a, sha256=moved.sha256) for a in items]
    joined = join(here, [moved])
    assert not joined.lost and not joined.absent
    for old, new in zip(here, joined.found[moved.sha256], strict=True):
        assert moved.text[new.start : new.end] == document.text[old.start : old.end]


def test_what_is_gone_is_named() -> None:
    document, items = invented(3)
    gone = replace(items[0], hash="0" * 16)
    elsewhere = replace(items[1], sha256="f" * 64)
    joined = join([gone, elsewhere, items[2]], [document])
    assert joined.lost == (gone,) and joined.absent == (elsewhere,)
    assert joined.found[document.sha256] == (items[2],)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"polarity": "good"}, "polarity"),
        ({"end": 0}, "span"),
        ({"sha256": "x"}, "sha256"),
        ({"themes": ["a", "a"]}, "twice"),
        ({"start": "1"}, "whole numbers"),
        ({"colour": 1}, "no annotation"),
    ],
)
def test_mistakes_are_named(tmp_path: Path, change: dict[str, object], problem: str) -> None:
    _, items = invented(1)
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({**json.loads(items[0].to_json()), **change}) + "\n")
    with pytest.raises(ModelError, match=problem) as caught:
        load(path)
    assert "a.jsonl:1" in str(caught.value)


def test_shipped_annotations_are_well_formed() -> None:
    items = load(SHIPPED)
    assert len(items) > 12_000
    assert len({a.sha256 for a in items}) == 76 + 313
    areas = {a.key_area for a in items if a.polarity not in ("none",)}
    assert None not in areas


def test_labels_by_structure_leave_out_what_people_read() -> None:
    weaker = load(SHIPPED / "structure")
    assert weaker and {a.annotator for a in weaker} == {"structure"}
    assert not {a.sha256 for a in weaker} & {a.sha256 for a in load(SHIPPED / "gold.jsonl")}


def test_the_most_trusted_annotator_s_label_counts() -> None:
    document, annotations = invented(3)
    placed = place(document, "ilacs", sections_of(document), sentences(document, BODY))
    first = next(a for a in annotations if a.polarity == "strength")
    other = replace(first, polarity="weakness", annotator="jo")

    def said(**trust: float) -> tuple[str, float]:
        found = label(document.sha256, "ilacs", "Anytown", placed, [first, other], trust)
        return next((e.polarity, e.weight) for e in found if e is not None)

    assert said() == ("mixed", 1.0)
    assert said(jo=5) == ("weakness", 5.0)
    assert said(invented=2, jo=0.5) == ("strength", 2.0)


def test_agreement() -> None:
    document, items = invented(6)
    assert agreement(items, items).kappa == 1.0
    other = [replace(a, polarity="none") if i < 6 else a for i, a in enumerate(items)]
    found = agreement(items, other)
    assert found.shared == 24 and 0 < found.kappa < 1
    assert kappa(["a", "b"], ["b", "a"]) == -1.0
    # a textbook table: 20 yes-yes, 5 yes-no, 10 no-yes, 15 no-no
    first = ["y"] * 25 + ["n"] * 25
    second = ["y"] * 20 + ["n"] * 5 + ["y"] * 10 + ["n"] * 15
    assert kappa(first, second) == pytest.approx(0.4)


def test_annotate_counts_words() -> None:
    document, _ = invented(1)
    start = document.text.index("Main")
    assert annotate(document, start, start + 13, "none").words == 2


def test_what_no_person_read_is_learned_from_and_never_tested_on(tmp_path: Path) -> None:
    from extractor.learning.corpus import build, report_of
    from extractor.learning.labelled import apart

    samples = sorted((Path(__file__).parents[2] / "corpus" / "samples").rglob("*.pdf"))[:2]
    read, other = (report_of(path) for path in samples)

    def some(of: Report, annotator: str) -> Annotation:
        block = next(b for b in of.document.blocks if b.kind == "paragraph")
        span = of.document, block.start, block.end
        return annotate(*span, "none", annotator=annotator, date="2026-01-01")

    both = [some(read, "jo"), some(other, "claude")]
    corpus = build([read, other], both)
    assert [r.report for r in corpus.reports] == [read.document.sha256]
    assert [r.report for r in corpus.untested] == [other.document.sha256]
    assert apart(corpus.untested, corpus.untested) == []
    assert apart(corpus.untested, corpus.reports) == list(corpus.untested)
    # one sentence that a person read makes a report one to test on
    corpus = build([read, other], [*both, some(other, "jo")])
    assert len(corpus.reports) == 2 and not corpus.untested
    # and where nobody else read anything, there is nothing else to test on
    corpus = build([read, other], [some(read, "claude"), some(other, "structure")])
    assert len(corpus.reports) == 2 and not corpus.untested


def test_the_language_model_read_other_reports_than_people() -> None:
    people = {a.sha256 for a in load(SHIPPED / "gold.jsonl")}
    model = load(SHIPPED / "claude.jsonl")
    assert {a.annotator for a in model} == {"claude"} and len(model) > 25_000
    assert not {a.sha256 for a in model} & people

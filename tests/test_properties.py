"""What must hold for every report, and for bytes that are none."""

from __future__ import annotations

import json
import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor import extract
from extractor.errors import ExtractError
from extractor.model import Evidence, Report, boxes_on_one_line
from tests.corpus import NAMES, path, report, words

SECONDS = 5.0
"""More than any sample or wreck of a sample may take (they take a few hundredths)."""


def evidences(result: Report) -> list[Evidence]:
    """All evidence in a report."""
    values = (*result.facts, *result.judgements, *result.findings, *result.recommendations)
    warned = [w.evidence for w in result.warnings if w.evidence]
    return [*(v.evidence for v in values), *warned]


def check(result: Report) -> None:
    """The invariants that hold whatever was read."""
    doc = result.document
    for evidence in evidences(result):
        assert 0 <= evidence.start < evidence.end <= len(doc.text)
        assert evidence.quote == doc.text[evidence.start : evidence.end]
        assert 1 <= evidence.page <= len(doc.pages)
        assert evidence.boxes and evidence.boxes[0].page == evidence.page
    for block in doc.blocks:
        assert 0 <= block.lead <= block.start <= block.end <= len(doc.text)
        assert block.first <= block.last <= len(doc.lines)
    for before, after in pairwise(doc.blocks):
        assert before.end <= after.lead
    for before, after in pairwise(doc.lines):
        assert before.end <= after.start
    for before, after in pairwise(result.sections):
        assert before.start < before.end <= after.start
    starts = [r.evidence.start for r in result.recommendations]
    assert starts == sorted(starts)
    for values in (result.sections, result.findings, result.recommendations):
        assert len({v.id for v in values}) == len(values)
    assert json.loads(result.to_json()) == json.loads(json.dumps(result.to_dict()))


@pytest.mark.parametrize("name", NAMES)
def test_every_sample_holds_them(name):
    check(report(name))


@pytest.mark.parametrize("name", NAMES)
def test_a_recommendation_is_its_quote_without_what_interrupts_it(name):
    for item in report(name).recommendations:
        rest = iter(words(item.evidence.quote))
        assert all(word in rest for word in words(item.text)), item.text


@pytest.mark.parametrize("name", NAMES)
def test_boxes_lie_on_their_page(name):
    doc = report(name).document
    for line in doc.lines:
        page, box = doc.pages[line.page - 1], line.box
        assert 0 <= box.x0 <= box.x1 <= page.width + 1
        assert 0 <= box.top <= box.bottom <= page.height + 1


@pytest.mark.parametrize("name", NAMES)
def test_sections_cover_the_body_once(name):
    """Each block is in one section; only contents pages are in none."""
    result = report(name)
    for block in result.document.blocks:
        inside = [s for s in result.sections if s.start <= block.start and block.end <= s.end]
        if len(inside) != 1:
            page = [b for b in result.document.blocks if b.page == block.page]
            assert any(result.document.quote(b) == "Contents" for b in page), block


@pytest.mark.parametrize("name", NAMES)
def test_json_round_trip(name):
    result = report(name)
    text = result.to_json()
    again = json.loads(text)
    assert again == json.loads(json.dumps(result.to_dict()))
    assert boxes_on_one_line(json.dumps(again, ensure_ascii=False, indent=2)) == text
    assert result.to_json(indent=None) == json.dumps(again, ensure_ascii=False)
    assert text.encode("utf-8").decode("utf-8") == text


@given(st.text())
def test_boxes_on_one_line_touches_no_string(text):
    value = {"text": text, "more": f"[\n 1,\n {text}\n ]", "boxes": [[1, -2.5, 3.0], []]}
    written = boxes_on_one_line(json.dumps(value, ensure_ascii=False, indent=2))
    assert json.loads(written) == value and "[1, -2.5, 3.0]" in written


@pytest.mark.parametrize("name", NAMES)
def test_the_same_bytes_give_the_same_result(name):
    again = extract(path(name).read_bytes(), str(path(name)))
    first, second = report(name).to_dict(), again.to_dict()
    for result in (first, second):
        result["provenance"]["extracted_at"] = None
    assert second == first


def bounded(data: bytes, name: str = "wreck.pdf") -> None:
    """A report that holds the invariants or our own error, and soon."""
    began = time.monotonic()
    try:
        check(extract(data, name))
    except ExtractError as error:
        assert "\n" not in str(error)
    assert time.monotonic() - began < SECONDS


@given(st.binary(max_size=2000), st.sampled_from(["a.pdf", "a.txt", "a"]))
def test_arbitrary_bytes(data, name):
    bounded(data, name)


@given(st.binary(max_size=2000))
def test_arbitrary_bytes_that_call_themselves_pdf(data):
    bounded(b"%PDF-1.7\n" + data)


@given(st.text(max_size=2000))
def test_arbitrary_text(text):
    bounded(text.encode("utf-8", "surrogatepass"), "a.txt")


SHORT = [n for n in NAMES if n in ("ilacs-2023-short", "jtai-2024-priority", "lac-2013")]
PRINTED = {n: path(n).read_bytes() for n in SHORT}


@given(st.sampled_from(SHORT), st.floats(0, 1))
def test_truncated_samples(name, share):
    data = PRINTED[name]
    bounded(data[: int(share * len(data))])


@given(
    st.sampled_from(SHORT), st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), max_size=60)
)
def test_samples_with_flipped_bytes(name, flips):
    data = bytearray(PRINTED[name])
    for where, value in flips:
        data[min(int(where * len(data)), len(data) - 1)] = value
    bounded(bytes(data))


@given(st.sampled_from(SHORT), st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_samples_with_a_piece_moved(name, start, stop, to):
    data = PRINTED[name]
    a, b = sorted((int(start * len(data)), int(stop * len(data))))
    rest = data[:a] + data[b:]
    at = int(to * len(rest))
    bounded(rest[:at] + data[a:b] + rest[at:])

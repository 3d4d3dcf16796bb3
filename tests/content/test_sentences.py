"""Sentences: where they end, and that their offsets hold."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.content.sentences import sentences, split
from extractor.reading import read


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Plans are clear. Visits are late.", 2),
        ("12. Plans are clear. Visits are late.", 2),
        ("Leaders use e.g. Audits and reviews, i.e. Checks.", 1),
        ("The lead is Mrs. Grey of St. Example. She is new.", 2),
        ("Ms A. Example led the team. It did well.", 2),
        ("See para. 12 and No. 4 of the plan. It is new.", 2),
        ("‘I like my worker.’ Another child said: ‘So do I.’", 2),
        ("They asked ‘why?’ and were told. (Recommendation) This helps.", 3),
        ("About 2.5 visits a month, 3.1 in May. Good.", 2),
        ("The board meets on time.2 The minutes are clear.", 2),
        ("Practice has improved.The audit says so.", 2),
        ("Is it enough? No. It is not!", 3),
        ("See www.example.org/a.B for more. End.", 2),
        ("Records (kept by hand) are lost.) They are old.", 2),
        ("", 0),
    ],
)
def test_ends(text: str, parts: int) -> None:
    assert len(split(text)) == parts, split(text)


@given(st.text(alphabet="aB1.?! ’)(\n", max_size=60))
def test_nothing_is_lost(text: str) -> None:
    assert "".join("".join(split(text)).split()) == "".join(text.split())


def test_offsets_within_blocks() -> None:
    text = "A HEADING. WITH A STOP\n\nOne is here. Two is here.\n\n- Item one. Its tail.\n- Item."
    document = read(text.encode(), name="a.txt")
    found = sentences(document)
    for s in found:
        block = document.blocks[s.block]
        assert block.start <= s.start < s.end <= block.end
        assert document.text[s.start : s.end] == document.text[s.start : s.end].strip()
    assert [s.start for s in found] == sorted(s.start for s in found)
    assert "Two is here." in [document.text[s.start : s.end] for s in found]

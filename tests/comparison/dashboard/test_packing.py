"""Texts and columns come out as they went in."""

from __future__ import annotations

import base64
import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.comparison.dashboard import packing
from extractor.comparison.dashboard.load import coded
from extractor.comparison.dashboard.packing import embed, numbers, pack_texts, unpack_texts


@given(st.lists(st.text()))
def test_texts_come_back_whatever_they_hold(texts):
    assert unpack_texts(pack_texts(texts)) == texts


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "  two  spaces ", "a b", "The children’s-home plan (2019), they said: “good”.",
        "no-break\u00a0space", "line\u2028separator\u2029here", "<script>", "\0",
    ],
)  # fmt: skip
def test_texts_with_odd_gaps(text):
    assert unpack_texts(pack_texts([text, "a b", text])) == [text, "a b", text]


@pytest.mark.parametrize("tokens", [packing.ONE_BYTE + 5, packing.TWO_BYTES + 5])
def test_more_tokens_than_one_or_two_bytes_hold(tokens):
    texts = [" ".join(f"w{n}" for n in range(at, at + 500)) for at in range(0, tokens, 500)]
    packed = pack_texts(texts)
    assert len(packed.tokens) >= tokens
    assert unpack_texts(packed) == texts


@pytest.mark.parametrize(("most", "width"), [(0, 1), (255, 1), (256, 2), (65535, 2), (65536, 4)])
def test_numbers_take_the_narrowest_width(most, width):
    made = numbers([0, most])
    assert made[0] == width
    assert [int.from_bytes(made[1 + at * width :][:width], "little") for at in (0, 1)] == [0, most]


def test_coded_values_keep_their_order():
    assert coded(["b", None, "a", "b"]) == (["b", None, "a"], [0, 1, 2, 0])


def test_embedded_bytes_are_letters_only():
    text = embed(b"</script>" * 100)
    assert "<" not in text
    assert gzip.decompress(base64.b64decode(text)) == b"</script>" * 100

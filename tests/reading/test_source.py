"""What is handed in: accepted by content, refused in one line that names file and remedy."""

from __future__ import annotations

import base64
import time
import zlib

import pytest

from extractor.errors import InputError, LimitError, NoTextError, UnreadableError
from extractor.reading import read
from extractor.reading import source as source_module


@pytest.mark.parametrize(
    ("data", "error", "words"),
    [
        (b"", InputError, "empty"),
        (b" \n\t\n", InputError, "empty"),
        (b"<!DOCTYPE html><html><body>Report not found</body></html>", InputError, "web page"),
        (b"\xef\xbb\xbf\n<html>", InputError, "web page"),
        (b'{\n  "schema_version": "1.0",\n  "source": {}}', InputError, "an output of extract"),
        (b'{"schema_version": "1.0", "source": {}}\n{"schema', InputError, "an output of extract"),
        (b'{"source": {"path": "a.pdf"}, "values": []}', InputError, "an output of extract"),
        (b'{"sha256": "ab", "start": 3}', InputError, "an output of extract"),
        (b'\xef\xbb\xbf[\n {"a": 1}]', InputError, "JSON"),
        (b"PK\x03\x04 a zip", InputError, "Word"),
        (b"\x89PNG\r\n\x1a\n", InputError, "OCR"),
        (b"%PDF-1.7\nnothing else", UnreadableError, "corrupt"),
        (b"\x80\x81\x00\x01\x02 binary", InputError, "encoding"),
    ],
)
def test_unusable_bytes(data, error, words):
    with pytest.raises(error, match=words) as caught:
        read(data, "some.pdf" if words != "encoding" else "some.txt")
    assert str(caught.value).startswith("some.") and "\n" not in str(caught.value)
    assert caught.value.remedy


def test_missing_file_and_folder(tmp_path):
    with pytest.raises(InputError, match="no such file"):
        read(tmp_path / "absent.pdf")
    with pytest.raises(InputError, match="folder.*extract batch"):
        read(tmp_path)
    with pytest.raises(InputError, match="no file is named"):
        read("")
    with pytest.raises(InputError, match="too long") as caught:
        read("a" * 5000)
    assert "Errno" not in str(caught.value)


def test_a_text_that_opens_with_a_bracket_is_no_json():
    for text in ("[Draft] The council’s plan.", "{Exampleshire}", '[1] "Safe": what it means.'):
        assert read(text.encode(), "a.txt").text == text


def test_a_file_over_the_limit(tmp_path, monkeypatch):
    monkeypatch.setattr(source_module, "MAX_BYTES", 1000)
    big = tmp_path / "big.txt"
    big.write_bytes(b"x" * 1001)
    with pytest.raises(LimitError, match="larger"):
        read(big)


def test_a_pdf_of_pictures_asks_for_ocr(tmp_path):
    canvas = pytest.importorskip("reportlab.pdfgen.canvas")
    page = canvas.Canvas(str(tmp_path / "scan.pdf"))
    page.rect(100, 100, 200, 200, fill=1)
    page.save()
    with pytest.raises(NoTextError, match="ocrmypdf"):
        read(tmp_path / "scan.pdf")


def test_a_password_is_named(tmp_path):
    canvas = pytest.importorskip("reportlab.pdfgen.canvas")
    page = canvas.Canvas(str(tmp_path / "locked.pdf"), encrypt="secret")
    page.drawString(72, 700, "Hidden")
    page.save()
    with pytest.raises(UnreadableError, match="password"):
        read(tmp_path / "locked.pdf")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_text_encodings(encoding):
    doc = read("The council’s plan – in full.".encode(encoding), "plan.txt")
    assert doc.text == "The council’s plan – in full."
    assert doc.media_type == "text/plain"


def test_text_boxes_are_line_numbers():
    doc = read(b"A heading line\n\n1. First point\n   goes on.\n\fPage two here.\n", "a.txt")
    point = next(b for b in doc.blocks if b.number == "1")
    assert doc.quote(point) == "First point goes on."
    boxes = doc.evidence(point.start, point.end).boxes
    assert [(b.page, b.top) for b in boxes] == [(1, 3.0), (1, 4.0)]
    assert doc.page_at(doc.text.index("Page two")) == 2


def test_a_small_file_that_inflates_to_a_large_one_is_refused_at_once():

    packed = zlib.compress(b"(improve) Tj " * 3_000_000, 9)
    body = b"%%PDF-1.7\n1 0 obj\n<</Filter/FlateDecode/Length %d>>\nstream\n" % len(packed)
    began = time.monotonic()
    with pytest.raises(LimitError, match="grow beyond"):
        read(body + packed + b"\nendstream\nendobj\n", "bomb.pdf")
    assert time.monotonic() - began < 5


def test_a_short_line_alone_in_a_text_file_is_a_heading():
    doc = read(b"Main findings\n\nChildren are heard by those who\nwork with them.\n", "a.txt")
    assert [b.kind for b in doc.blocks] == ["heading", "paragraph"]


def test_lines_of_a_text_file_stay_in_order():
    doc = read("◼ The record of who agreed to it\n  and when.\n\n◼ The next.\n".encode(), "a.txt")
    assert [doc.quote(b) for b in doc.blocks] == [
        "The record of who agreed to it and when.",
        "The next.",
    ]


def test_a_heading_that_opens_two_pages_of_a_text_file_is_no_furniture():
    page = "Recommendations\n\n1. Do this invented thing.\n\nIt goes on.\n"
    other = "Something else stands here.\n\nAnd goes on.\n"
    doc = read("\f".join([other, page, other, page, other]).encode(), "a.txt")
    assert [b.kind for b in doc.blocks if doc.quote(b) == "Recommendations"] == ["heading"] * 2


@pytest.mark.parametrize(
    ("filters", "pack"),
    [
        (b"/#46lateDecode", lambda z: z),
        (b"[/ASCII85Decode /FlateDecode]", lambda z: base64.a85encode(z) + b"~>"),
        (b"[/ASCIIHexDecode /FlateDecode]", lambda z: z.hex().encode() + b">"),
        (b"[/FlateDecode /FlateDecode]", lambda z: zlib.compress(z, 9)),
        (b"/Fl", lambda z: z),
    ],
)
def test_a_bomb_is_known_under_every_name_of_its_filters(filters, pack):
    packed = pack(zlib.compress(b"(improve) Tj " * 3_000_000, 9))
    body = b"%%PDF-1.7\n1 0 obj\n<</Filter %s/Length %d>>\nstream\n" % (filters, len(packed))
    with pytest.raises(LimitError, match="grow beyond"):
        read(body + packed + b"\nendstream\nendobj\n", "bomb.pdf")

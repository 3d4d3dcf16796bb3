"""Files that are no reports: one error, in one line, naming the file and what to do."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from extractor import extract
from extractor.errors import ExtractError, InputError, LimitError, NoTextError, UnreadableError
from extractor.model import Report

REFUSED = [
    ("empty", InputError, "empty"),
    ("html", InputError, "HTML"),
    ("folder", InputError, "folder"),
    ("missing", InputError, "no such file"),
    ("word_file", InputError, "Word"),
    ("no_encoding", InputError, "encoding"),
    ("truncated", UnreadableError, "cut short"),
    ("header_only", UnreadableError, "corrupt"),
    ("page_tree_loop", UnreadableError, "page 1"),
    ("encrypted", UnreadableError, "password"),
    ("pictures", NoTextError, "OCR"),
    ("gigantic_page", LimitError, "9000000"),
    ("many_pages", LimitError, "20000 pages"),
    ("bomb", LimitError, "grow beyond"),
]


@pytest.mark.parametrize(("name", "kind", "words"), REFUSED, ids=[r[0] for r in REFUSED])
def test_refused(name, kind, words, hostile):
    path = hostile(name)
    with pytest.raises(kind, match=words) as caught:
        extract(path)
    message = str(caught.value)
    assert type(caught.value) is kind
    assert message.startswith(str(path)) and "\n" not in message
    assert caught.value.remedy and caught.value.remedy in message


@pytest.mark.parametrize("name", ["corrupt_xref", "claimed_pages"])
def test_mended_or_refused(name, hostile):
    """What pdfium mends may be read; if not, the refusal is ours."""
    try:
        assert isinstance(extract(hostile(name)), Report)
    except ExtractError as error:
        assert error.remedy


@pytest.mark.parametrize("name", ["html", "truncated", "encrypted", "pictures", "folder"])
def test_the_command_refuses_it_in_one_line(name, hostile):
    path = hostile(name)
    done = subprocess.run(
        [sys.executable, "-m", "extractor", str(path)],
        capture_output=True, text=True, timeout=60, cwd=Path(__file__).resolve().parent.parent,
    )  # fmt: skip
    assert done.returncode != 0
    assert done.stdout == ""
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1 and path.name in lines[0]

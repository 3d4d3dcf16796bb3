"""The guard: a file that makes the PDF library work without end ends the command, with a word."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from extractor.cli.guard import guarded
from tests.hostile import FONT, pdf, stream

ROOT = Path(__file__).parents[2]


def nested(depth: int) -> bytes:
    """A page whose drawing draws another twice, which draws another twice, and so on."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /XObject << /X 6 0 R >> >> >>",
        stream(b"/X Do"),
        FONT,
    ]
    form = b"/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << "
    for level in range(depth - 1):
        objects.append(stream(b"/X Do /X Do", form + b"/XObject << /X %d 0 R >> >>" % (7 + level)))
    text = b"BT /F1 12 Tf 72 600 Td (improve) Tj ET"
    objects.append(stream(text, form + b"/Font << /F1 5 0 R >> >>"))
    return pdf(objects)


@pytest.mark.parametrize(("limits", "words"), [({"memory": 1}, "memory"), ({"seconds": 0}, " 0 s")])
def test_a_limit_passed_stops_the_file_in_hand(limits, words):
    stopped, errors = threading.Event(), []

    def stop(error):
        errors.append(error)
        stopped.set()

    for name in guarded(["first.pdf", "second.pdf"], stop, **limits):
        assert stopped.wait(5), name
    assert errors[0].source == "first.pdf" and words in errors[0].problem


def test_nothing_is_stopped_within_the_limits():
    assert list(guarded(["a", "b"], pytest.fail)) == ["a", "b"]
    assert list(guarded([], pytest.fail)) == []


def test_a_drawing_within_drawings_without_end_ends_the_command(tmp_path):
    (tmp_path / "endless.pdf").write_bytes(nested(26))
    (tmp_path / "good.txt").write_text("A report.\n", "utf-8")
    run = subprocess.run(
        [
            sys.executable, "-c",
            "import extractor.cli.guard as g; g.guarded.__kwdefaults__['seconds'] = 2.0\n"
            "from extractor.cli.app import main; main()",
            str(tmp_path / "good.txt"), str(tmp_path / "endless.pdf"),
        ],
        capture_output=True, text=True, cwd=ROOT, timeout=60, check=False,
    )  # fmt: skip
    assert run.returncode == 3
    assert "endless.pdf" in run.stderr and "more than 2 s" in run.stderr
    assert '"good.txt"' in run.stdout or "good.txt" in run.stdout

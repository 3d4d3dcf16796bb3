"""`extract draw`: pictures of pages with their values marked."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from extractor.cli.app import cli
from extractor.content.findings import shipped_model
from extractor.pipeline import extract
from extractor.results.pictures import COLOURS

SAMPLE = Path(__file__).parents[2] / "corpus" / "samples" / "ilacs-2023-standard.pdf"


def test_a_judgement_is_marked_where_it_stands(tmp_path):
    image = pytest.importorskip("PIL.Image")
    words = ["draw", str(SAMPLE), "-o", str(tmp_path / "pages"), "--model", "fast"]
    run = CliRunner().invoke(cli, words)
    files = [Path(line) for line in run.stdout.splitlines()]
    assert run.exit_code == 0 and files[0].name == "page-001.png"
    report = extract(SAMPLE, model="fast")
    box = next(b for j in report.judgements for b in j.evidence.boxes if b.page == 1)
    picture = image.open(files[0]).convert("RGB")
    scale = picture.width / report.document.pages[0].width
    edge = picture.getpixel((round(box.x0 * scale) + 20, round(box.top * scale)))
    near = [
        picture.getpixel((round(box.x0 * scale) + 20, y))
        for y in range(round(box.top * scale) - 2, round(box.top * scale) + 3)
    ]
    orange = COLOURS["judgement"][1]
    assert any(all(abs(a - b) < 60 for a, b in zip(p, orange, strict=True)) for p in near), edge


def test_the_model_named_reads_the_findings(tmp_path, monkeypatch):
    pytest.importorskip("PIL.Image")
    asked = []
    monkeypatch.setattr(
        "extractor.pipeline.shipped_model", lambda name: asked.append(name) or shipped_model("fast")
    )
    words = ["draw", str(SAMPLE), "-o", str(tmp_path / "pages")]
    for name in ("fast", "accurate"):
        assert CliRunner().invoke(cli, [*words, "--model", name]).exit_code == 0
    assert asked == ["fast", "accurate"]


@pytest.mark.parametrize(("name", "data", "words"), [("a.txt", b"Plain words.", "no pages")])
def test_a_text_file_has_nothing_to_draw(tmp_path, name, data, words):
    (tmp_path / name).write_bytes(data)
    run = CliRunner().invoke(cli, ["draw", str(tmp_path / name), "-o", str(tmp_path / "out")])
    assert run.exit_code == 3 and words in run.stderr and name in run.stderr

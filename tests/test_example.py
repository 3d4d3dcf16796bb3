"""docs/example.md shows the cells of scripts/example_comparison.py and what they print.

``pytest tests/test_example.py --bless`` writes both anew into the page; read the difference.
"""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "example.md"
SCRIPT = ROOT / "scripts" / "example_comparison.py"
SHOWN = re.compile(
    r"^## (?P<title>\d+\. .*?)$(?P<prose>.*?)"
    r"^```python\n(?P<code>.*?)^```\n\n^```text\n(?P<out>.*?)^```",
    re.DOTALL | re.MULTILINE,
)


@pytest.fixture(scope="module")
def cells() -> list[tuple[str, str, str]]:
    """Each cell's title, its code, what it prints."""
    pytest.importorskip("pandas")
    names: dict[str, object] = {"__name__": "__main__"}
    run = []
    with contextlib.chdir(ROOT):
        for cell in re.split(r"^# %% ", SCRIPT.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
            title, _, code = cell.partition("\n")
            out = io.StringIO()
            with contextlib.redirect_stdout(out):
                exec(compile(code, f"{SCRIPT.name}: {title}", "exec"), names)
            run.append((title, code.strip() + "\n", out.getvalue()))
    return run


def test_the_page_shows_the_script_and_what_it_prints(cells, request):
    page = PAGE.read_text(encoding="utf-8")
    if request.config.getoption("--bless"):
        told = iter(cells)

        def anew(found: re.Match[str]) -> str:
            title, code, out = next(told)
            return f"## {title}{found['prose']}```python\n{code}```\n\n```text\n{out}```"

        page = SHOWN.sub(anew, page)
        PAGE.write_text(page, encoding="utf-8")
    shown = [(m["title"], m["code"], m["out"]) for m in SHOWN.finditer(page)]
    assert [title for title, _, _ in shown] == [title for title, _, _ in cells]
    for there, here in zip(shown, cells, strict=True):
        assert there == here


def test_every_cell_prints_something(cells):
    assert len(cells) >= 9
    assert [title for title, _, out in cells if not out.strip()] == []

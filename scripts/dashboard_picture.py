"""The picture of the dashboard in docs/example.md: of the samples, whose reports are invented.

    python scripts/dashboard_picture.py [BROWSER]

Needs the extra [compare], Playwright, Pillow and a Chromium (``BROWSER``: its path; default: the
one on the PATH).
"""

from __future__ import annotations

import io
import shutil
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from extractor.comparison.compare import compare
from extractor.comparison.output import write
from extractor.comparison.selection import Selection
from extractor.results.batch.run import run_batch

ROOT = Path(__file__).resolve().parent.parent
PICTURE = ROOT / "docs" / "pictures" / "dashboard.png"


def main(browser: str | None) -> None:
    """Make the dashboard, look at it, and keep the picture with few colours: it is small then."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as player:
        results = Path(folder) / "results"
        run_batch([str(ROOT / "corpus" / "samples")], results)
        corpus, views = compare(results)
        (page,) = write(corpus, Selection(), views, Path(folder) / "comparison.html")
        chromium = player.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        tab = chromium.new_page(viewport={"width": 1280, "height": 900})
        tab.goto(page.as_uri())
        tab.wait_for_selector("body[data-complete]")
        seen = Image.open(io.BytesIO(tab.screenshot()))
        chromium.close()
    PICTURE.parent.mkdir(exist_ok=True)
    seen.convert("RGB").quantize(64).save(PICTURE, optimize=True)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else shutil.which("chromium"))

"""How large the dashboard of a results folder is, and how soon it can be used.

    python scripts/dashboard_speed.py results/ [--times 5]

Opens the page in headless Chromium, each time in a new context. "Usable": filters and the first
figure are painted; "complete": all figures are drawn and the quotes unpacked; both from the start
of the navigation. Needs the extras [compare] and [dev], and Chromium.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

from extractor.comparison.dashboard import make
from extractor.comparison.frames import load

NAMES = ("chromium", "chromium-browser", "google-chrome")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("results", help="a folder that 'extract batch' made")
    parser.add_argument("--times", type=int, default=5, help="how often it is opened (default: 5)")
    given = parser.parse_args()
    chromium = next(filter(None, map(shutil.which, NAMES)), None)
    if chromium is None:
        sys.exit("no Chromium is installed (Debian: apt-get install chromium)")
    corpus = load(given.results)
    began = time.perf_counter()
    text = make(corpus)
    took = time.perf_counter() - began
    counts = (len(corpus.reports), len(corpus.findings), len(corpus.recommendations))
    print("{:,} reports, {:,} findings, {:,} recommendations".format(*counts))
    print(f"made in {took:.1f} s, {len(text.encode()) / 1e6:.2f} MB")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "comparison.html"
        path.write_text(text, encoding="utf-8")
        usable, complete = opened(path, chromium, given.times)
    for name, values in (("usable", usable), ("complete", complete)):
        told = ", ".join(f"{value:.0f}" for value in values)
        print(f"{name} after {statistics.median(values):.0f} ms (median of {told})")


def opened(path: Path, chromium: str, times: int) -> tuple[list[float], list[float]]:
    """Milliseconds from the start of the navigation until the page is usable, and complete."""
    from playwright.sync_api import sync_playwright

    usable, complete = [], []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium)
        for _ in range(times):
            context = browser.new_context(viewport={"width": 1280, "height": 900}, offline=True)
            page = context.new_page()
            page.goto(path.as_uri())
            page.wait_for_selector("body[data-complete]", timeout=60_000)
            for name, values in (("usable", usable), ("complete", complete)):
                mark = f"performance.getEntriesByName('{name}')[0].startTime"
                values.append(page.evaluate(mark))
            context.close()
        browser.close()
    return usable, complete


if __name__ == "__main__":
    main()

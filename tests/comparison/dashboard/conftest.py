"""A headless Chromium (Debian's, or any that is installed) and pages made of invented reports."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from extractor.comparison.corpus import Corpus
from extractor.comparison.dashboard import make
from extractor.comparison.frames import load
from extractor.results.batch.run import run_batch
from tests.corpus import SAMPLES

CHROMIUM = next(
    (p for p in map(shutil.which, ("chromium", "chromium-browser", "google-chrome")) if p), None
)


@pytest.fixture(scope="package")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    """The sample reports, read by the extractor."""
    out = tmp_path_factory.mktemp("dashboard") / "results"
    run_batch([str(SAMPLES)], out, jobs=2)
    return load(out)


@pytest.fixture(scope="package")
def sample_page(samples: Corpus, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The dashboard of the sample reports."""
    path = tmp_path_factory.mktemp("page") / "comparison.html"
    path.write_text(make(samples), encoding="utf-8")
    return path


@pytest.fixture(scope="package")
def chromium() -> Iterator[Any]:
    """The browser. Of the package, not of the session: while Playwright runs no other test could
    run an event loop of its own."""
    api = pytest.importorskip("playwright.sync_api", reason="needs Playwright")
    if CHROMIUM is None:
        pytest.skip("needs Chromium (Debian: apt-get install chromium)")
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM)
        yield browser
        browser.close()


@dataclass
class Tab:
    """An open page, with what went wrong in it and what it asked the network for."""

    page: Any
    errors: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def go(self, hash: str) -> None:
        """Set what stands behind the # and wait for the figures."""
        self.page.evaluate(
            """(hash) => location.hash.slice(1) === hash ? null : new Promise((done) => {
                 addEventListener("hashchange", done, { once: true }); location.hash = hash; })""",
            hash,
        )
        self.settle()

    def settle(self) -> None:
        """Wait until all figures are drawn."""
        self.page.wait_for_selector("body[data-complete]:not([aria-busy])")

    def table(self, name: str) -> list[list[str]]:
        """The rows of a table of numbers (opened if it is closed), its head first."""
        fold = self.page.locator(f"[data-table='{name}']")
        if fold.evaluate("node => node.tagName === 'DETAILS' && !node.open"):
            fold.locator("summary").click()
            fold.locator("table").wait_for()
        return fold.evaluate(
            """node => [...(node.rows ?? node.querySelector("table")?.rows ?? [])].map(
                 row => [...row.cells].map(cell => cell.innerText.trim()))"""
        )

    def counts(self) -> list[int]:
        """Reports, councils, grades, findings, recommendations that are selected."""
        words = self.page.inner_text("#shown").replace(",", "").split()
        return [int(word) for word in words if word.isdigit()]


@pytest.fixture
def open_page(chromium: Any) -> Iterator[Callable[..., Tab]]:
    """``open_page(path, hash="", width=1280)`` opens a page, offline; afterwards nothing may have
    gone wrong in it and nothing but the file may have been asked for. ``without``: something that
    this browser shall not know."""
    tabs: list[Tab] = []

    def opened(path: Path, hash: str = "", width: int = 1280, without: str = "") -> Tab:
        context = chromium.new_context(viewport={"width": width, "height": 900}, offline=True)
        tab = Tab(context.new_page())
        tabs.append(tab)
        tab.page.set_default_timeout(30_000)
        tab.page.on("pageerror", lambda error: tab.errors.append(str(error)))
        tab.page.on(
            "console",
            lambda said: said.type in ("error", "warning") and tab.errors.append(said.text),
        )
        tab.page.on("request", lambda request: tab.asked.append(request.url))
        if without:
            tab.page.add_init_script(f"delete {without}")
        tab.page.goto(path.as_uri() + (f"#{hash}" if hash else ""))
        tab.page.wait_for_selector("body[data-complete]:not([aria-busy]), #trouble:not([hidden])")
        return tab

    yield opened
    for tab in tabs:
        assert tab.errors == []
        assert {url.split("#")[0].split(":")[0] for url in tab.asked} <= {"file", "blob"}
        assert len([url for url in tab.asked if url.startswith("file:")]) == 1
        tab.page.context.close()

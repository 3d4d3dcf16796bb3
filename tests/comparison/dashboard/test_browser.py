"""The page in headless Chromium: filters, quotes, links, keyboard, phone, print, axe."""

from __future__ import annotations

import csv
from pathlib import Path
from urllib.parse import urlencode

import pypdfium2
import pytest

from extractor.comparison.dashboard import make
from tests.comparison.dashboard.hostile import COUNCIL, TEXTS, hostile

SECTIONS = ("grades", "years", "regions", "themes", "council", "neighbours", "about")

STOPS = """() => {
  const node = document.activeElement;
  const box = node.getBoundingClientRect();
  return [node.tagName.toLowerCase(), node.id || node.className.baseVal || node.className || "",
          node.closest("section, dialog, header, nav")?.id ?? "", box.width * box.height];
}"""


def test_filters_combine_follow_the_address_and_can_be_taken_away(samples, sample_page, open_page):
    tab = open_page(sample_page)
    reports = samples.reports
    assert tab.counts()[0] == len(reports)
    tab.page.get_by_text("Framework", exact=True).first.click()
    tab.page.get_by_label("SIF", exact=True).check()
    tab.settle()
    assert tab.counts()[0] == (reports["framework"] == "sif").sum()
    tab.page.get_by_text("Region", exact=True).first.click()
    region = reports.loc[reports["framework"] == "sif", "region"].iloc[0]
    tab.page.get_by_label(region, exact=True).check()
    tab.settle()
    both = ((reports["framework"] == "sif") & (reports["region"] == region)).sum()
    assert tab.counts()[0] == both
    assert tab.page.url.endswith("#" + urlencode({"region": region, "framework": "sif"}))

    again = open_page(sample_page, tab.page.url.split("#")[1])
    assert again.counts() == tab.counts()
    assert again.page.get_by_label("SIF", exact=True).is_checked()

    tab.page.get_by_label(f"Take away the filter Region: {region}").click()
    tab.settle()
    assert tab.counts()[0] == (reports["framework"] == "sif").sum()
    tab.page.click("#clear")
    tab.settle()
    assert tab.counts()[0] == len(reports)
    assert "#" not in tab.page.url


def test_a_browser_that_cannot_read_the_page_says_so(sample_page, open_page):
    tab = open_page(sample_page, without="window.DecompressionStream")
    assert "too old" in tab.page.inner_text("#trouble")


def test_a_filter_that_leaves_nothing_says_so(sample_page, open_page):
    """In a browser of 2023, besides."""
    tab = open_page(sample_page, "from=2026&framework=sif", without="Uint8Array.fromBase64")
    assert tab.counts() == [0, 0, 0, 0, 0]
    assert "No graded inspection is selected." in tab.page.inner_text("#grades")
    assert "No finding is selected." in tab.page.inner_text("#themes")


@pytest.mark.parametrize(
    "hash", ["region=Nowhere&now=none&table=9&focus=x&quotes=area%3Dx", "%E0%A4%A"]
)
def test_an_address_that_means_nothing_breaks_nothing(sample_page, open_page, hash):
    tab = open_page(sample_page, hash)
    assert tab.page.locator("#about").is_visible()


def test_a_grade_leads_to_its_page_and_to_what_the_report_says(samples, sample_page, open_page):
    tab = open_page(sample_page)
    row = samples.judgements.iloc[0]
    council = str(row["council"])
    label = tab.page.locator(f"#grades .cell[aria-label^='{council}, ']").first
    said = label.get_attribute("aria-label")
    label.click()
    tab.page.wait_for_selector("dialog[open] .quote")
    assert said.split(": ")[0].split(", ")[1].split(":")[0] in tab.page.inner_text("#panel-title")
    assert council in tab.page.inner_text("dialog .meta")
    link = tab.page.locator("dialog .proof a").first
    urls = samples.reports.set_index("sha256")["url"]
    found, _, place = link.get_attribute("href").partition("#")
    assert found in set(urls)
    pages = samples.judgements.loc[samples.judgements["council"] == council, "page"]
    assert place in {f"page={page}" for page in pages}
    assert link.get_attribute("rel") == "noopener noreferrer"
    assert "confidence 0." in tab.page.inner_text("dialog .proof")
    assert "quotes=" in tab.page.url

    again = open_page(sample_page, tab.page.url.split("#")[1])
    again.page.wait_for_selector("dialog[open] .quote")
    assert again.page.inner_text("#panel-title") == tab.page.inner_text("#panel-title")


def test_a_council_is_linked_with_the_one_it_came_from(samples, sample_page, open_page):
    reports = samples.reports.set_index("council")["place"]
    tab = open_page(sample_page, urlencode({"focus": reports["North Northamptonshire"]}))
    said = tab.page.inner_text("#council .history")
    assert "before 2021-04-01" in said and "since split into" in said
    tab.page.get_by_role("button", name="Look at Northamptonshire").click()
    tab.settle()
    assert tab.page.input_value("#timeline-council") == reports["Northamptonshire"]
    assert "Northamptonshire: inspections" in tab.page.inner_text("#council caption")


def test_quotes_are_searched_and_saved(samples, sample_page, open_page):
    tab = open_page(sample_page, "quotes=polarity%3Dweakness")
    tab.page.wait_for_selector("dialog[open] .quote")
    weak = samples.findings[samples.findings["polarity"] == "weakness"]
    texts = samples.rows("findings", weak)["text"]
    assert tab.page.inner_text("dialog .count").startswith(f"{len(weak)} quotes")
    word = max(texts.iloc[0].split(), key=len).lower()
    tab.page.fill("#find-words", word)
    hits = texts[texts.str.lower().str.contains(word, regex=False)]
    tab.page.wait_for_function(
        "n => document.querySelectorAll('dialog .quote').length === n", arg=len(hits)
    )
    with tab.page.expect_download() as saved:
        tab.page.get_by_text("Save as CSV").click()
    rows = list(csv.reader(Path(saved.value.path()).open(encoding="utf-8-sig", newline="")))
    assert rows[0][0] == "council"
    assert sorted(row[6] for row in rows[1:]) == sorted(hits)


def test_each_mark_of_a_chart_is_named_and_opens_its_quotes(sample_page, open_page):
    tab = open_page(sample_page)
    for chart in ("years", "regions", "themes", "council", "neighbours"):
        marks = tab.page.locator(f"#{chart} .mark")
        labels = marks.evaluate_all("all => all.map(m => m.getAttribute('aria-label'))")
        assert labels and all(labels), chart
        mark = tab.page.locator(f"#{chart} .mark[aria-label='{labels[0]}']").first
        mark.focus()
        assert tab.page.locator(f"#{chart} .tip").first.inner_text() == labels[0]
        tab.page.keyboard.press("Enter")
        tab.page.wait_for_selector("dialog[open]")
        assert tab.page.locator("dialog .quote").count() > 0 or " 0 " in labels[0]
        tab.page.keyboard.press("Escape")
        assert tab.page.evaluate("document.activeElement.getAttribute('aria-label')") == labels[0]


def test_everything_is_reached_by_keyboard(sample_page, open_page):
    tab = open_page(sample_page)
    tab.page.locator("[data-facet]").first.evaluate("node => node.open = true")
    stops = []
    for _ in range(400):
        tab.page.keyboard.press("Tab")
        stop = tab.page.evaluate(STOPS)
        if stop[0] == "body" or (stops and stop[1] == "skip"):
            break
        stops.append(stop)
    else:
        pytest.fail("the walk never left the page")
    assert stops[0][1] == "skip"
    assert {"figures", *SECTIONS[:-1]} <= {section for _, _, section, _ in stops} | {"figures"}
    tags = {tag for tag, *_ in stops}
    assert {"summary", "input", "select", "button", "path"} <= tags
    assert all(area > 0 for *_, area in stops)
    marks = {section for tag, _, section, _ in stops if tag == "path"}
    assert marks == {"years", "regions", "themes", "council", "neighbours"}
    hidden = tab.page.evaluate(
        """() => [...document.querySelectorAll("button, select, input, summary, a[href], .mark")]
             .filter(n => n.checkVisibility() && n.tabIndex < 0
                          && !n.closest("table")?.querySelector("[tabindex='0']")
                          && !n.closest("svg")?.querySelector("[tabindex='0']")).length"""
    )
    assert hidden == 0


def test_arrow_keys_walk_a_table_and_a_chart(sample_page, open_page):
    tab = open_page(sample_page)
    active = "document.activeElement.getAttribute('aria-label')"
    cells = tab.page.locator("#grades .cell")
    cells.first.focus()
    first = tab.page.evaluate(active)
    tab.page.keyboard.press("ArrowRight")
    right = tab.page.evaluate(active)
    assert right == cells.nth(1).get_attribute("aria-label") != first
    tab.page.keyboard.press("ArrowDown")
    below = tab.page.evaluate(active)
    assert below.split(",")[0] != right.split(",")[0]
    tab.page.keyboard.press("ArrowUp")
    tab.page.keyboard.press("Home")
    assert tab.page.evaluate(active) == first
    marks = tab.page.locator("#themes .mark")
    marks.first.focus()
    tab.page.keyboard.press("ArrowRight")
    assert tab.page.evaluate(active) == marks.nth(1).get_attribute("aria-label")
    tab.page.keyboard.press("End")
    assert tab.page.evaluate(active) == marks.last.get_attribute("aria-label")


def test_grades_are_told_by_word_and_mark_not_by_colour_alone(sample_page, open_page):
    tab = open_page(sample_page)
    cells = tab.page.locator("#grades .cell").evaluate_all(
        "all => all.map(c => [c.style.backgroundColor, c.querySelector('.word').innerText])"
    )
    words: dict[str, set[str]] = {}
    for colour, word in cells:
        assert word.split()[0] in "◆●▲■▼" and len(word.split()[1]) >= 2
        words.setdefault(word, set()).add(colour)
    assert all(len(colours) == 1 for colours in words.values())
    assert len(words) >= 4


@pytest.mark.parametrize("hash", ["", "quotes=polarity%3Dstrength"])
def test_a_phone_needs_no_sideways_scrolling(sample_page, open_page, hash):
    tab = open_page(sample_page, hash, width=360)
    page = tab.page
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 360
    if hash:
        page.wait_for_selector("dialog[open] .quote")
        assert page.evaluate("document.querySelector('dialog').scrollWidth") <= 360
        return
    assert not page.locator("#facets").is_visible()
    page.locator("#filters-fold > summary").click()
    assert page.locator("#facets").is_visible()
    wide = page.evaluate(
        """() => [...document.querySelectorAll("main *")].filter(n =>
             !n.closest(".scroll, .unseen, .long, svg *") && n.getBoundingClientRect().right > 361)
             .map(n => n.outerHTML.slice(0, 80))"""
    )
    assert wide == []
    small = page.evaluate(
        """() => [...document.querySelectorAll("main button, main select, main p")]
             .filter(n => n.checkVisibility() && parseFloat(getComputedStyle(n).fontSize) < 11)
             .length"""
    )
    assert small == 0


def test_print(sample_page, open_page):
    tab = open_page(sample_page, "region=London")
    tab.page.emulate_media(media="print")
    for hidden in ("#filters", "#contents", ".tools"):
        assert not tab.page.locator(hidden).first.is_visible()
    for section in SECTIONS:
        assert tab.page.locator(f"#{section}").is_visible()
    document = pypdfium2.PdfDocument(tab.page.pdf(format="A4"))
    text = " ".join(page.get_textpage().get_text_range() for page in document)
    assert len(document) >= 2
    for words in ("Latest grades", "Region: London", "About these figures", "found weak"):
        assert words.lower() in " ".join(text.split()).lower()


@pytest.mark.parametrize("width", [1280, 360])
def test_axe_finds_nothing_serious(sample_page, open_page, width):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="needs axe")
    tab = open_page(sample_page, width=width)
    tab.page.locator("#filters-fold").evaluate("node => node.open = true")
    if width > 400:
        for name in ("years", "regions", "themes", "neighbours"):
            tab.table(name)
        for facet in tab.page.locator("[data-facet]").all():
            facet.evaluate("node => node.open = true")
    assert serious(axe.Axe().run(tab.page).response) == []
    tab.go("quotes=polarity%3Dweakness")
    tab.page.wait_for_selector("dialog[open] .quote")
    assert serious(axe.Axe().run(tab.page, context="dialog").response) == []


def serious(found: dict) -> list[tuple]:
    assert len(found["passes"]) > 10
    return [
        (v["id"], v["impact"], [n["html"][:120] for n in v["nodes"][:3]])
        for v in found["violations"]
        if v["impact"] in ("serious", "critical")
    ]


def test_hostile_texts_are_shown_as_they_are(tmp_path, open_page):
    path = tmp_path / "hostile.html"
    path.write_text(make(hostile(tmp_path / "results"), title=TEXTS[0]), encoding="utf-8")
    tab = open_page(path, "quotes=polarity%3Dweakness&rows=")
    tab.page.wait_for_selector("dialog[open] .quote")
    assert tab.page.evaluate("window.broken") is None
    quotes = tab.page.locator("dialog blockquote").evaluate_all("a => a.map(q => q.textContent)")
    assert sorted(quotes) == sorted([*TEXTS, *TEXTS])
    assert tab.page.locator("dialog strong").first.evaluate("n => n.textContent") == COUNCIL
    links = tab.page.locator("a").evaluate_all("all => all.map(a => a.href)")
    assert not any(link.startswith("javascript") for link in links)
    with tab.page.expect_download() as saved:
        tab.page.get_by_text("Save as CSV").click()
    rows = csv.reader(Path(saved.value.path()).open(encoding="utf-8-sig", newline=""))
    assert "'=1+1" in {row[6] for row in rows}
    tab.page.keyboard.press("Escape")
    assert COUNCIL in tab.page.locator("#timeline-council").evaluate("n => n.textContent")
    assert tab.page.locator("h1").evaluate("n => n.textContent") == TEXTS[0]
    for mark in tab.page.locator(".mark").all()[:5]:
        mark.dispatch_event("click")
        tab.page.keyboard.press("Escape")
    assert tab.page.evaluate("window.broken") is None
    assert tab.page.evaluate("document.querySelectorAll('img, svg [onload], b').length") == 0

"""The page's numbers are those of the views, whatever the filters."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date
from pathlib import Path
from urllib.parse import urlencode

import pandas as pd
import pytest

from extractor.comparison.corpus import Corpus
from extractor.comparison.dashboard import make
from extractor.comparison.frames import load
from extractor.comparison.scales import scales
from extractor.comparison.selection import Selection, select
from extractor.comparison.view import trace
from extractor.comparison.views import VIEWS
from tests.comparison.synthetic import results

ALL = Selection()
FILTERS = {
    "everything": ({}, ALL),
    "region": ({"region": ["London", "North West"]}, Selection(regions=("London", "North West"))),
    "framework and edition": (
        {"framework": ["sif", "ilacs/2023"]}, Selection(frameworks=("sif", "ilacs/2023")),
    ),
    "kind": ({"kind": ["focused_visit"]}, Selection(kinds=("focused_visit",))),
    "years": (
        {"from": "2016", "to": "2021"}, Selection(since=date(2016, 1, 1), until=date(2021, 12, 31)),
    ),
    "latest": ({"latest": "yes"}, Selection(latest=True)),
    "grade": ({"grade": ["good", "inadequate"]}, Selection(grades=("good", "inadequate"))),
    "key area": ({"area": ["leadership", "send"]}, Selection(key_areas=("leadership", "send"))),
    "theme": ({"theme": ["workforce"]}, Selection(themes=("workforce",))),
    "polarity": ({"polarity": ["strength"]}, Selection(polarities=("strength",))),
    "several": (
        {"area": ["leadership"], "grade": ["good"], "theme": ["workforce", "leadership"],
         "polarity": ["weakness"], "latest": "yes", "from": "2015"},
        Selection(key_areas=("leadership",), grades=("good",), themes=("workforce", "leadership"),
                  polarities=("weakness",), latest=True, since=date(2015, 1, 1)),
    ),
    "nothing": ({"region": ["London"], "framework": ["sif"], "from": "2026"},
                Selection(regions=("London",), frameworks=("sif",), since=date(2026, 1, 1))),
}  # fmt: skip


@pytest.fixture(scope="module")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    """Twelve councils with eight reports each."""
    folder = results(tmp_path_factory.mktemp("invented") / "r", 12, 8, findings=(10, 25))
    return load(folder)


@pytest.fixture(scope="module")
def pages(samples: Corpus, sample_page: Path, invented: Corpus, tmp_path_factory):
    """The corpora with their pages."""
    path = tmp_path_factory.mktemp("invented-page") / "comparison.html"
    path.write_text(make(invented), encoding="utf-8")
    return {"samples": (samples, sample_page), "invented": (invented, path)}


def shown(share: float | None) -> str:
    """A share as the page shows it."""
    if share is None or pd.isna(share):
        return "–"
    if 0 < share < 0.005:
        return "<1%"
    if 0.995 <= share < 1:
        return ">99%"
    return f"{int(share * 100 + 0.5)}%"


def number(text: str) -> int:
    return int(text.split()[0].replace(",", ""))


@pytest.mark.parametrize(
    ("reports", "filters"),
    [
        ("samples", ("everything", "framework and edition", "latest", "grade", "several")),
        ("invented", tuple(FILTERS)),
    ],
)
def test_all_figures_agree_with_the_views_under_every_filter(pages, open_page, reports, filters):
    corpus, path = pages[reports]
    tab = open_page(path, "rows=&areas=all")
    for name in filters:
        hash, selection = FILTERS[name]
        tab.go(urlencode({**hash, "rows": "", "areas": "all"}, doseq=True))
        chosen = select(corpus, selection)
        councils = chosen.reports["place"].nunique()
        expected = [len(chosen.reports), councils, len(chosen.judgements), len(chosen.findings)]
        assert tab.counts() == [*expected, len(chosen.recommendations)], name
        assert themes(tab) == themes_of(chosen), name
        assert grades(tab) == grades_of(chosen), name
        if name == {"samples": "latest", "invented": "everything"}[reports]:
            by_year, by_region = matters(tab)
            assert by_year == years_of(chosen), name
            assert by_region == regions_of(chosen), name


def themes(tab) -> dict[str, tuple]:
    rows = tab.table("themes")[1:]
    made = {}
    for title, *cells in rows:
        sides = [cells[at : at + 5] for at in range(0, len(cells), 5)]
        made[title] = tuple(
            value for s in sides for value in (number(s[0]), s[1], s[2], number(s[3]), s[4])
        )
    return made


def themes_of(chosen: Corpus) -> dict[str, tuple]:
    frame = VIEWS["themes"].make(chosen).frame
    made = {}
    for row in frame.to_dict("records"):
        cells = []
        for side in (s for s in ("weak", "strong") if f"{s}_reports" in frame):
            ends = " to ".join(shown(row[f"{side}_{end}"]) for end in ("low", "high"))
            cells += [
                row[f"{side}_reports"], shown(row[f"{side}_share"]), ends,
                row[f"{side}_sentences"], shown(row[f"{side}_sentence_share"]),
            ]  # fmt: skip
        made[row["title"]] = tuple(cells)
    return made


def grades(tab) -> Counter:
    """(council, key area, grade) of every cell of the latest grades, of all kinds."""
    found: Counter = Counter()
    options = tab.page.locator("#heat-kind option").evaluate_all("all => all.map(o => o.value)")
    for value in options or [""]:
        if value:
            tab.page.select_option("#heat-kind", value)
            tab.settle()
        for label in tab.page.locator("#grades .cell").evaluate_all(
            "all => all.map(cell => cell.getAttribute('aria-label'))"
        ):
            where, grade = label.split("; ")[0].rsplit(": ", 1)
            council, area = where.rsplit(", ", 1)
            found[council, area, grade] += 1
    if len(options) > 1:
        tab.page.select_option("#heat-kind", "")
        tab.settle()
    return found


def grades_of(chosen: Corpus) -> Counter:
    found: Counter = Counter()
    frame = VIEWS["grades_latest"].make(chosen).frame
    for area in (c for c in frame.columns if c in set(chosen.judgements["key_area"])):
        for council, grade in frame[["council", area]].dropna().itertuples(index=False):
            found[council, scales().area_title(area), scales().grades[grade].label] += 1
    return found


def matters(tab) -> tuple[Counter, Counter]:
    """(matter, framework and year, grade) and (matter, region, grade) with their counts."""
    years: Counter = Counter()
    regions: Counter = Counter()
    choice = "#years-matter"
    for value in tab.page.locator(f"{choice} option").evaluate_all("a => a.map(o => o.value)"):
        tab.page.select_option(choice, value)
        tab.settle()
        for name, found in (("years", years), ("regions", regions)):
            head, *rows = tab.table(name)
            for row in rows:
                for grade, count in zip(head[1:-1], row[1:-1], strict=True):
                    if number(count):
                        found[value, row[0], grade] += number(count)
    tab.page.select_option(choice, "overall_effectiveness")
    tab.settle()
    return years, regions


def years_of(chosen: Corpus) -> Counter:
    found: Counter = Counter()
    short = {"sif": "SIF", "ilacs": "ILACS", "jar": "JAR", "area_send": "Area SEND inspection"}
    short["lac_2013"] = "Inspection of looked after children services (2013)"
    frame = VIEWS["grade_distribution"].make(chosen).frame
    ids = [c for c in frame.columns if c in scales().grades]
    for row in frame.to_dict("records"):
        version = row["framework_version"] if isinstance(row["framework_version"], str) else None
        series = scales().series_of(row["framework"], version, row["key_area"])
        matter = series.id if series else f"area {row['key_area']}"
        for grade in ids:
            if row[grade]:
                where = f"{short[row['framework']]} {row['year']}"
                found[matter, where, scales().grades[grade].label] += row[grade]
    return found


def regions_of(chosen: Corpus) -> Counter:
    latest = VIEWS["grades_latest"].make(chosen).frame
    judged = chosen.judgements[chosen.judgements["sha256"].isin(latest["sha256"])]
    found: Counter = Counter()
    for row in judged.itertuples():
        matter = row.series if isinstance(row.series, str) else f"area {row.key_area}"
        found[matter, row.region, scales().grades[row.grade].label] += 1
    return found


def test_themes_by_year(pages, open_page):
    corpus, path = pages["invented"]
    view = VIEWS["themes_by_year"].make(corpus).frame
    tab = open_page(path)
    for framework, side, short in (("ilacs", "weakness", "weak"), ("sif", "strength", "strong")):
        tab.go(f"frame={framework}&side={side}")
        head, *rows = tab.table("themes-by-year")
        years = [cell.split()[0] for cell in head[1:-1]]
        found = {(r[0], y): cell for r in rows for y, cell in zip(years, r[1:-1], strict=True)}
        expected = {
            (row["title"], str(row["year"])): shown(row[f"{short}_share"])
            for row in view[view["framework"] == framework].to_dict("records")
        }
        assert len(expected) >= 30
        assert {key: cell for key, cell in found.items() if cell != "0%"} == {
            key: cell for key, cell in expected.items() if cell != "0%"
        }


def test_beside_the_neighbours(samples: Corpus, sample_page: Path, open_page):
    """The council, the groups and their numbers are those of the view profile."""
    tab = open_page(sample_page)
    sizes = defaultdict(int)
    for council in samples.reports["council"].astype(str).unique()[::3]:
        place = samples.reports.loc[samples.reports["council"] == council, "place"].iloc[0]
        view = VIEWS["profile"].make(select(samples, Selection(councils=(council,)))).frame
        tab.go(urlencode({"focus": place}))
        head, *rows = tab.table("neighbours")
        table = {row[0]: row[1:] for row in rows}
        for group, start in (
            ("council", council), ("neighbours", "Its neighbours"), ("region", "Others in"),
            ("everyone", "All other"),
        ):  # fmt: skip
            at = next((n for n, name in enumerate(head[1:]) if name.startswith(start)), None)
            if at is None:
                assert not view[f"{group}_weak"].any()
                continue
            for row in view.to_dict("records"):
                cell = table.get(row["title"], [None] * len(head))[at]
                count = int(cell.split("(")[1].split()[0]) if cell else 0
                assert count == row[f"{group}_weak"], (council, group, row["title"])
                sizes[group] += count
    assert all(sizes[group] for group in ("council", "neighbours", "region", "everyone"))


def test_a_number_opens_the_quotes_behind_it(pages, open_page):
    """The panel lists the very rows that trace gives for the cell of the view."""
    corpus, path = pages["invented"]
    selection = Selection(frameworks=("ilacs",), latest=True)
    chosen = select(corpus, selection)
    view = VIEWS["themes"].make(chosen)
    tab = open_page(path, urlencode({"framework": "ilacs", "latest": "yes", "rows": ""}))
    tab.table("themes")
    for row in (0, len(view.frame) - 1):
        title = view.frame["title"][row]
        for column, words in (("weak_sentences", "weak"), ("strong_sentences", "strong")):
            rows = trace(chosen, view, row, column)
            label = f"{title}, {words}, sentences: {len(rows)}"
            tab.page.locator(f'[data-table="themes"] [aria-label="{label}"]').click()
            tab.page.wait_for_selector("dialog[open] .quote")
            while tab.page.locator("dialog > button.plain").is_visible():
                tab.page.locator("dialog > button.plain").click()
            quotes = tab.page.locator("dialog blockquote").all_inner_texts()
            assert sorted(quotes) == sorted(rows["text"])
            links = tab.page.locator("dialog .proof a").evaluate_all("a => a.map(l => l.href)")
            assert sorted(links) == sorted(rows["evidence"])
            reports = f"from {rows['sha256'].nunique()} report"
            assert reports in tab.page.inner_text("dialog .count")
            tab.page.keyboard.press("Escape")

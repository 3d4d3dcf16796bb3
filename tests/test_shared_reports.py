"""The whole pipeline over the real reports, where this checkout has them beside it.

Nothing of the reports is in the repository: without ``../shared`` these tests are skipped.
"""

from __future__ import annotations

import importlib.util
import json
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"
RESIDUE = 3
"""Readable reports on which a fact may be wrong (the README names their number)."""

pytestmark = pytest.mark.skipif(
    not (SHARED / "reports").is_dir(), reason="the shared reports are not beside this checkout"
)


def check(path: str) -> tuple[str, dict | None, list[str]]:
    """One report: its JSON (or None), and what breaks the reader's invariants."""
    import pypdfium2 as pdfium

    from extractor import ExtractError, extract

    try:
        report = extract(path, model="fast")  # facts do not depend on it; fifteen times the time
    except ExtractError as error:
        return path, None, [str(error)]
    doc, wrong = report.document, []
    if any(a.end > b.lead for a, b in zip(doc.blocks, doc.blocks[1:], strict=False)):
        wrong.append("blocks overlap")
    if any(a.end > b.start for a, b in zip(doc.lines, doc.lines[1:], strict=False)):
        wrong.append("lines overlap")
    for line in doc.lines:
        page, box = doc.pages[line.page - 1], line.box
        if not (-5 <= box.x0 <= box.x1 <= page.width + 5):
            wrong.append(f"page {line.page}: a box beside the page")
        if not (-5 <= box.top <= box.bottom <= page.height + 5):
            wrong.append(f"page {line.page}: a box above or below the page")
    printed = pdfium.PdfDocument(path)
    letters = Counter(
        c for i in range(len(printed)) for c in printed[i].get_textpage().get_text_range()
        if c.isalpha()
    )  # fmt: skip
    if letters != Counter(c for c in doc.text if c.isalpha()):
        wrong.append("letters lost or made up")
    values = [*report.judgements, *report.recommendations, *report.findings, *report.facts]
    for evidence in (v.evidence for v in values):
        if evidence.quote != doc.text[evidence.start : evidence.end]:
            wrong.append(f"quote differs from the text: {evidence.quote[:60]!r}")
        if not evidence.boxes or evidence.boxes[0].page != evidence.page:
            wrong.append(f"no box on page {evidence.page}: {evidence.quote[:60]!r}")
    return path, report.to_dict(), wrong


@pytest.fixture(scope="module")
def results():
    paths = sorted(map(str, (SHARED / "reports").rglob("*.pdf")))
    with ProcessPoolExecutor(2) as pool:
        return list(pool.map(check, paths, chunksize=8))


@pytest.fixture(scope="module")
def score():
    spec = importlib.util.spec_from_file_location("score", SHARED / "tools" / "score.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def gold(name: str) -> list[dict]:
    with (SHARED / "gold" / name).open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def test_every_report_is_read_but_the_one_that_is_a_web_page(results):
    unread = [wrong for _, found, wrong in results if found is None]
    assert len(unread) == 1 and "web page" in unread[0][0]


def test_the_readers_invariants_hold_on_every_report(results):
    broken = {path: wrong for path, found, wrong in results if found is not None and wrong}
    assert broken == {}


def test_all_facts_are_right(results, score, capsys):
    rows = gold("facts.jsonl")
    documents = {found["source"]["sha256"]: found for _, found, _ in results if found}
    share = score.score_facts(documents, rows, 20)
    assert share >= 1 - RESIDUE / len(rows), capsys.readouterr().out


def test_recommendations_are_whole(results, score, capsys):
    documents = {found["source"]["sha256"]: found for _, found, _ in results if found}
    f1 = score.score_recommendations(documents, gold("recommendations.jsonl"), 20)
    assert f1 >= 0.99, capsys.readouterr().out


@pytest.fixture(scope="module")
def folder(results, tmp_path_factory):
    """The documents as a results folder."""
    for needed in ("pandas", "pyarrow", "msgspec", "scipy"):
        pytest.importorskip(needed, reason=f"needs the extra [compare]: {needed}")
    from tests.comparison.synthetic import stored

    documents = [found for _, found, _ in results if found]
    return stored(tmp_path_factory.mktemp("shared") / "results", documents)


def test_grade_distributions_are_those_of_the_labels(folder):
    """By framework, year, key area and grade, as many as are labelled: no more and no fewer."""
    from extractor.comparison.compare import compare
    from extractor.comparison.scales import scales

    _, (view,) = compare(folder, views=["grade_distribution"])
    counted: Counter[tuple[str, int, str, str]] = Counter()
    for row in view.frame.to_dict("records"):
        for grade in set(scales().grades) & set(row):
            key = (row["framework"], int(row["year"]), row["key_area"], grade)
            counted[key] += int(row[grade])
    labelled = Counter(
        (row["framework"], int(row["start"][:4]), area, grade)
        for row in gold("facts.jsonl")
        for area, grade in row.get("judgements", {}).items()
    )
    assert +counted == labelled and labelled.total() > 1500


def test_numbers_of_the_views_are_recounted(folder, results, monkeypatch):
    """Two hundred cells, from the documents by plain loops."""
    from tests.comparison.silent import silence
    from tests.comparison.test_trace import check_cells

    silence(monkeypatch)
    councils = Counter(found["council"]["name"] for _, found, _ in results if found)
    assert check_cells(folder, councils.most_common(1)[0][0]) > 150

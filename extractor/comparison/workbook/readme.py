"""The first sheet, which says what the workbook is, and the last: what each column means."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from extractor import __version__
from extractor.comparison.corpus import Corpus
from extractor.comparison.scales import scales
from extractor.comparison.selection import Selection
from extractor.comparison.workbook.formats import Formats
from extractor.comparison.workbook.sheet import Sheet, clean
from extractor.results.wording import counted

METHOD = (
    "Reports were read by inspection-extractor. Grades, dates and councils are what the reports"
    " print; each grade has its page. What a report does not state is left empty, never guessed.",
    "Findings (sentences that say what is strong or weak) and their themes come from a classifier,"
    " and some are wrong; the toolkit's documentation says how many. Read the sentences behind a"
    " number before you quote it.",
    "Grades are compared only on one scale and for one matter. 'Adequate' (until October 2013) and"
    " 'requires improvement' stand side by side and are not the same bar. Visits that give no grade"
    " are never graded here. There is no score and no ranking of councils.",
    "Shares have 95% intervals (Wilson) where they are compared: columns 'low' and 'high'.",
)

READING = (
    "Headers have filters and stay in sight. Folded columns (ids, remarks) open with the + above"
    " them. Themes link to the sentences behind them, pages to the reports. A row's colour repeats"
    " its grade, which is always written too.",
)

SOURCE = (
    "Contains public sector information licensed under the Open Government Licence v3.0. Source:"
    " Ofsted."
)

DICTIONARY = "Columns"


def readme_sheet(
    book: Any, formats: Formats, corpus: Corpus, selection: Selection, sheets: Sequence[Sheet],
    today: date,
) -> None:  # fmt: skip
    """What the workbook holds, of which reports, by which method, and what its sheets are."""
    page = book.add_worksheet("README")
    page.set_column(0, 0, 26)
    page.set_column(1, 1, 96)
    page.hide_gridlines(2)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.set_footer("&L&A&RPage &P of &N")
    page.write_string(0, 0, "Inspection reports compared", formats.title)
    page.set_row(0, 26)
    row = _pairs(page, formats, 2, _facts(corpus, selection, today))
    row = _heading(page, formats, row, "Sheets")
    for sheet in sheets:
        target = f"internal:'{sheet.name}'!A1"
        page.write_url(row, 0, target, formats.link, string=sheet.name)
        rows = f"{len(sheet.frame):,} rows"
        page.write_string(row, 1, f"{sheet.title} ({rows})", formats.text)
        row += 1
    target = f"internal:'{DICTIONARY}'!A1"
    page.write_url(row, 0, target, formats.link, string=DICTIONARY)
    page.write_string(row, 1, "What each column of each sheet means", formats.text)
    row = _heading(page, formats, row + 1, "How to read it")
    row = _paragraphs(page, formats, row, (*READING, *METHOD))
    row = _heading(page, formats, row, "Grades and their colours")
    for grade in scales().grades.values():
        page.write_string(row, 0, grade.label, formats.grades[grade.id])
        of = [s.title for s in scales().scales.values() if grade.id in s.grades]
        page.write_string(row, 1, "; ".join(of), formats.text)
        row += 1
    lost = [(p.document, p.problem) for p in corpus.problems]
    if corpus.failed:
        lost.append((counted(corpus.failed, "source"), "failed in the batch: see failures.csv"))
    if lost:
        row = _heading(page, formats, row, "What could not be used")
        row = _pairs(page, formats, row, lost)
    row = _heading(page, formats, row, "Source")
    _paragraphs(page, formats, row, (SOURCE,))


def dictionary_sheet(book: Any, formats: Formats, sheets: Sequence[Sheet]) -> None:
    """A row for each column of each sheet."""
    page = book.add_worksheet(DICTIONARY)
    heads = (("Sheet", 26), ("Column", 30), ("Name", 28), ("Kind", 10), ("Meaning", 80))
    for at, (head, width) in enumerate(heads):
        page.set_column(at, at, width)
        page.write_string(0, at, head, formats.head)
    row = 0
    for sheet in sheets:
        for column in sheet.columns:
            row += 1
            folded = " (folded away)" if sheet.hidden(column) else ""
            meaning = column.meaning + folded
            told = (sheet.name, sheet.head(column), column.name, column.kind, meaning)
            for at, text in enumerate(told):
                page.write_string(row, at, clean(text), formats.text)
    page.autofilter(0, 0, row, len(heads) - 1)
    page.freeze_panes(1, 0)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    page.set_footer("&L&A&RPage &P of &N")


def _facts(corpus: Corpus, selection: Selection, today: date) -> list[tuple[str, str]]:
    reports = corpus.reports
    days = reports["start"].dropna()
    span = f"{days.min():%Y-%m-%d} to {days.max():%Y-%m-%d}" if len(days) else "no dates"
    whole = corpus.whole or corpus
    names = ("judgements", "findings", "recommendations")
    counts = {name: f"{len(corpus.table(name)):,}" for name in names}
    return [
        ("Made on", today.isoformat()),
        ("Made with", f"inspection-extractor {__version__}"),
        ("From", f"the results folder {corpus.folder.resolve().name}"),
        ("Filters", selection.words()),
        ("Reports", f"{len(reports):,} of {len(whole.reports):,} in the folder"),
        ("Councils", f"{reports['place'].dropna().nunique():,}"),
        ("Inspections", span),
        ("Grades", counts["judgements"]),
        ("Findings", counts["findings"]),
        ("Recommendations", counts["recommendations"]),
    ]


def _heading(page: Any, formats: Formats, row: int, text: str) -> int:
    page.write_string(row + 1, 0, text, formats.heading)
    page.write_blank(row + 1, 1, None, formats.heading)
    return row + 2


def _pairs(page: Any, formats: Formats, row: int, pairs: Sequence[tuple[str, str]]) -> int:
    for name, text in pairs:
        page.write_string(row, 0, clean(name), formats.bold)
        page.write_string(row, 1, clean(text), formats.text)
        row += 1
    return row


def _paragraphs(page: Any, formats: Formats, row: int, texts: Sequence[str]) -> int:
    for text in texts:
        page.set_row(row, 15 * (1 + len(text) // 122) + 2)
        page.merge_range(row, 0, row, 1, "", formats.text)
        page.write_string(row, 0, text, formats.text)
        row += 1
    return row

"""The sheets of the workbook and their order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from extractor.comparison.corpus import Corpus
from extractor.comparison.selection import Selection
from extractor.comparison.view import View
from extractor.comparison.workbook.evidence import evidence, recommendations
from extractor.comparison.workbook.formats import Formats
from extractor.comparison.workbook.readme import dictionary_sheet, readme_sheet
from extractor.comparison.workbook.sheet import FIRST_ROW, Sheet, sheet_name, write_view


def write(corpus: Corpus, selection: Selection, views: Sequence[View], path: Path) -> None:
    """Write a workbook: README, the views, the evidence, the recommendations, the columns.

    Raises:
        ComparisonError: a view has more rows than a sheet holds.
        ImportError: XlsxWriter is missing.
    """
    import xlsxwriter

    behind = [evidence(corpus), recommendations(corpus)]
    every = [*views, *(view for view in behind if len(view.frame))]
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    try:
        book.set_properties({"title": "Inspection reports compared", "comments": selection.words()})
        formats = Formats(book)
        sheets = [Sheet(view, sheet_name(view)) for view in every]
        readme_sheet(book, formats, corpus, selection, sheets, date.today())
        anchors = _anchors(behind[0])
        for sheet in sheets:
            write_view(book, formats, sheet, anchors if sheet.view in views else {})
        dictionary_sheet(book, formats, sheets)
    finally:
        book.close()


def _anchors(view: View) -> dict[str, str]:
    """Where the sentences on each theme begin, by its title, for links from other sheets."""
    first = view.frame["theme"].drop_duplicates()
    name = sheet_name(view)
    return {theme: f"internal:'{name}'!A{at + FIRST_ROW + 1}" for at, theme in first.items()}

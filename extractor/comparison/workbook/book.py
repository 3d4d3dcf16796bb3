"""The sheets of the workbook and their order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from extractor.comparison.corpus import Corpus
from extractor.comparison.selection import Selection
from extractor.comparison.view import View
from extractor.comparison.views import DEFAULT, VIEWS
from extractor.comparison.workbook.evidence import evidence, recommendations
from extractor.comparison.workbook.formats import Formats
from extractor.comparison.workbook.readme import dictionary_sheet, readme_sheet
from extractor.comparison.workbook.sheet import FIRST_ROW, Sheet, sheets_of, write_view
from extractor.errors import ComparisonError


def write(corpus: Corpus, selection: Selection, views: Sequence[View], path: Path) -> None:
    """Write a workbook: README, the views, the evidence, the recommendations, the columns.

    Of views that nobody chose (``DEFAULT``) it makes every view there is, save those that need
    another selection.

    Raises:
        ComparisonError: a view has more rows than a sheet holds.
        ImportError: XlsxWriter is missing.
    """
    import xlsxwriter

    if tuple(view.name for view in views) == DEFAULT:
        views = list(_all(corpus, {view.name: view for view in views}))
    behind = [evidence(corpus), recommendations(corpus)]
    every = [*views, *(view for view in behind if len(view.frame))]
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    try:
        book.set_properties({"title": "Inspection reports compared", "comments": selection.words()})
        formats = Formats(book)
        sheets = [sheet for view in every for sheet in sheets_of(view)]
        readme_sheet(book, formats, corpus, selection, sheets, date.today())
        anchors = {a: b for sheet in sheets if sheet.view is behind[0] for a, b in _anchors(sheet)}
        for sheet in sheets:
            write_view(book, formats, sheet, anchors)
        dictionary_sheet(book, formats, sheets)
    finally:
        book.close()


def _all(corpus: Corpus, made: Mapping[str, View]) -> Iterator[View]:
    for name, recipe in VIEWS.items():
        try:
            yield made.get(name) or recipe.make(corpus)
        except ComparisonError:
            if not name.startswith("profile"):  # those are on one council, and none is named
                raise


def _anchors(sheet: Sheet) -> Iterator[tuple[str, str]]:
    """Each theme's title, and where the sentences on it begin: for links from other sheets."""
    for at, theme in sheet.frame["theme"].drop_duplicates().items():
        yield theme, f"internal:'{sheet.name}'!A{at + FIRST_ROW + 1}"

"""A view as a sheet: its title, what it says, a header that stays, and a row for each of its own."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from extractor.comparison.scales import scales
from extractor.comparison.view import View, ViewColumn
from extractor.comparison.workbook.formats import Formats
from extractor.errors import ComparisonError

if TYPE_CHECKING:
    import pandas as pd

MOST_ROWS = 1_048_576
MOST_LINKS = 65_530
MOST_TEXT = 32_767
MOST_ADDRESS = 2_079
"""Excel's own limits: rows and links of a sheet, characters of a cell and of a link."""

HEADER, FIRST_ROW = 4, 5
"""Where the header stands and where the rows begin, from 0: above are title, about and notes."""

WIDEST = {"text": 34, "quote": 80, "grade": 14, "link": 12}
_CUT = " [...] (cut: a cell holds no more)"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A view and the name of its sheet."""

    view: View
    name: str

    @property
    def columns(self) -> tuple[ViewColumn, ...]:
        """The view's columns, without those that hold nothing."""
        frame = self.view.frame
        return tuple(c for c in self.view.columns if frame.empty or frame[c.name].notna().any())


def sheet_name(view: View) -> str:
    """A sheet's name: at most 31 characters, none that Excel refuses."""
    return view.name.replace("_", " ").capitalize()[:31]


def hidden(column: ViewColumn) -> bool:
    """Whether a column is folded away at first: ids and remarks that a reader seldom needs."""
    shown = column.name.endswith(("_step", "_covers", "step", "covers")) or column.name == "region"
    return column.detail and column.kind == "text" and not shown


def write_view(book: Any, formats: Formats, sheet: Sheet, anchors: Mapping[str, str]) -> None:
    """Write a view into a sheet of its own. ``anchors`` are places in this workbook to which a cell
    of the column ``title`` leads, by its text.

    Raises:
        ComparisonError: the view has more rows than a sheet holds.
    """
    view, columns = sheet.view, sheet.columns
    if len(view.frame) + FIRST_ROW > MOST_ROWS:
        problem = f"a sheet holds {MOST_ROWS - FIRST_ROW:,} rows, and {view.name} has more"
        raise ComparisonError("-o .xlsx", problem, "filter, or write .parquet or .csv")
    page = book.add_worksheet(sheet.name)
    widths = [_width(view.frame[c.name], c) for c in columns]
    _set_up(page, sheet, widths)
    _top(page, formats, sheet, widths)
    lines = [_lines(c.title, width) for c, width in zip(columns, widths, strict=True)]
    page.set_row(HEADER, 15 * max(lines, default=1) + 3)
    for at, column in enumerate(columns):
        page.write_string(HEADER, at, column.title, formats.head)
    cells = [list(_values(view.frame[c.name])) for c in columns]
    for row, values in enumerate(zip(*cells, strict=True), start=FIRST_ROW):
        for at, (column, value) in enumerate(zip(columns, values, strict=True)):
            if value is None:
                continue
            target = anchors.get(value) if column.name == "title" else None
            if target and row < MOST_LINKS:
                page.write_url(row, at, target, formats.link, string=value)
            else:
                _cell(page, formats, row, at, column, value)
    last = max(HEADER, FIRST_ROW + len(view.frame) - 1)
    page.autofilter(HEADER, 0, last, max(len(columns) - 1, 0))
    _bars(page, columns, last)


def _set_up(page: Any, sheet: Sheet, widths: list[int]) -> None:
    """Widths, folded columns, what stays in sight, and how it is printed."""
    for at, (column, width) in enumerate(zip(sheet.columns, widths, strict=True)):
        folded = {"level": 1, "hidden": True} if hidden(column) else {}
        page.set_column(at, at, width, None, folded)
    stays = next((at for at, c in enumerate(sheet.columns) if not hidden(c)), -1) + 1
    page.freeze_panes(FIRST_ROW, stays if stays <= 2 else 0)
    page.set_landscape()
    page.set_paper(9)  # A4
    page.fit_to_pages(1, 0)
    page.repeat_rows(HEADER)
    page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    page.set_footer("&L&A&RPage &P of &N")
    page.outline_settings(True, False, False, False)


def _top(page: Any, formats: Formats, sheet: Sheet, widths: list[int]) -> None:
    """Title, what the view says, its notes: over as much width as a reader sees at once."""
    view = sheet.view
    page.write_string(0, 0, view.title, formats.title)
    page.set_row(0, 24)
    seen, last = 0, 0
    for at, (column, width) in enumerate(zip(sheet.columns, widths, strict=True)):
        if seen and seen + width > 130:
            break
        seen, last = seen + (0 if hidden(column) else width), at
    for row, text, look in (
        (1, clean(view.about), formats.about), (2, clean(" ".join(view.notes)), formats.note),
    ):  # fmt: skip
        if text:
            page.set_row(row, 15 * _lines(text, seen) + 2)
            if last:
                page.merge_range(row, 0, row, last, "", look)
            page.write_string(row, 0, text, look)


def _cell(page: Any, formats: Formats, row: int, at: int, column: ViewColumn, value: Any) -> None:
    if column.kind == "date":
        page.write_datetime(row, at, value.to_pydatetime(), formats.date)
    elif column.kind in ("count", "share", "number"):
        page.write_number(row, at, float(value), formats.number(column))
    elif column.kind == "grade":
        page.write_string(row, at, grade_label(value), formats.grades.get(value, formats.text))
    elif column.kind == "link" and row < MOST_LINKS and _is_address(value):
        page.write_url(row, at, value, formats.link, string=link_text(value))
    else:
        page.write_string(row, at, clean(readable(column, str(value))), formats.text)


def grade_label(grade: str) -> str:
    """A grade's words; an id that no scale knows stays as it is."""
    known = scales().grades.get(grade)
    return known.label if known else grade


def readable(column: ViewColumn, value: str) -> str:
    """A text as people read it: the title of a kind of inspection in place of its id."""
    if column.name in ("kind", "group") and value in scales().kinds:
        return scales().kinds[value].title
    return value


def link_text(address: str) -> str:
    """What a link says: "page 3", or "report"."""
    page = address.rpartition("#page=")[2] if "#page=" in address else ""
    return f"page {page}" if page else "report"


def _is_address(value: str) -> bool:
    known = value.startswith(("http://", "https://", "file:///"))
    return known and len(value) <= MOST_ADDRESS


def clean(text: str) -> str:
    """Text that a cell can hold: valid Unicode, no control characters, not too long."""
    plain = text.encode("utf-8", "replace").decode()
    plain = "".join(c if c >= " " or c in "\n\t" else " " for c in plain)
    return plain if len(plain) <= MOST_TEXT else plain[: MOST_TEXT - len(_CUT)] + _CUT


def _values(column: pd.Series) -> Iterator[Any]:
    """The cells; None where there is nothing."""
    whole = column.astype(object)
    return iter(whole.where(column.notna(), None))


def _width(values: pd.Series, column: ViewColumn) -> int:
    """A width at which most cells stand on one line and the header on three at most."""
    words = max(map(len, column.title.split()), default=1) + 4  # room for the filter's button
    head = max(words, math.ceil(len(column.title) / 3) + 2)
    if column.kind in ("count", "share", "number"):
        return max(head, 9)
    if column.kind == "date":
        return max(head, 11)
    if column.kind == "link":
        return max(head, WIDEST["link"])
    told = values.dropna().astype(str)
    if column.kind == "grade":
        told = told.map(grade_label)
    elif column.kind == "text":
        told = told.map(lambda value: readable(column, value))
    longest = int(told.str.len().max()) + 2 if len(told) else 0
    return max(head, min(longest, WIDEST.get(column.kind, WIDEST["text"])))


def _lines(text: str, width: int) -> int:
    """Lines that a text takes in a cell of that width, as far as can be told without its font."""
    return sum(max(1, math.ceil(1.15 * len(part) / max(width, 1))) for part in text.split("\n"))


def _bars(page: Any, columns: tuple[ViewColumn, ...], last: int) -> None:
    """A bar behind each share, from 0 to 100%: ends of intervals have none."""
    for at, column in enumerate(columns):
        if column.kind == "share" and not column.name.endswith(("low", "high")):
            bar = {
                "type": "data_bar", "bar_solid": True, "bar_color": "#BDD7EE", "min_type": "num",
                "max_type": "num", "min_value": 0, "max_value": 1,
            }  # fmt: skip
            page.conditional_format(FIRST_ROW, at, max(last, FIRST_ROW), at, bar)

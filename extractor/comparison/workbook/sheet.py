"""A view as a sheet: its title, what it says, a header that stays, a row for each of its own."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from extractor.comparison.scales import scales
from extractor.comparison.view import View, ViewColumn
from extractor.comparison.workbook.formats import Formats
from extractor.errors import ComparisonError
from extractor.results.cells import spreadsheet_link

if TYPE_CHECKING:
    import pandas as pd

MOST_ROWS = 1_048_576
MOST_LINKS = 65_530
MOST_TEXT = 32_767
MOST_ADDRESS = 2_079
"""Excel's own limits: rows and links of a sheet, characters of a cell and of a link."""

HEADER, FIRST_ROW = 4, 5
"""Where the header stands and where the rows begin, from 0: above are title, about and notes."""

WIDEST = {"text": 30, "quote": 90, "grade": 23, "link": 9}
SCREEN = 130
"""Characters that a reader sees side by side."""

MOST_SHOWN = 18
"""Columns from which on a table shows no details at first."""

LINE = 15.0
TALLEST = 409.0
"""Points: a line of text, and the tallest row that Excel takes."""
_NO_BAR = ("low", "high", "confidence")
_CUT = " [...] (cut: a cell holds no more)"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A view, or the part of it where its column ``group`` has one value, and its sheet's name."""

    view: View
    name: str
    title: str
    frame: pd.DataFrame

    @property
    def columns(self) -> tuple[ViewColumn, ...]:
        """The view's columns, without those that hold nothing here."""
        frame = self.frame
        return tuple(c for c in self.view.columns if frame.empty or frame[c.name].notna().any())

    def head(self, column: ViewColumn) -> str:
        """What stands above the column: short where the column beside it tells the rest."""
        for name in ("step", "covers", "note"):
            if column.name.endswith(f"_{name}"):
                return name.capitalize()
        return column.title

    def hidden(self, column: ViewColumn) -> bool:
        """Whether a column is folded away at first: ids and remarks that a reader seldom needs,
        what is the same in all rows of a part, and in a wide table all details."""
        if column.name == self.view.group and len(self.frame) < len(self.view.frame):
            return True
        if column.name.endswith("covers"):
            return not self.frame[column.name].isin(_joint()).any()
        if column.name == "page":  # the link beside it says it too
            return True
        if not column.detail or column.name.endswith("step") or column.name == "region":
            return False
        narrow = [c for c in self.columns if not (c.detail and c.kind == "text")]
        return column.kind == "text" or len(narrow) > MOST_SHOWN


def sheets_of(view: View) -> list[Sheet]:
    """A view's sheets: one, or, where the parts by its ``group`` fill different columns (kinds of
    inspection judge different areas), one for each part."""
    whole = Sheet(view, _name(view.name), view.title, view.frame)
    if view.group is None or view.frame.empty:
        return [whole]
    values = view.frame[view.group].astype(object)
    parts = [
        Sheet(
            view,
            _name(f"{view.name.rpartition('_')[2]} {value}"),
            f"{view.title}: {_title(str(value))}",
            view.frame[(values == value).fillna(False)],
        )
        for value in values.dropna().unique()
    ]
    parts.sort(key=lambda part: -len(part.frame))
    plain = [c.name for c in whole.columns if c.kind == "grade" and not c.detail]
    alike = all(part.frame[name].notna().any() for part in parts for name in plain)
    return [whole] if alike or values.isna().any() else parts


def _name(text: str) -> str:
    """A sheet's name: at most 31 characters, none that Excel refuses."""
    plain = "".join(c if c.isalnum() else " " for c in text)
    return " ".join(plain.split()).capitalize()[:31]


def _title(value: str) -> str:
    known = scales().kinds.get(value)
    return known.title if known else value


def _joint() -> tuple[str, ...]:
    """What judgements cover that are of several key areas together."""
    return tuple(series.covers or "" for series in scales().series if series.also)


def write_view(book: Any, formats: Formats, sheet: Sheet, anchors: Mapping[str, str]) -> None:
    """Write a view into a sheet of its own. ``anchors`` are places in this workbook to which a cell
    of the column ``title`` leads, by its text.

    Raises:
        ComparisonError: the view has more rows than a sheet holds.
    """
    view, frame, columns = sheet.view, sheet.frame, sheet.columns
    if len(frame) + FIRST_ROW > MOST_ROWS:
        problem = f"a sheet holds {MOST_ROWS - FIRST_ROW:,} rows, and {view.name} has more"
        raise ComparisonError("-o .xlsx", problem, "filter, or write .parquet or .csv")
    page = book.add_worksheet(sheet.name)
    quotes = sum(c.kind == "quote" for c in columns)
    most = WIDEST | {"quote": WIDEST["quote"] if quotes < 2 else 50}
    widths = [_width(frame[c.name], c, sheet.head(c), most) for c in columns]
    _set_up(page, sheet, widths)
    _top(page, formats, sheet, widths)
    heads = [sheet.head(column) for column in columns]
    lines = [_lines(head, width - 3) for head, width in zip(heads, widths, strict=True)]
    page.set_row(HEADER, LINE * max(lines, default=1) + 3)
    for at, head in enumerate(heads):
        page.write_string(HEADER, at, head, formats.head)
    cells = [list(_values(frame[c.name])) for c in columns]
    wrapped = [
        (at, widths[at]) for at, c in enumerate(columns)
        if c.kind in ("text", "quote", "grade") and not sheet.hidden(c)
    ]  # fmt: skip
    for row, values in enumerate(zip(*cells, strict=True), start=FIRST_ROW):
        told = [(readable(columns[at], str(values[at] or "")), width) for at, width in wrapped]
        tall = max((_lines(text, width) for text, width in told), default=1)
        page.set_row(row, min(LINE * tall, TALLEST))
        for at, (column, value) in enumerate(zip(columns, values, strict=True)):
            if value is None:
                continue
            target = anchors.get(value) if column.name == "title" else None
            if target and row < MOST_LINKS:
                page.write_url(row, at, target, formats.link, string=value)
            else:
                _cell(page, formats, row, at, column, value)
    last = max(HEADER, FIRST_ROW + len(frame) - 1)
    page.autofilter(HEADER, 0, last, max(len(columns) - 1, 0))
    _bars(page, columns, last)


def _set_up(page: Any, sheet: Sheet, widths: list[int]) -> None:
    """Widths, folded columns, what stays in sight, and how it is printed."""
    for at, (column, width) in enumerate(zip(sheet.columns, widths, strict=True)):
        folded = {"level": 1, "hidden": True} if sheet.hidden(column) else {}
        page.set_column(at, at, width, None, folded)
    stays = next((at for at, c in enumerate(sheet.columns) if not sheet.hidden(c)), -1) + 1
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
    page.set_row(0, 24)
    shown = [at for at, column in enumerate(sheet.columns) if not sheet.hidden(column)]
    first = last = shown[0] if shown else 0
    seen = 0
    for at in shown:
        if seen and seen + widths[at] > SCREEN:
            break
        seen, last = seen + widths[at], at
    page.write_string(0, first, sheet.title, formats.title)
    for row, text, look in (
        (1, clean(view.about), formats.about), (2, clean(" ".join(view.notes)), formats.note),
    ):  # fmt: skip
        if text:
            page.set_row(row, LINE * _lines(text, round(1.2 * seen)) + 2)
            if last > first:
                page.merge_range(row, first, row, last, "", look)
            page.write_string(row, first, text, look)


def _cell(page: Any, formats: Formats, row: int, at: int, column: ViewColumn, value: Any) -> None:
    if column.kind == "date":
        page.write_datetime(row, at, value.to_pydatetime(), formats.date)
    elif column.kind in ("count", "share", "number"):
        page.write_number(row, at, float(value), formats.number(column))
    elif column.kind == "grade":
        page.write_string(row, at, readable(column, value), formats.grades.get(value, formats.text))
    elif column.kind == "link" and row < MOST_LINKS and _is_address(value):
        page.write_url(row, at, spreadsheet_link(value), formats.link, string=link_text(value))
    else:
        page.write_string(row, at, clean(readable(column, str(value))), formats.text)


def grade_label(grade: str) -> str:
    """A grade's words; an id that no scale knows stays as it is."""
    known = scales().grades.get(grade)
    return known.label if known else grade


def readable(column: ViewColumn, value: str) -> str:
    """A text as people read it: the words of a grade, the title of a kind of inspection."""
    if column.kind == "grade":
        return grade_label(value)
    return _title(value) if column.name == "kind" else value


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


def _width(values: pd.Series, column: ViewColumn, head: str, most: Mapping[str, int]) -> int:
    """A width at which most cells stand on one line and the header on three at most."""
    words = max(map(len, head.split()), default=1) + 4  # room for the filter's button
    least = max(words, math.ceil(len(head) / 3) + 2)
    if column.kind in ("count", "share", "number"):
        return max(least, 9)
    if column.kind == "date":
        return max(least, 11)
    if column.kind == "link":
        return max(least, most["link"])
    told = [len(readable(column, value)) for value in values.dropna().astype(str).unique()]
    # A title is a link, which some readers do not wrap.
    own = 60 if column.name == "title" else 24 if column.name.endswith("covers") else None
    widest = own or most.get(column.kind, most["text"])
    return max(least, min(max(told, default=0) + 2, widest))


def _lines(text: str, width: int) -> int:
    """Lines that a text takes in a cell of that width, as far as can be told without its font."""
    parts = text.split("\n")
    return sum(1 if len(p) < width else math.ceil(1.1 * len(p) / width) for p in parts)


def _bars(page: Any, columns: tuple[ViewColumn, ...], last: int) -> None:
    """A bar behind each share, from 0 to 100%: ends of intervals have none."""
    for at, column in enumerate(columns):
        if column.kind == "share" and not column.name.endswith(_NO_BAR):
            bar = {
                "type": "data_bar", "bar_solid": True, "bar_color": "#BDD7EE", "min_type": "num",
                "max_type": "num", "min_value": 0, "max_value": 1,
            }  # fmt: skip
            page.conditional_format(FIRST_ROW, at, max(last, FIRST_ROW), at, bar)

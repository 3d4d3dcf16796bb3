"""One Excel workbook: a sheet a table, and one that says what the columns mean."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from extractor.errors import BatchError
from extractor.results.cells import spreadsheet_link
from extractor.results.tables.columns import TABLES, Column, dictionary

MOST_ROWS = 1_048_576
MOST_LINKS = 65_530
MOST_TEXT = 32_767
"""Excel's own limits: rows and links of a sheet, characters of a cell."""

_CUT = " [...] (cut: a cell holds no more; the JSON document has all)"


class Workbook:
    """Frozen headers with filters, column widths, ISO dates, links to the evidence. Text is
    written as text, whatever it begins with: no cell is a formula."""

    def __init__(self, path: Path) -> None:
        import xlsxwriter

        self.path = path
        self._book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
        look = self._book.add_format
        self._head = look({"bold": True, "bottom": 1, "valign": "top", "text_wrap": True})
        self._date = look({"num_format": "yyyy-mm-dd", "valign": "top"})
        self._wrap = look({"text_wrap": True, "valign": "top"})
        self._plain = look({"valign": "top"})
        self._link = look({"font_color": "#0563C1", "underline": 1, "valign": "top"})
        self._rows = dict.fromkeys(TABLES, 0)
        self._sheets = {
            table: self._sheet(table, [(c.name, c.width) for c in columns])
            for table, columns in TABLES.items()
        }
        self._explain()

    def add(self, table: str, frame: Any) -> None:
        """See ``write.Writer``."""
        sheet, columns = self._sheets[table], TABLES[table]
        for values in frame.astype(object).where(frame.notna(), None).itertuples(index=False):
            self._rows[table] += 1
            if (row := self._rows[table]) >= MOST_ROWS:
                problem = f"a sheet holds {MOST_ROWS - 1:,} rows, and {table} has more"
                raise BatchError("--format xlsx", problem, "use --format parquet or sqlite")
            for at, (column, value) in enumerate(zip(columns, values, strict=True)):
                if value is not None:
                    self._cell(sheet, row, at, column, value)

    def close(self) -> None:
        """See ``write.Writer``."""
        for table, sheet in self._sheets.items():
            sheet.autofilter(0, 0, self._rows[table], len(TABLES[table]) - 1)
        self._book.close()

    def _cell(self, sheet: Any, row: int, at: int, column: Column, value: Any) -> None:
        if column.type == "date":
            sheet.write_datetime(row, at, value, self._date)
        elif column.type == "truth":
            sheet.write_boolean(row, at, value, self._plain)
        elif column.type in ("integer", "number"):
            sheet.write_number(row, at, value, self._plain)
        elif column.link and row <= MOST_LINKS:
            page = value.rpartition("#page=")[2] if "#page=" in value else ""
            told = f"page {page}" if page else "report"
            sheet.write_url(row, at, spreadsheet_link(value), self._link, string=told)
        else:
            text = value if len(value) <= MOST_TEXT else value[: MOST_TEXT - len(_CUT)] + _CUT
            sheet.write_string(row, at, text, self._wrap if column.width >= 40 else self._plain)

    def _sheet(self, name: str, columns: list[tuple[str, int]]) -> Any:
        sheet = self._book.add_worksheet(name)
        for at, (_, width) in enumerate(columns):
            sheet.set_column(at, at, width)
        for at, (title, _) in enumerate(columns):
            sheet.write_string(0, at, title, self._head)
        sheet.freeze_panes(1, 0)
        return sheet

    def _explain(self) -> None:
        widths = [("table", 17), ("column", 19), ("type", 9), ("meaning", 70)]
        sheet = self._sheet("dictionary", widths)
        last = 0
        for last, row in enumerate(dictionary(), start=1):
            for at, value in enumerate(row.values()):
                sheet.write_string(last, at, value, self._wrap)
        sheet.autofilter(0, 0, last, len(widths) - 1)

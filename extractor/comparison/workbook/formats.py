"""Cell formats of the workbook: numbers, dates, links, and the colours of the grades."""

from __future__ import annotations

from typing import Any

from extractor.comparison.scales import scales
from extractor.comparison.view import ViewColumn

LINK = "#0563C1"
GREY = "#595959"
HEAD = "#1F3864"

_NUMBERS = {
    "count": "#,##0",
    "share": "0%",
    "date": "yyyy-mm-dd",
    "number": "0.00",
}


class Formats:
    """The formats of one workbook, each made once."""

    def __init__(self, book: Any) -> None:
        add = book.add_format
        top = {"valign": "top"}
        self.title = add({"bold": True, "font_size": 16, "font_color": HEAD})
        self.about = add({"text_wrap": True, "font_color": GREY, **top})
        self.note = add({"text_wrap": True, "italic": True, **top})
        self.heading = add({"bold": True, "font_size": 12, "font_color": HEAD, "top": 1})
        self.head = add({
            "bold": True, "font_color": "#FFFFFF", "bg_color": HEAD, "text_wrap": True,
            "valign": "vcenter", "border": 1, "border_color": "#FFFFFF",
        })  # fmt: skip
        self.text = add({"text_wrap": True, **top})
        self.bold = add({"bold": True, "text_wrap": True, **top})
        self.plain = add(top)
        self.link = add({"font_color": LINK, "underline": 1, "text_wrap": True, **top})
        self.date = add({"num_format": _NUMBERS["date"], "align": "left", **top})
        self.year = add({"num_format": "0", **top})
        self.numbers = {kind: add({"num_format": form, **top}) for kind, form in _NUMBERS.items()}
        self.exact = add({"num_format": '[<0.001]"<0.001";0.000', **top})
        self.grades = {
            grade.id: add({
                "bg_color": grade.colour, "font_color": grade.ink, "border": 1,
                "border_color": "#FFFFFF", "text_wrap": True, **top,
            })
            for grade in scales().grades.values()
        }  # fmt: skip

    def number(self, column: ViewColumn) -> Any:
        """The format of a column of numbers: years and probabilities have their own."""
        if column.name == "year":
            return self.year
        if column.name in ("p", "q"):
            return self.exact
        return self.numbers[column.kind]

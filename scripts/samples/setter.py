"""Blocks onto pages, noting where each recommendation stands: the truth to test against."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from samples import inline, tables
from samples.fonts import Style, width
from samples.sheet import BOTTOM, LEFT, RIGHT, TOP, Sheet
from samples.source import Block, Source

BODY = Style("", 9.5, 12.2)
HEADINGS = {
    "#": Style("", 18, 22), "##": Style("b", 12, 15),
    "###": Style("b", 10, 13), "####": Style("i", 9.5, 12.2),
}  # fmt: skip
GAP = {"#": 8, "##": 7, "###": 6, "####": 4, "-": 5, "--": 4, "+": 6, "": 8}
REFERENCE = re.compile(r"\(((?:paragraphs?|outcome|enabler) [^)]*)\)", re.IGNORECASE)
INDENT = {"-": 18.0, "--": 36.0}


@dataclass
class Setter:
    """Sets one sample. ``recommendations`` fills as the pages do."""

    source: Source
    sheet: Sheet
    recommendations: list[dict[str, Any]] = field(default_factory=list)
    _list: dict[str, str] | None = None
    _hang: float = 0.0
    _table: list[Block] = field(default_factory=list)

    def run(self) -> int:
        """Set every block; the number of pages."""
        for block in self.source.blocks:
            if self._table and block.mark != "|":
                self._end_table()
            self._set(block)
        if self._table:
            self._end_table()
        return self.sheet.save()

    def _set(self, block: Block) -> None:
        if block.mark == "@":
            self._directive(block)
        elif block.mark == "|":
            self._table.append(block)
        elif block.mark in HEADINGS:
            self._gap(4 if block.mark != "####" else 0)
            self._paragraph(block.text, HEADINGS[block.mark], 0.0)
            self._gap(GAP[block.mark])
        elif block.mark == "":
            self._hang = 0.0
            page = self._paragraph(block.text, BODY, 0.0, justified=self.sheet.layout.justified)
            if self._list is not None and self._list.get("items") == "paragraphs":
                self._recommend(None, block.text, page)
            self._gap(GAP[""])
        else:
            self._item(block)

    def _gap(self, points: float) -> None:
        self.sheet.y -= points

    # -- text -------------------------------------------------------------------------------

    def _paragraph(
        self, text: str, style: Style, indent: float, mark: str = "", at: float = 0.0,
        justified: bool = False,
    ) -> int:  # fmt: skip
        """Set text line by line over pages; the page of its first line."""
        sheet, room = self.sheet, RIGHT - LEFT - indent
        found = inline.lines(text, style, room)
        notes = re.findall(r"\^([0-9]+)\^", text)
        first = 0
        for i, pieces in enumerate(found):
            due = [n for n in notes if any(p.rise and p.text == n for p in pieces)]
            if sheet.y - style.leading < sheet.floor(tuple(due)):
                sheet.break_page()
            sheet.y -= style.leading
            sheet.due(due)
            first = first or sheet.page
            if i == 0 and mark and not sheet.layout.bullets_last:
                sheet.bullet(LEFT + at, sheet.y, mark, style)
            spread = room - sum(p.width for p in pieces) if justified and i < len(found) - 1 else 0
            sheet.line(LEFT + indent, sheet.y, pieces, max(0.0, spread))
            if i == 0 and mark and sheet.layout.bullets_last:
                sheet.bullet(LEFT + at, sheet.y, mark, style)
        return first

    def _item(self, block: Block) -> None:
        if block.mark == "+":
            self._paragraph(block.text, BODY, self._hang)
        elif block.mark in INDENT:
            at = self._hang if block.mark == "--" and self._hang > 18 else INDENT[block.mark] - 18
            self._hang = self._hang if block.mark == "--" else INDENT["-"]
            glyph = self.sheet.layout.bullets[block.mark]
            page = self._paragraph(block.text, BODY, at + 18, glyph, at)
            if block.mark == "-":
                self._recommend(None, block.text, page)
        else:
            self._hang = 28.0
            page = self._paragraph(block.text, BODY, 28.0, block.mark, 0.0)
            self._recommend(block.mark.rstrip("."), block.text, page)
        if block.mark in ("--", "+") and self._list is not None and self.recommendations:
            self.recommendations[-1]["text"] += " " + inline.plain(block.text)
        self._gap(GAP.get(block.mark, 8))

    # -- truth ------------------------------------------------------------------------------

    def _recommend(self, number: str | None, text: str, page: int, body: str | None = None) -> None:
        if self._list is None:
            return
        words = inline.plain(text)
        item: dict[str, Any] = {"number": number, "text": words, "page": page}
        if "priority" in self._list:
            item["priority"] = self._list["priority"] == "true"
        if addressee := body or self._list.get("addressee"):
            item["addressee"] = addressee
        self.recommendations.append({**item, "list_heading": self._list.get("heading")})

    # -- directives -------------------------------------------------------------------------

    def _directive(self, block: Block) -> None:
        sheet, value = self.sheet, block.options.get("", "")
        if block.word == "page":
            sheet.break_page()
        elif block.word == "blank":
            sheet.break_page()
            sheet.y = BOTTOM
        elif block.word == "skip":
            self._gap(float(value))
        elif block.word == "to":
            sheet.y = TOP - float(value)
        elif block.word == "floor":
            sheet.y = min(sheet.y, sheet.floor() + float(value))
        elif block.word == "recs":
            self._list = block.options
        elif block.word == "end":
            self._list = None
        elif block.word == "contents":
            self._contents(block.options)
        elif block.word == "table":
            self._table = [block]
        else:
            raise ValueError(f"{self.source.name}: unknown directive @{block.word}")

    def _contents(self, options: dict[str, str]) -> None:
        """One line of a contents page: a title, dots if asked, its page number at the right."""
        sheet, style = self.sheet, Style("b" if options.get("bold") else "", 9.5, 18)
        title, number = options[""], options["at"]
        sheet.y -= style.leading
        shown = title
        if options.get("dots"):
            room = RIGHT - LEFT - 14 - width(number, style.font, style.size)
            while width(shown + ".", style.font, style.size) < room:
                shown += "."
        sheet.draw(LEFT, sheet.y, shown, style)
        sheet.draw(RIGHT - width(number, style.font, style.size), sheet.y, number, style)

    # -- tables -----------------------------------------------------------------------------

    def _end_table(self) -> None:
        (head, *rows), self._table = self._table, []
        cells = [[tables.Cell.of(part) for part in row.text.split("||")] for row in rows]
        pages = tables.Table(self.sheet, head.options, BODY).draw(cells)
        if self._list is not None:
            skip = 1 if head.options.get("header") else 0
            for row, page in list(zip(cells, pages, strict=True))[skip:]:
                body = inline.plain(row[0].text) if len(row) > 1 else None
                for i, part in enumerate(row[-1].paragraphs):
                    self._recommend(None, part, page[-1][i], body)
        self._gap(10)


def set_pdf(source: Source, path: Path) -> dict[str, Any]:
    """Print a sample; its truth: its source's facts, its pages, its recommendations."""
    sheet = Sheet(path, source.layout, source.meta, source.notes)
    setter = Setter(source, sheet)
    pages = setter.run()
    for item in setter.recommendations:
        item["references"] = REFERENCE.findall(item["text"])
    return {**source.truth, "pages": pages, "recommendations": setter.recommendations}

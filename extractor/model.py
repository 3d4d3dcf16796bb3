"""The toolkit's values: frozen, slotted, and the same for every framework.

This module imports no sibling. A stage takes values from here and returns new ones.
Offsets are character offsets into ``Document.text`` (half open, ``text[start:end]``); boxes are in
PDF points with the origin at the page's top left; pages count from 1. For a plain text file a
"page" is a form-feed separated part, and a box holds line numbers in place of points:
``(0, first_line, width_in_characters, last_line)``.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any, Literal

SCHEMA_VERSION = "1.0"

BlockKind = Literal["heading", "paragraph", "list_item", "table_cell", "footnote", "furniture"]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page (points from the top left)."""

    page: int
    x0: float
    top: float
    x1: float
    bottom: float

    def to_list(self) -> list[float]:
        """``[page, x0, top, x1, bottom]``, rounded to a tenth of a point."""
        return [self.page, *(round(v, 1) for v in (self.x0, self.top, self.x1, self.bottom))]


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line (or one cell's part of it): where it stands in the text and on the page."""

    start: int
    end: int
    box: Box
    size: float
    """Font size in points, as drawn."""
    bold: bool = False
    italic: bool = False

    @property
    def page(self) -> int:
        return self.box.page


@dataclass(frozen=True, slots=True)
class Block:
    """A unit of layout. ``text[start:end]`` is its content, without its bullet or printed number.

    ``lead`` is where the block starts with that mark; ``mark`` is the mark as printed ("12.", "■",
    ""); ``number`` is the printed paragraph number ("12", "2.1") or None. ``level`` is the nesting
    of a list item (0 outermost) or the rank of a heading (1 highest). ``first`` and ``last`` are
    the half-open range of the block's lines in ``Document.lines``.
    """

    kind: BlockKind
    start: int
    end: int
    lead: int
    first: int
    last: int
    page: int
    mark: str = ""
    number: str | None = None
    level: int = 0
    cell: tuple[int, int, int] | None = None
    """(table, row, column) within the document, from 0, for a cell of a ruled table."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page's number (from 1) and its size in points."""

    number: int
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a value stands: ``quote == document.text[start:end]``, always."""

    page: int
    start: int
    end: int
    quote: str
    boxes: tuple[Box, ...] = ()


@dataclass(frozen=True, slots=True)
class Warning:
    """Something a reader of the result must know. ``code`` is a stable snake_case id."""

    code: str
    message: str
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A report as read: one running text, its lines, its blocks in reading order, its pages.

    The running text is whole: a paragraph that crosses a line end, a hyphen, a footnote or a page
    is one stretch of ``text``. Blocks are separated by a blank line. Furniture (running heads,
    page numbers) and footnotes are blocks of their own, placed after the block they interrupted.
    """

    path: str
    sha256: str
    media_type: str
    pages: tuple[Page, ...]
    text: str
    lines: tuple[Line, ...]
    blocks: tuple[Block, ...]
    warnings: tuple[Warning, ...] = ()

    def quote(self, block: Block) -> str:
        """The block's content."""
        return self.text[block.start : block.end]

    def lines_of(self, start: int, end: int) -> tuple[Line, ...]:
        """The lines that ``[start, end)`` touches, in reading order."""
        lo, hi = 0, len(self.lines)
        while lo < hi:  # first line whose end lies after start; lines are in order of their offsets
            mid = (lo + hi) // 2
            if self.lines[mid].end <= start:
                lo = mid + 1
            else:
                hi = mid
        hi = lo
        while hi < len(self.lines) and self.lines[hi].start < end:
            hi += 1
        return self.lines[lo:hi]

    def page_at(self, offset: int) -> int:
        """The page on which the character at ``offset`` stands."""
        touched = self.lines_of(offset, offset + 1)
        if touched:
            return touched[0].page
        before = self.lines_of(max(0, offset - 2), offset)
        return before[-1].page if before else 1

    def evidence(self, start: int, end: int) -> Evidence:
        """The evidence for ``text[start:end]``: its page, quote and one box a line.

        A partly covered line's box is cut in proportion to its characters.
        """
        boxes = []
        touched = self.lines_of(start, end)
        for line in touched:
            b = line.box
            if start <= line.start and line.end <= end:
                boxes.append(b)
                continue
            width = max(1, line.end - line.start)
            unit = (b.x1 - b.x0) / width
            left = b.x0 + unit * max(0, start - line.start)
            right = b.x1 - unit * max(0, line.end - end)
            boxes.append(Box(b.page, left, b.top, right, b.bottom))
        begins = touched and touched[0].start <= start
        page = touched[0].page if begins else self.page_at(start)
        return Evidence(page, start, end, self.text[start:end], tuple(boxes))


@dataclass(frozen=True, slots=True)
class FrameworkRef:
    """The framework a report was recognised as (ids: contract)."""

    id: str = "unknown"
    version: str | None = None
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Inspection:
    """The facts of one inspection. Dates are ISO 8601 strings; what is not stated is None."""

    type: str | None = None
    start: str | None = None
    end: str | None = None
    published: str | None = None
    lead_inspector: str | None = None
    inspectorates: tuple[str, ...] = ()
    focus: str | None = None


@dataclass(frozen=True, slots=True)
class CouncilRef:
    """A council by its canonical name, ONS code and region."""

    name: str | None = None
    ons_code: str | None = None
    region: str | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """One grounded value of the report's head: ``field`` is its path in the JSON
    ("council.name", "inspection.start"), ``rule`` the id of the pattern that gave it."""

    field: str
    value: str
    rule: str
    evidence: Evidence
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Judgement:
    """A grade given to a key area by this inspection."""

    key_area: str
    title: str
    grade: str
    grade_label: str
    confidence: float
    evidence: Evidence
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of the body under one heading: ``[start, end)`` from its heading to the next one.

    Sections of the body neither overlap nor leave a gap. ``level`` 1 is the highest; ``key_area``
    is None where no heading tells it.
    """

    id: str
    title: str
    key_area: str | None
    level: int
    start: int
    end: int
    page: int


@dataclass(frozen=True, slots=True)
class Finding:
    """An evaluative sentence: what works, what does not (contract: polarity, themes)."""

    id: str
    polarity: str
    text: str
    key_area: str | None
    themes: tuple[str, ...]
    confidence: float
    paragraph: str | None
    section: str | None
    evidence: Evidence
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Recommendation:
    """An item of a list of what must improve, whole and word for word."""

    id: str
    number: str | None
    text: str
    priority: bool
    key_area: str | None
    themes: tuple[str, ...]
    addressee: str | None
    references: tuple[str, ...]
    list_heading: str | None
    evidence: Evidence
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Provenance:
    """What made the result: the toolkit's version, each model's version, when (ISO 8601, UTC)."""

    extractor_version: str
    models: tuple[tuple[str, str], ...] = ()
    extracted_at: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """A report turned into data. ``document`` is what it was read from (not part of the JSON)."""

    document: Document = field(repr=False)
    framework: FrameworkRef
    inspection: Inspection
    council: CouncilRef
    provenance: Provenance
    facts: tuple[Fact, ...] = ()
    judgements: tuple[Judgement, ...] = ()
    sections: tuple[Section, ...] = ()
    findings: tuple[Finding, ...] = ()
    recommendations: tuple[Recommendation, ...] = ()
    warnings: tuple[Warning, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The contract's JSON as plain Python values, keys in the contract's order."""
        d = self.document
        source = {
            "path": d.path,
            "sha256": d.sha256,
            "media_type": d.media_type,
            "pages": len(d.pages),
        }
        values = {name: plain(getattr(self, name)) for name in JSON_ORDER}
        return {"schema_version": SCHEMA_VERSION, "source": source, **values}

    def to_json(self, indent: int | None = 2) -> str:
        """The contract's JSON document, UTF-8 text with a stable key order."""
        text = json.dumps(self.to_dict(), ensure_ascii=False, indent=indent)
        return text if indent is None else boxes_on_one_line(text)


JSON_ORDER = (
    "framework", "inspection", "council", "facts", "judgements", "sections",
    "findings", "recommendations", "warnings", "provenance",
)  # fmt: skip


_NUMBERS = re.compile(r"\[\n\s+([-\d.,\s]+?)\n\s+\]")


def boxes_on_one_line(text: str) -> str:
    """Indented JSON with each list of numbers on one line. No string is touched: none has a raw
    line break in it."""
    return _NUMBERS.sub(lambda m: f"[{' '.join(m[1].split())}]", text)


def plain(value: Any) -> Any:
    """A value of this module as what ``json`` writes: fields in their order, tuples as lists."""
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, tuple):
        return [plain(v) for v in value]
    if isinstance(value, Box):
        return value.to_list()
    if isinstance(value, Provenance):
        return {
            **{n: plain(getattr(value, n)) for n in value.__slots__},
            "models": dict(value.models),
        }
    return {n: plain(getattr(value, n)) for n in value.__slots__}

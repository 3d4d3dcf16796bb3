"""The tables' columns: their order, their types, what they mean. Stable: analysts join on them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Type = Literal["text", "integer", "number", "date", "truth"]


@dataclass(frozen=True, slots=True)
class Column:
    """``width`` is that of a spreadsheet's column, in characters; ``link``: holds an address."""

    name: str
    type: Type
    meaning: str
    width: int = 14
    link: bool = False


_KEY = Column("sha256", "text", "The report: SHA-256 of its bytes. Joins the tables.", 12)

_CONTEXT = (
    _KEY,
    Column("council", "text", "The council, by its canonical name.", 24),
    Column("ons_code", "text", "The council's code of the Office for National Statistics.", 11),
    Column("framework", "text", "The inspection framework: sif, ilacs, jtai, area_send, ...", 11),
    Column("framework_version", "text", "Its edition; empty where it has none.", 9),
    Column("inspection_type", "text", "standard, short, reinspection, focused_visit, ...", 15),
    Column("start", "date", "The inspection's first day.", 11),
)

_EVIDENCE = (
    Column("page", "integer", "The page on which it stands, from 1.", 6),
    Column("evidence", "text", "A link to that page of the report.", 12, link=True),
    Column("char_start", "integer", "Where the evidence starts in the report's running text.", 9),
    Column("char_end", "integer", "Where it ends there (exclusive).", 9),
)

_AREA = Column("key_area", "text", "The key area judged; empty where the report tells none.", 22)
_THEMES = Column("themes", "text", "Theme ids, separated by '; '.", 24)
_SURE = Column("confidence", "number", "0 to 1.", 10)

TABLES: dict[str, tuple[Column, ...]] = {
    "reports": (
        *_CONTEXT,
        Column("end", "date", "The inspection's last day.", 11),
        Column("published", "date", "The day of publication that the report prints.", 11),
        Column("region", "text", "The council's region.", 18),
        Column("lead_inspector", "text", "As the report names them.", 20),
        Column("inspectorates", "text", "Who inspected, separated by '; '.", 18),
        Column("focus", "text", "What a visit looked at.", 40),
        Column("pages", "integer", "Pages of the report.", 7),
        Column("judgements", "integer", "Rows in the table judgements.", 11),
        Column("findings", "integer", "Rows in the table findings.", 9),
        Column("recommendations", "integer", "Rows in the table recommendations.", 15),
        Column("warnings", "text", "Codes of the extractor's doubts, separated by '; '.", 24),
        Column("source", "text", "The file that was read.", 36),
        Column("document", "text", "The JSON document, in the results folder.", 36),
        Column("url", "text", "The report: its official address if known, or the file.", 24, True),
        Column("extractor_version", "text", "The toolkit's version.", 10),
    ),
    "judgements": (
        *_CONTEXT,
        _AREA,
        Column("grade", "text", "The grade's id: outstanding, good, ...", 20),
        Column("grade_label", "text", "The grade in the report's own words.", 24),
        Column("title", "text", "The key area in the report's own words.", 40),
        _SURE,
        *_EVIDENCE,
    ),
    "findings": (
        *_CONTEXT,
        Column("id", "text", "The finding within its report.", 7),
        _AREA,
        Column("polarity", "text", "strength, weakness or mixed.", 10),
        Column("text", "text", "The sentence.", 80),
        _THEMES,
        _SURE,
        Column("paragraph", "text", "The printed number of its paragraph.", 10),
        Column("section", "text", "The id of its section in the JSON document.", 8),
        *_EVIDENCE,
    ),
    "recommendations": (
        *_CONTEXT,
        Column("id", "text", "The recommendation within its report.", 7),
        Column("number", "text", "Its printed number.", 8),
        Column("text", "text", "The whole item, word for word.", 80),
        Column("priority", "truth", "Whether it asks for priority or immediate action.", 8),
        _AREA,
        _THEMES,
        Column("addressee", "text", "To whom it is addressed.", 18),
        Column("references", "text", "Paragraphs and standards it names, separated by '; '.", 20),
        Column("list_heading", "text", "The heading of its list.", 30),
        *_EVIDENCE,
    ),
}


def dictionary() -> Iterator[dict[str, str]]:
    """The data dictionary: a row for each column of each table."""
    for table, columns in TABLES.items():
        for column in columns:
            yield {
                "table": table, "column": column.name, "type": column.type,
                "meaning": column.meaning,
            }  # fmt: skip

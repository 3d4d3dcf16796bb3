"""A sample's source: a TOML file with its facts (the truth), its layout and its marked text.

A body is a run of blocks, parted by blank lines, each told by its first characters:

====================  ==========================================================================
``#`` to ``####``     a heading: title, section, sub-heading, italic sub-heading
``12. text``          a numbered paragraph
``- text``            a list item; ``-- text`` one nested in it
``+ text``            another paragraph of the item above
``| a || b``          a row of the table begun by ``@table`` (``^`` ``=`` ``_`` before a cell: it
                      stands at the top, the middle, the bottom of its row)
``@word key=value``   a directive: ``@page``, ``@skip 40``, ``@floor 90`` (go to 90 points above
                      the foot), ``@blank`` (an empty page), ``@contents``, ``@table``,
                      ``@recs``, ``@end``
anything else         a paragraph
====================  ==========================================================================

Items between ``@recs heading=... addressee=... priority=...`` and ``@end`` are what the extractor
must give as recommendations; so are the rows of a table there.
"""

from __future__ import annotations

import re
import shlex
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from samples.sheet import Layout

CONTENT = Path(__file__).parent / "content"
START = re.compile(r"(#{1,4}|--?|\+|\||\d+(?:\.\d+)*\.) +(?=\S)|@")


@dataclass
class Block:
    """One block: its mark ("#", "-", "12.", "|", "@", "") and its marked text."""

    mark: str
    text: str
    word: str = ""
    options: dict[str, str] = field(default_factory=dict)


@dataclass
class Source:
    """A sample as written."""

    name: str
    kind: str
    truth: dict[str, Any]
    meta: dict[str, str]
    layout: Layout
    notes: dict[str, str]
    blocks: list[Block]
    text: str = ""
    recommendations: list[dict[str, Any]] = field(default_factory=list)


def names() -> list[str]:
    """All samples' names, in order."""
    return sorted(path.stem for path in CONTENT.glob("*.toml"))


def load(name: str) -> Source:
    """Read one sample's source."""
    with (CONTENT / f"{name}.toml").open("rb") as handle:
        data = tomllib.load(handle)
    layout = data.get("layout", {})
    for key in ("footer", "letterhead"):
        if key in layout:
            layout[key] = tuple(layout[key])
    body = data["body"].lstrip("\n").replace("\\f", "\f")
    for item in data.get("recommendations", []):
        item["number"] = item["number"] or None
    return Source(
        name, data.get("kind", "pdf"), data["truth"], data["meta"], Layout(**layout),
        data.get("notes", {}), [] if data.get("kind") == "txt" else blocks(body), body,
        data.get("recommendations", []),
    )  # fmt: skip


def blocks(body: str) -> list[Block]:
    """The blocks of a body; lines that start no block continue the one above."""
    found: list[Block] = []
    open_ = False
    for raw in body.splitlines():
        line = raw.strip()
        start = START.match(line)
        if not line:
            open_ = False
        elif start and start.group() == "@":
            word, *rest = shlex.split(line[1:])
            options = dict(x.split("=", 1) if "=" in x else ("", x) for x in rest)
            found.append(Block("@", line, word, options))
            open_ = False
        elif start:
            found.append(Block(start.group(1), line[start.end() :]))
            open_ = True
        elif open_:
            found[-1].text += " " + line
        else:
            found.append(Block("", line))
            open_ = True
    return found

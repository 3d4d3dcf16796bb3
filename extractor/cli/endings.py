"""Whether the name of the file to write fits what will stand in it."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import Literal

import click

Form = Literal["json", "text"]
ENDINGS = {"json": (".json", ".jsonl", ".ndjson"), "text": (".txt", ".md")}
LINES = (".jsonl", ".ndjson")
LIKE_AN_ENDING = re.compile(r"\.[a-z][a-z0-9]{0,7}", re.IGNORECASE)
"""Not the ``.tmUgVGKcQz`` that mktemp makes, nor the ``.2024`` of a year."""

TABLES = (".csv", ".tsv", ".xlsx", ".xls", ".ods", ".parquet", ".sqlite", ".db", ".duckdb")
MORE = " Tables are made by 'extract tables', of what 'extract batch' leaves."


def ending(output: str | None) -> str:
    """The file's ending in lower case, "" where it has none."""
    found = PurePath(output or "").suffix
    return found.lower() if LIKE_AN_ENDING.fullmatch(found) else ""


def check_ending(output: str | None, form: Form, documents: int = 1) -> None:
    """End the command where the ending promises another form than is written; several documents
    in a ``.json`` are told, for they are no JSON document."""
    found = ending(output)
    if found and found not in ENDINGS[form]:
        name = PurePath(output or "").with_suffix(ENDINGS[form][0]).name
        written = "JSON" if form == "json" else "text for reading"
        more = MORE if found in TABLES else ""
        raise click.UsageError(f"{output}: what is written is {written}; name it {name}.{more}")
    if form == "json" and found == ".json" and documents > 1:
        name = PurePath(output or "").with_suffix(".jsonl").name
        click.echo(
            f"extract: {output}: several documents are written one a line (JSON Lines), which is "
            f"no JSON document; a better name is {name}",
            err=True,
        )

"""What may stand in a cell of a table."""

from __future__ import annotations

from typing import Any

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def safe(value: Any) -> Any:
    """Text that a spreadsheet would take for a formula, with an apostrophe before it (the mark
    that spreadsheets themselves know for "this is text"); all else as it is."""
    return "'" + value if isinstance(value, str) and value.startswith(FORMULA) else value


def spreadsheet_link(address: str) -> str:
    """An address as XlsxWriter is to get it: it takes every ``file:`` for a path of Windows and
    turns its slashes round, unless the scheme is in capitals, which are the same (RFC 3986)."""
    return address.replace("file:", "FILE:", 1) if address.startswith("file:") else address

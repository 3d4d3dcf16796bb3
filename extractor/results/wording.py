"""Numbers with their words, for messages."""

from __future__ import annotations


def counted(count: int, thing: str) -> str:
    """ "1 report", "2 reports", "1,234 reports"."""
    return f"{count:,} {thing}{'' if count == 1 else 's'}"

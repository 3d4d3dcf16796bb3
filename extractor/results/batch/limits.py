"""What one report may cost."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """The bounds of one report's work: wall-clock ``seconds`` and ``memory`` of its process in MiB.

    The defaults leave a real report (about a second, under 300 MiB) ample room.
    """

    seconds: float = 120.0
    memory: int = 2048


TRIES = 3
"""How often a report is begun whose process dies: a kill from outside is not the report's fault."""

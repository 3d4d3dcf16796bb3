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


LEAST_MEMORY = {"fast": 256, "accurate": 512}
"""MiB below which a worker cannot be relied on to start and read a page, by model: measured on the
samples, all of which need 192 and 384. It is the address space of the libraries that counts."""

TRIES = 3
"""How often a report is begun whose process dies: a kill from outside is not the report's fault."""

"""How a run over many reports went."""

from __future__ import annotations

from dataclasses import dataclass, field

from extractor.errors import ExtractError


@dataclass(slots=True)
class Summary:
    """How a run went, in sources (``reports`` = ``done`` + ``unchanged`` + ``duplicates`` +
    ``failed``).

    ``kept`` of those that failed have an older result, which stays; ``remodelled`` of those done
    had one of another model. ``pages`` are those of the reports done; ``peak`` is the most memory
    that a worker had, in bytes; ``seconds`` is wall-clock time. ``models`` counts the documents
    that the folder holds at the end, by model (see ``documents.models``).
    """

    reports: int = 0
    done: int = 0
    unchanged: int = 0
    duplicates: int = 0
    failed: int = 0
    kept: int = 0
    remodelled: int = 0
    pages: int = 0
    seconds: float = 0.0
    peak: int = 0
    errors: list[ExtractError] = field(default_factory=list)
    models: dict[str, int] = field(default_factory=dict)

    @property
    def settled(self) -> int:
        """How many sources are dealt with."""
        return self.done + self.unchanged + self.duplicates + self.failed

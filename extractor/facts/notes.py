"""The document in hand while its facts are read: its head and tail, and the facts noted so far."""

from __future__ import annotations

from dataclasses import dataclass, field

from extractor.frameworks.model import Framework
from extractor.frameworks.patterns import Pattern, folded
from extractor.model import Document, Fact, Warning

HEAD_PAGES = 2
"""Facts stand on the first page; a long letterhead or list of addressees pushes them over."""
TAIL_PAGES = 3
"""The inspection team, the signature: on the last pages, before some boilerplate."""

Span = tuple[int, int]


@dataclass(slots=True)
class Notes:
    """Used once, for one document. ``text`` is its folded text; ``head`` the folded text of the
    first pages, with the same offsets, without their furniture (a running head may be another
    report's)."""

    document: Document
    framework: Framework
    facts: list[Fact] = field(default_factory=list)
    warnings: list[Warning] = field(default_factory=list)
    text: str = ""
    head: str = ""

    def __post_init__(self) -> None:
        self.text = folded(self.document.text)
        self.head = head_of(self.document)

    def put(self, name: str, value: str, rule: str, span: Span, confidence: float = 1.0) -> None:
        """Note a fact of the JSON's field ``name`` that stands at ``span``."""
        evidence = self.document.evidence(*span)
        self.facts.append(Fact(name, value, rule, evidence, round(confidence, 2)))

    def warn(self, code: str, message: str, span: Span | None = None) -> None:
        """Note something the reader of the result must know."""
        evidence = self.document.evidence(*span) if span else None
        self.warnings.append(Warning(code, message, evidence))

    def field(self, name: str) -> tuple[Pattern, ...]:
        """The framework's patterns for that field."""
        return self.framework.field(name)

    def option(self, name: str) -> bool:
        """Whether the framework's [fields] set that option."""
        return bool(self.framework.options.get(f"fields.{name}"))

    def tail(self) -> int:
        """Where the last pages begin."""
        page = len(self.document.pages) - TAIL_PAGES + 1
        return next((b.lead for b in self.document.blocks if b.page >= page), 0)


def head_of(document: Document) -> str:
    """The folded text of the first pages, each character of their furniture a line end."""
    text, blocks = folded(document.text), document.blocks
    stop = next((b.lead for b in blocks if b.page > HEAD_PAGES), len(text))
    head, at = [], 0
    for block in blocks:
        if block.lead >= stop:
            break
        if block.kind == "furniture":
            end = min(block.end, stop)
            head += [text[at : block.lead], "\n" * (end - block.lead)]
            at = end
    return "".join(head) + text[at:stop]

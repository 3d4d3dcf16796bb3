"""Groups of lines to one immutable document: running text, lines with offsets, blocks."""

from __future__ import annotations

import re
from dataclasses import replace

from extractor.model import Block, BlockKind, Box, Document, Line, Page, Warning

from .layout import Group
from .lines import RawLine
from .source import Source

# Bullets as they come out of symbol fonts, and what a reader of the text should see.
_SHOWN = str.maketrans(
    dict.fromkeys("\uf06e\uf0a7\uf0b7\uf0be\uf0d8\uf0fc\uf076", "■")
    | {"\uf02d": "–", "\u0336": "–", "\u0335": "–"}
)
_LAST_WORD = re.compile(r"([^\W\d_]+)-$")
_SUSPENDED = re.compile(r"(?:and|or|to) ")  # "short- and long-term"
_FIRST_WORD = re.compile(r"[^\W\d_]+")


class _Vocabulary:
    """The document's own words, to tell a typesetter's hyphen from a real one."""

    def __init__(self, groups: list[Group]) -> None:
        self.groups, self.text = groups, ""

    def drops(self, before: str, after: str) -> bool:
        """Whether the hyphen that ends ``before`` goes when ``after`` is joined to it: the word
        stands elsewhere without the hyphen, and nowhere with it."""
        left, right = _LAST_WORD.search(before), _FIRST_WORD.match(after)
        if not left or not right or not after[0].islower():
            return False
        if not self.text:  # gathered when first needed: most documents break no word
            self.text = " ".join(x.text for g in self.groups for x in g.lines).lower()
        return self._has(left[1] + right[0]) and not self._has(f"{left[1]}-{right[0]}")

    def _has(self, word: str) -> bool:
        return re.search(rf"(?<![\w-]){re.escape(word.lower())}(?![\w-])", self.text) is not None


class _Writer:
    """Gathers the text and its lines and blocks; used once."""

    def __init__(self, vocabulary: _Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.parts: list[str] = []
        self.length = 0
        self.lines: list[Line] = []
        self.blocks: list[Block] = []

    def _add(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)

    def block(self, lines: list[RawLine], kind: BlockKind, level: int) -> None:
        if self.blocks:
            self._add("\n\n")
        head, lead, first = lines[0], self.length, len(self.lines)
        mark = head.mark.translate(_SHOWN)
        if mark:
            self._add(mark + " " if head.text else mark)
        start = self.length
        for i, line in enumerate(lines):
            text, joint = line.text, ""
            if i + 1 < len(lines):
                after = lines[i + 1].text
                joint = " "
                if len(text) > 1 and text[-1] in "-–—" and not text[-2].isspace():
                    joint = " " if _SUSPENDED.match(after) else ""
                    if not joint and text[-1] == "-" and self.vocabulary.drops(text, after):
                        text = text[:-1]
            at = self.length
            self._add(text)
            box = Box(
                line.page,
                line.text_x if i == 0 and mark else line.x0,
                line.top,
                line.x1,
                line.bottom,
            )
            self.lines.append(Line(at, self.length, box, line.size, line.bold, line.italic))
            if joint:
                self._add(joint)
        self.blocks.append(
            Block(
                kind,
                start,
                self.length,
                lead,
                first,
                len(self.lines),
                head.page,
                mark=mark,
                number=head.number,
                level=level,
                cell=head.cell,
            )
        )


def compose(
    source: Source,
    pages: tuple[Page, ...],
    groups: list[Group],
    kinds: list[tuple[BlockKind, int]],
    warnings: tuple[Warning, ...] = (),
) -> Document:
    """Write the groups, each with its (kind, level), into one document."""
    writer = _Writer(_Vocabulary(groups))
    for group, (kind, level) in zip(groups, kinds, strict=True):
        if group.lines:
            writer.block(group.lines, kind, level)
        for note in group.notes:
            head = replace(note[0], mark=note[0].mark or note[0].note)
            writer.block([head, *note[1:]], "footnote", 0)
        for lines in group.furniture:
            for line in lines:
                writer.block([line], "furniture", 0)
    return Document(
        path=source.name,
        sha256=source.sha256,
        media_type=source.media_type,
        pages=pages,
        text="".join(writer.parts),
        lines=tuple(writer.lines),
        blocks=tuple(writer.blocks),
        warnings=warnings,
    )

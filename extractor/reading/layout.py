"""Lines to blocks: paragraphs, list items, headings and cells, each a list of raw lines.

Nothing here knows a word of any report: only positions, sizes, marks and punctuation count.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace

from .furniture import Parts
from .lines import DASHES, TEXT_SIZE, RawLine

_END = (".", "!", "?", ":", ";", ".’", ".”", ".'", '."', ".)", "?’", "?)")
_NEVER_LAST = frozenset(
    "a an and at by for from in into of on or outside than that the through to via which with"
    " within".split()
)
"""No paragraph ends in these, however short its line and whatever capital comes next."""


@dataclass(slots=True)
class Group:
    """Lines that belong together, while they are gathered."""

    lines: list[RawLine]
    notes: list[list[RawLine]] = field(default_factory=list)
    furniture: list[list[RawLine]] = field(default_factory=list)

    @property
    def first(self) -> RawLine:
        return self.lines[0]

    @property
    def last(self) -> RawLine:
        return self.lines[-1]


@dataclass(frozen=True, slots=True)
class Measures:
    """What the layout of a document is judged by, in points."""

    size: float
    """Size of the body's font."""
    pitch: float
    """Usual distance between the baselines of one paragraph's lines."""
    right: float
    """Where full lines end."""


def measure(parts: list[Parts], size: float) -> Measures:
    """Body size, line pitch and right margin, each as most of the body has it."""
    if size == TEXT_SIZE:
        width = max((x.x1 for page in parts for x in page.body), default=80.0)
        return Measures(TEXT_SIZE, TEXT_SIZE, width)
    pitches: Counter[float] = Counter()
    rights: Counter[int] = Counter()
    for page in parts:
        ordered = sorted(page.body, key=lambda x: x.base)
        for above, below in zip(ordered, ordered[1:], strict=False):
            gap = below.base - above.base
            if above.size == below.size == size and 0.9 * size < gap < 2.2 * size:
                pitches[round(gap * 2) / 2] += 1
        for line in page.body:
            if line.size == size and len(line.text) > 40:
                rights[int(line.x1)] += 1
    pitch = (
        min(p for p, n in pitches.items() if n >= 0.5 * max(pitches.values()))
        if pitches
        else 1.2 * size
    )
    total, seen, right = sum(rights.values()), 0, 0
    for right in sorted(rights):  # the place that 95 of 100 full lines do not pass
        seen += rights[right]
        if seen >= 0.95 * total:
            break
    return Measures(size, pitch, float(right))


def group_pages(parts: list[Parts], measures: Measures) -> list[Group]:
    """All groups of a document in reading order, joined across pages.

    Footnotes and furniture go with the group that they follow or interrupt.
    """
    out: list[Group] = []
    for page in parts:
        groups = _group_page(page.body, measures)
        _continue_cells(out, groups)
        if out and groups and _crosses(out[-1], groups[0], measures):
            out[-1].lines.extend(groups[0].lines)
            joined = groups.pop(0)
            out[-1].notes.extend(joined.notes)
        if page.footnotes or page.furniture:
            if groups or not out:
                if not groups:
                    groups = [Group([])]
                holder = groups[-1]
            else:
                holder = out[-1]
            if page.footnotes:
                holder.notes.extend(_notes(page.footnotes, measures))
            if page.furniture:
                holder.furniture.append(page.furniture)
        out.extend(groups)
    return out


def _continue_cells(out: list[Group], groups: list[Group]) -> None:
    """Give what goes on in a cell of the page before to the group it goes on from."""
    held = {g.first.cell: g for g in out[-12:] if g.lines and g.first.cell}
    for group in list(groups):
        cell = group.first.cell
        before = held.get(cell) if cell else None
        if before is None or cell is None or group.first.mark or before.last.text.endswith(_END):
            continue
        if before.last.page == group.first.page - 1:
            before.lines.extend(group.lines)
            groups.remove(group)
            del held[cell]


def _notes(lines: list[RawLine], measures: Measures) -> list[list[RawLine]]:
    notes: list[list[RawLine]] = []
    for line in sorted(lines, key=lambda x: (round(x.base), x.x0)):
        starts = (
            line.note
            or line.number is not None
            or line.text[:1].isdigit()
            or line.text[:1] in "*†‡"
        )
        if not notes or (starts and line.x0 <= notes[-1][0].x0 + 8):
            notes.append([])
        notes[-1].append(line)
    return notes


def _rows(lines: list[RawLine], measures: Measures) -> list[RawLine]:
    """Top to bottom, and from left to right within a row."""
    ordered = sorted(lines, key=lambda x: x.base)
    out: list[RawLine] = []
    row: list[RawLine] = []
    for line in ordered:
        if row and line.base - row[0].base > 0.35 * max(
            0.5 * measures.size, min(line.size, row[0].size)
        ):
            out.extend(sorted(row, key=lambda x: x.x0))
            row = []
        row.append(line)
    out.extend(sorted(row, key=lambda x: x.x0))
    return out


def _group_page(lines: list[RawLine], measures: Measures) -> list[Group]:
    groups: list[Group] = []
    rows = _rows(lines, measures)
    numbered: set[int] = set()
    for i, line in enumerate(rows):
        holder = None
        for group in reversed(groups[-4:]):
            if _overlap(group.last, line):
                holder = group
                break
        if _contents_row(rows, i):
            if holder is not None and id(holder.last) in numbered:
                holder = None
            numbered.add(id(line))
        if holder is not None and (plain := _continuation(holder, line, measures)) is not None:
            holder.lines.append(plain)
        else:
            groups.append(Group([line]))
    return groups


def _contents_row(rows: list[RawLine], i: int) -> bool:
    """Whether a line is part of a row that ends in a lone number, as in a list of contents."""
    line = rows[i]
    if line.columns < 2:
        return False
    mates = [x for x in rows[max(0, i - 3) : i + 4] if abs(x.base - line.base) < 0.6 * line.size]
    return max(mates, key=lambda x: x.x0).text.isdigit()


def _overlap(above: RawLine, below: RawLine) -> bool:
    """Whether two lines can stand in one column."""
    if above.cell != below.cell:
        return False
    shared = min(above.x1, below.x1) - max(above.x0, below.x0)
    return shared > 0.3 * min(above.x1 - above.x0, below.x1 - below.x0)


def _continuation(group: Group, line: RawLine, measures: Measures) -> RawLine | None:
    """The line as it goes on from the group (a false mark put back), or None if it starts anew."""
    last = group.last
    gap = line.base - last.base
    limit = max(1.28 * measures.pitch * line.size / measures.size, 1.32 * line.size)
    if not 0.4 * line.size < gap < limit:
        return None
    if abs(line.size - last.size) > 0.12 * measures.size:
        return None
    large = min(line.size, last.size) > measures.size + 0.9
    runs_on = line.text[:1].islower() and not last.text.endswith(_END)
    if line.bold != last.bold and not large and not runs_on:
        return None
    if line.mark:
        return _false_mark(group, line, measures)
    if _breaks(group, line, measures):
        return None
    return line


def _false_mark(group: Group, line: RawLine, measures: Measures) -> RawLine | None:
    """A line of running text that happens to begin with a dash or a number."""
    last, x = group.last, group.first.text_x if group.first.mark else group.first.x0
    if line.mark not in DASHES and line.number is None:
        return None
    inside = abs(line.x0 - x) < 3 and not last.text.endswith(_END)
    if not inside or _fits(last, line, measures):
        return None
    return replace(line, text=f"{line.mark} {line.text}", mark="", number=None)


def _breaks(group: Group, line: RawLine, measures: Measures) -> bool:
    """Whether an unmarked line at normal distance starts a paragraph of its own."""
    first, last = group.first, group.last
    if first.columns > 1 or line.columns > 1 or first.cell:
        return False
    left = min(first.x0, first.text_x)
    if line.x0 < left - 8 and not _centred(last, line):
        return True
    if (line.italic and not last.italic or last.italic and not line.italic) and len(
        group.lines
    ) == 1:
        if last.text.endswith(_END) or line.text[:1].isupper():
            return True
    if last.text.rsplit(" ", 1)[-1] in _NEVER_LAST:
        return False
    starts = not line.text[:1].islower() and (last.text.endswith(_END) or line.text[:1].isupper())
    return starts and _fits(last, line, measures)


def _centred(above: RawLine, below: RawLine) -> bool:
    return abs((above.x0 + above.x1) - (below.x0 + below.x1)) < 8


def _fits(last: RawLine, line: RawLine, measures: Measures) -> bool:
    """Whether the line's first word had room on the line above: then its break was meant."""
    word = line.text.split(" ", 1)[0]
    width = (line.x1 - line.x0) * (len(word) + 1) / max(1, len(line.text))
    return last.x1 + width < measures.right - 1.2 * measures.size


def _crosses(group: Group, after: Group, measures: Measures) -> bool:
    """Whether a page's first group goes on from the page before's last one."""
    if not group.lines or not after.lines:
        return False
    last, line = group.last, after.first
    if line.page != last.page + 1 or line.cell or last.cell or last.columns > 1 or line.columns > 1:
        return False
    if abs(line.size - last.size) > 0.6 or line.bold != last.bold:
        return False
    if line.mark:
        plain = _false_mark(group, line, measures)
        if plain is not None and plain.text and not last.text.endswith(_END):
            after.lines[0] = plain
            return True
        return False
    first = group.first
    x = first.text_x if first.mark else first.x0
    aligned = min(abs(line.x0 - x), abs(line.x0 - first.x0)) < 6
    if last.text.endswith(_END):
        if measures.size == TEXT_SIZE:  # lines of plain text have no width to be full of
            return False
        # A full last line says nothing; a short one ends its paragraph. Behind a list item
        # only its own indent goes on with it.
        hanging = bool(first.mark) and x > first.x0 + 6 and abs(line.x0 - x) < 3
        return (
            aligned
            and not last.text.endswith(":")
            and (
                (hanging and line.text[:1].islower())
                or (not first.mark and not _fits(last, line, measures) and not line.bold)
                or (hanging and not _fits(last, line, measures))
            )
        )
    return aligned or line.text[:1].islower()

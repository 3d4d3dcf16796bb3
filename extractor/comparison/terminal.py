"""Views for reading at a terminal: tables that fit its width."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from extractor.comparison.behind import printed
from extractor.comparison.corpus import Corpus
from extractor.comparison.scales import scales
from extractor.comparison.selection import Selection
from extractor.comparison.view import View, ViewColumn
from extractor.results.terminal import printable
from extractor.results.wording import counted

if TYPE_CHECKING:
    import pandas as pd

_ARROWS = {"better": "+", "same": "=", "worse": "-"}
_NARROW, _GAP = 8, 2
_DATE = ViewColumn("start", "", "date", "")


@dataclass(frozen=True, slots=True)
class _Column:
    """A column as shown: ``grades`` are those of its cells, ``right``: it is of numbers."""

    title: str
    cells: tuple[str, ...]
    grades: tuple[str | None, ...]
    right: bool


def show(
    corpus: Corpus, selection: Selection, views: Sequence[View], *, colour: bool, width: int
) -> Iterator[str]:
    """The views as lines. ``colour`` adds ANSI styles; ``width`` is in columns."""
    yield f"{counted(len(corpus.reports), 'report')} of {corpus.folder}; {selection.words()}"
    for view in views:
        yield ""
        yield click.style(view.title, bold=True) if colour else view.title
        yield from textwrap.wrap(view.about, width)
        for note in view.notes:
            yield from textwrap.wrap(note, width, initial_indent="! ", subsequent_indent="  ")
        yield from _view(view, colour, width)
        yield from _legend(view, width)


def show_rows(view: View, width: int) -> Iterator[str]:
    """The rows behind a cell (``behind``) as lines: council, date and page, then the words; for a
    grade, what was graded."""
    yield view.title
    yield view.about
    for item in view.frame.to_dict("records"):
        where = [item["council"], item["framework"], _cell(item["start"], _DATE)]
        told = [str(w) for w in where if not _missing(w)]
        if "page" in item:
            told.append(f"p. {item['page']}")
        yield ""
        yield printable(", ".join(told))
        words = item.get("text") or item.get("grade_label") or item.get("url")
        for line in textwrap.wrap(printable(str(words)), width - 2):
            yield f"  {line}"
        yield f"  {item.get('evidence') or item['url']}"


def _view(view: View, colour: bool, width: int) -> Iterator[str]:
    if view.frame.empty:
        yield from ("", "Nothing of this in the selection.")
        return
    if view.group is None:
        yield ""
        yield from _table(_columns(view, view.frame), colour, width)
        return
    names = view.frame[view.group].astype(object)
    for name in dict.fromkeys(names.where(names.notna(), None)):
        part = view.frame[names == name if name is not None else names.isna()]
        kind = scales().kinds.get(str(name))
        yield from ("", f"-- {kind.title if kind else name} --")
        yield from _table(_columns(view, part), colour, width)


def _columns(view: View, frame: pd.DataFrame) -> list[_Column]:
    """The row's number, then what is no detail and not empty throughout; grades with the step that
    led to them, shares with their interval."""
    numbers = tuple(str(n) for n in view.frame.index.get_indexer(frame.index) + 1)
    made = [_Column("#", numbers, (None,) * len(numbers), True)]
    names = [c.name for c in view.columns]
    for column in view.columns:
        values = frame[column.name]
        if column.detail or column.name == view.group or values.isna().all():
            continue
        if view.group and column.name in scales().grades and not values.any():
            continue
        cells = [_cell(v, column) for v in values]
        if f"{column.name}_covers" in names:
            joint = frame[f"{column.name}_covers"].isin(_joint())
            marks = ["*" if j else "" for j in joint]
            cells = [f"{cell}{mark}".strip() for cell, mark in zip(cells, marks, strict=True)]
        if f"{column.name}_step" in names:
            steps = [_ARROWS.get(str(s), " ") for s in frame[f"{column.name}_step"]]
            cells = [f"{cell} {step}" for cell, step in zip(cells, steps, strict=True)]
        stem = column.name.removesuffix("share")
        if column.kind == "share" and {f"{stem}low", f"{stem}high"} <= set(names):
            ends = zip(cells, frame[f"{stem}low"], frame[f"{stem}high"], strict=True)
            cells = [f"{cell} ({_percent(a)}-{_percent(b)})" for cell, a, b in ends]
        graded = column.kind == "grade"
        grades = [str(v) if graded and isinstance(v, str) else None for v in values]
        right = column.kind in ("count", "share", "number")
        made.append(_Column(printed(column), tuple(cells), tuple(grades), right))
    return made


def _joint() -> tuple[str, ...]:
    """What judgements cover that are of several key areas together."""
    return tuple(series.covers or "" for series in scales().series if series.also)


def _cell(value: Any, column: ViewColumn) -> str:
    if _missing(value):
        return ""
    if column.kind == "grade":
        known = scales().grades.get(str(value))
        return known.short if known else str(value)
    if column.kind == "date":
        return str(value.date())
    if column.kind == "share":
        return f"{_percent(value)}%"
    if column.kind == "number":
        return _number(value)
    return printable(str(value))


def _missing(value: Any) -> bool:
    import pandas as pd

    return bool(pd.isna(value))


def _percent(value: Any) -> str:
    return "" if _missing(value) else f"{100 * float(value):.0f}"


def _number(value: Any) -> str:
    if float(value).is_integer() and abs(value) >= 1:
        return str(int(value))
    return "<0.001" if 0 < abs(value) < 0.001 else f"{float(value):.3g}"


def _table(columns: list[_Column], colour: bool, width: int) -> Iterator[str]:
    widths = _widths(columns, width)
    heads = [textwrap.wrap(c.title, w) or [""] for c, w in zip(columns, widths, strict=True)]
    for at in range(height := max(map(len, heads))):
        line = ["" if at < height - len(h) else h[at - height + len(h)] for h in heads]
        yield _line(line, columns, widths)
    yield (" " * _GAP).join("-" * w for w in widths)
    for row in range(len(columns[0].cells)):
        cells = [c.cells[row] for c in columns]
        yield _line(cells, columns, widths, [c.grades[row] if colour else None for c in columns])


def _line(
    cells: list[str], columns: list[_Column], widths: list[int],
    grades: Sequence[str | None] = (),
) -> str:  # fmt: skip
    made = []
    for at, (cell, column, width) in enumerate(zip(cells, columns, widths, strict=True)):
        short = cell if len(cell) <= width else cell[: width - 1] + "…"
        text = short.rjust(width) if column.right else short.ljust(width)
        known = scales().grades.get((grades[at] if grades else None) or "")
        if known:
            text = click.style(text, fg=_rgb(known.ink), bg=_rgb(known.colour))
        made.append(text)
    return (" " * _GAP).join(made).rstrip()


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _widths(columns: list[_Column], width: int) -> list[int]:
    """What each column needs; the widest texts give way where all together need more."""
    widths = []
    for column in columns:
        words = max((len(word) for word in column.title.split()), default=1)
        widths.append(max(words, *map(len, column.cells)))
    while sum(widths) + _GAP * (len(widths) - 1) > width:
        texts = [(w, at) for at, w in enumerate(widths) if not columns[at].right]
        most, at = max(texts)
        if most <= _NARROW:
            break
        widths[at] -= 1
    return widths


def _legend(view: View, width: int) -> Iterator[str]:
    graded = {c.name for c in view.columns if c.kind == "grade" and not c.detail}
    if not graded:
        return
    seen = {g for name in graded for g in view.frame[name].dropna().unique()}
    shown = [g for g in scales().grades.values() if g.id in seen]
    told = [f"{g.short} {g.label}" for g in shown if g.short != g.label]
    if any(f"{name}_step" in {c.name for c in view.columns} for name in graded):
        told.append("+ = - better, same, worse than the last comparable grade")
    for joint in _joint():
        if any(view.frame[c.name].isin([joint]).any() for c in view.columns if "covers" in c.name):
            told.append(f"* {joint}")
    if told:
        yield ""
        yield from textwrap.wrap("; ".join(told), width)

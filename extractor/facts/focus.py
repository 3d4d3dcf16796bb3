"""What a visit or a joint inspection looked at: the words behind a label, to the sentence's end."""

from __future__ import annotations

import re
from dataclasses import dataclass

from extractor.facts.council import mentions
from extractor.frameworks.patterns import Pattern, folded

MAX_LENGTH = 600
_STOP = re.compile(
    r"\.(?=['\")\]]{0,2}(?:\s|$))(?<!e\.g\.)(?<!i\.e\.)(?<!St\.)|;|\n\s*\n|:\s*(?:\n|$)"
)
_STYLE = (
    r"(?:\s(?:city|county|borough|metropolitan|district|council|the|of|royal|london|local"
    r"|authority|area))*"
)
_BEFORE = re.compile(
    r"\s(?:in|across|within)(?:\sthe)?(?:\s\w+\s(?:borough|city|council)\sof)?\s$", re.IGNORECASE
)
_AFTER = re.compile(_STYLE + r"(?='|\s|$|[,.])", re.IGNORECASE)
_LEADING = re.compile(r"(?:[ :,-]|\n(?!\n))*")


@dataclass(frozen=True, slots=True)
class Focus:
    """The focus: ``value`` as one line without the place, printed at ``text[start:end]``."""

    value: str
    start: int
    end: int
    rule: str


def find_focus(
    text: str,
    labels: tuple[Pattern, ...],
    ends: tuple[Pattern, ...],
    council: str | None = None,
    *,
    pos: int = 0,
    end: int | None = None,
) -> Focus | None:
    """The focus behind the first label that has one, in ``text[pos:end]``; None where none has.

    It runs to the end of the sentence, of the block, or to where one of ``ends`` begins; what
    places it in ``council`` ("in Anytown City Council") is left out of its value.
    """
    plain = folded(text)
    limit = len(text) if end is None else end
    for label in labels:
        for found in label.regex.finditer(plain, pos, limit):
            focus = _read(text, plain, found.end(), limit, ends, council)
            if focus:
                return Focus(focus[0], focus[1], focus[2], label.id)
    return None


def _read(
    text: str, plain: str, at: int, limit: int, ends: tuple[Pattern, ...], council: str | None
) -> tuple[str, int, int] | None:
    leading = _LEADING.match(plain, at, limit)
    at = leading.end() if leading else at
    bound = min(limit, at + MAX_LENGTH)
    stop = _STOP.search(plain, at, bound)
    if stop is None and bound < limit:
        return None  # no sentence: it runs on and on
    close = stop.start() if stop else bound
    for pattern in ends:
        if found := pattern.search(plain, at, close + 2):
            close = min(close, found.start())
    piece = plain[at:close]
    if piece.count("'") % 2 and plain[close : close + 2] == ".'":
        quote = text[close + 1]  # a full stop inside the closing quotation mark
    else:
        quote = ""
    close = at + len(piece.rstrip(" ,:;-\n"))
    if close - at < 4 or not plain[at:close].strip():
        return None
    value = _without_place(text, plain, at, close, council) + quote
    return (" ".join(value.split()), at, close) if len(value) >= 4 else None


def _without_place(text: str, plain: str, start: int, end: int, council: str | None) -> str:
    for mention in mentions(text, start, end) if council else ():
        if council not in mention.councils:
            continue
        before = _BEFORE.search(plain, max(start, mention.start - 40), mention.start)
        after = _AFTER.match(plain, mention.end, end)
        if before:
            rest = after.end() if after else mention.end
            return (text[start : before.start()] + text[rest:end]).rstrip(" ,")
    return text[start:end]

"""What headings and lead-ins say of the sentences below them; wording is data/structure.toml."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from pathlib import Path

from extractor.errors import FrameworkDataError

DATA = Path(__file__).parent / "data" / "structure.toml"
FOLD = str.maketrans({"’": "'", "‘": "'", "–": "-", "‑": "-"})
Rules = tuple[tuple[str, re.Pattern[str], frozenset[str]], ...]


@lru_cache(maxsize=1)
def load_structure() -> dict[str, Rules]:
    """The rules of ``headings``, ``lead_ins``, ``blocks`` and ``sentences``: (kind, pattern,
    frameworks it is for; none: all), in the file's order.

    Raises:
        FrameworkDataError: the file is malformed or a pattern does not match its own example.
    """
    try:
        tables = tomllib.loads(DATA.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise FrameworkDataError(DATA.name, f"cannot be read ({error})", "correct it") from error
    rules: dict[str, Rules] = {}
    for room in ("headings", "lead_ins", "blocks", "sentences"):
        made = []
        for kind, items in tables.get(room, {}).items():
            for item in items:
                pattern = _compiled(f"{DATA.name}: {room}.{kind}", item)
                made.append((kind, pattern, frozenset(item.get("frameworks", ()))))
        rules[room] = tuple(made)
    return rules


def _compiled(where: str, item: dict[str, str | list[str]]) -> re.Pattern[str]:
    try:
        pattern = re.compile(str(item["match"]), re.I)
        examples = item["example"]
    except (KeyError, re.error) as error:
        raise FrameworkDataError(where, f"is not a pattern ({error})", "correct it") from error
    for example in [examples] if isinstance(examples, str) else examples:
        if not pattern.search(example.translate(FOLD)):
            raise FrameworkDataError(where, f"does not match {example!r}", "correct either")
    return pattern


@lru_cache(maxsize=4096)
def kind_of_heading(title: str, framework: str = "") -> str:
    """What a heading says of the text below it in a report of that framework (its id), or ""."""
    plain = title.translate(FOLD).strip()
    for kind, pattern, frameworks in load_structure()["headings"]:
        if (not frameworks or framework in frameworks) and pattern.match(plain):
            if kind == "summary" and re.match("summary for children", plain, re.I):
                continue
            return kind
    return ""


def kind_of_lead_in(text: str) -> str:
    """What words that end in a colon say of the list behind them, or ""."""
    plain = " ".join(text.translate(FOLD)[-240:].split())
    for kind, pattern, _ in load_structure()["lead_ins"]:
        for match in pattern.finditer(plain):
            if match.end() == len(plain):
                return kind
    return ""


def kind_of_block(text: str) -> str:
    """What a block's own opening says of it, or ""."""
    plain = text[:80].translate(FOLD).strip()
    for kind, pattern, _ in load_structure()["blocks"]:
        if pattern.match(plain):
            return kind
    return ""


def kind_of_sentence(text: str) -> str:
    """What a sentence's own words say of it, or ""."""
    plain = " ".join(text.translate(FOLD).split())
    for kind, pattern, _ in load_structure()["sentences"]:
        if pattern.search(plain):
            return kind
    return ""

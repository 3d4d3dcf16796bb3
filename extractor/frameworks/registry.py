"""Loads the data files: one framework and edition each, validated and ready to match.

Loading checks the structure of every file and expands its patterns; a regular expression is
compiled, and seen to match its examples, when first used. ``check_all`` does that for all now.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from extractor.errors import FrameworkDataError
from extractor.frameworks.model import Framework
from extractor.frameworks.schema import Reader

DATA = Path(__file__).parent / "data"


@lru_cache(maxsize=1)
def load_frameworks() -> tuple[Framework, ...]:
    """Every framework of the package's data files, in the order of their names.

    Raises:
        FrameworkDataError: a file is malformed; the message names the file and the key.
    """
    texts = {path.stem: path.read_text(encoding="utf-8") for path in DATA.glob("*.toml")}
    return build(texts)


def framework(stem: str) -> Framework:
    """The framework of the data file ``stem``.toml.

    Raises:
        KeyError: there is no such file.
    """
    for candidate in load_frameworks():
        if candidate.stem == stem:
            return candidate
    raise KeyError(stem)


def check_all(frameworks: Iterable[Framework] | None = None) -> int:
    """Check each pattern against its examples; return how many patterns were checked.

    Raises:
        FrameworkDataError: one is malformed, or fails an example or a `not`.
    """
    seen = set()
    for item in load_frameworks() if frameworks is None else frameworks:
        for pattern in item.every_pattern():
            if (pattern.source, pattern.examples, pattern.nots) not in seen:
                pattern.check()
                seen.add((pattern.source, pattern.examples, pattern.nots))
    return len(seen)


def build(texts: Mapping[str, str]) -> tuple[Framework, ...]:
    """The frameworks of the data files ``texts`` (by name without .toml; ``_fragments`` holds
    the fragments common to all).

    Raises:
        FrameworkDataError: a file is malformed; the message names the file and the key.
    """
    tables = {}
    for stem, text in sorted(texts.items()):
        try:
            tables[stem] = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise FrameworkDataError(
                f"{stem}.toml", f"is not TOML ({error})", "correct it"
            ) from error
    common = tables.pop("_fragments", {})
    frameworks = []
    for stem, table in tables.items():
        if not table.get("abstract"):
            frameworks.append(Reader(stem, _inherited(stem, tables, ()), common).framework())
    return tuple(frameworks)


def _inherited(
    stem: str, tables: Mapping[str, dict[str, Any]], below: tuple[str, ...]
) -> dict[str, Any]:
    """The file's table laid over that of the file it extends."""
    table = tables[stem]
    parent = table.get("extends")
    if parent is None:
        return table
    if parent not in tables or parent in (stem, *below):
        raise FrameworkDataError(
            f"{stem}.toml: extends", f"there is no file {parent}.toml to extend", "name another"
        )
    base = dict(_inherited(parent, tables, (stem, *below)))
    base.pop("abstract", None)
    merged = _merged(base, table)
    for path in table.get("drop", []):
        room, _, key = path.partition(".")
        if key not in merged.get(room, {}):
            raise FrameworkDataError(f"{stem}.toml: drop", f"there is no {path}", "name another")
        merged[room] = {k: v for k, v in merged[room].items() if k != key}
    merged.pop("drop", None)
    return merged


def _merged(base: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in over.items():
        under = merged.get(key)
        both = isinstance(value, dict) and isinstance(under, dict)
        merged[key] = _merged(under, value) if both else value  # type: ignore[arg-type]
    return merged

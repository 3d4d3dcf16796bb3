"""A corpus as what the page carries: a head (JSON), long columns (bytes) and texts (packed)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from extractor.comparison.dashboard.packing import numbers, pack_texts


@dataclass(frozen=True, slots=True)
class Load:
    """``figures`` is all that filters and figures need, ``texts`` the sentences: the page unpacks
    them when it is already of use."""

    figures: bytes
    texts: bytes


def load_of(head: dict[str, Any], tables: Mapping[str, Mapping[str, Sequence[int]]],
            texts: Sequence[str]) -> Load:  # fmt: skip
    """Put together what the page reads: ``head`` is small and goes as JSON; ``tables`` are columns
    of whole numbers from 0, by table and name."""
    columns = {f"{t}.{c}": numbers(values) for t, cs in tables.items() for c, values in cs.items()}
    packed = pack_texts(texts)
    return Load(
        _framed(head, columns),
        _framed({"tokens": packed.tokens, "gaps": packed.gaps}, {"texts": packed.data}),
    )


def coded(values: Iterable[Any]) -> tuple[list[Any], list[int]]:
    """The different values in the order they come (None among them), and each one's place."""
    places: dict[Any, int] = {}
    codes = [places.setdefault(value, len(places)) for value in values]
    return list(places), codes


def _framed(head: dict[str, Any], parts: dict[str, bytes]) -> bytes:
    """Length of the head (4 bytes, little-endian), the head, the parts; the head's ``parts`` tells
    where each begins behind the head and how long it is. ASCII only: lone surrogates too."""
    at, places = 0, {}
    for name, part in parts.items():
        places[name] = (at, len(part))
        at += len(part)
    told = json.dumps({**head, "parts": places}, separators=(",", ":"), allow_nan=False)
    raw = told.encode("ascii")
    return len(raw).to_bytes(4, "little") + raw + b"".join(parts.values())

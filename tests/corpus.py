"""The sample reports and what is true of them."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from extractor.model import Report

SAMPLES = Path(__file__).resolve().parent.parent / "corpus" / "samples"
PATHS = sorted(p for p in SAMPLES.iterdir() if p.suffix in (".pdf", ".txt"))
NAMES = [p.stem for p in PATHS]


def path(name: str) -> Path:
    """A sample's file."""
    return next(p for p in PATHS if p.stem == name)


def truth(name: str) -> dict[str, Any]:
    """A sample's truth, written with it and known without the extractor."""
    return json.loads((SAMPLES / f"{name}.truth.json").read_text(encoding="utf-8"))


@cache
def report(name: str) -> Report:
    """What the extractor makes of a sample (once for all tests)."""
    from extractor import extract

    return extract(path(name))


def golden(name: str) -> Path:
    """A sample's golden file."""
    return SAMPLES / f"{name}.json"


def words(text: str) -> list[str]:
    """A text's letters and digits, as ``score.py`` compares them: dashes and bullets fall away."""
    return re.findall(r"[a-z0-9]+", text.lower().replace("’", "'").replace("-", ""))

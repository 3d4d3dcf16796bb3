"""The published JSON Schema (draft 2020-12) of a report's JSON document."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

SCHEMA_FILE = Path(__file__).with_name("report.schema.json")


def schema_text() -> str:
    """The schema as it is published, byte for byte."""
    return SCHEMA_FILE.read_text(encoding="utf-8")


def load_schema() -> dict[str, Any]:
    """The schema as plain Python values, as a validator wants it."""
    schema: dict[str, Any] = json.loads(schema_text())
    return schema

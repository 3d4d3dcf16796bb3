"""The frameworks that the toolkit knows, as a list to read or to load."""

from __future__ import annotations

import json
from typing import Any

from extractor.frameworks.model import Framework
from extractor.frameworks.registry import load_frameworks


def catalogue() -> list[dict[str, Any]]:
    """One entry for each framework and edition: ids, dates, areas, grades, types."""
    return [
        {
            "id": known.id,
            "version": known.version,
            "title": known.title,
            "from": known.starts,
            "to": known.ends,
            "key_areas": {area.id: area.title for area in known.areas},
            "grades": {grade.id: grade.label for grade in known.grades},
            "types": _types(known),
        }
        for known in load_frameworks()
    ]


def _types(known: Framework) -> list[str]:
    """The inspection types that a result under this framework can have."""
    types = {kind.id for kind in known.types} | ({known.type} if known.type else set())
    return sorted(types | ({"short"} if known.short_days else set()))


def catalogue_json() -> str:
    """``catalogue`` as a JSON array."""
    return json.dumps(catalogue(), ensure_ascii=False, indent=2)


def catalogue_text() -> str:
    """``catalogue`` as a few lines for each framework."""
    blocks = []
    for entry in catalogue():
        name = " ".join(filter(None, (entry["id"], entry["version"])))
        days = f"{entry['from'] or '...'} to {entry['to'] or '...'}"
        lines = [f"{name}: {entry['title']}"]
        if entry["from"] or entry["to"]:
            lines.append(f"    inspections from {days}")
        for label, key in (("areas", "key_areas"), ("grades", "grades"), ("types", "types")):
            if entry[key]:
                lines.append(f"    {label}: {', '.join(entry[key])}")
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks)

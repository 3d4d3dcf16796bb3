"""The documents that the index names: whether they are whole, and who read them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from extractor.results.batch.task import sha256_of


def is_whole(path: Path, sha256: str, digest: str | None) -> bool:
    """Whether the document at ``path``, of the report with the hash ``sha256``, is as it was made.

    ``digest`` is its own hash. An index of an older toolkit has none: then the file is whole if it
    can be read as a document of that report.
    """
    if digest:
        return sha256_of(path) == digest
    try:
        return bool(json.loads(path.read_bytes())["source"]["sha256"] == sha256)
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return False


def models(rows: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """How many documents each model read, of rows as ``index.Index.documents`` gives them.

    Those that an older toolkit made, which did not note the model, are not counted.
    """
    counts = Counter(row["model"] for row in rows if row["model"])
    return dict(sorted(counts.items()))

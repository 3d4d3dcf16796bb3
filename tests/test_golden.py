"""The whole output for each sample against the golden file beside it.

``pytest tests/test_golden.py --bless`` rewrites the golden files. What they must contain is tested
in ``test_samples.py``; here it is seen when anything at all changes.
"""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from tests.corpus import NAMES, PATHS, SAMPLES, golden, path, report


def output(name: str) -> dict[str, Any]:
    """The JSON for a sample without what differs from run to run and from release to release."""
    result = json.loads(report(name).to_json())
    result["source"]["path"] = path(name).name
    result["provenance"]["extracted_at"] = None
    result["provenance"]["extractor_version"] = None
    return result


def written(result: dict[str, Any]) -> str:
    """A golden file's text: indented, but a box on one line."""
    text = json.dumps(result, indent=1, ensure_ascii=False)
    return re.sub(r"\[\s+([-\d.,\s]+?)\s+\]", lambda m: f"[{' '.join(m[1].split())}]", text) + "\n"


@pytest.mark.parametrize("name", NAMES)
def test_golden(name, request):
    result, file = output(name), golden(name)
    if request.config.getoption("--bless"):
        file.write_text(written(result), encoding="utf-8")
    assert file.exists(), f"{file.name} is missing: look at the output, then run with --bless"
    assert result == json.loads(file.read_text(encoding="utf-8"))


def test_no_golden_file_without_a_sample():
    goldens = {p.stem for p in SAMPLES.glob("*.json") if not p.stem.endswith(".truth")}
    assert goldens <= {p.stem for p in PATHS}

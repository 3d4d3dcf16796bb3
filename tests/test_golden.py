"""The whole output for each sample against the golden file beside it.

``pytest tests/test_golden.py --bless`` rewrites the golden files. What they must contain is tested
in ``test_samples.py``; here it is seen when anything at all changes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from extractor.model import boxes_on_one_line
from tests.corpus import NAMES, PATHS, SAMPLES, golden, path, report

CLOSE = 0.005
"""How far a confidence may lie from the golden one: processors round sums differently."""


def output(name: str) -> dict[str, Any]:
    """The JSON for a sample without what differs from run to run and from release to release."""
    result = json.loads(report(name).to_json())
    result["source"]["path"] = path(name).name
    result["provenance"]["extracted_at"] = None
    result["provenance"]["extractor_version"] = None
    return result


def written(result: dict[str, Any]) -> str:
    """A golden file's text: indented, but a box on one line."""
    return boxes_on_one_line(json.dumps(result, indent=1, ensure_ascii=False)) + "\n"


def differences(old: Any, new: Any, at: str = "") -> Iterator[str]:
    """One line for each value that differs, by its path in the JSON."""
    if isinstance(old, dict) and isinstance(new, dict):
        for key in [*old, *(k for k in new if k not in old)]:
            yield from differences(old.get(key), new.get(key), f"{at}.{key}".lstrip("."))
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for i, (before, after) in enumerate(zip(old, new, strict=True)):
            yield from differences(before, after, f"{at}[{i}]")
    elif at.endswith(".confidence") and abs(old - new) < CLOSE:
        return
    elif old != new:
        yield f"{at}: {json.dumps(old)[:300]} -> {json.dumps(new)[:300]}"


@pytest.mark.parametrize("name", NAMES)
def test_golden(name, request):
    result, file = output(name), golden(name)
    if request.config.getoption("--bless"):
        file.write_text(written(result), encoding="utf-8")
    assert file.exists(), f"{file.name} is missing: look at the output, then run with --bless"
    changed = list(differences(json.loads(file.read_text(encoding="utf-8")), result))
    if changed:
        pytest.fail(f"{len(changed)} values differ:\n" + "\n".join(changed[:40]), pytrace=False)


def test_no_golden_file_without_a_sample():
    goldens = {p.stem for p in SAMPLES.glob("*.json") if not p.stem.endswith(".truth")}
    assert goldens <= {p.stem for p in PATHS}

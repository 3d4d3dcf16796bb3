"""The models that can read findings: the fast one (linear) and the accurate one (with an encoder).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from extractor.content.setting import Placed
from extractor.learning.linear import load_model
from extractor.learning.vectors import Vocabulary

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]


class Classifier(Protocol):
    """What the findings' stage asks of a model."""

    @property
    def name(self) -> str: ...
    @property
    def version(self) -> str: ...
    @property
    def labels(self) -> Mapping[str, tuple[str, ...]]: ...
    @property
    def floors(self) -> Mapping[str, float]: ...
    @property
    def vocabulary(self) -> Vocabulary: ...
    @property
    def parts(self) -> tuple[tuple[str, str], ...]: ...

    def probabilities(self, placed: Sequence[Placed]) -> dict[str, Array]:
        """For each family the probability of each label for each sentence."""
        ...


def open_model(path: Path) -> Classifier:
    """The model at ``path`` (without suffix, or with that of one of its files), of either tier.

    Raises:
        ModelError: a file is missing, was changed, is not of a known form, or needs a package that
            is not installed.
    """
    if path.suffix in (".json", ".npz", ".onnx"):
        path = path.with_suffix("")
    try:
        description = json.loads(path.with_name(path.name + ".json").read_text(encoding="utf-8"))
        kind = str(description["format"])
    except (OSError, ValueError, KeyError, TypeError):
        return load_model(path)  # which says what is wrong
    if not kind.startswith("accurate"):
        return load_model(path)
    from extractor.learning.accurate import load_accurate

    return load_accurate(path)

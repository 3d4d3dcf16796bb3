"""A model by its shipped name, or by the path of its files."""

from __future__ import annotations

from pathlib import Path

from extractor.content.findings import SHIPPED
from extractor.learning.names import MODELS
from extractor.learning.tiers import Classifier, open_model


def model_path(name: str) -> Path:
    """Where the model is: "fast" and "accurate" are the toolkit's own, a file of that name is
    reached as ./fast."""
    return SHIPPED / name if name in MODELS else Path(name)


def open_named(name: str) -> Classifier:
    """The model of that name or at that path (see ``model_path``). Raises what ``open_model``
    raises."""
    return open_model(model_path(name))

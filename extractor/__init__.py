"""Ofsted inspection reports (PDF) into data people can trust.

>>> from extractor import extract
>>> extract("report.pdf").to_json()          # doctest: +SKIP

The public names are loaded when first asked for, so that `extract --help` and a script that only
wants the schema do not pay for the PDF library.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from extractor.errors import (
        ExtractError,
        FrameworkDataError,
        InputError,
        LimitError,
        ModelError,
        NoTextError,
        UnreadableError,
    )
    from extractor.model import Document, Report
    from extractor.pipeline import extract

__version__ = "0.1.0"

__all__ = [
    "Document",
    "ExtractError",
    "FrameworkDataError",
    "InputError",
    "LimitError",
    "ModelError",
    "NoTextError",
    "Report",
    "UnreadableError",
    "__version__",
    "extract",
]

_HOME = {"Document": "model", "Report": "model", "extract": "pipeline"}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(f"{__name__}.{_HOME.get(name, 'errors')}"), name)
    globals()[name] = value  # the next look-up does not come here
    return value


def __dir__() -> list[str]:
    return sorted(__all__)

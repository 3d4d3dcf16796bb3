"""The page: our template, styles and scripts, the charts' library and the data, in one file.

A Content-Security-Policy lets run only the scripts whose hashes it names, and lets nothing be
loaded: not from the network, not from the disk. Styles are the page's own, by hash too.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from functools import lru_cache
from importlib import resources

from extractor.comparison.dashboard.charts import charts
from extractor.comparison.dashboard.library import library
from extractor.comparison.dashboard.load import Load
from extractor.comparison.dashboard.packing import ONE_BYTE, embed

SCRIPTS = (
    "dom", "load", "state", "select", "figures", "facets", "chart", "quotes", "heat", "years",
    "regions", "themes", "timeline", "neighbours", "about", "main",
)  # fmt: skip
"""The page's scripts, in the order in which they need each other."""


def page(load: Load, *, title: str, version: str) -> str:
    """The whole HTML document. ``title`` may hold anything: it becomes text.

    Raises:
        ComparisonError: the library of the charts is not installed.
    """
    app, drawing, style = _app(), library(), _file("page.css")
    policy = "; ".join(
        (
            "default-src 'none'",
            f"script-src {_hash(app)} {_hash(drawing)}",
            f"style-src {_hash(style)}",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )
    parts = {
        "policy": policy,
        "title": html.escape(title),
        "version": html.escape(version),
        "style": style,
        "figures": embed(load.figures),
        "texts": embed(load.texts),
        "charts": json.dumps(charts(), separators=(",", ":")).replace("<", "\\u003c"),
        "app": app,
        "library": drawing,
    }
    return re.sub(r"\{\{(\w+)\}\}", lambda found: parts[found[1]], _file("page.html"))


@lru_cache(maxsize=1)
def _app() -> str:
    """The scripts as one, in a scope of their own."""
    scripts = "\n".join(_file(f"{name}.js") for name in SCRIPTS)
    return f'(() => {{\n"use strict";\nconst PACKED_ONE_BYTE = {ONE_BYTE};\n{scripts}\n}})();\n'


def _file(name: str) -> str:
    source = resources.files("extractor.comparison.dashboard") / "page" / name
    return source.read_text(encoding="utf-8")


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"

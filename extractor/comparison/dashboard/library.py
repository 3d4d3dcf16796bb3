"""The library that draws the charts: Vega, bundled by the package vl-convert-python.

Of the maintained libraries it is the one whose JavaScript a Python package gives through a
documented call, so that none of it lies in this repository; it runs without ``eval`` (expressions
are interpreted) and without styles of its own, which the page's policy asks for; and it writes
ARIA labels for each mark.
"""

from __future__ import annotations

from functools import lru_cache

from extractor.errors import ComparisonError, extra

REMEDY = extra("compare")


@lru_cache(maxsize=1)
def library() -> str:
    """JavaScript that sets ``window.vegaEmbed``, fit for an inline script element.

    Raises:
        ComparisonError: vl-convert-python is not installed.
    """
    try:
        import vl_convert
    except ImportError as error:
        raise ComparisonError("dashboard", f"needs {error.name}", REMEDY) from None
    code = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;")
    # Inside a script element these begin a state in which "</script>" no longer ends it.
    if "</script" in code.lower() or "<!--" in code:
        raise ComparisonError("vl-convert-python", "its bundle cannot be inlined", REMEDY)
    return str(code)

"""The charts' specifications, in Vega-Altair, compiled to Vega when the page is made.

Each takes its rows (a data set named ``rows``) from the page, which has worked out all numbers,
colours and words: a chart only draws. In every row ``says`` is the text for screen readers and
``key`` tells the page what to open when a mark is chosen.
"""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from extractor.comparison.dashboard.library import REMEDY
from extractor.errors import ComparisonError

INK = "#1b2733"
FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"


@lru_cache(maxsize=1)
def charts() -> dict[str, dict[str, Any]]:
    """Vega specifications by name.

    Raises:
        ComparisonError: Altair or vl-convert-python is not installed.
    """
    try:
        import altair as alt
        import vl_convert
    except ImportError as error:
        raise ComparisonError("dashboard", f"needs {error.name}", REMEDY) from None
    made = {}
    for name, build in {
        "bars": _bars, "columns": _columns, "pairs": _pairs, "timeline": _timeline, "dots": _dots,
    }.items():  # fmt: skip
        chart = _styled(build(alt), alt)
        made[name] = vl_convert.vegalite_to_vega(json.dumps(chart.to_dict()))
    return made


def _rows(alt: Any) -> Any:
    return alt.Chart(alt.NamedData("rows"))


def _labels(alt: Any, **more: Any) -> Any:
    """An axis of words, which the page may have broken into lines."""
    return alt.Axis(labelExpr="split(datum.label, '\\n')", labelLineHeight=13, **more)


def _colour(alt: Any, field: str) -> Any:
    """A field that holds the colour itself."""
    return alt.Color(f"{field}:N", scale=None, legend=None)


def _bars(alt: Any) -> Any:
    """A stacked bar a row: shares from ``start`` to ``end``, told inside where there is room."""
    rows = _rows(alt)
    y = alt.Y("row:N", sort=None, title=None, axis=_labels(alt))
    x = alt.X("start:Q", title=None, scale=alt.Scale(domain=[0, 1], nice=False),
              axis=alt.Axis(format="%", tickCount=5))  # fmt: skip
    bars = rows.mark_bar(stroke="white", strokeWidth=1).encode(
        x=x, x2="end:Q", y=y, color=_colour(alt, "colour"), description="says:N"
    )
    text = rows.mark_text(fontSize=12, aria=False).encode(
        x=alt.X("middle:Q"), y=y, text="text:N", color=_colour(alt, "ink")
    )
    return (bars + text).properties(height={"step": 28})


def _columns(alt: Any) -> Any:
    """A stacked column a year: counts from ``start`` to ``end``."""
    rows = _rows(alt)
    x = alt.X("row:N", sort=None, title=None, axis=alt.Axis(labelAngle=0, labelOverlap=True))
    y = alt.Y("start:Q", title="Judgements", axis=alt.Axis(
        tickCount=5, labelExpr="datum.value === floor(datum.value) ? datum.value : ''",
    ))  # fmt: skip
    bars = rows.mark_bar(stroke="white", strokeWidth=1).encode(
        x=x, y=y, y2="end:Q", color=_colour(alt, "colour"), description="says:N"
    )
    text = rows.mark_text(fontSize=11, aria=False).encode(
        x=x, y=alt.Y("middle:Q"), text="text:N", color=_colour(alt, "ink")
    )
    return (bars + text).properties(height=200)


def _pairs(alt: Any) -> Any:
    """Two bars a row, one for each ``side``, with their number at the end."""
    rows = _rows(alt)
    y = alt.Y("row:N", sort=None, title=None, axis=_labels(alt))
    side = alt.YOffset("side:N", sort=None)
    x = alt.X("share:Q", title=None, scale=alt.Scale(domainMin=0, nice=True),
              axis=alt.Axis(format="%", tickCount=5))  # fmt: skip
    bars = rows.mark_bar(stroke=INK, strokeWidth=0.5).encode(
        x=x, y=y, yOffset=side, color=_colour(alt, "colour"), description="says:N"
    )
    text = rows.mark_text(align="left", dx=4, fontSize=11, aria=False, color=INK).encode(
        x=x, y=y, yOffset=side, text="text:N"
    )
    return (bars + text).properties(height={"step": 15, "for": "offset"})


def _timeline(alt: Any) -> Any:
    """A mark an inspection's judgement, with its short grade beside it."""
    rows = _rows(alt)
    x = alt.X("date:T", title=None, scale=alt.Scale(padding=26, nice="year"),
              axis=alt.Axis(format="%Y", tickCount="year", labelOverlap=True))  # fmt: skip
    y = alt.Y("row:N", sort=None, title=None, axis=_labels(alt, grid=True))
    points = rows.mark_point(filled=True, size=190, stroke=INK, strokeWidth=1, opacity=1).encode(
        x=x, y=y, shape=alt.Shape("shape:N", scale=None, legend=None),
        fill=alt.Fill("colour:N", scale=None, legend=None), description="says:N",
    )  # fmt: skip
    text = rows.mark_text(align="center", dy=-14, fontSize=11, aria=False, color=INK).encode(
        x=x, y=y, text="text:N"
    )
    return (points + text).properties(height={"step": 42})


def _dots(alt: Any) -> Any:
    """A row of marks on one share scale, a shape a group."""
    rows = _rows(alt)
    x = alt.X("share:Q", title=None, scale=alt.Scale(domainMin=0, nice=True),
              axis=alt.Axis(format="%", tickCount=5))  # fmt: skip
    points = rows.mark_point(filled=True, size=120, stroke=INK, strokeWidth=1, opacity=1).encode(
        x=x, y=alt.Y("row:N", sort=None, title=None, axis=_labels(alt, grid=True)),
        shape=alt.Shape("shape:N", scale=None, legend=None),
        fill=alt.Fill("colour:N", scale=None, legend=None), description="says:N",
    )  # fmt: skip
    return points.properties(height={"step": 24})


def _styled(chart: Any, alt: Any) -> Any:
    return (
        chart.properties(width=600, padding=4, background="white")
        .configure(font=FONT)
        .configure_axis(
            labelFontSize=12, titleFontSize=12, labelColor=INK, titleColor=INK, labelLimit=290,
            gridColor="#e3e7eb", domainColor="#8a95a1", tickColor="#8a95a1",
        )
        .configure_view(stroke=None)
    )  # fmt: skip

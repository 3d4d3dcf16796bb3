"""What is asked for: recommendations by theme."""

from __future__ import annotations

from extractor.comparison import statistics
from extractor.comparison.corpus import Corpus
from extractor.comparison.view import Basis, Rows, View, ViewColumn
from extractor.comparison.views.mentions import mentions, themes_asked, title_of
from extractor.comparison.views.words import words
from extractor.results.wording import counted


def recommendations_by_theme(corpus: Corpus) -> View:
    """A row for each theme that is recommended on."""
    import pandas as pd

    only = themes_asked(corpus)
    said = mentions(corpus.recommendations, only=only)
    urgent = mentions(corpus.recommendations[corpus.recommendations["priority"]], only=only)
    frame = said.groupby("theme", observed=True)["rows"].agg(["sum", "size"])
    frame = frame.rename(columns={"sum": "recommendations", "size": "reports"})
    priority = urgent.groupby("theme", observed=True)["rows"].sum()
    frame["priority"] = priority.reindex(frame.index).fillna(0).astype("int64")
    size, total = len(corpus.reports), len(corpus.recommendations)
    for measure in (statistics.share, statistics.low, statistics.high):
        values = [measure(k, size) for k in frame["reports"]]
        frame[measure.__name__] = pd.array(values, dtype="Float64")
    values = [statistics.share(k, total) for k in frame["recommendations"]]
    frame["of_recommendations"] = pd.array(values, dtype="Float64")
    frame = frame.reset_index()
    frame["theme"] = frame["theme"].astype("string")
    frame["title"] = pd.Series([title_of(t) for t in frame["theme"]], dtype="string")
    frame = frame.sort_values(["reports", "theme"], ascending=[False, True])
    frame = frame[[c.name for c in _COLUMNS]].reset_index(drop=True)
    listing = int((corpus.reports["recommendations"] > 0).sum())
    lists = "lists" if listing == 1 else "list"
    notes = (f"{listing} of {counted(size, 'selected report')} {lists} recommendations.",)
    told = words("recommendations_by_theme")
    about = told.about_with()
    return View("recommendations_by_theme", told.title, about, _COLUMNS, frame, _BASIS, notes)


_COLUMNS = (
    ViewColumn("theme", "Theme id", "text", "The theme's id.", True),
    ViewColumn("title", "Theme", "text", "The theme."),
    ViewColumn("recommendations", "Recommendations", "count", "Recommendations on it."),
    ViewColumn(
        "priority", "Priority", "count", "Those that ask for priority or immediate action."
    ),
    ViewColumn("of_recommendations", "Of all", "share", "Their share of all recommendations."),
    ViewColumn("reports", "Reports", "count", "Reports with one on it."),
    ViewColumn("share", "Share", "share", "Their share of the reports selected."),
    ViewColumn("low", "Low", "share", "The lower end of its 95% interval.", True),
    ViewColumn("high", "High", "share", "The upper end of its 95% interval.", True),
)

_ITEMS = Rows("recommendations", (("themes", "theme"),))
_URGENT = Rows("recommendations", (("themes", "theme"),), (("priority", (True,)),))
_REPORTS = Rows("recommendations", (("themes", "theme"),), distinct=True)
_ALL = Rows("reports", distinct=True)

_BASIS = {
    "recommendations": Basis("count", (_ITEMS,)),
    "priority": Basis("count", (_URGENT,)),
    "of_recommendations": Basis("share", (_ITEMS, Rows("recommendations"))),
    "reports": Basis("count", (_REPORTS,)),
    **{m: Basis(m, (_REPORTS, _ALL)) for m in ("share", "low", "high")},
}

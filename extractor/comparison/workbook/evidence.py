"""The sentences behind the numbers, as views: findings by theme, and recommendations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from extractor.comparison.corpus import Corpus
from extractor.comparison.scales import scales
from extractor.comparison.view import View, ViewColumn
from extractor.comparison.views.mentions import title_of

if TYPE_CHECKING:
    import pandas as pd

MOST_FINDINGS = 10_000
"""Rows (a finding on two themes is two) up to which all are given."""

A_THEME = 20
"""Where there are more: findings given for each theme and polarity."""

MOST_RECOMMENDATIONS = 20_000

_ORDER = ("weakness", "strength", "mixed")

_WHERE = (
    ViewColumn("council", "Council", "text", "The council, by its canonical name."),
    ViewColumn("framework", "Framework", "text", "The framework and its edition."),
    ViewColumn("start", "Inspected", "date", "The inspection's first day."),
    ViewColumn("area", "Key area", "text", "The key area it is about."),
)
_PLACE = ViewColumn("evidence", "Page", "link", "A link to the page on which it stands.")
_REPORT = ViewColumn("sha256", "Report id", "text", "The report: SHA-256 of its bytes.", True)


def evidence(corpus: Corpus) -> View:
    """Findings by theme and polarity, the most certain first, each with its page."""
    import pandas as pd

    chosen, every = _findings(corpus)
    frame = corpus.rows("findings", corpus.findings.loc[chosen["row"]]).reset_index(drop=True)
    frame["theme"] = pd.Series([title_of(t) for t in chosen["theme"]], dtype="string")
    frame = _shared(frame)
    columns = (
        ViewColumn("theme", "Theme", "text", "A theme of the finding; it may have others too."),
        ViewColumn("polarity", "Polarity", "text", "Strength, weakness or mixed."),
        *_WHERE,
        ViewColumn("text", "Finding", "quote", "The sentence, word for word."),
        _PLACE,
        ViewColumn(
            "confidence", "Confidence", "share", "How sure the classifier is that it is a finding."
        ),
        _REPORT,
    )
    if len(chosen) < every:
        about = (
            f"{len(chosen):,} of {every:,} findings by theme: for each theme and polarity the"
            f" {A_THEME} of which the classifier is surest, each of another report. They are"
            " examples, and no sample: 'extract search' finds others, 'extract tables' gives all."
        )
    else:
        about = f"All {every:,} findings by theme; a finding on two themes stands here twice."
    about += " Findings and their themes come from a classifier, and some are wrong."
    return View("evidence", "Sentences behind the themes", about, columns,
                frame[[c.name for c in columns]])  # fmt: skip


def recommendations(corpus: Corpus) -> View:
    """Every recommendation, the latest first, each with its page."""
    import pandas as pd

    table = corpus.recommendations.sort_values(
        ["start", "council", "sha256"], ascending=[False, True, True], na_position="last",
        kind="stable",
    )  # fmt: skip
    chosen = table.head(MOST_RECOMMENDATIONS)
    frame = _shared(corpus.rows("recommendations", chosen).reset_index(drop=True))
    titles = [
        "; ".join(title_of(t) for t in themes.split("; ")) if isinstance(themes, str) else None
        for themes in frame["themes"].astype(object)
    ]
    frame["titles"] = pd.Series(titles, dtype="string")
    asked = frame["priority"].map({True: "priority", False: None})
    frame["asked"] = asked.astype("string")
    columns = (
        *_WHERE,
        ViewColumn("titles", "Themes", "text", "Its themes."),
        ViewColumn("asked", "Priority", "text", "Whether priority or immediate action is asked."),
        ViewColumn("text", "Recommendation", "quote", "The whole item, word for word."),
        _PLACE,
        _REPORT,
    )
    some = f"The latest {len(chosen):,} of {len(table):,}" if len(chosen) < len(table) else "All"
    about = f"{some} recommendations of the selected reports, the latest inspections first."
    return View("recommendations", "Recommendations", about, columns,
                frame[[c.name for c in columns]])  # fmt: skip


def _findings(corpus: Corpus) -> tuple[pd.DataFrame, int]:
    """Rows of ``findings`` with one of their themes each, in their order; how many there are."""
    import pandas as pd

    found = corpus.findings
    parts = found["themes"].astype(object).str.split("; ")
    rows = pd.DataFrame({
        "row": found.index, "theme": parts.to_numpy(), "polarity": found["polarity"].astype(str),
        "sha256": found["sha256"].astype(str), "id": found["id"].astype(str),
        "confidence": found["confidence"].to_numpy(),
    })  # fmt: skip
    rows = rows.explode("theme").dropna(subset=["theme"])
    every = len(rows)
    order = {polarity: at for at, polarity in enumerate(_ORDER)}
    rows["title"] = rows["theme"].map({t: title_of(t) for t in rows["theme"].unique()})
    rows["order"] = rows["polarity"].map(order)
    rows = rows.sort_values(
        ["title", "order", "confidence", "sha256", "id"], ascending=[True, True, False, True, True]
    )
    if every > MOST_FINDINGS:
        groups = ["theme", "polarity"]
        rows = rows.drop_duplicates([*groups, "sha256"]).groupby(groups).head(A_THEME)
    return rows.reset_index(drop=True), every


def _shared(frame: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd

    version = frame["framework_version"].astype("string")
    frame["framework"] = frame["framework"].astype("string") + (" " + version).fillna("")
    areas = [scales().area_title(a) if isinstance(a, str) else None for a in frame["key_area"]]
    frame["area"] = pd.Series(areas, dtype="string")
    return frame

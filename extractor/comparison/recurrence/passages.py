"""The findings and recommendations of some reports as texts to compare."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from extractor.comparison.corpus import Corpus
from extractor.comparison.recurrence.features import Text

if TYPE_CHECKING:
    import pandas as pd

TABLES = ("findings", "recommendations")


@dataclass(frozen=True, slots=True)
class Passage:
    """A finding or a recommendation: row ``row`` of the corpus's frame ``table``.

    ``polarity`` is that of a finding, "recommendation" for a recommendation.
    """

    table: str
    row: int
    sha256: str
    id: str
    polarity: str
    end: int
    text: Text


def passages(corpus: Corpus, reports: Iterable[str]) -> Mapping[str, Sequence[Passage]]:
    """Every finding, then every recommendation, of the reports (by SHA-256), selected or not."""
    whole = corpus.whole or corpus
    wanted = set(reports)
    made: dict[str, list[Passage]] = {sha256: [] for sha256 in wanted}
    for table in TABLES:
        frame = whole.table(table)
        for passage in of_rows(whole, table, frame[frame["sha256"].isin(wanted)]):
            made[passage.sha256].append(passage)
    return made


def of_rows(corpus: Corpus, table: str, rows: pd.DataFrame) -> list[Passage]:
    """These rows of a table, as passages in their order."""
    if rows.empty:
        return []
    texts = (corpus.whole or corpus).texts.read(table, rows.index)
    asked = table == "recommendations"
    polarities = ["recommendation"] * len(rows) if asked else rows["polarity"].tolist()
    columns = zip(
        rows.index.tolist(), rows["sha256"].tolist(), rows["id"].tolist(), polarities,
        rows["char_start"].tolist(), rows["char_end"].tolist(), texts.tolist(),
        rows["key_area"].tolist(), rows["themes"].tolist(), strict=True,
    )  # fmt: skip
    return [
        Passage(table, row, sha256, id_, polarity, int(end),
                Text(text, _plain(area), _split(_plain(themes)), asked, int(start)))
        for row, sha256, id_, polarity, start, end, text, area, themes in columns
    ]  # fmt: skip


def _plain(value: object) -> str:
    """A cell as a string, "" for what there is not (NaN in categories)."""
    return value if isinstance(value, str) else ""


def _split(joined: str) -> tuple[str, ...]:
    return tuple(joined.split("; ")) if joined else ()

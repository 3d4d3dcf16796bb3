"""The frames that are compared, and the sentences behind their rows."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extractor.errors import ComparisonError

if TYPE_CHECKING:
    import pandas as pd

    from extractor.comparison.bucket import Problem
    from extractor.comparison.selection import Selection


@dataclass(frozen=True, slots=True)
class Texts:
    """Reads whole sentences by the number of their row, from the buckets in their order."""

    buckets: tuple[Path, ...]
    keeper: tempfile.TemporaryDirectory[str] | None = None
    """Keeps the buckets while it lives."""

    def read(self, table: str, rows: Any) -> pd.Series:
        """The column ``text`` of these rows (row numbers in any order) of ``table``.

        Raises:
            ComparisonError: the buckets are gone: the results changed, and were loaded anew. Or one
                is damaged; it is then removed, so that it is made anew when they are loaded.
        """
        import pandas as pd
        import pyarrow as pa

        labels = pd.Index(rows)
        wanted = labels.unique().sort_values().to_numpy()
        found: list[Any] = []
        first = 0
        for folder in self.buckets:
            try:
                first = _take(folder, table, wanted, first, found)
            except (OSError, pa.ArrowInvalid) as error:
                shutil.rmtree(folder, ignore_errors=True)
                problem = "its cache is damaged, or was made anew by another command meanwhile"
                raise ComparisonError("comparison", problem, "load the results again") from error
        text = pa.chunked_array(found, pa.string()).to_pandas()
        return pd.Series(text.to_numpy(), index=wanted, dtype="string").loc[labels]


def _take(folder: Path, table: str, wanted: Any, first: int, found: list[Any]) -> int:
    """Add to ``found`` the texts of a bucket whose rows, counted from ``first``, are wanted; the
    row that comes after it. Only the row groups that hold one are read."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq

    from extractor.comparison.bucket import texts

    with pq.ParquetFile(texts(folder, table), page_checksum_verification=True) as file:
        for number in range(file.num_row_groups):
            last = first + file.metadata.row_group(number).num_rows
            low, high = np.searchsorted(wanted, (first, last))
            if low < high:
                text = file.read_row_group(number, columns=["text"])["text"].combine_chunks()
                found.append(text.take(pa.array(wanted[low:high] - first)))
            first = last
    return first


@dataclass(frozen=True, slots=True, eq=False)
class Corpus:
    """What is compared: a frame a table, with the columns of ``results.tables.columns.TABLES``
    (those of text as categories, dates as ``datetime64``) and for each row the ``region``, ``year``
    (of the first day) and ``kind`` (``scales``) of its inspection, and ``place``: what tells
    councils apart (the ONS code; the name where there is none). Judgements have their ``series``.

    ``text`` and ``evidence`` stay on the disk: ``rows`` gives rows with all their columns.
    Judgements of narrative inspections are left out. ``problems``: documents that are damaged or
    missing; ``failed``: how many sources failed when the batch last tried them; ``models``: how
    many documents each model read. ``selection`` says what was cut away from ``whole`` (None:
    nothing was).
    """

    folder: Path
    reports: pd.DataFrame
    judgements: pd.DataFrame
    findings: pd.DataFrame
    recommendations: pd.DataFrame
    texts: Texts = field(repr=False)
    problems: tuple[Problem, ...] = ()
    failed: int = 0
    models: Mapping[str, int] = field(default_factory=dict)
    selection: Selection | None = None
    whole: Corpus | None = field(default=None, repr=False)

    def table(self, name: str) -> pd.DataFrame:
        """The frame of that name."""
        frame: pd.DataFrame = getattr(self, name)
        return frame

    def of_reports(self, column: str, rows: pd.DataFrame) -> pd.Series:
        """For each of the rows (of any table) what its report has in that column."""
        import pandas as pd

        # By codes, which are places in the whole frame: Series.map gets categories wrong
        values = (self.whole or self).reports[column].array
        return pd.Series(values.take(rows["sha256"].cat.codes.to_numpy()), index=rows.index)

    def links(self, rows: pd.DataFrame) -> pd.Series:
        """For each of the rows a link to its page."""
        urls = self.of_reports("url", rows).astype("string")
        return urls + "#page=" + rows["page"].astype("string")

    def rows(self, table: str, chosen: pd.DataFrame) -> pd.DataFrame:
        """Rows of a table (a part of its frame) with exactly the columns of ``TABLES``, among them
        ``text`` and ``evidence`` (a link to the page), then ``region``, ``year`` and ``kind``."""
        import pandas as pd

        from extractor.results.tables.columns import TABLES

        made = chosen.copy()
        names = [column.name for column in TABLES[table]]
        if "text" in names:
            made["text"] = self.texts.read(table, chosen.index).to_numpy()
        if "evidence" in names:
            made["evidence"] = self.links(chosen)
        for name in names:
            if isinstance(made[name].dtype, pd.CategoricalDtype):
                made[name] = made[name].astype("string")
        return made[[*names, *(n for n in ("region", "year", "kind") if n not in names)]]

"""A results folder as frames to compare."""

from __future__ import annotations

import importlib.util
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extractor.comparison.corpus import Corpus, Texts
from extractor.comparison.known import documents, failed
from extractor.errors import BatchError, ComparisonError, extra
from extractor.results.batch import remote
from extractor.results.batch.documents import models

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

CONTEXT = (
    "council", "ons_code", "region", "framework", "framework_version", "inspection_type",
    "start", "year", "kind", "place",
)  # fmt: skip
"""What each row of the other tables repeats of its report."""


def load(folder: str | Path, *, manifest: str | Path | None = None, cache: bool = True) -> Corpus:
    """The documents of a results folder that ``extract batch`` made.

    They are parsed once and kept as Parquet files in ``.comparison`` below the folder; where that
    cannot be written, or with ``cache=False``, in a temporary folder while the corpus is in use.
    ``manifest``: a CSV file with sha256 and official_url, for links to the official reports.

    Raises:
        ComparisonError: it is no results folder, it changes meanwhile, or an extra is missing.
        CorpusError: the manifest cannot be read.
    """
    from extractor.corpus.manifest import official_urls

    for name in ("msgspec", "pandas", "pyarrow"):  # pandas is imported beside the processes' work
        if importlib.util.find_spec(name) is None:
            remedy = extra("compare")
            raise ComparisonError("comparison", f"needs {name}", remedy)
    import pyarrow

    from extractor.comparison import cache as store
    from extractor.comparison.bucket import problems_of

    where = Path(folder)
    try:
        known, lost = documents(where), failed(where)
    except BatchError as error:
        raise ComparisonError(error.source, error.problem, error.remedy) from error
    urls = official_urls(manifest) if manifest else {}
    own = where / store.FOLDER
    keeper: tempfile.TemporaryDirectory[str] | None = None
    try:
        if not cache:
            raise OSError
        made = store.buckets(where, own, known)
    except OSError:
        keeper = tempfile.TemporaryDirectory(prefix="extract-compare-")
        made = store.buckets(where, Path(keeper.name), known)
    found = [bucket.path for bucket in made]
    problems = [problem for bucket in made for problem in bucket.lost]
    try:
        frames = _frames(found, known, urls)
        problems += problems_of(found)
    except (OSError, pyarrow.ArrowInvalid):  # a bucket is damaged, or another command took it away
        if keeper is not None:
            raise
        for path in found:
            shutil.rmtree(path, ignore_errors=True)
        return load(folder, manifest=manifest, cache=False)
    pyarrow.default_memory_pool().release_unused()
    texts = Texts(tuple(found), keeper)
    return Corpus(where, **frames, texts=texts, problems=tuple(problems), failed=lost,
                  models=models(known))  # fmt: skip


def _frames(
    buckets: Sequence[Path], known: Sequence[Mapping[str, Any]], urls: Mapping[str, str]
) -> dict[str, Any]:
    from extractor.comparison.documents import TABLES

    reports = _reports(_whole("reports", buckets), known, urls)
    parts = {name: _part(_whole(name, buckets), reports) for name in TABLES[1:]}
    parts["judgements"] = _judged(parts["judgements"])
    return {"reports": reports, **parts}


def _judged(frame: pd.DataFrame) -> pd.DataFrame:
    """The judgements with their ``series``, without those of narrative inspections."""
    import pandas as pd

    from extractor.comparison.scales import scales

    narrative = [k for k in frame["kind"].cat.categories if scales().is_narrative(k)]
    frame = frame[~frame["kind"].isin(narrative)].copy()
    names = frame[["framework", "framework_version", "key_area"]].astype(object)
    names = names.where(names.notna(), None)
    found = [scales().series_of(*row) for row in names.itertuples(index=False)]
    frame["series"] = pd.Categorical([series.id if series else None for series in found])
    return frame


def _whole(name: str, buckets: Sequence[Path]) -> dict[str, Any]:
    """The columns of a table of all buckets, but its long texts; ``report`` is counted on over
    them. One column at a time is read: all at once take twice the memory."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    from extractor.comparison.documents import LONG, tables

    paths = [folder / f"{name}.parquet" for folder in buckets]
    files = [pq.ParquetFile(path, page_checksum_verification=True) for path in paths]
    counts = [pq.read_metadata(folder / "reports.parquet").num_rows for folder in buckets]
    empty = tables([])[name]
    made: dict[str, Any] = {}
    with ThreadPoolExecutor() as pool:
        for column in empty.column_names:
            if column in LONG:
                continue
            read = pool.map(lambda file, name=column: file.read([name], use_threads=False), files)
            parts = [empty.select([column]), *read]
            if column == "report":
                parts = _counted_on(parts, [0, *counts])
            whole = pa.concat_tables(parts).unify_dictionaries()
            made[column] = whole.to_pandas(date_as_object=False)[column].array
    return made


def _counted_on(parts: list[pa.Table], counts: list[int]) -> list[pa.Table]:
    import pyarrow as pa
    import pyarrow.compute as pc

    made, before = [], 0
    for part, count in zip(parts, counts, strict=True):
        made.append(pa.table({"report": pc.add(part["report"], pa.scalar(before, pa.int32()))}))
        before += count
    return made


def _reports(
    columns: Mapping[str, Any], known: Sequence[Mapping[str, Any]], urls: Mapping[str, str]
) -> pd.DataFrame:
    import pandas as pd

    from extractor.comparison.scales import scales

    frame = pd.DataFrame(columns)
    index = {row["sha256"]: row for row in known}
    rows = [index[sha256] for sha256 in frame["sha256"]]
    frame["source"] = pd.Series([row["source"] for row in rows], dtype="string")
    frame["document"] = pd.Series([row["report"] for row in rows], dtype="string")
    links = [urls.get(row["sha256"]) or remote.address(row["path"]) for row in rows]
    frame["url"] = pd.Series(links, dtype="string")
    frame["sha256"] = pd.Categorical(frame["sha256"], categories=list(frame["sha256"]))
    frame["year"] = frame["start"].dt.year.astype("Int16")
    pairs = zip(
        frame["framework"].astype(object), frame["inspection_type"].astype(object), strict=True
    )
    kinds = [scales().kind(f, t if isinstance(t, str) else None) for f, t in pairs]
    frame["kind"] = pd.Categorical(kinds)
    codes = frame["ons_code"].astype(object)
    named = codes.where(codes.notna(), frame["council"].astype(object))
    frame["place"] = pd.Categorical(named)
    return frame


def _part(columns: dict[str, Any], reports: pd.DataFrame) -> pd.DataFrame:
    """The rows with what ``CONTEXT`` names of their reports, as categories."""
    import pandas as pd

    at = columns.pop("report").to_numpy()
    made: dict[str, Any] = {
        "sha256": pd.Categorical.from_codes(at, dtype=reports["sha256"].dtype)
    }
    for name in CONTEXT:
        made[name] = reports[name].array.take(at)
    return pd.DataFrame({**made, **columns}, copy=False)

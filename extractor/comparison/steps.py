"""From each judgement to the last comparable one before it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from extractor.comparison.corpus import Corpus
from extractor.comparison.scales import Series, scales

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("previous_sha256", "previous_start", "previous_grade", "step", "note", "covers")


def steps(corpus: Corpus, judgements: pd.DataFrame | None = None) -> pd.DataFrame:
    """For each judgement of the selection, or of those ``judgements`` of it (same index), the
    ``COLUMNS``.

    Earlier judgements are looked for in the whole corpus: that an inspection was not selected does
    not undo it. ``step`` is "better", "same" or "worse", null where there is nothing to compare
    with; ``note`` then says why, and else whether something stands in between.
    """
    import pandas as pd

    whole = corpus.whole or corpus
    chosen = corpus.judgements if judgements is None else judgements
    councils = chosen["place"].cat.codes[chosen["place"].notna()].unique()
    judged = whole.judgements
    judged = judged[judged["place"].cat.codes.isin(councils) & judged["start"].notna()]
    judged = judged.sort_values(["start", "sha256"], kind="stable")
    columns = {name: judged[name].astype(object) for name in _NAMES}
    rows = map(_Judged._make, zip(judged.index, *columns.values(), strict=True))
    histories: dict[Any, list[_Judged]] = {}
    for row in rows:
        histories.setdefault(row.place, []).append(row)
    wanted = set(chosen.index)
    made: dict[Any, tuple[Any, ...]] = {}
    for history in histories.values():
        for at, row in enumerate(history):
            if row.row in wanted:
                made[row.row] = _step(row, [r for r in history[:at] if r.start < row.start])
    nothing = (None, pd.NaT, None, None, "the report names no council, or no date", None)
    values = [made.get(row, nothing) for row in chosen.index]
    frame = pd.DataFrame(values, columns=list(COLUMNS), index=chosen.index)
    frame["previous_start"] = pd.to_datetime(frame["previous_start"])
    return frame


_NAMES = ("place", "sha256", "series", "key_area", "grade", "start")


class _Judged(NamedTuple):
    """A judgement: the label of its row, then its values by ``_NAMES``."""

    row: int
    place: str
    sha256: str
    series: Any
    key_area: str
    grade: str
    start: Any


def _step(row: _Judged, before: list[_Judged]) -> tuple[Any, ...]:
    """What ``COLUMNS`` say of a judgement, from the council's earlier ones (the oldest first)."""
    series = _series(row)
    covers = series.covers if series else None
    same = [r for r in before if series and r.series == series.id]
    note: str | None
    if series is None:
        note = "nothing says with which judgements this one may be compared"
    elif same:
        last = same[-1]
        step = scales().step(series, last.grade, row.grade)
        note = None if step else "a grade that is not on the scale"
        if any(row.key_area in _also(r) and r.start > last.start for r in before):
            note = "an inspection in between judged this together with another area"
        return last.sha256, last.start, last.grade, step, note, covers
    else:
        note = _why(row.key_area, before, series)
    return None, None, None, None, note, covers


def _why(area: str, before: list[_Judged], series: Series) -> str:
    """Why none of the earlier judgements of the key area is comparable."""
    others = [r for r in before if r.key_area == area]
    if not others and (joint := [r for r in before if area in _also(r)]):
        return f"the one before ({joint[-1].start.year}) judged this together with another area"
    if not others:
        return "no earlier judgement of this among the results"
    last = _series(others[-1])
    if last is None or last.scale != series.scale:
        return f"the one before ({others[-1].start.year}) was on another scale"
    covered = last.covers or "another matter"
    return f"the one before ({others[-1].start.year}) was of {covered}"


def _series(row: _Judged) -> Series | None:
    return _all().get(row.series)


@lru_cache(maxsize=1)
def _all() -> dict[str, Series]:
    return {series.id: series for series in scales().series}


def _also(row: _Judged) -> tuple[str, ...]:
    series = _series(row)
    return series.also if series else ()


def order(areas: Any) -> list[str]:
    """Key areas in the order of tables; those not listed come last, by name."""
    known: Mapping[str, Any] = scales().areas
    places = {area: at for at, area in enumerate(known)}
    return sorted(areas, key=lambda area: (places.get(area, len(places)), area))

"""Which reports and which of their rows are compared.

Filters of reports take reports away with all their rows; filters of rows take rows away and leave
the reports, so that shares stay shares of the reports looked at:

=================  ==============================================================================
filter             what stays
=================  ==============================================================================
councils,          reports on one of the councils named, or on a statistical neighbour of
neighbours_of      ``neighbours_of`` (who is not its own neighbour); both given: on either
regions            reports on councils of one of the regions
frameworks         reports under one of the frameworks ("ilacs", or an edition: "ilacs/2023")
kinds              reports of inspections of one of the kinds (``scales``: "focused_visit", ...)
since, until       reports of inspections that began within these days; none without a date
latest             of what the filters above leave, each council's most recent inspection of each
                   kind (``scales``); none without a council or a date
grades             of what the filters above leave, reports with one of the grades: for one of
                   ``key_areas``, or, where none is given, for the inspection as a whole
                   (the headline of its kind; an inspection without one goes)
key_areas          rows of one of the areas; reports without any row of them go
themes             findings and recommendations on one of the themes; all reports stay
polarities         findings of that polarity; all reports stay
=================  ==============================================================================
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from extractor.comparison.corpus import Corpus
from extractor.comparison.naming import named
from extractor.comparison.places import neighbours_of, pairs, places_of
from extractor.comparison.scales import scales
from extractor.errors import ArgumentError

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Selection:
    """Filters, each of which cuts further; within one, any of its values will do. Empty: no cut."""

    councils: tuple[str, ...] = ()
    neighbours_of: str | None = None
    regions: tuple[str, ...] = ()
    frameworks: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    latest: bool = False
    grades: tuple[str, ...] = ()
    key_areas: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    polarities: tuple[str, ...] = ()

    def anywhere(self) -> Selection:
        """The same filters for all councils."""
        return replace(self, councils=(), neighbours_of=None, regions=())

    def named(self, held: Callable[[str], Iterable[str]]) -> Selection:
        """The same filters with the ids that are meant (``naming``). ``held`` tells those that the
        results have, by the name of the filter.

        Raises:
            ArgumentError: a filter names what nobody knows, or no day is within ``since`` and
                ``until``.
        """
        if self.since and self.until and self.since > self.until:
            problem = f"nothing begins after {self.since} and before {self.until}"
            raise ArgumentError("--from, --to", problem, "swap them")
        made: dict[str, Any] = {
            name: named(kind, getattr(self, name), partial(held, name))
            for name, kind in _KINDS.items()
        }
        return replace(self, **made)

    def words(self) -> str:
        """The filters as a line for people."""
        told = []
        for field in fields(self):
            value = getattr(self, field.name)
            if value:
                text = ", ".join(value) if isinstance(value, tuple) else str(value)
                name = field.name.replace("_", " ")
                told.append(name if value is True else f"{name}: {text}")
        return "; ".join(told) or "everything"


_KINDS = {
    "regions": "region", "frameworks": "framework", "kinds": "kind of inspection",
    "key_areas": "key area", "themes": "theme", "grades": "grade", "polarities": "polarity",
}  # fmt: skip


def select(corpus: Corpus, selection: Selection) -> Corpus:
    """The corpus that the filters leave (see this module for what each cuts). The filters apply to
    the whole corpus: an earlier selection is replaced.

    Raises:
        ArgumentError: a filter names what nobody knows; near matches are named.
    """
    whole = corpus.whole or corpus
    selection = selection.named(partial(_held, whole))
    reports = _reports(whole, selection)
    parts = {
        name: _rows(whole.table(name), reports, whole.reports, selection)
        for name in ("judgements", "findings", "recommendations")
    }
    if selection.key_areas:
        spoken = {key for part in parts.values() for key in part["sha256"].unique()}
        reports = reports[reports["sha256"].isin(spoken)]
    return replace(whole, reports=reports, **parts, selection=selection, whole=whole)


def peers(corpus: Corpus) -> Corpus:
    """The corpus with the same filters, for all councils."""
    if corpus.selection is None or corpus.selection.anywhere() == corpus.selection:
        return corpus
    return select(corpus, corpus.selection.anywhere())


def has_theme(themes: pd.Series, wanted: tuple[str, ...]) -> Any:
    """Which rows are on one of the themes (``themes``: ids separated by "; ", as categories)."""
    fit = [c for c in themes.cat.categories if set(c.split("; ")) & set(wanted)]
    return themes.isin(fit)


def latest(reports: pd.DataFrame) -> pd.DataFrame:
    """Each council's most recent inspection of each kind, by first day (then last day, then
    publication); none without a council or a first day."""
    dated = reports[reports["place"].notna() & reports["start"].notna()]
    ordered = dated.sort_values(["start", "end", "published", "sha256"], na_position="first")
    last = ordered.drop_duplicates(["place", "kind"], keep="last").index
    return reports.loc[reports.index.isin(last)]


def _reports(corpus: Corpus, selection: Selection) -> pd.DataFrame:
    reports = corpus.reports
    if selection.councils or selection.neighbours_of:
        wanted: set[str] = set()
        here = pairs(corpus.reports)
        for name in selection.councils:
            wanted |= places_of(name, here)
        if selection.neighbours_of:
            wanted |= neighbours_of(selection.neighbours_of, here)
        reports = reports[reports["place"].isin(wanted)]
    if selection.regions:
        reports = reports[reports["region"].isin(selection.regions)]
    if selection.frameworks:
        edition = reports["framework"].astype(object) + "/"
        edition += reports["framework_version"].astype(object).fillna("")
        names = set(selection.frameworks)
        reports = reports[reports["framework"].isin(names) | edition.isin(names)]
    if selection.kinds:
        reports = reports[reports["kind"].isin(selection.kinds)]
    if selection.since:
        reports = reports[reports["start"] >= str(selection.since)]
    if selection.until:
        reports = reports[reports["start"] <= str(selection.until)]
    if selection.latest:
        reports = latest(reports)
    if selection.grades:
        judged = corpus.judgements
        area = judged["key_area"].astype(object)
        if selection.key_areas:
            about = area.isin(selection.key_areas)
        else:
            heads = {k: scales().headline(k) for k in judged["kind"].cat.categories}
            about = area == judged["kind"].astype(object).map(heads)
        fit = judged[about & judged["grade"].isin(selection.grades)]
        reports = reports[reports["sha256"].isin(fit["sha256"].unique())]
    return reports


def _rows(
    frame: pd.DataFrame, reports: pd.DataFrame, before: pd.DataFrame, selection: Selection
) -> pd.DataFrame:
    if len(reports) < len(before):
        import numpy as np

        stays = np.zeros(len(before), dtype=bool)
        stays[reports["sha256"].cat.codes] = True
        frame = frame[stays[frame["sha256"].cat.codes]]
    if selection.key_areas:
        frame = frame[frame["key_area"].isin(selection.key_areas)]
    if selection.themes and "themes" in frame:
        frame = frame[has_theme(frame["themes"], selection.themes)]
    if selection.polarities and "polarity" in frame:
        frame = frame[frame["polarity"].isin(selection.polarities)]
    return frame


def _held(corpus: Corpus, filter: str) -> set[str]:
    """The ids of a filter that the results have."""
    reports, tables = corpus.reports, (corpus.findings, corpus.recommendations)
    if filter == "regions":
        return set(reports["region"].dropna())
    if filter == "frameworks":
        pairs = reports[["framework", "framework_version"]].drop_duplicates().astype(object)
        editions = pairs["framework"] + "/" + pairs["framework_version"]
        return {*pairs["framework"], *editions.dropna()}
    if filter == "kinds":
        return set(reports["kind"])
    if filter == "key_areas":
        every = (corpus.judgements, *tables)
        return {area for frame in every for area in frame["key_area"].cat.categories}
    if filter == "themes":
        joined = {themes for frame in tables for themes in frame["themes"].cat.categories}
        return {theme for themes in joined for theme in themes.split("; ")}
    return set()

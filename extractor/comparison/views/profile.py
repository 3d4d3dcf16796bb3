"""One council beside its statistical neighbours, its region and everyone else."""

from __future__ import annotations

from typing import Any

from extractor.comparison import statistics
from extractor.comparison.corpus import Corpus
from extractor.comparison.places import neighbours, pairs, places_of
from extractor.comparison.scales import scales
from extractor.comparison.selection import latest, peers
from extractor.comparison.steps import order
from extractor.comparison.view import Basis, Rows, View, ViewColumn
from extractor.comparison.views.mentions import (
    NEITHER,
    mentions,
    polarities,
    themes_asked,
    title_of,
)
from extractor.comparison.views.words import words
from extractor.errors import ArgumentError, ComparisonError
from extractor.results.wording import counted

GROUPS = ("neighbours", "region", "everyone")
_TITLES = {"neighbours": "Neighbours", "region": "Region", "everyone": "Everyone"}


def profile(corpus: Corpus) -> View:
    """Themes of the one council that the selection names, beside the others'."""
    import pandas as pd

    name, groups = _groups(corpus)
    near = peers(corpus)
    shown = polarities(corpus)
    said = mentions(near.findings, "polarity", themes_asked(corpus))
    said = said if shown else said[:0]
    said = said.assign(place=near.of_reports("place", said))
    frame = pd.DataFrame({"theme": sorted(said["theme"].astype(object).unique())}, dtype="string")
    frame["title"] = pd.Series([title_of(t) for t in frame["theme"]], dtype="string")
    size = {g: int(near.reports["place"].isin(p).sum()) for g, p in groups.items()}
    for group in groups:
        frame[f"{group}_reports"] = size[group]
    for polarity, short in shown:
        part = said[said["polarity"] == polarity]
        counts = {}
        for group, places in groups.items():
            found = part[part["place"].isin(places)].groupby("theme", observed=True).size()
            counts[group] = [int(found.get(theme, 0)) for theme in frame["theme"]]
            frame[f"{group}_{short}"] = counts[group]
            shares = [statistics.share(k, size[group]) for k in counts[group]]
            frame[f"{group}_{short}_share"] = pd.array(shares, dtype="Float64")
        pairs = list(zip(counts["council"], counts["neighbours"], strict=True))
        for measure in ("difference", "difference_low", "difference_high"):
            function = getattr(statistics, measure)
            made = [function(k, size["council"], m, size["neighbours"]) for k, m in pairs]
            frame[f"{short}_{measure}"] = pd.array(made, dtype="Float64")
    columns, basis = _columns(name, groups, size, shown)
    first = [f"{group}_{short}" for _, short in shown[:1] for group in ("council", "neighbours")]
    frame = frame.sort_values([*first, "theme"], ascending=False)
    frame = frame[[c.name for c in columns]].reset_index(drop=True)
    told = words("profile")
    n = len(groups["neighbours"])
    met = near.reports[near.reports["place"].isin(groups["neighbours"])]["place"].nunique()
    notes = (
        f"{name} has {counted(size['council'], 'report')} in this selection; its neighbours have"
        f" {counted(size['neighbours'], 'report')}, on {met} of {n} councils. In brackets: how"
        " many reports the shares are of.",
        *(() if shown else (NEITHER,)),
    )
    about = told.about_with(name=name, n=n)
    return View("profile", told.title.format(name=name), about, columns, frame, basis, notes)


def profile_grades(corpus: Corpus) -> View:
    """Latest grades of the one council that the selection names, beside the others'."""
    import pandas as pd

    name, groups = _groups(corpus)
    near = peers(corpus)
    last = latest(near.reports)
    judged = near.judgements[near.judgements["sha256"].isin(last["sha256"])]
    judged = judged.drop_duplicates(["sha256", "key_area"])
    own = judged[judged["place"].isin(groups["council"])]
    grades = [g for g in scales().order() if g in set(judged["grade"])]
    rows = []
    for area in order(own["key_area"].unique()):
        for mine in own[own["key_area"] == area].itertuples():
            same = judged[(judged["kind"] == mine.kind) & (judged["key_area"] == area)]
            alike = same["series"].isna() if pd.isna(mine.series) else same["series"] == mine.series
            same = same[alike]
            for group in GROUPS:
                theirs = same[same["place"].isin(groups[group])]["grade"]
                counts = theirs.value_counts()
                rows.append(
                    {
                        "kind": mine.kind, "series": mine.series, "key_area": area,
                        "area": scales().area_title(area), "start": mine.start,
                        "council_grade": mine.grade, "group": _TITLES[group],
                        "councils": len(theirs),
                        **{g: int(counts.get(g, 0)) for g in grades},
                        "places": "; ".join(groups[group]), "sha256": mine.sha256,
                    }
                )  # fmt: skip
    columns, basis = _grade_columns(name, grades, tuple(last["sha256"]))
    frame = pd.DataFrame(rows, columns=[c.name for c in columns])
    for column in columns:
        if column.kind in ("text", "grade"):
            frame[column.name] = frame[column.name].astype("string")
    frame = frame.sort_values("kind", kind="stable").reset_index(drop=True)
    told = words("profile_grades")
    about = told.about_with(name=name, n=len(groups["neighbours"]))
    title = told.title.format(name=name)
    return View("profile_grades", title, about, columns, frame, basis, (), "kind")


def _groups(corpus: Corpus) -> tuple[str, dict[str, tuple[str, ...]]]:
    """The council's name, and the places of each group of councils, itself in none but its own."""
    named = corpus.selection.councils if corpus.selection else ()
    if len(named) != 1:
        are = "are" if len(named) > 1 else "is"
        problem = f"it is on one council, and {len(named) or 'none'} {are} named"
        raise ArgumentError("profile", problem, "name one with --council")
    whole = corpus.whole or corpus
    own = places_of(named[0], pairs(whole.reports))
    known = peers(corpus).reports[["place", "region", "council"]].drop_duplicates()
    known = known.astype(object).dropna(subset=["place"])
    here = known[known["place"].isin(own)]
    if not corpus.reports["place"].isin(own).any():
        problem = "there is no report on it in this selection"
        raise ComparisonError(named[0], problem, "name another council, or widen the filters")
    others = known[~known["place"].isin(own)]
    near = {n for place in own for n in neighbours().get(place, ())}
    regions = set(here["region"].dropna())
    made = {
        "council": sorted(own),
        "neighbours": sorted(near - own),
        "region": sorted(set(others.loc[others["region"].isin(regions), "place"])),
        "everyone": sorted(set(others["place"])),
    }
    return str(here["council"].iloc[0]), {k: tuple(v) for k, v in made.items()}


def _columns(
    name: str, groups: dict[str, tuple[str, ...]], size: dict[str, int],
    shown: tuple[tuple[str, str], ...],
) -> tuple[tuple[ViewColumn, ...], dict[str, Basis]]:
    columns = [
        ViewColumn("theme", "Theme id", "text", "The theme's id.", True),
        ViewColumn("title", "Theme", "text", "The theme."),
    ]
    basis: dict[str, Basis] = {}
    titles = {"council": "own", "neighbours": "near", "region": "region", "everyone": "all"}
    meant = {
        "council": name, "neighbours": "its statistical neighbours",
        "region": "the other councils of its region", "everyone": "all other councils",
    }  # fmt: skip
    whole_of = {}
    for group, places in groups.items():
        whole = Rows("reports", (), (("place", places),), distinct=True, scope="peers")
        whole_of[group] = whole
        label, of = titles[group].capitalize(), meant[group]
        columns.append(
            ViewColumn(f"{group}_reports", f"{label} reports", "count",
                       f"Selected reports on {of}.", True)
        )  # fmt: skip
        basis[f"{group}_reports"] = Basis("count", (whole,))
    for polarity, short in shown:
        behind = {}
        for group, places in groups.items():
            on: tuple[tuple[str, Any], ...] = (("polarity", (polarity,)), ("place", places))
            found = Rows("findings", (("themes", "theme"),), on, distinct=True, scope="peers")
            whole = whole_of[group]
            behind[group] = (found, whole)
            own = group == "council"
            of = meant[group]
            columns += [
                ViewColumn(
                    f"{group}_{short}", f"{short.capitalize()}: {titles[group]} reports", "count",
                    f"Reports on {of} that find a {polarity} on the theme.", not own,
                ),
                ViewColumn(
                    f"{group}_{short}_share",
                    f"{short.capitalize()}: {titles[group]} ({size[group]})", "share",
                    f"Their share of the selected reports on {of} (in brackets: how many).",
                ),
            ]  # fmt: skip
            basis[f"{group}_{short}"] = Basis("count", (found,))
            basis[f"{group}_{short}_share"] = Basis("share", (found, whole))
        both = (*behind["council"], *behind["neighbours"])
        for measure, end in (("difference", ""), ("difference_low", ": low"),
                             ("difference_high", ": high")):  # fmt: skip
            meaning = "The council's share less its neighbours' (-1 to 1)."
            meaning = "An end of its 95% interval." if end else meaning
            label = f"{short.capitalize()}: difference{end}"
            columns.append(ViewColumn(f"{short}_{measure}", label, "number", meaning, True))
            basis[f"{short}_{measure}"] = Basis(measure, both)
    return tuple(columns), basis


def _grade_columns(
    name: str, grades: list[str], last: tuple[str, ...]
) -> tuple[tuple[ViewColumn, ...], dict[str, Basis]]:
    equals = (("kind", "kind"), ("key_area", "key_area"), ("series", "series"))
    among = (("place", "places"),)
    only = (("sha256", last),)
    all_of = Rows("judgements", equals, only, among, scope="peers")
    own = Rows("judgements", (("sha256", "sha256"), ("key_area", "key_area")), scope="peers")
    basis = {
        "council_grade": Basis("value", (own,), "grade"),
        "councils": Basis("count", (all_of,)),
    }
    columns = [
        ViewColumn("kind", "Kind", "text", "The kind of inspection."),
        ViewColumn("series", "Series", "text", "The judgements that may be compared.", True),
        ViewColumn("key_area", "Key area id", "text", "The key area's id.", True),
        ViewColumn("area", "Key area", "text", "The key area judged."),
        ViewColumn("start", "Inspected", "date", f"The first day of {name}'s inspection.", True),
        ViewColumn("council_grade", name, "grade", f"{name}'s grade."),
        ViewColumn("group", "Others", "text", "Which other councils are counted."),
        ViewColumn("councils", "Councils", "count", "How many of them have a latest grade here."),
    ]
    for grade in grades:
        known = scales().grades.get(grade)
        label = known.label if known else grade
        columns.append(ViewColumn(grade, label, "count", f"How many of them were judged {label}."))
        rows = Rows("judgements", equals, (*only, ("grade", (grade,))), among, scope="peers")
        basis[grade] = Basis("count", (rows,))
    columns += [
        ViewColumn("places", "Their codes", "text", "ONS codes of those councils.", True),
        ViewColumn("sha256", "Report id", "text", f"The report on {name}.", True),
    ]
    return tuple(columns), basis

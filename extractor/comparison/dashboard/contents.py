"""What the page carries of a corpus."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from extractor.comparison.dashboard.load import Load, coded, load_of

if TYPE_CHECKING:
    import pandas as pd

    from extractor.comparison.corpus import Corpus

_ABBREVIATION = re.compile(r"\(([A-Z]{2,})\)")

POLARITIES = {"weakness": "Weakness", "strength": "Strength", "mixed": "Mixed"}

SHAPES = {
    "outstanding": "diamond", "good": "circle", "requires_improvement": "triangle-up",
    "adequate": "square", "inadequate": "triangle-down", "positive_experiences": "circle",
    "inconsistent": "triangle-up", "systemic_failings": "triangle-down", "satisfactory": "square",
    "limited": "triangle-down",
}  # fmt: skip
"""A grade's mark beside its words, so that colour is never alone; named as Vega's symbols are."""


def load_from(corpus: Corpus, made: date) -> Load:
    """The corpus as bytes for the page; ``made`` is the date that it will show."""
    reports = corpus.reports
    place = {sha256: at for at, sha256 in enumerate(reports["sha256"].astype("string"))}
    themes, areas, grades = _themes(corpus), _areas(corpus), _grades(corpus)
    sets: dict[tuple[int, ...], int] = {}
    findings = _table(corpus, "findings", place, areas, themes, sets)
    recommendations = _table(corpus, "recommendations", place, areas, themes, sets)
    polarities = {id_: at for at, id_ in enumerate(POLARITIES)}
    findings["polarity"] = [polarities[p] for p in _plain(corpus.findings["polarity"])]
    findings["confidence"] = _hundredths(corpus.findings["confidence"])
    recommendations["priority"] = [int(bool(p)) for p in corpus.recommendations["priority"]]
    head = {
        "made": made.isoformat(),
        "scope": corpus.selection.words() if corpus.selection else "everything",
        "missing": len(corpus.problems),
        **_councils(corpus),
        "frameworks": _frameworks(reports),
        "kinds": _kinds(reports),
        "areas": [{"id": None, "title": "No key area told", "short": "None"}, *areas.values()],
        "themes": list(themes.values()),
        "theme_sets": list(sets),
        "grades": list(grades.values()),
        "polarities": [{"id": id_, "title": title} for id_, title in POLARITIES.items()],
        "reports": _reports(reports),
        "judgements": _judgements(corpus, place, areas, grades),
    }
    texts = [
        text
        for table in ("findings", "recommendations")
        for text in corpus.rows(table, corpus.table(table))["text"].fillna("")
    ]
    return load_of(head, {"findings": findings, "recommendations": recommendations}, texts)


def _table(
    corpus: Corpus,
    name: str,
    place: Mapping[str, int],
    areas: Mapping[str, dict[str, Any]],
    themes: Mapping[str, dict[str, Any]],
    sets: dict[tuple[int, ...], int],
) -> dict[str, list[int]]:
    """The columns that findings and recommendations share. ``sets``: the place of each set of
    themes that rows have; new ones are added."""
    frame = corpus.table(name)
    order = {id_: at for at, id_ in enumerate(themes)}
    at_area = {id_: at for at, id_ in enumerate(areas, start=1)}
    members = {v: tuple(order[id_] for id_ in _split(v)) for v in set(_plain(frame["themes"]))}
    return {
        "report": [place[s] for s in _plain(frame["sha256"])],
        "area": [at_area.get(area, 0) for area in _plain(frame["key_area"])],
        "themes": [sets.setdefault(members[v], len(sets)) for v in _plain(frame["themes"])],
        "page": [int(page) for page in frame["page"].fillna(0)],
    }


def _councils(corpus: Corpus) -> dict[str, Any]:
    """Regions and councils by name; a council's ``neighbours`` and those of its ``history`` are
    told as far as they are in the corpus."""
    from extractor.comparison.histories import history_of
    from extractor.comparison.places import neighbours

    reports = corpus.reports
    known = reports[reports["place"].notna()].drop_duplicates("place").astype({"council": "string"})
    known = known.sort_values("council", na_position="last")
    ids = {place: at for at, place in enumerate(_plain(known["place"]))}

    def others(place: str, name: str) -> list[dict[str, Any]]:
        told = history_of(place, name)
        codes = [code for code in told.codes if code != place and code in ids]
        return [{"council": ids[code], "said": told.said(code)} for code in codes]

    return {
        "regions": sorted({r for r in _plain(known["region"]) if r}),
        "councils": [
            {
                "id": place, "name": name or place, "region": region,
                "neighbours": [ids[n] for n in neighbours().get(place, ()) if n in ids],
                "known_neighbours": len(neighbours().get(place, ())),
                "history": others(place, name or place),
                "notes": history_of(place, name or place).notes,
            }
            for place, name, region in zip(
                *(_plain(known[c]) for c in ("place", "council", "region")), strict=True
            )
        ],
        "council_of": [ids.get(place) for place in _plain(reports["place"])],
    }  # fmt: skip


def _reports(frame: pd.DataFrame) -> dict[str, Any]:
    text = ("framework", "framework_version", "inspection_type", "kind", "url", "focus", "region")
    return {
        **{name: dict(zip(("values", "codes"), coded(_plain(frame[name])), strict=True))
           for name in text},
        "sha256": [s[:16] for s in _plain(frame["sha256"])],
        **{name: _days(frame[name]) for name in ("start", "end", "published")},
        "pages": [int(p) for p in frame["pages"]],
    }  # fmt: skip


def _judgements(
    corpus: Corpus,
    place: Mapping[str, int],
    areas: Mapping[str, dict[str, Any]],
    grades: Mapping[str, dict[str, Any]],
) -> dict[str, Any]:
    from extractor.comparison.scales import scales
    from extractor.comparison.steps import steps

    frame, said = corpus.judgements, steps(corpus)
    at_area = {id_: at for at, id_ in enumerate(areas, start=1)}
    at_grade = {id_: at for at, id_ in enumerate(grades)}
    known = {series.id: series for series in scales().series}
    series = [known.get(id_) for id_ in _plain(frame["series"])]
    return {
        "report": [place[s] for s in frame["sha256"]],
        "area": [at_area[a] for a in frame["key_area"]],
        "grade": [at_grade[g] for g in frame["grade"]],
        "also": [list(s.also) if s else [] for s in series],
        **{c: _plain(said[c]) for c in ("step", "previous_grade")},
        "previous_start": _days(said["previous_start"]),
        "label": _plain(frame["grade_label"]),
        "title": _plain(frame["title"]),
        "covers": [s.covers if s else None for s in series],
        "series": [s.id if s else None for s in series],
        "confidence": _hundredths(frame["confidence"]),
        "page": [int(p) for p in frame["page"].fillna(0)],
    }


def _areas(corpus: Corpus) -> dict[str, dict[str, Any]]:
    """Every key area of the corpus, those of the scales first and in their order."""
    from extractor.comparison.scales import scales

    found = {
        area
        for name in ("judgements", "findings", "recommendations")
        for area in _plain(corpus.table(name)["key_area"].drop_duplicates())
        if area
    }
    known = scales().areas
    ids = [*(a for a in known if a in found), *sorted(found - set(known))]
    return {
        id_: {"id": id_, "title": scales().area_title(id_),
              "short": known[id_].short if id_ in known else scales().area_title(id_)}
        for id_ in ids
    }  # fmt: skip


def _grades(corpus: Corpus) -> dict[str, dict[str, Any]]:
    """Every grade of the corpus in the order of the scales; one that no scale knows stays plain."""
    from extractor.comparison.scales import scales

    found = {g for g in _plain(corpus.judgements["grade"].drop_duplicates()) if g}
    ids = [*(g for g in scales().order() if g in found), *sorted(found - set(scales().grades))]
    made = {}
    for id_ in ids:
        known = scales().grades.get(id_)
        words = id_.replace("_", " ").capitalize()
        made[id_] = {
            "id": id_,
            "label": known.label if known else words,
            "short": known.short if known else words[:6],
            "colour": known.colour if known else "#ffffff",
            "ink": known.ink if known else "#000000",
            "shape": SHAPES.get(id_, "square"),
        }
    return made


def _themes(corpus: Corpus) -> dict[str, dict[str, Any]]:
    """The toolkit's themes in their order, then a user's own."""
    from extractor.content.themes import shipped_themes

    found = {
        id_
        for name in ("findings", "recommendations")
        for value in _plain(corpus.table(name)["themes"].drop_duplicates())
        for id_ in _split(value)
    }
    known = {t.id: {"id": t.id, "title": t.title, "covers": t.covers} for t in shipped_themes()}
    own = {
        id_: {"id": id_, "title": id_.replace("_", " ").capitalize(), "covers": ""}
        for id_ in sorted(found - set(known))
    }
    return {**{id_: theme for id_, theme in known.items() if id_ in found}, **own}


def _frameworks(reports: pd.DataFrame) -> list[dict[str, str]]:
    """The frameworks of the reports: title, and its abbreviation where the title ends in one."""
    from extractor.frameworks.registry import load_frameworks

    titles = {f.id: f.title for f in reversed(load_frameworks())}
    made = []
    for id_ in sorted({f for f in _plain(reports["framework"]) if f}):
        title = titles.get(id_, id_.replace("_", " ").capitalize())
        short = _ABBREVIATION.search(title)
        made.append({"id": id_, "title": title, "short": short[1] if short else title})
    return made


def _kinds(reports: pd.DataFrame) -> dict[str, dict[str, Any]]:
    from extractor.comparison.scales import scales

    made = {}
    for id_ in sorted({k for k in _plain(reports["kind"]) if k}):
        known = scales().kinds.get(id_)
        made[id_] = {
            "title": known.title if known else id_.replace("_", " ").capitalize(),
            "narrative": scales().is_narrative(id_),
            "headline": scales().headline(id_),
        }
    return made


def _plain(series: pd.Series) -> list[Any]:
    """The values as Python has them, None for what is missing."""
    values = series.astype(object)
    return [None if v is None or v != v else v for v in values.where(series.notna(), None)]


def _days(series: pd.Series) -> list[str | None]:
    return [None if value is None else value.strftime("%Y-%m-%d") for value in _plain(series)]


def _hundredths(series: pd.Series) -> list[int]:
    return [round(float(value) * 100) for value in series.fillna(0)]


def _split(value: object) -> Sequence[str]:
    return value.split("; ") if isinstance(value, str) and value else ()

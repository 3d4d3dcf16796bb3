"""One council's reports in time, and what became of what was recommended."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from extractor.comparison.corpus import Corpus
from extractor.comparison.histories import History, chain, history_of
from extractor.comparison.recurrence.match import Matched, match
from extractor.comparison.scales import scales
from extractor.comparison.steps import order, steps
from extractor.comparison.view import Basis, Rows, View, ViewColumn
from extractor.comparison.views.words import words
from extractor.results.wording import counted

if TYPE_CHECKING:
    import pandas as pd


def timeline(corpus: Corpus) -> View:
    """A row for each judgement of the chain of each selected council; a report without judgements
    has one row."""

    whole = corpus.whole or corpus
    judged = whole.judgements
    said = steps(whole)
    grades = judged.groupby(judged["sha256"].astype(object), sort=False).groups
    places = {area: at for at, area in enumerate(order(judged["key_area"].dropna().unique()))}
    rows: list[dict[str, Any]] = []
    notes: list[str] = []
    for of in _selected(corpus):
        notes += [f"{of.council.name}: {note}." for note in of.notes]
        for report in chain(whole.reports, of).to_dict("records"):
            found = judged.loc[grades.get(report["sha256"], [])]
            found = found.iloc[found["key_area"].map(places).astype(int).argsort(kind="stable")]
            shared = _of_report(report, of)
            if found.empty:
                rows.append({**shared, "note": "gives no grade"})
            for at, judgement in zip(found.index, found.to_dict("records"), strict=True):
                step = said.loc[at]
                rows.append({
                    **shared,
                    "key_area": judgement["key_area"],
                    "area": scales().area_title(judgement["key_area"]),
                    "grade": judgement["grade"],
                    "step": step["step"],
                    "note": step["note"],
                    "page": judgement["page"],
                    "evidence": f"{report['url']}#page={judgement['page']}",
                })  # fmt: skip
    frame = _framed(rows, _TIMELINE)
    told = words("timeline")
    undated = int(corpus.reports["start"].isna().sum())
    if undated:
        tell = "tells no date and is" if undated == 1 else "tell no date and are"
        notes.append(f"{counted(undated, 'selected report')} {tell} left out.")
    this = Rows("judgements", (("sha256", "sha256"), ("key_area", "key_area")), scope="whole")
    basis = {"grade": Basis("value", (this,), "grade"), "page": Basis("value", (this,), "page")}
    about = told.about_with()
    return View("timeline", told.title, about, _TIMELINE, frame, basis, tuple(notes))


def recurrence(corpus: Corpus) -> View:
    """A row for each selected recommendation and each later report of its chain.

    Where councils were selected by name, the recommendations of those that they took over from
    are looked at as well.
    """
    asked = _asked(corpus)
    found = match(corpus, asked)
    frame = _framed(_followed(corpus, asked, found), _RECURRENCE)
    told = words("recurrence")
    where = Rows(
        "recommendations", (("sha256", "sha256"), ("id", "recommendation_id")), scope="whole"
    )
    basis = {"page": Basis("value", (where,), "page")}
    alone = len(asked) - found.statuses["recommendation"].nunique()
    notes = (f"{alone} of {len(asked)} recommendations have no later report.",) if alone else ()
    about = told.about_with()
    return View("recurrence", told.title, about, _RECURRENCE, frame, basis, notes)


def _selected(corpus: Corpus) -> list[History]:
    """The histories of the councils that the selection has reports of, or names; by name."""
    from extractor.comparison.places import pairs, places_of

    whole = corpus.whole or corpus
    here = corpus.reports[["place", "council"]].astype(object).dropna()
    found = dict(zip(here["place"], here["council"], strict=True))
    for name in corpus.selection.councils if corpus.selection else ():
        named = places_of(name, pairs(whole.reports))
        found |= {place: name for place in named if place not in found}
    made = [history_of(place, name) for place, name in found.items()]
    return sorted(made, key=lambda h: (h.council.name, str(h.council.ons_code)))


def _asked(corpus: Corpus) -> pd.DataFrame:
    """The recommendations to follow: those selected and, where councils are named, those of the
    councils that they came from."""
    import pandas as pd

    if not (corpus.selection and corpus.selection.councils):
        return corpus.recommendations
    codes = {str(link.old.ons_code) for of in _selected(corpus) for link in of.before}
    whole = corpus.whole or corpus
    before = whole.recommendations[whole.recommendations["place"].isin(codes)]
    before = before[~before.index.isin(corpus.recommendations.index)]
    return pd.concat([corpus.recommendations, before]).sort_index() if len(before) else (
        corpus.recommendations
    )  # fmt: skip


def _followed(corpus: Corpus, asked: pd.DataFrame, found: Matched) -> list[dict[str, Any]]:
    whole = corpus.whole or corpus
    if found.statuses.empty:
        return []
    reports = whole.reports.set_index(whole.reports["sha256"].astype(object)).to_dict("index")
    mine = whole.rows("recommendations", asked).to_dict("index")
    best = _evidence(whole, found)
    rows = []
    for told in found.statuses.to_dict("records"):
        one, later = mine[told["recommendation"]], reports[told["later"]]
        of = history_of(reports[one["sha256"]]["place"], one["council"])
        row = {
            "council": one["council"], "start": reports[one["sha256"]]["start"],
            "framework": one["framework"], "inspection_type": one["inspection_type"],
            "recommendation_id": one["id"], "priority": "yes" if one["priority"] else "",
            "key_area": one["key_area"], "recommendation": one["text"], "page": one["page"],
            "evidence": one["evidence"], "sha256": one["sha256"],
            "later_start": later["start"], "later_council": later["council"],
            "later_framework": later["framework"], "later_type": later["inspection_type"],
            "link": of.said(later["place"]), "later_sha256": told["later"],
            "status": told["status"], "confidence": told["confidence"],
        }  # fmt: skip
        for side in ("weak", "strong"):
            evidence = best.get(told[side], {})
            row[f"{side}_quote"] = evidence.get("text")
            row[f"{side}_evidence"] = evidence.get("evidence")
            row[f"{side}_confidence"] = evidence.get("confidence")
        rows.append(row)
    places = {area: at for at, area in enumerate(("both", "recurring", "resolved"))}
    return sorted(rows, key=lambda r: (
        str(r["council"]), r["start"], r["sha256"], r["page"], r["recommendation_id"],
        r["later_start"], places.get(r["status"], len(places)),
    ))  # fmt: skip


def _evidence(whole: Corpus, found: Matched) -> dict[int, dict[str, Any]]:
    """Text, link and confidence of the matches that statuses rest on, by their places."""
    ends = set(found.statuses["weak"]) | set(found.statuses["strong"])
    used = found.matches.loc[sorted(ends - {-1})]
    made: dict[int, dict[str, Any]] = {}
    for table, part in used.groupby("table"):
        frame = whole.table(str(table))
        wanted = frame.loc[sorted(set(part["row"]))]
        texts = dict(zip(wanted.index, whole.texts.read(str(table), wanted.index), strict=True))
        links = dict(zip(wanted.index, whole.rows(str(table), wanted)["evidence"], strict=True))
        for at, row, confidence in zip(part.index, part["row"], part["confidence"], strict=True):
            made[at] = {
                "text": texts[row], "evidence": links[row], "confidence": confidence,
            }  # fmt: skip
    return made


def _of_report(report: dict[str, Any], of: History) -> dict[str, Any]:
    version = report["framework_version"]
    return {
        "of": of.council.name,
        "of_code": of.council.ons_code,
        "start": report["start"],
        "council": report["council"],
        "link": report["link"],
        "framework": report["framework"] + (f" {version}" if isinstance(version, str) else ""),
        "inspection_type": report["inspection_type"],
        "kind": report["kind"],
        "focus": report["focus"],
        "report": report["url"],
        "sha256": report["sha256"],
    }


def _framed(rows: list[dict[str, Any]], columns: tuple[ViewColumn, ...]) -> pd.DataFrame:
    """Rows as a frame whose types are those of the columns' kinds."""
    import pandas as pd

    types = {"count": "Int64", "number": "Float64", "share": "Float64"}
    made = {}
    for column in columns:
        values = [row.get(column.name) for row in rows]
        values = [None if v is None or v != v else v for v in values]
        if column.kind == "date":
            made[column.name] = pd.Series(pd.to_datetime(values), dtype="datetime64[s]")
        else:
            made[column.name] = pd.Series(values, dtype=types.get(column.kind, "string"))
    return pd.DataFrame(made, columns=[c.name for c in columns])


_TIMELINE = (
    ViewColumn("of", "Council", "text", "The council whose history it is."),
    ViewColumn("of_code", "ONS code", "text", "Its code.", True),
    ViewColumn("start", "Inspected", "date", "The inspection's first day."),
    ViewColumn("council", "Then", "text", "The council that was inspected.", True),
    ViewColumn("link", "How it belongs here", "text", "Empty for the council's own reports."),
    ViewColumn("framework", "Framework", "text", "The framework and its edition."),
    ViewColumn("inspection_type", "Type", "text", "The inspection's type."),
    ViewColumn("kind", "Kind", "text", "The kind of inspection.", True),
    ViewColumn("focus", "Focus", "text", "What a visit looked at.", True),
    ViewColumn("key_area", "Key area id", "text", "The key area's id.", True),
    ViewColumn("area", "Key area", "text", "The key area judged."),
    ViewColumn("grade", "Grade", "grade", "The grade."),
    ViewColumn("step", "Step", "text", "better, same or worse than the one before, or empty."),
    ViewColumn("note", "Note", "text", "Why there is no grade or step.", True),
    ViewColumn("page", "Page", "count", "The page on which the grade stands.", True),
    ViewColumn("evidence", "Evidence", "link", "A link to that page.", True),
    ViewColumn("report", "Report", "link", "The report.", True),
    ViewColumn("sha256", "Report id", "text", "The report: SHA-256 of its bytes.", True),
)

_RECURRENCE = (
    ViewColumn("council", "Council", "text", "The council then inspected."),
    ViewColumn("start", "Inspected", "date", "The first day of that inspection."),
    ViewColumn("framework", "Framework", "text", "Its framework.", True),
    ViewColumn("inspection_type", "Type", "text", "Its type.", True),
    ViewColumn("recommendation_id", "Id", "text", "The recommendation within its report.", True),
    ViewColumn("priority", "Priority", "text", "yes: it asks for priority action.", True),
    ViewColumn("key_area", "Key area", "text", "The key area it stands under.", True),
    ViewColumn("recommendation", "Recommendation", "quote", "The whole item, word for word."),
    ViewColumn("page", "Page", "count", "The page on which it stands.", True),
    ViewColumn("evidence", "Its page", "link", "A link to that page.", True),
    ViewColumn("later_start", "Later", "date", "The first day of the later inspection."),
    ViewColumn("later_council", "Later council", "text", "The council inspected then.", True),
    ViewColumn("later_framework", "Later framework", "text", "Its framework.", True),
    ViewColumn("later_type", "Later type", "text", "Its type."),
    ViewColumn("link", "How it belongs here", "text", "Empty for the same council.", True),
    ViewColumn(
        "status", "Status", "text",
        "recurring, resolved, both, or not_mentioned (no match found: no verdict).",
    ),
    ViewColumn(
        "confidence", "Confidence", "number",
        "0 to 1, that it is the same matter; of both, the less sure side; none if not mentioned.",
    ),
    ViewColumn("weak_quote", "Weak", "quote", "The likeliest weakness or recommendation."),
    ViewColumn("weak_evidence", "Its page", "link", "A link to its page.", True),
    ViewColumn("weak_confidence", "Sure: weak", "number", "That it is the same matter.", True),
    ViewColumn("strong_quote", "Strong", "quote", "The likeliest strength."),
    ViewColumn("strong_evidence", "Its page", "link", "A link to its page.", True),
    ViewColumn("strong_confidence", "Sure: strong", "number", "The same of the strength.", True),
    ViewColumn("sha256", "Report id", "text", "The earlier report: SHA-256.", True),
    ViewColumn("later_sha256", "Later report id", "text", "The later report: SHA-256.", True),
)  # fmt: skip

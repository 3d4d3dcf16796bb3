"""The recommendations of each report matched to what later reports of the chain say.

>>> from extractor.comparison.frames import load
>>> from extractor.comparison.recurrence.match import match
>>> found = match(load("results/"))                                # doctest: +SKIP
>>> found.statuses                                                 # doctest: +SKIP
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from extractor.comparison.corpus import Corpus
from extractor.comparison.histories import followers, histories
from extractor.comparison.recurrence import model as models
from extractor.comparison.recurrence import reader as readers
from extractor.comparison.recurrence.features import ask, prepare
from extractor.comparison.recurrence.kept import Block, confidences
from extractor.comparison.recurrence.passages import Passage, of_rows, passages
from extractor.comparison.recurrence.words import shipped
from extractor.errors import ComparisonError

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    Array = np.ndarray[Any, Any]

LIMIT = 40_000
"""Recommendations x later reports that are compared at most: some 20 s of work, before
the likely pairs are read."""
MOST = 12
"""Matches kept of a recommendation in one report, the surest first."""

SAYS = {
    "weakness": "recurring", "recommendation": "recurring", "strength": "resolved",
    "mixed": "mixed",
}  # fmt: skip
"""What a passage of that polarity says of a recommendation on the same matter."""

MATCHES = ("recommendation", "later", "table", "row", "says", "confidence", "sure")
STATUSES = ("recommendation", "later", "status", "confidence", "weak", "strong")


@dataclass(frozen=True, slots=True)
class Matched:
    """What came of some recommendations.

    ``matches``: a row for each passage on the same matter. ``recommendation`` and ``row`` are rows
    of the corpus's frames (``row`` of ``table``), ``later`` the SHA-256 of the later report,
    ``says`` "recurring" (a weakness, or asked for again), "resolved" (a strength) or "mixed",
    ``confidence`` 0 to 1 that it is the same matter, ``sure`` whether that is high.

    ``statuses``: a row for each recommendation and later report: ``status`` "recurring",
    "resolved", "both" or "not_mentioned"; ``confidence`` of the surest match (of "both": of the
    less sure side; of "not_mentioned": null, since it is no verdict); ``weak`` and ``strong``:
    places of the surest match of either side in ``matches``, -1 where there is none.
    """

    matches: pd.DataFrame
    statuses: pd.DataFrame


def match(corpus: Corpus, recommendations: pd.DataFrame | None = None) -> Matched:
    """Match ``recommendations`` (rows of the corpus's frame; the selected ones where None) to all
    later reports of their council, and of those that took over from it, selected or not.

    Raises:
        ComparisonError: there are more than ``LIMIT`` to compare.
        ModelError: the model is missing or damaged.
    """
    import pandas as pd

    asked = corpus.recommendations if recommendations is None else recommendations
    later = later_reports(corpus, asked)
    count = sum(len(reports) for reports in later)
    if count > LIMIT:
        problem = f"{count} times a recommendation and a later report: at most {LIMIT} are compared"
        remedy = "select fewer, as with --council, --region or --from"
        raise ComparisonError("recurrence", problem, remedy)
    texts = [p.text for p in of_rows(corpus, "recommendations", asked)]
    mine = dict(zip(asked.index, texts, strict=True))
    wanted: dict[str, list[int]] = {}
    for row, reports in zip(asked.index, later, strict=True):
        for sha256 in reports:
            wanted.setdefault(sha256, []).append(row)
    said = passages(corpus, wanted)
    lexicon, light = shipped(), models.shipped()
    every = dict.fromkeys(row for rows in wanted.values() for row in rows)
    ready = {row: ask(mine[row], lexicon, light.terms) for row in every}
    blocks = []
    for sha256, rows in wanted.items():
        texts = [p.text for p in said[sha256]]
        sentences = prepare(texts, lexicon, light.terms)
        odds = light.log_odds([ready[row] for row in rows], sentences, lexicon)
        blocks.append(Block([mine[row] for row in rows], texts, odds))
    matches: list[tuple[Any, ...]] = []
    found = confidences(blocks, corpus.folder)
    for (sha256, rows), sure in zip(wanted.items(), found, strict=True):
        matches += _in_report(rows, sure, said[sha256])
    frame = pd.DataFrame(matches, columns=list(MATCHES))
    frame = frame.astype({"confidence": "float64", "sure": "bool"})
    return Matched(frame, _statuses(asked.index, later, frame))


def later_reports(corpus: Corpus, asked: pd.DataFrame) -> list[tuple[str, ...]]:
    """For each row the reports (SHA-256) that follow its own, the earliest first: those of its
    chain that began after it ended. None where a date or the council is not known."""
    whole = corpus.whole or corpus
    reports = whole.reports.set_index(whole.reports["sha256"].astype(object))
    reports = reports[reports["start"].notna()].sort_values(["start"], kind="stable")
    known = histories()
    of_place: dict[str, list[tuple[Any, str]]] = {}
    for sha256, place, start in zip(
        reports.index, reports["place"].astype(object), reports["start"], strict=True
    ):
        of_place.setdefault(place, []).append((start, sha256))
    found: dict[str, tuple[str, ...]] = {}
    for sha256 in asked["sha256"].astype(object).unique():
        if sha256 not in reports.index:
            found[sha256] = ()
            continue
        own = reports.loc[sha256]
        ended = own["start"] if own["end"] is None or own["end"] != own["end"] else own["end"]
        place = own["place"]
        codes = followers(known[place]) if place in known else (place,)
        after = [x for code in codes for x in of_place.get(code, ()) if x[0] > ended]
        found[sha256] = tuple(sha for _, sha in sorted(after))
    return [found[sha256] for sha256 in asked["sha256"].astype(object)]


def _in_report(
    rows: Sequence[int], found: Array, said: Sequence[Passage]
) -> list[tuple[Any, ...]]:
    """The matches of some recommendations (in those rows) in one later report, of the confidences
    ``found``, a row each."""
    import numpy as np

    levels = readers.shipped()
    made: list[tuple[Any, ...]] = []
    for row, of in zip(rows, found, strict=True):
        order = np.argsort(-of, kind="stable")[:MOST]
        for at in order[of[order] >= levels.shown]:
            p, sure = said[at], bool(of[at] >= levels.sure)
            confidence = round(float(of[at]), 3)
            made.append((row, p.sha256, p.table, p.row, SAYS[p.polarity], confidence, sure))
    return made


def _statuses(rows: Any, later: Sequence[tuple[str, ...]], matches: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd

    best: dict[tuple[int, str, str], tuple[float, int]] = {}
    told = (matches[name] for name in ("recommendation", "later", "says", "confidence"))
    for at, (row, sha256, says, confidence) in enumerate(zip(*told, strict=True)):
        for side in ("recurring", "resolved") if says == "mixed" else (says,):
            key = (row, sha256, side)
            if key not in best or confidence > best[key][0]:
                best[key] = (confidence, at)
    made = []
    for row, reports in zip(rows, later, strict=True):
        for sha256 in reports:
            weak, strong = (best.get((row, sha256, s)) for s in ("recurring", "resolved"))
            if weak and strong:
                status, confidence = "both", min(weak[0], strong[0])
            elif weak or strong:
                status = "recurring" if weak else "resolved"
                confidence = (weak or strong or (0.0, 0))[0]
            else:
                status, confidence = "not_mentioned", None
            ends = (weak[1] if weak else -1, strong[1] if strong else -1)
            made.append((row, sha256, status, confidence, *ends))
    frame = pd.DataFrame(made, columns=list(STATUSES))
    return frame.astype({"confidence": "Float64"})

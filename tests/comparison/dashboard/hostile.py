"""Reports whose texts try to become code."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from extractor.comparison.corpus import Corpus
from extractor.comparison.frames import load
from tests.comparison.synthetic import document, stored

CODE = "window.broken = 1"
TEXTS = (
    f"</script><script>{CODE}</script>",
    f"<img src=x onerror='{CODE}'>",
    f'"><svg onload="{CODE}">',
    f"<!--<script>{CODE}</script>",
    "{{library}} \\u003c \u2028 \u2029 \u202e \ud7ff \ufeff",
    "=1+1",
    f"javascript:{CODE}",
)
COUNCIL = f"O'Toole & \"Sons\" </title></script><script>{CODE}</script>\u2028<b>"
ADDRESS = f"javascript://example.org/%0a{CODE}//"


def hostile(folder: Path) -> Corpus:
    """Two reports on a council called ``COUNCIL``, to be found at ``ADDRESS``."""
    documents = []
    for start in ("2023-01-09", "2025-03-03"):
        made = document(
            COUNCIL, start, {"leadership": "good", TEXTS[3]: TEXTS[2]},
            [("weakness", TEXTS[1], text) for text in TEXTS], [(TEXTS[1], True)],
            ons_code=None, region=TEXTS[1],
        )  # fmt: skip
        made["inspection"]["focus"] = TEXTS[2]
        for finding in made["findings"]:
            finding["key_area"] = TEXTS[0]
        for judgement in made["judgements"]:
            judgement |= {"grade_label": TEXTS[0], "title": TEXTS[1]}
        made["source"]["path"] = f"{start}.pdf"
        documents.append(made)
    corpus = load(stored(folder, documents))
    return replace(corpus, reports=corpus.reports.assign(url=ADDRESS))

"""Results folders that are invented: some by hand, to know what must come out; some large, to see
how long it takes. Documents have the form and the size of real ones and hold nothing of them."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from extractor.content.themes import shipped_themes
from extractor.results.batch.index import Index

AREAS = ("leadership", "help_and_protection", "children_in_care", "care_leavers")
GRADES = ("outstanding", "good", "requires_improvement", "inadequate")
REGIONS = ("North East", "North West", "London", "South East", "South West", "East Midlands")
KINDS = (("ilacs", "standard"), ("ilacs", "focused_visit"), ("sif", "standard"), ("jtai", None))
WORDS = (
    "children families workers plans visits managers reviews partners records risks support homes"
    " schools carers advisers meetings decisions audits checks steps quickly slowly well poorly"
    " often rarely always seldom are is have make take give see find help keep change improve the"
    " of and in to with for by from about after before not too very all some most few each every"
).split()


def results(folder: Path, councils: int, reports: int, *, findings: tuple[int, int] = (60, 130)):
    """A results folder with so many ``reports`` on each of so many ``councils``."""
    (folder / "reports").mkdir(parents=True)
    pages = [(str(folder), n, reports, findings) for n in range(councils)]
    with ProcessPoolExecutor() as pool:
        rows = [row for part in pool.map(_council, pages, chunksize=8) for row in part]
    _index(folder, rows)
    return folder


def stored(folder: Path, documents: Iterable[dict]) -> Path:
    """A results folder (made or added to) with these documents, and no others in its index."""
    (folder / "reports").mkdir(parents=True, exist_ok=True)
    (folder / "index.sqlite").unlink(missing_ok=True)
    _index(folder, [_store(folder, document) for document in documents])
    return folder


def document(
    council: str | None = "Leeds",
    start: str | None = "2023-02-06",
    grades: dict[str, str] | None = None,
    findings: Iterable[tuple[str, str, str]] = (),
    recommendations: Iterable[tuple[str, bool]] = (),
    framework: str = "ilacs",
    type: str | None = "standard",
    version: str | None = None,
    **place: Any,
) -> dict:
    """A document. ``findings``: polarity, theme (several: "a; b"), sentence; ``recommendations``:
    theme, whether it is a priority; ``place``: ons_code and region (default: the council's own)."""
    from extractor.facts.council import council as known

    name = f"{council}-{framework}-{type}-{start}.pdf"
    if framework == "ilacs" and version is None and start and type != "focused_visit":
        version = "2018" if start < "2023" else "2023" if start < "2026-04" else "2026"
    found = known(council, start) if council else None
    where = {"ons_code": found and found.ons_code, "region": found and found.region, **place}
    items = [finding(n, *item) for n, item in enumerate(findings, start=1)]
    return {
        "schema_version": "1.0",
        "source": {
            "path": name, "sha256": hashlib.sha256(name.encode()).hexdigest(),
            "media_type": "application/pdf", "pages": 20,
        },
        "framework": {"id": framework, "version": version, "title": framework},
        "inspection": {
            "type": type, "start": start, "end": start, "published": None, "lead_inspector": "A B",
            "inspectorates": ["Ofsted"], "focus": None,
        },
        "council": {"name": council, **where},
        "facts": [],
        "judgements": [
            {
                "key_area": area, "title": area, "grade": grade, "grade_label": grade.title(),
                "confidence": 0.99, "evidence": evidence(1, area, n), "rule": "r",
            }
            for n, (area, grade) in enumerate((grades or {}).items())
        ],
        "sections": [],
        "findings": items,
        "recommendations": [
            recommendation(n, theme, priority, "Do this.")
            for n, (theme, priority) in enumerate(recommendations, start=1)
        ],
        "warnings": [],
        "provenance": {"extractor_version": "0", "models": {}, "extracted_at": None},
    }  # fmt: skip


def finding(
    number: int, polarity: str, themes: str, text: str, area: str = "leadership"
) -> dict[str, Any]:
    """A finding."""
    return {
        "id": f"finding-{number}", "polarity": polarity, "text": text, "key_area": area,
        "themes": themes.split("; ") if themes else [], "confidence": 0.9,
        "paragraph": str(number), "section": f"s{number // 10}",
        "evidence": evidence(number // 8 + 1, text, number * 200), "rule": "findings",
    }  # fmt: skip


def recommendation(number: int, theme: str, priority: bool, text: str) -> dict[str, Any]:
    """A recommendation."""
    return {
        "id": f"rec-{number}", "number": str(number), "text": text, "priority": priority,
        "key_area": "leadership", "themes": [theme], "addressee": "local_authority",
        "references": [], "list_heading": "What to improve",
        "evidence": evidence(2, text, number * 300), "rule": "r",
    }  # fmt: skip


def evidence(page: int, text: str, start: int) -> dict[str, Any]:
    """Evidence with a box for each line of about 95 characters."""
    boxes = [[page, 56.6, 100.5 + n, 538.3, 112.4 + n] for n in range(1 + len(text) // 95)]
    return {"page": page, "start": start, "end": start + len(text), "quote": text, "boxes": boxes}


def _council(page: tuple[str, int, int, tuple[int, int]]) -> list[tuple[str, str, dict]]:
    folder, number, reports, most = page
    chance = random.Random(number)
    return [_store(Path(folder), _by_chance(number, n, most, chance)) for n in range(reports)]


def _by_chance(council: int, number: int, most: tuple[int, int], chance: random.Random) -> dict:
    framework, type = KINDS[number % len(KINDS)]
    year = 2013 + number % 5 if framework == "sif" else 2018 + number % 8
    areas = AREAS if framework == "sif" or year >= 2023 else AREAS[:3]
    graded = ("overall_effectiveness", *areas) if type == "standard" else ()
    themes = [theme.id for theme in shipped_themes()]
    made = document(
        f"Council {council:04d}",
        f"{year}-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}",
        {area: chance.choice(GRADES) for area in graded},
        framework=framework, type=type, ons_code=f"E{90000000 + council}",
        region=REGIONS[council % len(REGIONS)],
    )  # fmt: skip
    made["source"]["sha256"] = hashlib.sha256(f"{council} {number}".encode()).hexdigest()
    polarities = chance.choices(("strength", "weakness", "mixed"), (70, 28, 2), k=most[1])
    made["findings"] = [
        finding(
            n, polarities[n - 1], "; ".join(chance.sample(themes, chance.randint(1, 3))),
            _sentence(chance), chance.choice(AREAS),
        )
        for n in range(1, chance.randint(*most) + 1)
    ]  # fmt: skip
    made["recommendations"] = [
        recommendation(n, chance.choice(themes), n == 1, _sentence(chance))
        for n in range(1, chance.randint(5, 10) + 1)
    ]
    return made


def _sentence(chance: random.Random) -> str:
    return " ".join(chance.choices(WORDS, k=chance.randint(12, 40))).capitalize() + "."


def _store(folder: Path, made: dict) -> tuple[str, str, dict]:
    sha256, name = made["source"]["sha256"], made["source"]["path"]
    path = f"reports/{sha256[:16]}.json"
    (folder / path).write_text(json.dumps(made, ensure_ascii=False) + "\n", encoding="utf-8")
    inspection = made["inspection"]
    row = {
        "report": path, "framework": made["framework"]["id"],
        "version": made["framework"]["version"], "type": inspection["type"],
        "council": made["council"]["name"],
        **{n: made["council"][n] for n in ("ons_code", "region")},
        **{day: inspection[day] for day in ("start", "end", "published")},
        "pages": 20, "sections": 0, "warnings": 0, "warning_codes": "",
        **{n: len(made[n]) for n in ("judgements", "findings", "recommendations")},
        "extractor_version": "0", "extracted_at": "2026-01-01T00:00:00+00:00",
    }  # fmt: skip
    return f"{sha256[:8]}-{name}", sha256, row


def _index(folder: Path, rows: Iterable[tuple[str, str, dict]]) -> None:
    index = Index(folder)
    index._db.execute("BEGIN")
    for source, sha256, row in rows:
        index.add_outcome(sha256, "invented", row, 0.1)
        index.add_source(source, f"/nowhere/{source}", sha256, None)
    index._db.execute("COMMIT")
    index.close()

"""Every number leads to its rows: 200 cells over all views, recounted from the JSON documents."""

from __future__ import annotations

import math
import random
from pathlib import Path

import pytest

pytest.importorskip("pandas", reason="needs the extra [compare]: pandas")
pytest.importorskip("pyarrow", reason="needs the extra [compare]: pyarrow")
pytest.importorskip("msgspec", reason="needs the extra [compare]: msgspec")
pytest.importorskip("scipy", reason="needs the extra [compare]: scipy")

import pandas as pd

from extractor.comparison.frames import load
from extractor.comparison.selection import Selection, select
from extractor.comparison.view import recompute, trace
from extractor.comparison.views import VIEWS
from extractor.comparison.views import separates as separating
from extractor.errors import ComparisonError
from tests.comparison.conftest import raw
from tests.comparison.recount import Recount
from tests.comparison.silent import silence

CELLS = 200


def alike(a, b) -> bool:
    """Equal; of numbers, to twelve digits; all that is missing is alike."""
    if a is None or pd.isna(a) or b is None or pd.isna(b):
        return (a is None or pd.isna(a)) and (b is None or pd.isna(b))
    if isinstance(a, str):
        return a == b
    return math.isclose(float(a), float(b), rel_tol=1e-12, abs_tol=1e-12)


def check_cells(folder: Path, council: str, cells: int = CELLS) -> int:
    """Recount so many cells of all views of a results folder, by both ways; how many of them are
    neither zero nor empty."""
    whole = load(folder)
    documents = raw(folder)
    one = select(whole, Selection(councils=(council,)))
    counts = {name: Recount(documents, of) for name, of in (("all", None), ("one", council))}
    chance = random.Random(5)
    each = math.ceil(cells / len(VIEWS))
    checked = full = 0
    for name, recipe in VIEWS.items():
        alone = name.startswith("profile")
        corpus = one if alone else whole
        view = recipe.make(corpus)
        numeric = [c.name for c in view.columns if c.kind in ("count", "share", "number")]
        sure = {n for n in numeric if n.endswith("confidence")}  # a model's: of no count
        assert set(numeric) - {"year"} - sure <= set(view.basis), name
        pairs = [(row, column) for row in range(len(view.frame)) for column in view.basis]
        for row, column in chance.choices(pairs, k=each):
            value = view.frame[column].iloc[row]
            again = counts["one" if alone else "all"].cell(view, row, column)
            assert alike(value, again), (name, row, column, value, again)
            assert alike(value, recompute(corpus, view, row, column)), (name, row, column)
            checked += 1
            full += not (pd.isna(value) or value == 0)
            if checked % 3:
                continue
            rows = trace(corpus, view, row, column)
            first = counts["one" if alone else "all"].rows(
                view.basis[column].parts[0], dict(view.frame.iloc[row].astype(object).where(
                    view.frame.iloc[row].notna(), None))
            )  # fmt: skip
            assert sorted(rows["sha256"]) == sorted(r["sha256"] for r in first)
    assert checked >= cells
    return full


def test_cells_of_the_samples(samples, monkeypatch):
    monkeypatch.setattr(separating, "LEAST", 1)
    assert check_cells(samples, "Kingston upon Hull", 60) > 25


def test_cells_of_invented_reports(invented, monkeypatch):
    monkeypatch.setattr(separating, "LEAST", 2)
    silence(monkeypatch)
    assert check_cells(invented, "Council 0003") > 100


def test_the_rows_behind_a_cell_have_their_place(samples):
    corpus = load(samples)
    view = VIEWS["themes"].make(corpus)
    rows = trace(corpus, view, 0, "weak_share")
    assert rows["sha256"].nunique() == view.frame["weak_reports"].iloc[0] > 0
    assert set(rows["polarity"]) == {"weakness"}
    theme = view.frame["theme"].iloc[0]
    assert all(theme in themes.split("; ") for themes in rows["themes"])
    texts = {(d["source"]["sha256"], f["id"]): f for d in raw(samples) for f in d["findings"]}
    for row in rows.itertuples():
        said = texts[row.sha256, row.id]
        assert row.text == said["text"] and row.char_start == said["evidence"]["start"]
        assert row.evidence.endswith(f"#page={said['evidence']['page']}")
    assert len(trace(corpus, view, 0, "weak_share", part=1)) == len(corpus.reports)


def test_columns_without_rows_say_so(samples):
    corpus = load(samples)
    view = VIEWS["themes"].make(corpus)
    with pytest.raises(ComparisonError, match="no rows stand behind the column 'title'"):
        trace(corpus, view, 0, "title")

"""The second look at likely pairs, and what is kept of it. All sentences here are invented."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("pandas", reason="needs the extra [compare]: pandas")

from extractor.cli.progress import progress_told
from extractor.comparison.cache import FOLDER
from extractor.comparison.recurrence import kept, reader
from extractor.comparison.recurrence.features import Text
from extractor.errors import ModelError

ASKED = Text("The timeliness of return home interviews for children who go missing.",
             "help_and_protection", recommendation=True)  # fmt: skip
SAID = [
    Text("Return home interviews often come weeks late.", "help_and_protection"),
    Text("Interviews of newly qualified social workers are held each spring.", "leadership"),
    Text("Family hubs in every town lend out toys.", "help_and_protection"),
]


class Counted:
    """A session that counts what it is asked for."""

    def __init__(self, session) -> None:
        self.session, self.pairs = session, 0

    def run(self, names, given):
        self.pairs += len(given["ids"])
        return self.session.run(names, given)


@pytest.fixture
def counted(monkeypatch) -> Counted:
    shipped = reader.shipped()
    session = Counted(shipped.session)
    monkeypatch.setattr(kept, "shipped", lambda: replace(shipped, session=session))
    return session


def block(*odds: float) -> kept.Block:
    return kept.Block([ASKED], SAID, np.array([odds]))


def test_the_same_matter_gets_the_highest_score() -> None:
    scores = reader.shipped().scores([(ASKED, said) for said in SAID])
    assert scores.argmax() == 0 and scores[0] > 0 > scores[2]


def test_scores_do_not_depend_on_what_else_is_read() -> None:
    shipped = reader.shipped()
    pairs = [(ASKED, said) for said in SAID]
    together = shipped.scores(pairs)
    alone = np.concatenate([shipped.scores([pair]) for pair in pairs])
    # sums of 8 bits are scaled by the largest value that is computed at once
    assert np.abs(together - alone).max() < 1
    assert len(shipped.scores([])) == 0


def test_only_likely_pairs_are_read(counted: Counted) -> None:
    (sure,) = kept.confidences([block(0.0, -1.0, -9.0)], None)
    assert counted.pairs == 2
    assert sure.shape == (1, 3) and sure[0, 0] > sure[0, 1]
    assert sure[0, 2] == pytest.approx(1 / (1 + np.exp(9)))
    assert kept.confidences([], None) == []
    assert kept.confidences([kept.Block([ASKED], [], np.zeros((1, 0)))], None)[0].shape == (1, 0)


def test_nothing_is_read_twice_for_a_folder(counted: Counted, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(kept, "STEP", 1)  # kept after each
    (tmp_path / FOLDER).mkdir()
    first = kept.confidences([block(0, 0, -9)], tmp_path)
    assert counted.pairs == 2
    again = kept.confidences([block(0, 0, -9)], tmp_path)
    assert counted.pairs == 2 and np.array_equal(first[0], again[0])
    more = kept.confidences([block(0, 0, 0), block(0, 0, 0)], tmp_path)
    assert counted.pairs == 3  # the new one, once for both reports
    assert np.array_equal(more[0], more[1])
    assert np.array_equal(more[0][0, :2], first[0][0, :2])
    assert [p.name for p in (tmp_path / FOLDER).iterdir()] == [kept.FILE]


@pytest.mark.parametrize("damage", ["cut", "empty", "other reader", "shuffled", "text"])
def test_a_damaged_or_foreign_file_is_not_used(
    counted: Counted, tmp_path: Path, damage: str
) -> None:
    (tmp_path / FOLDER).mkdir()
    (first,) = kept.confidences([block(0, 0, 0)], tmp_path)
    path = tmp_path / FOLDER / kept.FILE
    with np.load(path) as stored:
        held = dict(stored)
    if damage == "cut":
        path.write_bytes(path.read_bytes()[:-40])
    elif damage == "empty":
        path.write_bytes(b"")
    elif damage == "text":
        path.write_text("not an archive")
    elif damage == "other reader":
        np.savez(path, **{**held, "reader": "another"})
    else:
        np.savez(path, **{**held, "keys": held["keys"][::-1]})
    (again,) = kept.confidences([block(0, 0, 0)], tmp_path)
    assert counted.pairs == 6 and np.array_equal(first, again)


def test_long_reading_is_told_on_stderr(
    counted: Counted, tmp_path: Path, monkeypatch, capsys
) -> None:
    monkeypatch.setattr(kept, "STEP", 2)
    with progress_told():
        kept.confidences([block(0, 0, 0)], None)
    assert capsys.readouterr().err.splitlines() == [
        "extract: 2 of 3 pairs read", "extract: 3 of 3 pairs read"
    ]  # fmt: skip
    kept.confidences([block(0, 0, 0)], None)
    assert capsys.readouterr().err == ""  # only while a command asks for it


def test_where_nothing_can_be_kept_it_goes_on(counted: Counted, tmp_path: Path) -> None:
    kept.confidences([block(0, 0, 0)], tmp_path)  # there is no folder for it
    (tmp_path / FOLDER).write_text("a file in its place")
    kept.confidences([block(0, 0, 0)], tmp_path)
    assert counted.pairs == 6


def test_levels_of_the_shipped_reader() -> None:
    shipped = reader.shipped()
    assert 0 < shipped.shown < shipped.sure < 1
    low = shipped.confidence(np.array([shipped.floor]), np.array([np.nan]))
    assert low[0] < shipped.shown  # what is not read would not be shown


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("reader.json", b"{}", "is no reader of pairs"),
        ("reader.json", b"[]", "is no reader of pairs"),
        ("reader.onnx", b"onnx", "was changed"),
        ("reader.tokenizer.json", b"{}", "was changed"),
        ("reader.onnx", None, "is no reader of pairs"),
    ],
)
def test_a_damaged_reader_is_told(
    tmp_path: Path, name: str, content: bytes | None, problem: str
) -> None:
    for part in ("json", *reader.PARTS):
        shutil.copy(reader.FILE.with_suffix(f".{part}"), tmp_path)
    if content is None:
        (tmp_path / name).unlink()
    else:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(ModelError, match=problem):
        reader.load(tmp_path / "reader.json")


def test_a_graph_that_is_none_is_told(tmp_path: Path) -> None:
    told = json.loads(reader.FILE.read_text("utf-8"))
    for part in reader.PARTS:
        shutil.copy(reader.FILE.with_suffix(f".{part}"), tmp_path)
    (tmp_path / "reader.onnx").write_bytes(b"onnx")
    import hashlib

    told["sha256"]["onnx"] = hashlib.sha256(b"onnx").hexdigest()
    (tmp_path / "reader.json").write_text(json.dumps(told))
    with pytest.raises(ModelError, match="is damaged"):
        reader.load(tmp_path / "reader.json")

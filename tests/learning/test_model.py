"""Training, the model's files, evaluation; on invented reports."""

from __future__ import annotations

import io
import json
import pickle
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest

from extractor.errors import ModelError
from extractor.learning.baselines import heading_or_cue, majority
from extractor.learning.evaluation import changes, judge, macro_f1, reliability, report_lines
from extractor.learning.features import GROUPS, Sample, clauses, denied, entries, ngram_key, tokens
from extractor.learning.labelled import folds_of
from extractor.learning.linear import FAMILIES, files_of, load_model, probability, save_model
from extractor.learning.training import load_config, train
from tests.learning.invented import report, small_config, small_model


def test_features() -> None:
    found = entries([Sample("Plans aren’t clear, but visits are."), Sample(""), Sample("Plans")])
    assert found.count == 3 and len(found.rows) == len(found.keys) == len(found.groups)
    assert set(found.groups) <= set(range(len(GROUPS)))
    keys = set(found.keys[found.rows == 0])
    assert ngram_key(["plans"]) in keys and ngram_key(["visits", "are"]) in keys
    assert ngram_key(["are", "visits"]) not in keys
    again = entries([Sample("Plans aren’t clear, but visits are.")])
    assert sorted(again.keys) == sorted(found.keys[found.rows == 0])


def test_turns_and_denials() -> None:
    assert clauses("Plans are good, but visits are late") == (
        ["plans", "are", "good"], ["visits", "are", "late"],
    )  # fmt: skip
    assert clauses("Although plans are good, visits are late")[0] == ["plans", "are", "good"]
    assert clauses("Plans are good") == ([], [])
    assert denied(tokens("Plans do not always help")) == ["always", "help"]


def test_learns_and_judges() -> None:
    model, held_out = small_model(), [report(seed) for seed in (20, 21)]
    outcomes = judge(model, held_out)
    assert macro_f1(outcomes) > 0.9
    simple = judge(majority(held_out), held_out)
    assert macro_f1(simple) < macro_f1(outcomes)
    gains, losses = changes(simple, outcomes)
    assert len(gains) > len(losses)
    assert changes(outcomes, outcomes) == ([], [])
    assert judge(heading_or_cue, held_out)
    assert 0 <= reliability(outcomes)[0] <= 1
    assert any(line.startswith("strength") for line in report_lines(outcomes))


def test_same_input_same_bytes(tmp_path: Path) -> None:
    reports = [report(seed) for seed in range(4)]
    for name in ("a", "b"):
        save_model(train(reports, small_config(), "m"), tmp_path / name / "m", {})
    for one, two in zip(files_of(tmp_path / "a/m"), files_of(tmp_path / "b/m"), strict=True):
        assert one.read_bytes() == two.read_bytes()


def test_saved_model_says_the_same(tmp_path: Path) -> None:
    model = small_model()
    save_model(model, tmp_path / "m", {})
    placed = report(30).placed
    loaded = load_model(tmp_path / "m")
    before, after = model.probabilities(placed), loaded.probabilities(placed)
    for family in FAMILIES:
        np.testing.assert_array_equal(before[family], after[family])


class Harm:
    def __reduce__(self):  # what a pickled object can do when it is read
        return (pytest.fail, ("code of the file was run",))


def test_tampered_models_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "m"
    save_model(small_model(), path, {})
    words, numbers = files_of(path)
    good_words, good = words.read_text(), numbers.read_bytes()

    def with_digest(data: bytes) -> None:
        from hashlib import sha256

        numbers.write_bytes(data)
        changed = {**json.loads(good_words), "sha256": sha256(data).hexdigest()}
        words.write_text(json.dumps(changed))

    flipped = bytearray(good)
    flipped[len(good) // 2] ^= 1
    numbers.write_bytes(bytes(flipped))
    with pytest.raises(ModelError, match="was changed"):
        load_model(path)
    buffer = io.BytesIO()
    np.savez(buffer, keys=np.array([Harm()], dtype=object))
    for data in (pickle.dumps(Harm()), buffer.getvalue(), b"", good[:-200], _without(good)):
        with_digest(data)
        with pytest.raises(ModelError):
            load_model(path)
    numbers.write_bytes(good)
    for text in ("", "[]", "{}", good_words.replace('"format": 1', '"format": 99')):
        words.write_text(text)
        with pytest.raises(ModelError):
            load_model(path)
    words.unlink()
    with pytest.raises(ModelError, match="there is no .*; name fast, accurate") as caught:
        load_model(path)
    assert "Errno" not in str(caught.value)


def test_odds_beyond_what_a_float_holds_are_no_overflow() -> None:
    near = np.linspace(-80, 80, 999, dtype=np.float32)
    assert np.array_equal(probability(near), 1 / (1 + np.exp(-near)))
    with np.errstate(all="raise", under="ignore"):
        for kind in (np.float32, np.float64):
            far = probability(np.array([-1e5, -89, 0, 1e5], dtype=kind))
            assert far[0] < 1e-30 and far[1] < 1e-30 and list(far[2:]) == [0.5, 1]


def _without(data: bytes) -> bytes:
    """The archive less its last array."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist()[:-1]:
            new.writestr(name, old.read(name))
    return out.getvalue()


def test_applying_needs_no_scikit_learn() -> None:
    code = (
        "import sys; from extractor.content.findings import shipped_model as m; m();"
        "print([x for x in ('sklearn', 'scipy', 'spacy', 'pandas') if x in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_councils_stay_together() -> None:
    reports = [report(seed) for seed in range(6)]
    folds = folds_of(reports, 3)
    assert set(folds.values()) == {0, 1, 2}
    assert folds == folds_of(list(reversed(reports)), 3)


def test_config_mistakes_are_named(tmp_path: Path) -> None:
    path = tmp_path / "c.toml"
    path.write_text("seed = 1\n")
    with pytest.raises(ModelError, match="no training config"):
        load_config(path)
    with pytest.raises(ModelError, match="councils"):
        train([report(1)], small_config())

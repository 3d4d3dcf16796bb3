"""The shipped accurate model, its files and its windows; without torch."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from extractor.content.findings import SHIPPED, shipped_model
from extractor.content.sentences import sentences
from extractor.content.setting import BODY, Placed, place
from extractor.errors import ModelError
from extractor.learning.accurate import PARTS, Accurate, load_accurate
from extractor.learning.encoder import AT_ONCE
from extractor.learning.tiers import open_model
from extractor.learning.windows import LONGEST_SENTENCE, arrays, batches, cut, pieces
from extractor.model import Section
from extractor.pipeline import extract_document
from extractor.reading import read

MIB = 2**20
TEXT = """Main findings

Social workers know children well and visit them often. They listen to what children say and act
on it. However, too many plans are vague and drift is not challenged. This means that some children
wait too long for help. Inspectors were on site in the week of 12 May 2023.

Care leavers are helped into good, safe homes by persistent personal advisers.
"""


def placed(text: str) -> tuple[Placed, ...]:
    document = read(text.encode(), name="invented.txt")
    sections = (Section("sec-1", "Main findings", None, 1, 0, len(document.text), 1),)
    return place(document, "ilacs", sections, sentences(document, BODY))


@pytest.fixture(scope="module")
def model() -> Accurate:
    shipped = shipped_model("accurate")
    assert isinstance(shipped, Accurate)
    return shipped


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    for path in (*SHIPPED.glob("accurate.*"), *SHIPPED.glob("fast.*")):
        shutil.copy(path, tmp_path)
    return tmp_path / "accurate"


def test_reads_invented_sentences(model) -> None:
    found = placed(TEXT)
    strength, weakness, _ = model.probabilities(found)["polarity"].T
    good = [p.sample.text.startswith(("Social", "They", "Care")) for p in found]
    bad = [p.sample.text.startswith(("However", "This means")) for p in found]
    assert len(found) == 6 and sum(good) == 3 and sum(bad) == 2
    assert [s >= model.floors["strength"] for s in strength] == good
    assert [w >= model.floors["weakness"] for w in weakness] == bad


def test_findings_name_the_model() -> None:
    document = read(TEXT.encode(), name="invented.txt")
    said = extract_document(document, model="accurate")
    assert [name for name, _ in said.provenance.models] == ["fast", "accurate"]
    assert {f.rule for f in said.findings} == {"model:accurate"}
    plain = extract_document(document, model="fast")
    assert [name for name, _ in plain.provenance.models] == ["fast"]


def test_the_download_stays_small() -> None:
    sizes = [(SHIPPED / f"accurate.{part}").stat().st_size for part in PARTS]
    assert sum(sizes) < 30 * MIB


@pytest.mark.parametrize("part", PARTS)
def test_changed_files_are_refused(copied: Path, part: str) -> None:
    path = copied.with_name(f"accurate.{part}")
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))
    with pytest.raises(ModelError, match="was changed"):
        load_accurate(copied)
    for damaged in (bytes(data[: len(data) // 2]), b"", b"not of this kind"):
        path.write_bytes(damaged)
        describe(copied, sha256={**told(copied)["sha256"], part: digest(damaged)})
        with pytest.raises(ModelError, match="damaged|inputs"):
            load_accurate(copied)
    path.unlink()
    with pytest.raises(ModelError, match="cannot be read"):
        open_model(copied)


def test_wrong_descriptions_are_refused(copied: Path) -> None:
    good = told(copied)
    themes = {**good["labels"], "themes": good["labels"]["themes"][1:]}
    for change in (
        {"format": "accurate-99"}, {"labels": themes}, {"labels": {}}, {"floors": 1},
        {"linear": "../../nowhere"}, {"sha256": {}}, {"sha256": 3}, {"facts": []},
    ):  # fmt: skip
        describe(copied, **{**good, **change})
        with pytest.raises(ModelError):
            open_model(copied)
    copied.with_name("accurate.json").write_text("[]")
    with pytest.raises(ModelError):
        open_model(copied)


def told(path: Path) -> dict:
    return json.loads(path.with_name("accurate.json").read_text())


def describe(path: Path, **changes: object) -> None:
    path.with_name("accurate.json").write_text(json.dumps({**told(path), **changes}))


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize("package", ["onnxruntime", "tokenizers"])
def test_a_missing_package_is_named_with_the_way_out(package, copied, monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, package, None)  # its import fails
    with pytest.raises(ModelError, match=rf"{package}.*--model fast"):
        load_accurate(copied)


def test_applying_needs_no_torch() -> None:
    code = (
        "import sys; from extractor.content.findings import shipped_model as m; m('accurate');"
        "heavy = ('torch', 'transformers', 'sklearn', 'scipy', 'spacy', 'pandas', 'onnx');"
        "print([x for x in heavy if x in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_windows_hold_every_sentence_once(model) -> None:
    endless = "word " * 5000 + "."
    found = placed(TEXT * 30 + f"\n\n{endless}\n\nThe end is near.\n")
    made = pieces(found, model.encoder.tokenizer, model.encoder.facts)
    end = model.encoder.tokenizer.token_to_id("[SEP]")
    for shift in (0, 100):
        windows = cut(made, model.encoder.length, end, shift)
        assert [i for w in windows for i, _, _ in w.sentences] == list(range(len(found)))
        assert max(len(w.ids) for w in windows) <= model.encoder.length
        for window in windows:
            for i, start, stop in window.sentences:
                assert window.ids[start:stop] == made.body[i]
                assert stop - start <= LONGEST_SENTENCE + 1
    for group in batches(windows, AT_ONCE):
        ids, pool, marks = arrays(group)
        assert ids.size <= AT_ONCE
        assert np.allclose(pool.sum(axis=2), marks.sum(axis=2))


def test_nothing_to_read(model) -> None:
    said = model.probabilities(())
    assert {family: values.shape for family, values in said.items()} == {
        family: (0, len(names)) for family, names in model.labels.items()
    }


def test_what_else_is_computed_does_not_matter(model) -> None:
    """Windows are computed several at a time; that must not change what is said."""
    found = placed(TEXT * 12)
    alone = pieces(found, model.encoder.tokenizer, model.encoder.facts)
    end = model.encoder.tokenizer.token_to_id("[SEP]")
    first = cut(alone, model.encoder.length, end)[0]
    ids, pool, marks = arrays([first])
    one = model.encoder.session.run(["scores"], {"ids": ids, "pool": pool, "marks": marks})[0][0]
    whole = model.encoder.scores(found)[[i for i, _, _ in first.sentences]]
    assert np.abs(one - whole).max() < 0.3  # 8-bit steps are chosen batch by batch
    assert (np.sign(one[:, :2]) == np.sign(whole[:, :2])).mean() > 0.95

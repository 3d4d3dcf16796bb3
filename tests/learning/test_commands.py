"""`extract train`, `evaluate` and `annotate`, end to end on invented reports."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from extractor.cli.app import cli
from extractor.learning.annotations import load, save
from extractor.learning.training import CONFIG
from extractor.reading import read
from tests.learning.invented import invented


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with reports, annotations, a config for few reports, and a trained model."""
    folder = tmp_path_factory.mktemp("learning")
    (folder / "reports").mkdir()
    items = []
    for seed in range(8):
        document, annotations = invented(seed)
        (folder / "reports" / f"{seed}.txt").write_bytes(document.text.encode() + b"\n")
        items.append((folder / "reports" / f"{seed}.txt", annotations))
    made = []
    for path, annotations in items:
        sha = read(path).sha256
        made += [replace(a, sha256=sha) for a in annotations]
    save(made, folder / "gold.jsonl")
    config = CONFIG.read_text().replace("folds = 4", "folds = 3")
    config = config.replace("fewest = 8", "fewest = 2")
    head, _, least = config.partition("[least]")
    rows = [f"{line.split('=')[0]}= 2" if "=" in line else line for line in least.splitlines()]
    (folder / "small.toml").write_text(head + "[least]" + "\n".join(rows))
    done = call("train", "--corpus", folder / "reports", "--annotations", folder / "gold.jsonl",
                "--config", folder / "small.toml", "-o", folder / "models" / "mine")  # fmt: skip
    assert "version" in done.stdout
    return folder


def call(*words: object, code: int = 0) -> Result:
    done = CliRunner().invoke(cli, [str(w) for w in words])
    assert done.exit_code == code, done.output
    return done


def test_train_writes_model_and_card(place: Path) -> None:
    names = sorted(p.name for p in (place / "models").iterdir())
    assert names == ["mine.card.md", "mine.json", "mine.npz"]
    card = (place / "models" / "mine.card.md").read_text()
    for part in ("Made from", "sentence_count", "baseline_majority", "Words that weigh most"):
        assert part in card
    about = json.loads((place / "models" / "mine.json").read_text())
    assert about["training"]["report_count"] == 8


def test_a_user_s_own_labels_count_as_much_as_told(place: Path) -> None:
    own = [replace(a, annotator="jo") for a in load(place / "gold.jsonl")[:40]]
    own = [replace(a, polarity="weakness") if a.polarity == "strength" else a for a in own]
    save(own, place / "jo.jsonl")
    words = ["train", "--corpus", place / "reports", "--annotations", place / "gold.jsonl",
             "--annotations", place / "jo.jsonl", "--config", place / "small.toml", "--no-test",
             "-o", place / "models" / "hers", "--trust"]  # fmt: skip
    call(*words, "jo=5")
    about = json.loads((place / "models" / "hers.json").read_text())["training"]
    assert about["trust"] == {"jo": 5.0}
    before = json.loads((place / "models" / "mine.json").read_text())["training"]
    assert "trust" not in before
    changed = about["polarities"]["weakness"] - before["polarities"]["weakness"]
    assert changed == sum(a.polarity == "weakness" for a in own) - sum(
        a.polarity == "weakness" for a in load(place / "gold.jsonl")[:40]
    )
    for odd in ("jo", "jo=0", "jo=much", "=5"):
        assert "NAME=WEIGHT" in call(*words, odd, code=2).output
    assert "has annotated nothing" in call(*words, "sam=2", code=1).output
    for name in ("hers.json", "hers.npz", "hers.card.md"):
        (place / "models" / name).unlink()


def test_evaluate_and_compare(place: Path) -> None:
    words = ["evaluate", "--corpus", place / "reports", "--annotations", place / "gold.jsonl",
             "--model", place / "models" / "mine"]  # fmt: skip
    shown = call(*words, "--against", place / "models" / "mine").stdout
    assert "0 gains, 0 losses" in shown and "read as:" in shown
    figures = json.loads(call(*words, "--format", "json").stdout)
    assert figures["all"]["polarity_macro_f1"] > 0.9


def test_annotation_round(place: Path) -> None:
    reports, gold = place / "reports", place / "gold.jsonl"
    call("annotate", "check", "--corpus", reports, gold)
    first = load(gold)[:5]
    save(first, place / "some.jsonl")
    call("annotate", "sample", "--corpus", reports, "--known", place / "some.jsonl", "--number", 9,
         "--model", place / "models" / "mine", "-o", place / "next.jsonl")  # fmt: skip
    assert len(load(place / "next.jsonl")) == 9
    for tool in ("doccano", "label-studio", "prodigy"):
        call("annotate", "export", "--corpus", reports, "--tool", tool, "-o", place / "tasks",
             gold)  # fmt: skip
        call("annotate", "import", "--tool", tool, "-o", place / "back.jsonl", place / "tasks")
        assert set(load(place / "back.jsonl")) == set(load(gold))
    shown = call("annotate", "agreement", gold, place / "back.jsonl").stdout
    assert "kappa of polarity 1.000" in shown


def test_what_does_not_fit_is_told(place: Path) -> None:
    wrong = replace(load(place / "gold.jsonl")[0], hash="0" * 16)
    save([wrong], place / "wrong.jsonl")
    done = call("annotate", "check", "--corpus", place / "reports", place / "wrong.jsonl", code=3)
    assert "gone:" in done.stdout


def test_errors_are_one_line(place: Path) -> None:
    done = call("train", "--corpus", place / "reports", "--annotations", place / "small.toml",
                "-o", place / "x", code=1)  # fmt: skip
    assert "small.toml:1" in done.output and "Traceback" not in done.output


def test_an_import_that_gives_nothing_leaves_the_old_annotations(place: Path) -> None:
    old = place / "old.jsonl"
    (place / "empty.jsonl").touch()
    call("annotate", "export", "--corpus", place / "reports", "--tool", "prodigy",
         "-o", place / "done.jsonl", place / "gold.jsonl")  # fmt: skip
    for tool, file in (("doccano", "done.jsonl"), ("doccano", "empty.jsonl")):
        old.write_text("precious")
        run = call("annotate", "import", "--tool", tool, "-o", old, place / file, code=1)
        assert file in run.stderr and len(run.stderr.splitlines()) == 1
        assert old.read_text() == "precious"


def test_what_a_model_said_is_nobody_s_until_somebody_submits_it(place: Path) -> None:
    call("annotate", "sample", "--corpus", place / "reports", "--number", 6,
         "--model", place / "models" / "mine", "-o", place / "picked.jsonl")  # fmt: skip
    call("annotate", "export", "--corpus", place / "reports", "--tool", "label-studio",
         "-o", place / "tasks.jsonl", place / "picked.jsonl")  # fmt: skip
    words = ["annotate", "import", "--tool", "label-studio", "--annotator", "jo",
             "-o", place / "hers.jsonl", place / "tasks.jsonl"]  # fmt: skip
    assert "none of its 6 records" in call(*words, code=1).stderr
    assert not (place / "hers.jsonl").exists()
    tasks = [json.loads(line) for line in (place / "tasks.jsonl").read_text().splitlines()]
    tasks[0]["annotations"] = [{"result": tasks[0]["predictions"][0]["result"]}]
    (place / "tasks.jsonl").write_text(json.dumps(tasks))
    assert "1 annotations written; 5 records left out" in call(*words).stderr
    assert {a.annotator for a in load(place / "hers.jsonl")} == {"jo"}


@pytest.mark.parametrize("where", ["/proc/x.jsonl", "", "no/such/x.jsonl"])
def test_a_place_that_cannot_be_written_is_one_line(place: Path, where: str) -> None:
    target, reports = place / where, place / "reports"
    gold, sample = place / "gold.jsonl", place / "models" / "mine"
    call("annotate", "export", "--corpus", reports, "-o", place / "tasks", gold)
    for words in (
        ["annotate", "sample", "--corpus", reports, "--model", sample, "-o", target],
        ["annotate", "export", "--corpus", reports, "-o", target, gold],
        ["annotate", "import", "-o", target, place / "tasks"],
    ):
        run = call(*words, code=1)
        assert "cannot be written" in run.stderr and str(target) in run.stderr
        assert len(run.stderr.splitlines()) == 1


def test_the_files_read_are_never_overwritten(place: Path) -> None:
    save(load(place / "gold.jsonl")[:3], place / "read.jsonl")
    before = (place / "read.jsonl").read_bytes()
    call("annotate", "export", "--corpus", place / "reports", "-o", place / "read.jsonl",
         place / "read.jsonl", code=2)  # fmt: skip
    assert (place / "read.jsonl").read_bytes() == before


def test_the_shipped_models_go_by_their_names(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    words = ["evaluate", "--corpus", place / "reports", "--annotations", place / "gold.jsonl"]
    named = call(*words, "--model", "fast", "--against", "accurate").stdout
    assert "against accurate" in named
    assert call(*words).stdout == named[: named.index("\nagainst")]
    assert "default: fast" in call("evaluate", "--help").stdout
    missing = call(*words, "--model", "mien", code=1).stderr
    assert "mien" in missing and "fast, accurate" in missing and "Errno" not in missing
    monkeypatch.chdir(place)
    assert "--annotations" in call("evaluate", "--corpus", "reports", code=1).stderr


def test_a_missing_package_is_named_before_the_reports_are_read(place: Path, monkeypatch) -> None:
    for name, known in (("joblib", "joblib"), ("sklearn", "scikit-learn"), ("scipy", "scipy")):
        with monkeypatch.context() as patch:
            patch.setitem(sys.modules, name, None)
            done = call("train", "--corpus", place / "reports", "--annotations",
                        place / "gold.jsonl", "-o", place / "other", code=1)  # fmt: skip
        assert f"training needs {known}; install the extra [train]" in done.stderr
        assert done.stderr.count("\n") == 1

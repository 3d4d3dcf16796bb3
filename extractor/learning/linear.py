"""The linear model: two passes of logistic regression, as arrays beside a JSON description.

Applying it needs numpy alone. ``NAME.npz`` holds plain arrays (read with ``allow_pickle=False``),
``NAME.json`` their digest, the labels, the groups' weights and the floors; nothing in either is
code, and a file that was changed is refused.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extractor.content.setting import Placed
from extractor.errors import ModelError, reason
from extractor.learning.features import GROUPS, entries
from extractor.learning.neighbours import dense, links
from extractor.learning.vectors import Vocabulary, vectors

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

FORMAT = 1
FAMILIES = ("polarity", "key_area", "themes")
ARRAYS = {"keys": "uint64", "idf": "float32", "first": "int8", "scales": "float32",
          "bias": "float32"}  # fmt: skip
REMEDY = "install the toolkit again, or train the model again with `extract train`"
NAMES = "name fast, accurate, or a model that `extract train` wrote"

OWN = Path(__file__).resolve().parents[1] / "models"


@dataclass(frozen=True, slots=True)
class Model:
    """A trained model. ``labels`` are each family's, in the order of the columns of ``first``
    (families in the order of ``FAMILIES``); ``second`` holds each family's second pass, of shape
    (labels, features + 1), the constant last. ``floors`` are the probabilities from which a label
    is said."""

    name: str
    version: str
    labels: Mapping[str, tuple[str, ...]]
    group_weights: Mapping[str, float]
    floors: Mapping[str, float]
    vocabulary: Vocabulary
    first: Array
    scales: Array
    bias: Array
    second: Mapping[str, Array]

    @property
    def parts(self) -> tuple[tuple[str, str], ...]:
        """Name and version of the models that take part."""
        return ((self.name, self.version),)

    def columns(self, family: str) -> slice:
        """The family's columns."""
        start = 0
        for name in FAMILIES:
            stop = start + len(self.labels[name])
            if name == family:
                return slice(start, stop)
            start = stop
        raise KeyError(family)

    def scores(self, placed: Sequence[Placed]) -> Array:
        """First-pass scores (log odds): a row a sentence, a column a label."""
        import numpy as np

        found = entries([p.sample for p in placed])
        weights = np.array([self.group_weights[g] for g in GROUPS], dtype=np.float32)
        rows, columns, values = vectors(found, self.vocabulary, weights)
        total = np.zeros((len(placed), self.first.shape[1]), dtype=np.float32)
        narrow = np.uint16 if len(placed) < 1 << 16 else np.int32  # 16 bits sort in one pass
        order = np.argsort(rows.astype(narrow), kind="stable")
        rows, columns, values = rows[order], columns[order], values[order]
        cuts = np.searchsorted(rows, np.arange(len(placed) + 1)).tolist()
        # a sentence at a time: its weights fit the processor's cache, a document's would not
        for i, (start, stop) in enumerate(zip(cuts, cuts[1:], strict=False)):
            weights = self.first.take(columns[start:stop], 0).astype(np.float32)
            np.dot(values[start:stop], weights, out=total[i])
        return total * self.scales + self.bias

    def probabilities(self, placed: Sequence[Placed]) -> dict[str, Array]:
        """For each family the probability of each label for each sentence."""
        return self.second_pass(self.scores(placed), links(placed))

    def second_pass(self, scores: Array, linked: dict[str, Array]) -> dict[str, Array]:
        """The probabilities that first-pass scores and neighbours give."""
        import numpy as np

        said = {}
        for family in FAMILIES:
            features = dense(scores[:, self.columns(family)], linked)
            weights = self.second[family]
            odds = np.einsum("knf,kf->nk", features, weights[:, :-1]) + weights[:, -1]
            said[family] = probability(odds)
        return said


def probability(odds: Array) -> Array:
    """Log odds as probabilities. Odds whose exponential no float holds are cut where it does, as
    the probability is nought there anyway."""
    import numpy as np

    least = -np.log(np.finfo(odds.dtype).max).astype(odds.dtype) + 1
    made: Array = 1 / (1 + np.exp(-np.maximum(odds, least)))
    return made


def files_of(path: Path) -> tuple[Path, Path]:
    """The description and the arrays of the model at ``path`` (a path without suffix)."""
    return path.with_name(path.name + ".json"), path.with_name(path.name + ".npz")


def save_model(model: Model, path: Path, about: Mapping[str, Any]) -> str:
    """Write the model's two files, ``about`` added to the description; return its version. The
    same model gives the same bytes."""
    import numpy as np

    path.parent.mkdir(parents=True, exist_ok=True)
    arrays: dict[str, Array] = {
        "keys": model.vocabulary.keys, "idf": model.vocabulary.weights,
        "first": model.first, "scales": model.scales, "bias": model.bias,
        **{f"second_{family}": model.second[family] for family in FAMILIES},
    }  # fmt: skip
    buffer = io.BytesIO()
    np.savez(buffer, allow_pickle=False, **arrays)
    data = buffer.getvalue()
    digest = hashlib.sha256(data).hexdigest()
    description = {
        "format": FORMAT, "name": path.name, "version": digest[:12], "sha256": digest,
        "labels": {family: list(model.labels[family]) for family in FAMILIES},
        "group_weights": dict(model.group_weights), "floors": dict(model.floors), **about,
    }  # fmt: skip
    words, numbers = files_of(path)
    numbers.write_bytes(data)
    text = json.dumps(description, indent=2, ensure_ascii=False) + "\n"
    words.write_text(text, encoding="utf-8")
    return digest[:12]


def load_model(path: Path) -> Model:
    """The model at ``path`` (without suffix, or with that of either file).

    Raises:
        ModelError: a file is missing, was changed, or is not of the known form.
    """
    import numpy as np

    if path.suffix in (".json", ".npz"):
        path = path.with_suffix("")
    words, numbers = files_of(path)
    try:
        description = json.loads(words.read_text(encoding="utf-8"))
        data = numbers.read_bytes()
    except FileNotFoundError as error:
        missing = Path(error.filename or words).name
        own = path.resolve().parent == OWN
        problem = f"is no model: there is no {missing}"
        raise ModelError(str(path), problem, REMEDY if own else NAMES) from error
    except OSError as error:
        raise ModelError(str(path), reason(error), "check the path") from error
    except ValueError as error:
        raise ModelError(str(path), f"is damaged: {words.name} is not JSON", REMEDY) from error
    if not isinstance(description, dict) or description.get("format") != FORMAT:
        raise ModelError(str(path), "is of a form that this version does not know", REMEDY)
    if hashlib.sha256(data).hexdigest() != description.get("sha256"):
        raise ModelError(str(path), "was changed: the .npz does not fit the .json", REMEDY)
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as stored:
            arrays = {name: stored[name] for name in stored.files}
        return _checked(path, description, arrays)
    except (ValueError, KeyError, TypeError, OSError, EOFError, zipfile.BadZipFile) as error:
        raise ModelError(str(path), f"is damaged ({error})", REMEDY) from error


def _checked(path: Path, description: dict[str, Any], arrays: dict[str, Array]) -> Model:
    labels = {family: tuple(map(str, description["labels"][family])) for family in FAMILIES}
    width = sum(map(len, labels.values()))
    size = len(arrays["keys"])
    shapes = {"keys": (size,), "idf": (size,), "first": (size, width), "scales": (width,),
              "bias": (width,)}  # fmt: skip
    for name, kind in ARRAYS.items():
        if arrays[name].dtype != kind or arrays[name].shape != shapes[name]:
            raise ModelError(str(path), f"the array {name} has a wrong type or shape", REMEDY)
    return Model(
        name=str(description["name"]), version=str(description["version"]), labels=labels,
        group_weights={g: float(description["group_weights"][g]) for g in GROUPS},
        floors={name: float(value) for name, value in description["floors"].items()},
        vocabulary=Vocabulary.of(arrays["keys"], arrays["idf"]),
        first=arrays["first"], scales=arrays["scales"], bias=arrays["bias"],
        second={family: arrays[f"second_{family}"] for family in FAMILIES},
    )  # fmt: skip

"""The accurate model: the linear model and the sentence encoder, read together.

``NAME.json`` describes it and holds the digests of ``NAME.onnx`` (the encoder, 8-bit weights),
``NAME.tokenizer.json`` (its word pieces) and ``NAME.npz`` (the second pass, plain arrays); none is
code, and a file that was changed is refused. The linear model stands beside it.
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
from extractor.learning.encoder import Encoder, load_encoder
from extractor.learning.linear import FAMILIES, REMEDY, Model, load_model
from extractor.learning.neighbours import links
from extractor.learning.stacking import decide, width
from extractor.learning.vectors import Vocabulary
from extractor.learning.windows import Facts

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

FORMAT = "accurate-1"
PARTS = ("onnx", "tokenizer.json", "npz")


@dataclass(frozen=True, slots=True)
class Accurate:
    """Like ``linear.Model`` to those who use it. ``second`` holds each family's second pass, of
    shape (labels, features + 1), the constant last."""

    name: str
    version: str
    labels: Mapping[str, tuple[str, ...]]
    floors: Mapping[str, float]
    linear: Model
    encoder: Encoder
    second: Mapping[str, Array]

    @property
    def vocabulary(self) -> Vocabulary:
        """The linear model's."""
        return self.linear.vocabulary

    @property
    def parts(self) -> tuple[tuple[str, str], ...]:
        """Name and version of the models that take part."""
        return (*self.linear.parts, (self.name, self.version))

    def probabilities(self, placed: Sequence[Placed]) -> dict[str, Array]:
        """For each family the probability of each label for each sentence."""
        scores, encoded = self.linear.scores(placed), self.encoder.scores(placed)
        return decide(self.second, scores, encoded, links(placed), self.labels)


def save_accurate(
    path: Path, graph: bytes, words: bytes, second: Mapping[str, Array],
    description: Mapping[str, Any],
) -> str:
    """Write the model's files at ``path`` (without suffix); return its version. ``description``
    holds linear (the name of the linear model beside it), labels, floors, facts, length.
    """  # fmt: skip
    import numpy as np

    buffer = io.BytesIO()
    np.savez(buffer, allow_pickle=False, **dict(second))
    data = dict(zip(PARTS, (graph, words, buffer.getvalue()), strict=True))
    digests = {part: hashlib.sha256(data[part]).hexdigest() for part in PARTS}
    version = hashlib.sha256("".join(digests.values()).encode()).hexdigest()[:12]
    path.parent.mkdir(parents=True, exist_ok=True)
    for part in PARTS:
        path.with_name(f"{path.name}.{part}").write_bytes(data[part])
    told = {"format": FORMAT, "name": path.name, "version": version, "sha256": digests}
    text = json.dumps({**told, **description}, indent=2, ensure_ascii=False) + "\n"
    path.with_name(path.name + ".json").write_text(text, encoding="utf-8")
    return version


def load_accurate(path: Path) -> Accurate:
    """The model at ``path`` (without suffix).

    Raises:
        ModelError: a file is missing, was changed or is not of the known form, or a package that
            the encoder needs is not installed.
    """
    import numpy as np

    try:
        description = json.loads(path.with_name(path.name + ".json").read_text(encoding="utf-8"))
        data = {part: path.with_name(f"{path.name}.{part}").read_bytes() for part in PARTS}
    except OSError as error:
        part = Path(error.filename or path).name
        raise ModelError(str(path), f"its {part} {reason(error)}", REMEDY) from error
    except ValueError as error:
        raise ModelError(str(path), "is damaged: its .json is not JSON", REMEDY) from error
    if not isinstance(description, dict) or description.get("format") != FORMAT:
        raise ModelError(str(path), "is of a form that this version does not know", REMEDY)
    digests = description.get("sha256")
    for part in PARTS:
        found = hashlib.sha256(data[part]).hexdigest()
        if not isinstance(digests, dict) or digests.get(part) != found:
            raise ModelError(str(path), f"was changed: .{part} does not fit the .json", REMEDY)
    try:
        with np.load(io.BytesIO(data["npz"]), allow_pickle=False) as stored:
            arrays = {family: stored[family].astype(np.float32) for family in FAMILIES}
        labels = {f: tuple(map(str, description["labels"][f])) for f in FAMILIES}
        floors = {name: float(value) for name, value in description["floors"].items()}
        facts = Facts(*(tuple(map(str, description["facts"][n])) for n in ("frameworks", "areas")))
        length, linear = int(description["length"]), str(description["linear"])
        name, version = str(description["name"]), str(description["version"])
    except (
        ValueError, KeyError, TypeError, AttributeError, OSError, EOFError, zipfile.BadZipFile,
    ) as error:  # fmt: skip
        raise ModelError(str(path), f"is damaged ({error})", REMEDY) from error
    if any(arrays[f].ndim != 2 or len(arrays[f]) != len(labels[f]) for f in FAMILIES):
        raise ModelError(str(path), "has arrays of a wrong shape", REMEDY)
    beside = load_model(path.with_name(Path(linear).name))
    if beside.labels != labels:
        raise ModelError(str(path), f"has other labels than {linear} beside it", REMEDY)
    encoder = load_encoder(
        str(path), data["onnx"], data["tokenizer.json"], facts, length, width(labels)
    )
    return Accurate(name, version, labels, floors, beside, encoder, arrays)

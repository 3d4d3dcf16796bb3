"""The sentence encoder at work: an ONNX file and its word pieces, run by ONNX Runtime.

Needs the packages ``onnxruntime`` and ``tokenizers``; nothing here needs torch.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from extractor.content.setting import Placed
from extractor.errors import ModelError
from extractor.learning.windows import Facts, arrays, batches, cut, pieces

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

AT_ONCE = 512
"""Word pieces computed at once: enough that the processor's units are busy, a few MB of memory."""
REMEDY = "pip install onnxruntime tokenizers, or use --model fast"
AGAIN = "install the toolkit again, or train the model again"


@dataclass(frozen=True, slots=True)
class Encoder:
    """``width`` is the number of scores a sentence gets, ``length`` that of a window in word
    pieces."""

    session: Any
    tokenizer: Any
    facts: Facts
    length: int
    width: int

    def scores(self, placed: Sequence[Placed]) -> Array:
        """The scores of a document's sentences: a row a sentence. Time and memory are bounded by
        the number of windows and ``AT_ONCE``."""
        import numpy as np

        found = pieces(placed, self.tokenizer, self.facts)
        end = int(self.tokenizer.token_to_id("[SEP]"))
        total = np.zeros((len(placed), self.width), dtype=np.float32)
        for group in batches(cut(found, self.length, end), AT_ONCE):
            ids, pool, marks = arrays(group)
            said = self.session.run(["scores"], {"ids": ids, "pool": pool, "marks": marks})[0]
            for window, rows in zip(group, said, strict=True):
                for k, (i, _, _) in enumerate(window.sentences):
                    total[i] = rows[k]
        return total


def load_encoder(
    name: str, graph: bytes, words: bytes, facts: Facts, length: int, width: int
) -> Encoder:
    """The encoder of an ONNX graph and a ``tokenizer.json``, both as bytes that were checked
    against their digests.

    Raises:
        ModelError: a package is missing, or a file is not what it should be.
    """
    session = session_of(name, graph, {"ids": 2, "pool": 3, "marks": 3})
    return Encoder(session, tokenizer_of(name, words), facts, length, width)


def session_of(name: str, graph: bytes, inputs: Mapping[str, int]) -> Any:
    """An ``onnxruntime.InferenceSession`` of a graph with these inputs (their numbers of axes). It
    takes as many threads as OMP_NUM_THREADS says, which is one in the workers of a batch, and else
    two where there are two cores.

    Raises:
        ModelError: the package is missing, or the graph is not what it should be.
    """
    try:
        import onnxruntime
    except ImportError as error:
        problem = f"needs the package {error.name}"
        raise ModelError(name, problem, REMEDY) from error
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.inter_op_num_threads = _threads(), 1
    options.enable_cpu_mem_arena = False  # it grows by each report's worst
    options.log_severity_level = 3
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # others wait too
    options.add_session_config_entry("session.disable_quant_qdq", "1")  # restored once, at loading
    try:
        session = onnxruntime.InferenceSession(graph, options, ["CPUExecutionProvider"])
    except Exception as error:  # noqa: BLE001, the library raises kinds of its own
        raise ModelError(name, f"is damaged ({error})", AGAIN) from error
    if {i.name: len(i.shape) for i in session.get_inputs()} != inputs:
        raise ModelError(name, "has other inputs than this version's", AGAIN)
    return session


def tokenizer_of(name: str, words: bytes) -> Any:
    """A ``tokenizers.Tokenizer`` of a ``tokenizer.json`` that neither cuts nor pads.

    Raises:
        ModelError: the package is missing, or the file is not what it should be.
    """
    try:
        import tokenizers
    except ImportError as error:
        problem = f"needs the package {error.name}"
        raise ModelError(name, problem, REMEDY) from error
    try:
        tokenizer = tokenizers.Tokenizer.from_str(words.decode("utf-8"))
    except Exception as error:  # noqa: BLE001, the library raises kinds of its own
        raise ModelError(name, f"is damaged ({error})", AGAIN) from error
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def _threads() -> int:
    said = os.environ.get("OMP_NUM_THREADS", "")
    if said.isdigit() and int(said):
        return int(said)
    try:
        return min(2, len(os.sched_getaffinity(0)))
    except AttributeError:  # not on macOS and Windows
        return min(2, os.cpu_count() or 1)

"""The trained encoder as an ONNX file with 8-bit weights. Imports onnx and onnxruntime inside.

Written node by node, so that the file depends on no exporter's habits: each layer is query, key and
value in one product, ONNX Runtime's fused attention, and the two halves of the feed-forward part.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

OPSET, CONTRIBUTED = 20, "com.microsoft"
EXACT = ("pool", "marks", "types", "head", "down")
EPSILON = 1e-12


def write(weights: Mapping[str, Array], heads: int, path: Path, quantised: bool = True) -> None:
    """Write the graph of ``network.Encoder`` or ``network.PairEncoder`` with these weights (by
    their names).

    Inputs: ``ids`` (windows, pieces) int32, ``pool`` and ``marks`` (windows, sentences, pieces);
    output: ``scores`` (windows, sentences, labels). Of pairs ``ids`` and ``types`` (pairs, pieces)
    int32, and ``scores`` (pairs, 1).

    8-bit weights have one scale a column. Where sums are done in 8 bits too, they are of 7 bits:
    the products of processors without VNNI overflow with 8. What the inner layer gives has rare
    large values, which 8 bits cannot hold beside the others: there the weights alone are small, and
    sums are done in full.
    """
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic

    graph = _Graph(weights, heads, quantised)
    model = graph.of_pairs() if "types.weight" in weights else graph.of_windows()
    onnx.checker.check_model(model)
    if not quantised:
        path.write_bytes(model.SerializeToString())
        return
    with tempfile.TemporaryDirectory() as folder:
        plain, small = Path(folder) / "plain.onnx", Path(folder) / "small.onnx"
        onnx.save(model, plain)
        quantize_dynamic(
            plain, small, op_types_to_quantize=["MatMul", "Gather"], per_channel=True,
            reduce_range=True, weight_type=QuantType.QInt8,
            nodes_to_exclude=[n.name for n in model.graph.node if n.name.startswith(EXACT)],
            extra_options={"DefaultTensorType": onnx.TensorProto.FLOAT},
        )  # fmt: skip
        made = onnx.load(small)
        del made.metadata_props[:]
        made.producer_name, made.producer_version = "inspection-extractor", ""
        path.write_bytes(made.SerializeToString())


class _Graph:
    def __init__(self, weights: Mapping[str, Array], heads: int, small: bool) -> None:
        self.weights, self.heads, self.small = weights, heads, small
        self.nodes: list[Any] = []
        self.constants: list[Any] = []
        self.used = 0

    def constant(self, name: str, values: Array) -> str:
        from onnx import numpy_helper

        self.constants.append(numpy_helper.from_array(values, name))
        return name

    def node(self, kind: str, inputs: list[str], name: str = "", **settings: Any) -> str:
        from onnx import helper

        self.used += 1
        name = name or f"{kind}_{self.used}"
        self.nodes.append(helper.make_node(kind, inputs, [f"{name}_out"], name, **settings))
        return f"{name}_out"

    def linear(self, x: str, name: str, part: slice = slice(None)) -> str:
        weight, bias = (self.weights[f"{name}.{end}"][part] for end in ("weight", "bias"))
        suffix = f".{part.start}" if part.start else ""
        constant = self.constant(f"{name}.bias{suffix}", bias)
        node = name if name in ("head", "pooler") else ""
        if self.small and name.endswith("down"):
            node = f"down_{name.split('.')[1]}"
            matrix = self.restored(f"{name}.weight", weight.T)
        else:
            matrix = self.constant(f"{name}.weight{suffix}", weight.T.copy())
        return self.node("Add", [self.node("MatMul", [x, matrix], node), constant])

    def restored(self, name: str, matrix: Array) -> str:
        """A matrix kept in 8 bits, one scale a column, as full numbers."""
        import numpy as np

        scale = np.maximum(np.abs(matrix).max(axis=0), 1e-9).astype(np.float32) / 127
        small = self.constant(name, np.round(matrix / scale).astype(np.int8))
        return self.node(
            "DequantizeLinear", [small, self.constant(f"{name}.scale", scale)], axis=1
        )

    def norm(self, x: str, name: str) -> str:
        scale = self.constant(f"{name}.weight", self.weights[f"{name}.weight"])
        bias = self.constant(f"{name}.bias", self.weights[f"{name}.bias"])
        return self.node("LayerNormalization", [x, scale, bias], axis=-1, epsilon=EPSILON)

    def layer(self, x: str, k: int, mask: str) -> str:
        width = self.weights["norm.weight"].shape[0]
        q, key, v = (
            self.linear(x, f"layers.{k}.qkv", slice(width * n, width * (n + 1))) for n in range(3)
        )
        mixed = self.node(
            "MultiHeadAttention", [q, key, v, "", mask], num_heads=self.heads, domain=CONTRIBUTED
        )
        x = self.norm(self.node("Add", [x, self.linear(mixed, f"layers.{k}.out")]),
                      f"layers.{k}.norm1")  # fmt: skip
        inner = self.node("Gelu", [self.linear(x, f"layers.{k}.up")])
        return self.norm(self.node("Add", [x, self.linear(inner, f"layers.{k}.down")]),
                         f"layers.{k}.norm2")  # fmt: skip

    def body(self, types: bool = False) -> str:
        """The pieces as the last layer gives them."""
        import numpy as np
        from onnx import TensorProto

        zero = self.constant("zero", np.array([0], np.int64))
        one = self.constant("one", np.array([1], np.int64))
        length = self.node("Shape", ["ids"], start=1, end=2)
        places = self.constant("places", self.weights["places.weight"])
        here = self.node("Slice", [places, zero, length, zero, one])
        pieces = self.constant("pieces", self.weights["pieces.weight"])
        x = self.node("Add", [self.node("Gather", [pieces, "ids"], axis=0), here])
        if types:
            table = self.constant("table", self.weights["types.weight"])
            x = self.node("Add", [x, self.node("Gather", [table, "types"], "types", axis=0)])
        x = self.norm(x, "norm")
        nothing = self.constant("nothing", np.array(0, np.int32))
        mask = self.node("Cast", [self.node("Greater", ["ids", nothing])], to=TensorProto.INT32)
        for k in range(sum(n.endswith("qkv.weight") for n in self.weights)):
            x = self.layer(x, k, mask)
        return x

    def of_windows(self) -> Any:
        from onnx import TensorProto

        x, number = self.body(), TensorProto.FLOAT
        both = self.node(
            "Concat", [self.node("MatMul", ["pool", x], "pool"),
                       self.node("MatMul", ["marks", x], "marks")], axis=2,
        )  # fmt: skip
        given = {"ids": (TensorProto.INT32, ["windows", "pieces"])}
        given |= {n: (number, ["windows", "sentences", "pieces"]) for n in ("pool", "marks")}
        return self.model(self.linear(both, "head"), given, ["windows", "sentences", None])

    def of_pairs(self) -> Any:
        import numpy as np
        from onnx import TensorProto

        x, first = self.body(types=True), self.constant("first", np.array(0, np.int64))
        pooled = self.linear(self.node("Gather", [x, first], "marks", axis=1), "pooler")
        last = self.linear(self.node("Tanh", [pooled]), "head")
        given = {n: (TensorProto.INT32, ["pairs", "pieces"]) for n in ("ids", "types")}
        return self.model(last, given, ["pairs", 1])

    def model(self, last: str, given: Mapping[str, tuple[int, list[str]]], made: list[Any]) -> Any:
        from onnx import TensorProto, helper

        self.nodes.append(helper.make_node("Identity", [last], ["scores"], "scores"))
        graph = helper.make_graph(
            self.nodes, "encoder",
            [helper.make_tensor_value_info(n, kind, shape) for n, (kind, shape) in given.items()],
            [helper.make_tensor_value_info("scores", TensorProto.FLOAT, made)],
            self.constants,
        )  # fmt: skip
        return helper.make_model(
            graph, ir_version=10, producer_name="inspection-extractor",
            opset_imports=[helper.make_opsetid("", OPSET), helper.make_opsetid(CONTRIBUTED, 1)],
        )

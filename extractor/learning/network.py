"""The sentence encoder as a torch module. Only training imports this.

A BERT of few layers (Devlin et al., 2019; weights of MiniLM, Wang et al., 2020) whose word pieces
are averaged sentence by sentence, with one linear head for all labels. The lower layers stay as
they were pretrained, so their output is computed once a window and kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

HEADS = 12
EPSILON = 1e-12


class Layer(nn.Module):
    """One layer of the transformer; query, key and value are one matrix."""

    def __init__(self, width: int, inner: int, dropout: float) -> None:
        super().__init__()
        self.qkv, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.up, self.down = nn.Linear(width, inner), nn.Linear(inner, width)
        self.norm1 = nn.LayerNorm(width, eps=EPSILON)
        self.norm2 = nn.LayerNorm(width, eps=EPSILON)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor, mask: Tensor | None) -> Tensor:
        """``x`` of shape (windows, pieces, width); ``mask`` true where a piece stands, of shape
        (windows, 1, 1, pieces), or None where all do."""
        n, t, width = x.shape
        q, k, v = self.qkv(x).view(n, t, 3, HEADS, width // HEADS).permute(2, 0, 3, 1, 4)
        mixed = functional.scaled_dot_product_attention(q, k, v, attn_mask=mask)
        mixed = self.out(mixed.transpose(1, 2).reshape(n, t, width))
        x = self.norm1(x + self.dropout(mixed))
        return self.norm2(x + self.dropout(self.down(functional.gelu(self.up(x)))))


class Encoder(nn.Module):
    """Word pieces to a row of scores a sentence."""

    def __init__(self, weights: Mapping[str, Tensor], outputs: int, dropout: float) -> None:
        """``weights`` are those of a Hugging Face BERT without its pooler."""
        super().__init__()
        pieces, width = weights["embeddings.word_embeddings.weight"].shape
        places = weights["embeddings.position_embeddings.weight"].shape[0]
        inner = weights["encoder.layer.0.intermediate.dense.weight"].shape[0]
        depth = 1 + max(int(k.split(".")[2]) for k in weights if k.startswith("encoder.layer."))
        self.pieces, self.places = nn.Embedding(pieces, width), nn.Embedding(places, width)
        self.norm = nn.LayerNorm(width, eps=EPSILON)
        self.layers = nn.ModuleList(Layer(width, inner, dropout) for _ in range(depth))
        self.dropout = nn.Dropout(dropout)
        self.head = nn.Linear(2 * width, outputs)
        nn.init.normal_(self.head.weight, std=0.02)
        nn.init.zeros_(self.head.bias)
        self.load_state_dict(_renamed(weights, depth), strict=False)

    def lower(self, ids: Tensor, depth: int) -> Tensor:
        """The output of the embeddings and the first ``depth`` layers."""
        x = self.norm(self.pieces(ids) + self.places.weight[: ids.shape[1]])
        for layer in self.layers[:depth]:
            x = layer(x, _mask(ids))
        return x

    def upper(self, x: Tensor, ids: Tensor, pool: Tensor, marks: Tensor, depth: int) -> Tensor:
        """Scores (windows, sentences, labels) from what ``lower`` gave."""
        for layer in self.layers[depth:]:
            x = layer(x, _mask(ids))
        seen = torch.cat([torch.bmm(pool, x), torch.bmm(marks, x)], 2)
        scores: Tensor = self.head(self.dropout(seen))
        return scores

    def forward(self, ids: Tensor, pool: Tensor, marks: Tensor) -> Tensor:
        """Scores (windows, sentences, labels)."""
        return self.upper(self.lower(ids, 0), ids, pool, marks, 0)


class PairEncoder(Encoder):
    """Two texts read together, to one score: a cross-encoder with its pooler (Nogueira and Cho,
    "Passage re-ranking with BERT", 2019)."""

    def __init__(self, weights: Mapping[str, Tensor], dropout: float) -> None:
        """``weights`` are those of a Hugging Face BERT for the classification of sequences."""
        super().__init__(weights, 1, dropout)
        width = self.norm.weight.shape[0]
        self.types, self.pooler = nn.Embedding(2, width), nn.Linear(width, width)
        self.head = nn.Linear(width, 1)
        names = {"types": "embeddings.token_type_embeddings", "pooler": "pooler.dense",
                 "places": "embeddings.position_embeddings", "head": "classifier"}  # fmt: skip
        own = dict(self.named_parameters())
        with torch.no_grad():  # here the second text has a type of its own
            for mine, theirs in names.items():
                for end in ("weight", "bias"):
                    if f"{theirs}.{end}" in weights:
                        own[f"{mine}.{end}"].copy_(weights[f"{theirs}.{end}"])

    def below(self, ids: Tensor, types: Tensor, depth: int) -> Tensor:
        """The output of the embeddings and the first ``depth`` layers; ``types`` is 1 at the pieces
        of the second text."""
        x = self.norm(self.pieces(ids) + self.places.weight[: ids.shape[1]] + self.types(types))
        for layer in self.layers[:depth]:
            x = layer(x, _mask(ids))
        return x

    def above(self, x: Tensor, ids: Tensor, depth: int) -> Tensor:
        """A score a pair, from what ``below`` gave."""
        for layer in self.layers[depth:]:
            x = layer(x, _mask(ids))
        scores: Tensor = self.head(self.dropout(torch.tanh(self.pooler(x[:, 0]))))
        return scores[:, 0]


def _mask(ids: Tensor) -> Tensor | None:
    standing = ids > 0
    return None if bool(standing.all()) else standing[:, None, None, :]


def _renamed(weights: Mapping[str, Tensor], depth: int) -> dict[str, Tensor]:
    """The pretrained weights under this module's names. The one token type that is used is part of
    each place."""
    names = {"norm.weight": "embeddings.LayerNorm.weight", "norm.bias": "embeddings.LayerNorm.bias",
             "pieces.weight": "embeddings.word_embeddings.weight"}  # fmt: skip
    made: dict[str, Any] = {new: weights[old] for new, old in names.items()}
    made["places.weight"] = (
        weights["embeddings.position_embeddings.weight"]
        + weights["embeddings.token_type_embeddings.weight"][0]
    )
    parts = {
        "out": "attention.output.dense", "norm1": "attention.output.LayerNorm",
        "up": "intermediate.dense", "down": "output.dense", "norm2": "output.LayerNorm",
    }  # fmt: skip
    for k in range(depth):
        old = f"encoder.layer.{k}."
        for end in ("weight", "bias"):
            made[f"layers.{k}.qkv.{end}"] = torch.cat(
                [weights[f"{old}attention.self.{x}.{end}"] for x in ("query", "key", "value")]
            )
            for new, name in parts.items():
                made[f"layers.{k}.{new}.{end}"] = weights[f"{old}{name}.{end}"]
    return made

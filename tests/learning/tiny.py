"""A tiny encoder: invented word pieces and weights; the accurate model's form in kilobytes."""

from __future__ import annotations

import json
from collections.abc import Sequence

from tokenizers import Tokenizer
from tokenizers.models import WordPiece
from tokenizers.normalizers import BertNormalizer
from tokenizers.pre_tokenizers import BertPreTokenizer

from extractor.learning.labelled import Labelled
from extractor.learning.windows import MARKERS

WIDTH, INNER, DEPTH, PLACES = 24, 48, 2, 64


def words(reports: Sequence[Labelled]) -> bytes:
    """A ``tokenizer.json`` of the reports' words."""
    seen = {w.strip(".,").lower() for r in reports for p in r.placed for w in p.sample.text.split()}
    special = ["[PAD]", *(f"[unused{k}]" for k in range(MARKERS)), "[UNK]", "[CLS]", "[SEP]"]
    names = [*special, ".", ",", *sorted(seen)]
    tokenizer = Tokenizer(WordPiece({w: k for k, w in enumerate(names)}, unk_token="[UNK]"))
    tokenizer.normalizer, tokenizer.pre_tokenizer = BertNormalizer(), BertPreTokenizer()
    return tokenizer.to_str().encode()


def weights(vocabulary: bytes):
    """Random weights of a BERT by Hugging Face's names, always the same."""
    import torch

    chance = torch.Generator().manual_seed(0)

    def matrix(*shape: int):
        return torch.randn(*shape, generator=chance) * 0.2

    size = len(json.loads(vocabulary)["model"]["vocab"])
    made = {
        "embeddings.word_embeddings.weight": matrix(size, WIDTH),
        "embeddings.position_embeddings.weight": matrix(PLACES, WIDTH),
        "embeddings.token_type_embeddings.weight": matrix(2, WIDTH),
        "embeddings.LayerNorm.weight": torch.ones(WIDTH),
        "embeddings.LayerNorm.bias": torch.zeros(WIDTH),
    }
    shapes = {"attention.self.query": (WIDTH, WIDTH), "attention.self.key": (WIDTH, WIDTH),
              "attention.self.value": (WIDTH, WIDTH), "attention.output.dense": (WIDTH, WIDTH),
              "intermediate.dense": (INNER, WIDTH), "output.dense": (WIDTH, INNER)}  # fmt: skip
    for k in range(DEPTH):
        for name, shape in shapes.items():
            made[f"encoder.layer.{k}.{name}.weight"] = matrix(*shape)
            made[f"encoder.layer.{k}.{name}.bias"] = matrix(shape[0])
        for name in ("attention.output.LayerNorm", "output.LayerNorm"):
            made[f"encoder.layer.{k}.{name}.weight"] = torch.ones(WIDTH)
            made[f"encoder.layer.{k}.{name}.bias"] = torch.zeros(WIDTH)
    return made

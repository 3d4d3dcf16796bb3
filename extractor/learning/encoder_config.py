"""The settings of the encoder's training (data/encoder.toml)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from extractor.errors import ModelError

CONFIG = Path(__file__).parent / "data" / "encoder.toml"
LOSSES = ("polarity", "key_area", "themes", "main")


@dataclass(frozen=True, slots=True)
class EncoderConfig:
    """See data/encoder.toml."""

    seed: int
    folds: int
    epochs: int
    length: int
    at_once: int
    frozen: int
    rate: float
    head_rate: float
    first_epochs: int
    then_epochs: int
    then_rate: float
    then_head_rate: float
    warm_up: float
    weight_decay: float
    dropout: float
    clip: float
    second_pass: float
    losses: Mapping[str, float]


def load_config(path: Path = CONFIG) -> EncoderConfig:
    """The settings of a TOML file.

    Raises:
        ModelError: the file is unreadable, or a key is missing or unknown.
    """
    try:
        config = EncoderConfig(**tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, tomllib.TOMLDecodeError, TypeError) as error:
        raise ModelError(str(path), f"is no training config ({error})", "correct it") from error
    if not isinstance(config.losses, dict) or set(config.losses) != set(LOSSES):
        keys = f"must have the keys {', '.join(LOSSES)}"
        raise ModelError(f"{path}: losses", keys, "add them")
    return config

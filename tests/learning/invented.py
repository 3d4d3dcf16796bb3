"""Invented reports with known labels, enough to train a small model on."""

from __future__ import annotations

import random
from functools import lru_cache

from extractor.content.sentences import sentences
from extractor.content.setting import BODY, place
from extractor.learning.annotations import Annotation, annotate
from extractor.learning.examples import label
from extractor.learning.labelled import Labelled, labelled
from extractor.learning.linear import Model
from extractor.learning.training import Config, load_config, train
from extractor.model import Document, Section
from extractor.reading import read

SUBJECTS = {
    "permanence": ("adoption", "Adopters are matched and adoption plans are"),
    "education": ("children_in_care", "School places and education plans are"),
    "housing": ("care_leavers", "Housing and accommodation for care leavers are"),
    "workforce": ("leadership", "Caseloads and staff training are"),
}
GOOD = ("strong and effective", "timely and clear", "very good", "well planned and helpful")
BAD = ("not effective", "too slow and unclear", "weak and inconsistent", "not good enough")
NEITHER = ("Inspectors were on site for two days in the spring.", "There were 40 children in all.")


def invented(seed: int) -> tuple[Document, list[Annotation]]:
    """A text report and its annotations."""
    chance = random.Random(seed)
    lines = []
    for _ in range(24):
        theme = chance.choice(list(SUBJECTS))
        area, subject = SUBJECTS[theme]
        kind = chance.choice(["strength", "weakness", "mixed", "none"])
        good, bad = chance.choice(GOOD), chance.choice(BAD)
        if kind == "none":
            lines.append((chance.choice(NEITHER), kind, None, ()))
        elif kind == "mixed":
            lines.append((f"{subject} {good}, but some are {bad}.", kind, area, (theme,)))
        else:
            words = good if kind == "strength" else bad
            text = f"{subject} {words} in team {chance.randrange(90)}."
            lines.append((text, kind, area, (theme,)))
    body = "\n\n".join(" ".join(x[0] for x in lines[i : i + 4]) for i in range(0, 24, 4))
    document = read(f"Main findings {seed}\n\n{body}\n".encode(), name=f"{seed}.txt")
    made, at = [], 0
    for text, kind, area, themes in lines:
        start = document.text.index(text, at)
        at = start + len(text)
        made.append(annotate(document, start, at, kind, key_area=area, themes=themes,
                             annotator="invented", date="2026-01-01"))  # fmt: skip
    return document, made


def sections_of(document: Document) -> tuple[Section, ...]:
    return (Section("sec-1", "Main findings", None, 1, 0, len(document.text), 1),)


def report(seed: int) -> Labelled:
    """An invented report ready for training, of the council "council N"."""
    document, annotations = invented(seed)
    placed = place(document, "ilacs", sections_of(document), sentences(document, BODY))
    group = f"council {seed}"
    examples = label(document.sha256, "ilacs", group, placed, annotations)
    return labelled(document.sha256, "ilacs", group, placed, examples)


def small_config() -> Config:
    config = load_config()
    values = {name: getattr(config, name) for name in config.__slots__}
    least = dict.fromkeys(config.least, 2)
    return Config(**{**values, "folds": 3, "fewest": 2, "least": least})


@lru_cache(maxsize=1)
def small_model() -> Model:
    """A model trained on eight invented reports."""
    return train([report(seed) for seed in range(8)], small_config(), "small")

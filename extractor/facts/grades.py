"""Finding out which grade a printed wording is, and what part of a line may belong to one."""

from __future__ import annotations

import re
from functools import lru_cache

from extractor.frameworks.model import Framework, Grade
from extractor.frameworks.patterns import Pattern, fold

NOT_JUDGED = "not_judged"
_EDGES = " .,:;()\n"


def grade_of(framework: Framework, wording: str) -> tuple[Grade | None, Pattern] | None:
    """The grade that the whole of ``wording`` names, with its pattern; (None, pattern) for "not
    judged"; None if it names no grade. A footnote's digit at the end is passed over."""
    bare = re.sub(r"\s*\d{0,2}$", "", fold(wording).strip(_EDGES)).strip(_EDGES)
    for grade in framework.grades:
        for pattern in grade.wordings:
            if pattern.fullmatch(bare):
                return grade, pattern
    for pattern in framework.judgements.get(NOT_JUDGED, ()):
        if pattern.fullmatch(bare):
            return None, pattern
    return None


@lru_cache(maxsize=32)
def grade_words(stem: str, wordings: tuple[str, ...]) -> frozenset[str]:
    """Every stretch of words of the wordings: what a line of a narrow grade column may hold."""
    found = set()
    for wording in wordings:
        words = wording.lower().split()
        for i in range(len(words)):
            for j in range(i + 1, len(words) + 1):
                found.add(" ".join(words[i:j]))
    return frozenset(found)


def column_words(framework: Framework) -> frozenset[str]:
    """``grade_words`` of the framework's grades, as their examples word them."""
    groups = [grade.wordings for grade in framework.grades]
    groups.append(framework.judgements.get(NOT_JUDGED, ()))
    wordings = tuple(example for group in groups for p in group for example in p.examples)
    return grade_words(framework.stem, wordings)

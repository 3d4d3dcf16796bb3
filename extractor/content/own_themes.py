"""A user's own themes: found by their cues, or by likeness to their example sentences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from extractor.content.themes import Cues, Theme
from extractor.learning.features import GROUPS, Sample, entries, tokens
from extractor.learning.tiers import Classifier
from extractor.learning.vectors import vectors

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

LEAST_LIKE = 0.12
"""A sentence less like the examples than this is not of the theme, however alike they are."""


class OwnThemes:
    """Finds a user's themes in sentences.

    By examples: the theme's centre is the mean of its examples' TF-IDF vectors (Rocchio, "Relevance
    feedback in information retrieval", 1971); a sentence is of the theme if its cosine with the
    centre reaches three quarters of what the examples have with the centre of the others.
    """

    def __init__(self, themes: Sequence[Theme], model: Classifier) -> None:
        self._cues = Cues(themes)
        self._order = [theme.id for theme in themes]
        self._model = model
        self._centres = []
        for theme in themes:
            if theme.examples:
                self._centres.append((theme.id, *self._centre(theme.examples)))

    def find(self, text: str) -> tuple[str, ...]:
        """The user's themes of a text, in the order of their file."""
        found = set(self._cues.find(tokens(text)))
        if self._centres:
            vector = self._vector(text)
            found |= {t for t, centre, floor in self._centres if vector @ centre >= floor}
        return tuple(theme for theme in self._order if theme in found)

    def _vector(self, text: str) -> Array:
        import numpy as np

        weights = np.array([g in ("words", "pieces") for g in GROUPS], dtype=np.float32)
        found = entries([Sample(text)])
        _, columns, values = vectors(found, self._model.vocabulary, weights)
        whole = np.zeros(len(self._model.vocabulary.keys), dtype=np.float32)
        np.add.at(whole, columns, values)
        return whole / max(1e-9, float(np.linalg.norm(whole)))

    def _centre(self, examples: Sequence[str]) -> tuple[Array, float]:
        import numpy as np

        rows = np.stack([self._vector(text) for text in examples])
        total = rows.sum(axis=0)
        if len(rows) == 1:
            return rows[0], 0.5
        others = total - rows
        others /= np.maximum(1e-9, np.linalg.norm(others, axis=1, keepdims=True))
        likeness = float(np.mean(np.sum(rows * others, axis=1)))
        centre = total / max(1e-9, float(np.linalg.norm(total)))
        return centre, max(LEAST_LIKE, 0.75 * likeness)

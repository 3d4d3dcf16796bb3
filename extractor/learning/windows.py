"""Sentences in their places as windows of word pieces, the sentence encoder's input.

A window is a run of a document's consecutive sentences behind markers of the framework, the key
area and the headings above; each sentence opens with a marker of its list and its place in the
block. So each word piece is computed once and sees the sentences around it: sequential sentence
classification after Cohan et al., "Pretrained language models for sequential sentence
classification" (2019). Markers are unused entries of the encoder's own vocabulary.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from extractor.content.setting import Placed

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

KINDS = (
    "", "strengths", "weaknesses", "recommendations", "background", "example", "summary",
    "young_readers",
)  # fmt: skip
PLACES = ("item", "paragraph", "cell", "goes_on")
MARKERS = 99
"""Unused entries of BERT's vocabulary: [unused0] ([unused1] ...) up to [unused98]."""
FRAMEWORKS_FROM, AREAS_FROM, SENTENCES_FROM = 1, 21, 41
LONGEST_SENTENCE, LONGEST_HEADING = 120, 24


@dataclass(frozen=True, slots=True)
class Facts:
    """The frameworks and key areas that have a marker, in its order; others share the first."""

    frameworks: tuple[str, ...]
    areas: tuple[str, ...]

    @classmethod
    def of(cls, placed: Sequence[Placed]) -> Facts:
        """Those of some sentences."""
        return cls(
            tuple(sorted({_fact(p, "framework") for p in placed}))[: AREAS_FROM - 2],
            tuple(sorted({_fact(p, "area") for p in placed}))[: SENTENCES_FROM - AREAS_FROM - 1],
        )


@dataclass(frozen=True, slots=True)
class Pieces:
    """A document's word pieces: ``head`` those of each sentence's headings, ``body`` its own with
    its marker; ``under`` numbers the headings, to see where they change."""

    opening: tuple[int, ...]
    head: tuple[tuple[int, ...], ...]
    body: tuple[tuple[int, ...], ...]
    under: tuple[int, ...]
    paragraph: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Window:
    """Word pieces and, for each of its sentences, its number in the document and the half-open
    range of its pieces."""

    ids: tuple[int, ...]
    sentences: tuple[tuple[int, int, int], ...]


def _fact(item: Placed, name: str) -> str:
    opening = name + "="
    return next((f[len(opening) :] for f in item.sample.setting if f.startswith(opening)), "")


def pieces(placed: Sequence[Placed], tokenizer: Any, facts: Facts) -> Pieces:
    """The word pieces of a document's sentences. ``tokenizer`` is a ``tokenizers.Tokenizer``."""
    unused = int(tokenizer.token_to_id("[unused0]"))
    start, end = int(tokenizer.token_to_id("[CLS]")), int(tokenizer.token_to_id("[SEP]"))
    texts = [p.sample.text for p in placed]
    bodies = tokenizer.encode_batch(texts, add_special_tokens=False)
    headings = sorted({p.sample.headings for p in placed})
    encoded = tokenizer.encode_batch(headings, add_special_tokens=False)
    head_ids = {h: tuple(e.ids[-LONGEST_HEADING:]) for h, e in zip(headings, encoded, strict=True)}
    head, body, paragraph = [], [], []
    under: list[int] = []
    last: tuple[str, str] | None = None
    for item, found in zip(placed, bodies, strict=True):
        area = _marker(unused + AREAS_FROM, facts.areas, _fact(item, "area"))
        now = (item.sample.headings, _fact(item, "area"))
        under.append((under[-1] if under else -1) + (now != last))
        last = now
        head.append((area, *head_ids[item.sample.headings], end))
        mark = unused + SENTENCES_FROM + _place(item)
        body.append((mark, *found.ids[:LONGEST_SENTENCE]))
        paragraph.append(item.index == 0)
    framework = _fact(placed[0], "framework") if placed else ""
    opening = (start, _marker(unused + FRAMEWORKS_FROM, facts.frameworks, framework))
    return Pieces(opening, tuple(head), tuple(body), tuple(under), tuple(paragraph))


def _marker(first: int, known: Sequence[str], value: str) -> int:
    return first + (known.index(value) + 1 if value in known else 0)


def _place(item: Placed) -> int:
    kind = KINDS.index(item.kind) if item.kind in KINDS else 0
    if item.index:
        place = 3
    elif "block=list_item" in item.sample.setting:
        place = 0
    else:
        place = 2 if "block=table_cell" in item.sample.setting else 1
    return kind * len(PLACES) + place


def cut(found: Pieces, length: int, end: int, first: int = 0) -> list[Window]:
    """Windows of at most ``length`` pieces that cover all sentences once. ``end`` is the piece that
    closes a window; ``first`` gives the first window that much less room, so that the cuts fall
    elsewhere in each pass of training. A window rather ends with a paragraph than inside it, if
    that costs at most a quarter of it."""
    windows, at, size = [], 0, len(found.body)
    room = max(length // 4, length - first)
    while at < size:
        stop, ids, marks = _fill(found, at, room)
        if stop < size and not found.paragraph[stop]:
            back = stop
            while back > at and not found.paragraph[back]:
                back -= 1
            if back > at and marks[back - at][1] * 4 >= 3 * len(ids):
                ids, marks, stop = ids[: marks[back - at][1]], marks[: back - at], back
        windows.append(Window((*ids, end), tuple(marks)))
        at, room = stop, length
    return windows


def _fill(found: Pieces, at: int, room: int) -> tuple[int, list[int], list[tuple[int, int, int]]]:
    ids: list[int] = [*found.opening]
    marks: list[tuple[int, int, int]] = []
    under = -1
    for i in range(at, len(found.body)):
        head = found.head[i] if found.under[i] != under else ()
        if marks and len(ids) + len(head) + len(found.body[i]) + 1 > room:
            return i, ids, marks
        under = found.under[i]
        ids += head
        marks.append((i, len(ids), len(ids) + len(found.body[i])))
        ids += found.body[i]
    return len(found.body), ids, marks


def batches(windows: Sequence[Window], most: int) -> list[list[Window]]:
    """The windows, longest first, in groups of at most ``most`` pieces with their padding."""
    groups: list[list[Window]] = []
    for window in sorted(windows, key=lambda w: -len(w.ids)):
        if not groups or (len(groups[-1]) + 1) * len(groups[-1][0].ids) > most:
            groups.append([])
        groups[-1].append(window)
    return groups


def arrays(windows: Sequence[Window]) -> tuple[Array, Array, Array]:
    """Word pieces (windows, pieces), 0 where there is none; a matrix (windows, sentences, pieces)
    that averages each sentence's; one of the same shape that picks each one's marker."""
    import numpy as np

    width = max(len(w.ids) for w in windows)
    depth = max(len(w.sentences) for w in windows)
    ids = np.zeros((len(windows), width), dtype=np.int32)
    pool = np.zeros((len(windows), depth, width), dtype=np.float32)
    marks = np.zeros_like(pool)
    for n, window in enumerate(windows):
        ids[n, : len(window.ids)] = window.ids
        for k, (_, start, stop) in enumerate(window.sentences):
            pool[n, k, start:stop] = 1 / (stop - start)
            marks[n, k, start] = 1
    return ids, pool, marks

"""What one place of a report says of one area's grade, before the places are compared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Place = Literal["table", "box", "heading", "sentence", "consequence"]


@dataclass(frozen=True, slots=True)
class Reading:
    """A grade read at one place. ``grade`` is None where the row says that it was not judged.

    ``span`` covers the grade, with its label where both are one stretch of the text; ``title`` is
    the area's label as printed, ``label`` the grade as printed.
    """

    area: str
    grade: str | None
    title: str
    label: str
    span: tuple[int, int]
    place: Place
    rule: str
    page: int

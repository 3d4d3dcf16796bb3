"""Which of the known reports a user means."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from extractor.corpus.manifest import Entry
from extractor.errors import CorpusError


def choose(
    entries: Iterable[Entry], kind: str | None = None, council: str | None = None
) -> list[Entry]:
    """The entries of that kind and on that council, in any case; None: of every one.

    Raises:
        CorpusError: there are none; what comes near is named.
    """
    known = list(entries)
    if kind is not None and not any(_same(kind, entry.kind) for entry in known):
        remedy = f"name one of {', '.join(sorted({e.kind for e in known if e.kind}))}"
        raise CorpusError(kind, "no known report is of this kind", remedy)
    if council is not None and not any(_same(council, entry.council) for entry in known):
        remedy = _near(council, {entry.council for entry in known})
        raise CorpusError(council, "no known report is on this council", remedy)
    chosen = [
        entry for entry in known
        if (kind is None or _same(kind, entry.kind))
        and (council is None or _same(council, entry.council))
    ]  # fmt: skip
    if kind is not None and council is not None and not chosen:
        problem = f"no known report is both of this kind and on {council}"
        raise CorpusError(kind, problem, "leave out --kind or --council")
    return chosen


def _near(council: str, names: set[str]) -> str:
    lowered = {name.lower(): name for name in sorted(names)}
    near = difflib.get_close_matches(council.lower().strip(), lowered, 3)
    if near:
        return f"did you mean {', '.join(lowered[name] for name in near)}?"
    return "name a council as the manifest does"


def _same(one: str, other: str) -> bool:
    return one.strip().casefold() == other.casefold()

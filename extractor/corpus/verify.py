"""Checks a folder of reports against the manifest: every file known, whole and unchanged."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from extractor.corpus.manifest import Entry, load
from extractor.errors import CorpusError, ExtractError
from extractor.results.batch.digests import digests
from extractor.results.batch.inputs import Input, expand


@dataclass(slots=True)
class Verified:
    """``known`` files are as a manifest says; ``notes`` are oddities that are no failures;
    ``absent`` counts known reports that are not there."""

    files: int = 0
    known: int = 0
    absent: int = 0
    notes: list[str] = field(default_factory=list)
    errors: list[ExtractError] = field(default_factory=list)


def verify(
    folder: str | Path,
    entries: Iterable[Entry],
    progress: Callable[[Verified], None] = lambda state: None,
) -> Verified:
    """Check every report below ``folder`` by its SHA-256 against ``entries`` and, where the folder
    has a ``manifest.csv`` of its own, against that: each file it lists must be there unchanged.

    Raises:
        CorpusError: there is no such folder, or its manifest cannot be read.
    """
    top = Path(folder)
    if not top.is_dir():
        raise CorpusError(str(top), "there is no such folder", "check the path")
    own = {e.file: e for e in load(top / "manifest.csv")} if _has_manifest(top) else {}
    known = {e.sha256: e for e in entries}
    state, seen, paths = Verified(), set(), set()
    found = list(expand([str(top)]))
    state.errors += [f for f in found if isinstance(f, ExtractError)]
    for item, digest in digests((f for f in found if isinstance(f, Input)), _never, 4):
        file = Path(item.name).relative_to(top).as_posix()
        state.files += 1
        paths.add(file)
        if problem := _problem(file, digest.sha256, own, known):
            state.errors.append(CorpusError(item.name, *problem))
        else:
            state.known += 1
            seen.add(digest.sha256)
            if not _is_pdf(Path(item.path)):
                state.notes.append(f"{item.name}: as the manifest says, but it is not a PDF")
        progress(state)
    for file in sorted(own.keys() - paths):
        remedy = "fetch it again, or take it out of the manifest"
        state.errors.append(CorpusError(str(top / file), "it is listed but not there", remedy))
    state.absent = len(known.keys() - seen)
    return state


def _problem(
    file: str, sha256: str | None, own: dict[str, Entry], known: dict[str, Entry]
) -> tuple[str, str] | None:
    if sha256 is None:
        return "it cannot be read", "change its permissions"
    if file in own:
        if own[file].sha256 == sha256:
            return None
        return "its bytes are not those that the folder's manifest lists", "fetch it again"
    if sha256 in known:
        return None
    return "no manifest knows these bytes", "fetch it again, or move it elsewhere"


def _has_manifest(top: Path) -> bool:
    return (top / "manifest.csv").is_file()


def _is_pdf(path: Path) -> bool:
    with path.open("rb") as stream:
        return path.suffix.lower() != ".pdf" or b"%PDF-" in stream.read(1024)


def _never(name: str, mark: str) -> None:
    return None

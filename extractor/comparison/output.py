"""Views as files: a writer for each extension."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path

from extractor.comparison.corpus import Corpus
from extractor.comparison.selection import Selection
from extractor.comparison.view import View
from extractor.errors import ArgumentError, ComparisonError, extra

Writer = Callable[[Corpus, Selection, Sequence[View], Path], None]
"""Writes the views to a path: a file, or, for ``MANY``, a folder that is there and empty."""

WRITERS = {
    ".csv": "extractor.comparison.files:csv",
    ".parquet": "extractor.comparison.files:parquet",
    ".json": "extractor.comparison.files:json_document",
    ".xlsx": "extractor.comparison.workbook:write",
    ".html": "extractor.comparison.dashboard:write",
}
"""Where the writer of each extension is: module:function."""

MANY = (".csv", ".parquet")
"""Extensions that hold one view: several become a folder of files."""


FLAT = (".csv", ".parquet", ".json")
"""Extensions for rows as they are; the others hold whole comparisons."""


def check(output: str | Path, known: Sequence[str] = tuple(WRITERS)) -> str:
    """The extension of an output, if it is one of those ``known`` to have a writer for it.

    Raises:
        ArgumentError: there is none.
    """
    suffix = Path(output).suffix.lower()
    if suffix not in known:
        problem = f"no writer is known for {suffix or 'a name without an ending'}"
        if suffix in WRITERS:
            problem = f"rows behind a cell are not written as {suffix}"
        raise ArgumentError(str(output), problem, f"end its name in {', '.join(known)}")
    return suffix


def write(
    corpus: Corpus, selection: Selection, views: Sequence[View], output: str | Path
) -> list[Path]:
    """Write the views to ``output`` in the form of its extension; the files written.

    Each file is written beside its place and moved there when all are whole. Several views in a
    form that holds one (``MANY``) become a folder named like the file without its extension.

    Raises:
        ComparisonError: no writer for the extension, an extra is missing, or the place cannot be
            written.
    """
    target = Path(output)
    suffix = check(target)
    module, _, name = WRITERS[suffix].partition(":")
    folder = suffix in MANY and len(views) > 1
    try:
        writer: Writer = getattr(import_module(module), name)
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=".draft-", dir=target.parent))
        try:
            place = draft if folder else draft / target.name
            writer(corpus, selection, views, place)
            return _moved(draft, target.with_suffix("") if folder else target.parent)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    except ImportError as error:
        remedy = extra("compare")
        raise ComparisonError(str(output), f"needs {error.name}", remedy) from error
    except OSError as error:
        problem = f"cannot be written ({error.strerror or error})"
        raise ComparisonError(str(output), problem, "name another file") from error


def _moved(draft: Path, folder: Path) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    mode = 0o666 & ~_umask()
    moved = []
    for path in sorted(draft.iterdir()):
        path.chmod(mode)
        os.replace(path, folder / path.name)
        moved.append(folder / path.name)
    return moved


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask

"""What a result was made with, so that it is made anew when that has changed and only then."""

from __future__ import annotations

import hashlib
import importlib.metadata
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import extractor
from extractor.errors import FrameworkDataError
from extractor.learning.names import DEFAULT

PACKAGE = Path(extractor.__file__).parent
FRAMEWORKS = PACKAGE / "frameworks" / "data"

_CODE = ("model.py", "pipeline.py", "reading", "frameworks", "facts", "content", "learning")
_LIBRARIES = ("pypdfium2", "pdfplumber", "pdfminer.six", "numpy")
_OF_MODEL = {"accurate": ("onnxruntime", "tokenizers")}
_RECOGNITION = ("id", "version", "starts", "ends", "rank", "recognise", "extends")


class Fingerprints:
    """The fingerprint that a result of each kind would have now.

    All results depend on the code, the data common to all, the models and the PDF libraries; on
    how frameworks are told apart (the [recognise] tables and dates of all framework files); and
    on the file of their own framework with those that it extends. A result of the unknown
    framework depends on all files, and so does a failure.

    ``data`` is the folder of the framework files (for tests), ``model`` who reads the findings.

    Raises:
        FrameworkDataError: a framework file is not TOML.
    """

    def __init__(self, data: Path = FRAMEWORKS, model: str = DEFAULT) -> None:
        self._bytes = {path.stem: path.read_bytes() for path in sorted(data.glob("*.toml"))}
        self._tables = {stem: _parsed(stem, text) for stem, text in self._bytes.items()}
        told_apart = [
            (stem, {key: table.get(key) for key in _RECOGNITION})
            for stem, table in self._tables.items()
        ]
        fragments = self._bytes.get("_fragments", b"")
        made_by = " ".join([model, *map(_version, _OF_MODEL.get(model, ()))])
        parts = [common().encode(), repr(told_apart).encode(), fragments, made_by.encode()]
        self._common = _hash(parts)
        self._made: dict[tuple[str, ...], str] = {}

    def every(self) -> str:
        """The fingerprint of what depends on every framework file."""
        return self._of(tuple(self._tables))

    def of(
        self, framework: str | None, version: str | None, type: str | None, start: str | None
    ) -> str:
        """The fingerprint of a result with this framework id, edition, type and first day."""
        if framework in (None, "unknown"):
            return self.every()
        stems = [s for s, t in self._tables.items() if self._inherited(s, "id") == framework]
        if start:  # without a date, the editions' areas decide between them: all of them matter
            edition = [s for s in stems if self._inherited(s, "version") == version]
            own = [s for s in edition if self._gives(s, type)]
            stems = own or edition or stems
        return self._of(tuple(stems) or tuple(self._tables))

    def _gives(self, stem: str, type: str | None) -> bool:
        kinds = self._inherited(stem, "types") or {}
        short = type == "short" and self._inherited(stem, "short_days")
        return bool(type == self._inherited(stem, "type") or type in kinds or short)

    def _of(self, stems: tuple[str, ...]) -> str:
        if stems not in self._made:
            files = {s for stem in stems for s in self._chain(stem)}
            self._made[stems] = _hash(
                [self._common.encode(), *(s.encode() + self._bytes[s] for s in sorted(files))]
            )[:16]
        return self._made[stems]

    def _chain(self, stem: str) -> list[str]:
        chain: list[str] = []
        here: str | None = stem
        while here in self._tables and here not in chain:
            chain.append(here)
            here = self._tables[here].get("extends")
        return chain

    def _inherited(self, stem: str, key: str) -> Any:
        return next((t[key] for s in self._chain(stem) if key in (t := self._tables[s])), None)


@cache
def common() -> str:
    """The hash of what every result depends on: version, code, common data, models, libraries."""
    files: list[Path] = []
    for name in _CODE:
        path = PACKAGE / name
        files += [path] if path.is_file() else sorted(p for p in path.rglob("*") if p.is_file())
    files += sorted(p for p in PACKAGE.glob("**/models/*") if p.is_file())
    parts = [extractor.__version__.encode()]
    for path in dict.fromkeys(files):
        if path.parent != FRAMEWORKS and path.suffix != ".pyc":
            parts += [path.relative_to(PACKAGE).as_posix().encode(), path.read_bytes()]
    parts += [_version(name).encode() for name in _LIBRARIES]
    return _hash(parts)


def _version(library: str) -> str:
    return f"{library} {importlib.metadata.version(library)}"


def _hash(parts: Iterable[bytes]) -> str:
    total = hashlib.sha256()
    for part in parts:
        total.update(hashlib.sha256(part).digest())
    return total.hexdigest()


def _parsed(stem: str, text: bytes) -> dict[str, Any]:
    try:
        return tomllib.loads(text.decode())
    except ValueError as error:
        raise FrameworkDataError(f"{stem}.toml", f"is not TOML ({error})", "correct it") from error

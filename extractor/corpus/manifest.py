"""The list of known reports: one CSV row a report, facts only."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from extractor.errors import CorpusError

_INSTALLED = Path(__file__).parent / "data" / "manifest.csv"  # setup.py puts it there
DEFAULT = _INSTALLED if _INSTALLED.is_file() else Path(__file__).parents[2] / "corpus/manifest.csv"
"""The project's list: in the installed package, or where a checkout has it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A known report. ``file`` is its path below a corpus folder, ``published`` the day that the
    official site lists (ISO, not always right), ``official_url`` "" where none is known."""

    file: str
    sha256: str
    council: str = ""
    ons_code: str = ""
    ofsted_urn: str = ""
    kind: str = ""
    published: str = ""
    official_url: str = ""
    pages: str = ""
    bytes: str = ""
    licence: str = ""


COLUMNS = tuple(field.name for field in fields(Entry))


def load(path: str | Path | None = None) -> list[Entry]:
    """The entries of a manifest (columns ``file`` and ``sha256`` at least); default: ours.

    Raises:
        CorpusError: it cannot be read, or an entry would lie outside the corpus folder.
    """
    where = Path(path) if path else DEFAULT
    rows = _rows(where, "file", "sha256")
    entries = [Entry(**{k: v for k, v in row.items() if k in COLUMNS}) for row in rows]
    for entry in entries:
        parts = entry.file.replace("\\", "/").split("/")
        if not entry.file or ".." in parts or parts[0] == "" or ":" in parts[0]:
            problem = f"{entry.file!r} is no path below a folder"
            raise CorpusError(str(where), problem, "correct the manifest")
    return entries


def save(path: Path, entries: Iterable[Entry]) -> None:
    """Write a manifest, in one step."""
    from extractor.results.output import replacing

    with replacing(path) as stream:
        writer = csv.DictWriter(stream, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(asdict(entry) for entry in entries)


def official_urls(path: str | Path | None = None) -> dict[str, str]:
    """Official addresses by SHA-256, of those entries that have one; default: of ours.

    Raises:
        CorpusError: it cannot be read, or lacks the columns ``sha256`` and ``official_url``.
    """
    rows = _rows(Path(path) if path else DEFAULT, "sha256", "official_url")
    return {row["sha256"]: row["official_url"] for row in rows if row["official_url"]}


def _rows(where: Path, *needed: str) -> list[dict[str, str]]:
    """The rows of a manifest that has the columns ``needed``."""
    try:
        with where.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.DictReader(stream, restkey="")
            columns, rows = reader.fieldnames or (), list(reader)
    except FileNotFoundError:
        raise CorpusError(str(where), "there is no manifest", "check the path") from None
    except (OSError, ValueError, csv.Error) as error:
        raise CorpusError(str(where), f"cannot be read ({error})", "name a CSV file") from error
    if missing := [name for name in needed if name not in columns]:
        names = f"column{'s' * (len(missing) > 1)} {', '.join(map(repr, missing))}"
        remedy = "name a list of reports such as the project's corpus/manifest.csv"
        raise CorpusError(str(where), f"it has no {names}", remedy)
    return [{name: row[name] or "" for name in columns} for row in rows]

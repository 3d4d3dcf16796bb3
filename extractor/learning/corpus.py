"""A folder of reports and annotations, joined into what a model is trained and measured on."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from extractor import __version__
from extractor.content.findings import framework_key
from extractor.content.sentences import sentences
from extractor.content.setting import BODY, Placed, place
from extractor.errors import InputError, ModelError, reason
from extractor.learning.annotations import Annotation, join
from extractor.learning.examples import TRUST, UNTESTED, label
from extractor.learning.labelled import Labelled, labelled
from extractor.model import Provenance, Report

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Corpus:
    """Annotated reports, ready; ``untested`` are those that only such annotators read as no model
    is tested on (see ``UNTESTED``), ``lost`` annotations whose quote is no longer in its report,
    ``absent`` those of reports that the folder does not have."""

    reports: tuple[Labelled, ...]
    untested: tuple[Labelled, ...]
    lost: tuple[Annotation, ...]
    absent: tuple[Annotation, ...]


def read_corpus(
    folder: Path, wanted: set[str] | None = None, say: Progress = lambda line: None
) -> tuple[Report, ...]:
    """The reports of a folder (searched recursively) whose SHA-256 is in ``wanted``; without it,
    all of them.

    Raises:
        ModelError: none of them is there.
    """
    found: dict[str, Report] = {}
    for path in sorted(p for p in folder.rglob("*") if p.suffix.lower() in (".pdf", ".txt")):
        try:
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            if (wanted is not None and digest not in wanted) or digest in found:
                continue
            found[digest] = report_of(path)
        except InputError as error:
            say(f"left out: {error}")
            continue
        except OSError as error:
            say(f"left out: {path}: {reason(error)}")
            continue
        if len(found) % 20 == 0:
            of = "reports" if wanted is None else f"of {len(wanted)} annotated reports"
            say(f"{len(found)} {of} read")
    if not found:
        what = "no report that can be read" if wanted is None else "none of the annotated reports"
        raise ModelError(str(folder), f"holds {what}", "name another folder")
    return tuple(found[digest] for digest in sorted(found))


def report_of(path: Path) -> Report:
    """A report as the pipeline reads it, less judgements and findings: a model can be trained where
    there is none yet, or a damaged one.

    Raises:
        InputError: the file cannot be used as a report.
    """
    from extractor.content.recommendations import find_recommendations
    from extractor.content.sections import find_sections
    from extractor.facts.inspection import find_inspection
    from extractor.facts.recognise import identify, recognise
    from extractor.pipeline import read_report
    from extractor.reading.source import load

    document = read_report(load(path))
    recognition = recognise(document)
    found = find_inspection(document, recognition.framework)
    identity = identify(document, recognition, found.inspection.start, found.inspection.end)
    framework = identity.framework
    return Report(
        document=document, framework=identity.ref,
        inspection=replace(found.inspection, type=identity.type), council=found.council,
        provenance=Provenance(__version__), sections=find_sections(document, framework),
        recommendations=find_recommendations(document, framework)[0],
    )  # fmt: skip


def placed_of(report: Report) -> tuple[Placed, ...]:
    """A report's sentences in their places, as the findings' stage sees them."""
    key = framework_key(report.framework, report.inspection.type)
    document = report.document
    return place(document, key, report.sections, sentences(document, BODY))


def build(
    reports: Sequence[Report], annotations: Iterable[Annotation],
    trust: Mapping[str, float] | None = None,
) -> Corpus:
    """Join reports and annotations. A report of no known council is a group of its own. ``trust``
    is how much annotators' labels count (see ``TRUST``, which it adds to). Where there is nothing
    else, what is never tested on is."""  # fmt: skip
    joined = join(annotations, [r.document for r in reports])
    made: list[Labelled] = []
    untested: list[Labelled] = []
    for report in reports:
        sha = report.document.sha256
        found = joined.found.get(sha, ())
        if not found:
            continue
        group = report.council.name or sha
        placed = placed_of(report)
        examples = label(sha, report.framework.id, group, placed, found, {**TRUST, **(trust or {})})
        to = untested if all(a.annotator in UNTESTED for a in found) else made
        to.append(labelled(sha, report.framework.id, group, placed, examples))
    if not made:
        made, untested = untested, []
    return Corpus(tuple(made), tuple(untested), joined.lost, joined.absent)

"""The order in which a report becomes data, on one screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from extractor import __version__
from extractor.content.findings import (
    find_findings,
    framework_key,
    label_recommendations,
    shipped_model,
    without_area,
)
from extractor.content.recommendations import find_recommendations, ruled_pages
from extractor.content.sections import find_sections
from extractor.content.themes import Theme
from extractor.facts.inspection import find_inspection
from extractor.facts.judgements import find_judgements
from extractor.facts.recognise import identify, recognise
from extractor.learning.names import DEFAULT
from extractor.model import Document, Provenance, Report
from extractor.reading import lay_out, read_sheets
from extractor.reading.source import Source, load


def extract(
    source: str | Path | bytes, name: str | None = None, *, themes: Sequence[Theme] = (),
    model: str = DEFAULT,
) -> Report:
    """Turn one report (a path, or bytes called ``name``) into data.

    ``themes`` are the user's own, beside the contract's: see ``content.themes.load_own_themes``.
    ``model`` reads the findings: "accurate", or "fast", which is fifteen times
    as fast and wrong more often.
    Raises ``extractor.errors.InputError`` (or one of its kinds) where it cannot be read.
    """  # fmt: skip
    return extract_document(read_report(load(source, name)), themes, model)


def read_report(loaded: Source) -> Document:
    """Read a report; cell by cell on the pages whose ruled tables alone bound their items."""
    sheets = read_sheets(loaded)
    document = lay_out(sheets)
    pages = ruled_pages(document, recognise(document).framework)
    return lay_out(sheets, pages) if pages else document


def extract_document(
    document: Document, themes: Sequence[Theme] = (), model: str = DEFAULT
) -> Report:
    """Turn a document as read into data. What is not stated is None; doubts are warnings."""
    recognition = recognise(document)
    found = find_inspection(document, recognition.framework)
    identity = identify(document, recognition, found.inspection.start, found.inspection.end)
    framework = identity.framework
    judgements, judgement_warnings = find_judgements(document, framework)
    sections = find_sections(document, framework)
    recommendations, list_warnings = find_recommendations(document, framework)
    classifier = shipped_model(model)
    kind = framework_key(identity.ref, identity.type)
    findings, finding_warnings = find_findings(
        document, kind, sections, recommendations, classifier, themes
    )
    recommendations = label_recommendations(
        document, kind, sections, recommendations, classifier, themes
    )
    return Report(
        document=document,
        framework=identity.ref,
        inspection=replace(found.inspection, type=identity.type),
        council=found.council,
        provenance=Provenance(
            extractor_version=__version__,
            models=classifier.parts,
            extracted_at=datetime.now(UTC).isoformat(timespec="seconds"),
        ),
        facts=identity.facts + found.facts,
        judgements=judgements,
        sections=sections,
        findings=findings,
        recommendations=recommendations,
        warnings=(
            *document.warnings,
            *identity.warnings,
            *found.warnings,
            *judgement_warnings,
            *list_warnings,
            *finding_warnings,
            *without_area(recommendations),
        ),
    )

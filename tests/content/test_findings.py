"""Findings: quotes that hold, structure first, themes of a user's own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.content.findings import (
    find_findings,
    framework_key,
    label_recommendations,
    shipped_model,
    without_area,
)
from extractor.content.structure import kind_of_sentence
from extractor.content.themes import Theme, load_themes, shipped_themes
from extractor.model import Document, Finding, FrameworkRef, Recommendation, Section
from extractor.reading import read

TEXT = """Inspection of Anytown children’s services

Headline findings

Children in Anytown benefit from timely and effective help. Social workers know their children \
well and build trusting relationships with them. However, assessments are not consistently \
thorough, and too many plans are weak. The local authority was last inspected in May 2019.

Key strengths

- Adopters are matched well. Training for foster carers is excellent.
- The virtual school.

What needs to improve?

- The quality of assessments for disabled children.
- The timeliness of return home interviews.

Information about this inspection

Inspectors looked closely at the excellent experiences of children. Ponies are kept at the hall.
"""
LEAST = 4


def anytown() -> tuple[Document, tuple[Section, ...], tuple[Recommendation, ...]]:
    document = read(TEXT.encode(), name="anytown.txt")
    titles = ("Headline findings", "Key strengths", "What needs to improve?", "Information about")
    starts = [document.text.index(t) for t in titles]
    ends = [*starts[1:], len(document.text)]
    sections = tuple(
        Section(f"sec-{n}", document.text[s:e].split("\n")[0], None, 1, s, e, 1)
        for n, (s, e) in enumerate(zip(starts, ends, strict=True))
    )
    made = []
    for n, quote in enumerate(
        ("The quality of assessments for disabled children.",
         "The timeliness of return home interviews.")
    ):  # fmt: skip
        start = document.text.index(quote)
        evidence = document.evidence(start, start + len(quote))
        made.append(
            Recommendation(f"rec-{n}", None, quote, False, None, (), None, (),
                           "What needs to improve?", evidence)
        )  # fmt: skip
    return document, sections, tuple(made)


def found_in_anytown(themes: tuple[Theme, ...] = ()):  # type: ignore[no-untyped-def]
    document, sections, recommendations = anytown()
    found, warnings = find_findings(
        document, "ilacs", sections, recommendations, shipped_model(), themes
    )
    return document, found, warnings


def test_quotes_hold_and_do_not_overlap() -> None:
    document, found, _ = found_in_anytown()
    assert len(found) >= LEAST
    for f in found:
        e = f.evidence
        assert f.text == e.quote == document.text[e.start : e.end]
        assert 0 <= f.confidence <= 1 and f.rule and 1 <= len(f.themes) <= 3
        assert e.boxes and e.page == 1
    spans = [(f.evidence.start, f.evidence.end) for f in found]
    assert all(a[1] <= b[0] for a, b in zip(spans, spans[1:], strict=False))
    assert [f.id for f in found] == [f"finding-{n + 1}" for n in range(len(found))]


def test_what_is_read_of_plain_sentences() -> None:
    _, found, _ = found_in_anytown()
    by_text = {f.text.split()[0] + " " + f.text.split()[1]: f for f in found}
    assert by_text["Children in"].polarity == "strength"
    assert by_text["However, assessments"].polarity in ("weakness", "mixed")
    assert by_text["However, assessments"].themes[0] in ("assessment", "plans_and_reviews")
    assert not any(f.text.startswith("The local authority was") for f in found)


def test_structure_comes_first() -> None:
    _, found, _ = found_in_anytown()
    listed = [f for f in found if f.text.startswith("Adopters")]
    assert listed and listed[0].polarity == "strength" and listed[0].rule == "list:strengths"
    assert not any("excellent experiences" in f.text for f in found), "background is none"
    assert not any(f.text.startswith("The timeliness") for f in found), "a recommendation is none"
    assert not any(f.text == "The virtual school." for f in found), "too short"


LETTER = """Areas for improvement

Identifying and managing risk

- Strategy discussions are often late. Too many are not recorded.
- The police do not share information promptly with the other agencies.

Next steps

The partnership will write a plan.
"""


def of_letter(levels: tuple[int, int]) -> list[Finding]:
    """Findings of a list of faults, the heading of its part printed at another level."""
    document = read(LETTER.encode(), name="letter.txt")
    titles = ("Areas for improvement", "Identifying and managing risk", "Next steps")
    starts = [document.text.index(t) for t in titles]
    ends = [*starts[1:], len(document.text)]
    sections = tuple(
        Section(f"s{n}", title, None, level, start, end, 1)
        for n, (title, level, start, end) in enumerate(
            zip(titles, (*levels, 1), starts, ends, strict=True)
        )
    )
    start, end = document.text.index("Strategy"), document.text.index("\n\nNext")
    whole = document.evidence(start, end)
    item = Recommendation("rec-1", None, whole.quote, False, None, (), None, (), titles[0], whole)
    return list(find_findings(document, "jtai", sections, (item,), shipped_model("fast"))[0])


def test_the_parts_of_a_list_of_faults_are_findings_too() -> None:
    below = of_letter((1, 2))
    assert {f.polarity for f in below} == {"weakness"} and len(below) == 3
    assert of_letter((1, 1)) == [], "a heading as high ends the list: its items are asked for alone"


def test_a_recommendation_without_a_key_area_is_told() -> None:
    _, _, recommendations = anytown()
    (told,) = without_area((replace(recommendations[0], key_area="adoption"), recommendations[1]))
    assert told.code == "key_area_uncertain"
    assert "1 of 2" in told.message and "rec-1" in told.message
    assert told.evidence == recommendations[1].evidence
    assert without_area(()) == ()


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("It is Ofsted’s expectation that children receive good help.", "background"),
        ("At the last inspection in 2019, services were judged to be good overall.", "background"),
        ("All areas were judged to be good, with adoption judged to be outstanding.", "background"),
        ("Since 2019, when services were judged to be good, practice has improved.", ""),
        ("In 2010, services were judged to be adequate, but they have deteriorated.", ""),
        ("The home was judged to be good by its children.", ""),
    ],
)
def test_standing_text_and_earlier_grades_are_background(sentence: str, kind: str) -> None:
    assert kind_of_sentence(sentence) == kind


def test_recommendations_get_area_and_themes() -> None:
    document, sections, recommendations = anytown()
    kept = replace(recommendations[1], key_area="adoption")
    labelled = label_recommendations(
        document, "ilacs", sections, (recommendations[0], kept), shipped_model()
    )
    assert "assessment" in labelled[0].themes or "disabled_children" in labelled[0].themes
    assert "missing" in labelled[1].themes
    assert labelled[1].key_area == "adoption"
    assert [r.text for r in labelled] == [r.text for r in recommendations]


def test_own_theme_by_cue(tmp_path: Path) -> None:
    path = tmp_path / "my.toml"
    path.write_text('[themes.foster_training]\ncues = ["training for foster carers"]\n')
    _, found, _ = found_in_anytown(load_themes(path, shipped_themes()))
    said = {f.text: f.themes for f in found}
    assert any("foster_training" in t for text, t in said.items() if text.startswith("Training"))
    assert not any("foster_training" in t for text, t in said.items() if "Social" in text)


def test_own_theme_by_examples() -> None:
    examples = (
        "Social workers build warm relationships with children.",
        "Workers know the children and build good relationships with them.",
        "Children have trusting relationships with their social workers.",
    )
    _, found, _ = found_in_anytown((Theme("relationships", "Relationships", examples=examples),))
    said = {f.text: f.themes for f in found}
    assert any("relationships" in t for x, t in said.items() if x.startswith("Social workers know"))
    assert not any("relationships" in t for x, t in said.items() if x.startswith("However"))


def test_an_area_the_model_never_met_is_its_headings() -> None:
    document, sections, _ = anytown()
    own = tuple(replace(s, key_area="capacity_to_improve") for s in sections)
    found, _ = find_findings(document, "lac_2013", own, (), shipped_model())
    assert {f.key_area for f in found} == {"capacity_to_improve"}


def test_empty_document() -> None:
    document = read(b"A report of a few words alone", name="a.txt")
    found, warnings = find_findings(document, "unknown", (), (), shipped_model())
    assert len(found) <= 1 and all(f.section is None for f in found)


def test_framework_key() -> None:
    assert framework_key(FrameworkRef("ilacs"), "focused_visit") == "ilacs/focused_visit"
    assert framework_key(FrameworkRef("ilacs"), "short") == "ilacs"


LETTERS = st.text(alphabet="aE ’.!?\n-1but\u0130\U0001f600", min_size=30, max_size=300)


@settings(max_examples=25, deadline=None)
@given(LETTERS)
def test_quotes_hold_for_any_text(text: str) -> None:
    document = read(("words of a report " + text).encode(), name="a.txt")
    section = Section("sec-1", "Findings", "adoption", 1, 0, len(document.text), 1)
    found, _ = find_findings(document, "sif", (section,), (), shipped_model())
    for f in found:
        assert f.text == f.evidence.quote == document.text[f.evidence.start : f.evidence.end]


def test_labels_and_grades_are_no_findings():
    """Neither the rows of the table nor a heading's grade, whatever kind of block they became."""
    from pathlib import Path

    from extractor import extract

    sample = Path(__file__).parents[2] / "corpus" / "samples" / "ilacs-2023-standard.pdf"
    report = extract(sample)
    assert report.findings
    for finding in report.findings:
        assert not finding.text.startswith(("The experiences and progress of", "The impact of"))
        assert finding.text != "Requires improvement to be good"

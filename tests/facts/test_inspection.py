"""Whole heads, all invented: what they state is found, what they do not state is None."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.facts.inspection import InspectionFacts, find_inspection
from extractor.facts.recognise import recognise
from extractor.reading import read


def facts_of(text: str) -> InspectionFacts:
    document = read(text.encode(), "invented.txt")
    found = find_inspection(document, recognise(document).framework)
    for fact in found.facts:
        assert fact.rule and 0 < fact.confidence <= 1
        assert fact.evidence.quote == document.text[fact.evidence.start : fact.evidence.end]
        assert fact.evidence.quote.strip()
    stated = {fact.field for fact in found.facts}
    for name in ("start", "end", "published", "lead_inspector", "focus"):
        assert (f"inspection.{name}" in stated) is (getattr(found.inspection, name) is not None)
    return found


def letter(date: str, to: str, about: str, body: str, signed: str = "Ann Example") -> str:
    return f"""
Ofsted
Piccadilly Gate
Store Street
Manchester M1 2WD

{date}

Pat Addressee
Director of Children’s Services
{to}
Bury Street
AB1 2CD

Dear Pat

{about}

{body}

Headline findings

The previous inspection was on 4 and 5 March 2016. Neighbours such as Leeds help.

Yours sincerely

{signed}
His Majesty’s Inspector
"""


TRUST = "This letter summarises the findings of the focused visit to "
HELP = "help and protection"
SIF = f"Inspection of services for children in need of {HELP}, children looked after"

HEADS: list[tuple[str, dict[str, Any], set[str]]] = [
    (
        letter("3 March 2023", "Town Hall", "Focused visit to Sandwell Children’s Trust",
               TRUST + "the trust on 7 and 8 February 2023. Inspectors for this visit were Ann "
               "Example and Bob Other.\n\nInspectors looked at arrangements for care leavers."),
        {"council": "Sandwell", "start": "2023-02-07", "end": "2023-02-08",
         "published": "2023-03-03", "lead_inspector": "Ann Example", "focus": "care leavers",
         "inspectorates": ("Ofsted",)},
        set(),
    ),
    (
        letter("3rd March 2023", "Civic Centre", "Focused visit to Together for Children",
               TRUST + "it on the 15 and 16 of February. Her Majesty’s Inspector, Bob Other, "
               "carried out the visit."),
        {"council": "Sunderland", "start": "2023-02-15", "end": "2023-02-16", "focus": None},
        {"year_from_letter"},
    ),
    (
        letter("Date: 3 March 2023", "Royal Borough of Kingston upon Thames",
               "Focused visit to Achieving for Children",
               TRUST + "it from 15 to 17 February 2023. The lead inspector was Bob Other."),
        {"council": "Kingston upon Thames", "end": "2023-02-17", "lead_inspector": "Bob Other"},
        set(),
    ),
    (
        letter("3 March 2023", "West Northamptonshire Council",
               "Focused visit to Northamptonshire Children’s Trust",
               TRUST + "it on 15, 16 and 21 February 2023. The visit was carried out by two of "
               "His Majesty’s Inspectors, Bob Other and Ann Example."),
        {"council": "West Northamptonshire", "start": "2023-02-15", "end": "2023-02-21",
         "lead_inspector": "Bob Other"},
        {"lead_inspector_unclear"},
    ),
    (
        letter("03/03/2023", "Medway Council", "Focused visit to children’s services",
               TRUST + "services between 29 September and 1 October 2022."),
        {"council": "Medway", "start": "2022-09-29", "end": "2022-10-01",
         "published": "2023-03-03", "lead_inspector": "Ann Example"},
        set(),
    ),
    (
        letter("3 March 20233", "Newtown Borough Council",
               "Focused visit to Newtown Borough Council children’s services",
               TRUST + "Newtown children’s services on 30 December to 3 January 2023."),
        {"council": "Newtown", "ons_code": None, "start": "2022-12-30", "published": None},
        {"unknown_council", "publication_date_unreadable"},
    ),
    (
        letter("3 March 2020", "Leeds City Council", "Focused visit to Leeds",
               "On 4 March 2016 much was said.\n\nA focused visit to Leeds lasted from 4 to 5 "
               "February 2020. The visit team comprised Bob O’Other and Ann Example.\n\nThe "
               "focus of the visit was on babies."),
        {"council": "Leeds", "start": "2020-02-04", "end": "2020-02-05", "focus": "babies",
         "published": "2020-03-03", "lead_inspector": "Bob O'Other"},
        set(),
    ),
    (
        letter("3 March 2022", "Hull City Council", "Focused visit to Hull children’s services",
               TRUST + "Hull children’s services on 7 and 8 February 2023."),
        {"council": "Kingston upon Hull", "start": "2023-02-07", "published": "2022-03-03"},
        {"published_before_inspection"},
    ),
    (
        letter("3 January 2019", "Town Hall", "Monitoring visit of Wirral children’s services",
               "This letter summarises the findings of the monitoring visit to Wirral on 4 and 5 "
               "December 2018, the third since July 2016. The inspectors were Ann Example HMI and "
               "Bob Other HMI."),
        {"council": "Wirral", "start": "2018-12-04", "lead_inspector": "Ann Example"},
        set(),
    ),
    (
        f"Poole Borough Council\n{SIF}\n\nInspection date: 25 November to 13 December 2013 and "
        "28 – 30 January 2014\nReport published: 18 Feb 2014\n\nOfsted\n\nThe inspection team\n\n"
        "Lead inspector on site: Zoë Example-Öz (HMI)\nReport author: Bob Other\nDeputy lead "
        "inspector: Cy Third\n",
        {"council": "Poole", "ons_code": "E06000029", "start": "2013-11-25", "end": "2014-01-30",
         "published": "2014-02-18", "lead_inspector": "Zoë Example-Öz"},
        set(),
    ),
    (
        f"Poole Borough Council\n{SIF}\n\nInspection date: 3 June to 7 June 2024\n",
        {"council": "Poole", "published": None, "lead_inspector": None},
        {"council_not_in_office"},
    ),
    (
        f"Dorset County Council\n{SIF}\n\nInspection date: 5 April 2016 - 28 April 2016\n",
        {"council": "Dorset", "ons_code": "E10000009", "region": "South West"},
        set(),
    ),
    (
        f"Harrow\n{SIF}\n\nInspection date: 31 June 2016\nReport published: soon\n",
        {"council": "Harrow", "start": None, "end": None, "published": None},
        {"inspection_date_unreadable"},
    ),
    (
        "The Royal Borough of\nKensington and Chelsea\n\nInspection of children’s social care "
        "services\n\nInspection date(s): Monday 9 September 2019 - Friday 13 September 2019 and 7 "
        "to 8 October 2019\nLead inspectors: Ann Example, HMI and Bob Other, HMI\n\nPrevious "
        "inspection dates: 3 to 7 March 2016\n",
        {"council": "Kensington and Chelsea", "start": "2019-09-09", "end": "2019-09-13",
         "published": None, "lead_inspector": "Ann Example and Bob Other"},
        {"several_lead_inspectors"},
    ),
    (
        "Local area partnership report\n\nArea SEND inspection of Stoke-on-\nTrent Local Area "
        "Partnership\n\nDates of previous inspection: 30 January to 3 February 2017\nInspection "
        "dates: 4 to 8 March 2024\n\nOfsted and the Care Quality Commission (CQC) ask for a plan."
        "\n\nInspection team\n\nAnn Example, Ofsted HMI lead inspector\n\nBob Other, CQC Lead "
        "inspector\n",
        {"council": "Stoke-on-Trent", "start": "2024-03-04", "end": "2024-03-08",
         "published": None, "lead_inspector": "Ann Example", "inspectorates": ("Ofsted", "CQC")},
        set(),
    ),
    (
        "14 February 2017\n\nAnn Example, Director, Northumberland County Council\n\nDear local "
        "partnership\n\nJoint targeted area inspection of the multi-agency response to neglect "
        "in Northumberland\n\nFrom 5 to 9 December, Ofsted, HMI Constabulary (HMIC) and "
        "HMI Probation (HMI Prob) carried out a joint inspection.\n",
        {"council": "Northumberland", "start": "2016-12-05", "end": "2016-12-09",
         "published": "2017-02-14", "lead_inspector": None, "focus": "neglect",
         "inspectorates": ("Ofsted", "HMIC", "HMI Probation")},
        {"year_from_letter"},
    ),
    (
        "Joint area review of services\n\nLondon Borough of Brent\n\nAge group: All\nPublished: 3 "
        "June 2009\nReporting inspector Ann Example HMI\n\nThis "
        "inspection followed that of 3 November 2008. The inspection was carried out between 11 "
        "and 22 May 2009 by Ofsted and the Healthcare Commission.\n",
        {"council": "Brent", "start": "2009-05-11", "end": "2009-05-22",
         "published": "2009-06-03", "lead_inspector": "Ann Example",
         "inspectorates": ("Ofsted", "Healthcare Commission")},
        set(),
    ),
    (
        "A report of some other kind\n\nHarrow Council\n\nVisit dates: 4 to 5 May 2011\n",
        {"council": "Harrow", "start": "2011-05-04", "end": "2011-05-05"},
        set(),
    ),
    (
        "Nothing is stated here.\n",
        {"council": None, "start": None, "end": None, "published": None, "lead_inspector": None,
         "focus": None, "inspectorates": ()},
        {"no_council", "no_inspection_date"},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "values", "codes"), HEADS)
def test_what_a_head_states(text: str, values: dict[str, Any], codes: set[str]) -> None:
    found = facts_of(text)
    place = found.council
    got = {"council": place.name, "ons_code": place.ons_code, "region": place.region}
    for name, value in values.items():
        assert got[name] if name in got and value else True
        said = got[name] if name in got else getattr(found.inspection, name)
        assert said == value, name
    assert codes <= {warning.code for warning in found.warnings}


def test_the_text_decides_where_no_title_names_the_council() -> None:
    text = "Inspection of a service\n\nInspection dates: 3 to 7 June 2019\n\n"
    found = facts_of(text + "Swindon does well. In Swindon most is good. Swindon and Leeds differ.")
    assert found.council.name == "Swindon"
    assert "council_from_mentions" in {warning.code for warning in found.warnings}
    assert facts_of(text + "Swindon and Leeds differ. Swindon is not Leeds.").council.name is None


PRINTABLE = st.characters(exclude_categories=("Cc", "Cs", "Co"))


@given(st.text(PRINTABLE, max_size=300))
def test_any_text_is_read_without_a_fault(text: str) -> None:
    facts_of("Focused visit to " + text + " Inspection dates: " + text + "\n.")

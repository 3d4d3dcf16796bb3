"""Lists of what must improve, on invented pages: what is an item, and what only looks like one.

A page is written as short lines, a letter for the form first: H heading, I light heading within a
list, P paragraph, Q paragraph that hangs below an item's text, B bullet, D nested dash, N numbered
paragraph, F footnote.
"""

from __future__ import annotations

import pytest

from extractor.content.recommendations import find_recommendations, ruled_pages
from extractor.frameworks.registry import framework
from extractor.model import Block, Box, Document, Line, Page, Recommendation
from extractor.reading import read
from extractor.reading.lines import RawLine
from tests.reading.raw import document, raw

FORMS = {
    "H": (72, {"bold": True}),
    "I": (72, {"italic": True}),
    "P": (72, {}),
    "Q": (99, {}),
    "B": (85, {}),
    "D": (110, {}),
    "N": (72, {}),
    "F": (78, {"size": 8.0}),
}
BODY = "Words of an invented report that fill the line so that the page has a body to compare"


def pages(*written: str) -> Document:
    """The document of these pages, a line of the text to each block."""
    return document(*(page_lines(page, number) for number, page in enumerate(written, start=1)))


def page_lines(written: str, number: int) -> list[RawLine]:
    lines = [raw(BODY, y, page=number) for y in (100.0, 114.4)]
    y = 140.0
    for line in (x.strip() for x in written.strip().splitlines()):
        form, text = line[0], line[2:]
        x, style = FORMS[form]
        if form in "BN":  # the text hangs behind its mark
            style = {**style, "text_x": 99.0}
        text = {"B": f"■ {text}", "D": f"– {text}"}.get(form, text)
        lines.append(raw(text, 780.0 if form == "F" else y, x, page=number, **style))
        y += 24.0
    return lines


def found(stem: str, doc: Document) -> tuple[tuple[Recommendation, ...], list[str]]:
    items, warnings = find_recommendations(doc, framework(stem))
    for item in items:
        evidence = item.evidence
        assert evidence.quote == doc.text[evidence.start : evidence.end]
    assert [item.id for item in items] == [f"rec-{i}" for i in range(1, len(items) + 1)]
    return items, [warning.code for warning in warnings]


def told(stem: str, *written: str) -> list[str]:
    return [" ".join(item.text.split()) for item in found(stem, pages(*written))[0]]


WHAT = "H What needs to improve in this area of social work practice?"

ITEMS = {
    "bullets up to the next heading": (
        "ilacs-focused-visit",
        f"""{WHAT}
        B The quality of chronologies.
        B The pace of visits.
        H Main findings
        B Managers know every family.""",
        ["The quality of chronologies.", "The pace of visits."],
    ),
    "a lead-in is no item": (
        "ilacs-focused-visit",
        """H Areas for priority action
        P The council needs to act without delay on these weaknesses:
        B the checks made on carers
        B the visits to children in hotels.
        H Findings""",
        ["the checks made on carers", "the visits to children in hotels."],
    ),
    "the same bullets under other headings": (
        "ilacs-focused-visit",
        """H What was looked at
        B the front door
        H Areas of strength
        B Help comes early.
        H What needs to improve in this area of practice
        B The records of visits.
        P Ofsted will take this into account when it plans its next inspection.
        P Yours sincerely""",
        ["The records of visits."],
    ),
    "a body line that begins with the heading's words": (
        "ilacs-focused-visit",
        """P What needs to improve in this area of social work practice is known to all managers.
        B a bullet of the body""",
        [],
    ),
    "paragraphs without bullets": (
        "ilacs-focused-visit",
        f"""{WHAT}
        P The quality of plans
        P The use of advocates for children in hotels.
        P The local authority should send Ofsted its action plan within 30 days.
        H Findings
        P Plans are short.""",
        ["The quality of plans", "The use of advocates for children in hotels."],
    ),
    "prose in place of a list": (
        "ilacs-2023",
        """H What needs to improve?
        P There are hardly any gaps in practice. Leaders are aware of them and have plans.
        H The experiences and progress of children in care: good""",
        [],
    ),
    "nested dashes belong to their bullet": (
        "ilacs-2018",
        """H What needs to improve
        B Services for care leavers, including:
        D rooms for those who leave hospital
        D a card that opens the gym.
        B The use of chronologies.
        H The impact of leaders on social work practice: good""",
        [
            "Services for care leavers, including: – rooms for those who leave hospital"
            " – a card that opens the gym.",
            "The use of chronologies.",
        ],
    ),
    "a tag on a line of its own": (
        "ilacs-2026",
        """H What needs to improve?
        B The records of the designated officer.
        Q (outcome 3, national framework)
        B The choice of homes. (Enabler 2)
        H The experiences and progress of care leavers: good""",
        [
            "The records of the designated officer. (outcome 3, national framework)",
            "The choice of homes. (Enabler 2)",
        ],
    ),
    "the next section's heading is read as a paragraph": (
        "ilacs-2018",
        """H What needs to improve
        B The use of chronologies.
        P The experiences and progress of children in care and care leavers: good
        N 1. Children live near their brothers and sisters.""",
        ["The use of chronologies."],
    ),
    "findings by subject, under headings": (
        "jtai-2016",
        """H Areas for improvement
        H Help at the front door
        B Referrals wait over the weekend.
        H Leadership and management
        B The board has no figures.
        H Case study: area for improvement
        B A boy was moved four times.""",
        ["Referrals wait over the weekend.", "The board has no figures."],
    ),
    "a lead-in with a number, and when it must be done": (
        "lac-2013",
        """H Areas for improvement
        N 22. So that children fare better the council should take the following action.
        H Immediately:
        B visit each child in a hotel
        H Within three months:
        B agree the plan for health.
        H Outcomes for looked after children""",
        ["visit each child in a hotel", "agree the plan for health."],
    ),
    "numbers before themes, bullets as items": (
        "sif",
        """H Recommendations
        N 1. Quality of practice
        B Write plans that families can read.
        B Visit at weekends too.
        N 2. Leadership and governance
        B Publish the figures.
        H Summary for children and young people""",
        ["Write plans that families can read.", "Visit at weekends too.", "Publish the figures."],
    ),
    "headings of no known framework": (
        "unknown",
        """H Areas for development
        B The rota for nights.
        H Conclusion
        B The home is calm.""",
        ["The rota for nights."],
    ),
}


@pytest.mark.parametrize(("stem", "page", "items"), ITEMS.values(), ids=ITEMS)
def test_items(stem, page, items):
    assert told(stem, page) == items


@pytest.mark.parametrize(
    ("stem", "line"),
    [
        ("jtai-2022", "B There are no areas for priority action"),
        ("ilacs-focused-visit", "P There are no priority actions."),
        ("ilacs-focused-visit", "P What was set in May remains. There are no priority actions."),
        ("sif", "N 17. The inspection did not find any areas for priority and immediate action."),
        ("sif", "N 17. No areas were identified for immediate improvement."),
    ],
)  # fmt: skip
def test_a_list_that_says_nothing_is_found(stem, line):
    items, warnings = found(stem, pages(f"H Areas for priority action\n{line}\nH Main findings"))
    assert (items, warnings) == ((), [])


def test_a_finding_with_the_same_words_is_an_item():
    text = "There are no notes of why recommendations of the panel were set aside."
    assert told("jtai-2016", f"H Areas for improvement\nB {text}") == [text]


def test_a_heading_without_items_is_reported():
    doc = pages("H What needs to improve?\nH The experiences and progress of care leavers: good")
    items, warnings = find_recommendations(doc, framework("ilacs-2023"))
    assert items == () and [w.code for w in warnings] == ["list_without_items"]
    assert warnings[0].evidence.quote == "What needs to improve?"


def test_a_heading_over_another_and_one_in_the_contents_are_not_reported():
    contents = [raw("Contents", 60, bold=True)]
    for i, title in enumerate(["Executive summary", "Recommendations", "Inspection findings"]):
        contents += [raw(title, 100 + 20 * i), raw(str(i + 4), 100 + 20 * i, 520)]
    sif = """H What does the local authority need to improve?
    H Areas for improvement
    N 1. Visit at weekends too.
    H The local authority’s strengths
    N 2. Adopters wait for days and not for months."""
    items, warnings = found("sif", document(contents, page_lines(sif, 2)))
    assert [item.number for item in items] == ["1"] and warnings == []


SIF = (
    """H What does the local authority need to improve?
    H Priority and immediate action
    N 7. Make the front door safe.
    H Areas for improvement
    I Help and protection
    N 8. Write plans that say:
    D what must change
    D and by when.
    I Care leavers
    N 9. Offer a talk within three days (paragraph 15).
    Q Where it is refused, offer it again.
    H The local authority’s strengths
    N 10. Adopters are found soon.""",
    """H The Local Safeguarding Children Board
    H What does the LSCB need to improve?
    H Priority and immediate action
    N 31. There are no areas for priority and immediate action.
    H Areas for improvement
    N 32. Ask children what to look at next
    H Inspection judgement about the LSCB
    N 33. The board is well led.""",
)


def test_two_boards_two_kinds_of_list_and_numbers_that_run_on():
    items, warnings = found("sif", pages(*SIF))
    assert warnings == []
    assert [(x.number, x.priority, x.addressee, x.key_area) for x in items] == [
        ("7", True, "local_authority", None),
        ("8", False, "local_authority", None),
        ("9", False, "local_authority", None),
        ("32", False, "lscb", "lscb"),
    ]
    assert items[1].text == "Write plans that say:\n\n– what must change\n\n– and by when."
    assert items[2].text.endswith("(paragraph 15).\n\nWhere it is refused, offer it again.")
    assert items[2].references == ("paragraph 15",)
    assert [x.list_heading for x in items] == [
        "Priority and immediate action", *["Areas for improvement"] * 3,
    ]  # fmt: skip
    assert [x.evidence.page for x in items] == [1, 1, 1, 2]
    assert items[0].rule == "sif/lists.priority.headings.0"


def test_all_of_a_boards_own_review_is_the_boards():
    page = "H Information about this local authority area\nH Recommendations\nB Count the visits."
    (item,) = found("sif-lscb-review", pages(page))[0]
    assert item.addressee == "lscb"


@pytest.mark.parametrize(
    ("printed", "references"),
    [
        ("Visit more often (paragraphs 9, 10 and 41).", ["paragraphs 9, 10 and 41"]),
        ("Visit (page 13, paragraph 45) and write (paragraph 7).",
         ["page 13, paragraph 45", "paragraph 7"]),
        ("Keep notes. (Outcome one, National Framework)", ["Outcome one, National Framework"]),
        ("Keep notes (National Framework enabler two).", ["National Framework enabler two"]),
        ("Keep notes. Enabler 3", ["Enabler 3"]),
        ("The outcome of each audit and one paragraph about it.", []),
    ],
)  # fmt: skip
def test_references_as_printed(printed, references):
    (item,) = found("sif", pages(f"H Recommendations\nN 1. {printed}"))[0]
    assert list(item.references) == references and item.text == printed


def test_a_nested_list_over_a_page_leaves_the_footnote_out_of_the_words():
    first = "H Recommendations\nN 4. Improve plans by:\nD saying who does what\nF 1 A note."
    doc = pages(first, "D saying by when.\nH Summary for children and young people")
    doc = Document(**{**fields(doc), "blocks": tuple(b for b in doc.blocks if not body(doc, b))})
    (item,) = found("sif", doc)[0]
    assert item.text == "Improve plans by:\n\n– saying who does what\n\n– saying by when."
    assert "A note." in item.evidence.quote


def fields(doc: Document) -> dict:
    return {name: getattr(doc, name) for name in Document.__slots__}


def body(doc: Document, block: Block) -> bool:
    return doc.quote(block).startswith(BODY[:20])


def table(*rows: tuple[tuple[int, int, int], int, str, str]) -> Document:
    """A document of cells alone: (cell, page, mark, text) each; bold where the row is 0."""
    text, lines, blocks = "", [], []
    head = ((-1, -1, -1), 1, "", "Areas for priority action")
    for cell, page, mark, words in (head, *rows):
        lead = len(text)
        text += f"{mark} " if mark else ""
        start, text = len(text), text + words
        kind = "heading" if cell[0] < 0 else "table_cell"
        box = raw(words, 20.0 * len(lines), page=page)
        lines.append(Line(start, len(text), _box(box), 12.0, bold=cell[1] <= 0))
        number = mark.rstrip(".") if mark.rstrip(".").isdigit() else None
        n = len(lines)
        place = None if cell[0] < 0 else cell
        blocks.append(Block(kind, start, len(text), lead, n - 1, n, page, mark, number, cell=place))
        text += "\n\n"
    sizes = (Page(1, 595, 842), Page(2, 595, 842))
    return Document("test", "", "application/pdf", sizes, text[:-2], tuple(lines), tuple(blocks))


def _box(line: RawLine) -> Box:
    return Box(line.page, line.x0, line.top, line.x1, line.bottom)


HEAD = (((0, 0, 0), 1, "", "Responsible body"), ((0, 0, 1), 1, "", "Areas for priority action"))


def test_cells_name_the_body_and_go_on_over_the_page():
    doc = table(
        *HEAD,
        ((0, 1, 0), 1, "", "Council and"),
        ((0, 1, 1), 1, "", "Leaders must write plans that"),
        ((0, 1, 0), 2, "", "Board"),
        ((0, 1, 1), 2, "", "families can read."),
        ((0, 2, 0), 2, "", "Council"),
        ((0, 2, 1), 2, "", "Leaders must publish:"),
        ((0, 2, 1), 2, "•", "how long children wait;"),
        ((0, 2, 1), 2, "•", "and why."),
        ((0, 2, 1), 2, "", "They should do so soon."),
    )
    items, warnings = found("area-send", doc)
    assert warnings == []
    assert [(x.addressee, x.evidence.page, x.priority, x.key_area) for x in items] == [
        ("Council and Board", 1, True, "send"),
        ("Council", 2, True, "send"),
    ]
    assert items[0].text == "Leaders must write plans that families can read."
    assert " ".join(items[1].text.split()) == (
        "Leaders must publish: • how long children wait; • and why. They should do so soon."
    )


@pytest.mark.parametrize("marks", [("1.", "2."), ("•", "•"), ("", "")])
def test_several_items_in_one_cell(marks):
    texts = ("Leaders should count the visits.", "Leaders should publish the count.")
    header = ((0, 0, 0), 1, "", "Areas for improvement")
    cells = [((0, 1, 0), 1, m, t) for m, t in zip(marks, texts, strict=True)]
    items, _ = found("area-send", table(header, *cells))
    assert [x.text for x in items] == list(texts)
    assert [x.number for x in items] == [m.rstrip(".") if "." in m else None for m in marks]
    assert {x.addressee for x in items} == {"partnership"}
    assert {x.priority for x in items} == {False}


def test_only_pages_with_lists_that_rules_part_are_asked_for():
    doc = pages(
        "H Area SEND inspection of Anytown",
        "H Areas for improvement\nP Leaders should count the visits.",
        "P Leaders should publish the count.\nH Local area partnership details",
        "P Council: Anytown",
    )
    assert ruled_pages(doc, framework("area-send")) == {2, 3}
    assert ruled_pages(doc, framework("sif")) == frozenset()


def test_plain_text():
    text = """What does the local authority need to improve?

Areas for improvement

Help and protection

1. Write plans that families can read, and
   go through them aloud.

2. Visit at weekends too.

The local authority’s strengths

3. Adopters are found soon.
"""
    items, warnings = found("sif", read(text.encode(), "report.txt"))
    assert warnings == []
    assert [(x.number, x.text) for x in items] == [
        ("1", "Write plans that families can read, and go through them aloud."),
        ("2", "Visit at weekends too."),
    ]

"""Names as users write them, and what they may have meant."""

from __future__ import annotations

import pytest

from extractor.comparison.naming import fold, named, near
from extractor.errors import ArgumentError


@pytest.mark.parametrize(
    ("kind", "given", "meant"),
    [
        ("framework", "ILACS", "ilacs"),
        ("framework", "ilacs 2023", "ilacs/2023"),
        ("grade", "Good", "good"),
        ("grade", "requires improvement", "requires_improvement"),
        ("grade", "RI", "requires_improvement"),
        ("theme", "Domestic abuse", "domestic_abuse"),
        ("theme", "domestic-abuse", "domestic_abuse"),
        ("theme", "The child\u2019s voice", "voice_of_child"),
        ("region", "yorkshire and the  humber", "Yorkshire and the Humber"),
        ("kind of inspection", "Focused visit", "focused_visit"),
        ("key area", "care leavers", "care_leavers"),
        ("polarity", "WEAKNESS", "weakness"),
        ("theme", "Boats", "boats"),
    ],
)
def test_what_is_meant(kind, given, meant):
    held = ("boats",) if kind == "theme" else ()
    assert named(kind, (given, given.upper()), lambda: held) == (meant,)


def test_an_unknown_name_is_told_with_near_ones():
    with pytest.raises(ArgumentError, match=r"'?goood: no grade is called so; did you mean good\?"):
        named("grade", ("goood",), tuple)
    with pytest.raises(ArgumentError, match="xyzzy: no polarity is called so; there are mixed, st"):
        named("polarity", ("xyzzy",), tuple)


def test_only_near_names_are_suggested():
    names = ("Oxfordshire", "North Yorkshire", "East Riding of Yorkshire", "Oldham", "Solihull")
    assert near("Yorkshire", names) == ["North Yorkshire", "East Riding of Yorkshire"]
    assert near("Atlantis", names) == near("", names) == near("hull", names) == []
    assert near("Oldam", names) == ["Oldham"]
    assert fold(" North-East_x ") == "north east x"

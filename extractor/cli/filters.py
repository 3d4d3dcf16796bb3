"""The options that choose what is compared, and the selection they mean."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from extractor.comparison.selection import Selection


class _Day(click.ParamType):
    name = "day"

    def convert(self, value: Any, param: Any, ctx: Any) -> date:
        try:
            return datetime.strptime(value, "%Y-%m-%d").date()
        except ValueError:
            self.fail(f"{value!r} is no day: write a date as 2019-01-31.", param, ctx)


_DAY = _Day()
_Command = TypeVar("_Command", bound=Callable[..., Any])

_OPTIONS = (
    click.option("--council", "councils", multiple=True, metavar="NAME",
                 help="Name, alias, ONS or LA code; this and most below may be given again."),
    click.option("--neighbours-of", metavar="NAME",
                 help="The council's statistical neighbours (with --council: those as well)."),
    click.option("--region", "regions", multiple=True, metavar="NAME"),
    click.option("--framework", "frameworks", multiple=True, metavar="ID",
                 help="ilacs, or an edition: ilacs/2023."),
    click.option("--inspection-kind", "kinds", multiple=True, metavar="ID",
                 help="childrens_services, focused_visit, jtai, area_send, ..."),
    click.option("--from", "since", type=_DAY, metavar="DAY",
                 help="Inspections that began on this day or later."),
    click.option("--to", "until", type=_DAY, metavar="DAY",
                 help="Inspections that began on this day or before."),
    click.option("--latest", is_flag=True,
                 help="Of what those above leave: each council's latest inspection of each kind."),
    click.option("--grade", "grades", multiple=True, metavar="ID",
                 help="Reports with this grade, overall or for one of --key-area."),
    click.option("--key-area", "key_areas", multiple=True, metavar="ID",
                 help="Rows on this area, and the reports that have any."),
    click.option("--theme", "themes", multiple=True, metavar="ID",
                 help="Findings and recommendations on this theme; all reports still count."),
    click.option("--polarity", "polarities", multiple=True, metavar="ID",
                 help="strength, weakness or mixed findings; all reports still count."),
)  # fmt: skip


def filter_options(command: _Command) -> _Command:
    """Adds the options; the command gets them as keywords that ``selection_of`` takes."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def selection_of(**filters: Any) -> Selection:
    """The selection that the options mean."""
    from extractor.comparison.selection import Selection

    return Selection(**filters)

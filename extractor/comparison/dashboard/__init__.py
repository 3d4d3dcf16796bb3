"""The dashboard: one HTML file that opens offline, with filters, charts and the quotes behind them.

>>> from pathlib import Path
>>> from extractor.comparison.frames import load
>>> from extractor.comparison.dashboard import make
>>> Path("comparison.html").write_text(make(load("results/")), encoding="utf-8")  # doctest: +SKIP
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from extractor.comparison.corpus import Corpus
    from extractor.comparison.selection import Selection
    from extractor.comparison.view import View

TITLE = "Inspections of children’s services, compared"

MOST_FINDINGS = 500_000
"""Of more the page would no longer open at once: at about 40 bytes each it is then 20 MB."""


def make(corpus: Corpus, *, title: str = TITLE, made: date | None = None) -> str:
    """The page as text (UTF-8), with every row of the corpus; ``made`` is the date it shows.

    Raises:
        ComparisonError: a package of the extra [compare] is missing, or there is too much for a
            page.
    """
    from extractor import __version__
    from extractor.comparison.dashboard.contents import load_from
    from extractor.comparison.dashboard.page import page
    from extractor.errors import ComparisonError

    if len(corpus.findings) > MOST_FINDINGS:
        problem = f"a page holds up to {MOST_FINDINGS:,} findings, not {len(corpus.findings):,}"
        remedy = "narrow it with --region, --framework, --from or --latest"
        raise ComparisonError("dashboard", problem, remedy)
    return page(load_from(corpus, made or date.today()), title=title, version=__version__)


def write(corpus: Corpus, selection: Selection, views: Sequence[View], path: Path) -> None:
    """``make`` as a writer of ``extract compare``: the page has figures of its own and takes the
    rows selected, whichever ``views`` were asked for."""
    path.write_text(make(corpus), encoding="utf-8", newline="\n")

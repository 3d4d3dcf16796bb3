"""The views as an Excel workbook that can be handed on: a sheet a view, the sentences behind the
themes, and a first sheet that says what it all is.

>>> from extractor.comparison.output import write
>>> write(corpus, selection, views, "comparison.xlsx")                        # doctest: +SKIP
"""

from extractor.comparison.workbook.book import write

__all__ = ["write"]

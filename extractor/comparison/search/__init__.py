"""Full-text search over a results folder, in an index that builds itself.

>>> from extractor.comparison.search import search
>>> for hit in search("results/", "supervision of social workers", limit=5):   # doctest: +SKIP
...     print(hit.council, hit.page, hit.quote)
"""

from extractor.comparison.search.engine import Found, Hit, find, search

__all__ = ["Found", "Hit", "find", "search"]

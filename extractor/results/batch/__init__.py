"""A corpus at a time: many reports into a results folder, stopped and started at any moment.

>>> from extractor.results.batch import run_batch
>>> run_batch(["reports/"], "results/").failed     # doctest: +SKIP
0
"""

from extractor.results.batch.limits import Limits
from extractor.results.batch.run import Summary, run_batch

__all__ = ["Limits", "Summary", "run_batch"]

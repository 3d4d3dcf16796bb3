"""A corpus at a time: many reports into a results folder, stopped and started at any moment.

>>> from extractor.results.batch.run import run_batch
>>> run_batch(["reports/"], "results/").failed     # doctest: +SKIP
0
"""

"""The documents of a results folder as tidy tables: one row a report, judgement, finding,
recommendation.

>>> from extractor.results.tables.write import write_tables
>>> write_tables("results/", "tables/", ["csv", "parquet"])     # doctest: +SKIP
"""

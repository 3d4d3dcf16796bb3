"""Councils compared: from a results folder of ``extract batch`` to views that say who was judged
what and when, what is weak where, and what stands behind each number.

>>> from extractor.comparison.frames import load
>>> from extractor.comparison.views import VIEWS
>>> corpus = load("results/")                                # doctest: +SKIP
>>> VIEWS["grades_latest"].make(corpus).frame                # doctest: +SKIP
"""

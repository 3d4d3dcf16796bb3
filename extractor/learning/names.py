"""The shipped models' names; light, for the command line's help."""

FAST = "fast"
MODELS = (FAST, "accurate")
DEFAULT = "accurate"
"""What is used where none is named: see docs/models.md for scores and speed of each."""

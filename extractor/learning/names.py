"""The shipped models' names; light, for the command line's help."""

MODELS = ("fast", "accurate")
DEFAULT = "fast"
"""What is used where none is named: see docs/models.md for scores and speed of each."""

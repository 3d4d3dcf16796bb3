"""The command line: one thin file a command, each over a function Python users can call too."""

from extractor.cli.app import main

__all__ = ["main"]

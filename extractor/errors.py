"""The one error tree. Every message names the source and says what to do."""

from __future__ import annotations


class ExtractError(Exception):
    """Base of every error the toolkit raises on purpose.

    ``kind`` is a stable snake_case id for tables of failures, ``remedy`` what the user can do.
    """

    kind = "error"

    def __init__(self, source: str, problem: str, remedy: str) -> None:
        self.source, self.problem, self.remedy = source, problem, remedy
        super().__init__(f"{source}: {problem}; {remedy}")

    def __reduce__(self) -> tuple[type[ExtractError], tuple[str, str, str]]:
        # so that the error crosses a process boundary whole
        return (type(self), (self.source, self.problem, self.remedy))


class InputError(ExtractError):
    """The file cannot be used as a report (missing, empty, a folder, not a PDF or text ...)."""

    kind = "unusable_input"


class UnreadableError(InputError):
    """The file is a PDF that cannot be opened: corrupt, truncated or password-protected."""

    kind = "unreadable_pdf"


class NoTextError(InputError):
    """The PDF has no text layer: its pages are pictures."""

    kind = "no_text_layer"


class LimitError(InputError):
    """The file exceeds a stated limit (bytes, pages, characters, page size, time)."""

    kind = "over_limit"


class FrameworkDataError(ExtractError):
    """A framework's data file is wrong: the message names the file, the key and the fix."""

    kind = "framework_data"


class ModelError(ExtractError):
    """A model file is missing, damaged or not of a known form."""

    kind = "model"


class TimeLimitError(LimitError):
    """A report took longer than a run over many allows each."""

    kind = "over_time"


class MemoryLimitError(LimitError):
    """A report needed more memory than a run over many allows each."""

    kind = "over_memory"


class CrashError(ExtractError):
    """The process that worked on a report died, each time it was tried."""

    kind = "crashed"


class BatchError(ExtractError):
    """A run over many reports cannot be done: its folder, its engine or an extra is missing."""

    kind = "batch"


class CorpusError(ExtractError):
    """A report of the corpus cannot be fetched, or is not what the manifest says."""

    kind = "corpus"


class ComparisonError(ExtractError):
    """Results cannot be compared: the folder, a filter, a view or an extra is wrong or missing."""

    kind = "comparison"


class ArgumentError(ComparisonError):
    """What was asked for cannot be meant: nobody knows a name, or two wishes exclude each other."""

    kind = "argument"


class SearchError(ExtractError):
    """A search cannot be done: there is no word in the query, or the index cannot be made."""

    kind = "search"


def reason(error: OSError) -> str:
    """What the operating system says of a file, without Python's error number and quotes."""
    return f"cannot be read ({(error.strerror or 'unknown cause').lower()})"


def extra(name: str) -> str:
    """The remedy where a library of an extra is missing."""
    return f"install the extra [{name}]; from a clone: pip install '.[{name}]'"

"""Many files in, one stream out: a bad file costs only itself, a finished result is never half."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from extractor.errors import ExtractError
from extractor.learning.names import DEFAULT

if TYPE_CHECKING:
    from extractor.content.themes import Theme
    from extractor.model import Report

Source = str | Path | bytes
STDIN = "-"


def extract_each(
    sources: Iterable[Source], themes: Sequence[Theme] = (), model: str = DEFAULT
) -> Iterator[Report | ExtractError]:
    """Each source's report, or the error that stands in for it, in the order given.

    ``"-"`` reads standard input; ``themes`` are the user's own, ``model`` reads the findings. A
    fault of the toolkit's own is turned into an error too (its ``__cause__`` keeps the traceback),
    so that one file cannot cost the work on five hundred.
    """
    # Here and not above: the PDF library comes with it.
    from extractor import pipeline

    for source in sources:
        try:
            if source == STDIN:
                yield pipeline.extract(read_stdin(), name="stdin", themes=themes, model=model)
            else:
                yield pipeline.extract(source, themes=themes, model=model)
        except ExtractError as error:
            yield error
        except Exception as fault:  # noqa: BLE001, see above
            yield as_error(source, fault)


def write_reports(
    sources: Iterable[Source],
    render: Callable[[Report], str],
    out: TextIO,
    on_error: Callable[[ExtractError], None],
    themes: Sequence[Theme] = (),
    model: str = DEFAULT,
) -> int:
    """Writes each report, rendered, as soon as it is ready; says how many sources failed."""
    failures = 0
    for result in extract_each(sources, themes, model):
        if isinstance(result, ExtractError):
            failures += 1
            on_error(result)
        else:
            out.write(render(result) + "\n")
            out.flush()
    return failures


def read_stdin() -> bytes:
    """Standard input up to one byte over the limit, so that an endless pipe meets it too."""
    from extractor.reading.limits import MAX_BYTES

    return sys.stdin.buffer.read(MAX_BYTES + 1)


@contextmanager
def replacing(path: str | Path) -> Iterator[TextIO]:
    """A text stream that becomes the file ``path`` in one step, when all of it is written.

    Until then, and for good if anything goes wrong or nothing was written, what stood at ``path``
    stays as it was. A pipe or a device (``/dev/null``) is written to directly.
    """
    target = Path(path)
    if target.exists() and not target.is_file():
        with target.open("w", encoding="utf-8", errors="backslashreplace", newline="\n") as stream:
            yield stream
        return
    target = Path(os.path.realpath(path))  # a link keeps pointing where it did
    draft = target.with_name(f".{target.name}.{os.getpid()}.part")
    # "x" and not tempfile: the result gets the permissions that the user's umask gives
    with draft.open("x", encoding="utf-8", errors="backslashreplace", newline="\n") as stream:
        try:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
            whole = stream.tell() > 0
        except BaseException:
            stream.close()
            draft.unlink()
            raise
    if whole:
        os.replace(draft, target)
    else:
        draft.unlink()


def as_error(source: Source, fault: Exception) -> ExtractError:
    """An error that stands in for a fault of the toolkit's own, with the place in the code."""
    trace = fault.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    place = f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else "?"
    name = "bytes" if isinstance(source, bytes) else str(source)
    problem = f"the toolkit failed on it ({type(fault).__name__} in {place}: {fault})"
    error = ExtractError(name, problem, "please report this with the file")
    error.__cause__ = fault
    return error

"""How fast the toolkit is: whole JSON against poppler's text dump, by stage, memory, cold start.

Everything runs on one core, interleaved file by file so that a noisy machine slows both sides
alike; figures are medians over the repeats. What is not installed is skipped, and said so.

    python scripts/benchmark.py                    # a fixed sample of ../shared/reports, or of
                                                   # corpus/samples where that does not exist
    python scripts/benchmark.py --corpus DIR --every 1 --json
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import inspect
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter
from types import ModuleType
from typing import Any

from stopwatch import Stopwatch, pin_to_one_core, progress, quiet, timed

from extractor import __version__, pipeline
from extractor.errors import ExtractError
from extractor.learning.names import DEFAULT, MODELS
from extractor.reading import read

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared" / "reports"
SAMPLES = ROOT / "corpus" / "samples"

Figures = dict[str, Any]

# What reading a document consists of. The stages after it are what `pipeline` calls: `stages`.
READING = {
    "read: lines": ("pdf", "read_pdf"),
    "read: ruled tables": ("tables", "put_cells"),
    "read: furniture": ("furniture", "part_pages"),
    "read: blocks": ("layout", "group_pages"),
    "read: kinds": ("kinds", "kinds_of"),
    "read: text": ("compose", "compose"),
}


def main() -> None:
    """Runs what was asked for and prints it as a table or as JSON."""
    options = arguments()
    core = pin_to_one_core()
    progress(f"reading the sample (core: {core})")
    files, pages = sample(options.corpus, options.every)
    figures: Figures = {
        "toolkit": __version__,
        "python": sys.version.split()[0],
        "core": core,
        "corpus": str(options.corpus),
        "model": options.model,
        "files": len(files),
        "pages": sum(pages.values()),
        "repeats": options.repeats,
    }
    total, repeats, model = sum(pages.values()), options.repeats, options.model
    steps: dict[str, Callable[[], Figures]] = {
        "whole": lambda: against_poppler(files, total, repeats, model),
        "stages": lambda: by_stage(files, total, repeats, model),
        "command": lambda: one_command(files, model),
        "cold_start": lambda: cold_start(nearest(pages, 12), pages, repeats, model),
    }
    for name, step in steps.items():
        progress(name.replace("_", " "))
        figures[name] = step()
    add_stage_ratios(figures)
    print(json.dumps(figures, indent=2) if options.json else as_table(figures))


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--corpus", type=Path, default=SHARED if SHARED.is_dir() else SAMPLES)
    parser.add_argument("--every", type=int, help="every Nth file (20; 1 for under 40 files)")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--model", choices=MODELS, default=DEFAULT)
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def sample(corpus: Path, every: int | None) -> tuple[list[Path], dict[Path, int]]:
    """Every Nth readable PDF of the sorted corpus, with its number of pages. Reading them here
    also warms the disk cache for both sides."""
    found = sorted(corpus.rglob("*.pdf"))
    pages = {}
    for path in found[:: every or (20 if len(found) >= 40 else 1)]:
        try:
            pages[path] = len(read(path).pages)
        except ExtractError as error:
            progress(f"left out: {error}")
    if not pages:
        sys.exit(f"{corpus}: no readable PDF in it; name another folder with --corpus")
    return list(pages), pages


def against_poppler(files: list[Path], pages: int, repeats: int, model: str) -> Figures:
    """Seconds for the whole JSON of every file, and for ``pdftotext -layout`` on the same ones."""
    poppler = shutil.which("pdftotext")
    if not poppler:
        progress("pdftotext is not installed (poppler-utils): no comparison")
    # compiles the patterns and loads the model: once a process, not once a file
    pipeline.extract(files[0], model=model).to_json()
    ours, theirs = [], []
    for turn in range(repeats):
        mine = yours = 0.0
        for number, path in enumerate(files):
            sides = [True, False] if (turn + number) % 2 else [False, True]
            for toolkit in sides:  # who goes first alternates
                if toolkit:
                    mine += timed(lambda path=path: pipeline.extract(path, model=model).to_json())
                elif poppler:
                    yours += timed(lambda path=path: dump_text(poppler, path))
        ours.append(mine)
        theirs.append(yours)
    figures: Figures = {"seconds": median(ours), "pages_per_second": pages / median(ours)}
    if poppler:
        starts = [timed(lambda: quiet([poppler, "-v"])) for _ in range(20)]
        figures |= {
            "pdftotext_seconds": median(theirs),
            "pdftotext_pages_per_second": pages / median(theirs),
            "pdftotext_process_starts_seconds": median(starts) * len(files),
            "ratio": median(a / b for a, b in zip(ours, theirs, strict=True)),
            "ratio_each_repeat": [a / b for a, b in zip(ours, theirs, strict=True)],
        }
    return figures


def by_stage(files: list[Path], pages: int, repeats: int, model: str) -> Figures:
    """Seconds in each stage for all files, and each stage's share of the whole."""
    watch, found = Stopwatch(), stages()
    undo = [watch.watch(*place, label) for label, place in found.items()]
    turns = []
    for _ in range(repeats):
        watch.seconds = dict.fromkeys(found, 0.0)
        whole = timed(lambda: [pipeline.extract(path, model=model).to_json() for path in files])
        turns.append({**watch.seconds, "JSON and the rest": whole - sum(watch.seconds.values())})
    for step in undo:
        step()
    seconds = {label: median(turn[label] for turn in turns) for label in turns[0]}
    total = sum(seconds.values())
    return {
        label: {"seconds": s, "share": s / total, "ms_per_page": 1000 * s / pages}
        for label, s in seconds.items()
    }


def stages() -> dict[str, tuple[ModuleType, str]]:
    """Each stage's function, by the module that it is called from. A function's time does not
    count that of another stage."""
    found = {
        label: (importlib.import_module(f"extractor.reading.{module}"), function)
        for label, (module, function) in READING.items()
    }
    for name, value in vars(pipeline).items():
        ours = inspect.isfunction(value) and value.__module__.startswith("extractor.")
        if ours and value.__module__ != pipeline.__name__:
            found[name.replace("_", " ")] = (pipeline, name)
    return found


def add_stage_ratios(figures: Figures) -> None:
    """Each stage's part of the ratio to pdftotext. From the shares and not the seconds: the stages
    were timed later, when the machine may have been faster or slower."""
    for stage in figures["stages"].values():
        if "ratio" in figures["whole"]:
            stage["ratio"] = stage["share"] * figures["whole"]["ratio"]


def one_command(files: list[Path], model: str) -> Figures:
    """One ``extract`` over all files as a child process: seconds from start to end, peak memory."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "out.jsonl"
        code = (
            "import sys\n"
            "from extractor.cli.app import cli\n"
            "cli(sys.argv[1:], standalone_mode=False)\n"
            "try:\n"
            "    import resource\n"
            "    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)\n"
            "except ImportError:\n"
            "    print(-1)\n"
        )
        begin = perf_counter()
        command = [sys.executable, "-c", code, "--model", model, "-o", str(target)]
        command += map(str, files)
        run = subprocess.run(command, capture_output=True, text=True, check=True)
        seconds = perf_counter() - begin
        written = len(target.read_text("utf-8").splitlines()) if len(files) > 1 else 1
    if written != len(files):
        sys.exit(f"only {written} of {len(files)} documents were written")
    unit = 1 if sys.platform == "darwin" else 1024  # ru_maxrss: bytes there, KiB elsewhere
    peak = int(run.stdout) * unit
    if peak < 0:
        progress("no resource module on this platform: peak memory is not measured")
    return {"seconds": seconds, "peak_memory_mb": peak / 1e6 if peak > 0 else None}


def cold_start(path: Path, pages: dict[Path, int], repeats: int, model: str) -> Figures:
    """Seconds from the shell to the end: one report, ``--help``, ``import spacy``."""
    commands = {
        "report": [sys.executable, "-m", "extractor", "--model", model, str(path)],
        "help": [sys.executable, "-m", "extractor", "--help"],
        "bare_python": [sys.executable, "-c", "pass"],
    }
    if importlib.util.find_spec("spacy"):
        commands["import_spacy"] = [sys.executable, "-c", "import spacy"]
    else:
        progress("spaCy is not installed: no comparison of the cold start")
    times: dict[str, list[float]] = {name: [] for name in commands}
    for turn in range(repeats + 1):
        for name, command in commands.items():
            seconds = timed(lambda command=command: quiet(command))
            if turn:  # the first turn fills the disk cache
                times[name].append(seconds)
    figures: Figures = {name: median(seconds) for name, seconds in times.items()}
    figures["report_pages"] = pages[path]
    if "import_spacy" in times:
        pairs = zip(times["report"], times["import_spacy"], strict=True)
        figures["ratio_to_spacy"] = median(a / b for a, b in pairs)
    return figures


def dump_text(poppler: str, path: Path) -> None:
    """What the toolkit is measured against."""
    quiet([poppler, "-layout", str(path), "-"])


def nearest(pages: dict[Path, int], wanted: int) -> Path:
    """The file whose number of pages is nearest to ``wanted``."""
    return min(pages, key=lambda path: (abs(pages[path] - wanted), str(path)))


def as_table(figures: Figures) -> str:
    """The figures as lines for reading."""
    whole, command, cold = figures["whole"], figures["command"], figures["cold_start"]
    lines = [
        "{files} reports, {pages} pages of {corpus}; model {model}, core {core}, Python {python}, "
        "median of {repeats} repeats".format(**figures),
        "",
        f"whole JSON            {whole['seconds']:8.3f} s  "
        f"{whole['pages_per_second']:7.1f} pages/s",
    ]
    if "ratio" in whole:
        spread = whole["ratio_each_repeat"]
        lines += [
            f"pdftotext -layout     {whole['pdftotext_seconds']:8.3f} s  "
            f"{whole['pdftotext_pages_per_second']:7.1f} pages/s  (of it "
            f"{whole['pdftotext_process_starts_seconds']:.3f} s starting its processes)",
            f"ratio                 {whole['ratio']:8.3f}    "
            f"({min(spread):.3f} to {max(spread):.3f} over the repeats)",
        ]
    else:
        lines.append("pdftotext -layout     not installed: skipped")
    lines += ["", "stage                      seconds   share  ratio to pdftotext"]
    for name, stage in figures["stages"].items():
        ratio = f"{stage['ratio']:8.3f}" if "ratio" in stage else "       -"
        lines.append(f"  {name:<22} {stage['seconds']:9.3f}  {stage['share']:6.1%}  {ratio}")
    peak = command["peak_memory_mb"]
    lines += [
        "",
        f"one command over all  {command['seconds']:8.3f} s  from start to end, imports included",
        f"peak memory           {peak:8.1f} MB" if peak else "peak memory           not measured",
        "",
        f"cold, {cold['report_pages']:2} pages        {cold['report']:8.3f} s",
        f"cold, --help          {cold['help']:8.3f} s",
        f"bare Python           {cold['bare_python']:8.3f} s",
    ]
    if "import_spacy" in cold:
        lines += [
            f"import spacy          {cold['import_spacy']:8.3f} s",
            f"ratio to spacy        {cold['ratio_to_spacy']:8.3f}",
        ]
    else:
        lines.append("import spacy          not installed: skipped")
    return "\n".join(lines)


if __name__ == "__main__":
    main()

"""How long `extract compare` takes over many councils, and how much memory.

    python scripts/compare_speed.py                       1,000 invented councils, 20 reports each
    python scripts/compare_speed.py --results results/    a results folder (its cache is made anew)

The first line is without a cache, the others with it. Memory is that of all processes at once
(proportional set size where the system tells it, else resident size).
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))


def main() -> None:
    """Make the results, or take those named; time the command over them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--results", type=Path)
    parser.add_argument("--councils", type=int, default=1000)
    parser.add_argument("--reports", type=int, default=20)
    parser.add_argument("--repeats", type=int, default=3, help="with the cache")
    options, args = parser.parse_known_args()
    with tempfile.TemporaryDirectory() as place:
        folder = options.results
        if folder is None:
            from tests.comparison.synthetic import results

            begun = time.perf_counter()
            folder = results(Path(place) / "results", options.councils, options.reports)
            print(f"made in {time.perf_counter() - begun:.0f} s")
        documents = [path.stat().st_size for path in (folder / "reports").glob("*.json")]
        print(f"{len(documents):,} documents, {sum(documents) / 1e9:.2f} GB")
        shutil.rmtree(folder / ".comparison", ignore_errors=True)
        for number in range(options.repeats + 1):
            print("without a cache:" if number == 0 else "with the cache: ", timed(folder, args))


def timed(folder: Path, args: list[str]) -> str:
    """Run the command once, its output thrown away."""
    command = [sys.executable, "-m", "extractor", "compare", str(folder), *args]
    before = os.times()
    begun = time.perf_counter()
    process = psutil.Popen(
        command, stdout=subprocess.DEVNULL, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    peak = 0
    while process.poll() is None:
        peak = max(peak, memory(process))
        time.sleep(0.05)
    wall, after = time.perf_counter() - begun, os.times()
    if process.returncode:
        sys.exit(f"the command failed ({process.returncode})")
    used = sum(after[2:4]) - sum(before[2:4])
    return f"{wall:5.1f} s, {used:5.1f} s of processors, {peak / 2**20:,.0f} MiB"


def memory(process: psutil.Process) -> int:
    """The memory of a process and those it started, in bytes."""
    total = 0
    try:
        for each in [process, *process.children(recursive=True)]:
            held = each.memory_full_info()
            total += getattr(held, "pss", held.rss)
    except psutil.Error:  # it ended meanwhile
        pass
    return total


if __name__ == "__main__":
    main()

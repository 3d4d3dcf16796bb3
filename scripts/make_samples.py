#!/usr/bin/env python3
"""Print the sample reports: ``python scripts/make_samples.py`` writes ``corpus/samples``.

Every word of a sample is written by this project and every fact in it is invented; its layout is
as hard as that of real reports. Beside each report stands its truth: the facts and recommendations
an extractor must find, taken from the source, never from an extractor.

    make_samples.py [NAME ...] [--out FOLDER]
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

from samples import fonts, setter, source  # noqa: E402

SAMPLES = Path(__file__).resolve().parent.parent / "corpus" / "samples"
COLUMNS = ("file", "framework", "version", "type", "council", "pages", "bytes", "sha256")


def make(name: str, out: Path) -> tuple[Path, dict[str, Any]]:
    """Write one sample and its truth."""
    sample = source.load(name)
    path = out / f"{name}.{sample.kind}"
    if sample.kind == "txt":
        path.write_text(sample.text, encoding="utf-8")
        pages = sample.text.count("\f") + 1
        truth = {**sample.truth, "pages": pages, "recommendations": sample.recommendations}
    else:
        truth = setter.set_pdf(sample, path)
    text = json.dumps(truth, indent=2, ensure_ascii=False)
    (out / f"{name}.truth.json").write_text(text + "\n", encoding="utf-8")
    return path, truth


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", help="samples to print (default: all)")
    parser.add_argument("--out", type=Path, default=SAMPLES)
    args = parser.parse_args()
    fonts.register()
    args.out.mkdir(parents=True, exist_ok=True)
    rows = []
    for name in args.names or source.names():
        path, truth = make(name, args.out)
        data = path.read_bytes()
        facts = [truth.get(key) or "" for key in COLUMNS[1:6]]
        rows.append([path.name, *facts, len(data), hashlib.sha256(data).hexdigest()])
    if not args.names:
        with (args.out / "manifest.csv").open("w", newline="", encoding="utf-8") as handle:
            csv.writer(handle, lineterminator="\n").writerows([COLUMNS, *rows])
    return 0


if __name__ == "__main__":
    sys.exit(main())

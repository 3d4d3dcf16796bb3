"""How right the toolkit is: every labelled report to JSON, then the gold's own scoring script.

python scripts/accuracy.py                     # ../shared/reports against ../shared/gold
python scripts/accuracy.py --only facts --misses 20
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path

from extractor.errors import ExtractError
from extractor.results.output import extract_each

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"


def main() -> int:
    """Writes the documents to a folder and prints what the scoring script says of them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--shared", type=Path, default=SHARED, help="reports/, gold/ and tools/")
    parser.add_argument("--out", type=Path, default=ROOT / "results", help="the JSON goes here")
    parser.add_argument("--only", choices=["facts", "recommendations", "sentences"])
    parser.add_argument("--misses", type=int, default=0, help="how many misses to show")
    options = parser.parse_args()
    if not (options.shared / "gold").is_dir():
        print(f"{options.shared}: no gold/ in it; name another folder with --shared",
              file=sys.stderr)  # fmt: skip
        return 2
    write_documents(options.shared / "reports", options.out)
    command = [sys.executable, options.shared / "tools" / "score.py", options.out]
    command += [options.shared / "gold", "--misses", str(options.misses)]
    command += ["--only", options.only] if options.only else []
    return subprocess.run(command).returncode


def write_documents(reports: Path, out: Path) -> None:
    """One JSON document for each readable PDF, in folders as the reports are."""
    files = sorted(reports.rglob("*.pdf"))
    for path, result in zip(files, extract_each(files), strict=True):
        target = out / path.relative_to(reports).with_suffix(".json")
        if isinstance(result, ExtractError):
            print(result, file=sys.stderr)
            target.unlink(missing_ok=True)  # an earlier run's must not be scored
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(json.dumps(result.to_dict(), ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())

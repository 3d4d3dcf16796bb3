"""A worked example over the sample corpus, cell by cell: docs/example.md shows it with its output.

Run it as a script from the repository's root, or cell by cell in an editor that knows ``# %%``
(VS Code, PyCharm, Spyder; ``jupytext --to ipynb`` makes a notebook of it). It needs the extra
[compare]. The samples are invented: so is everything that it prints.
"""

# ruff: noqa: E402, the imports stand where a reader of the cell wants them

# %% 1. Read a folder of reports into a results folder
import tempfile
from pathlib import Path

from extractor.results.batch.run import run_batch

results = Path(tempfile.mkdtemp()) / "results"
if __name__ == "__main__":  # reports are read in processes of their own
    summary = run_batch(["corpus/samples"], results, jobs=2)
    print(summary.done, "reports read,", summary.failed, "failed")

# %% 2. Who stands where now?
from extractor.comparison.frames import load
from extractor.comparison.selection import Selection, select
from extractor.comparison.views import VIEWS

corpus = load(results)
latest = VIEWS["grades_latest"].make(corpus)
areas = ["overall_effectiveness", "help_and_protection", "children_in_care", "care_leavers"]
shown = latest.frame[latest.frame["kind"] == "childrens_services"]
print(shown[["council", "start", *areas]].fillna("").to_string(index=False))

# %% 3. What does it say, and what does it not?
import textwrap

print(textwrap.fill(latest.about, 100))

# %% 4. What is weak, over all reports?
themes = VIEWS["themes"].make(corpus)
columns = ["title", "weak_reports", "weak_share", "weak_low", "weak_high"]
print(themes.frame[columns].head(8).round(2).to_string(index=False))

# %% 5. Which sentences stand behind the first of these numbers?
from extractor.comparison.view import trace

behind = trace(corpus, themes, row=0, column="weak_sentences")
for row in behind.sort_values(["council", "page"]).head(4).itertuples():
    print(textwrap.fill(f"{row.council}, {row.framework}, p. {row.page}: {row.text}", 100))

# %% 6. What was recommended, by theme?
recommended = VIEWS["recommendations_by_theme"].make(corpus)
columns = ["title", "recommendations", "priority", "reports"]
print(recommended.frame[columns].head(5).to_string(index=False))

# %% 7. Only some of it: filters combine
some = select(corpus, Selection(frameworks=("ilacs",), polarities=("weakness",)))
print(some.selection.words())
print(len(some.reports), "reports,", len(some.findings), "findings")

# %% 8. Who says something on ...?
from extractor.comparison.search import search

for hit in search(results, "care leavers", Selection(polarities=("weakness",)), limit=4):
    told = f"{hit.rank}. {hit.council}, {hit.framework}, p. {hit.page} ({hit.kind}): {hit.text}"
    print(textwrap.fill(told, 100, subsequent_indent="   "))

# %% 9. Hand it on
from extractor.comparison.output import write

views = [VIEWS[name].make(corpus) for name in ("grades_latest", "themes")]
for ending in ("xlsx", "html"):
    (path,) = write(corpus, Selection(), views, results.parent / f"comparison.{ending}")
    print(path.name, "written")

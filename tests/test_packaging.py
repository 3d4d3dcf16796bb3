"""What the wheel needs beside the code: setup.cfg must not forget a file."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from configparser import ConfigParser
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "extractor"


def setup() -> ConfigParser:
    config = ConfigParser()
    config.read(ROOT / "setup.cfg", "utf-8")
    return config


def test_every_data_file_goes_into_the_wheel():
    patterns = setup()["options.package_data"]["extractor"].split()
    packed = {path for pattern in patterns for path in PACKAGE.glob(pattern)}
    data = {
        path for path in PACKAGE.rglob("*")
        if path.is_file() and path.suffix not in (".py", ".pyc")
    }  # fmt: skip
    assert PACKAGE / "schema" / "report.schema.json" in data
    assert {str(path.relative_to(PACKAGE)) for path in data - packed} == set()


def test_every_folder_of_code_is_a_package():
    """A folder without ``__init__.py`` would work from a checkout and be missing in the wheel."""
    folders = {path.parent for path in PACKAGE.rglob("*.py")}
    assert [folder for folder in folders if not (folder / "__init__.py").is_file()] == []


def test_the_version_is_said_once():
    assert setup()["metadata"]["version"] == "attr: extractor.__version__"


def build(kind: str, tree: Path, into: Path) -> Path:
    """What ``pip`` makes of a source tree, without a network: an "sdist" or a "wheel"."""
    code = f"import sys; from setuptools.build_meta import build_{kind} as b; b(sys.argv[1])"
    into.mkdir()
    subprocess.run([sys.executable, "-c", code, into], cwd=tree, check=True, capture_output=True)
    (made,) = into.iterdir()
    return made


def test_a_wheel_knows_the_published_reports(tmp_path):
    """As from a plain ``pip install``: built from an sdist, run where there is no checkout."""
    pytest.importorskip("setuptools", minversion="77", reason="it builds the wheel")
    tree = tmp_path / "tree"
    shutil.copytree(PACKAGE, tree / "extractor", ignore=shutil.ignore_patterns("*.onnx", "*.npz"))
    (tree / "corpus").mkdir()
    for name in ("setup.cfg", "setup.py", "pyproject.toml", "MANIFEST.in", "README.md", "LICENSE",
                 "corpus/manifest.csv"):  # fmt: skip
        shutil.copy(ROOT / name, tree / name)
    shutil.unpack_archive(build("sdist", tree, tmp_path / "sdist"), tmp_path / "unpacked")
    (source,) = (tmp_path / "unpacked").iterdir()
    shutil.unpack_archive(build("wheel", source, tmp_path / "wheel"), tmp_path / "site", "zip")
    (tmp_path / "reports").mkdir()
    done = subprocess.run(
        [sys.executable, "-m", "extractor", "corpus", "verify", "reports"],
        cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(tmp_path / "site")},
        capture_output=True, encoding="utf-8",
    )  # fmt: skip
    assert "984 known reports absent" in done.stderr
    assert done.returncode == 3 and "holds no .pdf or .txt" in done.stderr


def test_every_extra_is_told():
    told = (ROOT / "docs" / "cli.md").read_text("utf-8")
    extras = list(setup()["options.extras_require"])
    assert "compare" in extras
    assert [name for name in extras if f"`[{name}]`" not in told] == []

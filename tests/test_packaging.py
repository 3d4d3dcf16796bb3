"""What the wheel needs beside the code: setup.cfg must not forget a file."""

from __future__ import annotations

from configparser import ConfigParser
from pathlib import Path

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

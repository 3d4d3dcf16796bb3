"""What all tests share: ``--bless`` and a folder of files that no reader should trust."""

from __future__ import annotations

import pytest
from hypothesis import settings

# The same examples on every run, and few enough that the suite stays short.
settings.register_profile("steady", derandomize=True, deadline=None, max_examples=40, database=None)
settings.load_profile("steady")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--bless",
        action="store_true",
        help="rewrite the golden files from what the extractor gives now; read the difference!",
    )


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory):
    """Makes a hostile file by its name: ``hostile("encrypted")`` is its path."""
    from tests.hostile import MAKERS

    folder = tmp_path_factory.mktemp("hostile")
    return lambda name: MAKERS[name](folder)

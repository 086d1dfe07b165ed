"""The program for the tests of import and export, compiled once for all its starts."""

from pathlib import Path

import pytest

from tests.program import Reflect


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder for compiled modules; compiling them at each start would be a quarter of the time."""
    return tmp_path_factory.mktemp("compiled")


@pytest.fixture
def reflect(tmp_path: Path, compiled: Path) -> Reflect:
    """The program on no store yet."""
    reflect = Reflect(tmp_path)
    reflect.env |= {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(compiled)}
    return reflect

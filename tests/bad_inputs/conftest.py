"""The store that every case starts from."""

from pathlib import Path

import pytest

from tests.bad_inputs.hostile import Notebook


@pytest.fixture
def notebook(tmp_path: Path) -> Notebook:
    """The program on a store with an October and a November."""
    notebook = Notebook(tmp_path)
    notebook.begin()
    return notebook

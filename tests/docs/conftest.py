"""What the tests of the pages share."""

import os
import sys
from pathlib import Path

import pytest

from tests.program import Reflect


@pytest.fixture
def shell(tmp_path: Path, reflect: Reflect) -> dict[str, str]:
    """An environment in which `reflect` is the program under test."""
    folder = tmp_path / "bin"
    folder.mkdir()
    program = folder / "reflect"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m reflect "$@"\n')
    program.chmod(0o755)
    return {**reflect.env, "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}"}

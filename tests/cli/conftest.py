"""What the tests of packs share: the file of a pack, and a store that has it."""

from pathlib import Path

import pytest

from tests.cli.given import TUESDAY
from tests.program import Reflect


@pytest.fixture
def tuesday(tmp_path: Path) -> str:
    file = tmp_path / "tuesday.toml"
    file.write_text(TUESDAY)
    return "tuesday.toml"


@pytest.fixture
def added(reflect: Reflect, tuesday: str) -> Reflect:
    reflect("pack", "add", tuesday, "--yes")
    return reflect

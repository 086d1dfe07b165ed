"""Programs of the computer that a test needs; without them it is skipped, but not where all must hold (CI)."""

import os
import shutil

import pytest


def needed(*programs: str) -> None:
    """Skip the test, or fail it where CI is set, unless each of the programs is on this computer."""
    missing = ", ".join(name for name in programs if shutil.which(name) is None)
    if missing and not os.environ.get("CI"):
        pytest.skip(f"not on this computer: {missing}")
    assert not missing, f"not here, and CI needs it: {missing}"

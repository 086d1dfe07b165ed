"""Each listed bad input is tried by a test that there is, or left for a reason."""

import subprocess
import sys
from pathlib import Path

from tests.bad_inputs.covered import COVERED, LEFT

HERE = Path(__file__).parent


def test_every_listed_case_is_tried_or_left_for_a_reason() -> None:
    listed = (HERE / "listed.txt").read_text().split()
    assert len(listed) == len(set(listed)) == 154
    assert sorted(listed) == sorted([*COVERED, *LEFT])
    assert all(COVERED.values())
    assert all(reason.endswith(".") for reason in LEFT.values())


def test_every_test_that_is_named_is_collected() -> None:
    named = {test for tests in COVERED.values() for test in tests}
    files = sorted({test.partition("::")[0] for test in named})
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "--collect-only", "-m", "", "-p", "no:randomly", "-p", "no:xdist", *files],
        cwd=HERE.parents[1],
        capture_output=True,
        text=True,
        check=True,
    )
    assert named - set(done.stdout.splitlines()) == set()

"""Signs beyond ASCII: shown where the terminal can, told in ASCII where it cannot."""

import pexpect
import pytest

from tests.program import Reflect
from tests.terminal.spawned import spawn


@pytest.mark.parametrize(
    ("locale", "ascii_only"),
    [
        ({"LANG": "C"}, True),
        ({"LANG": "POSIX"}, True),
        ({"LANG": "en_US.ISO-8859-1"}, True),
        ({"LANG": "C.UTF-8", "LC_ALL": "C"}, True),
        ({"LANG": "C", "LC_ALL": "C.UTF-8"}, False),
        ({"LANG": "de_DE.UTF-8"}, False),
        ({"LANG": ""}, False),
        ({"LANG": "", "LC_CTYPE": "UTF-8"}, False),
    ],
)
def test_the_locale_says_which_signs_there_are(reflect: Reflect, locale: dict[str, str], ascii_only: bool) -> None:
    reflect("mood", "4", "--at", "2026-11-18")
    child = spawn(reflect, "week", "--of", "2026-11-18", env={"TERM": "xterm", **locale})
    child.expect(pexpect.EOF)
    shown = child.before or ""
    assert (". no entries" in shown) == ascii_only
    assert ("·" in shown) == (not ascii_only)
    child.close()

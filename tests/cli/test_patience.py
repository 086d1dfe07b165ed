"""What is said while something takes long."""

import io
import subprocess
import sys
import time
from collections.abc import Callable

import pytest

from reflect.cli.output import patience


@pytest.fixture(autouse=True)
def _a_usual_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_what_takes_long_is_reported_and_cleared_again() -> None:
    stream = Terminal()
    with patience(stream, "Reading the journal", seconds=0.01):
        _until(lambda: "Reading the journal" in stream.getvalue() and "0:00:00" in stream.getvalue())
    assert stream.getvalue().endswith("\x1b[2K")


def test_what_is_done_soon_is_not_told() -> None:
    stream = Terminal()
    with patience(stream, "Reading the journal", seconds=30):
        pass
    assert stream.getvalue() == ""


def test_nothing_is_reported_where_there_is_no_terminal() -> None:
    stream = io.StringIO()
    with patience(stream, "Reading the journal", seconds=0.001):
        time.sleep(0.02)
    assert stream.getvalue() == ""


def test_a_fault_on_the_way_is_not_swallowed() -> None:
    stream = Terminal()
    with pytest.raises(KeyError), patience(stream, "Reading the journal", seconds=0.01):
        _fail_once_shown(stream)
    assert stream.getvalue().endswith("\x1b[2K")


def test_rich_is_not_imported_within_the_first_second() -> None:
    program = (
        "import io, sys\nfrom reflect.cli.output import patience\n"
        "stream = io.StringIO()\nstream.isatty = lambda: True\n"
        "with patience(stream, 'Reading'): pass\n"
        "print('rich' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (ran.stdout, ran.stderr) == ("False\n", "")


def _fail_once_shown(stream: Terminal) -> None:
    _until(lambda: "Reading" in stream.getvalue())
    raise KeyError


def _until(is_so: Callable[[], bool]) -> None:
    ends = time.monotonic() + 20
    while not is_so():
        assert time.monotonic() < ends
        time.sleep(0.01)

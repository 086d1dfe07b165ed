"""What is said while something takes long."""

import io
import time

import pytest

from reflect.cli.output import patience


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_what_takes_long_is_told_and_taken_away_again() -> None:
    stream = Terminal()
    with patience(stream, "Reading the diary", seconds=0.01):
        time.sleep(0.1)
    said = stream.getvalue().split("\r")
    assert said[1] == "Reading the diary, 0 s"
    assert said[-2:] == [" " * len(said[1]), ""]


def test_what_is_done_soon_is_not_told() -> None:
    stream = Terminal()
    with patience(stream, "Reading the diary", seconds=30):
        pass
    assert stream.getvalue() == ""


def test_nothing_is_told_where_there_is_no_terminal() -> None:
    stream = io.StringIO()
    with patience(stream, "Reading the diary", seconds=0.001):
        time.sleep(0.02)
    assert stream.getvalue() == ""


def test_a_fault_on_the_way_is_not_swallowed() -> None:
    stream = Terminal()
    with pytest.raises(KeyError), patience(stream, "Reading the diary", seconds=0.01):
        _fail_after(0.05)
    assert stream.getvalue().endswith("\r")


def _fail_after(seconds: float) -> None:
    time.sleep(seconds)
    raise KeyError

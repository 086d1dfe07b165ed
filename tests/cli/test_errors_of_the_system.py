"""An error of the system is said of what it came from: standard output, or something else."""

from pathlib import Path

import pytest

from tests.forking import Came, Run, forked
from tests.program import MadeOnce, Reflect

BLAMED = "the output could not be written"
FULL = Path("/dev/full")
READING = (
    ("list",), ("show", "{id}"), ("week",), ("today", "--peek"), ("export",), ("export", "--format", "sqlite"),
    ("label", "list"), ("store", "info"), ("config", "list"), ("list", "--json"), ("--help",), ("list", "--help"),
    ("care",),
)  # fmt: skip


@pytest.fixture
def journal(made_once: MadeOnce, reflect: Reflect) -> Reflect:
    return made_once(_make, reflect)


def _make(reflect: Reflect) -> None:
    reflect("note", "-", stdin="words " * 30_000)  # too long for an argument
    reflect("pattern", "anger", "--with", "Sam")
    reflect("label", "retire", "anger")


def ended(journal: Reflect, arguments: tuple[str, ...], first: str) -> Came:
    entry = journal.entries()[0]["id"]
    (came,) = forked(journal, [Run([entry if word == "{id}" else word for word in arguments], first=first)])
    return came


@pytest.mark.skipif(not FULL.exists(), reason="the system has no /dev/full")
@pytest.mark.parametrize("arguments", READING)
def test_an_output_that_is_full_is_blamed(journal: Reflect, arguments: tuple[str, ...]) -> None:
    came = ended(journal, arguments, f"import os; os.dup2(os.open({str(FULL)!r}, os.O_WRONLY), 1)")
    assert (came.code, came.err.count("\n")) == (1, 1), came
    assert BLAMED in came.err
    assert "No space left" in came.err


FAULTY = """
import errno, os
real = os.{call}
def broken(path=".", *arguments, **options):
    if "store" in os.fsdecode(path if isinstance(path, (str, bytes)) else "."):
        raise OSError(errno.{kind}, os.strerror(errno.{kind}), path)
    return real(path, *arguments, **options)
os.{call} = broken
"""
"""Breaks one of the program's calls, wherever it is made on the store."""


@pytest.mark.parametrize("kind", ["EIO", "EPIPE"])
@pytest.mark.parametrize("call", ["stat", "lstat", "listdir", "scandir", "open"])
def test_an_error_on_the_store_is_not_blamed_on_the_output(journal: Reflect, call: str, kind: str) -> None:
    first = FAULTY.format(call=call, kind=kind)
    for arguments in (("list",), ("export", "-o", "x"), ("store", "check"), ("store", "backup", "x"), ("mood", "4")):
        (came,) = forked(journal, [Run(arguments, first=first)])
        assert BLAMED not in came.err
        assert "Traceback" not in came.err
        assert "internal error" not in came.err
        assert came.code in (0, 2, 4), came
        if came.code and not came.out:  # a check prints what it finds
            assert came.err.startswith("reflect: ") or "\nreflect: " in came.err, came


def test_the_break_breaks(journal: Reflect) -> None:
    (came,) = forked(journal, [Run(("list",), first=FAULTY.format(call="open", kind="EIO"))])
    assert came.code == 4, came
    assert "Input/output error" in came.err

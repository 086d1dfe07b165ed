"""An error of the system is said of what it came from: standard output, or something else."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.program import Ran, Reflect

BLAMED = "the output could not be written"
FULL = Path("/dev/full")
READING = (
    ("list",), ("show", "{id}"), ("week",), ("today", "--peek"), ("export",), ("export", "--format", "sqlite"),
    ("label", "list"), ("store", "info"), ("config", "list"), ("list", "--json"), ("--help",), ("list", "--help"),
)  # fmt: skip


@pytest.fixture
def journal(reflect: Reflect) -> Reflect:
    reflect("note", "-", stdin="words " * 30_000)  # too long for an argument
    reflect("pattern", "anger", "--with", "Sam")
    reflect("label", "retire", "anger")
    return reflect


def run(reflect: Reflect, *arguments: str, stdout: int) -> Ran:
    done = subprocess.run(
        [*reflect.command, *arguments],
        env=reflect.env,
        cwd=reflect.home,
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=subprocess.PIPE,
        check=False,
    )
    return Ran(done.returncode, "", done.stderr.decode())


@pytest.mark.skipif(not FULL.exists(), reason="the system has no /dev/full")
@pytest.mark.parametrize("arguments", READING)
def test_an_output_that_is_full_is_blamed(journal: Reflect, arguments: tuple[str, ...]) -> None:
    entry = journal.entries()[0]["id"]
    with FULL.open("wb") as full:
        ran = run(journal, *(entry if word == "{id}" else word for word in arguments), stdout=full.fileno())
    assert (ran.code, ran.err.count("\n")) == (1, 1), ran
    assert BLAMED in ran.err
    assert "No space left" in ran.err


@pytest.mark.parametrize("arguments", READING)
def test_an_output_that_nobody_reads_ends_quietly(journal: Reflect, arguments: tuple[str, ...]) -> None:
    entry = journal.entries()[0]["id"]
    reader, writer = os.pipe()
    os.close(reader)
    try:
        ran = run(journal, *(entry if word == "{id}" else word for word in arguments), stdout=writer)
    finally:
        os.close(writer)
    assert (ran.code, ran.err) == (0, "")


FAULTY = """
import errno, os, sys
kind, name = sys.argv.pop(1), sys.argv.pop(1)
code = getattr(errno, kind)
real = getattr(os, name)
def broken(path=".", *arguments, **options):
    if "store" in os.fsdecode(path if isinstance(path, (str, bytes)) else "."):
        raise OSError(code, os.strerror(code), path)
    return real(path, *arguments, **options)
setattr(os, name, broken)
from reflect.cli.app import main
main()
"""
"""The program with one of its calls broken, wherever it is made on the store."""


@pytest.mark.parametrize("kind", ["EIO", "EPIPE"])
@pytest.mark.parametrize("call", ["stat", "lstat", "listdir", "scandir", "open"])
@pytest.mark.parametrize(
    "arguments", [("list",), ("export", "-o", "x"), ("store", "check"), ("store", "backup", "x"), ("mood", "4")]
)
def test_an_error_on_the_store_is_not_blamed_on_the_output(
    journal: Reflect, arguments: tuple[str, ...], call: str, kind: str
) -> None:
    done = subprocess.run(
        [journal.command[0], "-c", FAULTY, kind, call, *arguments],
        env=journal.env,
        cwd=journal.home,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert BLAMED not in done.stderr
    assert "Traceback" not in done.stderr
    assert "internal error" not in done.stderr
    assert done.returncode in (0, 2, 4), done
    if done.returncode and not done.stdout:  # a check prints what it finds
        assert done.stderr.startswith("reflect: ") or "\nreflect: " in done.stderr, done

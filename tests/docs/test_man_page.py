"""The man page says what the help says, is what man takes, and comes with an installation."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.commands import every
from tests.docs import man_page
from tests.docs.examples import ROOT
from tests.needed import needed


def test_it_is_what_the_help_says() -> None:
    assert man_page.FILE.read_text(encoding="ascii") == man_page.made(), "write it with python -m tests.docs.man_page"


def test_man_finds_no_fault_in_it_and_shows_every_command() -> None:
    needed("man", "groff")
    done = subprocess.run(
        ["man", "--warnings", "-E", "UTF-8", "-l", str(man_page.FILE)],
        env={"PATH": os.environ["PATH"], "MANWIDTH": "80", "LC_ALL": "C.UTF-8", "HOME": os.environ["HOME"]},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
    shown = [line.split() for line in done.stdout.splitlines()]
    for words in every():
        assert any(line[: 1 + len(words)] == ["reflect", *words] for line in shown), words
    assert "very unpleasant … 4 neutral" in done.stdout


@pytest.mark.thorough
def test_an_installation_brings_it(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", str(tmp_path), str(ROOT)], check=True
    )
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as files:
        (name,) = (name for name in files.namelist() if name.endswith("reflect.1"))
        assert name.endswith(".data/data/share/man/man1/reflect.1")  # so it lies where man looks, beside bin/
        assert files.read(name) == man_page.FILE.read_bytes()

"""Every command on a hostile store: nothing acts on a terminal, no socket is opened, nothing is open to others.

They are run once, for all that is held of them, with sockets refused and written down.
"""

import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from tests import commands, sealed
from tests.bad_inputs import hostile_store
from tests.bad_inputs.every_command import (
    EDITOR,
    ENCRYPTING,
    ENDING,
    FILES,
    READING,
    REMOTE,
    WRITING,
    as_json,
    runs,
    with_a_hostile_value,
)
from tests.bad_inputs.hostile import Notebook
from tests.forking import Came, forked

UNPLUGGED = str(Path(__file__).parents[1] / "unplugged")
_OUR_OWN = re.compile("\x1b\\[[01]?m")
"""Bold, and its end: all that a summary tells a terminal."""


class Diary(NamedTuple):
    """What came of every command."""

    notebook: Notebook
    reading: list[Came]
    writing: list[Came]
    refused: list[Came]
    unchanged: bool
    """The store was the same, byte for byte, after the commands that read."""
    sockets: Path

    @property
    def all(self) -> list[Came]:
        return [*self.reading, *self.writing, *self.refused]


def begin(home: Path) -> Notebook:
    notebook = Notebook(home)
    notebook.store = home / hostile_store.NAME
    notebook.env |= {"REFLECT_STORE": str(notebook.store), "EDITOR": EDITOR, "_TYPER_STANDARD_TRACEBACK": "1"}
    notebook.env |= {"PYTHONPATH": UNPLUGGED, "SOCKETS_LOG": str(home / "sockets")}
    hostile_store.make(notebook.store)
    for name, text in FILES.items():
        (home / name).write_text(text)
    subprocess.run(["git", "init", "-q", "--bare", home / REMOTE], check=True)
    return notebook


def of_all(notebook: Notebook) -> Diary:
    before = notebook.tree()
    reading = forked(notebook, [*runs(READING), *runs(as_json(READING)), *runs(READING, terminal=True)])
    unchanged = notebook.tree() == before
    writing = forked(notebook, runs(WRITING), through=("sh", "-c", 'umask 000; exec "$@"', "sh"))
    refused = forked(notebook, runs(with_a_hostile_value()))
    return Diary(notebook, reading, writing, refused, unchanged, notebook.home / "sockets")


def each_does_what_it_is_there_for(diary: Diary) -> None:
    assert [came for came in [*diary.reading, *diary.writing] if came.code] == []
    assert [came for came in diary.refused if came.code not in (0, 2, 3, 4, 5, 7)] == []
    assert sum(came.code == 2 for came in diary.refused) > len(diary.refused) / 3


def nothing_that_acts_on_a_terminal_is_printed(diary: Diary) -> None:
    shown = 0
    for came in diary.all:
        if "csv" in came.run.args and not came.run.terminal:
            continue  # a file or a pipe is given the texts themselves
        printed = _OUR_OWN.sub("", came.all).replace("\r\n", "\n") if came.run.terminal else came.all
        acting = {character for character in printed if not character.isprintable()} - set("\n\t")
        assert not acting, (came.run, sorted(map(ascii, acting)))
        shown += r"\x1b[2J" in printed or r"\u001b[2J" in printed
    assert shown > len(diary.reading) / 3
    assert any("\x1b[1m" in came.out for came in diary.reading if came.run.terminal)


def markup_and_formats_are_text(diary: Diary) -> None:
    for came in diary.reading:
        if came.run.args[0] in ("list", "show", "care") and "--json" not in came.run.args:
            assert "[bold]x[/bold] [/] {0} %s" in came.out, came
    week = [came for came in diary.reading if came.run.args[0] == "week" and "--html" not in came.run.args]
    assert all(hostile_store.LABEL in came.out for came in week)


def what_reads_changes_nothing(diary: Diary) -> None:
    assert diary.unchanged


def no_text_and_no_traceback_is_in_what_is_said(diary: Diary) -> None:
    for came in diary.all:
        assert "Traceback" not in came.all
        assert "internal error" not in came.all
        assert "quince" not in came.err
    for came in diary.writing:
        assert "quince" not in came.out or came.run.args == ("today",), came


def no_socket_is_opened(diary: Diary) -> None:
    assert not diary.sockets.exists(), diary.sockets.read_text()


def all_that_was_written_is_for_the_owner_alone(diary: Diary) -> None:
    found = [diary.notebook.store, *diary.notebook.store.rglob("*")]
    beside = {path for path in diary.notebook.home.iterdir() if path.name.startswith(hostile_store.NAME)}
    found += beside - {diary.notebook.home / REMOTE}
    names = {"labels.json", "care.txt", "lock", "past.json", "reflect.toml"}
    assert {path.name for path in found} >= (names if sealed.ASKED else {*names, "drafts"})  # else in memory
    for path in found:
        is_for_the_owner_alone(path)


def is_for_the_owner_alone(path: Path) -> None:
    is_object = "objects" in path.parts and path.is_file()  # which git makes read-only
    assert path.stat().st_mode & (0o577 if is_object else 0o777) == (
        0o400 if is_object else 0o700 if path.is_dir() else 0o600
    ), path


def no_draft_stays_behind(diary: Diary) -> None:
    assert [*diary.notebook.file("drafts").glob("*")] == []


def it_can_be_ended(diary: Diary) -> None:
    (came,) = forked(diary.notebook, runs(ENDING))
    assert came.code == 0, came
    assert came.all.replace("\n", "").isprintable()
    assert not diary.notebook.store.exists()


def test_every_command_there_is_is_among_them() -> None:
    used = [*READING, *WRITING, *ENCRYPTING, *ENDING]
    assert [words for words in commands.every() if not any(args[: len(words)] == words for args in used)] == []


@pytest.mark.thorough
def test_every_command_on_a_hostile_store(tmp_path: Path) -> None:
    diary = of_all(begin(tmp_path))
    each_does_what_it_is_there_for(diary)
    what_reads_changes_nothing(diary)
    nothing_that_acts_on_a_terminal_is_printed(diary)
    markup_and_formats_are_text(diary)
    no_text_and_no_traceback_is_in_what_is_said(diary)
    no_socket_is_opened(diary)
    all_that_was_written_is_for_the_owner_alone(diary)
    no_draft_stays_behind(diary)
    it_can_be_ended(diary)


@pytest.mark.parametrize(
    "program", ["import socket; socket.socket()", "import urllib.request as u; u.urlopen('http://a')"]
)
def test_a_socket_would_be_seen(tmp_path: Path, program: str) -> None:
    log = tmp_path / "sockets"
    env = {"PYTHONPATH": UNPLUGGED, "SOCKETS_LOG": str(log)}
    assert subprocess.run([sys.executable, "-c", program], env=env, capture_output=True, check=False).returncode
    assert "socket" in log.read_text() or "urllib" in log.read_text()


def test_a_umask_that_closes_all_is_no_hindrance(tmp_path: Path) -> None:
    notebook = begin(tmp_path)
    through = ("sh", "-c", 'umask 777; exec "$@"', "sh", *notebook.without_powers().through)
    came = forked(notebook, runs(WRITING), through=through)
    assert [one for one in came if one.code] == []
    for path in (notebook.store, *notebook.store.rglob("*")):
        is_for_the_owner_alone(path)

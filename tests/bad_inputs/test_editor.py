"""Editors that are missing, rename, write what is no UTF-8, or are interrupted: in a terminal of their own."""

import os
import signal
import sys
import time
from pathlib import Path

import pexpect
import pytest

from tests.bad_inputs.hostile import Notebook

_SECONDS = 10


def _editor(notebook: Notebook, script: str) -> str:
    path = notebook.home / "ed.sh"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o700)
    return str(path)


def _spawn(notebook: Notebook, editor: str, *args: str) -> "pexpect.spawn[bytes]":
    return pexpect.spawn(
        sys.executable,
        ["-m", "reflect", *(args or ("note", "--edit"))],
        env={**notebook.env, "EDITOR": editor, "TERM": "dumb"},
        cwd=str(notebook.home),
        timeout=_SECONDS,
    )


def _ended(child: "pexpect.spawn[bytes]") -> tuple[int | None, str]:
    child.expect(pexpect.EOF)
    printed = (child.before or b"").decode().replace("\r\n", "\n")
    child.close()
    assert child.signalstatus is None, printed
    assert "Traceback" not in printed
    return child.exitstatus, printed


def _drafts(notebook: Notebook) -> list[Path]:
    drafts = notebook.file("drafts")
    return sorted(drafts.iterdir()) if drafts.exists() else []


def _texts(notebook: Notebook) -> list[str]:
    return [entry["text"] for entry in notebook.entries() if entry["kind"] == "note"]


@pytest.mark.parametrize("editor", ["no-such-editor", "no-such-editor --wait"])
def test_an_editor_that_is_not_there_is_named(notebook: Notebook, editor: str) -> None:
    before = notebook.tree()
    code, printed = _ended(_spawn(notebook, editor))
    assert code == 2
    assert "no-such-editor" in printed
    assert notebook.tree() == before
    assert _drafts(notebook) == []


def test_an_editor_has_its_arguments_and_no_shell(notebook: Notebook) -> None:
    code, printed = _ended(_spawn(notebook, "sh -c 'printf hi > \"$1\"' x"))
    assert code == 0, printed
    assert _texts(notebook)[-1] == "hi"
    assert _drafts(notebook) == []


def test_an_editor_that_renames_a_new_file_over_the_draft(notebook: Notebook) -> None:
    code, printed = _ended(_spawn(notebook, _editor(notebook, 'printf hi > "$1.new"; mv "$1.new" "$1"')))
    assert code == 0, printed
    assert _texts(notebook)[-1] == "hi"
    assert _drafts(notebook) == []


@pytest.mark.parametrize(
    ("script", "named"),
    [
        ("printf '\\377\\376abc' > \"$1\"", "UTF-8"),
        ("printf 'mine\\000' > \"$1\"", "NUL"),
        ('printf mine > "$1"; exit 3', "exit code 3"),
        ("head -c 1100000 /dev/zero | tr '\\0' x > \"$1\"", "1 MiB"),
    ],
)
def test_what_cannot_be_kept_stays_as_a_draft(notebook: Notebook, script: str, named: str) -> None:
    before = notebook.tree()
    code, printed = _ended(_spawn(notebook, _editor(notebook, script)))
    assert code == 2
    assert named in printed
    assert notebook.tree() == before
    (draft,) = _drafts(notebook)
    assert draft.name in printed
    assert draft.stat().st_mode & 0o777 == 0o600


def _wrong(name: str, reason: str) -> object:
    return pytest.param(name)


@pytest.mark.parametrize(
    "name",
    [
        _wrong("SIGINT", "cli/app.py, _run: what InterruptedDraftError says is lost; exit 130 without a word"),
        _wrong("SIGTERM", "cli/editor.py, _run: the signal ends the program; nothing is said of the draft"),
        _wrong("SIGHUP", "cli/editor.py, _run: the signal ends the program; nothing is said of the draft"),
    ],
)
def test_a_signal_while_the_editor_is_open_keeps_the_draft_and_says_where(notebook: Notebook, name: str) -> None:
    before = notebook.tree()
    child = _spawn(notebook, _editor(notebook, 'printf "plum jam" > "$1"\nexec sleep 60'))
    until = time.monotonic() + _SECONDS
    while not any(draft.read_bytes() for draft in _drafts(notebook)):
        assert time.monotonic() < until
        time.sleep(0.02)
    assert child.pid is not None
    os.killpg(child.pid, getattr(signal, name))
    code, printed = _ended(child)
    assert code == 130, printed
    assert "draft" in printed
    assert "plum jam" not in printed
    assert notebook.tree() == before
    (draft,) = _drafts(notebook)
    assert draft.name in printed
    assert draft.read_text() == "plum jam"
    assert draft.stat().st_mode & 0o777 == 0o600

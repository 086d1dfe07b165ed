"""Editors that are missing, rename, write what is no UTF-8, or are interrupted: in a terminal of their own."""

import os
import shutil
import signal
import time
from pathlib import Path

import pexpect
import pytest

from tests import sealed
from tests.bad_inputs.hostile import Notebook
from tests.terminal.spawned import Child, spawn

_SECONDS = 10


def _editor(notebook: Notebook, script: str) -> str:
    path = notebook.home / "ed.sh"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o700)
    return str(path)


def _spawn(notebook: Notebook, editor: str, *args: str) -> Child:
    return spawn(notebook, *(args or ("note", "--edit")), env={"EDITOR": editor, "TERM": "dumb"})


def _ended(child: Child) -> tuple[int | None, str]:
    child.expect(pexpect.EOF)
    printed = (child.before or "").replace("\r\n", "\n")
    child.close()
    assert child.signalstatus is None, printed
    assert "Traceback" not in printed
    return child.exitstatus, printed


def _drafts(notebook: Notebook) -> list[Path]:
    sealed.see(notebook.store)
    in_memory = Path(notebook.env.get("XDG_RUNTIME_DIR", "/none")).glob("reflect-*/drafts-*/*")
    return sorted([*notebook.file("drafts").glob("*"), *in_memory])


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


@pytest.mark.parametrize("editor", ["no-such-editor", "'unclosed", "/etc", ""])
def test_an_editor_that_cannot_be_run_makes_no_store(notebook: Notebook, editor: str) -> None:
    shutil.rmtree(notebook.store)
    ran = notebook("note", "--edit", env={"EDITOR": editor}, code=2)
    assert ran.err.startswith("reflect: ")
    assert not notebook.store.exists()


LITTER = ("$1~", "$1.bak", "$d/.$n.swp", "$d/#$n#", "$d/.#$n", "$d/$n.save")
"""What editors leave beside a draft: copies of it, all with its name in theirs."""
LITTERS = 'd=$(dirname "$1"); n=$(basename "$1"); for f in ' + " ".join(LITTER) + '; do cp "$1" "$f"; done'


def test_what_an_editor_leaves_beside_the_draft_goes_with_it(notebook: Notebook) -> None:
    editor = _editor(notebook, f'printf "fig %s" tart > "$1"; {LITTERS}; ls -A "$d" > {notebook.home}/seen')
    notebook("note", "--edit", env={"EDITOR": editor, "TMPDIR": str(notebook.home)})
    assert len((notebook.home / "seen").read_text().split()) == 1 + len(LITTER)
    assert _drafts(notebook) == []
    assert _texts(notebook)[-1] == "fig tart"
    outside = [path for path in notebook.home.rglob("*") if path.is_file() and notebook.store not in path.parents]
    assert [path for path in outside if b"fig tart" in path.read_bytes()] == []


@pytest.mark.parametrize("fault", ["a damaged month", "a time that cannot be", "a lock that is a folder"])
def test_a_draft_is_saved_where_it_could_not_be_saved_as_an_entry(notebook: Notebook, fault: str) -> None:
    if fault == "a damaged month":
        notebook.november.write_bytes(b"")
    if fault == "a lock that is a folder":
        notebook.file("lock").mkdir()
    at = ("--at", "yesternoon") if fault == "a time that cannot be" else ()
    before = notebook.tree()
    editor = _editor(notebook, 'printf "plum jam" > "$1"')
    ran = notebook("note", "--edit", *at, env={"EDITOR": editor}, code=2 if at else 4)
    assert notebook.tree() == before
    (draft,) = _drafts(notebook)
    assert draft.read_text() == "plum jam"
    assert draft.name in ran.err
    assert "plum jam" not in ran.err
    assert draft.stat().st_mode & 0o777 == 0o600
    assert draft.parent.stat().st_mode & 0o777 == 0o700


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
        pytest.param("printf '\\377\\376abc' > \"$1\"", "UTF-8", id="bad-utf8"),
        ("printf 'mine\\000' > \"$1\"", "NUL"),
        ('printf mine > "$1"; exit 3', "exit code 3"),
        ("head -c 1100000 /dev/zero | tr '\\0' x > \"$1\"", "1 MiB"),
    ],
)
def test_what_cannot_be_saved_stays_as_a_draft(notebook: Notebook, script: str, named: str) -> None:
    before = notebook.tree()
    code, printed = _ended(_spawn(notebook, _editor(notebook, script)))
    assert code == 2
    assert named in printed
    assert notebook.tree() == before
    (draft,) = _drafts(notebook)
    assert draft.name in printed
    assert draft.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
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


def test_an_editor_that_returns_at_once_is_told_of_and_its_file_comes_back(notebook: Notebook) -> None:
    ran = notebook("note", "--edit", env={"EDITOR": "true"}, code=2)
    assert "nothing to save: the text is empty; if your editor opens a window of its own, it needs its wait" in ran.err
    (draft,) = _drafts(notebook)
    assert draft.stat().st_mode & 0o777 == 0o600
    assert "draft" not in notebook("note", "before anything is in it").err
    draft.write_text("written in the window")
    ran = notebook("note", "another one")
    assert f"There is a draft: {draft} · `reflect note --draft` opens it." in ran.err
    notebook("note", "--draft", env={"EDITOR": "true"})
    assert "written in the window" in _texts(notebook)
    assert _drafts(notebook) == []
    assert "there is no draft" in notebook("note", "--draft", env={"EDITOR": "true"}, code=3).err


def test_a_file_left_empty_after_a_while_goes(notebook: Notebook) -> None:
    ran = notebook("note", "--edit", env={"EDITOR": _editor(notebook, "sleep 1.1")}, code=2)
    assert ran.err.endswith("nothing to save: the text is empty. Nothing was changed.\n")
    assert _drafts(notebook) == []


def test_a_byte_order_mark_is_no_text(notebook: Notebook) -> None:
    notebook("note", "--edit", env={"EDITOR": _editor(notebook, "printf '\\357\\273\\277hi' > \"$1\"")})
    assert "hi" in _texts(notebook)


def test_an_answer_is_written_under_its_prompt_which_goes_again(notebook: Notebook) -> None:
    prompt = notebook("today", "--json").json["prompt_text"]
    editor = _editor(notebook, f'cp "$1" {notebook.home}/seen; printf "# mine\\nin the kitchen\\n" >> "$1"')
    ran = notebook("answer", "--edit", env={"EDITOR": editor})
    seen = (notebook.home / "seen").read_text()
    assert " ".join(line.removeprefix("# ") for line in seen.splitlines()).startswith(prompt)
    assert " ".join(ran.out.split()).find(prompt) > 0
    answers = [entry["text"] for entry in notebook.entries() if entry["kind"] == "answer"]
    assert answers == ["# mine\nin the kitchen"]
    ran = notebook("answer", "--edit", env={"EDITOR": "true"}, code=2)
    assert "nothing to save" in ran.err

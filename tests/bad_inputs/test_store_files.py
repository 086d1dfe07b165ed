"""What can stand in the store beside good month files: links, pipes, locks, litter, modes, copies."""

import fcntl
import time
from pathlib import Path

import pytest

from tests.bad_inputs.hostile import NOVEMBER, Case, Notebook, held, refuses


@pytest.fixture
def victim(tmp_path: Path) -> Path:
    """A file outside the store that no command may write."""
    path = tmp_path / "VICTIM.json"
    path.write_bytes(NOVEMBER)
    return path


@pytest.mark.parametrize("name", ["entries/.2026-11.json.tmp", "lock", "deleted.json", ".reflect.toml.tmp"])
def test_a_link_at_a_name_that_the_program_writes_leads_nowhere(notebook: Notebook, victim: Path, name: str) -> None:
    notebook.file(name).unlink(missing_ok=True)
    notebook.file(name).symlink_to(victim)
    for command in (("note", "y"), ("delete", "q7m2", "--yes"), ("config", "set", "week_starts", "sunday")):
        begun = time.monotonic()
        ran = notebook(*command, code=None)
        assert time.monotonic() - begun < 3
        assert ran.code in (0, 4), ran
        assert victim.read_bytes() == NOVEMBER
    assert not notebook.november.is_symlink()


def test_a_month_that_there_is_not_is_neither_loaded_nor_removed(notebook: Notebook) -> None:
    thirteenth = notebook.file("entries/2026-13.json")
    notebook.november.rename(thirteenth)
    notebook.file("entries/2026-10.json").unlink()
    assert notebook("export").out == ""
    notebook("note", "y")
    assert len(notebook.entries()) == 1
    assert thirteenth.read_bytes() == NOVEMBER
    assert "2026-13.json" in notebook("store", "check", code=4).out
    assert thirteenth.read_bytes() == NOVEMBER


def test_of_copies_beside_a_month_those_of_sync_tools_are_counted_in_and_none_is_lost(notebook: Notebook) -> None:
    copies = [
        notebook.file(f"entries/{name}")
        for name in ("2026-11 (conflicted copy).json", "2026-11.json~", ".2026-11.json.swp")
    ]
    for copy in copies:
        copy.write_bytes(NOVEMBER.replace(b"plum jam", b"one more"))
    assert copies[0].name in notebook("export").err
    checked = notebook("store", "check").out
    assert all(copy.name in checked for copy in copies)
    assert "plain text" in checked
    notebook("note", "y")
    assert notebook("list", "--json").json["entries"][-1]["text"] == "y"
    assert not copies[0].exists()
    assert all(copy.exists() for copy in copies[1:])
    (aside,) = notebook.file("backups").rglob(copies[0].name)
    assert b"one more" in aside.read_bytes()
    assert len(notebook.entries()) == 4


@pytest.mark.thorough
def test_a_lock_held_for_good_is_waited_for_and_said_while_reading_goes_on(notebook: Notebook) -> None:
    with notebook.file("lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert "walnut bread" in notebook("list").out
        begun = time.monotonic()
        held(notebook, Case("locked", [], ("lock",), code=4, seconds=15), ("note", "y"))
        assert time.monotonic() - begun > 9
    notebook("note", "y")


def test_a_store_that_cannot_be_written_can_be_read(notebook: Notebook) -> None:
    bound = notebook.without_powers()
    for path in (notebook.store, *notebook.store.rglob("*")):
        path.chmod(0o500 if path.is_dir() else 0o400)
    case = Case("readonly", [("note", "y"), ("today",), ("delete", "q7m2", "--yes")], ("store|writ|permission",), 4)
    refuses(bound, case._replace(seconds=3))
    assert "walnut bread" in bound("list").out
    for path in (notebook.store, notebook.file("entries")):
        path.chmod(0o700)


def test_a_month_that_cannot_be_read_is_not_an_empty_one(notebook: Notebook) -> None:
    bound = notebook.without_powers()
    notebook.november.chmod(0)
    for command in (("note", "y"), ("export", "-o", "out.jsonl"), ("week",)):
        ran = bound(*command, code=4)
        assert "2026-11.json" in ran.err
        assert ran.out == ""
    notebook.november.chmod(0o600)
    assert notebook.november.read_bytes() == NOVEMBER


def test_modes_that_a_sync_tool_opened_are_repaired_or_named(notebook: Notebook) -> None:
    for path in (notebook.store, *notebook.store.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    said = notebook("note", "y").err
    wide = [path for path in (notebook.store, *notebook.store.rglob("*")) if path.stat().st_mode & 0o077]
    assert not wide or said, wide


@pytest.mark.parametrize("name", ["entries/.2026-11.json.tmp", "staged/entries!2026-11.json"])
def test_what_a_killed_run_left_is_ignored_and_cleared_by_the_next_writer(notebook: Notebook, name: str) -> None:
    litter = notebook.file(name)
    litter.parent.mkdir(exist_ok=True, mode=0o700)
    litter.write_bytes(NOVEMBER[:200])
    assert notebook("export").out.count("\n") == 3
    assert litter.exists()
    notebook("note", "y")
    assert len(notebook.entries()) == 4
    assert not litter.exists()

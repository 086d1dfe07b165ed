"""Hostile backups: refused in one sentence, soon, and nothing is made or changed."""

import os
import time
import tracemalloc
from pathlib import Path

import pytest

from reflect.errors import BadFileError
from reflect.journal import Journal
from tests.bad_inputs.cases_backups import FILES, FURTHER, LISTED, MONTH, Bad, good, sealed, zipped
from tests.bad_inputs.hostile import NOW, Case, Notebook, is_one_sentence, refuses
from tests.store.breaking import tree


def journal(folder: Path) -> Journal:
    return Journal.open(str(folder / "new"), environ={"REFLECT_NOW": NOW, "TZ": "UTC"})


def test_what_the_faults_are_put_into_is_good(tmp_path: Path) -> None:
    journal(tmp_path).restore(journal(tmp_path).plan_restore(zipped(good()), "good.zip"))
    files = {name: raw for name, raw in tree(tmp_path / "new").items() if raw and not name.startswith("cache/")}
    assert files == FILES


@pytest.mark.parametrize("bad", LISTED, ids=lambda bad: bad.id)
def test_a_listed_file_is_refused_and_no_store_is_made(notebook: Notebook, bad: Bad) -> None:
    (notebook.home / "bad").write_bytes(bad.make())
    command = ("--store", "new", "store", "restore", "bad", "--yes")
    refuses(notebook, Case(bad.id, [command], ("bad", bad.said), code=5))
    assert not (notebook.home / "new").exists()


@pytest.mark.parametrize("bad", FURTHER, ids=lambda bad: bad.id)
def test_a_file_with_one_fault_is_refused_for_it(tmp_path: Path, bad: Bad) -> None:
    raw = bad.make()
    begun = time.monotonic()
    with pytest.raises(BadFileError) as refused:
        journal(tmp_path).plan_restore(raw, "bad.zip")
    assert time.monotonic() - begun < 3
    is_one_sentence(f"reflect: {refused.value}\n", ("bad.zip", bad.said))
    assert refused.value.changed_nothing
    assert not list(tmp_path.iterdir())


def test_a_bomb_that_lies_about_its_size_is_not_unpacked(tmp_path: Path) -> None:
    raw = next(bad for bad in FURTHER if bad.id == "lies short").make()
    tracemalloc.start()
    try:
        with pytest.raises(BadFileError):
            journal(tmp_path).plan_restore(raw, "bad.zip")
        assert tracemalloc.get_traced_memory()[1] < 16 << 20
    finally:
        tracemalloc.stop()


def test_a_month_that_was_damaged_when_it_was_saved_comes_back_as_it_was(tmp_path: Path) -> None:
    files = {**FILES, MONTH: b"plum jam"}
    sought = journal(tmp_path).plan_restore(sealed(files, damaged=[MONTH]), "bad.zip")
    assert list(sought.held.faults) == [MONTH]
    journal(tmp_path).restore(sought)
    assert {name: raw for name, raw in tree(tmp_path / "new").items() if raw and not name.startswith("cache/")} == files


@pytest.mark.parametrize("what", ["folder", "fifo", "missing", "/dev/zero"])
def test_what_is_no_file_is_refused(notebook: Notebook, what: str) -> None:
    (notebook.home / "folder").mkdir()
    os.mkfifo(notebook.home / "fifo")
    refuses(notebook, Case(what, [("store", "restore", what, "--yes")], (what,), seconds=5))

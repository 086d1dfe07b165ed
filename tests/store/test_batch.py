"""A batch: nothing is written before its end, reads inside see it, and it is one undo step."""

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.errors import ImpossibleValueError, NotFoundError, StoreError
from reflect.journal import Journal
from reflect.store import undo
from tests.program import NOW
from tests.store.breaking import WRITING, KilledError, every_point, tree
from tests.store.samples import at, note, number, put

DAYS = ("2026-11-23", "2026-11-02", "2026-10-05", "2025-12-31")
LABELS = ("withdrawal", "anger", "sulking")


def steps(store: str | Path) -> list[str]:
    return undo.step_files(at(store)._store.files)


def files(store: str | Path) -> dict[str, bytes | None]:
    """Return the files of the store, without what a lock and an undo log need."""
    found = tree(store) if os.path.isdir(store) else {}
    return {
        name: data
        for name, data in found.items()
        if data is not None and name.split("/")[0] not in ("lock", "undo", "cache")
    }


def nth(journal: Journal, n: int) -> str | None:
    entries = [entry for entry in journal._store.entries() if entry["kind"] != "offer"]
    return entries[n % len(entries)]["id"] if entries else None


def edit(journal: Journal, n: int, day: str) -> None:
    if entry_id := nth(journal, n):
        journal.edit(entry_id, {"at": f"{day} 12:00", "private": n % 2 == 0})


def delete(journal: Journal, n: int, _: str) -> None:
    if entry_id := nth(journal, n):
        journal.delete([entry_id])


def rows(journal: Journal, n: int, day: str) -> None:
    document = [{"kind": "note", "day": day, "text": f"{n}"}, {"kind": "mood", "day": DAYS[n % 4], "value": 3}]
    journal.import_("".join(f"{json.dumps(row)}\n" for row in document), "rows")


UNDOABLE: dict[str, Callable[[Journal, int, str], object]] = {
    "note": lambda journal, n, day: journal.note(f"words {n}", at=day),
    "pattern": lambda journal, n, day: journal.pattern(LABELS[n % 3], people=["Sam"], at=day),
    "edit": edit,
    "delete": delete,
    "import": rows,
    "retire": lambda journal, *_: journal.pass_prompt(retire=True),
    "label": lambda journal, n, _: journal.retire_label(LABELS[n % 3]),
    "pack": lambda journal, n, _: journal.write_prompt(f"Which of the {n} calls did you wait for?"),
}
NEVER_UNDONE: dict[str, Callable[[Journal, int, str], object]] = {
    "offer": lambda journal, *_: journal.today(),
    "setting": lambda journal, n, _: journal.set_setting("mood.scale", f"0-{n + 7}"),
    "contacts": lambda journal, n, _: journal.set_contacts(f"Ines: {n}"),
}
COMMANDS = UNDOABLE | NEVER_UNDONE
SEQUENCES = st.lists(
    st.tuples(st.sampled_from(sorted(COMMANDS)), st.integers(0, 9), st.sampled_from(DAYS)), min_size=1, max_size=8
)


def run(journal: Journal, commands: list[tuple[str, int, str]]) -> None:
    for name, n, day in commands:
        try:
            COMMANDS[name](journal, n, day)
        except (ImpossibleValueError, NotFoundError):
            assert name in ("label", "retire", "offer", "pack")


def seen(journal: Journal) -> Any:
    """Return all that a reader sees."""
    store = journal._store
    return (
        journal.exists(),
        store.entries(),
        [len(entries) for entries in store.by_month()],
        [journal.find(entry["id"]) for entry in store.entries()],
        store.months(),
        store.deleted(),
        store.operations(),
        journal.labels(),
        journal.settings(),
        journal.contacts() if not store.in_batch else None,
        store.packs(),
    )


def as_it_was(found: dict[str, bytes | None]) -> dict[str, bytes]:
    """Return files as an undo brings them back: but for `edited_at`, and for marks, which stay."""
    stamp = re.compile(rb'\n *"edited_at": "[^"]*",')
    return {name: stamp.sub(b"", raw) for name, raw in found.items() if raw and name != "deleted.json"}


@given(SEQUENCES, st.booleans())
def test_what_is_read_inside_is_what_is_read_after_it_and_undo_takes_all_back(
    commands: list[tuple[str, int, str]], is_new: bool
) -> None:
    with tempfile.TemporaryDirectory() as home:
        store = f"{home}/store"
        if not is_new:
            put(store, note(number(1), "2026-10-05"), note(number(2)))
            at(store).today()
        journal = at(store)
        before, had = files(store), steps(store)
        with journal.batch():
            run(journal, commands)
            inside = seen(journal)
            assert files(store) == before
            assert os.path.exists(store) != is_new
        assert seen(at(store))[1:9] == inside[1:9]  # the store itself is made only if anything was changed
        new = [step for step in steps(store) if step not in had]
        assert len(new) <= 1
        if new:
            never_undone = [command for command in commands if command[0] in NEVER_UNDONE]
            at(store).undo()
            assert at(store).settings()["prompts.retired"] == []
            assert steps(store) == had
            if not never_undone and not is_new and "offer" not in str(inside[1][2:]):
                assert as_it_was(files(store)) == as_it_was(before)


@given(SEQUENCES)
def test_an_exception_writes_nothing(commands: list[tuple[str, int, str]]) -> None:
    with tempfile.TemporaryDirectory() as home:
        for store in (f"{home}/new", f"{home}/old"):
            if store.endswith("old"):
                put(store, note(number(1), "2026-10-05"), note(number(2)))
            journal = at(store)
            before = seen(journal)
            kept = tree(store) if os.path.exists(store) else None
            with pytest.raises(ZeroDivisionError), journal.batch():  # noqa: PT012
                run(journal, commands)
                raise ZeroDivisionError
            assert seen(journal) == before
            assert (tree(store) if os.path.exists(store) else None) == kept


def test_changes_that_are_never_undone_stay_out_of_the_step(tmp_path: Path) -> None:
    at(tmp_path).set_setting("week_starts", "sunday")
    journal = at(tmp_path)
    with journal.batch():
        shown = journal.today()
        journal.set_setting("mood.scale", "0-10")
        journal.set_contacts("Ines: 1")
        journal.note("words")
        journal.pass_prompt(retire=True)
        journal.set_setting("language", "en")
    assert len(steps(tmp_path)) == 1
    assert at(tmp_path).settings()["prompts.retired"] == [shown.prompt]
    at(tmp_path).undo()
    assert [entry["kind"] for entry in at(tmp_path)._store.entries()] == ["offer"]
    settings = at(tmp_path).settings()
    assert (settings["mood.scale"], settings["week_starts"], settings["prompts.retired"]) == ([0, 10], "sunday", [])
    assert at(tmp_path).contacts() == "Ines: 1\n"


def test_with_only_such_changes_there_is_no_step(tmp_path: Path) -> None:
    journal = at(tmp_path)
    with journal.batch():
        journal.today()
        journal.set_setting("mood.scale", "0-10")
    assert steps(tmp_path) == []
    with pytest.raises(NotFoundError):
        at(tmp_path).undo()


def test_a_command_that_is_refused_takes_its_own_changes_back_alone(tmp_path: Path) -> None:
    journal = at(tmp_path)
    with journal.batch():
        journal.note("words")
        with pytest.raises(ZeroDivisionError), journal._store.writing() as change:  # noqa: PT012
            change.add([note(number(1))])
            change.set({"mood.scale": [0, 10]})
            raise ZeroDivisionError
        assert [entry["kind"] for entry in journal.entries()] == ["note"]
    assert [entry["kind"] for entry in at(tmp_path).entries()] == ["note"]
    assert at(tmp_path).scale == (1, 7)


def test_a_batch_within_a_batch_and_what_writes_at_once_are_refused(tmp_path: Path) -> None:
    journal = at(tmp_path)
    entry = journal.note("before").entry
    raw, _ = journal.backup()
    with journal.batch():
        journal.note("words")
        for refused in (
            lambda: journal.batch().__enter__(),
            journal.undo,
            journal.repair,
            journal.erase,
            lambda: journal.restore(raw),
            lambda: journal.delete([entry["id"]], forever=True),
        ):
            with pytest.raises(ImpossibleValueError, match="cannot be part of a batch"):
                refused()
    assert len(at(tmp_path).entries()) == 2


def test_an_empty_batch_makes_no_store(tmp_path: Path) -> None:
    made: list[str] = []
    journal = Journal.open(str(tmp_path / "store"), environ={"REFLECT_NOW": NOW, "TZ": "UTC"}, new_store=made.append)
    with journal.batch():
        pass
    assert not os.path.exists(tmp_path / "store")
    with journal.batch():
        journal.note("words")
        assert made == []
    assert made == [str(tmp_path / "store")]


def test_a_store_that_another_command_made_meanwhile_is_left_alone(tmp_path: Path) -> None:
    journal = at(tmp_path / "store")
    with pytest.raises(StoreError, match="made by another command meanwhile"), journal.batch():  # noqa: PT012
        journal.note("words")
        at(tmp_path / "store").note("of another")
    assert [entry["text"] for entry in at(tmp_path / "store").entries()] == ["of another"]  # type: ignore[typeddict-item]


def test_an_error_of_the_block_is_its_own(tmp_path: Path) -> None:
    at(tmp_path).note("words")
    with pytest.raises(FileNotFoundError), at(tmp_path).batch():
        (tmp_path / "nowhere").read_bytes()


def test_the_cache_of_the_past_does_not_learn_of_it(tmp_path: Path) -> None:
    put(str(tmp_path), note(number(1), "2026-09-05"))
    journal = at(tmp_path)
    with pytest.raises(ZeroDivisionError), journal.batch():  # noqa: PT012
        journal.pattern("shrinking", at="2026-10-05")
        journal.pattern("shrinking")
        raise ZeroDivisionError
    assert not os.path.exists(tmp_path / "cache")
    assert [label.name for label in at(tmp_path).pattern("shrinking").new_labels] == ["shrinking"]


BLOCK = """
import os, signal, sys, time
from reflect import Journal
journal = Journal.open(sys.argv[1])
try:
    with journal.batch():
        journal.note("one", at="2026-10-05")
        journal.note("two")
        print("inside", flush=True)
        time.sleep(30)
except KeyboardInterrupt:
    sys.exit(130)
"""


@pytest.mark.parametrize(("number_of_signal", "code"), [(signal.SIGINT, 130), (signal.SIGKILL, -9)])
@pytest.mark.parametrize("is_new", [True, False])
def test_a_signal_ends_the_block_at_once_and_leaves_nothing(
    tmp_path: Path, number_of_signal: int, code: int, is_new: bool
) -> None:
    store = tmp_path / "store"
    if not is_new:
        at(store).note("before")
    before = tree(store) if not is_new else None
    environ = {**os.environ, "REFLECT_NOW": NOW, "TZ": "UTC"}
    with subprocess.Popen([sys.executable, "-c", BLOCK, str(store)], stdout=subprocess.PIPE, env=environ) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == b"inside\n"
        running.send_signal(number_of_signal)
        assert running.wait(timeout=10) == code
    assert (tree(store) if store.exists() else None) == before
    at(store).note("after")


def test_wherever_it_is_killed_all_of_it_is_there_or_nothing(tmp_path: Path) -> None:
    old = [note(number(1), "2026-10-05"), note(number(2))]
    saw = set()
    for path, disk in every_point(tmp_path, lambda path: put(path, *old), "killed", WRITING):
        journal = at(path)
        try:
            with journal.batch():
                journal.delete([number(1)])
                journal.note("new")
        except (KilledError, StoreError):
            assert disk.hit
        disk.mend()
        ids = {entry["id"] for entry in at(path).entries()}
        whole = number(1) not in ids
        assert len(ids) == 2
        saw.add(whole)
        at(path).note("after")
    assert saw == {True, False}

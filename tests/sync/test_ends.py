"""A sync that is killed anywhere, and syncs at the same moment: nothing is lost, and the next sync comes to the end."""

import contextlib
import itertools
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from tests.store.breaking import tree
from tests.sync.machines import Machine, objects, remote
from tests.sync.test_encrypted import FromTheStart

CANARY = b"vanishing-5f3a"
CALLS = ("replace", "rename", "unlink", "write", "fsync", "mkdir", "rmdir", "chmod", "utime", "open")
WORDS = {"first, edited on the other", "third", "from the other", "from here"}


@contextlib.contextmanager
def at_each_call(seen: Callable[[], object]) -> Iterator[None]:
    """Have it called before each call to git or to the disk in the block, and after each to git."""
    is_in = False

    def watched(call: Callable[..., Any]) -> Callable[..., Any]:
        def run(*args: Any, **more: Any) -> Any:
            nonlocal is_in
            if is_in:
                return call(*args, **more)
            is_in = True
            seen()
            is_in = False
            done = call(*args, **more)
            if call is git:
                is_in = True
                seen()
                is_in = False
            return done

        return run

    git = subprocess.run
    with contextlib.ExitStack() as stack:
        stack.enter_context(mock.patch.object(subprocess, "run", watched(git)))
        for name in CALLS:
            stack.enter_context(mock.patch.object(os, name, watched(getattr(os, name))))
        yield


def both_changed(home: Path, kind: type[Machine]) -> tuple[Machine, Machine]:
    """Return two machines that each have something for the other, and one of them something deleted for ever."""
    home.mkdir()
    one, other, place = kind(home, "one"), kind(home, "other", 1), remote(home)
    entries = [one.journal.note(text).entry["id"] for text in ("first", CANARY.decode(), "third")]
    one.journal.set_contacts("Ines")
    one.init(place)
    other.init(place)
    other.journal.edit(entries[0], {"text": "first, edited on the other"})
    one.journal.edit(entries[0], {"text": "first, edited here"})
    one.journal.edit(entries[1], {"private": True})
    other.journal.delete([entries[1]], forever=True)
    other.journal.set_setting("week_starts", "sunday")
    other.journal.note("from the other", at="2026-10-02")
    other.sync()
    one.journal.note("from here")
    one.journal.set_contacts("Ines, Tom")
    return one, other


def ends_well(one: Machine, other: Machine) -> None:
    """Hold what has to hold after a kill."""
    for machine in (one, other, one):
        machine.sync()
    assert one.shared() == other.shared()
    assert {entry["text"] for entry in one.entries().values()} == WORDS
    assert one.journal.contacts() == "Ines, Tom\n"
    assert CANARY not in objects(one.path.parent / "remote.git")
    assert [one.holds(CANARY), other.holds(CANARY)] == [[], []]
    assert "first, edited here" in {entry["text"] for entry in one.aside()}


@pytest.mark.thorough
@pytest.mark.parametrize("kind", [Machine, FromTheStart])
def test_a_sync_that_is_killed_at_any_call_is_finished_by_the_next(tmp_path: Path, kind: type[Machine]) -> None:
    """What a kill leaves is what is on the disks at that call: each such state is kept, and a sync goes on from it."""
    home, states = tmp_path / "home", dict[str, int]()
    calls = itertools.count(1)
    one, other = both_changed(home, kind)

    def keep() -> None:
        number, state = next(calls), str(sorted(tree(home).items()))
        if state not in states:
            states[state] = number
            shutil.copytree(home, tmp_path / str(number), symlinks=True)

    with at_each_call(keep):
        one.sync()
    assert next(calls) > 150
    found = list[dict[str, Any]]()
    for number in states.values():
        shutil.rmtree(home)
        (tmp_path / str(number)).rename(home)
        entries = one.entries()
        if entries not in found:
            found.append(entries)
        try:
            ends_well(one, other)
        except Exception as error:
            error.add_note(f"killed at call {number}")
            raise
    assert len(found) == 2  # as before the merge, or as after it


def race(home: Path, machines: int, rounds: int) -> None:
    place = remote(home)
    all_of_them = [Machine(home, f"m{number}") for number in range(machines)]
    for machine in all_of_them:
        machine.init(place)
    for number in range(rounds):
        children = []
        for machine in all_of_them:
            child = os.fork()
            if not child:
                try:
                    machine.journal.note(f"{machine.path.name}, round {number}")
                    machine.sync()
                except BaseException:  # noqa: BLE001 - the parent is told
                    os._exit(1)
                os._exit(0)
            children.append(child)
        codes = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
        assert codes == [0] * machines
    for machine in [*all_of_them, *all_of_them]:
        machine.sync()
    assert len({str(machine.shared()) for machine in all_of_them}) == 1
    assert len(all_of_them[0].entries()) == machines * rounds


def test_two_at_once(tmp_path: Path) -> None:
    race(tmp_path, 2, 1)


@pytest.mark.thorough
def test_three_at_once_again_and_again(tmp_path: Path) -> None:
    race(tmp_path, 3, 4)


def test_two_syncs_of_one_store_wait_for_each_other(tmp_path: Path) -> None:
    place, machine = remote(tmp_path), Machine(tmp_path, "one")
    machine.init(place)
    machine.journal.note("words")
    children = []
    for _ in range(2):
        child = os.fork()
        if not child:
            try:
                machine.sync()
            except BaseException:  # noqa: BLE001 - the parent is told
                os._exit(1)
            os._exit(0)
        children.append(child)
    assert [os.waitpid(child, 0)[1] for child in children] == [0, 0]
    assert machine.sync().sent == frozenset()

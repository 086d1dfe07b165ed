"""A sync that is killed anywhere, and syncs at the same moment: nothing is lost, and the next sync comes to the end."""

import itertools
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.sync.machines import Machine, objects, remote

CANARY = b"vanishing-5f3a"
CALLS = ("replace", "unlink", "write", "mkdir", "rmdir", "open")


def in_a_child(work: Callable[[], object], at: int = 0) -> int:
    """Run it in a child that is killed at the call of that number, to git or to the disk; return its exit code."""
    child = os.fork()
    if not child:
        numbers = itertools.count(1)

        def ends(call: Callable[..., Any]) -> Callable[..., Any]:
            def run(*args: Any, **more: Any) -> Any:
                if next(numbers) == at:
                    os._exit(9)
                done = call(*args, **more)
                if call is git and next(numbers) == at:
                    os._exit(9)
                return done

            return run

        git = subprocess.run
        subprocess.run = ends(git)
        for name in CALLS:
            setattr(os, name, ends(getattr(os, name)))
        try:
            work()
        except BaseException:  # noqa: BLE001 - whatever it is, the parent is told
            os._exit(1)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def both_changed(home: Path) -> tuple[Machine, Machine]:
    """Return two machines that each have something for the other, and one of them something deleted for ever."""
    home.mkdir()
    one, other, place = Machine(home, "one"), Machine(home, "other", 1), remote(home)
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


def kills(home: Path, step: int) -> Iterator[int]:
    """Yield the numbers of the calls at which a sync was killed, each from the same state."""
    one, _ = both_changed(home)
    shutil.copytree(home, home.with_name("template"), symlinks=True)
    for at in itertools.count(1, step):
        shutil.rmtree(home)
        shutil.copytree(home.with_name("template"), home, symlinks=True)
        if in_a_child(one.sync, at) == 0:
            return
        yield at


def ends_well(home: Path, step: int) -> int:
    """Hold what has to hold after each kill, and return how many there were."""
    home = home / "home"
    one, other = Machine(home, "one"), Machine(home, "other", 1)
    states: list[dict[str, Any]] = []
    tried = list[int]()
    for at in kills(home, step):
        tried.append(at)
        found = one.entries()
        if found not in states:
            states.append(found)
        for machine in (one, other, one):
            machine.sync()
        assert one.shared() == other.shared(), at
        assert {entry["text"] for entry in one.entries().values()} == {
            "first, edited on the other", "third", "from the other", "from here",
        }  # fmt: skip
        assert one.journal.contacts() == "Ines, Tom\n"
        assert CANARY not in objects(home / "remote.git"), at
        assert [one.holds(CANARY), other.holds(CANARY)] == [[], []], at
        assert "first, edited here" in {entry["text"] for entry in one.aside()}
    assert len(states) == 2  # as before the merge, or as after it
    return len(tried)


@pytest.mark.thorough
@pytest.mark.timeout(600)
def test_a_sync_that_is_killed_is_finished_by_the_next(tmp_path: Path) -> None:
    """At every call with HYPOTHESIS_PROFILE=thorough, which takes minutes; else at every ninth."""
    step = 1 if os.environ.get("HYPOTHESIS_PROFILE") == "thorough" else 9
    assert ends_well(tmp_path, step) >= 80 // step


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

"""Three machines live through random commands and syncs, their clocks a day apart, and come to the same journal.

The commands are verbs of a journal that is opened anew for each, in the process of the test, and in some lives runs of
the program; git runs as it does for a person. Beside each life a model is told what was done: what was deleted and not
edited since does not return, what an undo took back stays so, each version that was ever written is there, was the
origin of a later one, was deleted, or is set aside, and the words of what was deleted for ever are nowhere.
"""

import json
import os
import random
import re
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from reflect import ImpossibleValueError, NotFoundError, StoreError
from reflect.model.merge import canonical
from tests.sync.machines import Machine, objects, remote
from tests.sync.typed import Typed

LABELS = ("anger", "withdrawal", "sulking", "silence")
WORDS = re.compile(rb"words 0[.0-9]+")
DAYS = ("today", "2026-11-01", "2026-10-31", "2026-10-30")


class Life:
    """The lives of three machines."""

    def __init__(self, home: Path, seed: int, kind: type[Machine]) -> None:
        self.random = random.Random(seed)
        self.remote = remote(home)
        self.machines = [kind(home, name, days) for name, days in (("a", -1), ("b", 0), ("c", 1))]
        self.versions: dict[str, set[bytes]] = {}
        """Every version of every entry that was ever written, by id."""
        self.made_from: set[bytes] = set()
        """The versions that a later one was made from."""
        self.deleted: set[str] = set()
        """The ids that were deleted and, as far as any machine knows, not edited since."""
        self.seen: dict[Machine, dict[str, Any]] = {}
        """The entries of each machine."""
        for machine in self.machines:
            machine.journal.note(f"the first of {machine.path.name}")
            self.saw(machine, {})
            machine.init(self.remote)
            self.seen[machine] = machine.entries()

    def step(self) -> None:
        machine = self.random.choice(self.machines)
        verbs = [
            self.add,
            self.add,
            self.edit,
            self.edit,
            self.delete,
            self.undo,
            self.label,
            self.setting,
            self.prompt,
        ]
        verb = self.random.choice([*verbs, self.more, self.forget, self.later, self.sync, self.sync])
        before = self.seen[machine]
        try:
            verb(machine, before)
        except (ImpossibleValueError, NotFoundError, StoreError):  # such as an undo of what was merged since
            assert machine.entries() == before
        else:
            self.saw(machine, machine.entries() if verb == self.sync else before)

    def saw(self, machine: Machine, before: dict[str, Any]) -> None:
        self.seen[machine] = after = machine.entries()
        for entry_id, entry in after.items():
            if before.get(entry_id) != entry:
                self.versions.setdefault(entry_id, set()).add(canonical(entry))
                self.deleted.discard(entry_id)
                if entry_id in before:
                    self.made_from.add(canonical(before[entry_id]))
        for entry_id in before.keys() - after.keys():
            self.deleted.add(entry_id)
            self.made_from.add(canonical(before[entry_id]))

    def one_of(self, entries: dict[str, Any]) -> str:
        return self.random.choice(sorted(entries) or ["0000"])

    def words(self) -> str:
        return f"words {self.random.random()}"

    def add(self, machine: Machine, _: Any) -> None:
        day = self.random.choice(DAYS)
        if self.random.random() < 0.5:
            machine.journal.note(self.words(), at=day, private=self.random.random() < 0.2)
        else:
            machine.journal.pattern(self.random.choice(LABELS), people=["Sam"], at=day, note=self.words())

    def more(self, machine: Machine, _: Any) -> None:
        journal = machine.journal
        with journal.batch():
            journal.mood(self.random.randint(1, 7), note=self.words())
            journal.session(self.words(), at=self.random.choice(DAYS))

    def edit(self, machine: Machine, before: dict[str, Any]) -> None:
        entry = before.get(self.one_of(before))
        if entry and entry["kind"] == "note":
            machine.journal.edit(entry["id"], {"text": self.words()})
        elif entry:
            machine.journal.edit(entry["id"], {"at": self.random.choice(DAYS)})

    def delete(self, machine: Machine, before: dict[str, Any]) -> None:
        machine.journal.delete([self.one_of(before)])

    def forget(self, machine: Machine, before: dict[str, Any]) -> None:
        machine.journal.delete([self.one_of(before)], forever=True)

    def undo(self, machine: Machine, _: Any) -> None:
        for change in machine.journal.undo().changed:
            if change.after:
                self.deleted.discard(change.id)

    def label(self, machine: Machine, _: Any) -> None:
        old, new = self.random.sample(LABELS, 2)
        journal, verb = machine.journal, self.random.randrange(5)
        if verb == 0:
            journal.merge_labels(old, new)
        elif verb == 1:
            journal.unmerge_label(old)
        elif verb == 2:
            self.random.choice((journal.retire_label, journal.bring_back_label))(old)
        else:
            journal.rename_label(old, f"{old} {self.random.randrange(9)}")

    def setting(self, machine: Machine, _: Any) -> None:
        machine.journal.set_setting("week_starts", self.random.choice(("monday", "sunday")))
        machine.journal.set_contacts(f"Ines {self.random.randrange(3)}\n")

    def prompt(self, machine: Machine, _: Any) -> None:
        journal, verb = machine.journal, self.random.randrange(5)
        if verb == 0:
            journal.answer(self.words())
        elif verb == 1:
            journal.pass_prompt(retire=self.random.random() < 0.5)
        elif verb == 2:
            journal.write_prompt(f"What was {self.random.choice('xyz')}?")
        elif verb == 3:
            journal.remove_pack("mine")
        else:
            journal.today()

    def later(self, *_: Any) -> None:
        hours = timedelta(hours=self.random.randrange(20))
        for machine in self.machines:
            machine.now += hours

    def sync(self, machine: Machine, _: Any) -> None:
        machine.sync()

    def end(self) -> None:
        """Sync twice around, and hold what has to hold."""
        for machine in [*self.machines, *self.machines]:
            machine.sync()
        shared = [machine.shared() for machine in self.machines]
        assert shared[0] == shared[1] == shared[2]
        settings = [machine.journal.settings() for machine in self.machines]
        assert settings[0] == settings[1] == settings[2]
        entries = self.machines[0].entries()
        for entry_id in self.deleted & entries.keys():  # edited elsewhere, by somebody who had not seen it deleted
            assert canonical(entries[entry_id]) not in self.made_from
        marks = json.loads(self.machines[0].opened("deleted.json") or b"{}")
        forever = {entry_id for entry_id, mark in marks.items() if not isinstance(mark, str) and "forever" in mark}
        self.nothing_is_lost(entries, marks, forever)
        self.nothing_is_kept(forever - entries.keys())
        for machine in self.machines:
            assert [finding for finding in machine.journal.check() if finding.severity == "damage"] == []
            done = machine.sync()
            assert (done.came, done.sent, done.gone, done.others) == (frozenset(), frozenset(), frozenset(), ())

    def nothing_is_lost(self, entries: dict[str, Any], marks: dict[str, Any], forever: set[str]) -> None:
        aside = {canonical(entry) for machine in self.machines for entry in machine.aside()}
        for entry_id in self.versions.keys() - forever:
            here = canonical(entries[entry_id]) if entry_id in entries else b""
            lost = self.versions[entry_id] - self.made_from - aside - {here}
            assert not lost or (entry_id not in entries and entry_id in marks), (lost, here)

    def nothing_is_kept(self, gone: set[str]) -> None:
        """Hold that what was deleted for ever is nowhere: in no file, and in no object of git."""
        files = [path.read_bytes() for path in self.remote.parent.rglob("*") if path.is_file()]
        places = [self.remote, *(machine.path / "sync" for machine in self.machines)]
        found = b"".join([*files, *map(objects, places)])
        versions = [version for entry_id in gone for version in self.versions.get(entry_id, ())]
        assert [word for version in versions for word in WORDS.findall(version) if word in found] == []


def live(home: Path, seed: int, steps: int, kind: type[Machine] = Machine) -> None:
    """Live; with the same seed all happens again, the ids included."""
    with mock.patch.object(os, "urandom", random.Random(seed).randbytes):
        life = Life(home, seed, kind)
        try:
            for _ in range(steps):
                life.step()
            life.end()
        except Exception as error:
            error.add_note(f"seed {seed}, {steps} steps")
            raise


def test_three_machines_come_to_the_same_and_lose_nothing(tmp_path: Path) -> None:
    live(tmp_path, 1, 8)


@pytest.mark.thorough
@pytest.mark.parametrize("seed", range(2, 12))
def test_many_lives(tmp_path: Path, seed: int) -> None:
    live(tmp_path, seed, 220)


@pytest.mark.thorough
@pytest.mark.parametrize("seed", range(2))
def test_lives_of_typed_commands(tmp_path: Path, seed: int) -> None:
    live(tmp_path, seed, 120, Typed)


def test_the_same_in_another_layout_is_not_sent_to_and_fro(tmp_path: Path) -> None:
    one, other, place = Machine(tmp_path, "one"), Machine(tmp_path, "other"), remote(tmp_path)
    one.journal.rename_label("anger", "ire")
    for machine in (one, other, one):
        machine.init(place)
    for indent, machine in enumerate((one, other)):  # as an editor might save it
        labels = machine.path / "labels.json"
        labels.write_text(json.dumps(json.loads(labels.read_text()), indent=indent))
    for machine in (one, other, one):
        machine.sync()
    assert one.shared() == other.shared()
    assert [machine.sync().others for machine in (other, one)] == [(), ()]


def test_what_was_undone_stays_undone_elsewhere(tmp_path: Path) -> None:
    ahead, behind = Machine(tmp_path, "ahead", 1), Machine(tmp_path, "behind", -1)
    place = remote(tmp_path)
    edited, deleted = (ahead.journal.note(text).entry["id"] for text in ("as it was", "not to be deleted"))
    ahead.init(place)
    behind.init(place)
    journal = behind.journal
    added = journal.note("not to be added").entry["id"]
    journal.edit(edited, {"text": "not to be edited"})
    journal.delete([deleted])
    journal.rename_label("anger", "ire")
    for machine in (behind, ahead):
        machine.sync()
    for _ in range(4):
        behind.journal.undo()
    for machine in (behind, ahead, behind):
        machine.sync()
    assert ahead.shared() == behind.shared()
    assert added not in ahead.entries()
    assert {ahead.entries()[key]["text"] for key in (edited, deleted)} == {"as it was", "not to be deleted"}
    assert "labels.json" not in ahead.shared()


def test_what_a_restore_took_away_comes_back_and_what_was_deleted_does_not(tmp_path: Path) -> None:
    one, other, place = Machine(tmp_path, "one"), Machine(tmp_path, "other"), remote(tmp_path)
    edited, deleted = (one.journal.note(text).entry["id"] for text in ("as it was", "deleted later"))
    backup, _ = one.journal.backup()
    one.init(place)
    one.journal.edit(edited, {"text": "edited"})
    one.journal.delete([deleted])
    one.journal.note("written later")
    one.journal.rename_label("anger", "ire")
    one.sync()
    one.journal.restore(backup)
    one.journal.note("after the restore")
    one.sync()
    other.init(place)
    assert one.shared() == other.shared()
    assert {entry["text"] for entry in other.entries().values()} == {"edited", "written later", "after the restore"}
    assert "labels.json" in other.shared()

"""Three machines live through random commands and syncs, their clocks a day apart, and come to the same journal.

Beside each life a model is told what was done: what was deleted and not edited since does not return, what an undo
took back stays so, and each version that was ever written is there, was the origin of a later one, was deleted, or is
set aside.
"""

import json
import random
from pathlib import Path
from typing import Any

import pytest

from reflect import ImpossibleValueError, NotFoundError, StoreError
from reflect.model.merge import canonical
from tests.sync.machines import Machine, remote

LABELS = ("anger", "withdrawal", "sulking", "silence")
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
        for machine in self.machines:
            machine.journal.note(f"the first of {machine.path.name}")
            self.saw(machine, {})
            machine.init(self.remote)

    def step(self) -> None:
        machine = self.random.choice(self.machines)
        verbs = [self.add, self.add, self.edit, self.edit, self.delete, self.undo, self.label, self.set, self.offer]
        verb = self.random.choice([*verbs, self.sync, self.sync])
        before = machine.entries()
        try:
            verb(machine, before)
        except (ImpossibleValueError, NotFoundError, StoreError):  # such as an undo of what was merged since
            assert machine.entries() == before
        if verb != self.sync:
            self.saw(machine, before)

    def saw(self, machine: Machine, before: dict[str, Any]) -> None:
        after = machine.entries()
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

    def add(self, machine: Machine, _: Any) -> None:
        day = self.random.choice(DAYS)
        if self.random.random() < 0.5:
            machine.journal.note(f"words {self.random.random()}", at=day)
        else:
            machine.journal.pattern(self.random.choice(LABELS), people=["Sam"], at=day)

    def edit(self, machine: Machine, before: dict[str, Any]) -> None:
        entry = before.get(self.one_of(before))
        if entry and entry["kind"] == "note":
            machine.journal.edit(entry["id"], {"text": f"edited {self.random.random()}"})
        elif entry:
            machine.journal.edit(entry["id"], {"at": self.random.choice(DAYS)})

    def delete(self, machine: Machine, before: dict[str, Any]) -> None:
        machine.journal.delete([self.one_of(before)])

    def undo(self, machine: Machine, _: Any) -> None:
        for change in machine.journal.undo().changed:
            if change.after:
                self.deleted.discard(change.id)

    def label(self, machine: Machine, _: Any) -> None:
        old, new = self.random.sample(LABELS, 2)
        self.random.choice((machine.journal.merge_labels, machine.journal.rename_label))(old, new)

    def set(self, machine: Machine, _: Any) -> None:
        machine.journal.set_setting("week_starts", self.random.choice(("monday", "sunday")))
        machine.journal.set_contacts(f"Ines {self.random.randrange(3)}\n")

    def offer(self, machine: Machine, _: Any) -> None:
        machine.journal.today()

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
        self.nothing_is_lost(entries)
        for machine in self.machines:
            assert [finding for finding in machine.journal.check() if finding.severity == "damage"] == []
            done = machine.sync()
            assert (done.came, done.sent, done.gone, done.others) == (frozenset(), frozenset(), frozenset(), ())

    def nothing_is_lost(self, entries: dict[str, Any]) -> None:
        aside = {canonical(entry) for machine in self.machines for entry in machine.aside()}
        marks = json.loads(self.machines[0].opened("deleted.json") or b"{}")
        for entry_id, versions in self.versions.items():
            here = canonical(entries[entry_id]) if entry_id in entries else b""
            lost = versions - self.made_from - aside - {here}
            assert not lost or (entry_id not in entries and entry_id in marks), (lost, here)


def live(home: Path, seed: int, steps: int, kind: type[Machine] = Machine) -> None:
    life = Life(home, seed, kind)
    for _ in range(steps):
        life.step()
    life.end()


def test_three_machines_come_to_the_same_and_lose_nothing(tmp_path: Path) -> None:
    live(tmp_path, 1, 8)


@pytest.mark.thorough
@pytest.mark.parametrize("seed", range(2, 4))
def test_many_lives(tmp_path: Path, seed: int) -> None:
    live(tmp_path, seed, 100)


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

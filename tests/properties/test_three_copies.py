"""Three copies of a journal with clocks a day apart: they converge, and what was undone or deleted is not back.

Each copy is changed at random, and at random what a sync tool would leave of one lies as conflict copies in another. A
change that knew of all others to its entry is the last one, whatever the clocks say: at the end the entry is as that
change left it, in every copy.
"""

import json
import random
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from reflect.actions.labels import change_label
from reflect.errors import ReflectError
from reflect.journal import Journal

NOW = datetime.fromisoformat("2026-11-23T21:40:00+00:00")
LABELS = ("withdrawal", "anger", "waiting")
DAYS = ("2026-11-20", "2026-11-02", "2026-10-30")
STYLES = (" 2", "-DESKTOP-AB12", " (1)", "_2", ".sync-conflict-20261129-101010-ABCDEFG", " (Konflikt)")


class Event(NamedTuple):
    """One change of one entry or one operation on a label."""

    of: str
    then: Any
    """What it is afterwards, None where it is gone."""
    knew: frozenset[int]
    """The events that the copy knew of."""
    by_undo: bool


class Copy:
    """One copy of the journal, on one machine."""

    def __init__(self, store: Path, ahead: timedelta) -> None:
        self.store = store
        self.ahead = ahead
        self.known: set[int] = set()

    def journal(self, after: int) -> Journal:
        """Return the journal as a process opens it, so many seconds after the start."""
        now = (NOW + self.ahead + timedelta(seconds=after)).isoformat()
        return Journal.open(str(self.store), environ={"REFLECT_NOW": now, "TZ": "UTC"})

    def state(self) -> dict[str, Any]:
        """Return the entries and the operations on labels by id, as a reader sees them."""
        store = self.journal(0)._store
        return {one["id"]: dict(one) for one in (*store.entries(), *store.operations())}

    def files(self) -> dict[str, bytes]:
        """Return the files that a merge is about."""
        found = [*self.store.glob("entries/*.json"), *self.store.glob("*.json")]
        return {str(path.relative_to(self.store)): path.read_bytes() for path in found}


def change(journal: Journal, chance: random.Random) -> None:
    """Do one thing that a person does."""
    entries = [entry for entry in journal.entries() if entry["kind"] in ("note", "mood")]
    label, other = chance.sample(LABELS, 2)
    row = {"kind": "note", "day": chance.choice(DAYS), "text": f"row {chance.randrange(4)}"}
    doing: list[Callable[[], object]] = [
        lambda: journal.note(f"words {chance.random()}", at=chance.choice(DAYS)),
        lambda: journal.mood(chance.randint(1, 7), at=chance.choice(DAYS)),
        lambda: journal.edit(chance.choice(entries)["id"], {"at": chance.choice(DAYS)}),
        lambda: journal.edit(chance.choice(entries)["id"], {"private": chance.random() < 0.5}),
        lambda: journal.delete([chance.choice(entries)["id"]]),
        lambda: change_label(journal._store, "pattern", "retire", label),
        lambda: change_label(journal._store, "pattern", "merge", label, other),
        lambda: journal.answer("words"),
        journal.pass_prompt,
        lambda: journal.import_(json.dumps(row), "rows.jsonl"),
        *[journal.undo] * 4,
    ]
    chance.choice(doing)()


def carry(one: Copy, other: Copy, chance: random.Random, *, whole: bool) -> None:
    """Leave the files of `one` that differ as conflict copies in `other`; not `whole`: some of them."""
    for name, data in one.files().items():
        target = other.store / name
        if (whole or chance.random() < 0.5) and not (target.exists() and target.read_bytes() == data):
            target.parent.mkdir(exist_ok=True)
            style = f"{chance.choice(STYLES)}{chance.randrange(10**6)}"
            target.with_name(f"{target.stem.split(' ')[0].split('.')[0]}{style}.json").write_bytes(data)
    if whole:
        other.known |= one.known


def lived(home: Path, chance: random.Random, steps: int) -> tuple[list[Copy], list[Event]]:
    """Return the copies after so many random changes and exchanges, and what happened."""
    copies = [Copy(home / str(number), timedelta(days=number - 1)) for number in range(3)]
    copies[0].journal(0)._store.make()
    for copy in copies[1:]:
        shutil.copytree(copies[0].store, copy.store)
    events: list[Event] = []
    for step in range(steps):
        one, other = chance.sample(copies, 2)
        if chance.random() < 0.25:
            carry(one, other, chance, whole=chance.random() < 0.7)
            continue
        before, undoes = one.state(), one.journal(step)
        steps_before = sorted((one.store / "undo").glob("*")) if (one.store / "undo").exists() else []
        try:
            change(undoes, chance)
        except (ReflectError, IndexError):
            assert one.state() == before
            continue
        after = one.state()
        left = sorted((one.store / "undo").glob("*")) if (one.store / "undo").exists() else []
        for of in before.keys() | after.keys():
            if before.get(of) != after.get(of):
                events.append(Event(of, after.get(of), frozenset(one.known), by_undo=len(left) < len(steps_before)))
                one.known.add(len(events) - 1)
    return copies, events


def settle(copies: list[Copy], chance: random.Random) -> None:
    """Exchange everything until all copies are the same."""
    for _ in range(2):
        for number, one in enumerate(copies):
            for other in copies[:number] + copies[number + 1 :]:
                merge(one)
                carry(one, other, chance, whole=True)
    for one in copies:
        merge(one)


def merge(copy: Copy) -> None:
    """Do what the next command that writes does first."""
    with copy.journal(0)._store.writing(undoable=False):
        pass


def last_changes(events: list[Event]) -> Iterator[Event]:
    """Yield the changes that knew of all others to the same entry."""
    of: dict[str, set[int]] = {}
    for number, event in enumerate(events):
        of.setdefault(event.of, set()).add(number)
    for number, event in enumerate(events):
        if of[event.of] - {number} <= event.knew:
            yield event


def as_left(one: Any) -> Any:
    return one and {**one, "edited_at": None}


def held(home: Path, seed: int, steps: int) -> tuple[int, int]:
    """Hold the rules for one life; return how many last changes there were, and how many of them by undo."""
    chance = random.Random(seed)
    copies, events = lived(home, chance, steps)
    settle(copies, chance)
    first, *others = copies
    assert all(copy.files() == first.files() for copy in others)
    state = first.state()
    last = list(last_changes(events))
    for event in last:
        assert as_left(state.get(event.of)) == as_left(event.then), event
    return len(last), sum(event.by_undo for event in last)


@pytest.mark.parametrize("seed", range(16))
def test_they_converge_and_the_last_change_stays(tmp_path: Path, seed: int) -> None:
    changes, _ = held(tmp_path, seed, 30)
    assert changes > 3


@pytest.mark.thorough
@pytest.mark.timeout(1200)
def test_they_converge_and_the_last_change_stays_many_times(tmp_path: Path) -> None:
    undone = 0
    for seed in range(100, 160):
        undone += held(tmp_path / str(seed), seed, 60)[1]
        shutil.rmtree(tmp_path / str(seed))
    assert undone > 200

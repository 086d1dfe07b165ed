"""A person who does anything in any order, beside a plain dictionary that is told the same."""

import copy
import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from reflect.actions import doctor
from reflect.actions.labels import change_label
from reflect.errors import ImpossibleValueError, NotFoundError
from reflect.journal import Journal
from reflect.model import schema
from reflect.store.undo import MAX_STEPS

NOW = "2026-11-23T21:40:00+00:00"
_texts = st.sampled_from(("said it was fine", "…", "[bold]", "\x1b[2J", "日本", "a\r\nb"))
_labels = st.sampled_from(("anger", "Anger", "withdrawal", "sulking", "沈黙"))
_days = st.sampled_from(("now", "yesterday", "2026-11-01", "2026-10-31", "2026-10-30", "2025-02-28"))


def as_it_was(entries: dict[str, Any]) -> dict[str, Any]:
    """Return entries without `edited_at`: an undo is a change, and later than what it undoes."""
    return {entry_id: {**entry, "edited_at": None} for entry_id, entry in entries.items()}


class Notebook(RuleBasedStateMachine):
    """The store, and what should be in it."""

    def __init__(self) -> None:
        super().__init__()
        self.home = Path(tempfile.mkdtemp(prefix="reflect-machine-"))
        self.entries: dict[str, Any] = {}
        self.operations: list[Any] = []
        self.deleted: set[str] = set()
        self.before: list[tuple[dict[str, Any], list[Any], set[str]]] = []
        """What was before each change that can be taken back, the latest last."""
        self.backup: tuple[bytes, tuple[dict[str, Any], list[Any], set[str]]] | None = None

    @initialize()
    def begin(self) -> None:
        self.journal = self.opened()
        self.journal._store.make()

    def teardown(self) -> None:
        shutil.rmtree(self.home)

    def opened(self) -> Journal:
        """Return the notebook as another process would open it."""
        return Journal.open(str(self.home / "store"), environ={"REFLECT_NOW": NOW, "TZ": "UTC"})

    def all(self) -> tuple[dict[str, Any], list[Any], set[str]]:
        return copy.deepcopy((self.entries, self.operations, self.deleted))

    def changed(self) -> None:
        self.before = [*self.before, self.all()][-MAX_STEPS:]

    def one_of(self, number: int) -> str:
        return sorted(self.entries)[number % len(self.entries)]

    @rule(text=_texts, day=_days)
    def note(self, text: str, day: str) -> None:
        self.changed()
        entry = self.journal.note(text, at=day).entry
        self.entries[entry["id"]] = entry

    @rule(value=st.integers(1, 7), feeling=_labels, day=_days)
    def mood(self, value: int, feeling: str, day: str) -> None:
        self.changed()
        entry = self.journal.mood(value, feelings=[feeling], at=day).entry
        self.entries[entry["id"]] = entry

    @rule(label=_labels, person=_labels, wish=_texts, day=_days)
    def pattern(self, label: str, person: str, wish: str, day: str) -> None:
        self.changed()
        entry = self.journal.pattern(label, people=[person], wish=wish, at=day).entry
        self.entries[entry["id"]] = entry

    @precondition(lambda self: self.entries)
    @rule(number=st.integers(0, 99), day=_days, private=st.booleans())
    def edit(self, number: int, day: str, private: bool) -> None:
        entry_id = self.one_of(number)
        done = self.journal.edit(entry_id, {"at": day, "private": private})
        if done.after != done.before:
            self.changed()
            self.entries[entry_id] = done.after
        assert done.after is not None
        assert done.after["private"] == private

    @precondition(lambda self: self.entries)
    @rule(number=st.integers(0, 99), several=st.booleans())
    def delete(self, number: int, several: bool) -> None:
        ids = {self.one_of(number), self.one_of(number + several)}
        self.changed()
        self.journal.delete(sorted(ids))
        for entry_id in ids:
            del self.entries[entry_id]
        self.deleted |= ids

    @rule(rows=st.lists(st.tuples(_texts, st.sampled_from(("2026-11-02", "2026-09-02"))), min_size=1, max_size=3))
    def take_in(self, rows: list[tuple[str, str]]) -> None:
        document = "".join(json.dumps({"kind": "note", "day": day, "text": text}) + "\n" for text, day in rows)
        was = self.all()
        taken = self.journal.import_(document, "rows.jsonl")
        here: dict[str, Any] = {entry["id"]: entry for entry in self.journal._store.entries()}
        added = {entry_id: entry for entry_id, entry in here.items() if entry_id not in self.entries}
        assert taken.added == len(added)
        assert {(entry["text"], entry["day"]) for entry in added.values()} <= set(rows)
        if added:
            self.before = [*self.before, was][-MAX_STEPS:]
            self.entries |= added

    @rule(op=st.sampled_from(("rename", "merge", "unmerge", "retire", "bring-back")), label=_labels, to=_labels)
    def name(self, op: Any, label: str, to: str) -> None:
        was = self.all()
        try:
            noted = change_label(self.journal._store, "pattern", op, label, to if op in ("rename", "merge") else None)
        except (ImpossibleValueError, NotFoundError):
            return
        if noted:
            self.before = [*self.before, was][-MAX_STEPS:]
            self.operations.append(noted)

    @rule()
    def undo(self) -> None:
        if not self.before:
            with pytest.raises(NotFoundError):
                self.journal.undo()
            return
        done = self.journal.undo()
        entries, operations, _ = self.before.pop()
        here: dict[str, Any] = {entry["id"]: entry for entry in self.journal._store.entries()}
        assert as_it_was(here) == as_it_was(entries)
        assert {entry_id: entry for entry_id, entry in here.items() if entry != self.entries.get(entry_id)} == {
            one.id: one.after for one in done.changed if one.after
        }
        self.deleted |= self.entries.keys() - entries.keys()  # marks stay, and what is undone is marked too
        self.deleted |= {one["id"] for one in self.operations if one not in operations}
        self.entries, self.operations = here, operations

    @rule()
    def open_again(self) -> None:
        self.journal = self.opened()

    @rule()
    def keep(self) -> None:
        self.backup = self.journal.backup()[0], self.all()

    @precondition(lambda self: self.backup)
    @rule()
    def restore(self) -> None:
        assert self.backup
        self.journal.restore(self.backup[0])
        if self.backup[1] != self.all():  # what is as it is in the backup is left as it is
            self.before = []
        self.entries, self.operations, self.deleted = copy.deepcopy(self.backup[1])

    @rule()
    def look_for_damage(self) -> None:
        assert doctor.is_sound(self.journal.check())

    @invariant()
    def is_as_told(self) -> None:
        store = self.journal._store
        assert self.journal._store.entries() == sorted(self.entries.values(), key=schema.order)
        assert store.operations() == self.operations
        assert set(store.deleted()) == self.deleted
        assert store.months() == sorted({entry["day"][:7] for entry in self.entries.values()})


Notebook.TestCase.settings = settings(max_examples=25, stateful_step_count=25, deadline=None)
TestNotebook = Notebook.TestCase

"""A journal that is locked and opened, written to, and in a folder that brings old files back, whatever the order."""

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reflect import Journal, NotFoundError
from reflect.store import encryption
from reflect.store.keys import Keys
from tests.program import NOW
from tests.store.sealed import IDENTITY, KEY_AGE, RECIPIENT, plain_files

DAYS = ("2026-10-05", "2026-11-01", "2026-11-04")
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["lock", "unlock", "lock", "note", "note", "delete", "edit", "undo", "old", "copy", "read"]),
        st.integers(0, len(DAYS) - 1),
    ),
    max_size=16,
)


class Machine:
    """A machine, what its journal should hold, and the inbox files that its cloud has seen."""

    def __init__(self, home: Path) -> None:
        self.home, self.store = home, home / "store"
        self.environ = {"REFLECT_NOW": NOW, "TZ": "UTC", "HOME": str(home)}
        self.texts: dict[str, str] = {}
        self.seen: dict[str, bytes] = {}
        self.waits: set[str] = set()
        self.journal.note("first", at=DAYS[0])
        store = self.journal._store
        encryption.begin(store, KEY_AGE, RECIPIENT, hides_contacts=True)
        encryption.encrypt_files(store)
        self.keys = Keys(self.environ, store.clock.now)
        self.unlock()
        self.texts = {one["id"]: "first" for one in self.journal.entries()}

    @property
    def journal(self) -> Journal:
        return Journal.open(self.store, environ=self.environ)

    def unlock(self) -> None:
        self.keys.keep(RECIPIENT, (IDENTITY,), stay=None, lasting=True)
        self.keys.remember(RECIPIENT, str(self.store.resolve()))
        self.is_locked = False

    def lock(self) -> None:
        self.keys.forget(RECIPIENT)
        self.is_locked = True

    def note(self, text: str, day: str) -> None:
        saved = self.journal.note(text, at=day)
        self.texts[saved.entry["id"]] = text
        assert saved.is_locked == self.is_locked
        for path in (self.store / "inbox").glob("*"):
            self.seen[path.name] = path.read_bytes()

    def do(self, step: str, place: int, text: str) -> None:
        """Do one step; while the journal is locked, those that need it are left out."""
        if step in ("lock", "unlock", "note"):
            {"lock": self.lock, "unlock": self.unlock}.get(step, lambda: self.note(text, DAYS[place]))()
        elif step in ("old", "copy") and self.seen:
            name = sorted(self.seen)[place % len(self.seen)]
            (self.store / "inbox").mkdir(exist_ok=True)
            (self.store / "inbox" / name.replace(".json", " 2.json" if step == "copy" else ".json")).write_bytes(
                self.seen[name]
            )
        elif not self.is_locked:
            self._correct(step, place, text)

    def _correct(self, step: str, place: int, text: str) -> None:
        journal = self.journal
        if step in ("delete", "edit") and self.texts:
            entry_id = sorted(self.texts)[place % len(self.texts)]
            if step == "delete":
                journal.delete([entry_id], forever=place == 0)
                del self.texts[entry_id]
            else:
                journal.edit(entry_id, {"text": text})
                self.texts[entry_id] = text
        elif step == "undo":
            try:
                for changed in journal.undo().changed:
                    self.texts.pop(changed.id, None)
                    if changed.after:
                        self.texts[changed.id] = str(changed.after.get("text"))
            except NotFoundError:
                pass

    def check(self) -> None:
        """Compare what the journal holds with what it should, each entry once; nothing is plain."""
        assert plain_files(self.store) == []
        if not self.is_locked:
            found = self.journal.entries()
            assert {one["id"]: one.get("text") for one in found} == self.texts
            assert len(found) == len(self.texts)


@pytest.mark.thorough
@settings(max_examples=25)
@given(steps=STEPS)
def test_nothing_is_lost_nor_there_twice_nor_back(steps: list[tuple[str, int]]) -> None:
    home = Path(tempfile.mkdtemp())
    try:
        machine = Machine(home)
        for number, (step, place) in enumerate([*steps, ("unlock", 0), ("note", 0)]):
            machine.do(step, place, f"text {number}")
            machine.check()
        assert not list((machine.store / "inbox").glob("*"))
    finally:
        shutil.rmtree(home)

"""A machine whose commands are typed: each that writes, and each sync, is a run of the program itself."""

from types import SimpleNamespace
from typing import Any

from reflect import Journal, StoreError, SyncResult
from tests.program import Ran, Reflect
from tests.sync.machines import Machine


class Typed(Machine):
    """One store, of which commands are typed as a person does."""

    @property
    def journal(self) -> Any:
        return _TypedJournal(self, super().journal)

    def sync(self) -> SyncResult:
        ran = self.journal.run("sync")
        return SyncResult("", others=() if ran.out == "synced: nothing new\n" else ("something",))


class _TypedJournal:
    """The verbs of a journal as commands; those that are not here are its own."""

    def __init__(self, machine: Machine, journal: Journal) -> None:
        self._journal = journal
        self._reflect = Reflect(machine.path.parent)
        self._reflect.env |= {"REFLECT_STORE": str(machine.path), "REFLECT_NOW": machine.now.isoformat()}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._journal, name)

    def run(self, *args: str) -> Ran:
        ran = self._reflect(*args, code=None)
        if ran.code in (3, 4):
            raise StoreError(ran.err)
        assert ran.code == 0, ran
        return ran

    def init_sync(self, remote: object) -> None:
        self.run("sync", "init", str(remote), "--yes")

    def note(self, text: str, at: str = "today", *, private: bool = False) -> None:
        self.run("note", text, "--at", at, *["--private"] * private)

    def pattern(self, label: str, people: list[str], at: str, note: str) -> None:
        self.run("pattern", label, "--with", *people, "--at", at, "--note", note)

    def edit(self, entry_id: str, changes: dict[str, str]) -> None:
        self.run("edit", entry_id, *(part for name, value in changes.items() for part in (f"--{name}", value)))

    def delete(self, ids: list[str], *, forever: bool = False) -> None:
        self.run("delete", *ids, "--yes", *["--forever"] * forever)

    def undo(self) -> SimpleNamespace:
        changed = self.run("undo", "--yes", "--json").json["changed"]
        return SimpleNamespace(changed=[SimpleNamespace(**change) for change in changed])

    def set_setting(self, key: str, value: str) -> None:
        self.run("config", "set", key, value)

    def today(self) -> None:
        self.run("today")

    def answer(self, text: str) -> None:
        self.run("answer", text)

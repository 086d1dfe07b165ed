"""Each month is read once before the lock and once under it, however many entries and steps are asked about."""

from collections.abc import Callable
from pathlib import Path

import pytest

from reflect.journal import Journal
from reflect.store import atomic, lock
from tests.store.samples import at

DAYS = ("2026-11-23", "2026-11-02", "2026-10-05", "2026-09-05")


@pytest.fixture
def ids(tmp_path: Path) -> list[str]:
    """The ids of entries in three months."""
    return [at(tmp_path).note(f"words {n}", at=day).entry["id"] for n, day in enumerate(DAYS)]


COMMANDS: dict[str, Callable[[Journal, list[str]], object]] = {
    "undo": lambda journal, _: journal.undo(),
    "undo what was seen": lambda journal, _: journal.undo(journal.undoable()),
    "edit": lambda journal, ids: journal.edit(ids[0], {"text": "other"}),
    "edit into another month": lambda journal, ids: journal.edit(ids[0], {"at": "2026-10-06"}),
    "delete": lambda journal, ids: journal.delete(ids),
    "delete what was found": lambda journal, ids: journal.delete(journal.deletable(ids)),
    "delete forever": lambda journal, ids: journal.delete(ids[:1], forever=True),
}


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("before", ["note", "delete", "import"])
def test_a_month_is_read_once_before_the_lock_and_once_under_it(
    tmp_path: Path, ids: list[str], monkeypatch: pytest.MonkeyPatch, command: str, before: str
) -> None:
    if before == "delete":
        at(tmp_path).delete([at(tmp_path).note("more", at=day).entry["id"] for day in DAYS])
    elif before == "import":
        at(tmp_path).import_("".join(f'{{"kind":"note","day":"{day}","text":"x"}}\n' for day in DAYS), "rows")
    reads: list[str] = []
    open_file, wait = atomic.open_file, lock._wait

    def opened(path: str) -> atomic.OpenFile | None:
        if "/entries/" in path:
            reads.append(Path(path).name)
        return open_file(path)

    def waited(descriptor: int, path: str, say_waiting: Callable[[], None]) -> None:
        wait(descriptor, path, say_waiting)
        reads.append("locked")

    monkeypatch.setattr(atomic, "open_file", opened)
    monkeypatch.setattr(lock, "_wait", waited)
    COMMANDS[command](at(tmp_path), ids)
    locked = reads.index("locked")
    for half in (reads[:locked], reads[locked + 1 :]):
        assert half
        assert len(half) == len(set(half)), reads

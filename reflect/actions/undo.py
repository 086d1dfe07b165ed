"""Undo: the latest change taken back, and then the one before it."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

from reflect.errors import NotFoundError, StoreError
from reflect.model.ids import short
from reflect.store import settings_file, undo
from reflect.store.change import Changed
from reflect.store.paths import LABELS, SETTINGS
from reflect.store.undo import Step

if TYPE_CHECKING:
    from reflect.journal import Journal
    from reflect.model.labels import Operation
    from reflect.store.change import Change
    from reflect.store.store import Diary

_NAMED = 10
"""How many entries a refusal names; it counts the others."""


class Undoing(NamedTuple):
    """What taking a change back does: each pair is what is here before, and what is here after."""

    steps: tuple[str, ...]
    """The files of the undo log that go: this step, and those after it whose change did not happen."""
    changed: tuple[Changed, ...] = ()
    operations: tuple["Operation", ...] = ()
    """What happened to labels, to be taken out."""
    files: tuple[tuple[str, bytes | None, bytes | None], ...] = ()
    settings: tuple[tuple[str, Any, Any], ...] = ()
    """The keys of the settings file that change."""
    marks: tuple[tuple[str, str | None], ...] = ()
    """What `deleted.json` is to say of entries."""


def undoable(journal: "Journal") -> Undoing:
    """As `Journal.undoable`."""
    return journal.diary.undisturbed(lambda: _latest(journal.diary, journal.clock.now()))


def take_back(journal: "Journal", seen: Undoing | None) -> Undoing:
    """As `Journal.undo`."""
    undoable(journal)  # refused before a store is made
    with journal.diary.writing() as change:
        undoing = _latest(journal.diary, journal.clock.now())  # again, now that nobody else writes
        if seen not in (None, undoing):
            message = "another command changed the notebook meanwhile. Nothing was changed."
            raise StoreError(message)
        _write(change, undoing)
    journal.forget_settings()
    return undoing


def _write(change: "Change", undoing: Undoing) -> None:
    change.turn(undoing.changed)
    if undoing.operations:
        change.unname([operation["id"] for operation in undoing.operations])
    for name, _, then in undoing.files:
        change.write(name, then)
    if undoing.settings and SETTINGS not in [name for name, _, _ in undoing.files]:  # set otherwise since: keys alone
        change.set({key: then for key, _, then in undoing.settings})
    if undoing.marks:
        change.mark(dict(undoing.marks))
    for step in undoing.steps:
        change.write(step, None)


def _latest(diary: "Diary", now: datetime) -> Undoing:
    passed_over: tuple[str, ...] = ()
    for name in undo.in_force(diary.files, now):
        undoing = _undoing(diary, undo.read(diary.files, name), name)
        if undoing:
            return undoing._replace(steps=(*passed_over, name))
        passed_over += (name,)
    message = (
        f"there is no change to take back; those of the last {undo.LONGEST.days} days are kept, {undo.MOST} at most."
    )
    raise NotFoundError(message)


class _Part(NamedTuple):
    """One thing that a change changed, as it is now."""

    name: str
    is_as_left: bool
    is_as_before: bool


def _undoing(diary: "Diary", step: Step, name: str) -> Undoing | None:
    """Return what takes a step back, or None where its change did not happen or nothing is left of it.

    Raises:
        StoreError: a part of it is no longer as the change left it, or a month that it wrote cannot be read.
    """
    for month in step.months:
        diary.month(month)
    here = diary.holding(step.entries)
    noted = {operation["id"]: operation for operation in diary.operations()} if step.operations else {}
    files = {file: diary.files.read(file) for file in step.files}
    parts = [
        _Part(short(entry_id), undo.checksum(here.get(entry_id)) == after, here.get(entry_id) == before)
        for entry_id, (before, after) in step.entries.items()
    ]
    parts += [_Part(LABELS, one in noted, one not in noted) for one in step.operations]
    parts += [
        _Part(file, files[file] == after, files[file] == before)
        for file, (before, after) in step.files.items()
        if file != SETTINGS
    ]
    keys = _keys(*step.files[SETTINGS], files[SETTINGS]) if SETTINGS in step.files else ()
    if all(part.is_as_before for part in parts) and not keys:
        return None
    if other := list(dict.fromkeys(part.name for part in parts if not part.is_as_left)):
        _refuse(other, name)
    return Undoing(
        (name,),
        tuple(Changed(entry_id, here.get(entry_id), before) for entry_id, (before, _) in step.entries.items()),
        tuple(noted[one] for one in step.operations),
        tuple((file, after, before) for file, (before, after) in step.files.items() if files[file] == after),
        keys,
        tuple(step.deleted.items()),
    )


def _keys(before: bytes | None, after: bytes | None, now: bytes | None) -> tuple[tuple[str, Any, Any], ...]:
    """Return the settings to be put back, now and then; what was set otherwise since stays as it is."""
    old, new, here = (settings_file.given(raw) for raw in (before, after, now))
    changed = [key for key in sorted(old.keys() | new.keys()) if old.get(key) != new.get(key)]
    turns = [(key, here.get(key), _then(old.get(key), new.get(key), here.get(key))) for key in changed]
    return tuple(turn for turn in turns if turn[1] != turn[2])


def _then(old: Any, new: Any, here: Any) -> Any:
    if here == new:
        return old
    if isinstance(new, list) and isinstance(here, list):  # of a list, what was added to it
        return [one for one in here if one in (old or []) or one not in new] or None
    return here


def _refuse(other: list[str], step: str) -> NoReturn:
    further = f" and {len(other) - _NAMED} more" if len(other) > _NAMED else ""
    message = (
        f"the latest change cannot be taken back, since not all is as it left it: {', '.join(other[:_NAMED])}{further}."
        f" Remove {step} to pass over it. Nothing was changed."
    )
    raise StoreError(message)

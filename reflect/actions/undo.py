"""Undo the latest change: read its step in the undo log (`reflect.store.undo`), check it, and apply the reverse.

Undo is itself a change that a merge can see, or another copy of the store would bring back what was undone: what was
edited or deleted gets a later `edited_at`, an added entry and an operation on labels are marked as deleted, and marks
stay. So "as it was" and "as the change left it" mean every field but `edited_at`.
"""

from typing import TYPE_CHECKING, Any, NamedTuple, cast

from reflect.errors import NotFoundError, StoreError
from reflect.model import merge
from reflect.model.ids import is_id, short
from reflect.model.schema import Entry
from reflect.store import settings_file
from reflect.store import undo as undo_log
from reflect.store.change import Change, Changed
from reflect.store.lookup import entries_by_id
from reflect.store.paths import LABELS, SETTINGS
from reflect.store.store import Store
from reflect.store.undo import Step

if TYPE_CHECKING:
    from reflect.model.labels import Operation

_MAX_NAMED = 10
"""Entries that a refusal names; it counts the others."""


class UndoPlan(NamedTuple):
    """What an undo does: each pair is the state before it, and after it."""

    steps: tuple[str, ...]
    """The files of the undo log to remove: this step, and later ones whose change did not happen."""
    changed: tuple[Changed, ...] = ()
    operations: tuple["Operation", ...] = ()
    """The operations on labels to remove."""
    files: tuple[tuple[str, bytes | None, bytes | None], ...] = ()
    settings: tuple[tuple[str, Any, Any], ...] = ()
    """The keys of the settings file that change."""


def undoable(store: Store) -> UndoPlan:
    """As `Journal.undoable`."""

    def plan() -> UndoPlan:
        change = Change(store.files)  # only to read through
        change.take_in(store.look())
        return _latest_plan(store, change)

    return store.read_consistently(plan)


def undo(store: Store, seen: UndoPlan | None) -> UndoPlan:
    """As `Journal.undo`. Without `seen`, looks once before the lock, so that an error creates no store."""
    store.refuse_in_batch("undo")
    if seen is None:
        undoable(store)
    with store.writing(undoable=False) as change:
        undoing = _latest_plan(store, change)  # again, now that nobody else writes
        if seen not in (None, undoing):
            raise StoreError("another command changed the journal meanwhile")
        undoing = _stamped(store, change, undoing)
        _apply(store, change, undoing)
    store.forget_settings()
    return undoing


def _stamped(store: Store, change: Change, undoing: UndoPlan) -> UndoPlan:
    """Return the plan with the `edited_at` of each entry that comes back: later than its mark and both versions."""
    marks = change.marks() if any(one.before is None for one in undoing.changed) else {}

    def stamped(one: Changed) -> Changed:
        if one.after is None:
            return one
        mark = [marks[one.id]] if one.id in marks else []
        at = merge.later_time(store.clock.now(), filter(None, (one.before, one.after)), mark)
        return one._replace(after=cast("Entry", {**one.after, "edited_at": at}))

    return undoing._replace(changed=tuple(map(stamped, undoing.changed)))


def _apply(store: Store, change: Change, undoing: UndoPlan) -> None:
    now = store.clock.now()
    change.apply(undoing.changed)
    marks = {one.id: merge.later_time(now, [one.before]) for one in undoing.changed if one.before and not one.after}
    if undoing.operations:
        change.remove_operations([operation["id"] for operation in undoing.operations])
        # An id of another form can only be typed by hand; `deleted.json` has no place for it.
        taken_back = [operation["id"] for operation in undoing.operations if is_id(operation["id"])]
        marks |= dict.fromkeys(taken_back, now.isoformat(timespec="seconds"))
    if marks:
        made_at = undo_log.made_at(undoing.steps[-1])
        there = change.marks().items()
        deleted = {one for one, mark in there if not merge.is_undone(mark) and merge.marked_at(mark) <= made_at}
        # What was deleted before the change that added it anew is deleted again, and not as if it had never been here;
        # a mark that came later is of a deletion that was taken back.
        change.mark({one: at if one in deleted else {"at": at, "undone": True} for one, at in marks.items()})
    for name, _, then in undoing.files:
        change.write(name, then)
    if undoing.settings and SETTINGS not in [name for name, _, _ in undoing.files]:  # changed since: these keys only
        change.set({key: then for key, _, then in undoing.settings})
    for step in undoing.steps:
        change.write(step, None)


def _latest_plan(store: Store, change: Change) -> UndoPlan:
    passed_over: tuple[str, ...] = ()
    for name in undo_log.undoable_files(store.files, store.clock.now()):
        undoing = _plan_step(store, change, undo_log.read_step(store.files, name), name)
        if undoing:
            return undoing._replace(steps=(*passed_over, name))
        passed_over += (name,)
    saved = f"those of the last {undo_log.MAX_AGE.days} days can be taken back, {undo_log.MAX_STEPS} at most"
    raise NotFoundError("there is no change to take back", saved)


def _plan_step(store: Store, change: Change, step: Step, name: str) -> UndoPlan | None:
    """Return what undoes a step, or None if its change did not happen or nothing is left of it.

    Raises:
        StoreError: a later change touched a part of it, or a month that it wrote cannot be read.
    """
    for month in step.months:
        change.month(month).all()
    here = entries_by_id(store, step.after, change)
    noted = {operation["id"]: operation for operation in change.operations()} if step.operations else {}
    files = {file: change.read(file) for file in step.files}
    # Each thing that the change changed: its name, and its state before the change, after it, and now.
    parts: list[tuple[str, object, object, object]] = [
        (short(entry_id), undo_log.checksum(step.before.get(entry_id)), after, undo_log.checksum(here.get(entry_id)))
        for entry_id, after in step.after.items()
    ]
    parts += [(LABELS, False, True, one in noted) for one in step.operations]
    parts += [(file, *states, files[file]) for file, states in step.files.items() if file != SETTINGS]
    keys = _setting_changes(*step.files[SETTINGS], files[SETTINGS]) if SETTINGS in step.files else ()
    if all(now == before for _, before, _, now in parts) and not keys:
        return None
    if other := list(dict.fromkeys(name for name, _, after, now in parts if now != after)):
        further = f" and {len(other) - _MAX_NAMED} more" if len(other) > _MAX_NAMED else ""
        named = f"{', '.join(other[:_MAX_NAMED])}{further}. Remove {name} to skip it"
        raise StoreError(f"the latest change cannot be taken back, because something else has changed since: {named}")
    return UndoPlan(
        (name,),
        tuple(Changed(entry_id, here.get(entry_id), step.before.get(entry_id)) for entry_id in step.after),
        tuple(noted[one] for one in step.operations),
        tuple((file, after, before) for file, (before, after) in step.files.items() if files[file] == after),
        keys,
    )


def _setting_changes(before: bytes | None, after: bytes | None, now: bytes | None) -> tuple[tuple[str, Any, Any], ...]:
    """Return the settings to restore, each with its value now and then; settings changed since stay."""
    old, new, here = (settings_file.own_values(raw) for raw in (before, after, now))
    changed = [key for key in sorted(old.keys() | new.keys()) if old.get(key) != new.get(key)]
    turns = [(key, here.get(key), _setting_after(old.get(key), new.get(key), here.get(key))) for key in changed]
    return tuple(turn for turn in turns if turn[1] != turn[2])


def _setting_after(old: Any, new: Any, here: Any) -> Any:
    if here == new:
        return old
    if isinstance(new, list) and isinstance(here, list):  # of a list, the items added
        return [one for one in here if one in (old or []) or one not in new] or None
    return here

"""Edit and delete entries."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple, cast

from reflect.errors import ChangedAndThenError, ImpossibleValueError, NotFoundError
from reflect.model import merge, schema
from reflect.model.dates import day_of
from reflect.model.ids import read_prefix
from reflect.model.schema import Entry
from reflect.model.text import checked, checked_label, distinct_labels
from reflect.store import lookup
from reflect.store.change import Changed
from reflect.store.store import Store

_COMMON = ("at", "private")


class DeleteResult(NamedTuple):
    """The result of a delete."""

    changed: list[Changed]
    copies: list[str]
    """The files of the store that still hold one of the entries."""


def edit(store: Store, typed_id: str, changes: Mapping[str, object], begun: Entry | None) -> Changed:
    """As `Journal.edit`."""
    found = lookup.find(store, typed_id) if begun is None else begun
    _check(store, found, changes)
    with store.writing() as change:
        (before,) = lookup.find_all(store, [found["id"]], change)  # again, now that nobody else writes
        if begun is not None and changes and before != begun:
            raise ImpossibleValueError("the entry was changed elsewhere meanwhile")
        after = _after(store, before, changes)
        if after != before:
            after["edited_at"] = merge.later_time(store.clock.now(), [before])
            change.replace(before, after)
    return Changed(before["id"], before, after)


def delete(store: Store, typed_ids: Iterable[str], *, forever: bool) -> DeleteResult:
    """As `Journal.delete`. The entries from `deletable` are not looked up again before the lock."""
    found = typed_ids if isinstance(typed_ids, Mapping) else deletable(store, typed_ids, forever=forever)
    if forever:
        return _delete_forever(store, list(found))
    with store.writing() as change:
        entries = lookup.find_all(store, list(found), change)
        change.delete(entries, merge.later_time(store.clock.now(), entries))
    return DeleteResult([Changed(entry["id"], entry, None) for entry in entries], [])


def _delete_forever(store: Store, ids: Sequence[str]) -> DeleteResult:
    from reflect.store import erase, undo

    store.refuse_in_batch("delete --forever")
    files = store.files
    with store.writing(undoable=False) as change:
        here = lookup.entries_by_id(store, ids, change)
        found = {entry_id: here.get(entry_id) or _removed(store, entry_id) for entry_id in ids}
        earlier: list[Entry] = []
        if here:
            change.delete(here.values(), merge.later_time(store.clock.now(), here.values()))
        for name in undo.step_files(files):
            step = undo.read_step(files, name)
            earlier += [entry for entry_id, (entry, _) in step.entries.items() if entry and entry_id in ids]
            left = step.without(ids)
            if left != step:
                change.write(name, None if left == undo.Step() else undo.serialise_step(left))
        erase.clear_traces(files)
    if files.has_pending_change():
        problem = "deleted, and then the disk reported an error; the next command that writes clears the old files away"
        raise ChangedAndThenError(problem)
    words = [
        text
        for entry in (*found.values(), *earlier)
        for name in schema.WORDS
        if (text := cast("dict[str, str]", entry).get(name))
    ]
    return DeleteResult(
        [Changed(entry_id, entry, None) for entry_id, entry in found.items()], erase.files_with(files, ids, words)
    )


def deletable(store: Store, typed_ids: Iterable[str], *, forever: bool = False) -> dict[str, Entry]:
    """Return the entries to delete, by id; with `forever` also deleted ones that `undo` could bring back.

    Raises:
        ImpossibleValueError: an id names several entries.
        NotFoundError: an entry does not exist.
        StoreError: a month or a step of the undo log cannot be read.
    """
    if forever:
        found = [_even_removed(store, typed) for typed in typed_ids]
    else:
        found = store.read_consistently(lambda: lookup.find_all(store, list(typed_ids)))
    return {entry["id"]: entry for entry in found}


def _even_removed(store: Store, typed: str) -> Entry:
    try:
        return lookup.find(store, typed)
    except NotFoundError:
        return _removed(store, typed)


def _removed(store: Store, typed: str) -> Entry:
    """Return a deleted entry that `undo` could bring back."""
    from reflect.store import undo

    prefix = read_prefix(typed)
    found = undo.removed_entries(store.files, prefix)
    if not found:
        raise NotFoundError(f"there is no entry {prefix}")
    if len(found) > 1:
        raise ImpossibleValueError(f"{typed} begins the ids of {len(found)} deleted entries. Type more of the id")
    (entry,) = found.values()
    return entry


def _check(store: Store, entry: Entry, changes: Mapping[str, object]) -> None:
    """Refuse an invalid change before taking the lock."""
    for name in changes:
        if name not in schema.EDITABLE[entry["kind"]] and name not in _COMMON:
            has = ", ".join((*schema.EDITABLE[entry["kind"]], *_COMMON))
            raise ImpossibleValueError(f"an entry of the kind {entry['kind']} has no `{name}`; it has {has}")
    for name, value in changes.items():
        if name in schema.WORDS:
            checked(cast("str", value), f"the {name}")
        elif name == "label":
            checked_label(cast("str", value), "the label")
        elif name == "at" and value is None:
            raise ImpossibleValueError("a time must be text, a date or a datetime, not None")
        elif name in ("with", "feelings"):
            distinct_labels(cast("list[str]", value), f"a name in `{name}`")
    _after(store, entry, changes)


def _after(store: Store, before: Entry, changes: Mapping[str, object]) -> Entry:
    after: dict[str, Any] = {**before, **changes}
    for name in ("with", "feelings"):
        if name in changes:
            after[name] = distinct_labels(after[name], name)
    if "at" in changes:
        at = store.moment(cast("str", changes["at"])).at
        after |= {"at": at.isoformat(timespec="seconds"), "zone": store.clock.zone.name}
        after["day"] = str(day_of(at, store.settings.day_starts))
    try:
        return schema.parse_entry(after)
    except schema.FieldError as error:
        low, high = after.get("scale", schema.ENERGY_SCALE)
        sentence = {
            "value": f"mood is a whole number from {low} to {high}",
            "energy": "energy is a whole number from {} to {}".format(*schema.ENERGY_SCALE),
        }.get(error.field, str(error))
        raise ImpossibleValueError(sentence) from None

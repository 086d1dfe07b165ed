"""Edit and delete entries."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple, cast

from reflect.actions.labels import check_commas
from reflect.errors import ChangedAndThenError, ImpossibleValueError, NotFoundError
from reflect.model import merge, schema
from reflect.model.choices import LabelKind
from reflect.model.dates import day_of
from reflect.model.ids import is_id, read_prefix
from reflect.model.labels import BUILT_IN, LabelNames, Operation, folded, used
from reflect.model.schema import Entry
from reflect.model.text import checked, checked_label, distinct_labels, fold
from reflect.store import lookup
from reflect.store.change import Changed
from reflect.store.store import Store

_COMMON = ("at", "private")


class DeleteResult(NamedTuple):
    """The result of a delete."""

    changed: list[Changed]
    copies: list[str]
    """The files of the store that still hold one of the entries."""
    names: list[str]
    """The names that no entry has any more, and that `labels.json` held: taken out, or still there."""


def edit(store: Store, typed_id: str, changes: Mapping[str, object], begun: Entry | None) -> Changed:
    """As `Journal.edit`."""
    found = lookup.find(store, typed_id) if begun is None else begun
    changes = _checked_changes(store, found, changes)
    with store.writing() as change:
        (before,) = lookup.find_all(store, [found["id"]], change)  # again, now that nobody else writes
        if begun is not None and changes and before != begun:
            raise ImpossibleValueError("the entry was changed elsewhere meanwhile")
        after = _after(store, before, changes)
        if after != before:
            after["edited_at"] = merge.later_time(store.clock.now(), [before])
            change.replace(before, after)
    return Changed(before["id"], before, after)


def delete(store: Store, typed_ids: Iterable[str], *, forever: bool, names: bool) -> DeleteResult:
    """As `Journal.delete`. The entries from `deletable` are not looked up again before the lock."""
    found = typed_ids if isinstance(typed_ids, Mapping) else deletable(store, typed_ids, forever=forever)
    if forever and found:
        return _delete_forever(store, list(found), names=names)
    with store.writing() as change:
        entries = lookup.find_all(store, list(found), change)
        change.delete(entries, merge.later_time(store.clock.now(), entries))
    return DeleteResult([Changed(entry["id"], entry, None) for entry in entries], [], [])


def _delete_forever(store: Store, ids: Sequence[str], *, names: bool) -> DeleteResult:
    from reflect.store import erase

    store.refuse_in_batch("delete --forever")
    files = store.files
    with store.writing(undoable=False) as change:
        here = lookup.entries_by_id(store, ids, change)
        found = {entry_id: here.get(entry_id) or _removed(store, entry_id) for entry_id in ids}
        versions = _versions(store, found)
        unused = _unused(store, versions, ids)
        operations = {operation["id"] for operation in unused.operations} if names else set()
        change.delete(here.values(), merge.later_time(store.clock.now(), here.values()))
        marks = change.marks()
        change.mark(
            {entry_id: {"at": merge.marked_at(marks[entry_id]).isoformat(), "forever": True} for entry_id in ids}
        )
        if operations:
            change.remove_operations(operations)
            change.mark(dict.fromkeys(filter(is_id, operations), store.clock.now().isoformat(timespec="seconds")))
        erase.forget(files, change, ids, operations)
    if files.has_pending_change():
        problem = "deleted, and then the disk reported an error; the next command that writes removes the old files"
        raise ChangedAndThenError(problem)
    copies = erase.files_with(files, [*ids, *operations], _words(versions))
    return DeleteResult([Changed(entry_id, entry, None) for entry_id, entry in found.items()], copies, unused.names)


class _Unused(NamedTuple):
    """Names that no entry has any more, and the operations on labels that hold them."""

    names: list[str]
    operations: list[Operation]


def names_left_by(store: Store, found: Mapping[str, Entry]) -> list[str]:
    """As `Journal.names_left_by`."""
    return store.read_consistently(lambda: _unused(store, _versions(store, found), found).names)


def words_of(store: Store, ids: Collection[str]) -> list[str]:
    """Return the texts of entries that are going, and of earlier versions of them in the undo log."""
    return _words([*lookup.entries_by_id(store, ids).values(), *_earlier(store, ids)])


def _words(versions: Iterable[Entry]) -> list[str]:
    rows = [cast("dict[str, str]", entry) for entry in versions]
    return [text for row in rows for name in schema.WORDS if (text := row.get(name))]


def _versions(store: Store, found: Mapping[str, Entry]) -> list[Entry]:
    """Return entries, and earlier versions of them in the undo log."""
    return [*found.values(), *_earlier(store, found)]


def _earlier(store: Store, ids: Collection[str]) -> list[Entry]:
    """Return the versions of entries in the undo log."""
    from reflect.store import undo

    steps = (undo.read_step(store.files, name) for name in undo.step_files(store.files))
    return [entry for step in steps for entry_id, entry in step.before.items() if entry_id in ids]


def _unused(store: Store, gone: Sequence[Entry], gone_ids: Collection[str]) -> _Unused:
    """Return the names of entries that go which no other entry has or is shown with, where `labels.json` has them."""
    operations = store.operations()
    names = LabelNames(operations)
    leaving = {names.owner(of, label): (of, label) for of, label in sorted(folded(gone) - BUILT_IN)}
    if names.labels().isdisjoint(leaving):
        return _Unused([], [])
    rest = {label for entry in store.entries() if entry["id"] not in gone_ids for label in used(entry)}
    staying = {names.owner(*label) for label in rest}
    unused: list[str] = []
    left = operations
    for key in sorted(leaving.keys() & names.labels() - staying):
        aliases = names.aliases(key)
        held = [one for one in left if one["of"] == key[0] and not aliases.isdisjoint(map(fold, _names_in(one)))]
        without = [one for one in left if one not in held]
        if held and _shown(LabelNames(without), rest) == _shown(names, rest):
            spelled = {fold(name): name for one in held for name in _names_in(one) if fold(name) in aliases}
            unused += [spelled[name] for name in sorted(spelled)]
            left = without
    return _Unused(unused, [one for one in operations if one not in left])


def _names_in(operation: Operation) -> list[str]:
    return [name for name in (operation["label"], operation.get("to")) if name]


def _shown(names: LabelNames, labels: Iterable[tuple[LabelKind, str]]) -> dict[tuple[str, str], tuple[str, bool]]:
    """Return what is shown for labels as written, and whether they are retired."""
    return {(of, label): (names.shown(of, label), names.is_retired(names.owner(of, label))) for of, label in labels}


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
        raise ImpossibleValueError(f"{typed} begins the ids of {len(found)} deleted entries. Give more of the id")
    (entry,) = found.values()
    return entry


def _checked_changes(store: Store, entry: Entry, changes: Mapping[str, object]) -> dict[str, object]:
    """Return the changes, each name once, or refuse an invalid one before the lock is taken."""
    found = dict(changes)
    for name in changes:
        if name not in schema.EDITABLE[entry["kind"]] and name not in _COMMON:
            has = ", ".join((*schema.EDITABLE[entry["kind"]], *_COMMON))
            kind = f"{'an' if entry['kind'][0] in 'ao' else 'a'} {entry['kind']}"
            raise ImpossibleValueError(f"{kind} has no `{name}`; it has {has}")
    for name, value in changes.items():
        if value is None and name in schema.REMOVABLE:
            continue
        if name in schema.WORDS:
            checked(cast("str", value), f"the {name}")
        elif name == "label":
            checked_label(cast("str", value), "the label")
        elif name in _COMMON and value is None:
            raise ImpossibleValueError(f"`{name}` must have a value, not None")
        elif name in ("with", "feelings"):
            found[name] = distinct_labels(cast("list[str]", value), f"a name in `{name}`")
    check_commas(store, _after(store, entry, found))
    return found


def _after(store: Store, before: Entry, changes: Mapping[str, object]) -> Entry:
    after: dict[str, Any] = {**before, **changes}
    if "at" in changes:
        at = store.moment(cast("str", changes["at"])).at
        after |= {"at": at.isoformat(timespec="seconds"), "zone": store.clock.zone.name}
        after["day"] = str(day_of(at, store.settings.day_starts))
    try:
        return schema.parse_entry(after)
    except schema.FieldError as error:
        if after.get("kind") == "mood" and not any(after.get(name) for name in ("feelings", "note", "energy", "value")):
            raise ImpossibleValueError("a mood has a value, an energy, a feeling or a note") from None
        low, high = after.get("scale", schema.ENERGY_SCALE)
        sentence = {
            "value": f"mood must be a whole number from {low} to {high}",
            "energy": "energy must be a whole number from {} to {}".format(*schema.ENERGY_SCALE),
        }.get(error.field, str(error))
        raise ImpossibleValueError(sentence) from None

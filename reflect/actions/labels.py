"""List, rename, merge and retire labels.

Entries are never rewritten: an operation on a label is saved beside them, and applied whenever they are read. So each
operation can be undone exactly.
"""

import os
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, cast

from reflect.errors import ImpossibleValueError, LockedError, NotFoundError, StoreError
from reflect.model import ids, labels, schema
from reflect.model.choices import LABEL_KINDS, LabelKind
from reflect.model.labels import BUILT_IN, Key, LabelNames, NewLabel, Op, Operation, SpelledNames
from reflect.model.schema import Entry
from reflect.model.text import checked_label, fold, fold_space, merge_command, visible_line
from reflect.store.paths import LABELS, month_file
from reflect.store.store import Store

_TICK = timedelta(microseconds=1)
_NO_COMMA = "{} has a comma, which separates names"


def change_label(store: Store, of: LabelKind, op: Op, label: str, to: str | None = None) -> Operation | None:
    """Save an operation on a label and return it, or None if it would change nothing.

    `to` is the new name in a rename, and the target of a merge.

    Raises:
        NotFoundError: there is no such label.
        ImpossibleValueError: it is not possible for this label.
    """
    _ = store.settings  # refuses a store of a newer format
    if not _is_to_do(store, of, op, label, to):
        return None
    with store.writing() as change:
        if not _is_to_do(store, of, op, label, to):  # again, now that nobody else writes
            return None
        to = None if to is None else fold_space(to)
        (operation,) = new_operations(store, of, op, [(fold_space(label), to)])
        change.add_operation(operation)
    return operation


def new_operations(store: Store, of: LabelKind, op: Op, made: Iterable[tuple[str, str | None]]) -> Iterator[Operation]:
    """Yield an operation for each label and what becomes of it, one after another and after all that there are."""
    now = store.clock.now()
    before = [datetime.fromisoformat(operation["at"]) + _TICK for operation in store.operations()]
    at = max([now, *before]).astimezone(now.tzinfo)
    for place, (label, to) in enumerate(made):
        yield {
            "id": ids.from_bits(os.urandom(8)),
            "at": (at + place * _TICK).isoformat(timespec="microseconds"),
            "of": of,
            "op": op,
            "label": label,
            "to": to,
        }


def with_current_names(store: Store, entry: Entry) -> Entry:
    """As `Journal.names`."""
    versions = tuple(map(store.files.version, [LABELS, *map(month_file, store.months())]))
    try:
        return _names_at(store, versions).with_current_names(entry)
    except (KeyError, TypeError, AttributeError):
        raise ImpossibleValueError("an entry has every field of its kind, and this one does not") from None


@lru_cache(maxsize=1)
def _names_at(store: Store, _versions: object) -> LabelNames:
    """Return the names in force, the same object as long as the files have these versions."""
    return names_in_force(store)


def names_in_force(store: Store, *, private: bool = True) -> LabelNames:
    """Return the names in force, spelled as all entries do, or without `private` ones all that others may read.

    Raises:
        StoreError: `labels.json` cannot be read.
    """

    def latest_first() -> Iterator[Entry]:
        for month in reversed(store.months()):
            try:
                entries = schema.in_order(store.month(month))
            except StoreError as error:
                store.warnings[f"Skipped: {error}"] = None
                continue
            yield from (entry for entry in reversed(entries) if private or not entry["private"])

    return SpelledNames(store.operations() if store.exists() else (), latest_first())


def list_labels(store: Store) -> list[dict[str, Any]]:
    """As `Journal.labels`."""
    naming = store.names()
    spelled: dict[Key, str] = {}
    first: dict[tuple[str, str], str] = {}
    counted: dict[Key, set[str]] = {key: set() for key in BUILT_IN | naming.labels()}
    for entry in store.entries():
        for of, label in labels.used(entry):
            own = naming.owner(of, label)
            first.setdefault((of, fold(label)), entry["day"])
            if fold(label) == own[1]:
                spelled[own] = fold_space(label)
            for key in {own, naming.end(own)}:
                counted.setdefault(key, set()).add(entry["id"])

    def first_name(key: Key) -> str:
        return spelled.get(key) or naming.spelled(key) or key[1]

    def name(key: Key) -> str:
        given = naming.given(key)
        return given[-1].name if given else first_name(key)

    def row(key: Key) -> dict[str, Any]:
        into = naming.into(key)
        had_first = {"name": first_name(key), "from": first.get(key)}
        return {
            "of": key[0],
            "label": name(key),
            "names": [had_first, *({"name": given.name, "from": given.day} for given in naming.given(key))],
            "merged_into": name(naming.end(into)) if into else None,
            "retired": naming.is_retired(key),
            "entries": len(counted[key]),
            "gloss": labels.VOCABULARY.get(key[1]) if key[0] == "pattern" else None,
            "letter": naming.letter(key) if key[0] == "person" else None,
        }

    order = sorted(
        counted, key=lambda key: (LABEL_KINDS.index(cast("LabelKind", key[0])), -len(counted[key]), fold(name(key)))
    )
    return [row(key) for key in order]


def split_names(store: Store, of: LabelKind, typed: Iterable[str]) -> list[str]:
    """As `Journal.split_names`."""
    return labels.split_typed(typed, lambda text: _is_known(store, of, text))


def new_labels(store: Store, of: LabelKind, names: Iterable[str]) -> tuple[NewLabel, ...]:
    """As `Journal.new_labels`."""
    from reflect.actions import history

    used = [(of, name) for name in names]
    return history.new_labels(store, used, caching=False) if used else ()


def check_commas(store: Store, entry: Entry) -> None:
    """Raise an ImpossibleValueError for a new name with a comma: commas separate names where they are typed."""
    for of, name in labels.used(entry):
        if "," in name and not _is_known(store, of, name):
            raise ImpossibleValueError(_NO_COMMA.format(_quoted(name)))


def _is_known(store: Store, of: LabelKind, name: str) -> bool:
    try:
        store.files.unlock()
    except LockedError:  # an entry is saved without what is locked
        return False
    return store.names().is_known(of, name) or (of, fold(name)) in BUILT_IN | labels.folded(store.entries())


def _unknown(of: LabelKind, name: str, used: list[str]) -> NotFoundError:
    """Return the error for a name that no label has; it names one that is a slip away."""
    hint = did_you_mean(name, used) + "`reflect label list` shows the labels in use"
    hint += ". For people add --people, for feelings --feelings" if of == "pattern" else ""
    return NotFoundError(f"there is no {of} {_quoted(name)}", hint)


def did_you_mean(name: str, used: Iterable[str]) -> str:
    """Return the beginning of a hint, with the one of the folded names that is a slip away; empty if none is."""
    near = next((key for key in sorted(used) if labels.is_slip(fold(name), key)), None)
    return f"did you mean {visible_line(near)}? " if near else ""


def _is_to_do(store: Store, of: LabelKind, op: Op, label: str, to: str | None) -> bool:
    """Return whether an operation changes anything, or refuse an impossible one."""
    naming = store.names()
    used = BUILT_IN | labels.folded(store.entries())

    def is_known(name: str) -> bool:
        return naming.is_known(of, name) or (of, fold(name)) in used

    for name in (label, *([to] if to is not None and op == "merge" else [])):
        if not is_known(name):
            raise _unknown(of, name, [key for kind, key in used if kind == of])
    key = naming.owner(of, label)
    if op == "unmerge":
        if naming.into(key) is None:
            raise ImpossibleValueError(f"{_quoted(label)} is not merged into another label")
        return True
    if op == "merge":
        return _is_to_merge(naming, key, label, str(to))
    _refuse_merged(naming, key, label)
    if op == "rename":
        return _is_to_rename(naming, key, label, str(to), taken=is_known(str(to)))
    return naming.is_retired(key) != (op == "retire")


def _is_to_rename(naming: LabelNames, key: Key, label: str, to: str, *, taken: bool) -> bool:
    checked_label(to, "the new name")
    if naming.owner(key[0], to) == key:  # one of its own names, or another spelling of it
        given = naming.given(key)
        return not given or given[-1].name != fold_space(to)
    if "," in to and not taken:
        raise ImpossibleValueError(_NO_COMMA.format(_quoted(to)))
    if taken:
        merge = f"`{merge_command(key[0], label, to)}` counts both as one"
        raise ImpossibleValueError(f"{_quoted(to)} is the name of another label", merge)
    return True


def _is_to_merge(naming: LabelNames, key: Key, label: str, to: str) -> bool:
    target = naming.owner(key[0], to)
    if naming.into(key) == target:
        return False
    _refuse_merged(naming, key, label)
    if target == key:
        spelling = (
            "names match in any case; `reflect label rename` sets the spelling" if fold(label) == fold(to) else None
        )
        raise ImpossibleValueError(f"{_quoted(label)} and {_quoted(to)} are the same label", spelling)
    if naming.end(target) == key:
        raise ImpossibleValueError(f"{_quoted(to)} is merged into {_quoted(label)} already")
    return True


def _refuse_merged(naming: LabelNames, key: Key, label: str) -> None:
    if naming.into(key) is not None:
        into = _quoted(naming.shown(key[0], label))
        raise ImpossibleValueError(f"{_quoted(label)} is merged into {into}", f"unmerge it first, or name {into}")


def _quoted(label: str) -> str:
    return f'"{visible_line(label)}"'

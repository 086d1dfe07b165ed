"""Entries by their ids. The months are searched as bytes, and only those with a match are parsed."""

import contextlib
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import datetime

from reflect.errors import ImpossibleValueError, NotFoundError, StoreError
from reflect.model import ids, schema
from reflect.model.schema import Entry
from reflect.store.change import Change
from reflect.store.month import parse
from reflect.store.paths import month_file
from reflect.store.store import Store

_QUOTED_ID = rb'"([0-9a-z]{12})"'
LAST = "last"
"""In place of an id: the entry added last."""


def find(store: Store, typed_id: str) -> Entry:
    """Return the one entry whose id starts with a prefix, or the one added last for `last`.

    Raises:
        ImpossibleValueError: it is not an id, or several start with it; the error names them by kind and day.
        NotFoundError: there is no such entry.
        StoreError: an entry is in two months, or a month cannot be read.
    """
    return store.read_consistently(lambda: find_all(store, [typed_id]))[0]


def find_all(store: Store, typed_ids: Sequence[str], within: Change | None = None) -> list[Entry]:
    """Return the one entry for each prefix of an id; with `within`, through the files of that change.

    If an id has no match every month is parsed: in a damaged one it may be hidden. Errors are those of `find`.
    """
    prefixes: list[str] = []
    for typed in typed_ids:
        try:
            is_last = typed.strip().casefold() == LAST
            prefixes.append(_last(store, within) if is_last else ids.read_prefix(typed))
        except ImpossibleValueError:
            if prefixes:  # one before it may be refused: the first that is wrong is named
                find_all(store, prefixes, within)
            raise
    marks = [f'"{prefix}'.encode() for prefix in prefixes]  # an id is the key of its entry

    def has_mark(raw: bytes) -> bool:
        return any(mark in raw for mark in marks)

    entries = list(_in_months(store, has_mark, within, skip_unreadable=True))
    if not all(any(entry["id"].startswith(prefix) for entry in entries) for prefix in prefixes):
        entries = list(_in_months(store, lambda _: True, within))
    return [_only([entry for entry in entries if entry["id"].startswith(prefix)], prefix) for prefix in prefixes]


def entries_by_id(store: Store, entry_ids: Collection[str], within: Change | None = None) -> dict[str, Entry]:
    """Return the existing ones of these entries, by id; only months with a match are parsed.

    Raises:
        StoreError: an entry is in two months, or a month cannot be read.
    """
    wanted = {entry_id.encode() for entry_id in entry_ids}
    found: dict[str, Entry] = {}
    for entry in _in_months(store, lambda raw: bool(wanted.intersection(re.findall(_QUOTED_ID, raw))), within):
        if entry["id"] in entry_ids:
            if entry["id"] in found:
                raise _in_two_months(entry["id"])
            found[entry["id"]] = entry
    return found


def _last(store: Store, within: Change | None) -> str:
    """Return the id of the entry added by the latest change that is still here, offers and passes apart.

    Without one in the undo log it is the entry recorded last, but not after now.

    Raises:
        NotFoundError: there is none.
        StoreError: a month cannot be read.
    """
    from reflect.store import undo

    for name in undo.step_files(store.files):
        with contextlib.suppress(StoreError):  # a damaged step, which `store check` names
            step = undo.read_step(store.files, name)
            added = [entry_id for entry_id in step.after if entry_id not in step.before]
            if here := _written(entries_by_id(store, added, within).values() if added else ()):
                return max(here)[1]
    now = store.clock.now()
    found = [one for one in _written(_in_months(store, lambda _: True, within)) if one[0] <= now]
    if not found:
        raise NotFoundError("there is no entry yet")
    return max(found)[1]


def _written(entries: Iterable[Entry]) -> list[tuple[datetime, str]]:
    """Return when each was recorded, and its id."""
    kept = (entry for entry in entries if entry["kind"] not in ("offer", "pass"))
    return [(datetime.fromisoformat(entry["recorded_at"]), entry["id"]) for entry in kept]


def _in_months(
    store: Store, has_match: Callable[[bytes], bool], within: Change | None, *, skip_unreadable: bool = False
) -> Iterator[Entry]:
    """Yield the entries of the months whose bytes match, of the latest month first."""
    for month in reversed(store.months()):
        name = month_file(month)
        try:
            raw = store.files.read(name) if within is None else within.read(name)
        except StoreError:
            if skip_unreadable:
                continue
            raise
        if raw is not None and has_match(raw):
            yield from parse(raw, name).values() if within is None else within.month(month).all()


def _only(found: list[Entry], prefix: str) -> Entry:
    """Return the one entry that an id names."""
    if not found:
        raise NotFoundError(f"there is no entry {prefix}")
    if len(found) > len({entry["id"] for entry in found}):
        raise _in_two_months(prefix)
    if len(found) > 1:
        entries = sorted(found, key=schema.order)
        named = "; ".join(f"{entry['id']} ({entry['kind']}, {entry['day']})" for entry in entries)
        problem = f"{prefix} begins the ids of {len(found)} entries: {named}. Give more of the id"
        raise ImpossibleValueError(problem)
    return found[0]


def _in_two_months(prefix: str) -> StoreError:
    return StoreError(f"{prefix} is in two months", "`reflect store repair` keeps the latest version")

"""Repair a store and merge its conflict copies: every readable entry is in its month, and nothing is lost.

Each entry goes into the month of its day, under its id. `reflect.model.merge` merges conflict copies by entry, and
two versions in two months. Files of a newer format and special files stay untouched. Each file that changes is set
aside first, byte for byte, under `backups/aside-TIME/`; then all changes are made as one. So a repair is whole or
absent, and a version that it could not read or did not choose is in a file that it names. A second run does nothing.
"""

import os
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from reflect.errors import StoreError
from reflect.model import merge
from reflect.model.dates import month_of
from reflect.model.schema import Entry
from reflect.store import atomic, check, lock, plain_files, salvage, settings_file, undo
from reflect.store.files import Files
from reflect.store.month import serialise
from reflect.store.paths import (
    BACKUPS,
    DELETED,
    ENTRIES,
    LABELS,
    SETTINGS,
    STAGED,
    can_be_merged,
    month_file,
    month_in,
    original_of_copy,
)
from reflect.store.store import Store


class Lost(NamedTuple):
    """A version of an entry that no month has afterwards; it stays in the file set aside."""

    file: str
    entry: str | None
    """None where the id is not known."""
    why: str
    """The end of a sentence that begins with the entry."""


class RepairPlan(NamedTuple):
    """The plan of a repair."""

    files: Mapping[str, bytes | None] = {}
    """The content of changed files afterwards; None: removed."""
    aside: tuple[str, ...] = ()
    """The files to set aside."""
    entries: Mapping[str, int] = {}
    """The number of entries afterwards in each month written."""
    lost: tuple[Lost, ...] = ()
    unmerged: tuple[str, ...] = ()
    """The folders of changes set aside before and merged by this repair."""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to do."""
        return not self.files and not self.aside and not self.unmerged


_UNKNOWN = "that was deleted may be back, since this list cannot be read whole"


class _Copy(NamedTuple):
    name: str
    of: str
    """The file of the store of which it is a version."""
    raw: bytes


class _Source(NamedTuple):
    name: str
    of: str | None
    """The month file of which it is a copy, or None if it is a month file itself."""
    read: salvage.SalvagedMonth


def plan(store: Store, faulty_packs: Iterable[str] = ()) -> RepairPlan:
    """Return what a repair would do now.

    Args:
        store: the store.
        faulty_packs: the files of packs that cannot be used: they are only set aside.

    Raises:
        StoreError: the store is of a newer format, or what was deleted is not known.
    """
    fault = check.marker_fault(store)
    files = Files(store.path, replay=fault is None)
    unmerged = check.unmerged(files)
    found = _conflict_copies(files) + [
        one for place in [STAGED] * bool(fault) + unmerged for one in _versions_in_change(files, place)
    ]
    changed: dict[str, bytes | None] = {name: None for name in faulty_packs if _readable(files, name) is not None}
    changed |= {name: None for name in undo.unreadable_steps(files) if _readable(files, name) is not None}
    changed |= _settings(files)
    deleted, written, unknown = _deleted(files, [copy for copy in found if copy.of == DELETED])
    changed |= _labels(files, [copy for copy in found if copy.of == LABELS], deleted)
    changed |= written
    sources, closed = _entry_sources(files, found)
    months, entries, lost = _months(sources, closed, deleted)
    changed |= months
    before = {name: files.read(name) for name in changed}
    changed = {name: data for name, data in changed.items() if data != before[name]}
    aside = [name for name in changed if before[name] is not None]
    return RepairPlan(changed, tuple([STAGED] * bool(fault) + sorted(aside)), entries, unknown + lost, tuple(unmerged))


def _conflict_copies(files: Files) -> list[_Copy]:
    """Return the conflict copies that can be merged and read."""
    found = []
    for name in sorted({*os.listdir(files.folder), *files.names(ENTRIES)}):
        of = original_of_copy(name)
        raw = _readable(files, name) if of and can_be_merged(of) else None
        if of and raw is not None:
            found.append(_Copy(name, of, raw))
    return found


def _versions_in_change(files: Files, unfinished: str) -> list[_Copy]:
    """Return the files of a change of which nobody knows whether it was made: versions like those of a copy."""
    found = []
    for name in sorted(os.listdir(files.path(unfinished))):
        of = name.replace("!", "/")
        raw = _readable(files, f"{unfinished}/{name}") if can_be_merged(of) else None
        if raw is not None:
            found.append(_Copy(f"{unfinished}/{name}", of, raw))
    return found


def _readable(files: Files, name: str) -> bytes | None:
    try:
        return files.read(name)
    except StoreError:  # a link, a folder, not ours to read: `store check` names it, and it is left alone
        return None


def _settings(files: Files) -> dict[str, bytes | None]:
    raw = _readable(files, SETTINGS)
    if raw is None and not os.path.lexists(files.path(SETTINGS)):
        return {SETTINGS: settings_file.initial()}
    faults = [] if raw is None else settings_file.faults(raw)
    if any(fault.newer for fault in faults):
        settings_file.load(raw)  # refuses
    return {SETTINGS: settings_file.repaired(raw)} if raw is not None and faults else {}


def _labels(files: Files, found: list[_Copy], deleted: Mapping[str, merge.Mark]) -> dict[str, bytes | None]:
    """Return the operations on labels merged with those of conflict copies."""
    raw = _readable(files, LABELS)
    read = [
        plain_files.readable_operations(version)
        for version in ([] if raw is None else [raw]) + [copy.raw for copy in found]
    ]
    if not found and not any(faults for _, faults in read):
        return {}
    if raw is None and os.path.lexists(files.path(LABELS)):
        return {}  # what is there is not a file
    ordered = merge.merge_operations((one for version, _ in read for one in version), deleted)
    return {LABELS: plain_files.serialise_operations(ordered) if ordered else None} | _gone(found)


def _deleted(
    files: Files, found: list[_Copy]
) -> tuple[dict[str, merge.Mark], dict[str, bytes | None], tuple[Lost, ...]]:
    """Return when entries were deleted, here and by the copies, the files that change for it, and what is not known.

    Raises:
        StoreError: what is there is not a file, or cannot be read: without it a merge could bring entries back.
    """
    raw = files.read(DELETED)
    read = [
        plain_files.readable_deletions(version)
        for version in ([] if raw is None else [raw]) + [copy.raw for copy in found]
    ]
    times = merge.merge_versions((), [version for version, _ in read]).deleted
    if not found and not any(faults for _, faults in read):
        return times, {}, ()
    names = ([] if raw is None else [DELETED]) + [copy.name for copy in found]
    unknown = (Lost(name, None, _UNKNOWN) for name, (_, faults) in zip(names, read, strict=True) if faults)
    return times, {DELETED: plain_files.serialise_deletions(times)} | _gone(found), tuple(unknown)


def _gone(found: Iterable[_Copy | _Source]) -> dict[str, bytes | None]:
    """Return that these copies are taken away; those of an unfinished change are where nobody reads them."""
    return {one.name: None for one in found if not one.name.startswith((f"{STAGED}/", f"{BACKUPS}/"))}


def _entry_sources(files: Files, found: list[_Copy]) -> tuple[list[_Source], set[str]]:
    """Return all that entries can be read from, months first, and the files of the months that are closed to us."""
    sources: list[_Source] = []
    closed: set[str] = set()
    for name in sorted(files.names(ENTRIES)):
        month = month_in(name)
        if month is None and not check.is_misnamed(name):
            continue
        raw = _readable(files, name)
        read = None if raw is None else salvage.salvage_month(raw, month)
        if read is None or read.newer:
            closed.add(name)
        else:
            sources.append(_Source(name, None, read))
    for copy in found:
        month = month_in(copy.of)
        read = salvage.salvage_month(copy.raw, month) if month and copy.of not in closed else None
        if read is not None and not read.newer:
            sources.append(_Source(copy.name, copy.of, read))
    return sources, closed


def _months(
    sources: list[_Source], closed: set[str], deleted: Mapping[str, merge.Mark]
) -> tuple[dict[str, bytes | None], dict[str, int], tuple[Lost, ...]]:
    """Return the files that change, how many entries each month then has, and what is in none of them.

    A deletion counts wherever its entry is: a sync tool may have put the whole file of another machine in the place
    of the one here, and left no copy.
    """
    placed = [entry for source in sources for entry in source.read.entries if _file(entry) not in closed]
    merged = merge.merge_versions(placed, [deleted]).entries
    tables: dict[str, dict[str, Entry]] = {source.name: {} for source in sources if source.of is None}
    for entry in merged.values():
        tables.setdefault(_file(entry), {})[entry["id"]] = entry
    of_file = {source.name: source.read for source in sources}
    changed = _gone(source for source in sources if source.of or month_in(source.name) is None)
    counts: dict[str, int] = {}
    for name, table in tables.items():
        if month_in(name) is None or (name in of_file and _holds(of_file[name], table)):
            continue
        changed[name] = serialise(table, of_file[name].others if name in of_file else None) if table else None
        counts[name] = len(table)
    lost = (one for source in sources if source.of or source.name in changed for one in _lost(source, merged, closed))
    return changed, counts, tuple(dict.fromkeys(lost))


def _file(entry: Entry) -> str:
    return month_file(month_of(entry["day"]))


def _holds(read: salvage.SalvagedMonth, table: Mapping[str, Entry]) -> bool:
    """Return whether a month file is as it should be: of versions that are the same, its own was chosen."""
    own = {entry["id"]: entry for entry in read.entries}
    return not read.is_damaged and own.keys() == table.keys() and all(own[key] is table[key] for key in own)


def _lost(source: _Source, merged: Mapping[str, Entry], closed: set[str]) -> Iterable[Lost]:
    for key, entry, _, fault in source.read.found:
        if entry is None:
            yield Lost(source.name, key, f"cannot be read: {fault}")
        elif _file(entry) in closed:
            yield Lost(source.name, entry["id"], f"belongs into {_file(entry)}, which cannot be written")
        elif entry["id"] not in merged:
            yield Lost(source.name, entry["id"], "was deleted")
        elif merge.canonical(entry) != merge.canonical(merged[entry["id"]]):
            yield Lost(source.name, entry["id"], "was kept in another version")


class Done(NamedTuple):
    """What a repair did."""

    plan: RepairPlan
    put_aside: tuple[str, ...]
    """The paths in the store of what was put aside, in the order of `plan.aside`."""


def repair(store: Store, at: datetime, faulty_packs: Callable[[], Iterable[str]]) -> Done:
    """Repair a store.

    `faulty_packs` gives the files of packs that cannot be used; it is asked under the lock.

    Raises:
        StoreError: it cannot be repaired: of a newer format, locked, or not writable. What is set aside by then is a
            copy; the files of the store are as they were.
    """
    aside = _free_name(store.path, at)
    _put_unfinished_aside(store, aside)
    with store.writing(undoable=False, merging=False) as change:
        made = plan(store, faulty_packs())
        for name in made.aside:
            _put_aside(store.files, name, f"{aside}/{name}")
        for name, data in made.files.items():
            change.write(name, data)
    settled = [_settled(store, place) for place in made.unmerged]
    for before, after in zip(made.unmerged, settled, strict=True):
        lost = tuple(one._replace(file=one.file.replace(before, after, 1)) for one in made.lost)
        made = made._replace(lost=lost)
    put_aside = (*settled, *(f"{aside}/{name}" for name in made.aside))
    return Done(made._replace(aside=(*(STAGED for _ in settled), *made.aside)), put_aside)


def _free_name(path: str, at: datetime) -> str:
    """Return the path in the store of a folder that is not there yet."""
    name = stamped = f"{BACKUPS}/aside-{at:%Y%m%d-%H%M%S}"
    number = 1
    while os.path.lexists(os.path.join(path, name)):
        number += 1
        name = f"{stamped}-{number}"
    return name


def _put_unfinished_aside(store: Store, aside: str) -> None:
    """Put the folder of a change aside whose marker says nothing.

    Until then nothing in the store can be read or written. Its new name says that it is not merged yet: who is killed
    before that is done leaves it to the next repair.
    """
    if check.marker_fault(store) is None:
        return
    target = f"{aside}/{check.UNMERGED}"
    try:
        with lock.held(store.path):
            atomic.read(store.files.path(check.MARKER))  # where it is the disk that fails, this refuses
            _make_way(store.files, target)
            os.rename(store.files.path(STAGED), store.files.path(target))
            atomic.sync_folder(store.files.path(aside))
            atomic.sync_folder(store.path)
    except OSError as error:
        raise atomic.refusal(STAGED, error, "put aside") from None


def _settled(store: Store, place: str) -> str:
    """Name a folder that was put aside as one that is merged, and return its new path.

    One whose name stays is merged again by the next repair, which finds all of it there.
    """
    target = f"{os.path.dirname(place)}/{STAGED}"
    try:
        os.rename(store.files.path(place), store.files.path(target))
    except OSError:
        return place
    return target


def _put_aside(files: Files, name: str, target: str) -> None:
    _make_way(files, target)
    atomic.write_new(files.path(target), files.read(name) or b"")
    atomic.sync_folder(os.path.dirname(files.path(target)))


def _make_way(files: Files, target: str) -> None:
    parts = target.split("/")
    for depth in range(1, len(parts)):
        atomic.make_folder(files.path("/".join(parts[:depth])))

"""Repair a store: every readable entry is in its month, and nothing is lost.

The plan is that of `reflect.store.inspection`. Each file that changes is set aside first, byte for byte, under
`backups/aside-TIME/`; then all changes are made as one. So a repair is whole or absent, and a version that it could
not read or did not choose is in a file that it names. One that fails leaves nothing; a second run does nothing.
"""

import contextlib
import os
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

from reflect.errors import ChangedAndThenError, NewerFormatError, StoreError
from reflect.model import merge
from reflect.model.dates import month_of
from reflect.model.schema import Entry
from reflect.store import atomic, lock, merging, month, salvage
from reflect.store.files import MARKER, Files
from reflect.store.folder import UNMERGED
from reflect.store.paths import BACKUPS, STAGED, month_file, month_in
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


class Source(NamedTuple):
    """A month, or a version of one, as far as it can be read."""

    name: str
    of: str | None
    """The month of which it is a version, or None if it is a file of its own."""
    read: salvage.SalvagedMonth


def months_after(
    sources: list[Source], closed: set[str], deleted: Mapping[str, merge.Mark], changed: Collection[str]
) -> tuple[dict[str, bytes | None], dict[str, int], list[Lost]]:
    """Return the months that change, how many entries each then has, and what is in none of them.

    A deletion counts wherever its entry is: a sync tool may have put the whole file of another machine in the place
    of the one here, and left no copy.

    Args:
        sources: all that entries can be read from, months first.
        closed: the months that cannot be written.
        deleted: the marks of what was deleted.
        changed: the sources that go.
    """
    placed = [entry for source in sources for entry in source.read.entries if _file(entry) not in closed]
    merged = merge.merge_versions(placed, [deleted]).entries
    tables: dict[str, dict[str, Entry]] = {source.name: {} for source in sources if source.of is None}
    for entry in merged.values():
        tables.setdefault(_file(entry), {})[entry["id"]] = entry
    of_file = {source.name: source.read for source in sources}
    written: dict[str, bytes | None] = {}
    for name, table in tables.items():
        read = of_file.get(name)
        if month_in(name) and not (read and _holds(read, table)):
            written[name] = month.serialise(table, read.others if read else None) if table else None
    gone = {*changed, *written}
    lost = [one for source in sources if source.name in gone for one in _lost(source, merged, closed)]
    return written, {name: len(tables[name]) for name in written}, lost


def _file(entry: Entry) -> str:
    return month_file(month_of(entry["day"]))


def _holds(read: salvage.SalvagedMonth, table: Mapping[str, Entry]) -> bool:
    """Return whether a month file is as it should be: of versions that are the same, its own was chosen."""
    own = {entry["id"]: entry for entry in read.entries}
    return not read.is_damaged and own.keys() == table.keys() and all(own[key] is table[key] for key in own)


def _lost(source: Source, merged: Mapping[str, Entry], closed: set[str]) -> Iterator[Lost]:
    for key, entry, _, fault in source.read.found:
        if entry is None:
            yield Lost(source.name, key, f"cannot be read: {fault}")
        elif _file(entry) in closed:
            yield Lost(source.name, entry["id"], f"belongs into {_file(entry)}, which cannot be written")
        elif entry["id"] not in merged:
            yield Lost(source.name, entry["id"], "was deleted")
        elif merge.canonical(entry) != merge.canonical(merged[entry["id"]]):
            yield Lost(source.name, entry["id"], "is here in another version")


def repair(store: Store, at: datetime, plan: Callable[[], RepairPlan]) -> tuple[RepairPlan, tuple[str, ...]]:
    """Repair a store; `plan` is asked under the lock. Return what was done, and where what is `aside` in it is now.

    Raises:
        StoreError: it cannot be repaired: of a newer format, locked, or not writable. The files of the store are as
            they were.
    """
    aside = merging.free_name(store.files, at)
    _put_unfinished_aside(store, aside)
    with store.writing(undoable=False, merging=False) as change:
        change.beside.enter_context(_put_back_on_failure(store, aside))
        made = plan()
        change.beside.enter_context(merging.set_aside(store.files, made.aside, aside))
        for name, data in made.files.items():
            change.write(name, data)
    settled = [_settled(store, place) for place in made.unmerged]
    for before, after in zip(made.unmerged, settled, strict=True):
        lost = tuple(one._replace(file=one.file.replace(before, after, 1)) for one in made.lost)
        made = made._replace(lost=lost)
    put_aside = (*settled, *(f"{aside}/{name}" for name in made.aside))
    return made._replace(aside=(*(STAGED for _ in settled), *made.aside)), put_aside


def marker_fault(files: Files) -> StoreError | None:
    """Return why it cannot be told whether a change waits to be finished, or None."""
    try:
        files.has_pending_change()
    except StoreError as error:
        return error
    return None


def _put_unfinished_aside(store: Store, aside: str) -> None:
    """Put the folder of a change aside whose marker says nothing.

    Until then nothing in the store can be read or written. Its new name says that it is not merged yet: who is killed
    before that is done leaves it to the next repair.
    """
    fault = marker_fault(store.files)
    if fault is None:
        return
    if isinstance(fault, NewerFormatError):
        raise fault
    target = store.files.path(f"{aside}/{UNMERGED}")
    try:
        with lock.held(store.path, store.say_waiting):
            atomic.read(store.files.path(f"{STAGED}/{MARKER}"))  # where it is the disk that fails, this refuses
            for folder in (BACKUPS, aside):
                atomic.make_folder(store.files.path(folder))
            os.rename(store.files.path(STAGED), target)
            atomic.sync_folder(os.path.dirname(target))
            atomic.sync_folder(store.path)
    except OSError as error:
        raise atomic.refusal(STAGED, error, "set aside") from None


@contextlib.contextmanager
def _put_back_on_failure(store: Store, aside: str) -> Iterator[None]:
    """Put an unfinished change back where it was if the repair fails."""
    try:
        yield
    except ChangedAndThenError:
        raise
    except BaseException:
        with contextlib.suppress(OSError):
            os.rename(store.files.path(f"{aside}/{UNMERGED}"), store.files.path(STAGED))
            os.rmdir(store.files.path(aside))
            os.rmdir(store.files.path(BACKUPS))
        raise


def _settled(store: Store, place: str) -> str:
    """Name a folder that was set aside as one that is merged, and return its new path.

    One whose name stays is merged again by the next repair, which finds all of it there.
    """
    target = f"{os.path.dirname(place)}/{STAGED}"
    try:
        os.rename(store.files.path(place), store.files.path(target))
    except OSError:
        return place
    return target

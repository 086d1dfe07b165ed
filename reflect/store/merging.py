"""Merge what other machines left in the store: conflict copies beside its files, and marks for entries still here.

A cloud or sync program puts a copy beside a file that was changed on two machines, or brings the `deleted.json` of one
machine to the months of another. Readers count the merge in, the next writer saves it and sets the copies aside
(`Store.look`). So it is with the inbox, whose files are merged as copies of a month are, and then removed. A copy that
does not read is named and never merged, nor is one of a file that does not read itself.
Marks are looked for only in files that changed since a writer last saw that they agree (`agreed`).
"""

import contextlib
import os
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from reflect.errors import ChangedAndThenError, LockedError, StoreError
from reflect.model import merge
from reflect.model.dates import month_of
from reflect.model.merge import Mark
from reflect.model.schema import Entry
from reflect.store import agreed, atomic, paths, plain_files
from reflect.store.change import Change
from reflect.store.files import Files
from reflect.store.month import TABLE, entries_in, serialise, tables

_ID = re.compile(rb'"([0-9a-z]{12})"')
COUNTED_IN = "Included another version of what is here: "
"""How the warning of a reader begins."""
MERGED = "Merged: "
"""How that of a writer begins."""
ADDED = "Added: "
"""How that of a writer begins which adds the entries of the inbox."""


class View(NamedTuple):
    """The files of the store as they are after a merge."""

    files: dict[str, bytes | None] = {}  # noqa: RUF012 - never changed
    """The content of the files that differ from those on the disk; None: gone."""
    merged: tuple[str, ...] = ()
    """The copies that are merged."""
    from_inbox: tuple[str, ...] = ()
    """The files of the inbox that are merged."""
    added: int = 0
    """How many of their entries are new here."""
    unread: dict[str, str] = {}  # noqa: RUF012
    """The copies that are not, and why."""
    superseded: tuple[str, ...] = ()
    """The months of which a version of an entry lost to that of a copy."""
    stamps: dict[str, agreed.Stamp] = {}  # noqa: RUF012
    """The files that agree with `deleted.json` after the merge, as they were when they were read."""

    def warnings(self) -> dict[str, None]:
        """Return what a command says that counts the copies in."""
        merges = [f"{COUNTED_IN}{_named(self.merged)}. The next command that writes merges it."] if self.merged else []
        return dict.fromkeys(merges) | self.unread_warnings()

    def unread_warnings(self) -> dict[str, None]:
        """Return what a command says of the copies that it cannot read."""
        return {f"Not read: {name}{_about(name, why)}.": None for name, why in self.unread.items()}


class _Month(NamedTuple):
    entries: dict[str, Entry]
    others: dict[str, Any]
    """The tables beside the entries."""


def look(files: Files, copies: Iterable[str]) -> View:
    """Return the view of a store with these copies of months, `labels.json` and `deleted.json` beside them.

    A reader asks before each month; it gets the same again while no file has changed.
    """
    copies = sorted(copies)
    if files.overlay or files.is_settled:  # a sync has copies that are not on the disk, and a writer looks once
        return _Look(files).view(copies)
    stamps = agreed.stamps(files) | {name: found for name in copies if (found := agreed.stamp(files, name))}
    if files not in _seen or _seen[files][0] != (files.stamp(), stamps):
        _seen[files] = (files.stamp(), stamps), _Look(files).view(copies)
    return _seen[files][1]


_seen: WeakKeyDictionary[Files, tuple[object, View]] = WeakKeyDictionary()
"""The latest view of each reader, and the files as they were then."""


class _Look:
    """One look at the store."""

    def __init__(self, files: Files) -> None:
        self.files = files
        self.changed: dict[str, bytes | None] = {}
        self.merged: list[str] = []
        self.unread: dict[str, str] = {}
        self.superseded: list[str] = []
        self.added = 0

    def view(self, copies: list[str]) -> View:
        stamps, known = agreed.stamps(self.files), agreed.load(self.files)
        by_file: dict[str, list[str]] = {}
        waiting = [name for name in copies if paths.is_in_inbox(name)]
        for name in sorted(set(copies).difference(waiting)):
            by_file.setdefault(paths.original_of_copy(name) or "", []).append(name)
        marks = self._marks(by_file.pop(paths.DELETED, []))
        if isinstance(marks, StoreError):  # what was deleted is not known, so nothing can be merged
            return View(unread=dict.fromkeys(copies, f"{paths.DELETED} {marks.problem}"))
        is_known = known.get(paths.DELETED) == stamps.get(paths.DELETED) and paths.DELETED not in self.changed
        unsure = {name for name, stamp in stamps.items() if not (is_known and known.get(name) == stamp)}
        labels = by_file.pop(paths.LABELS, [])
        self._labels(labels, marks if labels or paths.LABELS in unsure else {})
        of_months = [name for found in by_file.values() for name in found]
        theirs = self._read(of_months, lambda raw, name: content(raw, paths.original_of_copy(name) or ""))
        for name, month in self._read(waiting, self._from_inbox).items():
            theirs[name] = month
            for entry in month.entries.values():
                by_file.setdefault(paths.month_file(month_of(entry["day"])), []).append(name)
        unreadable = self._months(by_file, theirs, marks, unsure - {paths.LABELS, paths.DELETED})
        agreeing = {name: stamp for name, stamp in stamps.items() if name not in unreadable}
        merged = tuple(name for name in self.merged if not paths.is_in_inbox(name))
        from_inbox = tuple(filter(paths.is_in_inbox, self.merged))
        return View(self.changed, merged, from_inbox, self.added, self.unread, tuple(self.superseded), agreeing)

    def _marks(self, copies: list[str]) -> dict[str, Mark] | StoreError:
        try:
            here = plain_files.read_deletions(self.files.read(paths.DELETED))
        except StoreError as error:
            return error
        there = self._read(copies, lambda raw, _: plain_files.read_deletions(raw))
        marks = merge.merge_marks([here, *there.values()])
        if marks != here:
            self.changed[paths.DELETED] = plain_files.serialise_deletions(marks)
        return marks

    def _labels(self, copies: list[str], marks: Mapping[str, Mark]) -> None:
        if not copies and not marks:
            return
        try:
            here = plain_files.read_operations(self.files.read(paths.LABELS))
        except StoreError:
            self.unread |= dict.fromkeys(copies, f"{paths.LABELS} cannot be read")
            return
        there = self._read(copies, lambda raw, _: plain_files.read_operations(raw))
        if there or any(operation["id"] in marks for operation in here):
            operations = merge.merge_operations([*here, *(one for found in there.values() for one in found)], marks)
            if operations != here:
                self.changed[paths.LABELS] = plain_files.serialise_operations(operations) if operations else None

    def _from_inbox(self, raw: bytes, name: str) -> _Month:
        from reflect.store import inbox

        found = inbox.entry_in(self.files.raw(name) or b"", raw, name)
        return _Month({found["id"]: found}, {})

    def _months(
        self, copies: Mapping[str, list[str]], theirs: dict[str, _Month], marks: Mapping[str, Mark], unsure: set[str]
    ) -> set[str]:
        """Merge the months; return those whose marks are not known, since they cannot be read."""
        wanted = {entry_id for month in theirs.values() for entry_id in month.entries}
        months: dict[str, _Month] = {}
        unreadable: set[str] = set()
        marked = wanted | marks.keys()
        here = {name for name in self.files.names(paths.ENTRIES) if paths.month_in(name)}
        for name in sorted(here.union(copies) if wanted else here.union(copies).intersection((*copies, *unsure))):
            try:
                raw = self.files.read(name)
                if raw is not None and (name in copies or _has_one_of(raw, marked if name in unsure else wanted)):
                    months[name] = content(raw, name)
            except StoreError:
                unreadable.add(name)
                given_up = [copy for copy in copies.get(name, ()) if copy in theirs]
                self._give_up(given_up, theirs, f"{name} cannot be read")
        self._refuse_other_content(months, theirs)
        self._place(months, theirs, marks)
        return unreadable

    def _refuse_other_content(self, months: dict[str, _Month], theirs: dict[str, _Month]) -> None:
        """Leave what is in the inbox and has the id of another entry: who put it there may add, and change nothing."""
        others = [month for name, month in theirs.items() if not paths.is_in_inbox(name)]
        known = [entry for month in (*others, *months.values()) for entry in month.entries.values()]
        here = {entry["id"]: entry for entry in known if entry["edited_at"] is None}
        for name in sorted(filter(paths.is_in_inbox, theirs)):
            ((entry_id, entry),) = theirs[name].entries.items()
            if merge.canonical(here.setdefault(entry_id, entry)) != merge.canonical(entry):
                self._give_up([name], theirs, "there is another entry with its id")

    def _give_up(self, copies: list[str], theirs: dict[str, _Month], why: str) -> None:
        for copy in copies:
            del theirs[copy], self.changed[copy]
            self.merged.remove(copy)
            self.unread[copy] = why

    def _place(self, months: dict[str, _Month], theirs: dict[str, _Month], marks: Mapping[str, Mark]) -> None:
        versions = [entry for month in (*months.values(), *theirs.values()) for entry in month.entries.values()]
        merged = merge.merge_versions(versions, [marks]).entries
        waiting = {entry_id for name in filter(paths.is_in_inbox, theirs) for entry_id in theirs[name].entries}
        known = {entry_id for month in months.values() for entry_id in month.entries}
        self.added = len((waiting & merged.keys()) - known)
        placed: dict[str, dict[str, Entry]] = {name: {} for name in months}
        for entry in merged.values():
            placed.setdefault(paths.month_file(month_of(entry["day"])), {})[entry["id"]] = entry
        for name, table in placed.items():
            here = months.get(name, _Month({}, {}))
            if here.entries.keys() == table.keys() and all(here.entries[key] is table[key] for key in table):
                continue
            self.changed[name] = serialise(table, here.others) if table else None
            if any(merged.get(key, entry) is not entry for key, entry in here.entries.items()):
                self.superseded.append(name)

    def _read(self, copies: Iterable[str], parse: Callable[[bytes, str], Any]) -> dict[str, Any]:
        """Return the copies that can be read, and note them as gone once they are merged."""
        found = {}
        for name in copies:
            try:
                raw = self.files.read(name)
                if raw is None:  # gone meanwhile
                    continue
                found[name] = parse(raw, name)
            except (StoreError, LockedError) as error:  # a copy from a store that is encrypted, in one that is not
                self.unread[name] = error.problem
                continue
            self.merged.append(name)
            self.changed[name] = None
        return found


def content(raw: bytes, name: str) -> _Month:
    """Return what a month file holds.

    Raises:
        StoreError: it is damaged, or of a newer format.
    """
    found = tables(raw, name)
    return _Month(entries_in(found, name), {table: rows for table, rows in found.items() if table != TABLE})


def _has_one_of(raw: bytes, wanted: Collection[str]) -> bool:
    return any(found.decode() in wanted for found in _ID.findall(raw))


# Saving a merge.


def commit(files: Files, change: Change, view: View, at: datetime, said: Iterable[str]) -> dict[str, None]:
    """Commit a change that took in a view, and return the warnings of the run, with `said` those before it.

    Raises:
        ReflectError: as `Change.commit`.
        OSError: a copy cannot be set aside; nothing was changed.
    """
    place = free_name(files, at)
    with set_aside(files, [*view.merged, *view.superseded], place):
        change.commit()
    if view.from_inbox:
        with contextlib.suppress(OSError):
            os.rmdir(files.path(paths.INBOX))
    merged = [f"{MERGED}{_named(view.merged)}. It is in {place} now."] if view.merged else []
    if view.added:
        number = f"{view.added} entries" if view.added > 1 else "one entry"
        merged += [f"{ADDED}{number} saved while the journal was locked."]
    others = (line for line in said if not line.startswith(COUNTED_IN))
    return dict.fromkeys([*others, *merged]) | view.unread_warnings()


def _about(name: str, why: str) -> str:
    of = paths.original_of_copy(name)
    return f", which is named like another version of {of}: {why}" if of else f": {why}".replace(": is ", ": it is ", 1)


def _named(names: Sequence[str]) -> str:
    return f"{names[0]}{f' and {len(names) - 1} more' if len(names) > 1 else ''}"


@contextlib.contextmanager
def set_aside(
    files: Files, names: Iterable[str], place: str, beside: Mapping[str, bytes] | None = None
) -> Iterator[None]:
    """Copy files of the store to a folder under `backups`, with others `beside` them, so that they last.

    If the block changes nothing and raises, they are removed again.

    Raises:
        OSError: they cannot be copied; then nothing is left.
        StoreError: one cannot be read, or there is something else in the place of a folder.
    """
    made: list[str] = []
    try:
        for name in (*names, *(beside or {})):
            raw = (beside or {}).get(name) or files.raw(name)
            if raw is not None:
                folder = os.path.dirname(f"{place}/{name}")
                for inside in (paths.BACKUPS, place, folder):
                    if not os.path.lexists(files.path(inside)):
                        made.append(inside)
                    atomic.make_folder(files.path(inside))
                made.append(f"{place}/{name}")
                atomic.write_new(files.path(f"{place}/{name}"), files.closed(f"{place}/{name}", raw))
                atomic.sync_folder(files.path(folder))
        yield
    except ChangedAndThenError:
        raise
    except BaseException:
        for name in reversed(made):
            path = files.path(name)
            with contextlib.suppress(OSError):
                os.rmdir(path) if os.path.isdir(path) else os.unlink(path)
        raise


def free_name(files: Files, at: datetime) -> str:
    """Return the path in the store of a folder that is not there yet, for what is set aside."""
    place = stamped = f"{paths.BACKUPS}/aside-{at:%Y%m%d-%H%M%S}"
    number = 1
    while os.path.lexists(files.path(place)):
        number += 1
        place = f"{stamped}-{number}"
    return place

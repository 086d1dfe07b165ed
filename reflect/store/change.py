"""The changes of one command: gathered in memory and committed whole, with a step for the undo log."""

import contextlib
import os
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from reflect.errors import ChangedAndThenError, StoreError, note_commit
from reflect.model import ids
from reflect.model.dates import month_of
from reflect.model.schema import Entry
from reflect.store import atomic
from reflect.store.files import Files
from reflect.store.paths import AGE, DELETED, LABELS, SETTINGS, STAGED, is_in_inbox, month_in

if TYPE_CHECKING:
    from reflect.model.entry import Packed
    from reflect.model.labels import Operation
    from reflect.model.merge import Mark
    from reflect.store.merging import View
    from reflect.store.month_table import Month
    from reflect.store.settings import Settings


_MOST_NAMED = 3
"""Entries that an error names which comes after they were saved."""


class Changed(NamedTuple):
    """One entry before and after a change; None before it was added or after it was deleted."""

    id: str
    before: Entry | None
    after: Entry | None


class Change:
    """The changes of one command. Each file is read once, and reads see the change as if it were made."""

    def __init__(self, files: Files, undoable_at: datetime | None = None) -> None:
        """Start with no changes; with a time, `undo` can undo them."""
        self._files = files
        self._undoable_at = undoable_at
        self._is_undoable = True
        self.beside = contextlib.ExitStack()
        """What is set aside for this change, and goes again if it fails."""
        self.files: dict[str, bytes | None] = {}
        """The content of changed files afterwards; None: removed."""
        self._without_undoable: dict[str, bytes | None] = {}
        """The content after only the changes that `undo` skips, within a batch that has both."""
        self._read: dict[str, bytes | None] = {}
        self._months: dict[str, Month] = {}
        self._saved: dict[str, None] = {}
        self._before: dict[str, Entry] = {}
        """The entries that it changes, by id, as they were."""
        self._after: dict[str, int | None] = {}
        """The checksums of all entries changed: an import of a large file has no room for these once more."""
        self._operations: dict[str, None] = {}
        self.staged: set[str] = set()
        """Files that are written already, to be committed with the others."""
        self._is_part = False
        self.serialised: set[str] = set()
        """The files of months that this change made, of checked entries."""
        self._agreeing: Mapping[str, list[int]] | None = None
        """The stamps of the files that agree with their marks, as a merge found them."""

    @contextlib.contextmanager
    def part(self, *, undoable: bool) -> Iterator[None]:
        """Treat the block as one command of a batch: an exception reverts the changes of the block."""
        parts: list[dict[str, object]] = [self.files, self._without_undoable, self._saved, self._before]  # type: ignore[list-item]
        parts += [self._after, self._operations]  # type: ignore[list-item]
        before = [dict(part) for part in parts]
        self._is_undoable, self._is_part = undoable, True
        try:
            yield
        except BaseException:
            for part, was in zip(parts, before, strict=True):
                part.clear()
                part.update(was)
            raise
        finally:
            self._is_undoable, self._is_part = True, False

    # Files

    def read(self, name: str) -> bytes | None:
        """Return the content of a file of the store with this change applied.

        Raises:
            StoreError: it cannot be read.
        """
        return self.files[name] if name in self.files else self._before_it(name)

    @property
    def known(self) -> dict[str, bytes | None]:
        """The content afterwards of all files that were read or changed."""
        return {**self._read, **self.files}

    def _before_it(self, name: str) -> bytes | None:
        if name not in self._read:
            self._read[name] = self._files.read(name, saved=True)
        return self._read[name]

    def write(self, name: str, data: bytes | None) -> None:
        """Set the content of a file of the store to `data` (None: remove it)."""
        if not self._is_undoable:
            self._without_undoable[name] = data
        self.files[name] = data
        self.serialised.discard(name)

    def take_in(self, view: "View | None") -> None:
        """Write what a merge made of files (None: there was nothing to merge), which is not part of an undo."""
        if view:
            self.files |= view.files
            self._without_undoable |= view.files
            self._agreeing = view.stamps

    def settings(self) -> "Settings":
        """Return the settings with this change applied.

        Raises:
            StoreError: the settings file is not what it should be.
        """
        from reflect.store import settings_file

        return settings_file.load(self.read(SETTINGS))

    def set(self, changes: Mapping[str, object | None]) -> None:
        """Change settings, given as for `settings_file.changed`.

        Raises:
            StoreError: the settings file is not what it should be.
        """
        from reflect.store import settings_file

        before = self.read(SETTINGS)
        if not self._is_undoable:
            without = self._without_undoable.get(SETTINGS, self._before_it(SETTINGS))
            self._without_undoable[SETTINGS] = settings_file.changed(without, changes)
        self.files[SETTINGS] = settings_file.changed(before, changes)

    # Entries

    def month(self, month: str) -> "Month":
        """Return a month with this change applied, to be changed further."""
        from reflect.store.month_table import Month

        if month not in self._months:
            self._months[month] = Month(month, self.read, self._write_month)
        return self._months[month]

    def _write_month(self, name: str, data: bytes | None) -> None:
        self.write(name, data)
        self.serialised.add(name)

    def apply(self, changes: Iterable[Changed]) -> None:
        """Change entries from `before` to `after`."""
        updated: dict[str, list[Entry]] = {}
        added: dict[str, list[Entry]] = {}
        removed: dict[str, list[str]] = {}
        for entry_id, before, after in changes:
            if before and entry_id not in self._after:
                self._before[entry_id] = before
            self._after[entry_id] = self._checksum(after)
            if before and after and month_of(before["day"]) == month_of(after["day"]):
                updated.setdefault(month_of(after["day"]), []).append(after)
                continue
            if after:
                added.setdefault(month_of(after["day"]), []).append(after)
            if before:
                removed.setdefault(month_of(before["day"]), []).append(before["id"])
        for month, entries in updated.items():
            self.month(month).update(*entries)
        for month, entries in added.items():
            self.month(month).insert(entries)
        for month, entry_ids in removed.items():
            self.month(month).remove(*entry_ids)

    def _checksum(self, entry: Entry | None) -> int | None:
        if entry is None or self._undoable_at is None:
            return None
        from reflect.store import undo

        return undo.checksum(entry)

    def add(self, entries: Iterable[Entry]) -> None:
        """Add entries that are not there yet."""
        self.apply(map(self._added, entries))

    def add_packed(self, entries: dict[str, "Packed"]) -> None:
        """Add entries that are not there yet, and empty `entries`: an import has no room for them twice.

        It comes last: outside a batch, months are written as they are made, and are not read here again.
        """
        from reflect.store.month_table import Month

        months: dict[str, list[str]] = {}
        for entry_id, packed in entries.items():
            months.setdefault(packed.month, []).append(entry_id)
        for month, entry_ids in months.items():
            made = Month(month, self.read, self._write_month if self._is_part else self._stage_month)
            made.insert_packed(map(entries.pop, entry_ids), self._note_added)

    def _stage_month(self, name: str, data: bytes | None) -> None:
        if not self.staged:
            self.beside.enter_context(self._unstaged_on_failure())
        self.staged.add(name)
        self._files.stage(name, data or b"")
        self.serialised.add(name)
        for content in (self.files, self._read):
            content.pop(name, None)

    @contextlib.contextmanager
    def _unstaged_on_failure(self) -> Iterator[None]:
        folder = self._files.path(STAGED)
        was_there = os.path.lexists(folder)
        try:
            atomic.make_folder(folder)
            yield
        except BaseException:
            self._files.unstage(self.staged)
            if not was_there:
                with contextlib.suppress(OSError):
                    os.rmdir(folder)
            raise

    def _note_added(self, entry: Entry) -> None:
        self._added(entry)
        self._after[entry["id"]] = self._checksum(entry)

    def _added(self, entry: Entry) -> Changed:
        if len(self._saved) < _MOST_NAMED:  # of an import the first will do
            self._saved[entry["id"]] = None
        return Changed(entry["id"], None, entry)

    def add_sealed(self, name: str, entry_id: str, raw: bytes) -> None:
        """Add an entry as a file of its own, which is encrypted already."""
        self._saved[entry_id] = self._after[entry_id] = None
        self.write(name, raw)

    def offer(self, offer: Entry) -> None:
        """Add an offer, which `undo` keeps: the prompt was shown. One that was deleted can be made again."""
        self._saved[offer["id"]] = None
        if offer["id"].encode() in (self.read(DELETED) or b""):  # searched, since thousands of marks are slow to parse
            from reflect.model.merge import over_mark

            offer = over_mark(offer, self.marks().get(offer["id"]))
        self.month(month_of(offer["day"])).insert([offer])

    def replace(self, before: Entry, after: Entry) -> None:
        """Replace `before` by `after`, which has the same id."""
        self.replace_all([(before, after)])

    def replace_all(self, pairs: Iterable[tuple[Entry, Entry]]) -> None:
        """Replace entries each by one with the same id."""
        changes = [Changed(after["id"], before, after) for before, after in pairs]
        self._saved.update((changed.id, None) for changed in changes)
        self.apply(changes)

    def delete(self, entries: Iterable[Entry], at: str) -> None:
        """Delete entries and note when, so that a merge does not bring them back."""
        gone = [Changed(entry["id"], entry, None) for entry in entries]
        self.apply(gone)
        were_here = [entry_id for entry_id, _, _ in gone if entry_id in self._before]
        for entry_id in {entry_id for entry_id, _, _ in gone}.difference(were_here):  # added by this same change
            del self._after[entry_id]
        if were_here:
            self.mark(dict.fromkeys(were_here, at))

    def marks(self) -> "dict[str, Mark]":
        """Return the marks of deleted entries and operations with this change applied, by id.

        Raises:
            StoreError: `deleted.json` is damaged or cannot be read.
        """
        from reflect.store import plain_files

        return plain_files.read_deletions(self.read(DELETED))

    def mark(self, marks: "Mapping[str, Mark]") -> None:
        """Mark entries and operations as deleted, so that a merge does not bring them back; older marks stay."""
        from reflect.model.merge import merge_marks
        from reflect.store import plain_files

        self.write(DELETED, plain_files.serialise_deletions(merge_marks([self.marks(), marks])))

    # Labels

    def operations(self) -> list["Operation"]:
        """Return the operations on labels with this change applied.

        Raises:
            StoreError: `labels.json` is damaged or cannot be read.
        """
        from reflect.store import plain_files

        return plain_files.read_operations(self.read(LABELS))

    def add_operation(self, operation: "Operation") -> None:
        """Add an operation on labels."""
        from reflect.store import plain_files

        if self._is_undoable:
            self._operations[operation["id"]] = None
        self.write(LABELS, plain_files.serialise_operations([*self.operations(), operation]))

    def remove_operations(self, operation_ids: Collection[str]) -> None:
        """Remove operations on labels."""
        from reflect.store import plain_files

        left = [operation for operation in self.operations() if operation["id"] not in operation_ids]
        self.write(LABELS, plain_files.serialise_operations(left) if left else None)

    # Commit

    def commit(self) -> None:
        """Write the changes, and before them the step that undoes them to the undo log.

        Raises:
            StoreError: nothing was changed; or it was (`ChangedAndThenError`), and the disk then reported an error.
        """
        files, read = self._files, self._read
        before = {name: read[name] if name in read else held(files, name, saved=True) for name in self.files}
        changed = {name: data for name, data in self.files.items() if data != before[name]}
        if not (changed or self.staged):
            return
        if self._undoable_at is None:
            self._save(changed)
        else:
            self._save_undoable(changed, before, self._undoable_at)
        if self._after or self._operations or not self._saved:  # an offer is no change that the person made
            note_commit()

    def _save_undoable(self, changed: dict[str, bytes | None], before: dict[str, bytes | None], at: datetime) -> None:
        from reflect.store import undo

        whole = {name: (self._without_undoable.get(name, before[name]), data) for name, data in changed.items()}
        step = undo.Step(
            self._before,
            self._after,
            tuple(self._operations),
            {name: pair for name, pair in whole.items() if _is_saved_whole(name) and pair[0] != pair[1]},
            tuple(sorted(month for name in (*changed, *self.staged) if (month := month_in(name)))),
        )
        if step == undo.Step(months=step.months):  # a batch without undoable changes
            self._save(changed)
            return
        name = undo.write_step(self._files, step, at)
        try:
            self._save(changed)
        except ChangedAndThenError:
            raise
        except BaseException:
            undo.remove_step(self._files, name)
            raise
        undo.drop_old_steps(self._files, at)

    def _save(self, changed: Mapping[str, bytes | None]) -> None:
        has_marks = DELETED in changed or os.path.lexists(self._files.path(DELETED))
        written = *changed, *self.staged
        has_marks = has_marks and not all(map(is_in_inbox, written))  # these may be saved without a key
        if has_marks:
            from reflect.store import agreed

            agreeing = agreed.before(self._files) if self._agreeing is None else self._agreeing
        try:
            self._files.commit(changed, self.staged)
        except atomic.FolderSyncError as error:
            saved = ", ".join(map(ids.short, list(self._saved)[:_MOST_NAMED]))
            problem = f"saved{f' ({saved})' if saved else ''}, and then the disk reported an error: {error.strerror}"
            raise ChangedAndThenError(problem) from None
        if has_marks:
            agreed.save(self._files, agreeing, written)


def held(files: Files, name: str, *, saved: bool = False) -> bytes | None:
    """Return what a file holds, and of one that is encrypted and damaged its bytes; `saved` is as for `Files.read`.

    Raises:
        LockedError: it is encrypted, and there is no key here that opens it.
        StoreError: it cannot be read, or is not a regular file.
    """
    try:
        return files.read(name, saved=saved)
    except StoreError:
        raw = files.raw(name)
        if raw is None or not raw.startswith(AGE):
            raise
        return raw


def _is_saved_whole(name: str) -> bool:
    """Return whether a step holds this file whole; of other files it holds the entries and operations changed."""
    return name not in (LABELS, DELETED) and month_in(name) is None

"""What one command changes: gathered in memory and committed whole."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from reflect.errors import ChangedAndThenError
from reflect.model import ids, strict_json
from reflect.model.dates import month_of
from reflect.model.schema import Entry
from reflect.store import atomic, paths, settings_file
from reflect.store.month import Month, month_in
from reflect.store.paths import DELETED, LABELS
from reflect.store.settings import Settings

if TYPE_CHECKING:
    from reflect.model.labels import Operation
    from reflect.store.store import Store


class Changed(NamedTuple):
    """One entry before and after a change; None where it was not or is no longer."""

    id: str
    before: Entry | None
    after: Entry | None


class Change:
    """What one command changes, gathered in memory and committed whole."""

    def __init__(self, store: "Store", undoable_at: datetime | None = None) -> None:
        """Start with nothing changed; given the time, `undo` can take the change back."""
        self._store = store
        self._undoable_at = undoable_at
        self.files: dict[str, bytes | None] = {}
        """What the files that change hold afterwards; None: they are gone."""
        self._kept: list[str] = []
        self._before: dict[str, Entry | None] = {}
        self._after: dict[str, Entry | None] = {}
        self._operations: list[str] = []
        self._marked: dict[str, str | None] = {}

    def read(self, name: str) -> bytes | None:
        """Return what a file of the store holds with this change applied."""
        return self.files[name] if name in self.files else self._store.files.read(name)

    def write(self, name: str, data: bytes | None) -> None:
        """Have a file of the store hold `data` (None: be gone) after this change."""
        self.files[name] = data

    def set(self, changes: Mapping[str, object | None]) -> None:
        """Change settings, as `settings_file.changed` takes them.

        Raises:
            StoreError: the settings file is not what it should be.
        """
        self.write(paths.SETTINGS, settings_file.changed(self.settings_file(), changes))

    def settings(self) -> Settings:
        """Return the settings with this change applied.

        Raises:
            StoreError: the settings file is not what it should be.
        """
        return settings_file.load(self.settings_file())

    def settings_file(self) -> bytes | None:
        """Return what the settings file holds with this change applied, None where there is none.

        Raises:
            StoreError: it cannot be read.
        """
        return self.files[paths.SETTINGS] if paths.SETTINGS in self.files else self._store.settings_file()

    def month(self, month: str) -> Month:
        """Return a month with this change applied, to be changed further."""
        return Month(month, self.read, self.write)

    def turn(self, turns: Iterable[Changed]) -> None:
        """Have entries that are here as they are before be as they are after."""
        updated: list[Entry] = []
        put: list[Entry] = []
        out: list[Entry] = []
        for entry_id, before, after in turns:
            self._before.setdefault(entry_id, before)
            self._after[entry_id] = after
            if before and after and month_of(before["day"]) == month_of(after["day"]):
                updated.append(after)
                continue
            put += [after] if after else []
            out += [before] if before else []
        for month, entries in _by_month(updated):
            self.month(month).update(*entries)
        for month, entries in _by_month(put):
            self.month(month).insert(entries)
        for month, entries in _by_month(out):
            self.month(month).remove(*(entry["id"] for entry in entries))

    def add(self, entries: Iterable[Entry]) -> None:
        """Add entries that are not there yet."""
        added = [Changed(entry["id"], None, entry) for entry in entries]
        self._kept += [entry_id for entry_id, _, _ in added]
        self.turn(added)

    def offer(self, offer: Entry) -> None:
        """Add an offer, which stays when the change is taken back: the prompt was shown."""
        self._kept.append(offer["id"])
        self.month(month_of(offer["day"])).insert([offer])

    def replace(self, before: Entry, after: Entry) -> None:
        """Put `after` in the place of `before`, which has the same id."""
        self._kept.append(after["id"])
        self.turn([Changed(after["id"], before, after)])

    def delete(self, entries: Iterable[Entry], at: str) -> None:
        """Take entries out and note when, so that a merge does not bring them back."""
        gone = [Changed(entry["id"], entry, None) for entry in entries]
        self.turn(gone)
        self.mark(dict.fromkeys((entry_id for entry_id, _, _ in gone), at))

    def mark(self, times: Mapping[str, str | None]) -> None:
        """Note when entries were deleted, by id; None takes the note out."""
        before = self._store.deleted()
        self._marked |= {entry_id: before.get(entry_id) for entry_id in times}
        after = {entry_id: time for entry_id, time in {**before, **times}.items() if time is not None}
        self.write(DELETED, strict_json.dump_page(after).encode() if after else None)

    def name(self, operation: "Operation") -> None:
        """Add to what happened to labels."""
        from reflect.store import labels

        self._operations.append(operation["id"])
        self.write(LABELS, labels.page([*self._store.operations(), operation]))

    def unname(self, operation_ids: Collection[str]) -> None:
        """Take out of what happened to labels."""
        from reflect.store import labels

        left = [operation for operation in self._store.operations() if operation["id"] not in operation_ids]
        self.write(LABELS, labels.page(left) if left else None)

    def commit(self) -> None:
        """Write what was gathered, and before it what takes it back.

        Raises:
            StoreError: nothing was changed; or it was, and the disk then reported an error: the sentence says which.
        """
        before = {name: self._store.files.read(name) for name in self.files}
        changed = {name: data for name, data in self.files.items() if data != before[name]}
        if not changed:
            return
        if self._undoable_at is None:
            self._put(changed)
        else:
            self._put_undoable(changed, before, self._undoable_at)

    def _put_undoable(self, changed: dict[str, bytes | None], before: dict[str, bytes | None], at: datetime) -> None:
        from reflect.store import undo  # here, since who reads has nothing to do with it

        step = undo.Step(
            {entry_id: (old, undo.checksum(self._after[entry_id])) for entry_id, old in self._before.items()},
            tuple(self._operations),
            {name: (before[name], data) for name, data in changed.items() if _is_kept_whole(name)},
            self._marked,
            tuple(sorted(month for name in changed if (month := month_in(name)))),
        )
        files = self._store.files
        name = undo.write(files, step, at)
        try:
            self._put(changed)
        except ChangedAndThenError:
            raise
        except BaseException:
            undo.take_away(files, name)
            raise
        undo.drop_old(files, at)

    def _put(self, changed: Mapping[str, bytes | None]) -> None:
        try:
            self._store.files.commit(changed)
        except atomic.FolderSyncError as error:
            kept = ", ".join(map(ids.short, self._kept[:3]))
            raise ChangedAndThenError(
                f"kept{f' ({kept})' if kept else ''}, and then the disk reported an error: {error.strerror}"
            ) from None


def _by_month(entries: Iterable[Entry]) -> Iterable[tuple[str, list[Entry]]]:
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        found.setdefault(month_of(entry["day"]), []).append(entry)
    return found.items()


def _is_kept_whole(name: str) -> bool:
    """Tell whether a step holds this file itself: of the others it knows what in them was changed."""
    return name not in (LABELS, DELETED) and month_in(name) is None

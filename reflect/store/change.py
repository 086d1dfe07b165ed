"""What one command changes: gathered in memory and committed whole."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from reflect.entries import ids, strict_json
from reflect.entries.day import month_of
from reflect.entries.kinds import Entry
from reflect.errors import StoreError
from reflect.store import atomic, folder, settings
from reflect.store.folder import DELETED, LABELS
from reflect.store.month import Month
from reflect.store.settings import Settings

if TYPE_CHECKING:
    from reflect.entries.naming import Operation
    from reflect.store.diary import Diary


class Change:
    """What one command changes, gathered in memory and committed whole."""

    def __init__(self, diary: "Diary") -> None:
        """Start with nothing changed."""
        self._diary = diary
        self._files: dict[str, bytes | None] = {}
        self._kept: list[str] = []

    def read(self, name: str) -> bytes | None:
        """Return what a file of the store holds with this change applied."""
        return self._files[name] if name in self._files else self._diary.files.read(name)

    def write(self, name: str, data: bytes | None) -> None:
        """Have a file of the store hold `data` (None: be gone) after this change."""
        self._files[name] = data

    def set(self, changes: Mapping[str, object | None]) -> None:
        """Change settings, as `settings.changed` takes them.

        Raises:
            StoreError: the settings file is not what it should be.
        """
        self.write(folder.SETTINGS, settings.changed(self._settings_file(), changes))

    def settings(self) -> Settings:
        """Return the settings with this change applied.

        Raises:
            StoreError: the settings file is not what it should be.
        """
        return settings.load(self._settings_file())

    def _settings_file(self) -> bytes | None:
        return self._files[folder.SETTINGS] if folder.SETTINGS in self._files else self._diary.settings_file()

    def month(self, month: str) -> Month:
        """Return a month with this change applied, to be changed further."""
        return Month(month, self.read, self.write)

    def add(self, entries: Iterable[Entry]) -> None:
        """Add entries that are not there yet."""
        by_month: dict[str, list[Entry]] = {}
        for entry in entries:
            by_month.setdefault(month_of(entry["day"]), []).append(entry)
            self._kept.append(entry["id"])
        for month, added in by_month.items():
            self.month(month).insert(added)

    def replace(self, before: Entry, after: Entry) -> None:
        """Put `after` in the place of `before`, which has the same id."""
        self._kept.append(after["id"])
        if month_of(before["day"]) == month_of(after["day"]):
            self.month(month_of(after["day"])).update(after)
        else:
            self.month(month_of(before["day"])).remove(before["id"])
            self.month(month_of(after["day"])).insert([after])

    def delete(self, entries: Iterable[Entry], at: str) -> None:
        """Take entries out and note when, so that a merge does not bring them back."""
        deleted = self._diary.deleted()
        for entry in entries:
            self.month(month_of(entry["day"])).remove(entry["id"])
            deleted[entry["id"]] = at
        self.write(DELETED, strict_json.page(deleted).encode())

    def name(self, operation: "Operation") -> None:
        """Add to what happened to labels."""
        from reflect.store import labels

        self.write(LABELS, labels.page([*self._diary.operations(), operation]))

    def commit(self) -> None:
        """Write what was gathered.

        Raises:
            StoreError: nothing was changed; or it was, and the disk then reported an error: the sentence says which.
        """
        try:
            same = [name for name, data in self._files.items() if data == self._diary.files.read(name)]
        except StoreError as error:
            message = f"{error} Nothing was changed."
            raise StoreError(message) from None
        for name in same:
            del self._files[name]
        if not self._files:
            return
        try:
            self._diary.files.commit(self._files)
        except atomic.FolderSyncError as error:
            kept = ", ".join(map(ids.short, self._kept[:3]))
            message = f"kept{f' ({kept})' if kept else ''}, and then the disk reported an error: {error.strerror}."
            raise StoreError(message) from None

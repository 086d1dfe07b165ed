"""What the verbs share: the store, the clock, the settings, and how an entry is made.

It is for the rooms of the program. Who uses reflect as a library has enough with the verbs of `Journal`.
"""

import os
from collections.abc import Mapping
from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from reflect.clock import Clock
from reflect.model import ids, schema
from reflect.model.dates import day_of
from reflect.model.schema import Entry, Kind
from reflect.model.text import checked
from reflect.store import paths, settings, settings_file
from reflect.store.settings import Settings
from reflect.store.store import Diary

if TYPE_CHECKING:
    from reflect.model.labels import Naming
    from reflect.model.when import Moment
    from reflect.store.change import Change


class Notebook:
    """A store with the clock by which it is written and read."""

    def __init__(self, diary: Diary, clock: Clock, *, source: str = "cli") -> None:
        """Take the store, the clock, and what new entries name as their source."""
        self.diary = diary
        self.clock = clock
        self._source = source
        self._settings: Settings | None = None

    @property
    def settings(self) -> Settings:
        """The settings in force; the defaults as long as there is no store."""
        if self._settings is None and self.diary.exists():
            self._settings = self.diary.settings()
        return self._settings or Settings()

    def day(self) -> date:
        """Return the running local day."""
        return day_of(self.clock.now(), self.settings.day_starts)

    def setting_values(self) -> dict[str, object]:
        """Return every setting by its name.

        Raises:
            StoreError: the settings cannot be used as they are.
        """
        return settings_file.values(self.diary.settings_file())

    def set_setting(self, key: str, typed: str | None) -> object:
        """Change a setting to what was typed, or take it back to its default (None); no entry changes.

        Raises:
            ImpossibleValueError: there is no such setting, or it cannot have this value.
            StoreError: the settings cannot be used as they are, or not written.
        """
        value = settings.DEFAULTS[settings.known(key)] if typed is None else settings.typed(key, typed)
        with self.diary.writing() as change:
            change.set({key: None if typed is None else value})
        self.forget_settings()
        return value

    def set_contacts(self, text: str) -> None:
        """Keep the person's own contacts, which `reflect care` shows.

        Raises:
            ImpossibleValueError: a text that cannot be.
        """
        kept = checked(text, "the text of your contacts")
        with self.diary.writing() as change:
            change.write(paths.CARE, kept.encode() + b"\n")

    def writing(self) -> AbstractContextManager["Change"]:
        """Hold the store over a change, as `Diary.writing`, that `undo` can take back."""
        return self.diary.writing(self.clock.now())

    def forget_settings(self) -> None:
        """Have the settings read again when they are next asked for, since they were changed."""
        self._settings = None

    def home(self) -> str:
        """Return the folder of the store, made now where there is none: a draft is written before its entry.

        Raises:
            StoreError: it cannot be made.
        """
        self.diary.begin()
        return self.diary.path

    def moment(self, at: str | None) -> "Moment":
        """Return the moment that was typed (None: now).

        Raises:
            ImpossibleValueError: it cannot be, has two readings, or is later than now.
        """
        from reflect.model import when

        return when.moment(
            "now" if at is None else at, now=self.clock.now(), zone=self.clock.zone, day_starts=self.settings.day_starts
        )

    def entry(
        self,
        kind: Kind,
        own: Mapping[str, object],
        at: datetime,
        *,
        day: date | None = None,
        private: bool = False,
    ) -> Entry:
        """Return a new entry with a new id, of the local day of `at` unless it belongs to another `day`."""
        envelope: dict[str, Any] = {
            "id": ids.from_bits(os.urandom(8)),
            "kind": kind,
            "day": str(day or day_of(at, self.settings.day_starts)),
            "at": at.isoformat(timespec="seconds"),
            "zone": self.clock.zone.name,
            "recorded_at": self.clock.now().isoformat(timespec="seconds"),
            "source": self._source,
            "private": private,
        }
        return schema.read(envelope | dict(own))

    def naming(self) -> "Naming":
        """Return the names of labels in force.

        Raises:
            StoreError: `labels.json` cannot be read.
        """
        from reflect.model.labels import Naming

        return Naming(self.diary.operations() if self.diary.exists() else ())

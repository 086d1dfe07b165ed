"""A store: one folder, with the clock and the settings by which it is read and written. Entries in, entries out."""

import contextlib
import os
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, TypeVar

from reflect.clock import Clock
from reflect.errors import ImpossibleValueError, NotFoundError, StoreError
from reflect.model import ids, schema
from reflect.model.choices import Kind
from reflect.model.dates import day_of, month_of
from reflect.model.schema import Entry
from reflect.model.text import visible_path
from reflect.signals import waiting as signals_waiting
from reflect.store import atomic, lock, paths, settings_file
from reflect.store.change import Change
from reflect.store.files import Files
from reflect.store.month import Month, file_of, month_in, parse
from reflect.store.paths import DELETED, LABELS
from reflect.store.settings import Settings

if TYPE_CHECKING:
    from reflect.model.labels import LabelNames, Operation
    from reflect.model.when import Moment, When

_QUOTED_ID = rb'"([0-9a-z]{12})"'
_MOST_OPEN = 120
"""Files of months that are held open at a time, those of ten years; a process may have 256 open on some systems."""
_T = TypeVar("_T")


class Store:
    """A store. Reading takes no lock and makes nothing; writing is done in `writing()`."""

    def __init__(
        self, path: str, clock: Clock, *, source: str = "cli", new_store: Callable[[str], None] = lambda _: None
    ) -> None:
        """Make the store at an absolute path; nothing is read or made yet.

        Args:
            path: the folder of the store.
            clock: what time it is, and in which zone.
            source: what new entries name as their source: `cli`, `api`.
            new_store: called with the path when a new store was made.
        """
        self.path = path
        self.clock = clock
        self.files = Files(path)
        self.warnings: dict[str, None] = {}
        """Warnings collected during the run, in order, without duplicates."""
        self._source = source
        self._new_store = new_store
        self._settings: Settings | None = None
        self._names: tuple[object, LabelNames] | None = None
        self._batch: Change | None = None

    def exists(self) -> bool:
        """Tell whether there is a store.

        Raises:
            StoreError: something that cannot be a store stands at its path.
        """
        return paths.is_store(self.path)

    @property
    def settings(self) -> Settings:
        """The settings in force; the defaults as long as there is no store.

        Raises:
            StoreError: the settings cannot be used as they are.
        """
        if self._settings is None and self.exists():
            self._settings = settings_file.load(self.settings_file())
        return self._settings or Settings()

    def forget_settings(self) -> None:
        """Have the settings read again when they are next asked for, since they were changed."""
        self._settings = None

    def today(self) -> date:
        """Return the running local day."""
        return day_of(self.clock.now(), self.settings.day_starts)

    def moment(self, at: "When | None") -> "Moment":
        """Return the moment that a person typed (None: now).

        Raises:
            ImpossibleValueError: it cannot be, has two readings, or is later than now.
        """
        from reflect.model import when

        return when.parse_moment(
            "now" if at is None else at, now=self.clock.now(), zone=self.clock.zone, day_starts=self.settings.day_starts
        )

    def new_entry(
        self, kind: Kind, own: Mapping[str, object], at: datetime, *, day: date | None = None, private: bool = False
    ) -> Entry:
        """Return an entry with a new id, of the local day of `at` unless it belongs to another `day`."""
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
        return schema.parse_entry(envelope | dict(own))

    def names(self) -> "LabelNames":
        """Return the names of labels in force.

        Raises:
            StoreError: `labels.json` cannot be read.
        """
        version = self.files.version(LABELS)
        if self._names is None or self._names[0] != version:
            from reflect.model.labels import LabelNames

            self._names = version, LabelNames(self.operations() if self.exists() else ())
        return self._names[1]

    def settings_file(self) -> bytes | None:
        """Return what the settings file holds, None where there is none.

        Raises:
            StoreError: it cannot be read.
        """
        return self.files.read(paths.SETTINGS)

    def months(self) -> list[str]:
        """Return the months that have a file, `YYYY-MM`, in order; a conflict copy beside them is met."""
        names = self.files.names(paths.ENTRIES)
        found = {name: month for name in names if (month := month_in(name)) is not None}
        if len(found) < len(names):
            self.meet_copies(names - found.keys())
        return sorted(found.values())

    def meet_copies(self, names: Iterable[str]) -> None:
        """Have it said which of these files are conflict copies, of which nothing is read."""
        from reflect.store.copies import original

        met = sorted(filter(original, names))
        if met:
            told = f"{met[0]}{f' and {len(met) - 1} more' if len(met) > 1 else ''}"
            self.warnings[f"Not read, another version of what is here: {told}. `reflect store repair` merges it."] = (
                None
            )

    def packs(self) -> list[str]:
        """Return the names of the packs that the person added, in order.

        Raises:
            StoreError: their folder cannot be read, or is a link.
        """
        from reflect.store.paths import pack_in  # here, since a day whose prompt is settled asks for no pack

        paths.refuse_link(self.path, paths.PACKS)
        return sorted(filter(None, map(pack_in, self.files.names(paths.PACKS))))

    def month(self, month: str) -> list[Entry]:
        """Return the entries of a month, in no order.

        Raises:
            StoreError: its file is damaged, newer, or cannot be read.
        """
        return self.undisturbed(Month(month, self.files.read).all)

    def entries(self, first: date | None = None, last: date | None = None) -> list[Entry]:
        """Return the entries from the day `first` to the day `last`, both included, in the order of day, at, id.

        Only the months of that span are read.

        Raises:
            StoreError: a month of the span is damaged, newer, or cannot be read.
        """
        return [entry for month in self.by_month(first, last) for entry in month]

    def by_month(self, first: date | None = None, last: date | None = None) -> Iterator[list[Entry]]:
        """Give the entries of `entries` in the same order, a month at a time: never more than one is in memory.

        All are as they were when the first was asked for: the files of the months are opened together, and stay as they
        are under whoever holds them open, whatever takes their place.

        Raises:
            StoreError: a month of the span is damaged, newer, or cannot be read.
        """
        low, high = str(first or date.min), str(last or date.max)

        def hold() -> list[tuple[str, atomic.Held | bytes]]:
            held.close()
            months = [month for month in self.months() if month_of(low) <= month <= month_of(high)]
            most = 0 if self.files.overlay else _MOST_OPEN  # what a batch has changed is in no file yet
            read = ((month, self.files.read(file_of(month))) for month in months[: max(0, len(months) - most)])
            found: list[tuple[str, atomic.Held | bytes]] = [(month, raw) for month, raw in read if raw is not None]
            for month in months[max(0, len(months) - most) :] if most else ():
                if file := self.files.hold(file_of(month)):
                    held.callback(file.close)
                    found.append((month, file))
            return found

        with contextlib.ExitStack() as held:
            for month, file in self.undisturbed(hold):
                raw = file if isinstance(file, bytes) else file.read()
                found = parse(raw, file_of(month)).values()
                yield schema.in_order(entry for entry in found if low <= entry["day"] <= high)

    def undisturbed(self, look: Callable[[], _T]) -> _T:
        """Return what `look` finds, looked up again when a change to several files came in between."""
        while True:
            before = self.files.moment()
            try:
                found = look()
            except StoreError:
                if self.files.moment() == before:
                    raise
                continue
            if self.files.moment() == before:
                return found

    def find(self, typed: str) -> Entry:
        """Return the one entry whose id begins with what was typed.

        The months are searched as bytes, latest first, and only those with a match are read; all of them where there is
        none, since in a damaged one it may stand unseen.

        Raises:
            ImpossibleValueError: it is no id, or several entries' ids begin so; they are named by kind and day.
            NotFoundError: there is no such entry.
        """
        prefix = ids.read_prefix(typed)
        mark = f'"{prefix}'.encode()  # an id stands as the key of its entry

        def among(months: Iterable[str]) -> list[Entry]:
            return [entry for month in months for entry in self.month(month) if entry["id"].startswith(prefix)]

        def look() -> list[Entry]:
            months = self.months()
            return among(month for month in reversed(months) if mark in self._raw(month)) or among(months)

        found = self.undisturbed(look)
        if not found:
            raise NotFoundError(f"there is no entry {prefix}")
        if len(found) > len({entry["id"] for entry in found}):
            raise StoreError(f"{prefix} stands in two months; `reflect store repair` keeps the latest version")
        if len(found) > 1:
            named = "; ".join(
                f"{entry['id']} ({entry['kind']}, {entry['day']})" for entry in sorted(found, key=schema.order)
            )
            raise ImpossibleValueError(f"{prefix} begins the ids of {len(found)} entries: {named}. Type more of the id")
        return found[0]

    def _raw(self, month: str) -> bytes:
        """Return the file of a month; as if it were empty where it cannot be read, which is told by who reads it."""
        try:
            return self.files.read(file_of(month)) or b""
        except StoreError:
            return b""

    def holding(self, entry_ids: Collection[str]) -> dict[str, Entry]:
        """Return those of these entries that are here, by id, in whatever month; only months that name one are read.

        Raises:
            StoreError: one of these months is damaged, newer, or cannot be read.
        """
        wanted = {entry_id.encode() for entry_id in entry_ids}
        found: dict[str, Entry] = {}
        for month in self.months():
            if wanted.intersection(re.findall(_QUOTED_ID, self.files.read(file_of(month)) or b"")):
                for entry in self.month(month):
                    if entry["id"] in entry_ids:
                        if entry["id"] in found:
                            raise StoreError(
                                f"{entry['id']} stands in two months; `reflect store repair` keeps the latest version"
                            )
                        found[entry["id"]] = entry
        return found

    def deleted(self) -> dict[str, str]:
        """Return the times of deletion, by the ids of the entries that were deleted here.

        Raises:
            StoreError: `deleted.json` is damaged or cannot be read.
        """
        from reflect.store import deletions  # here, since only what deletes, imports or merges asks

        return deletions.read(self.files.read(DELETED))

    def operations(self) -> list["Operation"]:
        """Return what happened to labels, in the order in which it was written down.

        Raises:
            StoreError: `labels.json` is damaged or cannot be read.
        """
        from reflect.store import labels  # here, since most commands have nothing to do with them

        return labels.read(self.files.read(LABELS))

    @contextlib.contextmanager
    def writing(self, *, undoable: bool = True) -> Iterator[Change]:
        """Hold the lock over a change, and commit it at the end; an exception on the way changes nothing.

        Where it is not `undoable`, `undo` passes over it (offers, settings, restore, repair).

        Raises:
            NewerFormatError: a newer program wrote it.
            StoreError: the store cannot be made, locked or written.
        """
        if self._batch is not None:
            yield self._batch
            return
        had_settings = self.begin()
        with signals_waiting(), _refusing(), lock.held(self.path) as still_held:
            written = self.settings_file()
            if written is None and (had_settings or not self.exists()):
                raise StoreError(f"the store at {visible_path(self.path)} was erased meanwhile")
            version = settings_file.version(written)
            self.files.finish()
            if version < settings_file.FORMAT:
                from reflect.store import migrate  # here, since hardly a command ever meets an older store

                migrate.to_current(self.files)
            change = Change(self, self.clock.now() if undoable else None)
            yield change
            if not still_held():
                raise StoreError("the lock file was removed under this command")
            change.commit()

    @contextlib.contextmanager
    def batch(self) -> Iterator[None]:
        """Gather what the block changes and commit it at its end, as one change; an exception changes nothing."""
        with self.writing() as change:
            self._batch = change
            self.files.overlay = change.files
            try:
                yield
            finally:
                self._batch = None
                self.files.overlay = {}

    def begin(self) -> bool:
        """Make the store where there is none; tell whether it has settings, which one that lost them has not.

        Raises:
            StoreError: it cannot be made, or is there and of a newer format.
        """
        if self.exists():
            found = self.settings_file()
            settings_file.version(found)
            paths.close_to_others(self.path)
            return found is not None
        paths.make(self.path)
        with _refusing(), lock.held(self.path):
            made = settings_file.begin(self.path)
        if made:
            self._new_store(self.path)
        return True


@contextlib.contextmanager
def _refusing() -> Iterator[None]:
    """Turn what the system refuses into a refusal of ours, whichever call it was."""
    try:
        yield
    except OSError as error:
        raise StoreError(f"the store cannot be written: {error.strerror or error}") from None

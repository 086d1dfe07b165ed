"""A store: one folder, with the clock and the settings for reading and writing it. Entries in, entries out."""

import contextlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, TypeVar

from reflect.clock import Clock
from reflect.errors import ImpossibleValueError, StoreError
from reflect.model import ids, schema
from reflect.model.choices import Kind
from reflect.model.dates import day_of, month_of
from reflect.model.schema import Entry
from reflect.model.text import visible_path
from reflect.signals import waiting as signals_waiting
from reflect.store import atomic, lock, paths, settings_file
from reflect.store.files import Files
from reflect.store.paths import DELETED, LABELS, SETTINGS, month_file, month_in
from reflect.store.settings import Settings

if TYPE_CHECKING:
    import io

    from reflect.model.labels import LabelNames, Operation
    from reflect.model.merge import Mark
    from reflect.model.when import Moment, When
    from reflect.store.change import Change
    from reflect.store.merging import View

_MAX_OPEN = 120
"""Month files open at a time, ten years' worth; some systems allow a process 256 open files."""
_MANY = 12
"""Months; of fewer it takes longer to ask whether they were checked than to check them."""
_T = TypeVar("_T")


class Store:
    """A store. Reading takes no lock and creates nothing; writing is done in `writing()`."""

    def __init__(  # noqa: PLR0913 - what a run tells it
        self,
        path: str,
        clock: Clock,
        *,
        source: str = "cli",
        new_store: Callable[[str], None] | None = None,
        say_waiting: Callable[[], None] | None = None,
        environ: Mapping[str, str] = os.environ,
    ) -> None:
        """Use the store at an absolute path; nothing is read or created yet. `source` is that of new entries.

        `new_store` is called with the path of a new store, `say_waiting` when it waits; `environ` names places of keys.
        """
        self.path = path
        self.clock = clock
        self.environ = environ
        self.files = Files(path, is_store=lambda: paths.is_store(path), keys=(environ, clock.now))
        self.warnings: dict[str, None] = {}  # collected during the run, in order, without duplicates
        self._source = source
        self._new_store = new_store or (lambda _: None)
        self.say_waiting = say_waiting
        self.fold_past: Callable[[], object] = lambda: None  # called when the past was changed: the cache is of before
        self._settings: Settings | None = None
        self._names: tuple[object, LabelNames] | None = None
        self._batch: Change | None = None
        self._serialised: set[str] = set()  # of the files remembered after a change, the months that need no check
        self._made: bool | None = None  # whether the store's folder was made with it; None if the store was there

    def exists(self) -> bool:
        """Return whether there is a store; refuse a path that is something else with a `StoreError`."""
        return SETTINGS in self.files.overlay or paths.is_store(self.path)

    @property
    def settings(self) -> Settings:
        """The current settings; the defaults as long as there is no store.

        Raises:
            StoreError: the settings are not valid.
        """
        if self._settings is None and self.exists():
            self._settings = settings_file.load(self.files.read(SETTINGS))
        return self._settings or Settings()

    @property
    def salt(self) -> str:
        """The salt of the store, or the one it would begin with."""
        return self.settings.salt if self.exists() else settings_file.expected_salt(self.path)

    def forget_settings(self) -> None:
        """Read the settings again when they are next needed, since they were changed."""
        self._settings = None

    def today(self) -> date:
        """Return the local day now, with the day boundary `day_starts`."""
        return day_of(self.clock.now(), self.settings.day_starts)

    def moment(self, at: "When | None") -> "Moment":
        """Return a moment as a person types it (None: now).

        Raises:
            ImpossibleValueError: it is not valid, has two readings, or is later than now.
        """
        from reflect.model import when

        typed, day_starts = "now" if at is None else at, self.settings.day_starts
        return when.parse_moment(typed, now=self.clock.now(), zone=self.clock.zone, day_starts=day_starts)

    def new_entry(
        self, kind: Kind, own: Mapping[str, object], at: datetime, *, day: date | None = None, private: bool = False
    ) -> Entry:
        """Return an entry with a new id, of the local day of `at` unless it belongs to another `day`."""
        made = {"id": ids.from_bits(os.urandom(8)), "kind": kind, "source": self._source, "private": private}
        when = {
            "day": str(day or day_of(at, self.settings.day_starts)),
            "at": at.isoformat(timespec="seconds"),
            "zone": self.clock.zone.name,
            "recorded_at": self.clock.now().isoformat(timespec="seconds"),
        }
        return schema.parse_entry({**made, **when, **own})

    def names(self) -> "LabelNames":
        """Return the current names of labels.

        Raises:
            StoreError: `labels.json` cannot be read.
        """
        self.look()
        version = self.files.version(LABELS)
        if self._names is None or self._names[0] != version:
            from reflect.model.labels import LabelNames

            self._names = version, LabelNames(self.operations() if self.exists() else ())
        return self._names[1]

    def months(self) -> list[str]:
        """Return the months that have a file, `YYYY-MM`, in order; also one that a cloud has taken off the disk."""
        self.look()
        names = self.files.names(paths.ENTRIES)
        found = {name: month for name in names if (month := month_in(name)) is not None}
        away = (month_in(of) for name in names - found.keys() if (of := paths.away(name)))
        return sorted({*found.values(), *filter(None, away)})

    def look(self) -> "View | None":
        """Let reads count in what other machines left, conflict copies and marks; not within a change, which has."""
        if self._batch is not None or self.files.is_settled:
            return None
        self.files.unlock()
        view = self.read_consistently(self.files.merge_copies)
        self.warnings |= view.warnings() if view else {}
        return view

    def packs(self) -> list[str]:
        """Return the names of the person's own packs, in order.

        Raises:
            StoreError: their folder cannot be read, or is a link.
        """
        paths.refuse_link(self.path, paths.PACKS)
        return sorted(filter(None, map(paths.pack_in, self.files.names(paths.PACKS))))

    def month(self, month: str) -> list[Entry]:
        """As `one_by_one`, in a list."""
        return list(self.one_by_one(month))

    def one_by_one(self, month: str) -> Iterable[Entry]:
        """Return the entries of a month, in no order; raise a StoreError where its file is not what it should be."""
        from reflect.store.month import parse, parse_serialised

        self.look()
        if (raw := self.files.read(name := month_file(month))) is None:
            return ()
        return parse_serialised(raw) if name in self._serialised else parse(raw, name).values()

    def entries(self, first: date | None = None, last: date | None = None) -> list[Entry]:
        """Return the entries from the day `first` to the day `last`, both included, in the order of day, at, id.

        Raises:
            StoreError: a month of the span is damaged, newer, or cannot be read.
        """
        return [entry for month in self.by_month(first, last) for entry in month]

    def by_month(self, first: date | None = None, last: date | None = None) -> Iterator[list[Entry]]:
        """Yield the entries of `entries` in the same order, a month at a time, with one month in memory.

        All are from one point in time: the month files are opened together, and an open file keeps its content when
        another replaces it.

        Raises:
            StoreError: a month of the span is damaged, newer, or cannot be read.
        """
        from reflect.store.month import parse, parse_checked

        low, high = str(first or date.min), str(last or date.max)

        def opened() -> list[tuple[str, "bytes | atomic.OpenFile | io.BytesIO"]]:
            files.close()
            names = [month_file(month) for month in self.months() if month_of(low) <= month <= month_of(high)]
            earlier = names[: max(0, len(names) - _MAX_OPEN)]
            found: list[tuple[str, bytes | atomic.OpenFile | io.BytesIO]] = []
            for name in names:
                if file := self.files.open(name):
                    files.callback(file.close)
                    found.append((name, file.read() if name in earlier else file))
            return found

        with contextlib.ExitStack() as files:
            read = self.read_consistently(opened)
            checked: dict[str, list[int]] = {}
            if len(read) > _MANY:
                from reflect.store import cache

                checked = cache.checked(self)
            for name, file in read:
                raw = file if isinstance(file, bytes) else file.read()
                is_checked = name in checked and getattr(file, "stamp", None) == checked[name]
                found = parse_checked(raw) if is_checked else parse(raw, name).values()
                yield schema.in_order(entry for entry in found if low <= entry["day"] <= high)

    def read_consistently(self, read: Callable[[], _T]) -> _T:
        """Return the result of `read`, repeated if a change to several files came in between."""
        while True:
            before = self.files.stamp()
            try:
                found = read()
            except StoreError:
                if self.files.stamp() == before:
                    raise
                continue
            if self.files.stamp() == before:
                return found

    def deleted(self) -> "dict[str, Mark]":
        """Return the marks of deleted entries and operations, by id; `model.merge.is_undone` says which an undo made.

        Raises:
            StoreError: `deleted.json` is damaged or cannot be read.
        """
        from reflect.store import plain_files

        self.look()
        return plain_files.read_deletions(self.files.read(DELETED))

    def operations(self) -> list["Operation"]:
        """Return the operations on labels, in order.

        Raises:
            StoreError: `labels.json` is damaged or cannot be read.
        """
        self.look()
        if (raw := self.files.read(LABELS)) is None:
            return []
        from reflect.store import plain_files

        return plain_files.read_operations(raw)

    @contextlib.contextmanager
    def writing(self, *, undoable: bool = True, merging: bool = True, locked: bool = False) -> Iterator["Change"]:
        """Hold the lock for a change and commit it at the end; an exception changes nothing.

        If it is not `undoable`, `undo` skips it (offers, settings, restore, repair). Without `merging` it leaves
        conflict copies alone (repair); `locked`, it does so too and needs no key. In a batch it is part of that.

        Raises:
            NewerFormatError: a newer program wrote the store.
            StoreError: the store cannot be created, locked or written.
        """
        if self._batch is not None:
            with self._batch.part(undoable=undoable):
                yield self._batch
            return
        from reflect.store.change import Change

        had_settings = self.make(locked=locked)
        with signals_waiting(), atomic.as_store_error(), self._locked(had_settings=had_settings) as still_held:
            change = Change(self.files, self.clock.now() if undoable else None)
            with change.beside:
                view = self.files.merge_copies() if merging and not locked else None
                change.take_in(view)
                yield change
                self._commit(change, still_held, view)

    @contextlib.contextmanager
    def batch(self) -> Iterator[None]:
        """Gather the changes of the block and commit them at its end as one; an exception changes nothing.

        Signals wait during the commit only, and a new store is created with it.

        Raises:
            ImpossibleValueError: it is within another batch.
            StoreError: as `writing`.
        """
        from reflect.store.change import Change
        from reflect.store.folder import is_unused

        self.refuse_in_batch("a batch")
        view = None
        with contextlib.ExitStack() as lock_held:
            made_now = None if self.exists() else settings_file.initial_in(self.path)
            if made_now is None:
                with signals_waiting(), atomic.as_store_error():
                    still_held = lock_held.enter_context(self._locked(had_settings=self.make()))
                    view = self.files.merge_copies()
            change = Change(self.files, self.clock.now())
            change.take_in(view)
            if made_now is not None:
                with change.part(undoable=False):
                    change.write(SETTINGS, made_now)
            try:
                self._batch, self.files.overlay = change, change.files
                yield
            finally:
                self._batch, self.files.overlay = None, {}
                self._settings = None if SETTINGS in change.files else self._settings
            if change.files == {SETTINGS: made_now}:
                return
            with signals_waiting(), atomic.as_store_error():
                if made_now:
                    self.make(made_now)
                    is_theirs = self._made is None
                    still_held = lock_held.enter_context(self._locked(had_settings=True))
                    if is_theirs or not is_unused(self.path):
                        raise StoreError("the store was made by another command meanwhile")
                self._commit(change, still_held, view)

    def _commit(self, change: "Change", still_held: Callable[[], bool], view: "View | None") -> None:
        if not still_held():
            raise StoreError("the lock file was removed under this command")
        if view is None:
            change.commit()
        else:
            from reflect.store import merging

            self.warnings = merging.commit(self.files, change, view, self.clock.now(), self.warnings)
        with contextlib.suppress(OSError, StoreError):  # what was changed is saved, and this is only a cache
            this_month = month_file(month_of(str(self.today())))
            if any(month_in(name) and name < this_month for name in (*change.files, *change.staged)):
                self._settings, self.files.remembered, self._serialised = None, change.known, change.serialised
                self.fold_past()
        self.files.remembered, self._serialised = {}, set()

    @property
    def in_batch(self) -> bool:
        """Whether a batch is running: the changes that reads see may never be written."""
        return self._batch is not None

    def refuse_in_batch(self, what: str) -> None:
        """Raise an ImpossibleValueError for a verb that would write at once, or undo unsaved changes, in a batch."""
        if self._batch is not None:
            raise ImpossibleValueError(f"{what} cannot be part of a batch")

    @contextlib.contextmanager
    def _locked(self, *, had_settings: bool) -> Iterator[Callable[[], bool]]:
        """Hold the lock of an existing store, after finishing an interrupted change."""
        with lock.held(self.path, self.say_waiting) as still_held:
            written = self.files.read(SETTINGS)
            if written is None and (had_settings or not self.exists()):
                raise StoreError(f"the store at {visible_path(self.path)} was erased meanwhile")
            settings_file.version(written)
            self.files.finish_pending()
            self.files.is_settled = True
            try:
                with paths.unmade_on_failure(self.path, self._made):
                    yield still_held
            finally:
                self.files.is_settled, self._made = False, None

    def make(self, initial_settings: bytes | None = None, *, locked: bool = False) -> bool:
        """Create the store if there is none; return whether it has a settings file (it may have lost it).

        Raises:
            LockedError: it is encrypted and there is no key here, unless it may be `locked`.
            StoreError: it cannot be created, or exists in a newer format.
        """
        if self.exists():
            settings_file.version(found := self.files.read(SETTINGS))
            if not locked:
                self.files.unlock()
            if (encryption := settings_file.encryption(found)) is None:
                paths.refuse_encrypted(self.path, has_settings=found is not None)
            elif not locked:
                self.files.seal.keys.remember(encryption.recipient, self.path, once_more=True)
            self._close_to_others()
            return found is not None
        self._made = paths.make_folder_of_store(self.path)
        held = lock.held(self.path, self.say_waiting)
        with atomic.as_store_error(), held, paths.unmade_on_failure(self.path, self._made):
            if not settings_file.create(self.path, initial_settings or settings_file.initial_in(self.path)):
                self._made = None  # by another command
        if self._made is not None:
            self._new_store(self.path)
        self._close_to_others()
        return True

    def _close_to_others(self) -> None:
        """Correct the modes of the store; where the file system has none, say so the first time."""
        if os.stat(self.path).st_mode & 0o077 or atomic.modes_refused:
            from reflect.store import folder

            self.warnings |= dict.fromkeys(folder.close_to_others(self.path))

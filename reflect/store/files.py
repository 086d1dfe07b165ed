"""Commit changes to several files, all or none: stage, commit marker, replay.

The new files are written to `staged/` and synced; then the marker that names them, which is the moment of the change;
then each file is moved to where it belongs. A process killed before the marker changes nothing; after it, the next
writer completes the change, and until then readers look into `staged/` first.

Encrypted files are opened where they are read here, and closed where they are written, all but a few, by name.
"""

import contextlib
import io
import json
import os
import stat
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import UTC, datetime
from functools import cached_property, partial
from typing import TYPE_CHECKING

from reflect.errors import NewerFormatError, StoreError
from reflect.model import strict_json
from reflect.model.schema import is_whole
from reflect.store import atomic, settings_file
from reflect.store.paths import (
    AGE,
    DELETED,
    ENTRIES,
    KEY,
    SETTINGS,
    STAGED,
    can_be_merged,
    is_ours,
    is_staged,
    month_in,
    original_of_copy,
    refuse_placeholder,
    waiting,
)

if TYPE_CHECKING:
    from reflect.store.encrypted_settings import Encryption
    from reflect.store.merging import View
    from reflect.store.seal import Seal

MARKER = "commit.json"
FORMAT = 1


class Files:
    """The files of one store by their path in it, as they are after the latest committed change."""

    def __init__(
        self,
        folder: str,
        *,
        replay: bool = True,
        is_store: Callable[[], bool] = lambda: True,
        keys: tuple[Mapping[str, str], Callable[[], datetime]] | None = None,
    ) -> None:
        """Take the absolute path of the store; the environment and the clock say which `keys` are on this machine.

        Without `replay` a pending change is as if it were not there; as long as it `is_store` not, no file is.
        """
        self.folder = folder
        self._is_store = is_store
        self._staged = os.path.join(folder, STAGED)
        self._replay = replay
        self.keys = keys
        self._is_unlocked = False
        self.overlay: Mapping[str, bytes | None] = {}
        """What files hold within a batch that is not committed yet, or as a merge makes them."""
        self.remembered: Mapping[str, bytes | None] = {}
        """What files hold once a change is made, of those it read or wrote: they need not be read again."""
        self.is_settled = False
        """No change is pending: so it is under the lock, from `finish_pending` to `commit`."""

    def path(self, name: str) -> str:
        """Return the absolute path of a file of the store."""
        return os.path.join(self.folder, name)

    def read(self, name: str, *, saved: bool = False) -> bytes | None:
        """Return what a file holds, or None where there is none; `saved`: without the changes of a running batch.

        Raises:
            LockedError: it is encrypted, and there is no key here that opens it.
            StoreError: it cannot be read, or is not a regular file.
        """
        if name in (held := self._held(name, saved=saved)):
            return held[name]
        found = self.open(name, saved=saved)
        return None if found is None else found.read()

    def raw(self, name: str) -> bytes | None:
        """Return the bytes of a file as they are, encrypted or not, or None where there is none.

        Raises:
            StoreError: it cannot be read, or is not a regular file.
        """
        return None if (found := self._open_saved(name)) is None else found.read()

    def put(self, name: str, data: bytes) -> None:
        """Replace one file at once, encrypted if the store is. The caller holds the lock.

        Raises:
            OSError: it cannot be written.
        """
        atomic.replace(self.path(name), self.closed(name, data))

    def open(self, name: str, *, saved: bool = False) -> atomic.OpenFile | io.BytesIO | None:
        """Open a file to be read later as it is now, or return None where there is none; `saved` is as for `read`.

        Raises:
            StoreError: it cannot be read, or is not a regular file.
        """
        if name in (held := self._held(name, saved=saved)):
            return None if (data := held[name]) is None else io.BytesIO(data)
        found = self._open_saved(name)
        if found is not None:
            found.opened = partial(self.opened, name)
        return found

    def _held(self, name: str, *, saved: bool) -> Mapping[str, bytes | None]:
        return self.remembered if name in self.remembered or saved else self.overlay

    def _open_saved(self, name: str) -> atomic.OpenFile | None:
        if not self._is_there():
            return None
        pending = self._pending().get(name)
        if pending is False:
            return None
        if pending and (staged := atomic.open_file(self._staged_path(name))):
            return staged
        found = atomic.open_file(self.path(name))
        if found is None:
            refuse_placeholder(self.folder, name)
        return found

    @cached_property
    def seal(self) -> "Seal":
        """What opens the encrypted files of this store."""
        from reflect.store.keys import Keys
        from reflect.store.seal import Seal

        return Seal(Keys(*(self.keys or ({}, lambda: datetime.max.replace(tzinfo=UTC)))))

    def encryption(self) -> "Encryption | None":
        """Return how the store is encrypted, or None where it is not.

        Raises:
            StoreError: its settings cannot be read.
        """
        return settings_file.encryption(self.raw(SETTINGS))

    def forget_key(self) -> None:
        """Look for the key again when it is next needed, since it was changed."""
        self.__dict__.pop("seal", None)
        self._is_unlocked = False

    def unlock(self) -> None:
        """Look for the key of an encrypted store, before anything is read, asked or written.

        Raises:
            LockedError: there is none here that opens it.
            StoreError: its settings cannot be read.
        """
        if not self._is_unlocked:
            found = self.encryption()
            if found is not None:
                self.seal.unlock(found)
            self._is_unlocked = True

    def opened(self, name: str, data: bytes) -> bytes:
        """Return what a file holds, from its bytes.

        Raises:
            LockedError: it is encrypted, and there is no key here that opens it.
            StoreError: it is encrypted, and damaged.
        """
        return self.seal.open(data, name, self.encryption) if data.startswith(AGE) and name != KEY else data

    def closed(self, name: str, data: bytes, after: bytes | None = None) -> bytes:
        """Return the bytes of a file of this store; `after` are its settings, where they change with it.

        Raises:
            ReflectError: its settings cannot be read, or it is encrypted and pyrage is not installed.
        """
        found = self.encryption() if after is None else settings_file.encryption(after)
        if found is None or data.startswith(AGE) or not found.closes(name):
            return data
        from reflect.store import seal

        return seal.closed(data, found.recipient)

    def names(self, folder: str) -> set[str]:
        """Return the paths of the files in a folder of the store, as `folder/name`.

        Raises:
            StoreError: the folder cannot be read.
        """
        try:
            found = {f"{folder}/{name}" for name in os.listdir(self.path(folder))} if self._is_there() else set()
        except FileNotFoundError:
            found = set()
        except OSError as error:
            raise atomic.refusal(self.path(folder), error, "read") from None
        for name, put in {**self._pending(), **{name: raw is not None for name, raw in self.overlay.items()}}.items():
            if name.startswith(f"{folder}/"):
                (found.add if put else found.discard)(name)
        return found

    def merge_copies(self) -> "View | None":
        """Let reads see what a merge makes of the files, and return it; None where there is nothing to merge.

        Raises:
            StoreError: a folder cannot be read.
        """
        self.overlay = {}
        copies, has_marks = self._copies()
        if not copies:
            if not has_marks:
                return None
            from reflect.store import agreed

            if agreed.load(self) == agreed.stamps(self):
                return None
        from reflect.store import merging

        view = merging.look(self, copies)
        self.overlay = view.files
        return view

    def _copies(self) -> tuple[list[str], bool]:
        """Return what can be merged, inbox and conflict copies, by name, and whether there are marks of deletions."""
        try:
            own = os.listdir(self.folder) if self._is_there() else []
        except FileNotFoundError:
            return [], False
        except OSError as error:
            raise atomic.refusal(self.folder, error, "read") from None
        others = [*own, *(name for name in self.names(ENTRIES) if month_in(name) is None)]
        copies = (name for name in others if (of := original_of_copy(name)) and can_be_merged(of))
        return [*copies, *waiting(self.folder)], DELETED in own

    def _is_there(self) -> bool:
        """Return whether there is a store; once there is, it is not asked again."""
        if found := self._is_store():
            self._is_store = lambda: True
        return found

    def has_pending_change(self) -> bool:
        """Return whether a committed change waits for its files to be moved to their place.

        Raises:
            StoreError: its marker cannot be read.
        """
        return bool(self._pending())

    def version(self, name: str) -> object:
        """Return what changes when a file changes: its size, time and inode, or what a batch makes of it."""
        if name in self.overlay:
            return self.overlay[name]
        try:
            found = os.stat(self.path(name))
        except OSError:
            return self.stamp()
        return self.stamp(), found.st_size, found.st_mtime_ns, found.st_ino

    def stamp(self) -> tuple[int, bool]:
        """Return what differs when a change to several files comes between two reads."""
        try:
            changed = os.stat(self._staged).st_mtime_ns
        except OSError:
            return 0, False
        return changed, os.path.exists(os.path.join(self._staged, MARKER))

    def stage(self, name: str, data: bytes, settings: bytes | None = None) -> None:
        """Write what a file becomes with the next commit, into the folder `staged`; `settings` are as for `closed`.

        Raises:
            OSError: it cannot be written.
        """
        atomic.write_new(self._staged_path(name), self.closed(name, data, settings))

    def unstage(self, names: Iterable[str]) -> None:
        """Remove what was staged for files, unless their change is committed and waits to be finished."""
        for name in () if os.path.lexists(os.path.join(self._staged, MARKER)) else names:
            with contextlib.suppress(OSError):
                os.unlink(self._staged_path(name))

    def commit(self, files: Mapping[str, bytes | None], staged: Collection[str] = ()) -> None:
        """Make each file what it is given as (None: gone) or was `staged` as, or change nothing; under the lock.

        Raises:
            FolderSyncError: the change is made, and whether it lasts is not known.
            StoreError: nothing was changed.
        """
        self.is_settled = False
        is_one = len(files) == 1 and not staged
        folders = {os.path.dirname(self.path(name)) for name in (*files, *staged)}
        if not is_one:
            folders.add(self._staged)
        made = [folder for folder in folders if not os.path.lexists(folder)]
        try:
            for folder in folders:
                atomic.make_folder(folder)
            if is_one:
                ((name, data),) = files.items()
                atomic.remove(self.path(name)) if data is None else self.put(name, data)
            elif files or staged:
                self._stage(files, staged)
        except atomic.FolderSyncError:
            raise
        except OSError as error:
            for folder in made:  # what could not be written leaves nothing
                with contextlib.suppress(OSError):
                    os.rmdir(folder)
            name = next(iter(files)) if is_one else "the store"
            raise StoreError(f"cannot be written: {error.strerror or error}", path=name) from None
        if not is_one:
            # The change lasts from the marker on. What cannot be moved now is moved by the next writer.
            with contextlib.suppress(OSError, StoreError):
                self.finish_pending()

    def finish_pending(self) -> None:
        """Finish a committed change that was cut short, and clear away one that was not committed, under the lock.

        Raises:
            OSError: a file could not be moved.
            StoreError: the marker cannot be read, or the folder of the staged files is something else.
        """
        if not self._is_folder():
            if os.path.lexists(self._staged):
                raise StoreError("is not a folder", "move away what is in its place", path=STAGED)
            return
        committed = self._pending()
        for name, put in committed.items():
            with contextlib.suppress(FileNotFoundError):  # moved or removed already
                os.replace(self._staged_path(name), self.path(name)) if put else os.unlink(self.path(name))
        for folder in filter(os.path.isdir, {os.path.dirname(self.path(name)) for name in committed}):
            atomic.sync_folder(folder)
        for left in sorted(filter(is_staged, os.listdir(self._staged)), key=lambda name: name != MARKER):
            os.unlink(os.path.join(self._staged, left))
        if committed:
            atomic.sync_folder(self._staged)

    def _is_folder(self) -> bool:
        """Return whether there is a folder of staged files: a missing one is none, one we cannot read is an error."""
        try:
            return stat.S_ISDIR(os.lstat(self._staged).st_mode)
        except FileNotFoundError:
            return False

    def _stage(self, files: Mapping[str, bytes | None], staged: Collection[str]) -> None:
        marker = os.path.join(self._staged, MARKER)
        try:
            for name, data in files.items():
                if data is not None:
                    self.stage(name, data, files.get(SETTINGS))
            atomic.sync_folder(self._staged)
            names = {name: data is not None for name, data in files.items()} | dict.fromkeys(staged, True)
            atomic.replace(marker, json.dumps({"format": FORMAT, "files": names}).encode())
        except atomic.FolderSyncError as error:  # the marker is in place, and may not last
            try:
                os.unlink(marker)
            except OSError:
                raise error from None  # it is there, and so is the change
            self.unstage(files)
            raise OSError(*error.args) from None
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(marker)
            self.unstage(files)
            raise

    def _staged_path(self, name: str) -> str:
        return os.path.join(self._staged, name.replace("/", "!"))

    def _pending(self) -> dict[str, bool]:
        """Return the files of a committed change that waits to be moved: True to be put, False to be removed."""
        if self.is_settled:
            return {}
        try:
            reads = self._replay and self._is_folder() and self._is_there()
            raw = atomic.read(os.path.join(self._staged, MARKER)) if reads else None
        except OSError as error:
            raise atomic.refusal(self._staged, error, "read") from None
        if raw is None:
            return {}
        try:
            document = strict_json.loads(raw.decode())
        except ValueError:
            document = None
        match document:
            case {"format": 1, "files": dict(files)} if all(map(is_ours, files)):
                return {name: put is True for name, put in files.items()}
            case {"format": version} if is_whole(version) and version > FORMAT:
                problem = f"has the format version {version}, newer than this program reads ({FORMAT})"
                raise NewerFormatError(problem, "update reflect", path=f"{STAGED}/{MARKER}")
        hint = "it belongs to an interrupted change, do not remove it: `reflect store repair` fixes it"
        raise StoreError("cannot be read", hint, path=f"{STAGED}/{MARKER}")

"""Changes to several files, whole or absent: stage, commit marker, replay.

The new files are written to `staged/` and synced; then the marker that names them is put in place and synced: that is
the moment of the change. Then each file is moved to where it belongs. Who is killed before the marker has changed
nothing; who is killed after it is finished by the next writer, and until then readers look into `staged/` first.
"""

import contextlib
import json
import os
from collections.abc import Iterator, Mapping

from reflect.errors import StoreError
from reflect.store import atomic

NAME = "staged"
_MARKER = "commit.json"


class Files:
    """The files of one store by their path in it, as they stand after the latest committed change."""

    def __init__(self, folder: str) -> None:
        """Take the absolute path of the store."""
        self.folder = folder
        self._staged = os.path.join(folder, NAME)

    def path(self, name: str) -> str:
        """Return the absolute path of a file of the store."""
        return os.path.join(self.folder, name)

    def read(self, name: str) -> bytes | None:
        """Return what a file holds, or None where there is none.

        Raises:
            StoreError: it cannot be read, or is no regular file.
        """
        waiting = self._committed().get(name)
        if waiting is False:
            return None
        if waiting:
            staged = atomic.read(self._staged_path(name))
            if staged is not None:
                return staged
        return atomic.read(self.path(name))

    def names(self, folder: str) -> set[str]:
        """Return the paths of the files in a folder of the store, as `folder/name`.

        Raises:
            StoreError: the folder cannot be read.
        """
        try:
            found = {f"{folder}/{name}" for name in os.listdir(self.path(folder))}
        except FileNotFoundError:
            found = set()
        except OSError as error:
            raise atomic.said(self.path(folder), error, "read") from None
        for name, put in self._committed().items():
            if name.startswith(f"{folder}/"):
                (found.add if put else found.discard)(name)
        return found

    def moment(self) -> tuple[int, bool]:
        """Return what changes when a change to several files comes between two reads."""
        try:
            changed = os.stat(self._staged).st_mtime_ns
        except OSError:
            return 0, False
        return changed, os.path.exists(os.path.join(self._staged, _MARKER))

    def commit(self, files: Mapping[str, bytes | None]) -> None:
        """Make all the files what they are given as (None: gone), or change nothing. The caller holds the lock.

        Raises:
            FolderSyncError: the change is made, and whether it lasts is not known.
            StoreError: nothing was changed.
        """
        try:
            for folder in {os.path.dirname(self.path(name)) for name in files}:
                atomic.make_folder(folder)
            if len(files) == 1:
                ((name, data),) = files.items()
                atomic.remove(self.path(name)) if data is None else atomic.replace(self.path(name), data)
            elif files:
                self._stage(files)
        except atomic.FolderSyncError:
            raise
        except OSError as error:
            name = next(iter(files)) if len(files) == 1 else "the store"
            message = f"{name} cannot be written: {error.strerror or error}. Nothing was changed."
            raise StoreError(message) from None
        if len(files) > 1:
            # The change lasts from the marker on. What cannot be moved now is moved by the next writer.
            with contextlib.suppress(OSError, StoreError):
                self.finish()

    def finish(self) -> None:
        """Finish a committed change that was cut short, and clear away one that was not committed, under the lock.

        Raises:
            OSError: a file could not be moved.
            StoreError: the marker cannot be read.
        """
        if not os.path.isdir(self._staged):
            return
        committed = self._committed()
        for name, put in committed.items():
            if put:
                with contextlib.suppress(FileNotFoundError):  # moved already
                    os.replace(self._staged_path(name), self.path(name))
            else:
                with contextlib.suppress(FileNotFoundError):
                    os.unlink(self.path(name))
        for folder in {os.path.dirname(self.path(name)) for name in committed}:
            atomic.sync_folder(folder)
        for left in sorted(os.listdir(self._staged), key=lambda name: name != _MARKER):
            os.unlink(os.path.join(self._staged, left))
        if committed:
            atomic.sync_folder(self._staged)

    def _stage(self, files: Mapping[str, bytes | None]) -> None:
        atomic.make_folder(self._staged)
        marker = os.path.join(self._staged, _MARKER)
        try:
            for name, data in files.items():
                if data is not None:
                    atomic.write_new(self._staged_path(name), data)
            atomic.sync_folder(self._staged)
            names = {name: data is not None for name, data in files.items()}
            atomic.replace(marker, json.dumps({"format": 1, "files": names}).encode())
        except OSError as error:
            with self._clearing():
                os.unlink(marker)
            for name in files:
                with self._clearing():
                    os.unlink(self._staged_path(name))
            raise OSError(*error.args) from None  # not a FolderSyncError: the marker is gone again

    @staticmethod
    @contextlib.contextmanager
    def _clearing() -> Iterator[None]:
        with contextlib.suppress(OSError):
            yield

    def _staged_path(self, name: str) -> str:
        return os.path.join(self._staged, name.replace("/", "!"))

    def _committed(self) -> dict[str, bool]:
        marker = os.path.join(self._staged, _MARKER)
        try:
            os.stat(marker)
        except OSError:
            return {}
        raw = atomic.read(marker)
        if raw is None:  # moved on between the two calls
            return {}
        try:
            files = json.loads(raw)["files"]
        except (ValueError, KeyError, TypeError):
            message = f"{NAME}/{_MARKER} cannot be read; it belongs to an interrupted change, do not remove it."
            raise StoreError(message) from None
        return {str(name): bool(put) for name, put in files.items()}

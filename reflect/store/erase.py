"""Erase a store: remove its own files, one by one, and nothing else. Remove the traces of deleted entries."""

import contextlib
import os
import re
import stat
from collections.abc import Callable, Collection, Iterator
from typing import IO, Final, NamedTuple

from reflect.errors import ChangedAndThenError, StoreError
from reflect.model.text import visible_path
from reflect.signals import waiting as signals_waiting
from reflect.store import atomic, lock, month, settings_file
from reflect.store import files as staged
from reflect.store.files import Files
from reflect.store.paths import (
    BACKUPS,
    CACHE,
    DELETED,
    DRAFTS,
    ENTRIES,
    LOCK,
    PACKS,
    SETTINGS,
    STAGED,
    UNDO,
    month_in,
    original_of_copy,
    refuse_link,
)

_PACKED = (".git", ".hg", ".svn")
"""Folders of other programs with packed old versions: reported whole, since they cannot be searched."""
_COMPRESSED = (b"PK\3\4", b"\x1f\x8b", b"BZh", b"\xfd7zXZ\0", b"7z\xbc\xaf", b"\x28\xb5\x2f\xfd")
"""The first bytes of files with encoded or packed text."""
_CHUNK_BYTES = 1 << 20


def clear_traces(files: Files) -> None:
    """Remove the cache, and the temporary files of a killed writer, under the lock.

    Raises:
        OSError: one of them cannot be removed.
        StoreError: one of the folders is a link.
    """
    for folder in ("", ENTRIES, PACKS, UNDO, CACHE):
        refuse_link(files.folder, folder)
        for name in _names_in(files.path(folder)):
            path = files.path(os.path.join(folder, name))
            is_left = folder == CACHE or (name.startswith(".") and name.endswith(".tmp"))
            if is_left and not stat.S_ISDIR(os.lstat(path).st_mode):
                os.unlink(path)


def files_with(files: Files, entry_ids: Collection[str], words: Collection[str]) -> list[str]:
    """Return the files of the store, by their path in it, that hold one of these entries, or cannot be searched.

    It looks for the ids of entries, in archives too, and in drafts for their `words`.
    """
    ids = _encoded(entry_ids)
    in_drafts = [*ids, *_encoded(words)]
    found: list[str] = []
    unseen: list[OSError] = []
    for folder, folders, names in os.walk(files.folder, onerror=unseen.append):
        found += [os.path.join(folder, name) for name in folders if name in _PACKED]
        folders[:] = [name for name in folders if name not in _PACKED]
        wanted = in_drafts if folder == files.path(DRAFTS) else ids
        paths = [os.path.join(folder, name) for name in names if name != LOCK and not _lists_deletions(name)]
        found += [path for path in paths if _holds(path, wanted)]
    found += [error.filename for error in unseen]
    return sorted(os.path.relpath(path, files.folder) for path in found)


def _encoded(texts: Collection[str]) -> list[bytes]:
    """Return texts as they are in a file, also in one that an editor of another system has saved again."""
    return [text.encode(encoding) for text in texts for encoding in ("utf-8", "utf-16-le", "utf-16-be")]


def _lists_deletions(name: str) -> bool:
    """Return whether a file of this name holds ids of deleted entries and no entry: the list, or a version of it."""
    return DELETED in (name, original_of_copy(name))


def _names_in(folder: str) -> list[str]:
    try:
        return os.listdir(folder)
    except FileNotFoundError:
        return []


def _holds(path: str, wanted: list[bytes]) -> bool:
    """Return whether a file holds one of these, or cannot be searched."""
    import zipfile
    import zlib

    try:
        return stat.S_ISREG(os.lstat(path).st_mode) and any(_is_in(stream, wanted) for stream in _streams(path))
    except (OSError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
        return True


def _streams(path: str) -> Iterator[IO[bytes]]:
    """Yield the file, or each file in it if it is an archive."""
    import zipfile

    if not zipfile.is_zipfile(path):
        with open(path, "rb") as file:
            if file.read(6).startswith(_COMPRESSED):
                raise zipfile.BadZipFile
            file.seek(0)
            yield file
        return
    with zipfile.ZipFile(path) as archive:
        for member in archive.infolist():
            if not _lists_deletions(os.path.basename(member.filename)):
                with archive.open(member) as file:
                    yield file


def _is_in(stream: IO[bytes], wanted: list[bytes]) -> bool:
    longest, end = max(map(len, wanted)), b""
    while chunk := stream.read(_CHUNK_BYTES):
        chunk = end + chunk
        if any(one in chunk for one in wanted):
            return True
        end = chunk[-longest:]
    return False


_ANY: Final = re.compile(r".*", re.DOTALL)
_FOLDERS: Final = {
    ENTRIES: re.compile(r"\.?[0-9]{4}-[0-9]{2}(?![0-9-]).*\.json.*", re.DOTALL),  # conflict copies too
    STAGED: _ANY,
    UNDO: _ANY,
    DRAFTS: _ANY,
    BACKUPS: _ANY,
    CACHE: _ANY,
    PACKS: re.compile(r"\.?[a-z0-9-]+\.toml(\.tmp)?"),
}
"""The folders of a store, in the order of removal, and the names of its own files in each."""
_LAST: Final = (LOCK, SETTINGS)
"""While the settings exist, the rest is found and can be erased: they are removed last."""
_PLAIN: Final = [name for file in (*staged.PLAIN, LOCK) for name in (file, f".{file}.tmp")]


class StoreFiles(NamedTuple):
    """What is in the folder of a store, by its path there."""

    own: tuple[str, ...]
    """The files of the store, in the order of removal."""
    others: tuple[str, ...]
    """Files that are not part of the store, and stay."""


class ErasePlan(NamedTuple):
    """What `erase` removes."""

    found: StoreFiles
    entries: int
    months: int
    unreadable: int
    """How many of the months cannot be read, so that their entries are not counted."""
    backups: int


def plan(path: str) -> ErasePlan | None:
    """Return what `erase` would remove, counted as far as it is readable; None if there is no store.

    Raises:
        NewerFormatError: a newer program wrote it: what of it is whose is not known here.
        StoreError: it cannot be read.
    """
    found = _look(path)
    if found is None:
        return None
    entries = unreadable = 0
    months = [name for name in found.own if month_in(name)]
    for name in months:
        try:
            entries += len(month.parse(atomic.read(os.path.join(path, name)) or b"", name))
        except StoreError:
            unreadable += 1
    backups = {name.split("/")[1] for name in found.own if name.startswith(f"{BACKUPS}/")}
    return ErasePlan(found, entries, len(months), unreadable, len(backups))


def _look(path: str) -> StoreFiles | None:
    """Return the files in the folder of a store, or None if there is no store. Links are not followed.

    Raises:
        NewerFormatError: a newer program wrote it: what of it is whose is not known here.
        StoreError: it cannot be read.
    """
    own: list[str] = []
    others: list[str] = []
    try:
        names = sorted(os.listdir(path))
        for folder, pattern in _FOLDERS.items():
            if _is(stat.S_ISDIR, path, folder):
                for file in _inside(path, folder, deep=pattern is _ANY):
                    is_named_so = pattern.fullmatch(os.path.basename(file)) or original_of_copy(file)
                    (own if is_named_so and _is(stat.S_ISREG, path, file) else others).append(file)
            elif folder in names:
                others.append(folder)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StoreError(f"the store {visible_path(path)} cannot be read: {error.strerror}") from None
    # A folder named `entries` with other files alone, and no settings beside it, is somebody else's.
    own_month, other_file = (any(name.startswith(f"{ENTRIES}/") for name in some) for some in (own, others))
    marked = _is(stat.S_ISDIR, path, ENTRIES) and (own_month or not other_file)
    for name in sorted(set(names) - _FOLDERS.keys()):
        is_plain = name in _PLAIN or original_of_copy(name) is not None
        (own if is_plain and _is(stat.S_ISREG, path, name) else others).append(name)
    if SETTINGS in own:
        settings_file.version(atomic.read(os.path.join(path, SETTINGS)))
    return StoreFiles(tuple(own), tuple(others)) if marked or SETTINGS in own else None


def erase(path: str, say_waiting: Callable[[], None] | None = None) -> tuple[str, ...]:
    """Remove a store: entries first, settings last; return the files that are not part of it and stay.

    A process killed half-way leaves a store that can still be erased.

    Raises:
        StoreError: it is locked or newer, or a file cannot be removed; those before it are gone.
    """
    with signals_waiting(), lock.held(path, say_waiting):
        found = _look(path) or StoreFiles((), ())
        gone = ""
        try:
            for gone in (name for name in found.own if name not in _LAST):
                os.unlink(os.path.join(path, gone))
            for gone in reversed(_FOLDERS):
                if not any(f"{name}/".startswith(f"{gone}/") for name in found.others):
                    for folder, _, _ in os.walk(os.path.join(path, gone), topdown=False):
                        _remove_folder(folder)
            for gone in _LAST:
                with contextlib.suppress(FileNotFoundError):
                    os.unlink(os.path.join(path, gone))
        except OSError as error:
            problem = f"cannot be removed: {error.strerror}. Erase again what is left of the store"
            raise ChangedAndThenError(problem, path=visible_path(gone)) from None
        if not found.others:
            with contextlib.suppress(OSError):  # in a folder that is not ours to change, the empty one stays
                _remove_folder(path)
    return found.others


def _inside(path: str, folder: str, *, deep: bool) -> Iterator[str]:
    """Yield what is in a folder of the store, and with `deep` what is in the folders there, which are ours as well."""
    for name in sorted(os.listdir(os.path.join(path, folder))):
        inside = f"{folder}/{name}"
        if deep and _is(stat.S_ISDIR, path, inside):
            yield from _inside(path, inside, deep=True)
        else:
            yield inside


def _remove_folder(path: str) -> None:
    """Remove an empty folder, if it is there, and make that last as far as the disk will."""
    with contextlib.suppress(FileNotFoundError):
        os.rmdir(path)
    with contextlib.suppress(OSError):
        atomic.sync_folder(os.path.dirname(path))


def _is(kind: Callable[[int], bool], path: str, name: str) -> bool:
    try:
        return kind(os.lstat(os.path.join(path, name)).st_mode)
    except FileNotFoundError:
        return False

"""Erase a store: remove its own files, one by one, and nothing else. Remove the traces of deleted entries."""

import contextlib
import io
import os
import stat
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import IO, NamedTuple

from reflect.errors import ChangedAndThenError, LockedError, ReflectError, StoreError
from reflect.model import strict_json
from reflect.model.text import visible_path
from reflect.signals import waiting as signals_waiting
from reflect.store import atomic, folder, lock, month, paths, settings_file, undo
from reflect.store.change import Change
from reflect.store.files import Files

_PACKED = (".git", ".hg", ".svn")
"""Folders of other programs with packed old versions: reported whole, since they cannot be searched."""
_COMPRESSED = (b"PK\3\4", b"\x1f\x8b", b"BZh", b"\xfd7zXZ\0", b"7z\xbc\xaf", b"\x28\xb5\x2f\xfd")
"""The first bytes of files with encoded or packed text."""
_CHUNK_BYTES = 1 << 20
_LAST = {f"{paths.SYNC}/HEAD": 1, paths.LOCK: 2}
"""What tells whose the rest is is removed after it."""


def forget(files: Files, change: Change, entry_ids: Collection[str], operation_ids: Collection[str] = ()) -> None:
    """Take what is deleted for ever out of the undo log, as part of a change, and out of the cache at once.

    Raises:
        OSError: a file cannot be removed.
        StoreError: one cannot be read.
    """
    for name in undo.step_files(files):
        step = undo.read_step(files, name)
        left = step.without(entry_ids, operation_ids)
        if left != step:
            change.write(name, None if left == undo.Step() else undo.serialise_step(left))
    clear_traces(files)


def forget_aside(files: Files, entry_ids: Collection[str]) -> None:
    """Take entries out of what repairs and syncs set aside, where it can be read: another machine deleted them.

    Raises:
        OSError: a file cannot be written.
        StoreError: one cannot be read.
    """
    for name in folder.own_files(files.folder).own:
        raw = atomic.read(files.path(name)) if name.startswith(f"{paths.BACKUPS}/aside-") else None
        raw = raw and files.opened(name, raw)
        if raw and any(entry_id.encode() in raw for entry_id in entry_ids):
            left = _without(name, raw, entry_ids)
            if left != raw:
                files.put(name, left)


def _without(name: str, raw: bytes, entry_ids: Collection[str]) -> bytes:
    if name.endswith(f"/{folder.SYNCED_ASIDE}"):
        lines = raw.splitlines(keepends=True)  # U+2028 and the like are no line ends in bytes
        return b"".join(line for line in lines if not any(entry_id.encode() in line for entry_id in entry_ids))
    try:
        tables = month.tables(raw, name)
    except StoreError:
        return raw
    rows = {entry_id: row for entry_id, row in tables.pop(month.TABLE).items() if entry_id not in entry_ids}
    return strict_json.dump_page({**tables, month.TABLE: rows}).encode()


def clear_traces(files: Files) -> None:
    """Remove the cache, and the temporary files of a killed writer, under the lock.

    Raises:
        OSError: one of them cannot be removed.
        StoreError: one of the folders is a link.
    """
    places = ("", paths.ENTRIES, paths.INBOX, paths.PACKS, paths.UNDO, paths.CACHE)
    for place in places:
        paths.refuse_link(files.folder, place)
    for name in folder.own_files(files.folder).own:
        place, _, own = name.rpartition("/")
        if place == paths.CACHE or (place in places and own.startswith(".") and own.endswith(".tmp")):
            os.unlink(files.path(name))


def files_with(files: Files, entry_ids: Collection[str], words: Collection[str]) -> list[str]:
    """Return the files of the store, by their path in it, that hold one of these entries, or cannot be searched.

    It looks for the ids of entries, in archives too, and in drafts for their `words`.
    """
    ids = _encoded(entry_ids)
    in_drafts = [*ids, *_encoded(words)]
    found: list[str] = []
    unseen: list[OSError] = []
    for place, folders, names in os.walk(files.folder, onerror=unseen.append):
        packed = (*_PACKED, paths.SYNC) if place == files.folder else _PACKED
        found += [os.path.join(place, name) for name in folders if name in packed]
        folders[:] = [name for name in folders if name not in packed]
        wanted = in_drafts if place == files.path(paths.DRAFTS) else ids
        there = [
            os.path.join(place, name)
            for name in names
            if name not in (paths.LOCK, paths.KEY) and not _lists_deletions(name)
        ]
        found += [path for path in there if _holds(files, path, wanted)]
    found += [error.filename for error in unseen]
    return sorted(os.path.relpath(path, files.folder) for path in found)


def _encoded(texts: Collection[str]) -> list[bytes]:
    """Return texts as they are in a file, also in one that an editor of another system has saved again."""
    return [text.encode(encoding) for text in texts for encoding in ("utf-8", "utf-16-le", "utf-16-be")]


def _lists_deletions(name: str) -> bool:
    """Return whether a file of this name holds ids of deleted entries and no entry: the list, or a version of it."""
    return paths.DELETED in (name, paths.original_of_copy(name))


def _holds(files: Files, path: str, wanted: list[bytes]) -> bool:
    """Return whether a file holds one of these, or cannot be searched."""
    import zipfile
    import zlib

    try:
        if not stat.S_ISREG(os.lstat(path).st_mode):
            return False
        with open(path, "rb") as file:
            return any(_is_in(stream, wanted) for stream in _streams(files, file))
    except (OSError, ReflectError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
        return True


def _streams(files: Files, file: IO[bytes]) -> Iterator[IO[bytes]]:
    """Yield the file, opened if it is encrypted, or each file in it if it is an archive."""
    import zipfile

    begin = file.read(len(paths.AGE))
    file.seek(0)
    if begin == paths.AGE:
        yield from _streams(files, io.BytesIO(files.opened("", file.read())))
    elif zipfile.is_zipfile(file):
        with zipfile.ZipFile(file) as archive:
            for member in archive.infolist():
                if member.filename != paths.KEY and not _lists_deletions(os.path.basename(member.filename)):
                    with archive.open(member) as inside:
                        yield from _streams(files, inside)
    elif begin.startswith(_COMPRESSED):
        raise zipfile.BadZipFile
    else:
        file.seek(0)
        yield file


def _is_in(stream: IO[bytes], wanted: list[bytes]) -> bool:
    longest, end = max(map(len, wanted)), b""
    while chunk := stream.read(_CHUNK_BYTES):
        chunk = end + chunk
        if any(one in chunk for one in wanted):
            return True
        end = chunk[-longest:]
    return False


class ErasePlan(NamedTuple):
    """What `erase` removes."""

    found: folder.StoreFiles
    entries: int | None
    """None where they are locked."""
    months: int
    unreadable: int
    """How many of the months cannot be read, so that their entries are not counted."""
    backups: int
    waiting: int
    """Entries in the inbox."""


def plan(files: Files) -> ErasePlan | None:
    """Return what `erase` would remove, counted as far as it is readable; None if there is no store.

    Raises:
        NewerFormatError: a newer program wrote it: what of it is whose is not known here.
        StoreError: it cannot be read, or is no store and holds something else.
    """
    path = files.folder
    found = _look(path)
    if found is None:
        if os.path.isdir(path) and folder.resembles_store(path):
            raise StoreError("is not a store, so nothing in it was removed", path=visible_path(path))
        return None
    months = [name for name in found.own if paths.month_in(name)]
    backups = {name.split("/")[1] for name in found.own if name.startswith(f"{paths.BACKUPS}/")}
    entries, unreadable = None, 0
    with contextlib.suppress(LockedError):
        entries, unreadable = _readable_entries(files, months)
    return ErasePlan(found, entries, len(months), unreadable, len(backups), sum(map(paths.is_in_inbox, found.own)))


def _readable_entries(files: Files, months: Iterable[str]) -> tuple[int, int]:
    """Return how many entries months have, and how many of the months cannot be read."""
    entries = unreadable = 0
    for name in months:
        try:
            entries += len(month.parse(files.opened(name, atomic.read(files.path(name)) or b""), name))
        except StoreError:
            unreadable += 1
    return entries, unreadable


def _look(path: str) -> folder.StoreFiles | None:
    """Return the files in the folder of a store, or None if there is no store.

    What makes it a store comes last: while that is there, the rest is found and can be erased.

    Raises:
        NewerFormatError: a newer program wrote it: what of it is whose is not known here.
        StoreError: it cannot be read.
    """
    mark = paths.mark_of(path)
    if mark is None:
        return None
    try:
        found = folder.own_files(path)
    except OSError as error:
        raise StoreError(f"the store {visible_path(path)} cannot be read: {error.strerror}") from None
    if paths.SETTINGS in found.own:
        settings_file.version(atomic.read(os.path.join(path, paths.SETTINGS)))
    return found._replace(own=tuple(sorted(found.own, key=lambda name: _LAST.get(name, 3 * (name == mark)))))


def erase(path: str, say_waiting: Callable[[], None] | None = None) -> tuple[str, ...]:
    """Remove a store: entries first, settings last; return the files that are not part of it and stay.

    A process killed half-way leaves a store that can still be erased.

    Raises:
        StoreError: it is locked or newer, or a file cannot be removed; those before it are gone.
    """
    if not paths.is_store(path):  # where there is none, no lock is made either
        return ()
    with signals_waiting(), lock.held(path, say_waiting):
        found = _look(path) or folder.StoreFiles((), ())
        gone = ""
        try:
            for gone in found.own:
                if gone in (paths.LOCK, found.own[-1]):
                    _remove_folders(path)
                with contextlib.suppress(FileNotFoundError):
                    os.unlink(os.path.join(path, gone))
            _remove_folders(path)
        except OSError as error:
            problem = f"cannot be removed: {error.strerror}. Run it again to erase the rest"
            raise ChangedAndThenError(problem, path=visible_path(gone)) from None
        if not found.others:
            with contextlib.suppress(OSError):  # in a folder that is not ours to change, the empty one stays
                _remove_folder(path)
    return found.others


def _remove_folders(path: str) -> None:
    """Remove the folders of the store that are empty."""
    for name in folder.own_folders(path):
        if not os.listdir(os.path.join(path, name)):
            _remove_folder(os.path.join(path, name))


def _remove_folder(path: str) -> None:
    """Remove an empty folder, if it is there, and make that last as far as the disk will."""
    with contextlib.suppress(FileNotFoundError):
        os.rmdir(path)
    with contextlib.suppress(OSError):
        atomic.sync_folder(os.path.dirname(path))

"""What else holds an entry: caches and left-over files, which are cleared, and copies, which are named."""

import os
import stat
from collections.abc import Collection, Iterator
from typing import IO

from reflect.store.cache import FOLDER as CACHE
from reflect.store.copies import original
from reflect.store.folder import DELETED, DRAFTS, ENTRIES, PACKS, UNDO, refuse_link
from reflect.store.lock import NAME as LOCK
from reflect.store.staged import Files

_PACKED = (".git", ".hg", ".svn")
"""Folders of other programs that keep old versions packed: named whole, they cannot be searched."""
_COMPRESSED = (b"PK\3\4", b"\x1f\x8b", b"BZh", b"\xfd7zXZ\0", b"7z\xbc\xaf", b"\x28\xb5\x2f\xfd")
"""How files begin in which words do not stand as they are."""
_CHUNK = 1 << 20
"""Bytes that are read at a time."""


def clear(files: Files) -> None:
    """Remove the cache, and what a writer that was killed left in the place of a new file, under the lock.

    Raises:
        OSError: something of it cannot be removed.
        StoreError: a link stands in the place of one of the folders.
    """
    for folder in ("", ENTRIES, PACKS, UNDO, CACHE):
        refuse_link(files.folder, folder)
        for name in _names(files.path(folder)):
            path = files.path(os.path.join(folder, name))
            is_left = folder == CACHE or (name.startswith(".") and name.endswith(".tmp"))
            if is_left and not stat.S_ISDIR(os.lstat(path).st_mode):
                os.unlink(path)


def copies(files: Files, entry_ids: Collection[str], words: Collection[str]) -> list[str]:
    """Return the files of the store, by their path in it, that hold one of these entries, or cannot be searched.

    Entries are sought by their ids, in archives too, and in drafts by their `words`.
    """
    ids = _encoded(entry_ids)
    in_drafts = [*ids, *_encoded(words)]
    found: list[str] = []
    unseen: list[OSError] = []
    for folder, folders, names in os.walk(files.folder, onerror=unseen.append):
        found += [os.path.join(folder, name) for name in folders if name in _PACKED]
        folders[:] = [name for name in folders if name not in _PACKED]
        sought = in_drafts if folder == files.path(DRAFTS) else ids
        paths = [os.path.join(folder, name) for name in names if name != LOCK and not _lists_deletions(name)]
        found += [path for path in paths if _holds(path, sought)]
    found += [error.filename for error in unseen]
    return sorted(os.path.relpath(path, files.folder) for path in found)


def _encoded(texts: Collection[str]) -> list[bytes]:
    """Return texts as they stand in a file, one among them that was saved again by an editor of another system."""
    return [text.encode(encoding) for text in texts for encoding in ("utf-8", "utf-16-le", "utf-16-be")]


def _lists_deletions(name: str) -> bool:
    """Tell whether a file of this name holds ids of deleted entries and no entry: the list, or a version of it."""
    return DELETED in (name, original(name))


def _names(folder: str) -> list[str]:
    try:
        return os.listdir(folder)
    except FileNotFoundError:
        return []


def _holds(path: str, sought: list[bytes]) -> bool:
    """Tell whether a file holds one of these, or cannot be searched."""
    import zipfile
    import zlib

    try:
        return stat.S_ISREG(os.lstat(path).st_mode) and any(_is_in(stream, sought) for stream in _streams(path))
    except (OSError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
        return True


def _streams(path: str) -> Iterator[IO[bytes]]:
    """Give the file, or each file that it holds where it is an archive."""
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


def _is_in(stream: IO[bytes], sought: list[bytes]) -> bool:
    longest, end = max(map(len, sought)), b""
    while chunk := stream.read(_CHUNK):
        chunk = end + chunk
        if any(one in chunk for one in sought):
            return True
        end = chunk[-longest:]
    return False

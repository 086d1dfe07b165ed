"""The folder of a store: which of the files in it are the store's, by their names, and their modes.

Whatever else lies there is somebody's: it is never read as ours, closed to others or removed.
"""

import contextlib
import os
import re
import stat
from collections.abc import Iterator
from typing import Final, NamedTuple

from reflect.errors import StoreError
from reflect.model.text import visible_path
from reflect.store import atomic
from reflect.store.files import Files
from reflect.store.paths import (
    AGE,
    BACKUPS,
    CACHE,
    CARE,
    DELETED,
    DRAFTS,
    ENTRIES,
    INBOX,
    LABELS,
    LOCK,
    PACKS,
    SETTINGS,
    STAGED,
    SYNC,
    UNDO,
    away,
    can_be_merged,
    is_encrypted,
    is_file,
    is_in_inbox,
    is_month,
    is_ours,
    is_staged,
    is_store,
    mode_of,
    month_in,
    original_of_copy,
    pack_in,
)

FOLDERS: Final = (ENTRIES, INBOX, STAGED, UNDO, DRAFTS, BACKUPS, CACHE, SYNC, PACKS)
"""The folders of a store, in the order in which it is erased."""
UNMERGED: Final = f"{STAGED}-unmerged"
"""The folder, beside the files set aside, of a change that is still to be merged."""
LEFT = "was left by an interrupted command; the next one that writes there removes it"
_NO_MODES = "no-modes"
_CACHES = ("past.json", "earlier.json", "agreed.json", _NO_MODES)
_ASIDE = rf"{BACKUPS}/aside-[0-9][0-9-]*"
_COPY = rf"{ENTRIES}/[0-9]{{4}}-[0-9]{{2}}[^0-9/].*\.json"
_OTHERS = (
    rf"{BACKUPS}/before-[a-z]+-[0-9]{{4}}(?:-[0-9]{{2}}){{2}}-[0-9]{{6}}(?:-[0-9]+)?\.zip(?:\.age)?(?:\.tmp)?"
    rf"|{DRAFTS}/.*draft-[0-9a-z]+\.txt.*"  # what an editor leaves beside it holds its words
    rf"|{ENTRIES}/\.?[0-9]{{4}}-[0-9]{{2}}\.json(?:~|\.sw[a-z])?"
)
SYNC_HEAD: Final = b"ref: refs/heads/none\n"
"""What the file HEAD in the cache of `sync` holds: a folder of that name without it is somebody's."""
SYNCED_ASIDE: Final = "sync.jsonl"
"""The entries that a sync set aside, a line each as an export has them."""
_KEPT = (SETTINGS, LABELS, DELETED)
"""What, besides months and packs, a store is kept in: in a folder that is none, such a file is somebody's."""
_OPEN = 0o077


class StoreFiles(NamedTuple):
    """What is in the folder of a store, by its path there."""

    own: tuple[str, ...]
    """The files of the store, in the order of removal."""
    others: tuple[str, ...]
    """What is not part of the store, and stays; a folder of others is one name."""


def own_files(path: str) -> StoreFiles:
    """Return the files in the folder of a store. Links are not followed, and folders of others not looked into.

    Raises:
        OSError: it cannot be read.
    """
    own: list[str] = []
    others: list[str] = []
    names = os.listdir(path)
    for name in (*(name for name in FOLDERS if name in names), *sorted(set(names).difference(FOLDERS))):
        for found in _inside(path, name):
            (own if _is_own_file(path, found) else others).append(found)
    return StoreFiles(tuple(own), tuple(name for name in others if os.path.lexists(os.path.join(path, name))))


def not_encrypted(files: Files) -> list[str]:
    """Return the files of an encrypted store that are not encrypted yet, by their path in it; none where it is not.

    Raises:
        OSError: the folder cannot be read.
        StoreError: a file cannot be read.
    """
    encryption = files.encryption()
    if encryption is None:
        return []
    to_close = filter(encryption.closes, own_files(files.folder).own)
    return [name for name in to_close if (raw := atomic.read(files.path(name))) and not raw.startswith(AGE)]


def is_own(name: str) -> bool:
    """Return whether this is the name of a file of the store, or of one on its way there."""
    place, _, own = name.rpartition("/")
    if on_its_way := re.fullmatch(r"\.(.+)\.(?:tmp|icloud)", own, re.DOTALL):
        own = on_its_way[1]
        name = f"{place}/{own}".lstrip("/")
    if aside := re.match(f"{_ASIDE}/", name):
        inside = re.sub(f"^{UNMERGED}/", f"{STAGED}/", name[aside.end() :])
        return inside == SYNCED_ASIDE or is_own(inside)
    if name.startswith(f"{SYNC}/"):  # once its folder is ours
        return True
    if place == STAGED:
        return is_staged(own)
    if place == CACHE:
        return own in _CACHES
    return name == LOCK or is_ours(name) or bool(re.fullmatch(_OTHERS, name, re.DOTALL))


def _is_own_file(path: str, name: str) -> bool:
    file = os.path.join(path, name)
    if re.fullmatch(_COPY, name, re.DOTALL):  # of a month: another name that one may have, and not every such file is
        return is_month(file)
    if is_in_inbox(name):  # anybody may have such a folder
        return is_encrypted(file)
    return is_own(name) and is_file(file)


def own_folders(path: str) -> list[str]:
    """Return the folders of the store that are there, each after those in it."""
    there = [name for name in FOLDERS if is_folder(os.path.join(path, name)) and _is_own_folder(path, name)]
    inside = [folder for name in there for folder, _, _ in os.walk(os.path.join(path, name), topdown=False)]
    return [name for name in (os.path.relpath(folder, path) for folder in inside) if _is_own_folder(path, name)]


def _is_own_folder(path: str, name: str) -> bool:
    if name == SYNC:
        return _is_sync_cache(os.path.join(path, SYNC))
    return name in FOLDERS or name.startswith(f"{SYNC}/") or re.match(f"{_ASIDE}(?:/|$)", name) is not None


def _is_sync_cache(folder: str) -> bool:
    with contextlib.suppress(OSError), open(os.path.join(folder, "HEAD"), "rb") as file:
        return file.read(len(SYNC_HEAD) + 1) == SYNC_HEAD
    return not any(set(names) - {LOCK} for _, _, names in os.walk(folder))  # just begun, or all but erased


def _inside(path: str, folder: str) -> Iterator[str]:
    """Yield what is in a folder of the store, and in those of what a repair set aside; itself where it is none."""
    if not (_is_own_folder(path, folder) and is_folder(os.path.join(path, folder))):
        yield folder
        return
    for name in sorted(os.listdir(os.path.join(path, folder))):
        yield from _inside(path, f"{folder}/{name}")


def is_folder(path: str) -> bool:
    """Return whether a folder is there, and no link to one."""
    return stat.S_ISDIR(mode_of(path))


def is_misnamed(name: str) -> bool:
    """Return whether a file is named like a month and is not one."""
    return month_in(name) is None and re.fullmatch(rf"{ENTRIES}/[0-9]{{4}}-[0-9]{{2}}\.json", name) is not None


def what_is(name: str, *, merges: bool) -> str | None:
    """Return what to say of a file that is not read, if anything; `merges`: if it is a copy, a repair merges it."""
    place, _, own = name.rpartition("/")
    if (of := away(name)) and (month_in(of) or is_in_inbox(of)):  # reported under its own name
        return None
    of = original_of_copy(name)
    if of and not merges:
        return f"is named like another version of {of}, and this program reads nothing in it; it stays as it is"
    if of:
        then = "compare the two and remove one"
        if can_be_merged(of):
            then = "`reflect store repair` merges it, or sets it aside if it cannot be read"
        return f"is another version of {of}, from a sync tool; {then}"
    what = "is not a file of the journal; nothing reads it" if place else None
    if is_misnamed(name):
        what = "is named like a month but is not one, so nothing reads it; `reflect store repair` keeps its entries"
    elif own.startswith(".") and own.endswith(".tmp"):
        what = LEFT
    elif re.fullmatch(r".*~|\..*\.sw[a-z]|#.*#|\.#.*", own, re.DOTALL):
        what = "was left by an editor, and has what was open in it as plain text"
    return what


# Modes


def open_to_others(path: str) -> list[str]:
    """Return the files and folders of the store that others may use, by their path in it, and last `.`, itself.

    Raises:
        OSError: it cannot be read.
    """
    own = own_files(path).own
    parents = {name[: found.start()] for name in own for found in re.finditer("/", name)}
    inside = [name for name in (*own, *sorted(parents)) if mode_of(os.path.join(path, name)) & _OPEN]
    return inside + ["."] * bool(os.stat(path).st_mode & _OPEN)


def close_to_others(path: str) -> list[str]:
    """Correct the modes of a store that a copy or a sync tool has opened: its folders 0700, its files 0600.

    Returns a warning where the file system has no modes, the first time for this store: it is used all the same.

    Raises:
        StoreError: they cannot be changed.
    """
    try:
        for name in open_to_others(path):
            inside = os.path.join(path, name)
            with contextlib.suppress(FileNotFoundError):
                atomic.set_mode(inside, atomic.FOLDER_MODE if os.path.isdir(inside) else atomic.FILE_MODE)
        is_closed = not (os.stat(path).st_mode & _OPEN or atomic.modes_refused)
    except OSError as error:
        problem = f"is open to others, and cannot be closed to them: {error.strerror}"
        raise StoreError(problem, path=visible_path(path)) from None
    noted = os.path.join(path, CACHE, _NO_MODES)
    if is_closed or os.path.lexists(noted):
        return []
    with contextlib.suppress(OSError, StoreError):
        atomic.make_folder(os.path.dirname(noted))
        atomic.write_pieces(noted, (), sync=False)
    where = f"The file system of {visible_path(path)} has no file permissions"
    return [f"{where}: other people on this machine may be able to read the journal."]


# A new store


def refuse_others(path: str) -> None:
    """Refuse to make a store in a folder that holds something else; hidden names may be of a tool that syncs it.

    Raises:
        OSError: it cannot be read.
        StoreError: it holds something else.
    """
    others = any(not name.startswith(".") for name in own_files(path).others)
    if (others or resembles_store(path)) and not is_store(path):  # another command may be making it
        raise StoreError(
            "has other files in it and is not a store", "name an empty or a new folder", path=visible_path(path)
        )


def resembles_store(path: str) -> bool:
    """Return whether a folder that is no store has something of others under a name that one has.

    Raises:
        OSError: it cannot be read.
    """
    found = own_files(path)
    others = any(name.partition("/")[0] in FOLDERS for name in found.others)
    kept = _KEPT if LOCK in found.own else (*_KEPT, CARE)
    return others or any(name in kept or month_in(name) or pack_in(name) for name in found.own)  # by name alone


def is_unused(path: str) -> bool:
    """Return whether nothing was kept in a new store yet.

    Raises:
        OSError: it cannot be read.
    """
    return all(name in (SETTINGS, LOCK) or name.startswith(f"{CACHE}/") for name in own_files(path).own)


def unmake(path: str, *, with_folder: bool) -> None:
    """Take a new store back in which nothing was kept, as far as it can be; the caller holds the lock."""
    with contextlib.suppress(OSError):
        own = own_files(path).own
        if set(own) <= {SETTINGS, LOCK}:
            for name in own:
                os.unlink(os.path.join(path, name))
            for name in own_folders(path):
                os.rmdir(os.path.join(path, name))
            if with_folder:
                os.rmdir(path)

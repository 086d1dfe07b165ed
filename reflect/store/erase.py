"""The end of a store: its own files go, one by one, and nothing else."""

import contextlib
import os
import re
import stat
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from reflect.errors import StoreError
from reflect.store import atomic, copies, lock, month, settings_file, staged
from reflect.store.folder import BACKUPS, DRAFTS, ENTRIES, PACKS, SETTINGS, UNDO, shown
from reflect.store.signals import waiting as signals_waiting

_ANY: Final = re.compile(r".*", re.DOTALL)
_FOLDERS: Final = {
    ENTRIES: re.compile(r"\.?[0-9]{4}-[0-9]{2}(?![0-9-]).*\.json.*", re.DOTALL),  # conflict copies have such names too
    staged.NAME: _ANY,
    UNDO: _ANY,
    DRAFTS: _ANY,
    BACKUPS: _ANY,
    "cache": _ANY,
    PACKS: re.compile(r"\.?[a-z0-9-]+\.toml(\.tmp)?"),
}
"""The folders of a store, in the order in which they go, and the names of its own files in each."""
_LAST: Final = (lock.NAME, SETTINGS)
"""As long as the settings stand, the rest is found and can be erased: they go at the very end."""
_PLAIN: Final = [name for file in (*staged.PLAIN, lock.NAME) for name in (file, f".{file}.tmp")]


class Found(NamedTuple):
    """What stands in the folder of a store, by its path there."""

    own: tuple[str, ...]
    """The files of the store, in the order in which they go."""
    others: tuple[str, ...]
    """What is not of the store, and stays."""


class Counted(NamedTuple):
    """What is in a store."""

    entries: int
    months: int
    unreadable: int
    """How many of the months cannot be read, so that their entries are not counted."""
    backups: int


def look(path: str) -> Found | None:
    """Return what stands in the folder of a store, or None where there is no store. No link is followed.

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
                    is_named_so = pattern.fullmatch(os.path.basename(file)) or copies.original(file)
                    (own if is_named_so and _is(stat.S_ISREG, path, file) else others).append(file)
            elif folder in names:
                others.append(folder)
    except FileNotFoundError:
        return None
    except OSError as error:
        message = f"the store {shown(path)} cannot be read: {error.strerror}. Nothing was changed."
        raise StoreError(message) from None
    # A folder named `entries` with other files alone, and no settings beside it, is somebody else's.
    own_month, other_file = (any(name.startswith(f"{ENTRIES}/") for name in some) for some in (own, others))
    marked = _is(stat.S_ISDIR, path, ENTRIES) and (own_month or not other_file)
    for name in sorted(set(names) - _FOLDERS.keys()):
        is_plain = name in _PLAIN or copies.original(name) is not None
        (own if is_plain and _is(stat.S_ISREG, path, name) else others).append(name)
    if SETTINGS in own:
        settings_file.version(atomic.read(os.path.join(path, SETTINGS)))
    return Found(tuple(own), tuple(others)) if marked or SETTINGS in own else None


def count(path: str, found: Found) -> Counted:
    """Count what is in a store, as far as it can be read."""
    entries = unreadable = 0
    months = [name for name in found.own if month.month_in(name)]
    for name in months:
        try:
            entries += len(month.parse(atomic.read(os.path.join(path, name)) or b"", name))
        except StoreError:
            unreadable += 1
    backups = {name.split("/")[1] for name in found.own if name.startswith(f"{BACKUPS}/")}
    return Counted(entries, len(months), unreadable, len(backups))


def erase(path: str) -> tuple[str, ...]:
    """Remove a store: entries first, what makes it a store last; return what is not of the store, and stays.

    Who is killed half-way leaves a store that can be erased.

    Raises:
        StoreError: it is locked, newer, or a file of it cannot be removed; those before it are gone.
    """
    with signals_waiting(), lock.held(path):
        found = look(path) or Found((), ())
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
            message = f"{shown(gone)} cannot be removed: {error.strerror}. Erase again what is left of the store."
            raise StoreError(message) from None
        if not found.others:
            with contextlib.suppress(OSError):  # in a folder that is not ours to change, the empty one stays
                _remove_folder(path)
    return found.others


def _inside(path: str, folder: str, *, deep: bool) -> Iterator[str]:
    """Give what is in a folder of the store, and with `deep` what is in the folders there, which are ours as well."""
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

"""Where the store is, and the making of a new one. Looking makes nothing."""

import os
import re
import stat
from collections.abc import Mapping

from reflect.errors import StoreError
from reflect.model.text import visible_path
from reflect.store import atomic

APP = "reflect"
SETTINGS = "reflect.toml"
ENTRIES = "entries"
CARE = "care.txt"
PACKS = "packs"
LABELS = "labels.json"
DELETED = "deleted.json"
DRAFTS = "drafts"
UNDO = "undo"
BACKUPS = "backups"
_OWN = frozenset({SETTINGS, ENTRIES, CARE, DRAFTS, "lock", PACKS, LABELS, DELETED})
_OWN |= {UNDO, BACKUPS, "cache", "staged"}


def find(option: str | os.PathLike[str] | None, environ: Mapping[str, str]) -> str:
    """Return the absolute path of the store: `--store`, else `$REFLECT_STORE`, else the user's data folder.

    An empty variable is as if it were not set. Links in the path are followed once, here.

    Raises:
        StoreError: no store is named, and there is no home folder to look in.
    """
    return os.path.realpath(option or environ.get("REFLECT_STORE") or _default())


def _default() -> str:
    import platformdirs

    try:
        found = platformdirs.user_data_dir(APP, appauthor=False)
    except RuntimeError:  # as newer versions of it say that there is none
        found = ""
    if os.path.isabs(found):
        return found
    raise StoreError("there is no home folder to look for the store in", "name it with --store or $REFLECT_STORE")


def is_store(path: str) -> bool:
    """Tell whether a store stands at `path`.

    Raises:
        StoreError: something that cannot be a store stands there.
    """
    try:
        names = os.listdir(path)
    except FileNotFoundError:
        return False
    except NotADirectoryError:
        raise StoreError(f"{visible_path(path)} is no folder, so it cannot be the store") from None
    except OSError as error:
        raise StoreError(f"the store {visible_path(path)} cannot be read: {error.strerror}") from None
    refuse_link(path, ENTRIES)
    return SETTINGS in names or ENTRIES in names


def refuse_link(path: str, name: str) -> None:
    """Refuse a store in which a link stands in the place of the folder `name`.

    Raises:
        StoreError: it does.
    """
    if os.path.islink(os.path.join(path, name)):
        raise StoreError(f"{visible_path(path)}/{name} is a link; inside the store there may be none")


def make(path: str) -> None:
    """Make the folder of a new store, 0700.

    Raises:
        StoreError: it cannot be made, or another folder's files are in it.
    """
    try:
        if os.path.isdir(path):
            foreign = [name for name in os.listdir(path) if name not in _OWN and not name.startswith(".")]
            if foreign:
                raise StoreError(f"{visible_path(path)} holds other files and no store; name an empty or a new folder")
        else:
            _make_way(os.path.dirname(path))
        atomic.make_folder(path)
    except OSError as error:
        raise StoreError(f"no store can be made at {visible_path(path)}: {error.strerror}") from None


def _make_way(path: str) -> None:
    """Make the folders on the way to the store that are not there, 0700 as the XDG specification asks."""
    if not os.path.isdir(path):
        _make_way(os.path.dirname(path))
        atomic.make_folder(path)


def close_to_others(path: str) -> None:
    """Put the modes right of a store that a copy or a sync tool has opened: folders 0700, files 0600.

    Raises:
        StoreError: they cannot be changed.
    """
    try:
        if not os.stat(path).st_mode & 0o077:
            return
        for folder, _, names in os.walk(path):
            os.chmod(folder, atomic.FOLDER_MODE)
            for name in names:
                inside = os.path.join(folder, name)
                if stat.S_ISREG(os.lstat(inside).st_mode):
                    os.chmod(inside, atomic.FILE_MODE)
    except OSError as error:
        raise StoreError(
            f"{visible_path(path)} is open to others, and cannot be closed to them: {error.strerror}"
        ) from None


def exists_inside(path: str, store: str) -> bool:
    """Tell whether `path` lies in the folder of the store."""
    return os.path.commonpath([os.path.realpath(path), store]) == store


_PACK_FILE = re.compile(rf"{PACKS}/([a-z0-9][a-z0-9-]{{0,63}})\.toml")


def pack_file(name: str) -> str:
    """Return the path in the store of the pack of this name."""
    return f"{PACKS}/{name}.toml"


def pack_in(path: str) -> str | None:
    """Return the name of the pack that a file of the store holds, or None where it is no pack's."""
    found = _PACK_FILE.fullmatch(path)
    return found[1] if found else None

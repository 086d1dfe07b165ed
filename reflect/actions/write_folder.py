"""A folder of files that a person named: all written or none, for them alone to read, over others only when asked."""

import contextlib
import os
import shutil
import stat
from collections.abc import Iterable, Sequence

from reflect.actions.files import TAKEN, mode_of_target, put, refuse
from reflect.store import atomic

_OLD = "before"
"""Where in the temporary folder files stay that others take the place of, until all are in place."""


def refuse_folder(path: str, store: str) -> None:
    """Refuse a folder that cannot be written to, before any work is done.

    Raises:
        ImpossibleValueError: it is in the store, a link, or not a folder.
    """
    mode = mode_of_target(path, store)
    if mode and not stat.S_ISDIR(mode):
        refuse(path, "is a link; name a folder" if stat.S_ISLNK(mode) else "is no folder")


def write(path: str, files: Iterable[tuple[str, bytes]], *, force: bool) -> int:
    """Write files into a folder and return how many; the folder is made, 0700, where there is none.

    They are made in a temporary folder first and then moved, so that whatever the making of one raises, there is none.
    With `force` they take the place of files that are there; when one of them cannot, the others are put back.

    Raises:
        ImpossibleValueError: they cannot be written, or a file of that name is there; nothing was written.
    """
    whole = os.path.abspath(path)
    is_new = not os.path.lexists(whole)
    temporary = os.path.join(os.path.dirname(whole) if is_new else whole, f".reflect-{os.urandom(8).hex()}.tmp")
    try:
        atomic.make_folder(temporary)
        try:
            names = _staged(temporary, files)
            if is_new:
                os.rename(temporary, whole)
            else:
                _refuse_taken(path, names, force=force)
                _move(temporary, whole, names, force=force)
        finally:
            shutil.rmtree(temporary, ignore_errors=True)
    except OSError as error:
        refuse(path, f"cannot be written: {error.strerror}")
    with contextlib.suppress(OSError):  # not every disk can be asked to
        atomic.sync_folder(os.path.dirname(whole) if is_new else whole)
    return len(names)


def _staged(temporary: str, files: Iterable[tuple[str, bytes]]) -> list[str]:
    names = []
    for name, data in files:
        atomic.write_pieces(os.path.join(temporary, name), (data,), sync=False)
        names.append(name)
    os.sync()
    return names


def _refuse_taken(path: str, names: Sequence[str], *, force: bool) -> None:
    for name in names:
        target = os.path.join(path, name)
        if not os.path.lexists(target):
            continue
        if not stat.S_ISREG(os.lstat(target).st_mode):
            refuse(target, "is no file")
        if not force:
            refuse(target, TAKEN)


def _move(temporary: str, folder: str, names: Sequence[str], *, force: bool) -> None:
    """Give the files their names, all or none."""
    old = os.path.join(temporary, _OLD)
    os.mkdir(old)
    moved: list[str] = []
    try:
        for name in names:
            target = os.path.join(folder, name)
            if force:
                _set_aside(target, os.path.join(old, name))
            put(os.path.join(temporary, name), target, force=force)
            moved.append(name)
    except BaseException:
        for name in names:
            kept, target = os.path.join(old, name), os.path.join(folder, name)
            if os.path.lexists(kept):
                os.replace(kept, target)
            elif name in moved:
                os.unlink(target)
        raise


def _set_aside(target: str, kept: str) -> None:
    """Have a file that is to be written over under another name too, or alone where a disk has no hard links."""
    with contextlib.suppress(FileNotFoundError):
        try:
            os.link(target, kept, follow_symlinks=False)
        except FileNotFoundError:
            raise
        except OSError:
            if stat.S_ISREG(os.lstat(target).st_mode):
                os.rename(target, kept)

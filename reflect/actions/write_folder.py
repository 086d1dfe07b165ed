"""A folder of files that a person names: all written or none, 0600, overwriting others only when asked."""

import contextlib
import os
import shutil
import stat
from collections.abc import Iterable, Sequence

from reflect import signals
from reflect.actions.files import TAKEN, mode_of_target, put, refuse
from reflect.store import atomic

_OLD = "before"
"""Where replaced files wait in the temporary folder until all new ones are in place."""


def refuse_folder(path: str, store: str) -> None:
    """Refuse a folder that cannot be written, before any work is done.

    Raises:
        ImpossibleValueError: it is in the store, a link, or not a folder.
    """
    mode = mode_of_target(path, store)
    if mode and not stat.S_ISDIR(mode):
        refuse(path, "is a link; name a folder" if stat.S_ISLNK(mode) else "is not a folder")


def write(path: str, files: Iterable[tuple[str, bytes]], *, force: bool) -> int:
    """Write files into a folder, created 0700 if there is none, and return their number.

    They are written to a temporary folder first and then moved, so that an error or a signal leaves no file.
    With `force` they replace existing files; when one cannot, the others are restored.

    Raises:
        ImpossibleValueError: they cannot be written, or a file of that name exists; nothing was written.
    """
    whole = os.path.abspath(path)
    is_new = not os.path.lexists(whole)
    temporary = os.path.join(os.path.dirname(whole) if is_new else whole, f".reflect-{os.urandom(8).hex()}.tmp")
    try:
        with signals.waiting():
            try:
                atomic.make_folder(temporary)
                names = _staged(temporary, signals.until_one_waits(files))
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
            refuse(target, "is not a file")
        if not force:
            refuse(target, TAKEN)


def _move(temporary: str, folder: str, names: Sequence[str], *, force: bool) -> None:
    """Move the files into the folder, all or none."""
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
    """Link a file about to be overwritten under another name, or rename it on a disk without hard links."""
    with contextlib.suppress(FileNotFoundError):
        try:
            os.link(target, kept, follow_symlinks=False)
        except FileNotFoundError:
            raise
        except OSError:
            if stat.S_ISREG(os.lstat(target).st_mode):
                os.rename(target, kept)

"""A file that a person asked for: written whole, for them alone to read, and over nothing unasked."""

import contextlib
import os
import stat
from typing import Final, NoReturn

from reflect.errors import ImpossibleValueError
from reflect.store import atomic
from reflect.store.folder import exists_inside, shown

_TAKEN: Final = "is there already; --force writes over it"


def refuse_target(path: str, store: str, *, force: bool) -> None:
    """Refuse a path that cannot be written to, before any work is done.

    Raises:
        ImpossibleValueError: it lies in the store, is a link, is no file, or is there and `force` was not given.
    """
    if not path:
        message = "a file to write has a name. Nothing was written."
        raise ImpossibleValueError(message)
    if exists_inside(path, store):
        _refuse(path, "lies in the folder of the store; name a place outside it")
    if not os.path.isdir(os.path.dirname(os.path.abspath(path))):
        _refuse(path, "cannot be written: its folder does not exist")
    try:
        mode = os.lstat(path).st_mode
    except FileNotFoundError:
        return
    except OSError as error:
        _refuse(path, f"cannot be written: {error.strerror}")
    if not stat.S_ISREG(mode):
        _refuse(path, "is a link; name a file" if stat.S_ISLNK(mode) else "is no file")
    if not force:
        _refuse(path, _TAKEN)


def write(path: str, data: bytes, *, force: bool) -> None:
    """Write a file whole, 0600, and make it last as far as its disk will; an existing one only with `force`.

    Raises:
        ImpossibleValueError: it cannot be written, or is there by now; nothing was written.
    """
    whole = os.path.abspath(path)
    folder = os.path.dirname(whole)
    temporary = os.path.join(folder, f".reflect-{os.urandom(8).hex()}.tmp")
    try:
        atomic.write_new(temporary, data)
        try:
            _put(temporary, whole, force=force)
        finally:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(temporary)
    except FileExistsError:
        _refuse(path, _TAKEN)
    except OSError as error:
        _refuse(path, f"cannot be written: {error.strerror}")
    with contextlib.suppress(OSError):  # not every disk can be asked to
        atomic.sync_folder(folder)


def _put(temporary: str, path: str, *, force: bool) -> None:
    """Give a file its name; without `force` not the name of another, which may have come while a person was asked."""
    if not force:
        try:
            os.link(temporary, path)
        except FileExistsError:
            raise
        except OSError:  # a disk without hard links: what is left is to look once more
            if os.path.lexists(path):
                raise FileExistsError from None
        else:
            return
    os.replace(temporary, path)


def _refuse(path: str, fault: str) -> NoReturn:
    message = f"{shown(path)} {fault}. Nothing was written."
    raise ImpossibleValueError(message) from None

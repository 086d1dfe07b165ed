"""A file that a person asked for: written whole, for them alone to read, and over nothing unasked."""

import contextlib
import os
import stat

from reflect.errors import ImpossibleValueError
from reflect.store import atomic
from reflect.store.folder import exists_inside, shown


def refuse_target(path: str, store: str, *, force: bool) -> None:
    """Refuse a path that cannot be written to, before any work is done.

    Raises:
        ImpossibleValueError: it lies in the store, is a link, is no file, or is there and `force` was not given.
    """
    folder = os.path.dirname(os.path.abspath(path))
    fault = None
    if exists_inside(path, store):
        fault = "lies in the folder of the store; name a place outside it"
    elif not os.path.isdir(folder):
        fault = "cannot be written: its folder does not exist"
    else:
        with contextlib.suppress(FileNotFoundError):
            mode = os.lstat(path).st_mode
            if not stat.S_ISREG(mode):
                fault = "is a link; name a file" if stat.S_ISLNK(mode) else "is no file"
            elif not force:
                fault = "is there already; --force writes over it"
    if fault:
        message = f"{shown(path)} {fault}. Nothing was written."
        raise ImpossibleValueError(message)


def write(path: str, text: str) -> None:
    """Write a file whole, 0600.

    Raises:
        ImpossibleValueError: it cannot be written.
    """
    try:
        folder, name = os.path.split(os.path.abspath(path))
        temporary = os.path.join(folder, f".{name}.{os.urandom(4).hex()}.tmp")
        atomic.write_new(temporary, text.encode())
        os.replace(temporary, os.path.join(folder, name))
    except OSError as error:
        message = f"{shown(path)} cannot be written: {error.strerror}. Nothing was written."
        raise ImpossibleValueError(message) from None

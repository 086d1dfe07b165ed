"""Files that a person names: read, or written whole, 0600, overwriting another only when asked to."""

import contextlib
import io
import os
import re
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from os import PathLike
from typing import BinaryIO, Final, NoReturn

from reflect import signals
from reflect.errors import ImpossibleValueError
from reflect.model.text import MAX_PIPE_BYTES, checked_pipe, visible_path
from reflect.store import atomic
from reflect.store.paths import is_inside

TAKEN: Final = "already exists; --force overwrites it"
_MIN_WRITE_BYTES: Final = 1 << 16
_OF_A_SHELL = r"/(?:dev|proc/self)/fd/[0-9]+|/dev/stdin"
"""How a shell names the pipe of a process substitution."""


def refuse_target(path: str, store: str, *, force: bool) -> None:
    """Refuse a path that cannot be written, before any work is done.

    Raises:
        ImpossibleValueError: it is in the store, a link, not a file, or exists and `force` is not set.
    """
    mode = mode_of_target(path, store)
    if not mode:
        return
    if not stat.S_ISREG(mode):
        refuse(path, "is a link; name a file" if stat.S_ISLNK(mode) else "is not a file")
    if not force:
        refuse(path, TAKEN)


def mode_of_target(path: str, store: str) -> int:
    """Return the mode of the file at a path to write, 0 if there is none.

    Raises:
        ImpossibleValueError: it is in the store, or where nothing can be written.
    """
    if not path:
        raise ImpossibleValueError("the name of the file to write is empty")
    if is_inside(path, store):
        refuse(path, "is in the folder of the store; name a place outside it")
    if not os.path.isdir(os.path.dirname(os.path.abspath(path))):
        refuse(path, "cannot be written: its folder does not exist")
    try:
        return os.lstat(os.path.abspath(path)).st_mode  # `link/` would be the target of the link
    except FileNotFoundError:
        return 0
    except OSError as error:
        refuse(path, f"cannot be written: {error.strerror}")


def write(path: str, pieces: Iterable[bytes], *, force: bool) -> None:
    """Write a file whole, 0600, and sync it if the disk can; overwrite one only with `force`.

    If yielding a piece raises, or a signal ends the run meanwhile, no file is written, and none is left.

    Raises:
        ImpossibleValueError: it cannot be written, or exists by now; nothing was written.
    """
    whole = os.path.abspath(path)
    folder = os.path.dirname(whole)
    temporary = os.path.join(folder, f".reflect-{os.urandom(8).hex()}.tmp")
    try:
        with signals.waiting():
            try:
                atomic.write_pieces(temporary, signals.until_one_waits(_batches(pieces)))
                put(temporary, whole, force=force)
            finally:
                with contextlib.suppress(FileNotFoundError):
                    os.unlink(temporary)
    except FileExistsError:
        refuse(path, TAKEN)
    except OSError as error:
        refuse(path, f"cannot be written: {error.strerror}")
    with contextlib.suppress(OSError):  # not every disk can be asked to
        atomic.sync_folder(folder)


def _batches(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the same bytes in fewer pieces: each costs a call of the system."""
    batch: list[bytes] = []
    size = 0
    for piece in pieces:
        batch.append(piece)
        size += len(piece)
        if size >= _MIN_WRITE_BYTES:
            yield b"".join(batch)
            batch, size = [], 0
    yield b"".join(batch)


def put(temporary: str, path: str, *, force: bool) -> None:
    """Rename a file; without `force` never over another, which may be new since the person confirmed.

    Raises:
        OSError: it cannot be renamed, or another file is there.
    """
    if not force:
        try:
            os.link(temporary, path)
        except FileExistsError:
            raise
        except OSError:  # a disk without hard links: look once more
            if os.path.lexists(path):
                raise FileExistsError from None
        else:
            return
    os.replace(temporary, path)


def refuse(path: str, fault: str) -> NoReturn:
    """Raise an ImpossibleValueError for a path, with the end of a sentence: "is a link; name a file"."""
    raise ImpossibleValueError(fault, path=visible_path(path)) from None


@contextmanager
def opened(path: str, flags: int = 0) -> Iterator[BinaryIO]:
    """Open a named file for reading; the pipe of a process substitution, `<(cmd)`, is read first, and can be sought in.

    Raises:
        ImpossibleValueError: it does not exist, cannot be read, or is a folder, a FIFO or a device.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | flags)
        with open(descriptor, "rb") as file:
            mode = os.fstat(descriptor).st_mode
            if stat.S_ISREG(mode):
                yield file
                return
            if stat.S_ISFIFO(mode) and re.fullmatch(_OF_A_SHELL, path):
                os.set_blocking(descriptor, True)
                yield io.BytesIO(checked_pipe(file.read(MAX_PIPE_BYTES + 1), visible_path(path)))
                return
    except OSError as error:
        raise ImpossibleValueError(f"cannot be read: {error.strerror}", path=visible_path(path)) from None
    raise ImpossibleValueError("is not a file", path=visible_path(path))


def read(source: bytes | str | PathLike[str], most: int) -> bytes:
    """Return the content, or that of the file at a Path, `most` bytes at most. Errors are those of `opened`."""
    if isinstance(source, bytes):
        return source
    if isinstance(source, str):
        return source.encode(errors="surrogatepass")
    with opened(os.fspath(source)) as file:
        size = len(file.getbuffer()) if isinstance(file, io.BytesIO) else os.fstat(file.fileno()).st_size
        return file.read(min(most, size + 1))  # it allocates that much memory


def name_of(source: object, otherwise: str) -> str:
    """Return the name of an input in errors."""
    return visible_path(os.fspath(source)) if isinstance(source, PathLike) else otherwise

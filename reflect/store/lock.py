"""The one lock of a store, held over the whole of read, change and write.

An own module in place of a library: the libraries cost 37 to 71 ms of start-up against 0.1, make the lock file
readable to all, and let a second holder in when the file is removed under the first. `flock` is freed by the system
when its holder dies, however it dies.
"""

import contextlib
import fcntl
import functools
import os
import stat
import time
from collections.abc import Callable, Iterator

from reflect.errors import StoreError
from reflect.store import atomic
from reflect.store.paths import LOCK

MAX_WAIT_SECONDS = 10.0
_POLL_SECONDS = 0.02


@contextlib.contextmanager
def held(folder: str) -> Iterator[Callable[[], bool]]:
    """Hold the lock of the store in `folder`; wait for another writer, ten seconds at most.

    Yields a function that returns whether the lock still holds: removing the lock file lets a second writer in.

    Raises:
        StoreError: another writer held it all that time, or the lock file is not usable.
    """
    path = os.path.join(folder, LOCK)
    deadline = time.monotonic() + MAX_WAIT_SECONDS  # not the clock on the wall: that one may jump
    while True:
        descriptor = _open(path)
        try:
            _wait(descriptor, path, deadline)
            if _still_there(descriptor, path):
                yield functools.partial(_still_there, descriptor, path)
                return
        finally:
            os.close(descriptor)


def _open(path: str) -> int:
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK, 0o600)
    except OSError as error:
        raise _unusable(path, "it is a link" if os.path.islink(path) else error.strerror) from None
    try:
        _close_to_others(descriptor, path)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def _close_to_others(descriptor: int, path: str) -> None:
    try:
        status = os.fstat(descriptor)
        if stat.S_ISREG(status.st_mode) and status.st_mode & 0o777 != atomic.FILE_MODE:
            atomic.set_mode(descriptor, atomic.FILE_MODE)
    except OSError as error:
        raise _unusable(path, error.strerror) from None
    if not stat.S_ISREG(status.st_mode):
        raise StoreError(f"the lock file {atomic.shown_path(path)} is no file", "move away what stands in its place")


def _unusable(path: str, why: str | None) -> StoreError:
    return StoreError(f"the lock file {atomic.shown_path(path)} cannot be used: {why}")


def _wait(descriptor: int, path: str, deadline: float) -> None:
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise StoreError(f"the store is locked by another writer (waited {MAX_WAIT_SECONDS:.0f} s)") from None
            time.sleep(_POLL_SECONDS)
        except OSError as error:
            raise StoreError(f"the lock file {atomic.shown_path(path)} cannot be locked: {error.strerror}") from None
        else:
            return


def _still_there(descriptor: int, path: str) -> bool:
    """Return whether the file that was locked is the one at the path: a removed lock file lets a second holder in."""
    try:
        found = os.stat(path, follow_symlinks=False)
        mine = os.fstat(descriptor)
    except FileNotFoundError:
        return False
    except OSError as error:
        raise _unusable(path, error.strerror) from None
    return (found.st_ino, found.st_dev) == (mine.st_ino, mine.st_dev)

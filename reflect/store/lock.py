"""The one lock of a store, held over the whole of read, change and write.

An own module in place of a library: the libraries cost 37 to 71 ms of start-up against 0.1, make the lock file
readable to all, and let a second holder in when the file is removed under the first. `flock` is freed by the system
when its holder dies, however it dies.

A writer that finds it held waits in the system's own queue, on a thread, so that a signal ends the wait at once and
any thread of a program may write. Each holder leaves its time on the lock file: the ten seconds after which a writer
gives up begin anew with each, so that of many nobody gives up as long as they get on.
"""

import contextlib
import fcntl
import functools
import os
import stat
import threading
import time
from collections.abc import Callable, Iterator

from reflect import signals
from reflect.errors import StoreError
from reflect.store import atomic
from reflect.store.paths import LOCK

MAX_WAIT_SECONDS = 10.0
"""One holder is waited for as long."""
SECONDS_UNTIL_SAID = 2.0
_LOOK_SECONDS = 0.5
"""How often a writer that waits looks whether the holder is still the same."""


@contextlib.contextmanager
def held(folder: str, say_waiting: Callable[[], None] | None = None) -> Iterator[Callable[[], bool]]:
    """Hold the lock of the store in `folder`; wait for other writers, for each of them ten seconds at most.

    Yields a function that returns whether the lock still holds: removing the lock file lets a second writer in.

    Args:
        folder: of the store.
        say_waiting: called once, when two seconds were waited.

    Raises:
        KeyboardInterrupt: a signal ended the wait; signals that wait for the end of a save may arrive here.
        StoreError: another writer held it for ten seconds, or the lock file is not usable.
    """
    path = os.path.join(folder, LOCK)
    while True:
        descriptor = _open(path)
        try:
            _wait(descriptor, path, say_waiting or (lambda: None))
            if _still_there(descriptor, path):
                with contextlib.suppress(OSError):  # only to tell others that the holder is another one
                    os.utime(descriptor)
                yield functools.partial(_still_there, descriptor, path)
                return
        finally:
            os.close(descriptor)


def _open(path: str) -> int:
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK, 0o600)
    except OSError as error:
        raise _refusal(path, f"cannot be used: {'it is a link' if os.path.islink(path) else error.strerror}") from None
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
        raise _refusal(path, f"cannot be used: {error.strerror}") from None
    if not stat.S_ISREG(status.st_mode):
        raise _refusal(path, "is not a file", "move away what is in its place")


def _refusal(path: str, problem: str, hint: str | None = None) -> StoreError:
    return StoreError(f"the lock file {atomic.shown_path(path)} {problem}", hint)


def _is_free(descriptor: int, path: str) -> bool:
    """Take the lock if nobody holds it; return whether it was taken."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError as error:
        raise _refusal(path, f"cannot be locked: {error.strerror}") from None
    return True


def _wait(descriptor: int, path: str, say_waiting: Callable[[], None]) -> None:
    """Wait until the lock is ours."""
    if _is_free(descriptor, path):
        return
    # Times are not those of the clock on the wall, which may jump; of the holder's only a change counts.
    now = began = since = time.monotonic()
    holder = os.fstat(descriptor).st_mtime_ns
    is_said = False
    turn = _Turn(descriptor)
    with signals.arriving():
        while not turn.came.wait(min(_LOOK_SECONDS, since + MAX_WAIT_SECONDS - now)):
            now = time.monotonic()
            if not is_said and now - began >= SECONDS_UNTIL_SAID:
                is_said = True
                say_waiting()
            if holder != (seen := os.fstat(descriptor).st_mtime_ns):
                holder, since = seen, now
            elif now - since >= MAX_WAIT_SECONDS:
                raise StoreError(f"the store is locked by another writer (for {MAX_WAIT_SECONDS:.0f} s)")
    if turn.error:
        raise _refusal(path, f"cannot be locked: {turn.error.strerror}")


class _Turn:
    """A place in the system's queue for the lock. Given up, it passes the lock on as soon as it comes."""

    def __init__(self, descriptor: int) -> None:
        self.came = threading.Event()
        self.error: OSError | None = None
        own = os.dup(descriptor)  # of the same lock, which is freed when both are closed
        try:
            with signals.waiting():
                threading.Thread(target=self._wait, args=(own,), daemon=True).start()
        except RuntimeError:  # the system has no thread left
            os.close(own)
            raise StoreError("the store is locked by another writer, and cannot be waited for; try again") from None

    def _wait(self, own: int) -> None:
        try:
            fcntl.flock(own, fcntl.LOCK_EX)
        except OSError as error:
            self.error = error
        finally:
            os.close(own)
            self.came.set()


def _still_there(descriptor: int, path: str) -> bool:
    """Return whether the file that was locked is the one at the path: a removed lock file lets a second holder in."""
    try:
        found = os.stat(path, follow_symlinks=False)
        mine = os.fstat(descriptor)
    except FileNotFoundError:
        return False
    except OSError as error:
        raise _refusal(path, f"cannot be used: {error.strerror}") from None
    return (found.st_ino, found.st_dev) == (mine.st_ino, mine.st_dev)

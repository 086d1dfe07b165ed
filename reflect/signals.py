"""Make signals that end a run wait during a save, so that it is complete and reported, or not begun."""

import contextlib
import signal
import threading
from collections.abc import Iterator

ENDING = (signal.SIGINT, signal.SIGHUP, signal.SIGTERM)


@contextlib.contextmanager
def waiting() -> Iterator[None]:
    """Make signals that end a run wait until the block ends."""
    if threading.current_thread() is not threading.main_thread():  # only the main thread gets them
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def interrupt() -> None:
    """Make every signal that ends a run raise KeyboardInterrupt."""
    for number in ENDING:
        signal.signal(number, _interrupt)


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt

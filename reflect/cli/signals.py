"""Signals that end a run: each becomes a KeyboardInterrupt, so that what is under way can say what was kept."""

import contextlib
import signal
from collections.abc import Iterator

ENDING = (signal.SIGINT, signal.SIGHUP, signal.SIGTERM)


def interrupt() -> None:
    """Have a hang-up and a request to end do what Ctrl-C does."""
    for number in ENDING:
        signal.signal(number, _interrupt)


@contextlib.contextmanager
def waiting() -> Iterator[None]:
    """Let signals wait while something is kept: it is kept and told, or it is not kept."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt

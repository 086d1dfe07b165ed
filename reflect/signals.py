"""Signals that end a run: when they wait, so that a save or a file is complete or not begun, and when they may come."""

import contextlib
import signal
import threading
from collections.abc import Iterable, Iterator
from typing import TypeVar

ENDING = (signal.SIGINT, signal.SIGHUP, signal.SIGTERM)
_T = TypeVar("_T")
_blocked: set[int] = set()
"""The signals that `waiting` blocked; others may be blocked for reasons of the program that uses this package."""


@contextlib.contextmanager
def waiting() -> Iterator[None]:
    """Make signals that end a run wait until the block ends; threads that it starts never get them."""
    if threading.current_thread() is not threading.main_thread():  # only the main thread gets them
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)
    added = set(ENDING) - before
    _blocked.update(added)
    try:
        yield
    finally:
        _blocked.difference_update(added)
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextlib.contextmanager
def arriving() -> Iterator[None]:
    """Let signals in again within `waiting`, where nothing is written yet and the block may take long."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_UNBLOCK, _blocked)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def until_one_waits(things: Iterable[_T]) -> Iterator[_T]:
    """Yield things until a signal waits that would end the run; then raise, so that what was begun is cleared away.

    After that the end of `waiting` lets the signal do what it does. One that the program around handles in its own way
    does not count.

    Raises:
        KeyboardInterrupt: a signal waits.
    """
    for thing in things:
        if any(signal.getsignal(number) in _ENDINGS for number in signal.sigpending() & _blocked):
            raise KeyboardInterrupt
        yield thing


def interrupt() -> None:
    """Make every signal that ends a run raise KeyboardInterrupt."""
    for number in ENDING:
        signal.signal(number, _interrupt)


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


_ENDINGS = (signal.SIG_DFL, signal.default_int_handler, _interrupt)

"""A hang-up and a request to end do what Ctrl-C does: a KeyboardInterrupt, so that a run can say what was kept."""

import signal

from reflect.store.signals import ENDING


def interrupt() -> None:
    """Have every signal that ends a run raise KeyboardInterrupt."""
    for number in ENDING:
        signal.signal(number, _interrupt)


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt

"""Saying on a terminal what takes longer than a second, as long as it takes."""

import contextlib
import time
from collections.abc import Iterator
from typing import TextIO

from reflect.cli.context import is_terminal

SECONDS = 1.0


@contextlib.contextmanager
def patience(stream: TextIO, doing: str, *, seconds: float = SECONDS) -> Iterator[None]:
    """Say on `stream` what is being done once that took `seconds`, and for how long; take it away at the end.

    Nothing is said where `stream` is no terminal. No control characters are used, so that any terminal will do.
    """
    if not is_terminal(stream):
        yield
        return
    import threading  # here, since most commands are done before it is loaded

    begun, done = time.monotonic(), threading.Event()
    said = ""

    def tell() -> None:
        nonlocal said
        while not done.wait(seconds):
            said = f"{doing}, {time.monotonic() - begun:.0f} s"
            stream.write(f"\r{said}")
            stream.flush()

    telling = threading.Thread(target=tell, daemon=True)
    telling.start()
    try:
        yield
    finally:
        done.set()
        telling.join()
        if said:
            stream.write(f"\r{' ' * len(said)}\r")
            stream.flush()

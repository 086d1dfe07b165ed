"""What a writing command prints of what it kept."""

import contextlib
import time
from collections.abc import Iterator
from typing import TextIO

from reflect import Saved
from reflect.cli.context import AppContext, is_terminal
from reflect.model.schema import Entry
from reflect.render.messages import kept

_EARLIEST_YEAR = 2020
"""A clock that shows an earlier year was never set: without a battery it starts at 1970, 1980, 2000 or 2010."""


def tell_clock(app: AppContext) -> None:
    """Say it where the clock seems never to have been set, since what is kept is dated by it."""
    now = app.journal.clock.now()
    if now.year < _EARLIEST_YEAR:
        shown = now.isoformat(" ")[:16]
        app.say(f"The clock says {shown}, and what is kept now is dated by it; set the clock if that is wrong.")


def tell_twice(app: AppContext, entry: Entry) -> None:
    """Say that the local time of an entry happens twice."""
    app.say(f"{entry['at'][11:16]} happens twice on that day; the first of the two is taken.")


def tell(app: AppContext, done: Saved, *, as_json: bool) -> None:
    """Print the one line of a kept entry, or the entry as JSON."""
    tell_clock(app)
    if done.is_ambiguous:
        tell_twice(app, done.entry)
    if as_json:
        app.out_json(done.entry)
    else:
        app.out(kept(done.shown, app.journal.day(), done.new_labels))


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

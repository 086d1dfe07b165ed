"""What a command prints beside its result: what was saved, what is odd about it, and that something takes long."""

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


def say_unset_clock(app: AppContext) -> None:
    """Say so where the clock seems never to have been set, since it dates what is saved."""
    now = app.journal.clock.now()
    if now.year < _EARLIEST_YEAR:
        shown = now.isoformat(" ")[:16]
        app.say(f"The clock says {shown}, and what is kept now is dated by it; set the clock if that is wrong.")


def say_ambiguous_time(app: AppContext, entry: Entry) -> None:
    """Say that the local time of an entry happens twice."""
    app.say(f"{entry['at'][11:16]} happens twice on that day; the first of the two is taken.")


def print_saved(app: AppContext, saved: Saved, *, as_json: bool) -> None:
    """Print the one line of a saved entry, or the entry as JSON."""
    say_unset_clock(app)
    if saved.is_ambiguous:
        say_ambiguous_time(app, saved.entry)
    if as_json:
        app.out_json(saved.entry)
    else:
        app.out(kept(saved.shown, app.journal.day(), saved.new_labels))


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

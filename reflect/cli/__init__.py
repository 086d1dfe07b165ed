"""The command line: each command parses, calls one verb of `Journal`, and prints what it returns."""

import gc
import os
import signal

EXIT_INTERRUPTED = 130

# A run is over before a cycle of objects could matter; looking for them while Typer is imported costs 4 ms of 50.
gc.disable()


def _end(*_: object) -> None:
    os._exit(EXIT_INTERRUPTED)


def let_interrupt() -> None:
    """Let Ctrl-C raise KeyboardInterrupt, as commands expect it."""
    if signal.getsignal(signal.SIGINT) is _end:
        signal.signal(signal.SIGINT, signal.default_int_handler)


# While the program is being imported nothing has begun: Ctrl-C ends it without a traceback.
if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
    signal.signal(signal.SIGINT, _end)

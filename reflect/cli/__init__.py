"""The command line: each command parses, calls one verb of `Journal`, and prints what it returns."""

import gc

# A run is over before a cycle of objects could matter; looking for them while Typer is imported costs 4 ms of 50.
gc.disable()

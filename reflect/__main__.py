"""`python -m reflect`."""

import os
import sys

# `-m` puts the current folder first on the path: a tinydb.py there must not run. What Python itself
# imports before this line cannot be prevented (python -P keeps it out, and the script `reflect` never has it).
try:
    if not sys.flags.safe_path and sys.path[0] == os.getcwd():
        del sys.path[0]
except FileNotFoundError:  # the current folder is gone, and not on the path
    pass

from reflect.cli.app import main

main()

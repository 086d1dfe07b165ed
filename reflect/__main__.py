"""`python -m reflect`."""

import os
import sys

# `-m` puts the current folder first on the path: a tinydb.py that lies there is not ours to run. What Python itself
# imports before this line is out of reach (python -P keeps it out, and the script `reflect` never has it).
try:
    if not sys.flags.safe_path and sys.path[0] == os.getcwd():
        del sys.path[0]
except FileNotFoundError:  # the current folder is gone, and Python has put nothing there
    pass

from reflect.cli.app import main

main()

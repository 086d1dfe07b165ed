"""Run one command, and print what it used: milliseconds of processor time and from start to end, and KiB at the most.

    python -I -S launch.py OUTPUT COMMAND [ARGUMENT ...]

A process of its own, smaller than any command measured: Linux counts what the starting process held as memory of the
started one, and a benchmark that has just read an export holds more than a command does.
"""

import os
import sys
import time

output, *command = sys.argv[1:]
begun = time.monotonic()
to_output = (os.POSIX_SPAWN_OPEN, 1, output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
child = os.posix_spawn(command[0], command, os.environ, file_actions=[to_output])
status, used = os.wait4(child, 0)[1:]
waited = time.monotonic() - begun
print((used.ru_utime + used.ru_stime) * 1000, waited * 1000, used.ru_maxrss)
sys.exit(status != 0)

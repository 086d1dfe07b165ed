"""A command in a terminal of its own, for pexpect to type into."""

import fcntl
import os
import struct
import termios
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import pexpect
from pexpect import fdpexpect

from tests import sealed
from tests.forking import shared
from tests.program import Forked, Reflect

if TYPE_CHECKING:
    fdspawn = fdpexpect.fdspawn[str]
else:
    fdspawn = fdpexpect.fdspawn
Child: TypeAlias = "pexpect.spawn[str] | Spawned"


class Spawned(fdspawn):
    """A run forked from the program that is loaded already; it is used as `pexpect.spawn` is."""

    def __init__(self, reflect: Reflect, args: tuple[str, ...], cwd: Path, size: tuple[int, int]) -> None:
        ours, theirs = os.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", *size, 0, 0))
        child = shared().begin(args, None, reflect.env, cwd, terminal=os.ttyname(theirs))
        os.close(theirs)
        self._run, self.pid = Forked(shared(), child), child
        self.exitstatus: int | None = None
        self.signalstatus: int | None = None
        super().__init__(ours, timeout=10, encoding="utf-8")

    def send(self, s: str | bytes) -> int:
        """Type something when the program has had a moment to ask, as `pexpect.spawn` does."""
        time.sleep(0.01)
        return super().send(s)

    def sendeof(self) -> None:
        """Type Ctrl-D."""
        self.send("\x04")

    def sendintr(self) -> None:
        """Type Ctrl-C."""
        self.send("\x03")

    def kill(self, sig: int) -> None:
        """Send it a signal."""
        os.kill(self._run.child, sig)

    def isalive(self) -> bool:
        """Say whether it runs."""
        return self._run.poll() is None

    def close(self, force: bool = True) -> None:
        """Take the terminal away, and wait for its end unless `force` is False."""
        if not self.closed:
            super().close()
        if force:
            code = self._run.wait()
            self.exitstatus, self.signalstatus = (code, None) if code >= 0 else (None, -code)


def spawn(
    reflect: Reflect, *args: str, env: Mapping[str, str], cwd: Path | None = None, rows: int = 24, forked: bool = True
) -> Child:
    """Begin a command in a terminal of 80 columns; a variable of the environment that is "unset" is none."""
    given = Reflect(reflect.home)
    given.env = {name: value for name, value in {**reflect.env, **env}.items() if value != "unset"}
    folder = cwd or reflect.home
    if forked and not os.environ.get("REFLECT_TESTS_START"):
        return sealed.begun(args, given.env, folder, lambda: Spawned(given, args, folder, (rows, 80)))
    program, *rest = [*given.command, *args]
    more: dict[str, Any] = {"encoding": "utf-8", "dimensions": (rows, 80), "timeout": 10}
    return sealed.begun(
        args, given.env, folder, lambda: pexpect.spawn(program, rest, env=given.env, cwd=str(folder), **more)
    )

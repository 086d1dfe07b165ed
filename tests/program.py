"""The program as a process, for the tests."""

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from tests import sealed
from tests.forking import Server, shared

NOW = "2026-11-23T21:40:00+00:00"
"""A Monday evening."""


_COMMAND = [sys.executable, "-m", "reflect"]


class Ran(NamedTuple):
    """What came of one run of the program."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """What was printed, as JSON."""
        return json.loads(self.out)


class Reflect:
    """The program, run as a process on a store and in a home folder of its own."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.store = home / "store"
        self.env = {
            "HOME": str(home),
            "PATH": os.environ.get("PATH", ""),
            "REFLECT_STORE": str(self.store),
            "REFLECT_NOW": NOW,
            "TZ": "UTC",
            "LANG": "C.UTF-8",
            "PAGER": "cat",
            "XDG_RUNTIME_DIR": sealed.runtime_folder(home),
            # Compiled once, wherever the tests run: else each of a thousand processes compiles the program anew.
            "PYTHONPYCACHEPREFIX": str(Path(tempfile.gettempdir()) / f"reflect-tests-{os.getuid()}"),
        }
        if sealed.ASKED:
            self.env["REFLECT_KEY_FILE"] = sealed.key_file()

    def __call__(
        self,
        *args: str | bytes,
        stdin: str | bytes | None = None,
        code: int | None = 0,
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
    ) -> Ran:
        """Run it; `code` is the exit code that is expected (None: any)."""
        given = stdin.encode() if isinstance(stdin, str) else stdin
        whole = {**self.env, **(env or {})}
        with sealed.closed(args, whole, cwd or self.home):
            came = self._came(args, given, whole, cwd or self.home)
        ran = Ran(came[0], came[1].decode(errors="surrogateescape"), came[2].decode())
        assert "Traceback" not in ran.err, ran.err
        if code is not None:
            assert ran.code == code, ran
        return ran

    def _came(
        self, args: tuple[str | bytes, ...], given: bytes | None, env: Mapping[str, str], cwd: Path
    ) -> tuple[int, bytes, bytes]:
        if os.environ.get("REFLECT_TESTS_START") or self.command != _COMMAND:
            done = subprocess.run(
                [*self.command, *args],
                input=given,
                stdin=subprocess.DEVNULL if given is None else None,
                capture_output=True,
                env=env,
                cwd=cwd,
                timeout=50,
                check=False,
            )
            return done.returncode, done.stdout, done.stderr
        return shared().run(args, given, env, cwd)

    def started(self, *args: str) -> "Forked | subprocess.Popen[bytes]":
        """Begin a run, do not wait for it, and return it."""
        if os.environ.get("REFLECT_TESTS_START"):
            nobody = subprocess.DEVNULL
            command = [*self.command, *args]
            more: Any = {"stdin": nobody, "stdout": nobody, "stderr": nobody, "env": self.env, "cwd": self.home}
            return sealed.begun(args, self.env, self.home, lambda: subprocess.Popen(command, **more))
        begin = shared().begin
        return sealed.begun(args, self.env, self.home, lambda: Forked(shared(), begin(args, None, self.env, self.home)))

    def process(self, *args: str, out: bool = False) -> "subprocess.Popen[bytes]":
        """Start a process of its own, whose standard error can be read (and with `out` its output), and return it."""
        return sealed.begun(
            args,
            self.env,
            self.home,
            lambda: subprocess.Popen(
                [*self.command, *args],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE if out else subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                env=self.env,
                cwd=self.home,
            ),
        )

    @property
    def command(self) -> list[str]:
        """How the program is run."""
        return _COMMAND.copy()

    def at(self, now: str) -> "Reflect":
        """Return the same program on the same store at another time."""
        other = Reflect(self.home)
        other.env = {**self.env, "REFLECT_NOW": now}
        return other

    def tree(self) -> dict[str, bytes | None]:
        """Return every file of the store with its bytes, but caches, drafts and the lock."""
        sealed.see(self.store)
        return {
            str(path.relative_to(self.store)): path.read_bytes() if path.is_file() else None
            for path in sorted(self.store.rglob("*"))
            if path.relative_to(self.store).parts[0] not in ("cache", "drafts", "lock", "staged")
        }

    def content(self) -> dict[str, bytes | None]:
        """Return every file of the store that holds what a person wrote: no steps to take back, no copies."""
        return {name: raw for name, raw in self.tree().items() if name.split("/")[0] not in ("undo", "backups")}

    def entries(self) -> list[dict[str, Any]]:
        """Return every entry, as exported."""
        return [json.loads(line) for line in self("export").out.splitlines()]


class Forked:
    """A run that was begun and not waited for, as `subprocess.Popen` is one; what it prints is not kept."""

    def __init__(self, server: Server, child: int) -> None:
        self._server, self.child = server, child
        self._code: int | None = None

    def poll(self) -> int | None:
        """Return its exit code, None as long as it runs."""
        return self.wait() if self._code is None and self._server.has_ended(self.child) else self._code

    def kill(self) -> None:
        """Kill it, unless it is over."""
        if self.poll() is None:
            os.kill(self.child, signal.SIGKILL)

    def wait(self) -> int:
        """Wait for its end, and return its exit code."""
        if self._code is None:
            self._code = self._server.end(self.child)[0]
        return self._code


MadeOnce = Callable[[Callable[[Reflect], object], Reflect], Reflect]
"""Gives the program the store that a function makes, made once and copied for each test."""


class Refused(Protocol):
    """Runs the program and holds that it refuses: one sentence, nothing printed, nothing changed."""

    def __call__(self, *args: str | bytes, code: int = 2, **more: Any) -> Ran:
        """Return what came of it."""
        ...

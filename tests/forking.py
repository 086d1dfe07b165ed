"""Many runs of the program for the price of one start, and in a terminal where that is asked for.

`python forking.py` loads the program, then forks a child for each run that it is asked for on its standard input, as
long as there are any. What a run does is what a process of its own does but for the start. With REFLECT_TESTS_START
set, as where all must hold, the tests of commands run processes of their own instead.
"""

import atexit
import contextlib
import gc
import importlib
import io
import json
import os
import pkgutil
import subprocess
import sys
import tempfile
import time
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

if TYPE_CHECKING:
    from tests.program import Reflect

if __name__ == "__main__":
    sys.path.pop(0)  # this folder, put there by Python

_USUAL = (["mood", "4"], ["pattern", "waiting"], ["today"], ["list"], ["list", "--json"], ["week"], ["undo", "--yes"])
_SECONDS = 50
"""After which a run that hangs is ended by the system, with code -14."""


NOBODY_READS = "import os; ends = os.pipe(); os.close(ends[0]); os.dup2(ends[1], 1)"
"""The `first` of a run whose standard output is a pipe that nobody reads any more."""


class Run(NamedTuple):
    """One run to be made."""

    args: Sequence[str | bytes]
    stdin: str = ""
    env: Mapping[str, str] = {}
    terminal: bool = False
    """Standard input, output and error are a terminal; `stdin` is what is typed."""
    first: str = ""
    """Python that is run before the program, in its process."""


class Came(NamedTuple):
    """What came of one run."""

    run: Run
    code: int
    out: str
    err: str
    """Nothing in a terminal, where all is on `out`."""
    seconds: float

    @property
    def all(self) -> str:
        """All that was printed."""
        return self.out + self.err


def forked(reflect: "Reflect", runs: Sequence[Run], *, through: Sequence[str] = ()) -> list[Came]:
    """Make the runs one after the other, as if each were a process; `through` is a program that runs this one."""
    own = bool(through) or "PYTHONPATH" in reflect.env  # what is said to Python at its start
    server = Server(reflect.env, through) if own else shared()
    try:
        return [_closed(server, reflect, run) for run in runs]
    finally:
        if own:
            server.close()


def _closed(server: "Server", reflect: "Reflect", run: Run) -> Came:
    from tests import sealed  # not by the program that is loaded here

    with sealed.closed(run.args, {**reflect.env, **run.env}, reflect.home):
        return _came(server, reflect, run)


def _came(server: "Server", reflect: "Reflect", run: Run) -> Came:
    stdin, begun = run.stdin.encode(), time.monotonic()
    if run.terminal:
        env = {**reflect.env, "TERM": "xterm", "PAGER": "cat", **run.env}
        code, *streams = server.run_in_terminal(run.args, stdin, env, reflect.home)
    else:
        code, *streams = server.run(run.args, stdin, {**reflect.env, **run.env}, reflect.home, first=run.first)
    out, err = (stream.decode(errors="surrogateescape") for stream in streams)
    return Came(run, code, out, err, time.monotonic() - begun)


@cache
def shared() -> "Server":
    """Return the one that all tests of this process share."""
    server = Server({"PATH": os.environ.get("PATH", "")})
    atexit.register(server.close)
    return server


class Server:
    """The program, loaded once, and a child of it for each run."""

    def __init__(self, env: Mapping[str, str], through: Sequence[str] = ()) -> None:
        self._process = subprocess.Popen(
            [*through, sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=env, text=True
        )

    def run(
        self,
        args: Sequence[str | bytes],
        stdin: bytes | None,
        env: Mapping[str, str],
        cwd: Path,
        *,
        first: str = "",
    ) -> tuple[int, bytes, bytes]:
        """Run the program in this environment; return its exit code and what it printed on both streams."""
        return self.end(self.begin(args, stdin, env, cwd, first=first))

    def run_in_terminal(
        self, args: Sequence[str | bytes], typed: bytes, env: Mapping[str, str], cwd: Path
    ) -> tuple[int, bytes, bytes]:
        """Run it in a terminal; all that it prints is on the first stream."""
        ours, theirs = os.openpty()
        child = self.begin(args, None, env, cwd, terminal=os.ttyname(theirs))
        os.close(theirs)
        os.write(ours, typed)
        printed = b"".join(iter(lambda: _more(ours), b""))
        os.close(ours)
        return self.end(child)[0], printed, b""

    def begin(
        self,
        args: Sequence[str | bytes],
        stdin: bytes | None,
        env: Mapping[str, str],
        cwd: Path,
        *,
        terminal: str | None = None,
        first: str = "",
    ) -> int:
        """Begin such a run, or one in the terminal of that name, and return the id of its process."""
        given = None if stdin is None else b64encode(stdin).decode()
        child = self._asked("begin", list(map(os.fsdecode, args)), given, dict(env), str(cwd), terminal, first)
        assert isinstance(child, int)
        return child

    def has_ended(self, child: int) -> bool:
        """Say whether it has ended."""
        return bool(self._asked("has ended", child))

    def end(self, child: int) -> tuple[int, bytes, bytes]:
        """Wait for its end; return what `run` returns."""
        code, *streams = self._asked("end", child)
        out, err = map(b64decode, streams or ("", ""))
        return code, out, err

    def close(self) -> None:
        """End it."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.close()
        self._process.wait(5)
        self._process.stdout.close()

    def _asked(self, *words: Any) -> Any:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(words) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())


def _serve() -> None:
    _load()
    streams: dict[int, tuple[int, ...]] = {}
    for line in sys.stdin:
        asked, *words = json.loads(line)
        answer: Any
        if asked == "begin":
            args, stdin, env, cwd, terminal, first = words
            given = None if stdin is None else b64decode(stdin)
            begin = partial(_in_terminal, terminal) if terminal else partial(_through_pipes, given, first)
            answer, printed = begin(args, env, cwd)
            streams[answer] = printed
        elif asked == "has ended":
            answer = os.waitid(os.P_PID, words[0], os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None
        else:
            code = os.waitstatus_to_exitcode(os.waitpid(words[0], 0)[1])
            answer = [code, *(b64encode(_read(stream)).decode() for stream in streams.pop(words[0]))]
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


def _load() -> None:
    """Load the program and what it stands on, once for all runs."""
    for name in ("rich.console", "rich.text", "dateutil.parser", "tomlkit", "tomllib", "tinydb", "platformdirs"):
        importlib.import_module(name)
    import reflect

    for module in pkgutil.walk_packages(reflect.__path__, "reflect."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    with tempfile.TemporaryDirectory() as home:
        _warm(home)
    gc.collect()
    gc.freeze()  # else a child that collects copies every page of what is loaded here


def _warm(home: str) -> None:
    """Let what is made once in a process be made: modules, patterns, tables, on a store that then goes."""
    from reflect import errors
    from reflect.cli import app
    from reflect.cli.commands import SPECS

    store = ["--store", f"{home}/store"]
    runs = [["--help"], *([spec.name, "--help"] for spec in SPECS), *([*store, *words] for words in _USUAL)]
    given, told, environ = sys.argv, io.StringIO(), dict(os.environ)
    os.environ.update(HOME=home, REFLECT_NOW="2026-11-23T21:40:00+00:00")
    for words in runs:
        sys.argv = ["reflect", *words]
        with contextlib.redirect_stdout(told), contextlib.redirect_stderr(told):
            app._run()
    sys.argv = given
    errors._commits = 0  # the one thing that a process knows of what it did
    os.environ.clear()
    os.environ.update(environ)


def _through_pipes(
    stdin: bytes | None, first: str, args: list[str], env: dict[str, str], cwd: str
) -> tuple[int, tuple[int, ...]]:
    """Return the id of the process, and the files that it prints to."""
    given = os.open(os.devnull, os.O_RDONLY) if stdin is None else os.memfd_create("in")
    os.write(given, stdin) if stdin else None
    os.lseek(given, 0, os.SEEK_SET)
    out, err = os.memfd_create("out"), os.memfd_create("err")
    child = os.fork()
    if not child:
        for number, stream in enumerate((given, out, err)):
            os.dup2(stream, number)
            os.close(stream)
        exec(first, {})  # noqa: S102 - of a test
        _run(args, env, cwd)
    os.close(given)
    return child, (out, err)


def _in_terminal(name: str, args: list[str], env: dict[str, str], cwd: str) -> tuple[int, tuple[int, ...]]:
    terminal = os.open(name, os.O_RDWR | os.O_NOCTTY)
    child = os.fork()
    if not child:
        os.login_tty(terminal)
        _run(args, env, cwd)
    os.close(terminal)
    return child, ()


def _run(args: list[str], env: dict[str, str], cwd: str) -> NoReturn:
    """Be the program, from its first line to its last."""
    import signal

    from reflect.cli.app import main

    signal.alarm(_SECONDS)
    for number, (name, mode) in enumerate((("stdin", "r"), ("stdout", "w"), ("stderr", "w"))):
        setattr(sys, name, open(number, mode, buffering=1 if os.isatty(number) else -1, closefd=False))  # noqa: SIM115 - to the end
    sys.argv = ["reflect", *args]
    os.environ.clear()
    os.environ.update(env)
    os.chdir(cwd)
    time.tzset()
    try:
        main()
    except SystemExit as done:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(done.code if isinstance(done.code, int) else 1)


def _more(terminal: int) -> bytes:
    try:
        return os.read(terminal, 1 << 16)
    except OSError:  # its other end was closed
        return b""


def _read(stream: int) -> bytes:
    os.lseek(stream, 0, os.SEEK_SET)
    with open(stream, "rb") as file:
        return file.read()


if __name__ == "__main__":
    _serve()

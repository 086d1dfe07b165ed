"""Many runs of the program for the price of one start, and in a terminal where that is asked for.

`python forking.py PLAN RESULTS` loads the program, then forks a child for each run of the plan; `python forking.py`
does so for each run that it is asked for on its standard input, as long as there are any. What a run does is what a
process of its own does but for the start. With REFLECT_TESTS_START set, as where all must hold, the tests of commands
run processes of their own instead.
"""

import contextlib
import gc
import importlib
import io
import json
import os
import pkgutil
import pty
import subprocess
import sys
import time
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

if TYPE_CHECKING:
    from tests.program import Reflect

if __name__ == "__main__":
    sys.path.pop(0)  # this folder, put there by Python

_SECONDS = 50
"""After which a run that hangs is ended by the system, with code -14."""


class Run(NamedTuple):
    """One run to be made."""

    args: Sequence[str | bytes]
    stdin: str = ""
    env: Mapping[str, str] = {}
    terminal: bool = False
    """Standard input, output and error are a terminal; `stdin` is what is typed."""


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


def forked(
    reflect: "Reflect", runs: Sequence[Run], *, env: Mapping[str, str] | None = None, through: Sequence[str] = ()
) -> list[Came]:
    """Make the runs one after the other, as if each were a process; `through` is a program that runs this one."""
    plan, results = reflect.home / ".plan", reflect.home / ".results"
    plan.write_text(
        json.dumps([[[os.fsdecode(arg) for arg in run.args], run.stdin, dict(run.env), run.terminal] for run in runs])
    )
    subprocess.run(
        [*through, sys.executable, __file__, str(plan), str(results)],
        stdin=subprocess.DEVNULL,
        env={**reflect.env, **(env or {})},
        cwd=reflect.home,
        check=True,
        timeout=55,
    )
    came = json.loads(results.read_text(errors="surrogateescape"))
    plan.unlink()
    results.unlink()
    return [Came(run, *one) for run, one in zip(runs, came, strict=True)]


class Server:
    """The program, loaded once, and a child of it for each run."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, __file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={"PATH": os.environ.get("PATH", "")},
            text=True,
        )

    def run(
        self, args: Sequence[str | bytes], stdin: bytes | None, env: Mapping[str, str], cwd: Path
    ) -> tuple[int, bytes, bytes]:
        """Run the program in this environment; return its exit code and what it printed on both streams."""
        assert self._process.stdin
        assert self._process.stdout
        given = None if stdin is None else b64encode(stdin).decode()
        json.dump([list(map(os.fsdecode, args)), given, dict(env), str(cwd)], self._process.stdin)
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        code, out, err = json.loads(self._process.stdout.readline())
        return code, b64decode(out), b64decode(err)

    def close(self) -> None:
        """End it."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.close()
        self._process.wait(5)
        self._process.stdout.close()


def _serve() -> None:
    _load()
    for line in sys.stdin:
        args, stdin, env, cwd = json.loads(line)

        def begin(env: dict[str, str] = env, cwd: str = cwd) -> None:
            os.environ.clear()
            os.environ.update(env)
            os.chdir(cwd)

        code, out, err = _through_pipes(args, None if stdin is None else b64decode(stdin), begin)
        sys.stdout.write(json.dumps([code, b64encode(out).decode(), b64encode(err).decode()]) + "\n")
        sys.stdout.flush()


def _main(plan: str, results: str) -> None:
    _load()
    done = []
    with open(plan, encoding="utf-8") as file:
        runs: list[Any] = json.load(file)
    for args, stdin, env, terminal in runs:
        begun = time.monotonic()

        def begin(env: dict[str, str] = env, terminal: bool = terminal) -> None:
            os.environ.update({"TERM": "xterm", "PAGER": "cat"} if terminal else {})
            os.environ.update(env)

        printed: tuple[int, bytes, bytes] = (_in_terminal if terminal else _through_pipes)(args, stdin.encode(), begin)
        code, *streams = printed
        done.append([code, *(stream.decode(errors="surrogateescape") for stream in streams), time.monotonic() - begun])
    with open(results, "w", encoding="utf-8", errors="surrogateescape") as file:
        json.dump(done, file, ensure_ascii=False)


def _load() -> None:
    """Load the program and what it stands on, once for all runs."""
    for name in ("rich.console", "rich.text", "dateutil.parser", "tomlkit", "tomllib", "tinydb", "platformdirs"):
        importlib.import_module(name)
    import reflect

    for module in pkgutil.walk_packages(reflect.__path__, "reflect."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    _warm()
    gc.collect()
    gc.freeze()  # else a child that collects copies every page of what is loaded here


def _warm() -> None:
    """Let what is made once in a process be made: modules and patterns of Typer. No store is asked for."""
    from reflect.cli import app
    from reflect.cli.lazy import SPECS

    given, told = sys.argv, io.StringIO()
    for words in ([], *([spec.name] for spec in SPECS)):
        sys.argv = ["reflect", *words, "--help"]
        with contextlib.redirect_stdout(told), contextlib.redirect_stderr(told):
            app._run()
    sys.argv = given


def _through_pipes(args: list[str], stdin: bytes | None, begin: Callable[[], None]) -> tuple[int, bytes, bytes]:
    given = os.open(os.devnull, os.O_RDONLY) if stdin is None else os.memfd_create("in")
    os.write(given, stdin) if stdin else None
    os.lseek(given, 0, os.SEEK_SET)
    streams = [given, os.memfd_create("out"), os.memfd_create("err")]
    child = os.fork()
    if not child:
        for number, stream in enumerate(streams):
            os.dup2(stream, number)
            os.close(stream)
        _run(args, begin)
    code = _ended(child)
    os.close(given)
    return code, _read(streams[1]), _read(streams[2])


def _in_terminal(args: list[str], stdin: bytes, begin: Callable[[], None]) -> tuple[int, bytes, bytes]:
    child, terminal = pty.fork()
    if not child:
        _run(args, begin)
    os.write(terminal, stdin)
    printed = b""
    while True:
        try:
            more = os.read(terminal, 1 << 16)
        except OSError:  # its other end was closed
            break
        if not more:
            break
        printed += more
    os.close(terminal)
    return _ended(child), printed, b""


def _run(args: list[str], begin: Callable[[], None]) -> NoReturn:
    """Be the program, from its first line to its last; `begin` sets its surroundings."""
    import signal

    from reflect.cli.app import main

    signal.alarm(_SECONDS)
    for number, (name, mode) in enumerate((("stdin", "r"), ("stdout", "w"), ("stderr", "w"))):
        setattr(sys, name, open(number, mode, buffering=1 if os.isatty(number) else -1, closefd=False))  # noqa: SIM115 - to the end
    sys.argv = ["reflect", *args]
    begin()
    time.tzset()
    try:
        main()
    except SystemExit as done:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(done.code if isinstance(done.code, int) else 1)


def _ended(child: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _read(stream: int) -> bytes:
    os.lseek(stream, 0, os.SEEK_SET)
    with open(stream, "rb") as file:
        return file.read()


if __name__ == "__main__":
    _main(*sys.argv[1:]) if len(sys.argv) > 1 else _serve()

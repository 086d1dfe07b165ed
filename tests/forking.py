"""Many runs of the program for the price of one start, and in a terminal where that is asked for.

`python forking.py PLAN RESULTS` loads the program, then forks a child for each run of the plan. What a run does is what
a process of its own does but for the start, which `tests/program.py` has.
"""

import importlib
import json
import os
import pkgutil
import pty
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

if __name__ == "__main__":
    sys.path.pop(0)  # this folder, put there by Python
else:
    from tests.program import Reflect

_SECONDS = 20
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


def _main(plan: str, results: str) -> None:
    _load()
    done = []
    with open(plan, encoding="utf-8") as file:
        runs: list[Any] = json.load(file)
    for args, stdin, env, terminal in runs:
        begun = time.monotonic()
        code, out, err = (_in_terminal if terminal else _through_pipes)(args, stdin, env)
        done.append([code, out, err, time.monotonic() - begun])
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


def _through_pipes(args: list[str], stdin: str, env: dict[str, str]) -> tuple[int, str, str]:
    streams = [os.memfd_create(name) for name in ("in", "out", "err")]
    os.write(streams[0], stdin.encode())
    os.lseek(streams[0], 0, os.SEEK_SET)
    child = os.fork()
    if not child:
        for number, stream in enumerate(streams):
            os.dup2(stream, number)
        _run(args, env)
    code = _ended(child)
    printed = [_read(stream) for stream in streams]
    return code, printed[1], printed[2]


def _in_terminal(args: list[str], stdin: str, env: dict[str, str]) -> tuple[int, str, str]:
    child, terminal = pty.fork()
    if not child:
        _run(args, {"TERM": "xterm", **env})
    os.write(terminal, stdin.encode())
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
    return _ended(child), printed.decode(errors="surrogateescape"), ""


def _run(args: list[str], env: dict[str, str]) -> None:
    import signal

    from reflect.cli.app import main

    signal.alarm(_SECONDS)
    for number, (name, mode) in enumerate((("stdin", "r"), ("stdout", "w"), ("stderr", "w"))):
        setattr(sys, name, open(number, mode, buffering=1 if os.isatty(number) else -1, closefd=False))  # noqa: SIM115 - to the end
    sys.argv = ["reflect", *args]
    os.environ.update(env)
    time.tzset()
    try:
        main()
    except SystemExit as done:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(done.code if isinstance(done.code, int) else 1)  # taking all apart that was loaded is half of a run


def _ended(child: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _read(stream: int) -> str:
    os.lseek(stream, 0, os.SEEK_SET)
    with open(stream, "rb") as file:
        return file.read().decode(errors="surrogateescape")


if __name__ == "__main__":
    _main(*sys.argv[1:])

"""A disk that fails when it is told to, for the tests of the store.

The modules of the store are given another `os`: it counts their calls and lets the chosen one, or all from it on,
fail. A call that is let through is the real one, on real files.
"""

import contextlib
import errno
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Literal

import pytest

from reflect.store import (
    agreed,
    atomic,
    backup,
    cache,
    encryption,
    erase,
    folder,
    inspection,
    keys,
    lock,
    merging,
    paths,
    repair,
    settings_file,
    undo,
)
from reflect.store import files as staged

WRITING = ("open", "write", "fsync", "replace", "unlink", "mkdir", "rmdir", "rename", "chmod", "fchmod")
LOOKING = ("stat", "lstat", "fstat", "listdir", "read")
TESTS = ("isdir", "exists", "lexists", "islink")
"""Functions of `os.path` that say False where the disk gives an error."""
MODULES = (
    agreed,
    atomic,
    backup,
    cache,
    encryption,
    erase,
    folder,
    inspection,
    keys,
    paths,
    lock,
    merging,
    repair,
    settings_file,
    staged,
    undo,
)

How = Literal["error", "gone", "killed"]
"""One call fails; it and all later ones fail; the process is gone before it."""


class KilledError(BaseException):
    """The process is gone: no handler of an error runs, no further call reaches the disk."""


class Disk:
    """Counts calls and breaks them."""

    def __init__(self) -> None:
        self.calls: list[str] = []
        self.at = 0
        self.how: How = "error"
        self.which: tuple[str, ...] = WRITING
        self.hit = False
        self.longest_write: int | None = None
        self.before: Callable[[int], None] = lambda _: None
        """Called with the number of the call that comes next."""

    def mend(self) -> None:
        """Let every further call through."""
        self.at = 0

    def fails(self, name: str, argument: Any = "") -> bool:
        """Count a call and tell whether it fails."""
        if name not in self.which:
            return False
        self.calls.append(f"{name} {argument}")
        self.before(len(self.calls))
        now = len(self.calls)
        if not self.at or now < self.at or (now > self.at and self.how == "error"):
            return False
        self.hit = True
        if self.how == "killed":
            raise KilledError
        return True

    def wrapped(self, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        """Return the call of `os` that fails when it is told to."""

        def run(*args: Any, **more: Any) -> Any:
            if self.fails(name, args[0]):
                raise OSError(errno.EIO, os.strerror(errno.EIO))
            if name == "write" and self.longest_write:
                return call(args[0], bytes(args[1])[: self.longest_write])
            return call(*args, **more)

        return run

    def tested(self, call: Callable[..., bool]) -> Callable[..., bool]:
        """Return the function of `os.path` that says False when its call fails."""
        return lambda path: not self.fails("stat", path) and call(path)


@contextlib.contextmanager
def broken(at: int = 0, how: How = "error", which: tuple[str, ...] = WRITING) -> Iterator[Disk]:
    """Have the store work on a disk whose call number `at` (from 1; 0: none) of those in `which` fails."""
    disk = Disk()
    disk.at, disk.how, disk.which = at, how, which
    names = {name: getattr(os, name) for name in dir(os) if not name.startswith("__")}
    calls = {name: disk.wrapped(name, names[name]) for name in (*WRITING, *LOOKING)}
    path = {name: getattr(os.path, name) for name in dir(os.path) if not name.startswith("__")}
    tests = {name: disk.tested(path[name]) for name in TESTS}
    stand_in = SimpleNamespace(**{**names, **calls, "path": SimpleNamespace(**{**path, **tests})})
    with pytest.MonkeyPatch.context() as patch:
        for module in MODULES:
            patch.setattr(module, "os", stand_in)
        yield disk


def every_point(
    tmp_path: Path, make: Callable[[str], None], how: How, which: tuple[str, ...] = WRITING
) -> Iterator[tuple[str, Disk]]:
    """Yield a folder made by `make` and a disk for each call that can fail, until a run ends without a failure.

    The caller runs what it tests once for each.
    """
    made = tmp_path / "made"
    made.mkdir(exist_ok=True)
    make(str(made))
    for at in range(1, 500):
        path = tmp_path / f"{how}-{at}"
        shutil.copytree(made, path, symlinks=True)
        with broken(at, how, which) as disk:
            yield str(path), disk
        shutil.rmtree(path)
        if not disk.hit:
            assert at > 3, "nothing was broken"
            return
    pytest.fail("the run does not end")


def tree(path: str | Path) -> dict[str, bytes | None]:
    """Return every file under a folder with its bytes; None for what is no regular file."""
    root = Path(path)
    return {
        str(found.relative_to(root)): found.read_bytes() if found.is_file() and not found.is_symlink() else None
        for found in sorted(root.rglob("*"))
    }

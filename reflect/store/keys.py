"""The key of an encrypted store on this machine: where it is looked for, and how long it stays.

It is looked for in `$REFLECT_KEY_COMMAND`, `$REFLECT_KEY_FILE`, the runtime folder, which the system clears at logout,
and the state folder. Never in a place that a store names: a store may come from somebody else, and a command in it
would run. A file of a key is one that `age -i` reads too; a comment in it says when it expires.
"""

import contextlib
import errno
import fcntl
import os
import re
import stat
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from reflect.errors import LockedError, StoreError
from reflect.model.text import visible_path
from reflect.store import atomic

COMMAND: Final = "REFLECT_KEY_COMMAND"
FILE: Final = "REFLECT_KEY_FILE"
FINGERPRINT_LENGTH: Final = 16
DEFAULT_STAY: Final = timedelta(hours=8)
"""How long a key stays where the system has no runtime folder."""
_MAX_BYTES = 64 * 1024
_IDENTITY = r"(?m)^AGE-SECRET-KEY-1[0-9A-Z]+"
_UNTIL = r"(?m)^# until (\S+)$"


class Key(NamedTuple):
    """A key that was found on this machine."""

    identities: tuple[str, ...]
    """As age writes them; two while a change of the key is not complete."""
    path: str | None = None
    """Its file, if that is in a folder of ours."""
    until: datetime | None = None
    """When it expires."""


def identities_in(text: str) -> tuple[str, ...]:
    """Return the identities in the text of a key file; other lines are comments."""
    return tuple(re.findall(_IDENTITY, text))


def fingerprint(recipient: str) -> str:
    """Return the part of a recipient that names its key file."""
    return recipient.removeprefix("age1")[:FINGERPRINT_LENGTH]


class Keys:
    """The keys on this machine, and which stores they opened: `opened/RECIPIENT` in the state folder has the paths."""

    def __init__(self, environ: Mapping[str, str], now: Callable[[], datetime]) -> None:
        """Look in the places that this environment names; `now` tells which keys have expired."""
        self._environ = environ
        self._now = now

    def candidates(self, recipient: str) -> Iterator[Key]:
        """Yield what may be the key of a recipient, the first place first. An expired key is removed.

        Raises:
            LockedError: a place that the environment names has no key, or others may read a key.
        """
        if command := self._environ.get(COMMAND):
            yield Key(_of_command(command))
        if file := self._environ.get(FILE):
            yield Key(_of_file(file, f"${FILE}"))
        for folder in self._folders():
            if key := self._kept(os.path.join(folder, fingerprint(recipient))):
                yield key

    def keep(self, recipient: str, identities: Sequence[str], *, stay: timedelta | None, lasting: bool) -> Key:
        """Put a key on this machine in the place of the one that is there.

        Args:
            recipient: whose key it is.
            identities: of the key.
            stay: how long (None: until logout, or as long as it may where there is no logout).
            lasting: until it is removed.

        Raises:
            OSError: it cannot be written.
        """
        runtime = None if lasting else self._runtime()
        if stay is None and runtime is None and not lasting:
            stay = DEFAULT_STAY
        folder = runtime or self._state()
        if not folder:
            raise FileNotFoundError(errno.ENOENT, "there is no home folder; name one for it in $XDG_STATE_HOME")
        until = None if stay is None else self._now() + stay
        path = os.path.join(folder, fingerprint(recipient))
        _make_folders(folder)
        lines = [f"# until {until.isoformat(timespec='seconds')}"] if until else []
        lines += identities
        with _alone(folder):
            atomic.replace(path, "".join(f"{line}\n" for line in lines).encode())
        self.forget(recipient, but=path)
        return Key(tuple(identities), path, until)

    def forget(self, recipient: str, *, but: str | None = None) -> bool:
        """Remove a key from this machine, except the file `but`; return whether there was one.

        Raises:
            OSError: it cannot be removed.
        """
        removed = False
        for folder in self._folders():
            path = os.path.join(folder, fingerprint(recipient))
            if path != but and os.path.lexists(path):
                os.unlink(path)
                removed = True
        return removed

    # Which stores it opened

    def remember(self, recipient: str | None, store: str, *, once_more: bool = False) -> None:
        """Note that the store at this path was opened with the key of this recipient, and so with no other.

        That it cannot be noted is no error: nothing can be saved then while the journal is locked. A key that is only
        used (`once_more`) is noted where `store unlock` or `store encrypt` noted one before.
        """
        folder, path = self._opened(), os.fsencode(store)
        with contextlib.suppress(OSError, StoreError):
            is_known = recipient and self.opens(recipient, store)
            if not folder or is_known or (once_more and not os.path.isdir(folder)):
                return
            if recipient is not None:
                _make_folders(folder)
            with _alone(folder):
                found = {name: self._paths(name) for name in os.listdir(folder)}
                found = {name: paths - {path} for name, paths in found.items() if path in paths}
                if recipient is not None:
                    found[recipient] = self._paths(recipient) | {path}
                for name, paths in found.items():
                    file = os.path.join(folder, name)
                    atomic.replace(file, b"\0".join(sorted(paths))) if paths else atomic.remove(file)

    def opens(self, recipient: str, store: str) -> bool:
        """Return whether this machine opened the store at this path before, and last with the key of this recipient."""
        return os.fsencode(store) in self._paths(recipient)

    def _paths(self, recipient: str) -> set[bytes]:
        """Return the paths of the stores that were opened with the key of a recipient; others may not write there."""
        folder = self._opened()
        with contextlib.suppress(OSError, StoreError):
            if not os.stat(folder).st_mode & 0o077 and (raw := atomic.read(os.path.join(folder, recipient))):
                return set(raw.split(b"\0"))
        return set()

    def _opened(self) -> str:
        return self._state() and os.path.join(os.path.dirname(self._state()), "opened")

    def _folders(self) -> list[str]:
        return list(filter(None, (self._runtime(), self._state())))

    def _runtime(self) -> str | None:
        folder = runtime_folder(self._environ)
        return folder and os.path.join(folder, "reflect")

    def _state(self) -> str:
        """Return the folder for keys that last; empty where there is no home folder, never one of the folder here."""
        state = self._environ.get("XDG_STATE_HOME", "")
        if not os.path.isabs(state):  # as its specification asks
            home = self._environ.get("HOME") or os.path.expanduser("~")
            state = os.path.join(home, ".local", "state")
        return os.path.join(state, "reflect", "keys") if os.path.isabs(state) else ""

    def _kept(self, path: str) -> Key | None:
        if not os.path.lexists(path):
            return None
        if os.stat(os.path.dirname(path)).st_mode & 0o077:
            raise _open_to_others(os.path.dirname(path), "chmod 700")
        text = _read(path, "")
        found = re.search(_UNTIL, text)
        until = datetime.fromisoformat(found[1]) if found else None
        if until and until <= self._now():
            with contextlib.suppress(OSError):
                os.unlink(path)
            return None
        return Key(identities_in(text), path, until)


def runtime_folder(environ: Mapping[str, str]) -> str | None:
    """Return the folder that the system clears at logout, if there is one."""
    folder = environ.get("XDG_RUNTIME_DIR", "")
    return folder if os.path.isabs(folder) and os.path.isdir(folder) else None


def is_in_runtime_folder(path: str, environ: Mapping[str, str]) -> bool:
    """Return whether a file goes at logout."""
    folder = runtime_folder(environ)
    return folder is not None and path.startswith(f"{folder}/")


@contextlib.contextmanager
def _alone(folder: str) -> Iterator[None]:
    """Let one process at a time write into a folder, which many stores share; it leaves no lock file."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        with contextlib.suppress(OSError):  # a file system without locks
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _make_folders(path: str) -> None:
    """Make a folder for keys and those above it that are missing; ours are closed to others."""
    above = os.path.dirname(path)
    if not os.path.isdir(above) or os.path.basename(above) == "reflect":
        _make_folders(above)
    atomic.make_folder(path)


def _of_command(command: str) -> tuple[str, ...]:
    import shlex
    import subprocess

    try:
        words = shlex.split(command)
        ran = subprocess.run(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, check=False)  # noqa: S603 - the person's own, without a shell
    except (OSError, ValueError, IndexError):
        raise LockedError(f"the command in ${COMMAND} cannot be run") from None
    if ran.returncode:
        raise LockedError(f"the command in ${COMMAND} ended with exit code {ran.returncode}")
    found = identities_in(ran.stdout[:_MAX_BYTES].decode(errors="replace"))
    if not found:
        raise LockedError(f"the command in ${COMMAND} printed no line that begins AGE-SECRET-KEY-")
    return found[:1]


def _of_file(path: str, named: str) -> tuple[str, ...]:
    found = identities_in(_read(path, named))
    if not found:
        raise LockedError(f"the key file {visible_path(path)} ({named}) has no line that begins AGE-SECRET-KEY-")
    return found


def _read(path: str, named: str) -> str:
    """Return the text of a key file; `named` is what names it."""
    try:
        with open(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            text = file.read(_MAX_BYTES).decode(errors="replace") if stat.S_ISREG(mode) else None
    except OSError as error:
        where = f" ({named})" if named else ""
        raise LockedError(f"the key file {visible_path(path)}{where} cannot be read: {error.strerror}") from None
    if text is None:
        raise LockedError(f"the key file {visible_path(path)} is not a file")
    if mode & 0o077:
        raise _open_to_others(path, "chmod 600")
    return text


def _open_to_others(path: str, command: str) -> LockedError:
    shown = visible_path(path)
    return LockedError(f"{shown} can be read by other people on this machine, so it is not used", f"{command} {shown}")

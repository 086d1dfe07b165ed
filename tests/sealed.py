"""Stores that are encrypted whenever the program looks, for a run of the tests that asks for it.

With REFLECT_TESTS_SEALED set, every file of a store is encrypted before each command, and plain again after it: the
tests see what they always see, and the program never does. Nothing that a command leaves may be plain. A test that is
about plain stores has the mark `plain`; a store whose settings cannot be read, or are missing, stays as it is.
"""

import atexit
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

if TYPE_CHECKING:
    from reflect.store.encrypted_settings import Encryption

ASKED = bool(os.environ.get("REFLECT_TESTS_SEALED"))
_AGE = b"age-encryption.org/v1\n"
_KEY, _PRIVATE, _SETTINGS = "key.age", "private.toml", "reflect.toml"
_IDENTITY = "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX"  # of nobody


_Run = TypeVar("_Run")


class _Closed(NamedTuple):
    """A store that was encrypted: its settings as the test has them and as the program finds them, and its files."""

    plain: bytes
    stated: bytes
    private: bytes | None
    files: frozenset[str]


is_on = ASKED
"""Whether stores are encrypted for the test that runs."""
_closed: dict[tuple[str, bytes], bytes] = {}
"""What was encrypted before, so that a file that nobody changed is the same file, byte for byte."""
_stores: dict[str, _Closed] = {}
_running: dict[str, list[Any]] = {}
"""The runs that were begun, by their store."""


@cache
def key_file() -> str:
    """Return the file of the key that opens them."""
    folder = tempfile.mkdtemp(prefix="reflect-key-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    path = os.path.join(folder, "key.txt")
    with open(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "w", encoding="ascii") as file:
        file.write(f"{_IDENTITY}\n")
    return path


def runtime_folder(home: Path) -> str:
    """Return the folder in memory for the drafts of a home."""
    folder = os.path.join(os.path.dirname(key_file()), os.fspath(home).replace(os.sep, "!"))
    os.makedirs(folder, mode=0o700, exist_ok=True)
    return folder


@contextmanager
def closed(args: Sequence[str | bytes], env: Mapping[str, str], cwd: Path) -> Iterator[None]:
    """Encrypt the store of a command while it runs."""
    store = store_of(args, env, cwd)
    if store is None:
        yield
        return
    close(store)
    yield
    open_again(store, may_leave_plain=False)


def begun(args: Sequence[str | bytes], env: Mapping[str, str], cwd: Path, begin: Callable[[], _Run]) -> _Run:
    """Begin a run on an encrypted store, which stays so until the run is over and a command is run."""
    store = store_of(args, env, cwd)
    if store is not None:
        close(store)
    run = begin()
    if store is not None:
        _running.setdefault(store, []).append(run)
    return run


def see(store: Path) -> None:
    """Make a store plain, for a test that looks at its files, once nothing runs there any more."""
    if is_on:
        open_again(os.path.realpath(store), may_leave_plain=True)


def plain(files: Mapping[str, bytes]) -> Mapping[str, bytes]:
    """Return the files of a backup as those of a plain store."""
    if not ASKED or _KEY not in files:
        return files
    from reflect.store import encrypted_settings, seal

    keys = seal.loaded([_IDENTITY])
    opened = {name: seal.opened(raw, keys) or raw for name, raw in files.items()}
    settings = encrypted_settings.decrypted(opened.get(_SETTINGS), opened.get(_PRIVATE))
    return {name: raw for name, raw in {**opened, _SETTINGS: settings}.items() if name not in (_KEY, _PRIVATE)}


def store_of(args: Sequence[str | bytes], env: Mapping[str, str], cwd: Path) -> str | None:
    """Return the store that a command is about, where it is to be encrypted."""
    if not is_on:
        return None
    words = list(map(os.fsdecode, args))
    named = words[1] if words[:1] == ["--store"] and len(words) > 1 else env.get("REFLECT_STORE")
    path = os.path.join(cwd, named) if named else ""
    return os.path.realpath(path) if path and "\0" not in path and os.path.isdir(path) else None


def close(store: str) -> None:
    """Encrypt the files of a store, unless it is encrypted, or has no settings that could say so."""
    from reflect.errors import ReflectError
    from reflect.store import encrypted_settings, seal, settings_file

    raw = None if _is_busy(store) else _regular(store, _SETTINGS)
    if raw is None or settings_file.encryption(raw) is not None:
        return
    encryption = encrypted_settings.Encryption(seal.recipient_of(_IDENTITY))
    try:
        stated = encrypted_settings.encrypted(raw, encryption)
        private = encrypted_settings.private(raw)
    except ReflectError:
        return  # a test of damaged settings
    _stores[store] = _Closed(raw, stated, private, _all_files(store))
    _rewrite(store, _SETTINGS, stated)
    for name, data in ((_KEY, b"of nobody"), *([(_PRIVATE, private)] if private else [])):
        if _regular(store, name) is None:
            Path(store, name).touch(0o600)
            _rewrite(store, name, _once_closed(store, data))
    for name in _plain(store, encryption):
        if found := _regular(store, name):
            _rewrite(store, name, _once_closed(store, found))


def open_again(store: str, *, may_leave_plain: bool) -> None:
    """Make the files of a store plain again, and hold that each was encrypted."""
    from reflect.store import encrypted_settings, folder, seal, settings_file

    stated = None if _is_busy(store) else _regular(store, _SETTINGS)
    encryption = settings_file.encryption(stated)
    if stated is None or encryption is None or encryption.recipient != seal.recipient_of(_IDENTITY):
        return
    before = _stores.pop(store, None)
    left = _plain(store, encryption, _all_files(store) - (before.files if before else frozenset()))
    assert may_leave_plain or not left, f"left plain: {left}"
    keys = seal.loaded([_IDENTITY])
    for name in folder.own_files(store).own:
        data = _regular(store, name)
        if name != _KEY and data is not None and (plain := seal.opened(data, keys)) is not None:
            _closed[store, plain] = data
            _rewrite(store, name, plain)
    if before is not None and (stated, _regular(store, _PRIVATE)) == (before.stated, before.private):
        _rewrite(store, _SETTINGS, before.plain)
    else:
        _rewrite(store, _SETTINGS, encrypted_settings.decrypted(stated, _regular(store, _PRIVATE)))
    for name in (_KEY, _PRIVATE):
        Path(store, name).unlink(missing_ok=True)


def _plain(store: str, encryption: "Encryption", new: Iterable[str] = ()) -> list[str]:
    """Return the files of a store that should be encrypted and are not; `new` are all that a command left there."""
    from reflect.store import folder

    own = filter(encryption.closes, {*folder.own_files(store).own, *new})
    return [name for name in own if (raw := _regular(store, name)) and not raw.startswith(_AGE)]


def _all_files(store: str) -> frozenset[str]:
    return frozenset(
        os.path.relpath(os.path.join(folder, name), store) for folder, _, names in os.walk(store) for name in names
    )


def _once_closed(store: str, data: bytes) -> bytes:
    from reflect.store import seal

    if (store, data) not in _closed:
        _closed[store, data] = seal.closed(data, seal.recipient_of(_IDENTITY))
    return _closed[store, data]


def _is_busy(store: str) -> bool:
    runs = _running.get(store, [])
    runs[:] = [run for run in runs if (run.poll() is None if hasattr(run, "poll") else run.isalive())]
    return bool(runs)


def _regular(store: str, name: str) -> bytes | None:
    path = Path(store, name)
    return path.read_bytes() if path.is_file() and not path.is_symlink() else None


def _rewrite(store: str, name: str, data: bytes) -> None:
    """Write a file in its place: the same file, of the same time."""
    path = os.path.join(store, name)
    time = os.stat(path).st_mtime_ns
    with open(path, "r+b") as file:
        file.write(data)
        file.truncate()
    os.utime(path, ns=(time, time))

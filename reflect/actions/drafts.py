"""Drafts: text that is not an entry yet, saved in the store, for nobody else to read.

Of an encrypted store the editor has a plain file in a folder in memory; a draft that is kept is encrypted in the store,
which needs no key: words are not lost where the journal was locked meanwhile.
"""

import contextlib
import os
import re
import stat

from reflect.errors import ImpossibleValueError, StoreError
from reflect.model.text import heading_of, visible_path
from reflect.store import atomic, paths
from reflect.store.store import Store

_NAME = r"draft-[0-9a-f]{8}\.txt"
_ON_DISK = (
    "The draft is on the disk as plain text while the editor is open: this system has no folder in memory for it."
)


def new_draft(store: Store, text: str) -> str:
    """As `Journal.new_draft`."""
    store.make(locked=True)
    return _write(store, f"draft-{os.urandom(4).hex()}.txt", text.encode(errors="surrogatepass"))


def open_draft(store: Store, path: str) -> str:
    """As `Journal.open_draft`."""
    _check(store, path)
    name = os.path.basename(path)
    raw = atomic.read(path)
    if raw is None or not raw.startswith(paths.AGE):
        return path
    return _write(store, name, store.files.opened(f"{paths.DRAFTS}/{name}", raw))


def _write(store: Store, name: str, text: bytes) -> str:
    """Write a draft for the editor, plain; return its path."""
    folder = _folder(store)
    path = os.path.join(folder, name)
    try:
        atomic.make_folder(folder)
        if os.path.lexists(path):
            atomic.replace(path, text)
        else:
            atomic.write_new(path, text)
    except OSError as error:
        raise StoreError(f"no draft can be written in {visible_path(folder)}: {error.strerror}") from None
    return path


def _folder(store: Store) -> str:
    """Return the folder of what the editor has open."""
    found = _in_memory(store)
    if found is None and store.files.encryption():
        store.warnings[_ON_DISK] = None
    return found or store.files.path(paths.DRAFTS)


def _in_memory(store: Store) -> str | None:
    """Return the folder in memory for drafts of an encrypted store, for its owner alone; None where there is none."""
    encryption = store.files.encryption()
    if encryption is None:
        return None
    from reflect.store import keys

    above = keys.runtime_folder(store.environ) or "/dev/shm"  # noqa: S108 - checked below
    own = os.path.join(above, f"reflect-{os.getuid()}")
    try:
        atomic.make_folder(own)
        status = os.lstat(own)
    except (OSError, StoreError):
        return None
    is_ours = stat.S_ISDIR(status.st_mode) and status.st_uid == os.getuid() and not status.st_mode & 0o077
    return os.path.join(own, f"drafts-{keys.fingerprint(encryption.recipient)}") if is_ours else None


def in_memory(store: Store) -> list[str]:
    """Return the paths of the drafts of an encrypted store that an editor has, or left, as plain text in memory."""
    return [path for path in drafts(store) if os.path.dirname(path) != store.files.path(paths.DRAFTS)]


def drafts(store: Store) -> list[str]:
    """As `Journal.drafts`."""
    found: dict[str, str] = {}
    for folder in _folders(store):
        with contextlib.suppress(OSError):  # there is no such folder, or a draft has gone meanwhile
            names = [name for name in os.listdir(folder) if re.fullmatch(_NAME, name)]
            found |= {name: path for name in names if _has_text(path := os.path.join(folder, name))}
    with contextlib.suppress(OSError):
        return sorted(found.values(), key=lambda path: (os.stat(path).st_mtime_ns, path))
    return []


def _folders(store: Store) -> list[str]:
    """Return the folders that drafts may be in, that of the editor last: what it has is the later version."""
    return list(filter(None, (store.files.path(paths.DRAFTS), _in_memory(store))))


def _has_text(path: str) -> bool:
    text = (atomic.read(path) or b"").decode(errors="replace")
    return bool(text.removeprefix(heading_of(text).rstrip()).strip())


def keep_draft(store: Store, path: str, text: str) -> str | None:
    """As `Journal.keep_draft`."""
    _check(store, path)
    try:
        written = atomic.read(path)
    except StoreError:
        return None
    if written is None:
        return None
    if not written.strip() or written == text.encode(errors="surrogatepass"):
        clear_draft(store, path)
        return None
    if store.files.encryption() is None:
        with contextlib.suppress(OSError):
            os.chmod(path, atomic.FILE_MODE)
        return path
    return _keep_encrypted(store, path, written)


def _keep_encrypted(store: Store, path: str, written: bytes) -> str:
    """Encrypt a draft in the store; where that fails, or is for another key now, it stays where the editor had it."""
    if os.path.dirname(path) not in _folders(store):
        return path
    name = f"{paths.DRAFTS}/{os.path.basename(path)}"
    kept = store.files.path(name)
    try:
        atomic.make_folder(os.path.dirname(kept))
        store.files.put(name, written)
    except OSError:
        return path
    if path != kept:
        _remove(path)
    return kept


def clear_draft(store: Store, path: str) -> None:
    """As `Journal.clear_draft`."""
    _check(store, path)
    for folder in {*_folders(store), os.path.dirname(path)}:
        _remove(os.path.join(folder, os.path.basename(path)))


def _remove(path: str) -> None:
    """Remove a draft, and the files that editors leave beside it."""
    folder, name = os.path.split(path)
    with contextlib.suppress(FileNotFoundError):
        for left in os.listdir(folder):
            if name in left:
                with contextlib.suppress(OSError):
                    os.unlink(os.path.join(folder, left))


def _check(store: Store, path: str) -> None:
    folder, name = os.path.split(path)
    memory = _in_memory(store)
    is_ours = folder in _folders(store) or (memory and os.path.dirname(folder) == os.path.dirname(memory))
    if not is_ours or not re.fullmatch(_NAME, name):
        raise ImpossibleValueError(f"{visible_path(path)} is not a draft of this journal")

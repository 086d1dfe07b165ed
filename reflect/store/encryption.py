"""Encrypt and decrypt a store file by file, and change its passphrase or its key.

Each file says by its first bytes whether it is encrypted, so a store half-way is a store: whoever is killed here leaves
one in which every command works, and the same command goes on. First come, as one change, the key and the settings,
which say how new files are written; then each file in the place of its old version; a look over all files ends it.
"""

import contextlib
import os
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from reflect.errors import ChangedAndThenError, StoreError
from reflect.store import atomic, encrypted_settings, folder, lock, seal, settings_file
from reflect.store.change import Change
from reflect.store.encrypted_settings import Encryption
from reflect.store.files import Files
from reflect.store.paths import (
    AGE,
    BACKUPS,
    CACHE,
    INBOX,
    KEY,
    LOCK,
    PRIVATE,
    SETTINGS,
    STAGED,
    SYNC,
    UNDO,
    is_encrypted,
    is_in_inbox,
    is_ours,
    month_in,
    pack_in,
    waiting,
)
from reflect.store.store import Store


class Done(NamedTuple):
    """What a command did with the files of a store."""

    months: int
    packs: int
    steps: int
    """Of the undo log."""
    backups: int
    """Backups inside the store."""
    left: tuple[str, ...] = ()
    """Files set aside or in the inbox that are damaged, or for another key, and were left as they are."""
    others: tuple[str, ...] = ()
    """Files in the folder that are not the store's, and were left as they are."""


def begin(store: Store, key: bytes, recipient: str, *, hides_contacts: bool) -> None:
    """Make a store one whose files are encrypted from now on; `key` is what `key.age` holds."""
    with store.writing(undoable=False) as change:
        settings = change.read(SETTINGS)
        change.write(PRIVATE, encrypted_settings.private(settings))
        change.write(KEY, key)
        change.write(SETTINGS, encrypted_settings.encrypted(settings, Encryption(recipient, None, hides_contacts)))
    store.forget_settings()
    if store.files.raw(KEY) != key:
        raise StoreError("is not as it was written", path=KEY)


def encrypt_files(store: Store) -> Done:
    """Encrypt every file of the store that is not yet.

    Raises:
        ChangedAndThenError: a file cannot be read or written; those before it are encrypted.
    """
    files = store.files
    syncing = lock.held(files.path(SYNC)) if os.path.isdir(files.path(SYNC)) else contextlib.nullcontext()
    with syncing, store.writing(undoable=False, locked=True), _as_half_done("encrypted"):
        _clear(files, also=f"{SYNC}/")
        for name in folder.not_encrypted(files):
            _replace(files, name, files.closed(name, atomic.read(files.path(name)) or b""))
        if left := folder.not_encrypted(files):
            raise StoreError("is not encrypted", "`reflect store encrypt` goes on", path=left[0])
        return _done(files)


def decrypt_files(store: Store) -> Done:
    """Write every file plain again, then the settings, and remove the key.

    Raises:
        ChangedAndThenError: a file cannot be read or written; those before it are plain.
        LockedError: there is no key here that opens the store.
        StoreError: a file of the store is damaged; nothing was changed.
    """
    with store.writing(undoable=False):  # which merges what is to be merged
        pass
    with store.writing(undoable=False, merging=False) as change, _as_half_done("decrypted"):
        files = store.files
        left = _refuse_damaged(files)
        _refuse_waiting(files)
        _clear(files)
        for name, data in _encrypted(files):
            if name not in (PRIVATE, *left) and not is_in_inbox(name):  # what is left there is not an entry
                _replace(files, name, files.opened(name, data))
        done = _done(files, left)
        change.write(SETTINGS, encrypted_settings.decrypted(change.read(SETTINGS), files.read(PRIVATE)))
        change.write(PRIVATE, None)
        change.write(KEY, None)
    store.forget_settings()
    store.files.forget_key()
    return done


def begin_new_key(store: Store, key: bytes, recipient: str) -> None:
    """Have files encrypted for another recipient from now on; `key` holds the old identity and the new one."""
    with store.writing(undoable=False) as change:
        _restate(change, key, lambda before: Encryption(recipient, before.recipient, before.hides_contacts))
    store.forget_settings()


def renew_files(store: Store, key: bytes, identities: Sequence[str]) -> Done:
    """Encrypt every file for the new recipient alone; `identities` are the new one and the old one.

    Raises:
        ChangedAndThenError: a file cannot be read or written; those before it are encrypted anew.
        StoreError: a file of the store is damaged; it is as it was.
    """
    files = store.files
    files.seal.use(identities)
    with store.writing(undoable=False, merging=False) as change, _as_half_done("encrypted with the new key"):
        now = _restate(change, key, lambda before: before._replace(before=None), more=0)
        left = _refuse_damaged(files)
        _clear(files)
        only_new = seal.loaded(identities[:1])
        for name, data in _encrypted(files):
            if name not in left and seal.opened(data, only_new) is None:
                _replace(files, name, seal.closed(files.opened(name, data), now.recipient))
        for name in folder.not_encrypted(files):
            _replace(files, name, files.closed(name, atomic.read(files.path(name)) or b""))
        done = _done(files, left)
    store.forget_settings()
    return done


def change_passphrase(store: Store, key: bytes) -> None:
    """Put another `key.age` into the store."""
    with store.writing(undoable=False) as change:
        _restate(change, key, lambda before: before)
    store.forget_settings()


def state_again(store: Store, recipient: str) -> None:
    """Write into `reflect.toml` that the store is encrypted, where that was lost."""
    with lock.held(store.path, store.say_waiting), atomic.as_store_error():
        settings = atomic.read(store.files.path(SETTINGS)) or settings_file.initial_in(store.path)
        if settings_file.encryption(settings) is None:
            private = encrypted_settings.private(settings)
            if private and not os.path.lexists(store.files.path(PRIVATE)):
                atomic.replace(store.files.path(PRIVATE), seal.closed(private, recipient))
            atomic.replace(store.files.path(SETTINGS), encrypted_settings.encrypted(settings, Encryption(recipient)))
    store.forget_settings()


def an_encrypted_month(files: Files) -> bytes | None:
    """Return a month that is encrypted, as it is; None where there is none."""
    names = (name for name in sorted(files.names("entries"), reverse=True) if month_in(name))
    return next((files.raw(name) for name in names if is_encrypted(files.path(name))), None)


def _restate(change: Change, key: bytes, after: Callable[[Encryption], Encryption], *, more: int = 1) -> Encryption:
    """Write a key, state how the store is encrypted `after` it, count its passphrases, and return what is stated."""
    settings = change.read(SETTINGS)
    before = settings_file.encryption(settings)
    if before is None:
        raise StoreError("the store was decrypted by another command meanwhile")
    number = settings_file.own_values(settings).get("passphrase", 0)
    change.write(KEY, key)
    change.write(SETTINGS, encrypted_settings.encrypted(settings, after(before), number + more))
    return after(before)


@contextlib.contextmanager
def _as_half_done(done: str) -> Iterator[None]:
    """Say of an error of the system that files before it may be changed."""
    try:
        yield
    except OSError as error:
        why = error.strerror or type(error).__name__
        problem = f"not every file is {done}: {why}. The journal works as before; run it again to go on"
        raise ChangedAndThenError(problem) from None


def _encrypted(files: Files) -> Iterator[tuple[str, bytes]]:
    for name in folder.own_files(files.folder).own:
        data = None if name == KEY else atomic.read(files.path(name))
        if data is not None and data.startswith(AGE):
            yield name, data


def _refuse_damaged(files: Files) -> tuple[str, ...]:
    """Refuse a damaged file of the store; return those among what is set aside, and in the inbox, open to others."""
    left = []
    for name, data in _encrypted(files):
        if name.startswith(f"{CACHE}/"):
            continue
        try:
            files.opened(name, data)
        except StoreError:
            if not name.startswith((f"{BACKUPS}/", f"{INBOX}/")):
                raise
            left.append(name)
    return tuple(left)


def _refuse_waiting(files: Files) -> None:
    """Refuse to write the store plain where an entry came into the inbox after a writer looked."""
    view, files.overlay = (files.merge_copies() if waiting(files.folder) else None), {}
    if view and view.from_inbox:
        raise StoreError("an entry was saved meanwhile", "run it again")


def _clear(files: Files, also: str = STAGED) -> None:
    """Remove the cache, what killed writers left, and the cache of `sync` where that may be plain."""
    for name in folder.own_files(files.folder).own:
        is_left = name.startswith((f"{CACHE}/", f"{STAGED}/", also)) or name.endswith(".tmp")
        if is_left and name != f"{SYNC}/{LOCK}":
            os.unlink(files.path(name))


def _replace(files: Files, name: str, data: bytes) -> None:
    """Replace a file; a backup gets the ending that says what it is."""
    target = name
    if name.startswith(f"{BACKUPS}/") and name.endswith((".zip", ".zip.age")):
        target = name.removesuffix(".age") + (".age" if data.startswith(AGE) else "")
    atomic.replace(files.path(target), data)
    if target != name:
        atomic.remove(files.path(name))


def _done(files: Files, left: tuple[str, ...] = ()) -> Done:
    found = folder.own_files(files.folder)

    def count(fits: Callable[[str], object]) -> int:
        return sum(bool(fits(name)) for name in found.own)

    return Done(
        count(month_in),
        count(pack_in),
        count(lambda name: name.startswith(f"{UNDO}/") and is_ours(name)),
        len({name.split("/")[1] for name in found.own if name.startswith(f"{BACKUPS}/")}),
        left,
        found.others,
    )

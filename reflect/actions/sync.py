"""Sync the store with a remote: the first sync and its plan, later ones, and what changed since."""

import contextlib
import json
import os
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from reflect.actions.sync_run import (
    STATE,
    Sync,
    SyncResult,
    ToJoinError,
    differing,
)
from reflect.errors import (
    ImpossibleValueError,
    LockedError,
    PassphraseNeededError,
    StoreError,
    WrongPassphraseError,
)
from reflect.store import atomic, lock, synced
from reflect.store.git import CacheError, Git
from reflect.store.paths import SYNC, is_inside, month_in
from reflect.store.remotes import is_path, remote_fault
from reflect.store.store import Store
from reflect.store.synced import SETTINGS_NAME


class SyncStatus(NamedTuple):
    """What is known of the remote."""

    remote: str
    last: str | None
    """When a sync last ended well, ISO 8601."""
    pending: int
    """Entries that changed here since."""
    waiting: int | None = None
    """Entries that changed there; None where it was not asked."""


class SyncPlan(NamedTuple):
    """What the first sync with a remote would join."""

    remote: str
    here: int
    months: int
    there: int | None
    """None: they are encrypted, and not for the key of this journal."""
    is_encrypted: bool
    """The journal here is."""
    is_empty: bool
    """Nothing of a journal is at the remote."""
    is_folder: bool
    """The remote is a folder of this computer."""
    needs_passphrase: bool
    """The journal there is encrypted, and the one here is not."""


def sync(store: Store, passphrase: str | None) -> SyncResult:
    """As `Journal.sync`."""
    store.refuse_in_batch("sync")
    return _joined(store, _remote(store), passphrase)


def plan_init(store: Store, remote: str) -> SyncPlan:
    """As `Journal.plan_sync`."""
    import tempfile

    remote = _usable(remote, store.path)
    if store.exists():
        store.files.unlock()
    here = store.read_consistently(lambda: synced.own_files(store.files)) if store.exists() else {}
    with tempfile.TemporaryDirectory() as folder:
        atomic.set_mode(folder, atomic.FOLDER_MODE)  # whatever the umask
        git = Git(folder, remote)
        git.prepare()
        there = git.fetch(synced.known(git.list()))
        git.check(there)
        theirs = git.read(there, there)
    found = None
    with contextlib.suppress(StoreError, LockedError):
        found = len(synced.entries_in(store.files, theirs))
    months = sum(month_in(name) is not None for name in here)
    is_encrypted = store.files.encryption() is not None
    needs_passphrase = not is_encrypted and "encrypted" in synced.settings_in(theirs.get(SETTINGS_NAME))
    count = len(store.entries()) if store.exists() else 0
    return SyncPlan(remote, count, months, found, is_encrypted, not there, is_path(remote), needs_passphrase)


def init_sync(store: Store, plan: SyncPlan, passphrase: str | None) -> SyncResult:
    """As `Journal.init_sync`."""
    store.refuse_in_batch("sync init")
    store.make()
    return _joined(store, plan.remote, passphrase, is_new=True)


def status(store: Store, *, ask: bool) -> SyncStatus:
    """As `Journal.sync_status`."""
    remote = _remote(store)
    git, state = Git(store.path, remote), _state(store, remote)
    try:
        with _cache(store, git) if ask else contextlib.nullcontext():
            return _status(store, git, state, there=synced.known(git.list()) if ask else None)
    except CacheError as error:
        raise StoreError(f"cannot be used: {error}", "`reflect sync` makes it anew", path=SYNC) from None


def _status(store: Store, git: Git, state: Mapping[str, Any], there: Mapping[str, str] | None) -> SyncStatus:
    base: Mapping[str, str] = state.get("base", {}) if state.get("last") else {}
    own = store.read_consistently(lambda: synced.own_files(store.files))
    changed = differing({name: git.commit_id(raw) for name, raw in own.items()}, base)
    here = {name: raw for name, raw in own.items() if name in changed}
    pending = len(synced.different(store.files, here, git.read(base, changed)))
    waiting = None
    if there is not None:
        new = differing(there, base)
        fetched = git.fetch(new & there.keys())
        git.check(fetched)
        waiting = len(synced.different(store.files, git.read(fetched, new), git.read(base, new)))
    return SyncStatus(git.shown, state.get("last"), pending, waiting)


def _joined(store: Store, remote: str, passphrase: str | None, *, is_new: bool = False) -> SyncResult:
    """Sync, and first encrypt the store for the key of the remote where that is encrypted."""
    store.files.unlock()
    try:
        return _synced(store, remote, is_new=is_new)
    except ToJoinError as there:
        if passphrase is None:
            raise PassphraseNeededError(
                f"the journal at {there.remote} is encrypted, and the one here is not", "its passphrase encrypts it too"
            ) from None
        _encrypt(store, there, passphrase)
    return _synced(store, remote, is_new=is_new)


def _encrypt(store: Store, there: ToJoinError, passphrase: str) -> None:
    """Encrypt the store for the key of the remote, which stays on this machine as after `store unlock`."""
    from reflect.store import encryption, seal

    identities = seal.unlocked_key(there.key, passphrase)
    if identities is None:
        raise WrongPassphraseError("that passphrase does not open the key at the remote")
    recipient = there.settings.get("encrypted", "")
    if recipient not in map(seal.recipient_of, identities):
        raise StoreError("is not the key of what is encrypted there", path="key.age at the remote")
    hides_contacts = there.settings.get("contacts_readable") is False
    encryption.begin(store, there.key, recipient, hides_contacts=hides_contacts)
    with atomic.as_store_error():
        store.files.seal.keys.keep(recipient, identities, stay=None, lasting=False)
        store.files.seal.keys.remember(recipient, store.path)
    store.files.forget_key()
    encryption.encrypt_files(store)


def _synced(store: Store, remote: str, *, is_new: bool = False) -> SyncResult:
    git = Git(store.path, remote)
    with _cache(store, git):
        for is_last in (False, True):
            try:
                state = _state(store, remote)
                return Sync(store, git, {"format": 1, **state, "remote": remote}, is_new=is_new).run()
            except CacheError as error:
                if is_last:
                    raise StoreError(
                        f"cannot be used: {error}", "remove it, and sync makes it anew", path=SYNC
                    ) from None
                git.empty()
                git.prepare()
    raise AssertionError


@contextlib.contextmanager
def _cache(store: Store, git: Git) -> Iterator[None]:
    """Hold the cache: two syncs of one store wait for each other."""
    with atomic.as_store_error():
        atomic.make_folder(store.files.path(SYNC))
        with lock.held(store.files.path(SYNC), store.say_waiting):
            git.prepare()
            yield


def _remote(store: Store) -> str:
    remote = store.settings.remote
    if remote is None:
        raise ImpossibleValueError("there is no remote yet", "`reflect sync init REMOTE` sets one")
    return remote


def _usable(remote: str, store: str) -> str:
    """Return a remote, a path from the root of the disk; refuse what cannot be one, or is in the store."""
    wrong = remote_fault(remote)
    if wrong:
        raise ImpossibleValueError(f"the remote {wrong}")
    if is_path(remote) and is_inside(os.path.abspath(remote), store):
        raise ImpossibleValueError("the remote must not be in the store")
    return os.path.abspath(remote) if is_path(remote) else remote


def _state(store: Store, remote: str) -> dict[str, Any]:
    """Return what an earlier sync left; nothing where that was with another remote."""
    try:
        found = json.loads(atomic.read(store.files.path(STATE)) or b"{}")
    except (ValueError, StoreError):
        return {}
    if not isinstance(found, dict) or found.get("remote") != remote:
        return {}
    base, stamps = found.get("base", {}), found.get("stamps", {})
    is_whole = isinstance(base, dict) and isinstance(stamps, dict) and isinstance(found.get("last"), str)
    is_known = is_whole and all(re.fullmatch("[0-9a-f]{40,64}", str(commit)) for commit in base.values())
    return found if is_known else {"remote": remote, "collect": found.get("collect")}

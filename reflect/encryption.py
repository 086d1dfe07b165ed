"""The part of `Journal` for encryption, as `journal.encryption`: most commands never load it.

A store is encrypted for a key, which is in the store under a passphrase, and on paper. A key on this machine opens it;
without one, every verb that needs contents raises `LockedError`.
"""

from __future__ import annotations

import os
import re
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from reflect.actions import drafts, files
from reflect.arguments import checks_arguments
from reflect.errors import ImpossibleValueError, LockedError, StoreError, WrongPassphraseError
from reflect.model.text import visible_path
from reflect.store import encryption, folder, keys, seal
from reflect.store.paths import AGE, CARE, KEY

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from reflect.arguments import StrPath
    from reflect.store.encrypted_settings import Encryption as Stated
    from reflect.store.keys import Key
    from reflect.store.store import Store

WORDS = 6
"""Of a passphrase that the program makes: of 2048 words, 66 bits."""
_STAY = "([1-9][0-9]{0,4})([mhd])"
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}
_NOTHING_TO_UNLOCK = "the store is not encrypted, so there is nothing to unlock"


class EncryptionState(NamedTuple):
    """How far a store is encrypted."""

    recipient: str | None
    """Whom it is encrypted for; None where it is not."""
    plain: tuple[str, ...] = ()
    """The files that are not encrypted yet, since a command was cut short."""
    changes_key: bool = False
    """A change of the key was cut short."""
    has_contacts: bool = False
    remote: str | None = None
    """Where a store that is not encrypted was sent by `sync`."""


class EncryptResult(NamedTuple):
    """What was encrypted or decrypted."""

    entries: int | None
    """None where they were not counted, since the journal is locked."""
    done: encryption.Done
    opened: Unlocked | None = None
    """The key, where it stays on this machine."""


class Unlocked(NamedTuple):
    """The key on this machine."""

    until: datetime | None
    """None: until logout, or where it is `lasting` until it is locked."""
    lasting: bool


@checks_arguments
class Encryption:
    """Encrypt a store, unlock and lock it."""

    def __init__(self, store: Store) -> None:
        """Use this store; `Journal.encryption` is made so."""
        self._store = store

    def state(self) -> EncryptionState:
        """Return how far the store is encrypted; it needs no key."""
        store = self._store
        has_contacts = os.path.lexists(store.files.path(CARE))
        found = store.files.encryption()
        if found is None:
            return EncryptionState(None, has_contacts=has_contacts, remote=store.settings.remote)
        plain = tuple(folder.not_encrypted(store.files))
        return EncryptionState(found.recipient, plain, found.before is not None, has_contacts)

    @staticmethod
    def new_key() -> str:
        """Return a new key, a secret that opens the journal for good."""
        return seal.new_identity()

    @staticmethod
    def new_passphrase() -> str:
        """Return a passphrase of six words."""
        import random
        from importlib import resources

        words = resources.files("reflect.store").joinpath("words_en.txt").read_text().split()
        return " ".join(random.SystemRandom().sample(words, WORDS))

    def encrypt(
        self, key: str, passphrase: str, *, contacts_readable: bool = True, keep: bool = False
    ) -> EncryptResult:
        """Encrypt every file of the store but its settings, about four seconds; with `keep`, the key stays here.

        Args:
            key: from `new_key`; the person has it on paper.
            passphrase: opens the key in the store.
            contacts_readable: `reflect care` shows the person's contacts when the journal is locked too.
            keep: keep the journal open on this machine.

        Raises:
            ChangedAndThenError: some files are encrypted; `encrypt_rest` goes on.
        """
        store = self._store
        store.refuse_in_batch("encrypt")
        if not store.exists():
            raise StoreError(f"there is no store at {visible_path(store.path)} yet, so there is nothing to encrypt")
        if store.files.encryption() is not None:
            raise StoreError("the store is encrypted already")
        entries, recipient = len(store.entries()), seal.recipient_of(key)
        encryption.begin(store, _locked_key([key], passphrase), recipient, hides_contacts=not contacts_readable)
        store.files.seal.keys.remember(recipient, store.path)
        done = encryption.encrypt_files(store)
        opened = self._keep(recipient, (key,), None, lasting=True) if keep else None
        if not keep:
            store.files.forget_key()
        return EncryptResult(entries, done, opened)

    def encrypt_rest(self) -> EncryptResult:
        """Encrypt the files that an interrupted command left plain; it needs no key."""
        return EncryptResult(None, encryption.encrypt_files(self._store))

    def change_passphrase(self, passphrase: str) -> None:
        """Put the key in the store under another passphrase. The old one opens old copies of it."""
        self._store.refuse_in_batch("a change of the passphrase")
        key = self._store.files.seal.key(self._stated())
        encryption.change_passphrase(self._store, _locked_key(key.identities, passphrase))

    def change_key(self, key: str, passphrase: str) -> EncryptResult:
        """Encrypt every file anew for another key, or go on with that; the old key opens old copies of the store."""
        store = self._store
        store.refuse_in_batch("a change of the key")
        entries, found = len(store.entries()), self._stated()
        here = store.files.seal.key(found)
        if found.before is None:
            new, old = key, next(one for one in here.identities if seal.recipient_of(one) == found.recipient)
            if here.path:
                self._keep_as((new, old), here)
            encryption.begin_new_key(store, _locked_key([new, old], passphrase), seal.recipient_of(new))
        else:  # one that was cut short goes on
            new, old = _both(here, found)
        done = encryption.renew_files(store, _locked_key([new], passphrase), (new, old))
        if here.path:
            self._keep_as((new,), here)
        store.files.seal.keys.forget(seal.recipient_of(old))
        store.files.seal.keys.remember(seal.recipient_of(new), store.path)
        store.files.forget_key()
        return EncryptResult(entries, done)

    def decrypt(self) -> EncryptResult:
        """Write every file plain again, and remove the key from the store and from this machine.

        Raises:
            ChangedAndThenError: some files are plain; the same call goes on.
        """
        store = self._store
        store.refuse_in_batch("decrypt")
        found = self._stated()
        entries, where = len(store.entries()), store.files.seal.keys
        done = encryption.decrypt_files(store)
        where.forget(found.recipient)
        where.remember(None, store.path)
        return EncryptResult(entries, done)

    def unlock(
        self,
        passphrase: str | None = None,
        *,
        key: str | None = None,
        stay: str | None = None,
        lasting: bool = False,
    ) -> Unlocked:
        """Keep the key on this machine: until logout, for as long as `stay` (`90m`, `8h`, `2d`), or `lasting`.

        Args:
            passphrase: opens the key in the store, in about two seconds.
            key: the key itself, as on paper.
            stay: how long.
            lasting: until `lock`.

        Raises:
            LockedError: it does not open this store.
        """
        length = None if stay is None else _length(stay)
        identities = _typed(key) if key else self._unlocked_key(passphrase or "")
        found = self._store.files.encryption()
        recipients = [seal.recipient_of(one) for one in identities]
        if found is None:
            self._state_again(identities, recipients[0])
        elif found.recipient not in recipients:
            theirs, ours = seal.short(recipients[0]), seal.short(found.recipient)
            what = "that key" if key else f"the key in {KEY}"
            raise LockedError(f"{what} belongs to another journal ({theirs}); the one of this store is {ours}")
        return self._keep(found.recipient if found else recipients[0], identities, length, lasting=lasting)

    def write_key(self, file: StrPath, text: str) -> None:
        """Write the key to a file for paper, 0600, never over another nor into the store.

        Raises:
            ImpossibleValueError: it cannot be written.
        """
        path = os.fspath(file)
        if files.mode_of_target(path, self._store.path):
            files.refuse(path, "already exists; name another file for the key")
        files.write(path, [text.encode()], force=False)

    def lock(self) -> bool:
        """Remove the key from this machine; return whether there was one."""
        store, found = self._store, self._stated(", so there is nothing to lock")
        where = store.files.seal.keys
        forgotten = where.forget(found.recipient)
        if found.before:
            where.forget(found.before)
        store.files.forget_key()
        for path in drafts.in_memory(store):
            readable = f"A draft is still readable, until it is saved or removed: {visible_path(path)}"
            store.warnings[readable] = None
        return forgotten

    def given_key(self) -> str | None:
        """Return the variable of the environment that opens the journal still, or None."""
        store = self._store
        found = store.files.encryption()
        try:
            key = None if found is None else store.files.seal.key(found)
        except LockedError:
            return None
        given = (name for name in (keys.COMMAND, keys.FILE) if store.environ.get(name))
        return next(given, None) if key and not key.path else None

    def _stated(self, so: str = "") -> Stated:
        """Return how the store is encrypted; refuse one that is not."""
        found = self._store.files.encryption()
        if found is None:
            raise StoreError(f"the store is not encrypted{so}")
        return found

    def _unlocked_key(self, passphrase: str) -> tuple[str, ...]:
        """Return the identities in the key of the store."""
        files = self._store.files
        raw = files.raw(KEY)
        if raw is None:
            if files.encryption() is None and encryption.an_encrypted_month(files) is None:
                raise StoreError(_NOTHING_TO_UNLOCK)
            raise LockedError(
                "is missing; the key on paper opens the journal", "`reflect store unlock --key -`", path=KEY
            )
        if not raw.startswith(AGE):
            raise LockedError(seal.DAMAGED_KEY.problem, seal.DAMAGED_KEY.hint, path=KEY)
        found = seal.unlocked_key(raw, passphrase)
        if found is None:
            hint = "the key on paper opens the journal too: `reflect store unlock --key -`"
            raise WrongPassphraseError(f"that passphrase does not open {KEY}", hint)
        return found

    def _state_again(self, identities: tuple[str, ...], recipient: str) -> None:
        """Write again into the settings that the store is encrypted, if this key opens it."""
        month = encryption.an_encrypted_month(self._store.files)
        if month is None:
            raise StoreError(_NOTHING_TO_UNLOCK)
        if seal.opened(month, seal.loaded(identities)) is None:
            raise LockedError(f"that key ({seal.short(recipient)}) does not open the months of this store")
        encryption.state_again(self._store, recipient)

    def _keep(self, recipient: str, identities: tuple[str, ...], stay: timedelta | None, *, lasting: bool) -> Unlocked:
        files = self._store.files
        try:
            key = files.seal.keys.keep(recipient, identities, stay=stay, lasting=lasting)
            files.seal.keys.remember(recipient, self._store.path)
        except OSError as error:
            raise StoreError(f"the key cannot be kept on this machine: {error.strerror}") from None
        files.forget_key()
        return Unlocked(key.until, lasting)

    def _keep_as(self, identities: tuple[str, ...], before: Key) -> None:
        """Keep a key as long as the one before."""
        stay = None if before.until is None else before.until - self._store.clock.now()
        lasting = before.until is None and not keys.is_in_runtime_folder(before.path or "", self._store.environ)
        self._keep(seal.recipient_of(identities[0]), identities, stay, lasting=lasting)


def _both(key: Key, found: Stated) -> tuple[str, str]:
    """Return the new and the old identity of a change of the key that was cut short."""
    of = {seal.recipient_of(one): one for one in key.identities}
    if found.before not in of:
        hint = "`reflect store lock`, then `reflect store unlock` brings both"
        raise LockedError("a change of the key was cut short, and only the new key is here", hint)
    return of[found.recipient], of[found.before]


def _locked_key(identities: Sequence[str], passphrase: str) -> bytes:
    """Return `key.age` of these identities, read back with the passphrase."""
    made = seal.locked_key(identities, passphrase)
    if seal.unlocked_key(made, passphrase) != tuple(identities):
        raise StoreError("could not be made: the passphrase does not open it", path=KEY)
    return made


def _typed(text: str) -> tuple[str, ...]:
    """Return the identities in a key as a person types it, or in a file of it."""
    found = keys.identities_in(text.upper())
    if not found:
        raise LockedError("that is not a key", "it has 74 characters and begins AGE-SECRET-KEY-1")
    return found


def _length(typed: str) -> timedelta:
    found = re.fullmatch(_STAY, typed.strip())
    if found is None:
        raise ImpossibleValueError("--for must be a number of minutes, hours or days", "as in 90m, 8h or 2d")
    return timedelta(**{_UNITS[found[2]]: int(found[1])})

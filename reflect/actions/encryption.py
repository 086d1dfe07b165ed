"""Encrypt the store, unlock and lock it: passphrases, keys, and what is done with the files."""

import os
import re
from datetime import datetime, timedelta
from typing import NamedTuple

from reflect.actions import drafts, files
from reflect.errors import ImpossibleValueError, LockedError, StoreError, WrongPassphraseError
from reflect.model.text import visible_path
from reflect.store import encryption, folder, keys, seal
from reflect.store.encrypted_settings import Encryption
from reflect.store.encryption import Done
from reflect.store.keys import Key
from reflect.store.paths import AGE, CARE, KEY
from reflect.store.store import Store

WORDS = 6
"""Of a passphrase that the program makes: of 2048 words, 66 bits."""
_STAY = re.compile(r"([1-9][0-9]{0,4})([mhd])")
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}


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
    done: Done
    opened: "Unlocked | None" = None
    """The key, where it stays on this machine."""


class Unlocked(NamedTuple):
    """The key on this machine."""

    until: datetime | None
    """None: until logout, or where it is `lasting` until it is locked."""
    lasting: bool


def state(store: Store) -> EncryptionState:
    """As `Encryption.state`."""
    has_contacts = os.path.lexists(store.files.path(CARE))
    found = store.files.encryption()
    if found is None:
        return EncryptionState(None, has_contacts=has_contacts, remote=store.settings.remote)
    plain = tuple(folder.not_encrypted(store.files))
    return EncryptionState(found.recipient, plain, found.before is not None, has_contacts)


def new_passphrase() -> str:
    """As `Encryption.new_passphrase`."""
    import random
    from importlib import resources

    words = resources.files("reflect.store").joinpath("words_en.txt").read_text().split()
    return " ".join(random.SystemRandom().sample(words, WORDS))


def encrypt(store: Store, identity: str, passphrase: str, *, contacts_readable: bool, keep: bool) -> EncryptResult:
    """As `Encryption.encrypt`."""
    store.refuse_in_batch("encrypt")
    if not store.exists():
        raise StoreError(f"there is no store at {visible_path(store.path)} yet, so there is nothing to encrypt")
    if store.files.encryption() is not None:
        raise StoreError("the store is encrypted already")
    entries, recipient = len(store.entries()), seal.recipient_of(identity)
    encryption.begin(store, _locked_key([identity], passphrase), recipient, hides_contacts=not contacts_readable)
    store.files.seal.keys.remember(recipient, store.path)
    done = encryption.encrypt_files(store)
    opened = _keep(store, recipient, (identity,), None, lasting=True) if keep else None
    if not keep:
        store.files.forget_key()
    return EncryptResult(entries, done, opened)


def encrypt_rest(store: Store) -> EncryptResult:
    """As `Encryption.encrypt_rest`."""
    return EncryptResult(None, encryption.encrypt_files(store))


def change_passphrase(store: Store, passphrase: str) -> None:
    """As `Encryption.change_passphrase`."""
    store.refuse_in_batch("a change of the passphrase")
    encryption.change_passphrase(store, _locked_key(_key(store).identities, passphrase))


def change_key(store: Store, identity: str, passphrase: str) -> EncryptResult:
    """As `Encryption.change_key`."""
    store.refuse_in_batch("a change of the key")
    entries, key = len(store.entries()), _key(store)
    found = store.files.encryption()
    if found is None or found.before is None:
        old = next(one for one in key.identities if found and seal.recipient_of(one) == found.recipient)
        new = identity
        if key.path:
            _keep_as(store, (new, old), key)
        encryption.begin_new_key(store, _locked_key([new, old], passphrase), seal.recipient_of(new))
    else:  # one that was cut short goes on
        new, old = _both(key, found)
    done = encryption.renew_files(store, _locked_key([new], passphrase), (new, old))
    if key.path:
        _keep_as(store, (new,), key)
    store.files.seal.keys.forget(seal.recipient_of(old))
    store.files.seal.keys.remember(seal.recipient_of(new), store.path)
    store.files.forget_key()
    return EncryptResult(entries, done)


def _both(key: Key, found: Encryption) -> tuple[str, str]:
    """Return the new and the old identity of a change of the key that was cut short."""
    of = {seal.recipient_of(one): one for one in key.identities}
    if found.before not in of:
        hint = "`reflect store lock`, then `reflect store unlock` brings both"
        raise LockedError("a change of the key was cut short, and only the new key is here", hint)
    return of[found.recipient], of[found.before]


def decrypt(store: Store) -> EncryptResult:
    """As `Encryption.decrypt`."""
    store.refuse_in_batch("decrypt")
    found = store.files.encryption()
    if found is None:
        raise StoreError("the store is not encrypted")
    entries, where = len(store.entries()), store.files.seal.keys
    done = encryption.decrypt_files(store)
    where.forget(found.recipient)
    where.remember(None, store.path)
    return EncryptResult(entries, done)


def unlock(store: Store, passphrase: str | None, identity: str | None, *, stay: str | None, lasting: bool) -> Unlocked:
    """As `Encryption.unlock`."""
    length = None if stay is None else _length(stay)
    identities = _typed(identity) if identity else _identities(store, passphrase or "")
    found = store.files.encryption()
    recipients = [seal.recipient_of(one) for one in identities]
    if found is None:
        _state_again(store, identities, recipients[0])
    elif found.recipient not in recipients:
        theirs, ours = seal.short(recipients[0]), seal.short(found.recipient)
        what = "that key" if identity else f"the key in {KEY}"
        raise LockedError(f"{what} belongs to another journal ({theirs}); the one of this store is {ours}")
    recipient = found.recipient if found else recipients[0]
    return _keep(store, recipient, identities, length, lasting=lasting)


def lock(store: Store) -> bool:
    """As `Encryption.lock`."""
    found = store.files.encryption()
    if found is None:
        raise StoreError("the store is not encrypted, so there is nothing to lock")
    where = store.files.seal.keys
    forgotten = where.forget(found.recipient)
    if found.before:
        where.forget(found.before)
    store.files.forget_key()
    for path in drafts.in_memory(store):
        readable = f"A draft is still readable, until it is saved or removed: {visible_path(path)}"
        store.warnings[readable] = None
    return forgotten


def given_key(store: Store) -> str | None:
    """As `Encryption.given_key`."""
    found = store.files.encryption()
    try:
        key = None if found is None else store.files.seal.key(found)
    except LockedError:
        return None
    return next((name for name in (keys.COMMAND, keys.FILE) if key and not key.path and store.environ.get(name)), None)


def _key(store: Store) -> Key:
    found = store.files.encryption()
    if found is None:
        raise StoreError("the store is not encrypted")
    return store.files.seal.key(found)


def _locked_key(identities: "list[str] | tuple[str, ...]", passphrase: str) -> bytes:
    """Return `key.age` of these identities, read back with the passphrase."""
    made = seal.locked_key(identities, passphrase)
    if seal.unlocked_key(made, passphrase) != tuple(identities):
        raise StoreError("could not be made: the passphrase does not open it", path=KEY)
    return made


def write_key(store: Store, file: str, text: str) -> None:
    """As `Encryption.write_key`."""
    if files.mode_of_target(file, store.path):
        files.refuse(file, "already exists; name another file for the key")
    files.write(file, [text.encode()], force=False)


def _typed(text: str) -> tuple[str, ...]:
    """Return the identities in a key as a person types it, or in a file of it."""
    found = keys.identities_in(text.upper())
    if not found:
        raise LockedError("that is not a key", "it has 74 characters and begins AGE-SECRET-KEY-1")
    return found


def _identities(store: Store, passphrase: str) -> tuple[str, ...]:
    raw = store.files.raw(KEY)
    if raw is None:
        if store.files.encryption() is None and encryption.an_encrypted_month(store.files) is None:
            raise StoreError("the store is not encrypted, so there is nothing to unlock")
        raise LockedError("is missing; the key on paper opens the journal", "`reflect store unlock --key -`", path=KEY)
    if not raw.startswith(AGE):
        raise LockedError(seal.DAMAGED_KEY.problem, seal.DAMAGED_KEY.hint, path=KEY)
    found = seal.unlocked_key(raw, passphrase)
    if found is None:
        hint = "the key on paper opens the journal too: `reflect store unlock --key -`"
        raise WrongPassphraseError(f"that passphrase does not open {KEY}", hint)
    return found


def _state_again(store: Store, identities: tuple[str, ...], recipient: str) -> None:
    """Write again into the settings that the store is encrypted, if this key opens it."""
    month = encryption.an_encrypted_month(store.files)
    if month is None:
        raise StoreError("the store is not encrypted, so there is nothing to unlock")
    if seal.opened(month, seal.loaded(identities)) is None:
        raise LockedError(f"that key ({seal.short(recipient)}) does not open the months of this store")
    encryption.state_again(store, recipient)


def _keep(
    store: Store, recipient: str, identities: tuple[str, ...], stay: timedelta | None, *, lasting: bool
) -> Unlocked:
    try:
        key = store.files.seal.keys.keep(recipient, identities, stay=stay, lasting=lasting)
        store.files.seal.keys.remember(recipient, store.path)
    except OSError as error:
        raise StoreError(f"the key cannot be kept on this machine: {error.strerror}") from None
    store.files.forget_key()
    return Unlocked(key.until, lasting)


def _keep_as(store: Store, identities: tuple[str, ...], before: Key) -> None:
    """Keep a key as long as the one before."""
    stay = None if before.until is None else before.until - store.clock.now()
    lasting = before.until is None and not keys.is_in_runtime_folder(before.path or "", store.environ)
    _keep(store, seal.recipient_of(identities[0]), identities, stay, lasting=lasting)


def _length(typed: str) -> timedelta:
    found = _STAY.fullmatch(typed.strip())
    if found is None:
        raise ImpossibleValueError("--for must be a number of minutes, hours or days", "as in 90m, 8h or 2d")
    return timedelta(**{_UNITS[found[2]]: int(found[1])})

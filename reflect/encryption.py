"""The part of `Journal` for encryption, as `journal.encryption`: most commands never load it.

A store is encrypted for a key, which is in the store under a passphrase, and on paper. A key on this machine opens it;
without one, every verb that needs contents raises `LockedError`.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from reflect import actions
from reflect.arguments import checks_arguments

if TYPE_CHECKING:
    from reflect.actions.encryption import EncryptionState, EncryptResult, Unlocked
    from reflect.arguments import StrPath
    from reflect.store.store import Store


@checks_arguments
class Encryption:
    """Encrypt a store, unlock and lock it."""

    def __init__(self, store: Store) -> None:
        """Use this store; `Journal.encryption` is made so."""
        self._store = store

    def state(self) -> EncryptionState:
        """Return how far the store is encrypted; it needs no key."""
        return actions.encryption.state(self._store)

    @staticmethod
    def new_key() -> str:
        """Return a new key, a secret that opens the journal for good."""
        from reflect.store import seal

        return seal.new_identity()

    @staticmethod
    def new_passphrase() -> str:
        """Return a passphrase of six words."""
        return actions.encryption.new_passphrase()

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
        return actions.encryption.encrypt(self._store, key, passphrase, contacts_readable=contacts_readable, keep=keep)

    def encrypt_rest(self) -> EncryptResult:
        """Encrypt the files that an interrupted command left plain; it needs no key."""
        return actions.encryption.encrypt_rest(self._store)

    def change_passphrase(self, passphrase: str) -> None:
        """Put the key in the store under another passphrase. The old one opens old copies of it."""
        actions.encryption.change_passphrase(self._store, passphrase)

    def change_key(self, key: str, passphrase: str) -> EncryptResult:
        """Encrypt every file anew for another key, or go on with that; the old key opens old copies of the store."""
        return actions.encryption.change_key(self._store, key, passphrase)

    def decrypt(self) -> EncryptResult:
        """Write every file plain again, and remove the key from the store and from this machine.

        Raises:
            ChangedAndThenError: some files are plain; the same call goes on.
        """
        return actions.encryption.decrypt(self._store)

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
        return actions.encryption.unlock(self._store, passphrase, key, stay=stay, lasting=lasting)

    def write_key(self, file: StrPath, text: str) -> None:
        """Write the key to a file for paper, 0600, never over another nor into the store.

        Raises:
            ImpossibleValueError: it cannot be written.
        """
        actions.encryption.write_key(self._store, os.fspath(file), text)

    def lock(self) -> bool:
        """Remove the key from this machine; return whether there was one."""
        return actions.encryption.lock(self._store)

    def given_key(self) -> str | None:
        """Return the variable of the environment that opens the journal still, or None."""
        return actions.encryption.given_key(self._store)

"""Opening and closing the files of an encrypted store, by age (https://age-encryption.org/v1).

Closing needs the recipient, which is in `reflect.toml`; opening needs the key, which is looked for on this machine
(`reflect.store.keys`) when the first file is opened. Only an encrypted store loads this module and pyrage.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

from reflect.errors import ImpossibleValueError, LockedError, ReflectError, StoreError
from reflect.store.encrypted_settings import Encryption
from reflect.store.keys import Key, Keys
from reflect.store.paths import AGE, KEY

DAMAGED_KEY: Final = LockedError("is damaged; the key on paper opens the journal", "`reflect store unlock --key -`")
LOCKED: Final = LockedError("the journal is locked", "`reflect store unlock` opens it")
DAMAGED: Final = "is damaged (cut short or altered), or encrypted for another key"
_INSTALL = "`pip install 'reflect-journal[age]'`"
_SHOWN = 8
"""Characters of a recipient that are shown at its beginning, after which the last four follow."""


def age(otherwise: ReflectError | None = None) -> Any:
    """Return pyrage, which has no types of its own.

    Raises:
        ReflectError: it is not installed: `otherwise`, by default a LockedError.
    """
    try:
        import pyrage  # type: ignore[import-untyped, unused-ignore]
    except ImportError:
        raise otherwise or LockedError("this journal is encrypted", f"{_INSTALL} lets this program open it") from None
    return pyrage


def short(recipient: str) -> str:
    """Return the beginning and the end of a recipient."""
    return f"{recipient[:_SHOWN]}…{recipient[-4:]}"


def new_identity() -> str:
    """Return a new identity, which is a secret.

    Raises:
        ImpossibleValueError: pyrage is not installed.
    """
    pyrage = age(ImpossibleValueError("this program cannot encrypt yet", f"{_INSTALL} lets it"))
    return str(pyrage.x25519.Identity.generate())


def recipient_of(identity: str) -> str:
    """Return the recipient of an identity.

    Raises:
        LockedError: it is not one.
    """
    pyrage = age()
    try:
        return str(pyrage.x25519.Identity.from_str(identity).to_public())
    except pyrage.IdentityError:
        raise LockedError("that is not a whole key", "it has 74 characters and begins AGE-SECRET-KEY-1") from None


def loaded(identities: Iterable[str]) -> list[Any]:
    """Return identities as pyrage uses them."""
    from_str = age().x25519.Identity.from_str
    return [from_str(identity) for identity in identities]


class Seal:
    """The seal of one store."""

    def __init__(self, keys: Keys) -> None:
        """Look for the key in these places when a file is opened."""
        self.keys = keys
        self._identities: list[Any] = []
        self.refused: LockedError | None = None
        """Why there is no key, where that is known and it is not to be looked for again: a command may ask for it."""

    def use(self, identities: Iterable[str]) -> None:
        """Open files with these identities from now on."""
        self._identities = loaded(identities)

    def unlock(self, encryption: Encryption) -> None:
        """Look for the key, unless it was found already.

        Raises:
            LockedError: there is none here that opens the store.
        """
        if self.refused is not None:
            raise self.refused
        if not self._identities:
            self.use(self.key(encryption).identities)

    def key(self, encryption: Encryption) -> Key:
        """Return the key on this machine.

        Raises:
            LockedError: there is none that opens the store.
        """
        other = None
        for key in self.keys.candidates(encryption.recipient):
            found = list(map(recipient_of, key.identities))
            if encryption.recipient in found:
                return key
            other = found[0] if found else other
        if other is None:
            raise LockedError(LOCKED.problem, LOCKED.hint)
        theirs = f"belongs to another journal ({short(other)})"
        raise LockedError(f"the key on this machine {theirs}; the one of this store is {short(encryption.recipient)}")

    def open(self, data: bytes, name: str, encryption: Callable[[], Encryption | None]) -> bytes:
        """Return what an encrypted file holds; `encryption` is asked where the key is not known yet.

        Raises:
            LockedError: there is no key here that opens the store.
            StoreError: it is damaged.
        """
        if not self._identities:
            found_in = encryption()
            if found_in is None:
                hint = "`reflect store unlock` writes it there again"
                raise LockedError("is encrypted, and reflect.toml does not say for which key", hint, path=name)
            self.unlock(found_in)
        found = opened(data, self._identities)
        if found is None:
            raise StoreError(DAMAGED, "other files can be read", path=name)
        if found.startswith(AGE):
            raise StoreError("is encrypted twice", "`age -d` removes the outer layer", path=name)
        return found


def opened(data: bytes, identities: Sequence[Any]) -> bytes | None:
    """Return what an encrypted file holds; None where these identities do not open it, or it is damaged."""
    pyrage = age()
    try:
        return bytes(pyrage.decrypt(data, identities))
    except (pyrage.DecryptError, ValueError):
        return None


def closed(data: bytes, recipient: str) -> bytes:
    """Return data encrypted for a recipient; it needs no key.

    Raises:
        LockedError: pyrage is not installed.
        StoreError: the recipient is not one.
    """
    pyrage = age()
    try:
        return bytes(pyrage.encrypt(data, [pyrage.x25519.Recipient.from_str(recipient)]))
    except pyrage.RecipientError:
        raise StoreError("has an `encrypted` that is not a recipient of age", path="reflect.toml") from None


# The key in the store, under the passphrase.


def locked_key(identities: Iterable[str], passphrase: str) -> bytes:
    """Return `key.age`: identities under a passphrase. It takes about two seconds, which is what protects them."""
    lines = [line for identity in identities for line in (f"# public key: {recipient_of(identity)}", identity)]
    return bytes(age().passphrase.encrypt("".join(f"{line}\n" for line in lines).encode(), passphrase))


_DAMAGED_KEY = ("failed to fill", "Incomplete", "decryption error", "Header", "No matching", "Unknown", "Invalid")
"""How pyrage's errors begin that are not of a wrong passphrase."""


def unlocked_key(raw: bytes, passphrase: str) -> tuple[str, ...] | None:
    """Return the identities in `key.age`; None where the passphrase does not open it. It takes about two seconds.

    Raises:
        LockedError: it is damaged, as far as that can be told.
    """
    from reflect.store.keys import identities_in

    pyrage = age()
    found: tuple[str, ...] = ()
    try:
        found = identities_in(pyrage.passphrase.decrypt(raw, passphrase).decode(errors="replace"))
    except pyrage.DecryptError as error:
        if not str(error).startswith(_DAMAGED_KEY):
            return None
    if not found:
        raise LockedError(DAMAGED_KEY.problem, DAMAGED_KEY.hint, path=KEY)
    return found

"""Encrypted stores for the tests, made without the seconds that a passphrase takes: one key, made once."""

import base64
import os
from pathlib import Path
from typing import Final

from reflect.clock import Clock
from reflect.store import encryption
from reflect.store.keys import Keys
from reflect.store.paths import AGE, READABLE
from reflect.store.store import Store
from tests.program import Reflect

IDENTITY: Final = "AGE-SECRET-KEY-1GDQ6K24GVN7563P4VGEVHH2G43J5TSSJKCFEYZT9DKU7Q48EVNFQL4GAFQ"
RECIPIENT: Final = "age1n7w96780scevvu3mw7h5600jrnd4rplvfvaktrnk0rty90tvn93sudmr0d"
PASSPHRASE: Final = "six words that nobody else has"  # noqa: S105 - of this test key
KEY_AGE: Final = base64.b64decode("""
YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IHNjcnlwdCA2UlRXZ01lL3BYWnZJUnNJYVZIRDV3IDE4CnF4dHpkZTN4R3lUbXJNbFlV
dElKZ3NmZU5JNGVZaGcvTEpaTUU5clZseWMKLS0tIFhKYy96WG5nYXNIbkFtTGxRaGNkYkd2NERxYnhvZWZTK2NPalcybkxCVWMK
iul4Xk5Jx5m39AiMntVJHYMMQzIRbCQwL3dINHzDjvR0lj9pd7mVtI55Di0ngvWCdw/b/2RyHt1ttAOBX2xB0B614QKxVlHFO7Id
P3o7TgEnMnatg+S/AvhEDpCA6yNpaz72UR3VtvYC7EZZNIS7vrn4sNPzyjlEbpkdtr7oB5Q9FQxGucXRnVl9Pi04Q2KQYUhFhcpk
FxU1w8eBk686NjC0R8ah4xhv7RqiUfcbsY0AwUEfqvJl6A==
""")
"""What `key.age` holds: the identity under the passphrase."""


def store_of(reflect: Reflect) -> Store:
    """Return the store of a program, opened in this process."""
    return Store(str(reflect.store), Clock.from_environment(reflect.env), environ=reflect.env)


def encrypt(reflect: Reflect, *, hides_contacts: bool = False, unlocked: bool = True) -> Reflect:
    """Encrypt a store as `store encrypt` does, and leave it open on its machine, or locked."""
    store = store_of(reflect)
    encryption.begin(store, KEY_AGE, RECIPIENT, hides_contacts=hides_contacts)
    encryption.encrypt_files(store)
    if unlocked:
        unlock(reflect)
    return reflect


def _keys(reflect: Reflect) -> Keys:
    return Keys(reflect.env, Clock.from_environment(reflect.env).now)


def unlock(reflect: Reflect, *identities: str, recipient: str = RECIPIENT) -> None:
    """Put the key on the machine of a program, as `store unlock` does."""
    _keys(reflect).keep(recipient, identities or (IDENTITY,), stay=None, lasting=True)
    _keys(reflect).remember(recipient, os.path.realpath(reflect.store))


def lock(reflect: Reflect) -> None:
    """Take the key off it."""
    _keys(reflect).forget(RECIPIENT)


def plain_files(store: Path, *readable: str) -> list[str]:
    """Return the files in the folder of a store that do not begin as encrypted ones do, but those named."""
    found = {str(path.relative_to(store)): path for path in store.rglob("*") if path.is_file()}
    return [
        name
        for name, path in sorted(found.items())
        if name not in (*READABLE, *readable) and not path.read_bytes().startswith(AGE)
    ]

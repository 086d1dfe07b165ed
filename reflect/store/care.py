"""The person's own contacts, for `reflect care`; read alone, so that a broken or locked store does not hide them."""

import os

from reflect.errors import StoreError
from reflect.store import atomic
from reflect.store.paths import CARE


def contacts(store: str) -> str | None:
    """Return the text of the contacts, or None where there are none.

    Raises:
        StoreError: they cannot be read, or are not UTF-8.
    """
    raw = atomic.read(os.path.join(store, CARE))
    return None if raw is None or not raw.strip() else decoded(raw)


def decoded(raw: bytes) -> str:
    """Return the text that the file of the contacts holds.

    Raises:
        StoreError: it is not UTF-8.
    """
    try:
        return raw.removeprefix(atomic.BOM).decode()
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise StoreError(
            f"{CARE} line {line}: is not UTF-8, so `reflect care` cannot show it; save it as UTF-8"
        ) from None

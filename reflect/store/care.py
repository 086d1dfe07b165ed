"""The person's own contacts, for `reflect care`; read alone, so that a broken or locked store does not hide them."""

import os

from reflect.store import atomic
from reflect.store.folder import CARE


def contacts(store: str) -> str | None:
    """Return the text of the contacts, or None where there are none.

    Raises:
        StoreError: they cannot be read.
        ValueError: they are not UTF-8.
    """
    raw = atomic.read(os.path.join(store, CARE))
    return None if raw is None or not raw.strip() else raw.removeprefix(atomic.BOM).decode()

"""The person's own contacts, for `reflect care`."""

import os
from collections.abc import Mapping
from os import PathLike

from reflect.model.text import checked
from reflect.store import paths, plain_files
from reflect.store.store import Store


def contacts(store: Store) -> str | None:
    """As `Journal.contacts`. Reads no other file, so that a broken or locked store does not hide them."""
    return plain_files.contacts(store.path)


def contacts_at(store: str | PathLike[str] | None, environ: Mapping[str, str] | None) -> str | None:
    """As `Journal.contacts_at`."""
    return plain_files.contacts(paths.find(store, os.environ if environ is None else environ))


def set_contacts(store: Store, text: str) -> None:
    """As `Journal.set_contacts`."""
    raw = checked(text, "the text of your contacts").encode() + b"\n"
    with store.writing(undoable=False) as change:
        change.write(paths.CARE, raw)

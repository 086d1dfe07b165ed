"""The person's own contacts, for `reflect care`."""

import os
from collections.abc import Mapping
from os import PathLike

from reflect.clock import Clock
from reflect.model.text import checked
from reflect.store import atomic, paths, plain_files
from reflect.store.files import Files
from reflect.store.store import Store


def contacts(store: Store) -> str | None:
    """As `Journal.contacts`. Reads no other file, so that a broken or locked store does not hide them."""
    return _contacts(store.files)


def contacts_at(store: str | PathLike[str] | None, environ: Mapping[str, str] | None) -> str | None:
    """As `Journal.contacts_at`."""
    environ = os.environ if environ is None else environ
    return _contacts(Files(paths.find(store, environ), keys=(environ, lambda: Clock.from_environment(environ).now())))


def _contacts(files: Files) -> str | None:
    raw = atomic.read(files.path(paths.CARE))
    return plain_files.contacts(None if raw is None else files.opened(paths.CARE, raw))


def set_contacts(store: Store, text: str) -> None:
    """As `Journal.set_contacts`."""
    raw = checked(text, "the text of your contacts").encode() + b"\n"
    with store.writing(undoable=False) as change:
        change.write(paths.CARE, raw)

"""Drafts: words on their way to an entry, in the store, for nobody else to read, until they are saved."""

import contextlib
import os

from reflect.errors import StoreError
from reflect.model.text import visible_path
from reflect.store import atomic, paths
from reflect.store.store import Store


def begin(store: Store, text: str) -> str:
    """As `Journal.new_draft`."""
    store.make()
    drafts = os.path.join(store.path, paths.DRAFTS)
    path = os.path.join(drafts, f"draft-{os.urandom(4).hex()}.txt")
    try:
        atomic.make_folder(drafts)
        atomic.write_new(path, text.encode())
    except OSError as error:
        raise StoreError(f"no draft can be written in {visible_path(drafts)}: {error.strerror}") from None
    return path


def keep(path: str, text: str) -> bool:
    """As `Journal.keep_draft`."""
    try:
        with open(path, "rb") as file:
            written = file.read()
    except OSError:
        return False
    if not written.strip() or written == text.encode():
        clear(path)
        return False
    with contextlib.suppress(OSError):
        os.chmod(path, atomic.FILE_MODE)
    return True


def clear(path: str) -> None:
    """As `Journal.clear_draft`."""
    drafts, name = os.path.split(path)
    for left in os.listdir(drafts):
        if name in left:
            with contextlib.suppress(OSError):
                os.unlink(os.path.join(drafts, left))

"""Drafts: text that is not an entry yet, saved in the store, for nobody else to read."""

import contextlib
import os
import re

from reflect.errors import ImpossibleValueError, StoreError
from reflect.model.text import heading_of, visible_path
from reflect.store import atomic, paths
from reflect.store.store import Store

_NAME = r"draft-[0-9a-f]{8}\.txt"


def new_draft(store: Store, text: str) -> str:
    """As `Journal.new_draft`."""
    store.make()
    drafts = os.path.join(store.path, paths.DRAFTS)
    path = os.path.join(drafts, f"draft-{os.urandom(4).hex()}.txt")
    try:
        atomic.make_folder(drafts)
        atomic.write_new(path, text.encode(errors="surrogatepass"))
    except OSError as error:
        raise StoreError(f"no draft can be written in {visible_path(drafts)}: {error.strerror}") from None
    return path


def drafts(store: Store) -> list[str]:
    """As `Journal.drafts`."""
    folder = os.path.join(store.path, paths.DRAFTS)
    try:
        found = [os.path.join(folder, name) for name in os.listdir(folder) if re.fullmatch(_NAME, name)]
        return sorted(filter(_has_text, found), key=lambda path: (os.stat(path).st_mtime_ns, path))
    except OSError:  # there is no such folder, or a draft has gone meanwhile
        return []


def _has_text(path: str) -> bool:
    with open(path, "rb") as file:
        text = file.read().decode(errors="replace")
    return bool(text.removeprefix(heading_of(text).rstrip()).strip())


def keep_draft(store: Store, path: str, text: str) -> bool:
    """As `Journal.keep_draft`."""
    _check(store, path)
    try:
        with open(path, "rb") as file:
            written = file.read()
    except OSError:
        return False
    if not written.strip() or written == text.encode(errors="surrogatepass"):
        clear_draft(store, path)
        return False
    with contextlib.suppress(OSError):
        os.chmod(path, atomic.FILE_MODE)
    return True


def clear_draft(store: Store, path: str) -> None:
    """As `Journal.clear_draft`."""
    _check(store, path)
    drafts, name = os.path.split(path)
    with contextlib.suppress(FileNotFoundError):
        for left in os.listdir(drafts):
            if name in left:
                with contextlib.suppress(OSError):
                    os.unlink(os.path.join(drafts, left))


def _check(store: Store, path: str) -> None:
    folder, name = os.path.split(path)
    if folder != os.path.join(store.path, paths.DRAFTS) or not re.fullmatch(_NAME, name):
        raise ImpossibleValueError(f"{visible_path(path)} is not a draft of this journal")

"""The inbox: entries recorded while the journal was locked, each in a file `inbox/ID.json`, like a month of one.

It takes no key, only the recipient; the next writer that has the key adds them to their months (`merging`). Whoever
can write into the folder of the store could name a recipient of their own in `reflect.toml`, so nothing is encrypted
for one that did not open this store on this machine before (`Keys.opens`). Whoever has the recipient can put a file
there, so one can add an entry, and never changes one.
"""

import contextlib
from collections.abc import Iterator
from typing import Final, Literal

from reflect.errors import LockedError, StoreError
from reflect.model.choices import Kind
from reflect.model.schema import Entry
from reflect.store import seal
from reflect.store.files import Files
from reflect.store.month import entries_in, serialise, tables
from reflect.store.paths import AGE, inbox_file, waiting
from reflect.store.store import Store

KINDS: Final[tuple[Kind, ...]] = ("mood", "pattern", "note", "session")
"""The kinds of entries that need nothing of what is locked."""


def recipient_for(store: Store, locked: LockedError) -> str:
    """Return for whom an entry is encrypted that is recorded while the journal is `locked`.

    Raises:
        LockedError: this machine never opened the store with the key of that recipient.
    """
    found = store.files.encryption()
    if found is None:
        raise locked
    if not store.files.seal.keys.opens(found.recipient, store.path):
        if locked.problem != seal.LOCKED.problem:
            raise locked
        why = f"the key that reflect.toml names ({seal.short(found.recipient)}) was never used on this machine"
        raise LockedError(f"{locked.problem}, and {why}, so nothing can be saved yet", locked.hint)
    return found.recipient


def add(store: Store, entry: Entry, locked: LockedError) -> None:
    """Save an entry in the inbox.

    Raises:
        LockedError: as `recipient_for`, or pyrage is not installed.
        StoreError: it cannot be written.
    """
    recipient = recipient_for(store, locked)
    raw = seal.closed(serialise({entry["id"]: entry}), recipient)
    with store.writing(undoable=False, locked=True) as change:
        if recipient_for(store, locked) != recipient:
            raise StoreError("the key of the journal was changed by another command meanwhile")
        change.add_sealed(inbox_file(entry["id"]), entry["id"], raw)


def inspect(files: Files) -> Iterator[tuple[str, str, Literal["damage", "note"]]]:
    """Yield what there is to say of files of the inbox: the name, the end of a sentence, the severity."""
    names = waiting(files.folder)
    view, files.overlay = (files.merge_copies() if names else None), {}
    for name in names if view else ():
        if view and (why := view.unread.get(name)):
            if why == seal.DAMAGED and files.encryption():
                yield name, f"{why}; move it away if it is not yours", "damage"
            elif why != seal.LOCKED.problem:
                yield name, f"{why}, so nothing reads it, and it stays as it is", "note"
    if view and (found := view.from_inbox):
        more = f", and with it {len(found) - 1} more" if found[1:] else ""
        yield found[0], f"was saved while the journal was locked{more}; the next command that writes adds it", "note"


def entry_in(raw: bytes, opened: bytes, name: str) -> Entry:
    """Return the entry in a file of the inbox, given as it is and as it is opened.

    Raises:
        StoreError: it is not one that was saved here.
    """
    if not raw.startswith(AGE):
        raise StoreError("is not encrypted", path=name)
    with contextlib.suppress(StoreError):
        found = list(entries_in(tables(opened, name), name).values())
        is_named = len(found) == 1 and name.startswith(inbox_file(found[0]["id"]).removesuffix(".json"))
        if is_named and found[0]["kind"] in KINDS and found[0]["edited_at"] is None:
            return found[0]
    raise StoreError("is not an entry that was saved while the journal was locked", path=name)

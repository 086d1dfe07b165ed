"""Which files agree with `deleted.json`, so that marks are read again only when one of them changed.

A writer saw that no marked entry is in them, and keeps their sizes, times and inodes in `cache/agreed.json`. A file
changed twice within one tick of the disk's clock, and to the same size, could pass for unchanged; then a deleted entry
is shown until its month changes again.
"""

import contextlib
import json
import os
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from reflect.errors import StoreError
from reflect.store import atomic
from reflect.store.paths import CACHE, DELETED, ENTRIES, LABELS, month_in

if TYPE_CHECKING:
    from reflect.store.files import Files

_NAME = f"{CACHE}/agreed.json"
Stamp = list[int]


def stamps(files: "Files") -> dict[str, Stamp]:
    """Return the stamps of `deleted.json` and of all that its marks can name, as the files are now."""
    names = [DELETED, LABELS, *(name for name in files.names(ENTRIES) if month_in(name))]
    return {name: now for name in names if (now := stamp(files, name))}


def load(files: "Files") -> dict[str, Stamp]:
    """Return the stamps that the last writer left; none where they cannot be read."""
    try:
        found = json.loads(files.read(_NAME, saved=True) or b"{}")
    except (StoreError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def before(files: "Files") -> Mapping[str, Stamp]:
    """Return the stamps of files that agree before a change that merges nothing."""
    now, known = stamp(files, DELETED), load(files)
    if now is None:
        return stamps(files)  # there are no marks
    return known if known.get(DELETED) == now else {}


def save(files: "Files", before: Mapping[str, Stamp], written: Iterable[str]) -> None:
    """Save that the files with the stamps `before`, and those that a change has written since, agree.

    Only a cache, so it is not synced to the disk, and a failure does not matter.
    """
    with contextlib.suppress(OSError, StoreError):
        new = {name: stamp(files, name) for name in written if name in (LABELS, DELETED) or month_in(name)}
        here = {name: stamp for name, stamp in {**before, **new}.items() if stamp}
        if DELETED not in here or files.has_pending_change():
            return
        atomic.make_folder(files.path(CACHE))
        atomic.replace(files.path(_NAME), files.closed(_NAME, json.dumps(here).encode()), sync=False)


def stamp(files: "Files", name: str) -> Stamp | None:
    """Return what is another after any change of a file of the store; None where there is none."""
    try:
        return atomic.stamp_of(os.lstat(files.path(name)))
    except OSError:
        return None

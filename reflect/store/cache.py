"""The fold of the past, saved so that a day does not cost more after ten years.

The cache holds the fold of whole months and, for each of these months, the size, times and inode of its file and a
checksum of its bytes. It counts only while each file is as its stamp says, or else has the same bytes (in a copy of the
store), and no other month has come before them; else it is folded anew from the entries. Deleting or damaging it
changes nothing but the time taken.
"""

import contextlib
import json
import os
from functools import cache
from typing import Any, NamedTuple
from zlib import crc32

from reflect.errors import StoreError
from reflect.store import atomic
from reflect.store.paths import CACHE, month_file, month_in
from reflect.store.store import Store

_NAME = f"{CACHE}/past.json"
_EARLIER = f"{CACHE}/earlier.json"
"""The fold up to some months before, from which it goes on after a change of one of the latest months."""
_RACY_NS = 2_000_000_000
"""A file younger than the cache by less than this could be changed again within the same tick of the
file system's clock (git's racy rule, https://git-scm.com/docs/racy-git)."""


class Cached(NamedTuple):
    """A fold that counts."""

    state: Any
    """After all months up to and including `through`."""
    through: str
    fresh: bool
    """Its stamps match as they are, so that it need not be saved again."""


def load(store: Store, key: object, before: str) -> Cached | None:
    """Return the latest cached fold of months before the month `before`, or None if none is valid.

    `key` is what the fold depends on beside the entries; a cache made with another one does not count.
    """
    if any((month_in(name) or before) < before for name in store.files.overlay):
        return None  # a batch or a merge has changed the past
    return _load(store, _NAME, key, before) or _load(store, _EARLIER, key, before)


def checked(store: Store) -> dict[str, list[int]]:
    """Return the stamps of the month files whose entries were checked when they were folded, by their names.

    One that still has its stamp need not be checked again: of an export of ten years that is a quarter of the time. It
    is read as it is all the same, so that a stamp that fits by chance costs a check and no more.
    """
    with contextlib.suppress(OSError, StoreError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        document = _unsealed(store.files.read(_NAME, saved=True) or b"{}")
        return {month_file(month): stamp["stat"] for month, stamp in document["months"].items()}
    return {}


def _load(store: Store, name: str, key: object, before: str) -> Cached | None:
    try:
        raw = store.files.read(name, saved=True)
        made = os.stat(store.files.path(name)).st_mtime_ns
        return None if raw is None or store.files.has_pending_change() else _counting(store, raw, made, key, before)
    except (OSError, StoreError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None  # whatever is there is not a cache of ours


def _counting(store: Store, raw: bytes, made: int, key: object, before: str) -> Cached | None:
    document = _unsealed(raw)
    stamps, through = document["months"], document["through"]
    ours = document["key"] == key and through < before
    if not ours or [month for month in store.months() if month <= through] != sorted(stamps):
        return None
    changed = [month for month, stamp in stamps.items() if not _fits(store, month, stamp, made)]
    if any(_checksum(store, month, *_stat(store, month)) != stamps[month]["crc32"] for month in changed):
        return None
    return Cached(document["state"], through, fresh=not changed)


def save(store: Store, key: object, state: object, through: str, *, is_earlier: bool = False) -> None:
    """Save the fold of all months up to and including `through`, under the lock, as far as the disk will.

    Within a batch or a merge of the past it is not saved: the folded changes may never be written.
    """
    if store.in_batch or any((month_in(name) or through) < through for name in store.files.overlay):
        return
    with contextlib.suppress(OSError, StoreError):
        months = [month for month in store.months() if month <= through]
        stamps = {}
        for month in months:
            found = _stat(store, month)
            stamps[month] = {"stat": found, "crc32": _checksum(store, month, *found)}
        document = {"key": key, "months": stamps, "through": through, "state": state}
        atomic.make_folder(store.files.path(CACHE))
        sealed = {**document, "crc32": _seal(document)}
        store.files.put(_EARLIER if is_earlier else _NAME, json.dumps(sealed, sort_keys=True).encode())


def _unsealed(raw: bytes) -> dict[str, Any]:
    """Return what a cache holds.

    Raises:
        KeyError: it has no checksum.
        ValueError: it has another one, or is not JSON.
    """
    document: dict[str, Any] = json.loads(raw)
    if document.pop("crc32") != _seal(document):
        raise ValueError
    return document


def _seal(document: dict[str, Any]) -> int:
    return crc32(json.dumps(document, sort_keys=True).encode())


def _fits(store: Store, month: str, stamp: dict[str, Any], made: int) -> bool:
    found = _stat(store, month)
    return found == stamp["stat"] and found[1] <= made - _RACY_NS


def _stat(store: Store, month: str) -> list[int]:
    return atomic.stamp_of(os.lstat(store.files.path(month_file(month))))


@cache
def _checksum(store: Store, month: str, *_: int) -> int:
    """Return the checksum of the bytes of a month file, encrypted or not, made once for each stamp that it has.

    It guards against chance, not against a person: who can write the cache can write the entries.
    """
    name, files = month_file(month), store.files
    known = files.remembered.get(name) if files.encryption() is None else None
    return crc32(known or files.raw(name) or b"")

"""Putting a store right: every entry that can be read stands where it belongs, and nothing is lost.

Each file that changes is put aside first, byte for byte, under `backups/aside-TIME/`; then all changes are made as one.
So a repair is whole or absent, and what it could not read or did not choose is in a file that it names. A second repair
finds nothing to do.
"""

import os
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import NamedTuple

from reflect.store import atomic, check, lock, plan
from reflect.store import files as staged
from reflect.store.files import Files
from reflect.store.paths import BACKUPS
from reflect.store.plan import RepairPlan
from reflect.store.store import Store


class Done(NamedTuple):
    """What a repair did."""

    plan: RepairPlan
    put_aside: tuple[str, ...]
    """The paths in the store of what was put aside, in the order of `plan.aside`."""


def repair(store: Store, at: datetime, faulty_packs: Callable[[], Iterable[str]]) -> Done:
    """Put a store right.

    `faulty_packs` gives the files of packs that cannot be used; it is asked under the lock.

    Raises:
        StoreError: it cannot be put right: of a newer format, locked, or not writable. What is put aside by then is a
            copy; the files of the store stand as they were.
    """
    aside = _free_name(store.path, at)
    _put_unfinished_aside(store, aside)
    with store.writing(undoable=False) as change:
        made = plan.planned(store, faulty_packs())
        for name in made.aside:
            _put_aside(store.files, name, f"{aside}/{name}")
        for name, data in made.files.items():
            change.write(name, data)
    merged = [_settled(store, place) for place in made.unmerged]
    for before, after in zip(made.unmerged, merged, strict=True):
        lost = tuple(one._replace(file=one.file.replace(before, after, 1)) for one in made.lost)
        made = made._replace(lost=lost)
    put_aside = (*merged, *(f"{aside}/{name}" for name in made.aside))
    return Done(made._replace(aside=(*(staged.NAME for _ in merged), *made.aside)), put_aside)


def _free_name(path: str, at: datetime) -> str:
    """Return the path in the store of a folder that is not there yet."""
    name = stamped = f"{BACKUPS}/aside-{at:%Y%m%d-%H%M%S}"
    number = 1
    while os.path.lexists(os.path.join(path, name)):
        number += 1
        name = f"{stamped}-{number}"
    return name


def _put_unfinished_aside(store: Store, aside: str) -> None:
    """Put the folder of a change aside whose marker says nothing.

    Until then nothing in the store can be read or written. Its new name says that it is not merged yet: who is killed
    before that is done leaves it to the next repair.
    """
    if check.marker_fault(store) is None:
        return
    target = f"{aside}/{check.UNMERGED}"
    try:
        with lock.held(store.path):
            atomic.read(store.files.path(check.MARKER))  # where it is the disk that fails, this refuses
            _make_way(store.files, target)
            os.rename(store.files.path(staged.NAME), store.files.path(target))
            atomic.sync_folder(store.files.path(aside))
            atomic.sync_folder(store.path)
    except OSError as error:
        raise atomic.said(staged.NAME, error, "put aside") from None


def _settled(store: Store, place: str) -> str:
    """Name a folder that was put aside as one that is merged, and return its new path.

    One whose name stays is merged again by the next repair, which finds all of it there.
    """
    target = f"{os.path.dirname(place)}/{staged.NAME}"
    try:
        os.rename(store.files.path(place), store.files.path(target))
    except OSError:
        return place
    return target


def _put_aside(files: Files, name: str, target: str) -> None:
    _make_way(files, target)
    atomic.write_new(files.path(target), files.read(name) or b"")
    atomic.sync_folder(os.path.dirname(files.path(target)))


def _make_way(files: Files, target: str) -> None:
    parts = target.split("/")
    for depth in range(1, len(parts)):
        atomic.make_folder(files.path("/".join(parts[:depth])))

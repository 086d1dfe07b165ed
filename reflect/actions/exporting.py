"""Export: the entries that leave, a month at a time.

It asks for no label: whatever the file of names has come to, the entries can be had.
"""

from collections.abc import Iterator
from typing import NamedTuple

from reflect.actions import files
from reflect.actions.query import Filter, bounds, check_kinds
from reflect.formats import detect
from reflect.model.choices import KINDS
from reflect.model.schema import Entry
from reflect.store.store import Store


class ExportResult(NamedTuple):
    """What was written."""

    entries: int
    files: int


def pieces(store: Store, name: str, wanted: Filter) -> Iterator[bytes]:
    """As `Journal.export`."""
    return detect.export_format(name).write(_entries(store, wanted))


def write_file(store: Store, file: str, name: str, wanted: Filter, *, force: bool) -> ExportResult:
    """As `Journal.export_file`."""
    written = detect.export_format(name)
    found = _Counted(_entries(store, wanted))
    files.refuse_target(file, store.path, force=force)
    files.write(file, written.write(found), force=force)
    return ExportResult(found.number, 1)


def write_per_day(store: Store, folder: str, wanted: Filter, *, force: bool) -> ExportResult:
    """As `Journal.export_per_day`."""
    from reflect.actions import write_folder
    from reflect.formats import markdown

    found = _Counted(_entries(store, wanted))
    write_folder.refuse_folder(folder, store.path)
    number = write_folder.write(folder, markdown.per_day(found), force=force)
    return ExportResult(found.number, number)


def _entries(store: Store, wanted: Filter) -> Iterator[Entry]:
    """Give the entries that leave, in the order of day, at, id, reading no month before its turn.

    What was asked for is checked at once; a month that cannot be read is met when its turn comes.
    """
    kinds = KINDS if wanted.kinds is None else wanted.kinds
    check_kinds(kinds)
    first, last = bounds(store, wanted.since, wanted.until)
    return (
        entry
        for month in store.by_month(first, last)
        for entry in month
        if entry["kind"] in kinds and (wanted.private or not entry["private"])
    )


class _Counted:
    """Entries on their way out, and how many went by."""

    def __init__(self, entries: Iterator[Entry]) -> None:
        self._entries = entries
        self.number = 0

    def __iter__(self) -> Iterator[Entry]:
        for entry in self._entries:
            self.number += 1
            yield entry

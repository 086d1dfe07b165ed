"""Export entries a month at a time; write exports and pages to files.

Current names are not looked up: an export works even if `labels.json` is damaged. Formats: `reflect.formats.detect`.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from reflect import signals
from reflect.actions import files
from reflect.actions.letters import give_letters
from reflect.actions.query import Filter, span_bounds
from reflect.errors import StoreError
from reflect.formats import detect
from reflect.model.choices import KINDS
from reflect.model.schema import Entry
from reflect.store.store import Store

if TYPE_CHECKING:
    from reflect.summary.shape import Summary


class ExportResult(NamedTuple):
    """The number of entries exported, and of files written."""

    entries: int
    files: int


class Page(NamedTuple):
    """A summary as a page to print, for somebody else to read."""

    text: str
    """The HTML."""
    contains: str = ""
    """The line that says which of the person's words it includes."""
    summary: "Summary | None" = None
    """What it shows, by which a terminal shows the same; None: a form without any entry."""
    letters: Mapping[str, str] = MappingProxyType({})
    """Letters of people that are given when it is written, by key."""


def export_pieces(store: Store, name: str, wanted: Filter) -> Iterator[bytes]:
    """As `Journal.export`."""
    return detect.export_format(name).write(chosen_entries(store, wanted))


def export_file(store: Store, file: str, name: str, wanted: Filter, *, force: bool) -> ExportResult:
    """As `Journal.export_file`."""
    written = detect.export_format(name)
    found = _Counted(chosen_entries(store, wanted))
    files.refuse_target(file, store.path, force=force)
    files.write(file, written.write(found), force=force)
    return ExportResult(found.number, 1)


def export_per_day(store: Store, folder: str, wanted: Filter, *, force: bool) -> ExportResult:
    """As `Journal.export_per_day`."""
    from reflect.actions import write_folder
    from reflect.formats import markdown

    found = _Counted(chosen_entries(store, wanted))
    write_folder.refuse_folder(folder, store.path)
    number = write_folder.write(folder, markdown.per_day(found), force=force)
    return ExportResult(found.number, number)


def page_file(store: Store, file: str, page: Page, data: bytes, *, force: bool) -> None:
    """As `Journal.page_file`, with the bytes to write."""
    check_target(store, file, force=force)
    if not give_letters(store, page.letters):
        raise StoreError("letters on this page were meanwhile given to other people", hint="make the page again")
    files.write(file, [data], force=force)


def check_target(store: Store, file: str, *, force: bool) -> None:
    """As `Journal.check_target`."""
    files.refuse_target(file, store.path, force=force)


def chosen_entries(store: Store, wanted: Filter) -> Iterator[Entry]:
    """Yield the entries that pass a filter, in the order of day, time, id.

    The filter is checked at once; each month is read when its turn comes, and its errors are raised then.
    """
    kinds = KINDS if wanted.kinds is None else tuple(wanted.kinds)
    first, last = span_bounds(store, wanted.since, wanted.until)
    return (
        entry
        for month in signals.until_one_waits(store.by_month(first, last))
        for entry in month
        if entry["kind"] in kinds and (wanted.private or not entry["private"])
    )


class _Counted:
    """Entries, with the number of those yielded so far."""

    def __init__(self, entries: Iterator[Entry]) -> None:
        self._entries = entries
        self.number = 0

    def __iter__(self) -> Iterator[Entry]:
        for entry in self._entries:
            self.number += 1
            yield entry

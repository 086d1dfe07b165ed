"""Export entries a month at a time; write exports and pages to files.

What can be imported again has the names as written, so that it works even if `labels.json` is damaged; what is for
reading (md, sqlite) has those in force. Formats: `reflect.formats.detect`.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from reflect import signals
from reflect.actions import files
from reflect.actions.labels import names_in_force
from reflect.actions.letters import give_letters
from reflect.actions.query import Filter, fitting, span_bounds
from reflect.errors import StoreError
from reflect.formats import detect
from reflect.model.schema import Entry
from reflect.store.store import Store

if TYPE_CHECKING:
    from reflect.summary.shape import Summary


class ExportResult(NamedTuple):
    """The number of entries exported, and of files written."""

    entries: int
    files: int


class PerDayResult(NamedTuple):
    """The number of entries exported, and what became of the files of their days."""

    entries: int
    files: int
    """Written."""
    unchanged: int
    """As they should be, and not touched."""
    removed: int
    """Of days that have no entries any more."""
    left: tuple[str, ...]
    """Names of files that are the person's, and were left alone."""


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


def export_pieces(store: Store, name: str, wanted: Filter, by_day: Counter[str] | None = None) -> Iterator[bytes]:
    """As `Journal.export`; the entries are counted `by_day`."""
    entries = _counting(chosen_entries(store, wanted), Counter() if by_day is None else by_day)
    written = detect.export_format(name)
    return written.write(entries, names_in_force(store, private=wanted.private) if written.is_to_read else None)


def export_file(store: Store, file: str, name: str, wanted: Filter, *, force: bool) -> ExportResult:
    """As `Journal.export_file`."""
    by_day: Counter[str] = Counter()
    pieces = export_pieces(store, name, wanted, by_day)
    files.refuse_target(file, store.path, force=force)
    files.write(file, pieces, force=force)
    return ExportResult(by_day.total(), 1)


def export_per_day(store: Store, folder: str, wanted: Filter) -> PerDayResult:
    """As `Journal.export_per_day`."""
    from reflect.actions import write_folder
    from reflect.formats import markdown

    first, last = span_bounds(store, wanted.since, wanted.until)
    low, high = str(first or date.min), str(last or date.max)
    by_day: Counter[str] = Counter()
    entries = _counting(chosen_entries(store, wanted), by_day)
    days = markdown.per_day(entries, names_in_force(store, private=wanted.private))
    write_folder.refuse_folder(folder, store.path)
    is_journal = store.exists()  # of a store named in error no day is missing
    done = write_folder.update(folder, days, is_of_span=lambda name: is_journal and low <= name[: len(low)] <= high)
    number = by_day.total() - sum(by_day[name[: len(low)]] for name in done.left)
    return PerDayResult(number, done.written, done.unchanged, done.removed, done.left)


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
    first, last = span_bounds(store, wanted.since, wanted.until)
    fits = fitting(store, wanted, ())
    months = signals.until_one_waits(store.by_month(first, last))
    return (entry for month in months for entry in month if fits(entry))


def _counting(entries: Iterator[Entry], by_day: Counter[str]) -> Iterator[Entry]:
    for entry in entries:
        by_day[entry["day"]] += 1
        yield entry

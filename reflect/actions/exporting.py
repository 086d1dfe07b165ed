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
from reflect.actions.labels import names_in_force, new_operations
from reflect.actions.query import Filter, SummaryQuery, fitting, named_as, span_bounds, summary_in_full
from reflect.errors import StoreError
from reflect.formats import detect
from reflect.model.choices import PeopleMode
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


# Pages. People go on them by letters: one a person, given when they first leave on one, and kept for good.


def summary_to_leave(store: Store, query: SummaryQuery) -> tuple["Summary", dict[str, str]]:
    """Return the summary of a page, and the letters that the page gives, by the key of the person."""
    summary = summary_in_full(store, query)
    letters = letters_to_give(store, summary, query.people)
    return named_as(store, summary, query.people, letters), letters


def letters_to_give(store: Store, summary: "Summary", how: PeopleMode) -> dict[str, str]:
    """Return the letters that a page would give, by the key of the person, in the order of the page.

    The summary names people in full; `how` says how the page does: of initials those shared by two need a letter.
    """
    if how == "full":
        return {}
    from reflect.summary.people import initials

    naming = store.names()
    on_page = {naming.of_name("person", name).key: name for name in _people_of(summary)}
    numbers = Counter(map(initials, on_page.values()))
    free = naming.free_letters()
    return {
        key: next(free)
        for key, name in on_page.items()
        if naming.letter(("person", key)) is None and (how == "letters" or numbers[initials(name)] > 1)
    }


def _people_of(summary: "Summary") -> Iterator[str]:
    """Yield the names of people in the order of the page."""
    for pattern in summary["patterns"]:
        yield from (person["label"] for person in pattern["with"])
    yield from summary["filter"]["with"]


def give_letters(store: Store, letters: Mapping[str, str]) -> bool:
    """Keep the letters that a page gives; return whether they were still free and each person still without one.

    With no one to give one to nothing is written. What was given is not undone.
    """
    if not letters:
        return True
    with store.writing(undoable=False) as change:
        naming = store.names()
        free = naming.free_letters()
        has = {key: naming.letter(("person", key)) for key in letters}
        missing = {key: letter for key, letter in letters.items() if has[key] is None}
        if any(has[key] not in (None, letter) for key, letter in letters.items()):
            return False
        if any(letter != next(free) for letter in missing.values()):
            return False
        for operation in new_operations(store, "person", "letter", missing.items()):
            change.add_operation(operation)
    return True


def page_file(store: Store, file: str, page: Page, data: bytes, *, force: bool) -> None:
    """As `Journal.page_file`, with the bytes to write."""
    check_target(store, file, force=force)
    if not give_letters(store, page.letters):
        raise StoreError("letters on this page were meanwhile given to other people", hint="make the page again")
    files.write(file, [data], force=force)

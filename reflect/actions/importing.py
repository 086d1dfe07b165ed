"""Import: a file's rows as entries, all or none, and nothing twice."""

import io
import os
from collections.abc import Mapping
from datetime import datetime
from operator import index
from os import PathLike
from typing import Any, BinaryIO, NamedTuple, SupportsIndex, cast

from reflect.actions.files import name_of, opened
from reflect.clock import Zone
from reflect.errors import BadFileError, ImpossibleValueError
from reflect.formats import detect
from reflect.formats.rows import Row, RowError, Terms, check_mood_map, parse_mood_map, to_entries
from reflect.model.choices import ImportFormat, Keep
from reflect.model.merge import is_undone, over_mark
from reflect.model.schema import Entry
from reflect.model.text import fold, visible_line
from reflect.store.lookup import entries_by_id
from reflect.store.store import Store


class ImportResult(NamedTuple):
    """The result of an import, or with `dry_run` of one that was not done: numbers of entries."""

    read: int
    added: int
    known: int
    """Entries already here."""
    replaced: int
    """Entries replaced by the version in the file (`keep` theirs)."""
    by_kind: dict[str, int]
    errors: tuple[RowError, ...] = ()


class Options(NamedTuple):
    """Options of an import: the arguments of `Journal.import_`."""

    format: ImportFormat | None
    zone: str | None
    mood_map: Mapping[str, SupportsIndex] | str | None
    keep: Keep | None
    dry_run: bool


def import_document(
    store: Store, document: str | bytes | PathLike[str] | BinaryIO, where: str | None, options: Options
) -> ImportResult:
    """As `Journal.import_`."""
    moods = _moods(options.mood_map)
    where = where or name_of(document, "the document")
    text = _text(document, where)
    name = detect.format_of(text, where) if options.format is None else options.format
    found_format = detect.import_format(name)
    settings = store.settings
    if moods:
        _check_moods(moods, name, settings.scale)
    zone = _zone(store, options.zone)
    terms = Terms(name, zone, settings.scale, settings.day_starts, store.clock.now(), moods)
    read = list(found_format.read(text, terms))
    found, errors = _unique_entries(read, terms)
    if not read:
        raise BadFileError("holds no entries", path=where)
    if options.dry_run:
        fresh, replaced = _sort_out(store, found, where, options.keep)
        return _result(read, fresh, len(replaced), tuple(errors))
    if errors:
        raise _faulty(errors, where)
    with store.writing() as change:
        fresh, replaced = _sort_out(store, found, where, options.keep)
        for ours, theirs in replaced:
            change.replace(ours, theirs)
        change.add(fresh)
    return _result(read, fresh, len(replaced), ())


def _text(document: str | bytes | PathLike[str] | BinaryIO, where: str) -> str:
    if isinstance(document, str):
        return document
    if isinstance(document, PathLike):
        with opened(os.fspath(document)) as file:
            return detect.read_document(file, where)
    return detect.read_document(io.BytesIO(document) if isinstance(document, bytes) else document, where)


def _unique_entries(read: list[Row | RowError], terms: Terms) -> tuple[list[tuple[Row, Entry]], list[RowError]]:
    """Return the rows with their entries, each id once, and the errors of the other rows."""
    errors = [row for row in read if isinstance(row, RowError)]
    found: list[tuple[Row, Entry]] = []
    first: dict[str, Entry] = {}
    for row, entry in to_entries((row for row in read if isinstance(row, Row)), terms):
        if isinstance(entry, RowError):
            errors.append(entry)
        elif first.setdefault(entry["id"], entry) == entry:
            found.append((row, entry))
        else:
            errors.append(RowError(row.line, f"`id` {entry['id']} stands above with other content"))
    return found, sorted(errors)


def _sort_out(
    store: Store, found: list[tuple[Row, Entry]], where: str, keep: Keep | None
) -> tuple[list[Entry], list[tuple[Entry, Entry]]]:
    """Return the entries to add, and those to replace, each as it is here and as the file has it.

    A new id is added; one that was deleted here stays deleted; one whose entry is the same, or was edited here since,
    stays as it is. For the others `keep` decides. Without it, an id derived from the row stays as it is here, since
    the row differs only by how it was read (zone, values), and an id named in the row is refused.

    Raises:
        BadFileError: a row is refused.
        StoreError: an entry to replace is in two months.
    """
    here = {entry["id"]: entry for entry in store.entries()}
    deleted = store.deleted()
    fresh: dict[str, Entry] = {}
    replaced: dict[str, tuple[Entry, Entry]] = {}
    for row, theirs in found:
        entry_id = theirs["id"]
        ours = here.get(entry_id)
        if ours is None:
            mark = deleted.get(entry_id)
            if mark is None or is_undone(mark):
                fresh[entry_id] = over_mark(theirs, mark)
        elif _differs(row, theirs, ours) and not _edited_since(theirs, ours):
            if keep == "theirs":
                replaced[entry_id] = ours, _as_private(row, theirs, ours)
            elif keep is None and row.fields.get("id") is not None:
                raise _undecided(row, entry_id, where)
    entries_by_id(store, replaced)  # refuses one that is in two months
    return list(fresh.values()), list(replaced.values())


def _differs(row: Row, theirs: Entry, ours: Entry) -> bool:
    """Return whether a row differs from the entry here in a field that the row has; others were filled in."""
    mine: dict[str, Any] = dict(ours)
    return any(mine.get(name) != value for name, value in theirs.items() if name in row.fields)


def _edited_since(theirs: Entry, ours: Entry) -> bool:
    """Return whether the entry here was edited after the version of the file."""
    here, there = ours["edited_at"], theirs["edited_at"]
    return here is not None and (there is None or datetime.fromisoformat(here) > datetime.fromisoformat(there))


def _as_private(row: Row, theirs: Entry, ours: Entry) -> Entry:
    """Return the entry that replaces ours: as private as ours if the row does not say."""
    return theirs if row.fields.get("private") is not None else cast("Entry", {**theirs, "private": ours["private"]})


def _undecided(row: Row, entry_id: str, where: str) -> BadFileError:
    return BadFileError(
        f"the entry {entry_id} is here with other content",
        "--keep ours or --keep theirs decides",
        path=where,
        line=row.line,
    )


def _result(
    read: list[Row | RowError], fresh: list[Entry], replaced: int, errors: tuple[RowError, ...]
) -> ImportResult:
    by_kind: dict[str, int] = {}
    for entry in fresh:
        by_kind[entry["kind"]] = by_kind.get(entry["kind"], 0) + 1
    known = len(read) - len(fresh) - replaced - len(errors)
    return ImportResult(len(read), len(fresh), known, replaced, by_kind, errors)


def _faulty(errors: list[RowError], where: str) -> BadFileError:
    line, fault = errors[0]
    lines = "line" if len(errors) == 2 else "lines"  # noqa: PLR2004 - the one that is named, and one more
    further = f" ({len(errors) - 1} further {lines} cannot be read either)" if len(errors) > 1 else ""
    return BadFileError(f"{fault}{further}", path=where, line=line)


def _moods(given: Mapping[str, SupportsIndex] | str | None) -> Mapping[str, int]:
    """Return the value of each name, the names in the form in which they match."""
    if isinstance(given, str):
        return parse_mood_map(given)
    return {fold(name): index(value) for name, value in (given or {}).items()}


def _check_moods(moods: Mapping[str, int], name: str, scale: tuple[int, int]) -> None:
    found_format = detect.FORMATS[name]
    if not found_format.names_moods:
        with_names = " and ".join(other for other, each in detect.FORMATS.items() if each.names_moods)
        raise ImpossibleValueError(f"--mood-map is for {with_names}; this file is {name}")
    check_mood_map(moods, found_format.mood_scale() or scale)


def _zone(store: Store, name: str | None) -> Zone:
    if name is None:
        return store.clock.zone
    try:
        return Zone.named(name)
    except ImpossibleValueError:
        raise ImpossibleValueError(f"--zone {visible_line(name)} is no IANA time zone such as Europe/London") from None

"""Import: a file's rows as entries, all or none, and nothing twice."""

import io
import os
from collections.abc import Mapping
from datetime import datetime
from os import PathLike
from typing import Any, BinaryIO, NamedTuple, cast

from reflect.actions.files import name_of, opened
from reflect.clock import Zone
from reflect.errors import BadFileError, ImpossibleValueError
from reflect.formats import detect
from reflect.formats.rows import Row, RowError, Terms, check_mood_map, parse_mood_map, to_entries
from reflect.model.choices import KEEP
from reflect.model.schema import Entry
from reflect.model.text import visible_line
from reflect.store.store import Store


class ImportResult(NamedTuple):
    """What an import did, or with `dry_run` would do."""

    read: int
    added: int
    known: int
    replaced: int
    """Those here that took the content of the file (`keep` theirs)."""
    by_kind: dict[str, int]
    errors: tuple[RowError, ...] = ()


class Options(NamedTuple):
    """How a file is imported; as the options of `reflect import` are."""

    format: str | None
    zone: str | None
    mood_map: Mapping[str, int] | str | None
    keep: str | None
    dry_run: bool


def import_document(
    store: Store, document: str | bytes | PathLike[str] | BinaryIO, where: str | None, options: Options
) -> ImportResult:
    """As `Journal.import_`."""
    keep = options.keep
    if keep not in (None, *KEEP):
        raise ImpossibleValueError(f"--keep is {' or '.join(KEEP)}")
    moods = parse_mood_map(options.mood_map) if isinstance(options.mood_map, str) else options.mood_map
    where = where or name_of(document, "the document")
    text = _text(document, where)
    name = detect.format_of(text, where) if options.format is None else options.format
    found_format = detect.import_format(name)
    settings = store.settings
    if moods:
        _check(moods, name, settings.scale)
    zone = _zone(store, options.zone)
    terms = Terms(name, zone, settings.scale, settings.day_starts, store.clock.now(), moods or {})
    read = list(found_format.read(text, terms))
    found, errors = _entries(read, terms)
    if not read:
        raise BadFileError("holds no entries", path=where)
    if options.dry_run:
        fresh, replaced = _sorted_out(store, found, where, keep)
        return _taken(read, fresh, len(replaced), tuple(errors))
    if errors:
        raise _faulty(errors, where)
    with store.writing() as change:
        fresh, replaced = _sorted_out(store, found, where, keep)
        for ours, theirs in replaced:
            change.replace(ours, theirs)
        change.add(fresh)
    return _taken(read, fresh, len(replaced), ())


def _text(document: str | bytes | PathLike[str] | BinaryIO, where: str) -> str:
    if isinstance(document, str):
        return document
    if isinstance(document, PathLike):
        with opened(os.fspath(document)) as file:
            return detect.read_document(file, where)
    return detect.read_document(io.BytesIO(document) if isinstance(document, bytes) else document, where)


def _entries(read: list[Row | RowError], terms: Terms) -> tuple[list[tuple[Row, Entry]], list[RowError]]:
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


def _sorted_out(
    store: Store, found: list[tuple[Row, Entry]], where: str, keep: str | None
) -> tuple[list[Entry], list[tuple[Entry, Entry]]]:
    """Return the entries to add, and those to replace, each as it is here and as the file has it.

    What is new here is added; what was deleted here stays deleted; what is the same, or was edited here since, stays as
    it is. What is left differs, and `keep` decides; without it what is here stays if the id was made of the row, which
    then differs only by the terms it was read on (zone, values), and is refused if the row names its id.

    Raises:
        BadFileError: a row is refused.
        StoreError: an entry to replace stands in two months.
    """
    here = {entry["id"]: entry for entry in store.entries()}
    deleted = store.deleted()
    fresh: dict[str, Entry] = {}
    replaced: dict[str, tuple[Entry, Entry]] = {}
    for row, theirs in found:
        entry_id = theirs["id"]
        ours = here.get(entry_id)
        if ours is None:
            if entry_id not in deleted:
                fresh[entry_id] = theirs
        elif _differs(row, theirs, ours) and not _edited_since(theirs, ours):
            if keep == "theirs":
                replaced[entry_id] = ours, _as_private(row, theirs, ours)
            elif keep is None and row.fields.get("id") is not None:
                raise _undecided(row, entry_id, where)
    store.holding(replaced)  # refuses one that stands in two months
    return list(fresh.values()), list(replaced.values())


def _differs(row: Row, theirs: Entry, ours: Entry) -> bool:
    """Tell whether the row says something else than what is here; what it left out was filled in and may differ."""
    mine: dict[str, Any] = dict(ours)
    return any(mine.get(name) != value for name, value in theirs.items() if name in row.fields)


def _edited_since(theirs: Entry, ours: Entry) -> bool:
    """Tell whether what is here was edited after what the file has of it."""
    here, there = ours["edited_at"], theirs["edited_at"]
    return here is not None and (there is None or datetime.fromisoformat(here) > datetime.fromisoformat(there))


def _as_private(row: Row, theirs: Entry, ours: Entry) -> Entry:
    """Return what replaces ours: where the row does not say whether it is private, it stays as private as it was."""
    return theirs if row.fields.get("private") is not None else cast("Entry", {**theirs, "private": ours["private"]})


def _undecided(row: Row, entry_id: str, where: str) -> BadFileError:
    return BadFileError(
        f"the entry {entry_id} is here with other content",
        "--keep ours or --keep theirs decides",
        path=where,
        line=row.line,
    )


def _taken(read: list[Row | RowError], fresh: list[Entry], replaced: int, errors: tuple[RowError, ...]) -> ImportResult:
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


def _check(moods: Mapping[str, int], name: str, scale: tuple[int, int]) -> None:
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

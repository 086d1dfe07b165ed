"""Import: a file's rows as entries, all or none, and nothing twice."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from reflect.clock import Zone
from reflect.errors import BadFileError, ImpossibleValueError
from reflect.formats import detect, mood_map, rows
from reflect.formats.rows import Row, RowError, Terms
from reflect.model.schema import Entry
from reflect.model.text import visible_line

if TYPE_CHECKING:
    from reflect.journal import Journal

KEEP = ("ours", "theirs")


class Taken(NamedTuple):
    """What an import did, or with `dry_run` would do."""

    read: int
    added: int
    known: int
    replaced: int
    """Those here that took the content of the file (`keep` theirs)."""
    by_kind: dict[str, int]
    errors: tuple[RowError, ...] = ()


def take_in(
    journal: "Journal",
    document: str,
    where: str,
    *,
    format_name: str | None = None,
    zone: str | None = None,
    moods: Mapping[str, int] | None = None,
    keep: str | None = None,
    dry_run: bool = False,
) -> Taken:
    """Add the entries of a file, all or none; those that are here already, or were edited or deleted here, stay.

    Args:
        journal: the notebook to add to.
        document: what the file holds.
        where: the file's name, for refusals.
        format_name: the format; found from the content when None.
        zone: the IANA zone of times without an offset; the local one when None.
        moods: values for the names of moods in another program, as `mood_map.parse` gives them.
        keep: `ours` or `theirs`, where an id is here with other content.
        dry_run: read and count, and change nothing.

    Raises:
        BadFileError: a row cannot be taken, or its id is here with other content; nothing was changed.
        ImpossibleValueError: there is no such format or zone, or a value of `moods` cannot be.
    """
    if keep not in (None, *KEEP):
        message = f"--keep is {' or '.join(KEEP)}. Nothing was changed."
        raise ImpossibleValueError(message)
    name = detect.found_in(document, where) if format_name is None else format_name
    reader = detect.read(name)
    settings = journal.settings
    if moods:
        _check(moods, name, settings.scale)
    terms = Terms(name, _zone(journal, zone), settings.scale, settings.day_starts, journal.clock.now(), moods or {})
    read = list(reader(document, terms))
    found, errors = _entries(read, terms)
    if not read:
        message = f"{where} holds no entries. Nothing was changed."
        raise BadFileError(message)
    if dry_run:
        fresh, replaced = _sorted_out(journal, found, where, keep)
        return _taken(read, fresh, len(replaced), tuple(errors))
    if errors:
        raise BadFileError(_sentence(errors, where))
    with journal.writing() as change:
        fresh, replaced = _sorted_out(journal, found, where, keep)
        for ours, theirs in replaced:
            change.replace(ours, theirs)
        change.add(fresh)
    return _taken(read, fresh, len(replaced), ())


def _entries(read: list[Row | RowError], terms: Terms) -> tuple[list[tuple[Row, Entry]], list[RowError]]:
    errors = [row for row in read if isinstance(row, RowError)]
    found: list[tuple[Row, Entry]] = []
    first: dict[str, Entry] = {}
    for row, entry in rows.entries((row for row in read if isinstance(row, Row)), terms):
        if isinstance(entry, RowError):
            errors.append(entry)
        elif first.setdefault(entry["id"], entry) == entry:
            found.append((row, entry))
        else:
            errors.append(RowError(row.line, f"`id` {entry['id']} stands above with other content"))
    return found, sorted(errors)


def _sorted_out(
    journal: "Journal", found: list[tuple[Row, Entry]], where: str, keep: str | None
) -> tuple[list[Entry], list[tuple[Entry, Entry]]]:
    """Return the entries to add, and those to replace, each as it is here and as the file has it.

    What is new here is added; what was deleted here stays deleted; what is the same, or was edited here since, stays as
    it is. What is left differs, and `keep` decides; without it what is here stays if the id was made of the row, which
    then differs only by the terms it was read on (zone, values), and is refused if the row names its id.

    Raises:
        BadFileError: a row is refused.
        StoreError: an entry to replace stands in two months.
    """
    here = {entry["id"]: entry for entry in journal.diary.entries()}
    deleted = journal.diary.deleted()
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
    journal.diary.holding(replaced)  # refuses one that stands in two months
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
        f"{where} line {row.line}: the entry {entry_id} is here with other content;"
        " --keep ours or --keep theirs decides. Nothing was changed."
    )


def _taken(read: list[Row | RowError], fresh: list[Entry], replaced: int, errors: tuple[RowError, ...]) -> Taken:
    by_kind: dict[str, int] = {}
    for entry in fresh:
        by_kind[entry["kind"]] = by_kind.get(entry["kind"], 0) + 1
    known = len(read) - len(fresh) - replaced - len(errors)
    return Taken(len(read), len(fresh), known, replaced, by_kind, errors)


def _sentence(errors: list[RowError], where: str) -> str:
    line, fault = errors[0]
    lines = "line" if len(errors) == 2 else "lines"  # noqa: PLR2004 - the one that is named, and one more
    further = f" ({len(errors) - 1} further {lines} cannot be read either)" if len(errors) > 1 else ""
    return f"{where} line {line}: {fault}{further}. Nothing was changed."


def _check(moods: Mapping[str, int], name: str, scale: tuple[int, int]) -> None:
    if name not in detect.NAMED_MOODS:
        message = f"--mood-map is for {' and '.join(detect.NAMED_MOODS)}; this file is {name}. Nothing was changed."
        raise ImpossibleValueError(message)
    mood_map.check(moods, detect.NAMED_MOODS[name] or scale)


def _zone(journal: "Journal", name: str | None) -> Zone:
    if name is None:
        return journal.clock.zone
    try:
        return Zone.named(name)
    except ImpossibleValueError:
        message = f"--zone {visible_line(name)} is no IANA time zone such as Europe/London. Nothing was changed."
        raise ImpossibleValueError(message) from None

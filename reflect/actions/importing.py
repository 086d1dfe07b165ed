"""Import: a file's rows as entries, all or none, and nothing twice."""

import io
import os
import re
from array import array
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from operator import index
from os import PathLike
from typing import BinaryIO, NamedTuple, SupportsIndex, cast

from reflect.actions import files
from reflect.actions.matching import Here, Plan, is_older, match
from reflect.clock import Zone
from reflect.errors import BadFileError, ImpossibleValueError
from reflect.formats import detect
from reflect.formats.faults import FaultKind, Faults, first_errors, refusal
from reflect.formats.mood_map import check_mood_map, parse_mood_map
from reflect.formats.rows import Found, Row, RowError, Terms, to_entries
from reflect.model.choices import ImportFormat, Keep
from reflect.model.entry import Packed
from reflect.model.schema import Entry
from reflect.model.text import fold, visible_line, visible_path
from reflect.store.lookup import entries_by_id
from reflect.store.store import Store

_DAY_FILE = re.compile(r"[0-9]{4}/[0-9]{2}/[0-9]{2}\.txt")
"""A file of jrnl's in its folder."""
_REST = "--skip-faulty FILE imports the rest, and writes what it skips to FILE"
_TWICE = "has an `id` that appears above with other content"


class ImportResult(NamedTuple):
    """The result of an import, or with `dry_run` of one that was not done: numbers of entries."""

    read: int
    added: int
    updated: int
    """Entries that took the content of the file."""
    known: int
    """Entries already here."""
    kept_here: int
    """Entries edited or deleted here, which stay so."""
    skipped: int
    """Faulty rows that were left out (`skip_faulty`)."""
    by_kind: dict[str, int]
    """The entries added."""
    errors: tuple[RowError, ...] = ()
    """The first hundred of those that refuse the file."""
    without_faulty: int = 0
    """How many would be added without the faulty rows."""
    same_minute: int = 0
    """How many new entries of jrnl's share a minute with other words here: edited there, they are new."""
    not_taken: tuple[str, ...] = ()
    """Names of files in a ZIP file or a folder that were not read."""
    faults: tuple[FaultKind, ...] = ()
    """All the errors, by their kind."""
    skippable: bool = False
    """Whether `skip_faulty` would take the rest."""

    def refusal(self, where: str) -> BadFileError | None:
        """Return the error with which the import refuses the file; None where it does not."""
        return refusal(self.faults, where, _REST if self.skippable else None) if self.faults else None


class Options(NamedTuple):
    """Options of an import: the arguments of `Journal.import_`."""

    format: ImportFormat | None
    zone: str | None
    mood_map: Mapping[str, SupportsIndex] | str | None
    keep: Keep | None
    skip_faulty: str | PathLike[str] | None
    force: bool
    dry_run: bool


class _Source(NamedTuple):
    """A text to import."""

    text: str
    format: str
    path: str | None
    """Its place inside a folder that is imported."""


class _Read(NamedTuple):
    """What was read."""

    found: list[Found]
    faults: Faults
    starts: dict[str | None, "array[int]"]
    """The lines on which rows begin, by the path of the source."""

    @property
    def rows(self) -> int:
        """The number of rows."""
        return len(self.found) + len(self.faults.places)

    def set_aside(self) -> set[tuple[str | None, int]]:
        """Return the places of the faulty rows, and of the others of their minutes: one alone would be the first."""
        minutes = self.faults.minutes
        known = ((one, one.row.identity) for one in self.found)
        beside = {(one.row.path, one.line) for one, identity in known if identity and identity.by in minutes}
        return self.faults.places | beside


def import_document(
    store: Store, document: str | bytes | PathLike[str] | BinaryIO, where: str | None, options: Options
) -> ImportResult:
    """As `Journal.import_`."""
    moods = _moods(options.mood_map)
    where = where or files.name_of(document, "the document")
    _check_skip_faulty(store, document, options)
    not_taken: list[str] = []
    sources = _sources(document, where, options.format, not_taken)
    name = sources[0].format
    if moods:
        _check_moods(moods, name, store.settings.scale)
    zone = _zone(store, options.zone)
    terms = Terms(name, zone, store.settings.scale, store.settings.day_starts, store.clock.now(), moods)
    read = _read(sources, terms)
    if not read.rows:
        raise BadFileError("has no entries", path=where)
    is_skipping = options.skip_faulty is not None and read.faults.of_file is None and bool(read.faults)
    if options.dry_run:
        return _dry(read, _plan(store, read.found, options.keep), tuple(not_taken))
    if read.faults and not is_skipping:
        raise cast("BadFileError", _dry(read, Plan.empty(), ()).refusal(where))
    with store.writing() as change:
        plan = _plan(store, read.found, options.keep)
        if plan.undecided:
            raise cast("BadFileError", _dry(read, plan, ()).refusal(where))
        result = _result(read, plan, tuple(not_taken), skipped=len(read.faults.places))
        set_aside = read.set_aside() if is_skipping else set()
        read.found.clear()  # of a large file what is no longer needed makes room
        if not is_skipping:
            sources.clear()
        change.replace_all((ours.entry(), theirs.entry()) for ours, theirs in plan.updated.values())
        change.add_packed(plan.added)
        if is_skipping:
            left_out = _left_out(sources, read, set_aside)
            files.write(os.fspath(cast("str", options.skip_faulty)), [left_out.encode()], force=options.force)
    return result


def _check_skip_faulty(store: Store, document: object, options: Options) -> None:
    if options.skip_faulty is None:
        return
    path = os.fspath(options.skip_faulty)
    if options.dry_run:
        raise ImpossibleValueError("--skip-faulty writes a file, and --dry-run writes nothing; give one of them")
    store.refuse_in_batch("an import that skips faulty rows")
    files.refuse_target(path, store.path, force=options.force)
    if isinstance(document, PathLike) and os.path.exists(path) and os.path.samefile(path, document):
        files.refuse(path, "is the file to import; name another")


# What is read


def _sources(
    document: str | bytes | PathLike[str] | BinaryIO, where: str, format_name: str | None, not_taken: list[str]
) -> list[_Source]:
    if isinstance(document, PathLike) and os.path.isdir(document):
        return _sources_of_folder(os.fspath(document), where, format_name, not_taken)
    text = _text(document, where, not_taken)
    return [_Source(text, _format_of(text, where, format_name), None)]


def _format_of(text: str, where: str, named: str | None) -> str:
    if named is None:
        return detect.format_of(text, where)
    detect.import_format(named)
    if named == "csv":
        detect.check_separator(text, where)
    return named


def _text(document: str | bytes | PathLike[str] | BinaryIO, where: str, not_taken: list[str]) -> str:
    if isinstance(document, str):
        return document
    if isinstance(document, PathLike):
        with files.opened(os.fspath(document)) as file:
            return detect.read_document(file, where, not_taken)
    return detect.read_document(io.BytesIO(document) if isinstance(document, bytes) else document, where, not_taken)


def _sources_of_folder(folder: str, where: str, format_name: str | None, not_taken: list[str]) -> list[_Source]:
    """Return the texts of a folder of jrnl's, a file a day: `2026/11/03.txt`.

    Raises:
        ImpossibleValueError: it is another folder.
    """
    names = [
        os.path.relpath(os.path.join(path, name), folder)
        for path, _, inside in os.walk(folder)
        for name in inside
        if name.endswith(detect.ENDS_OF_WORDS)
    ]
    days = sorted(filter(_DAY_FILE.fullmatch, names))
    if not days or format_name not in (None, "jrnl"):
        problem = "is a folder, and only one of jrnl's with a file a day (2026/11/03.txt) is read as a whole"
        raise ImpossibleValueError(problem, "give one file", path=visible_path(where))
    not_taken += sorted(set(names).difference(days))
    return [_Source(_text_of_day(folder, name, where), "jrnl", name) for name in days]


def _text_of_day(folder: str, name: str, where: str) -> str:
    with files.opened(os.path.join(folder, name)) as file:
        return detect.read_document(file, f"{where}/{name}")


def _read(sources: Sequence[_Source], terms: Terms) -> _Read:
    """Return the rows with their entries, each id once, and the faults of the others."""
    read = _Read([], Faults(), {})
    latest: dict[str, Found] = {}
    for made in to_entries(_rows(sources, terms, read), terms):
        if isinstance(made, RowError):
            read.faults.add(made)
        elif (made.row.path, made.line) not in read.faults.places:
            other = latest.setdefault(made.id, made)
            if other is not made and (fault := _note_version(latest, other, made)):
                read.faults.add(fault)
            else:
                read.found.append(made)
    for made in read.found:
        made.take_content(latest[made.id])  # each with its own line
    return read


def _note_version(latest: dict[str, Found], other: Found, made: Found) -> RowError | None:
    """Note the entry of a row with the id of another if it is a later version, or return why it cannot be one."""
    before, entry = other.entry(), made.entry()
    if not _is_same(before, entry, made.row):
        return RowError(made.line, _TWICE, f"{entry['day']}, {made.id}", path=made.row.path)
    if made.row.identity and is_older(made.row.identity, before, entry):
        latest[made.id] = made
    return None


def _is_same(other: Entry, made: Entry, row: Row) -> bool:
    """Return whether a row may have the id of another: it is the same, or a version at another time."""
    if row.identity is None:
        return other == made
    versions = is_older(row.identity, other, made) or is_older(row.identity, made, other)
    return versions or other["extra"]["taken"] == made["extra"]["taken"]


def _rows(sources: Sequence[_Source], terms: Terms, read: _Read) -> Iterator[Row]:
    for source in sources:
        starts = read.starts.setdefault(source.path, array("Q"))
        for row in detect.import_format(source.format).read(source.text, terms):
            starts.append(row.line)
            if isinstance(row, Row):
                yield row._replace(path=source.path) if source.path else row
            else:
                read.faults.add(row._replace(path=source.path))


def _left_out(sources: Sequence[_Source], read: _Read, set_aside: Collection[tuple[str | None, int]]) -> str:
    from reflect.formats.left_out import document_of

    pieces = []
    for source in sources:
        lines = {line for path, line in set_aside if path == source.path}
        if lines:
            pieces.append(document_of(source.text, source.format, read.starts[source.path], lines))
    return "".join(pieces)


# What becomes of it


def _plan(store: Store, found: Sequence[Found], keep: Keep | None) -> Plan:
    """Return what an import does.

    Raises:
        StoreError: an entry to update is in two months.
    """
    here: dict[str, Packed] = {}
    twice = set()
    for month in store.by_month():
        for entry in month:
            if here.setdefault(entry["id"], packed := Packed(entry)) is not packed:
                twice.add(packed.id)
    plan = match(found, Here(here, store.deleted(), store.clock.now(), keep))
    entries_by_id(store, twice.intersection(plan.updated))  # refuses one that is in two months
    return plan


def _result(read: _Read, plan: Plan, not_taken: tuple[str, ...], *, skipped: int = 0) -> ImportResult:
    by_kind: dict[str, int] = Counter(entry.kind for entry in plan.added.values())
    known = len(read.found) - len(plan.added) - len(plan.updated) - plan.kept_here - len(plan.undecided)
    return ImportResult(
        read.rows,
        len(plan.added),
        len(plan.updated),
        known,
        plan.kept_here,
        skipped,
        dict(by_kind),
        same_minute=plan.same_minute,
        not_taken=not_taken,
    )


def _dry(read: _Read, plan: Plan, not_taken: tuple[str, ...]) -> ImportResult:
    """Return the result of the import that this is in place of: of one that is refused, nothing is added."""
    result = _result(read, plan, not_taken)
    if not (read.faults or plan.undecided):
        return result
    skippable = bool(read.found) and not plan.undecided and read.faults.of_file is None
    for error in plan.undecided:
        read.faults.add(error)
    kinds = read.faults.kinds()
    result = result._replace(without_faulty=result.added if skippable else 0, skippable=skippable)
    return result._replace(added=0, updated=0, by_kind={}, errors=first_errors(kinds), faults=kinds)


# Options


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
        raise ImpossibleValueError(
            f"--zone {visible_line(name)} is not a known time zone, such as Europe/London"
        ) from None

"""The rows of a file to import, each of which becomes one entry, and the terms on which it does.

A row needs `kind`, `day` or `at`, and the fields of its kind; the rest is filled in, the id from the content. A row of
another program is known by what that program knows it by (`Identity`), so that a later export of it is told from a new
row. Its entry keeps two hashes in `extra`: `taken`, of the row, and `left`, of the entry as the import left it.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta, timezone
from functools import cache, lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast

from reflect.errors import ImpossibleValueError
from reflect.model import ids, schema, strict_json
from reflect.model.choices import KINDS
from reflect.model.dates import FIRST_DAY, at_fault, day_fault, day_of, whole_minutes
from reflect.model.entry import Packed
from reflect.model.labels import NAMES_NOW
from reflect.model.schema import Entry, FieldError
from reflect.model.strict_json import FaultyJSONError

if TYPE_CHECKING:
    from reflect.clock import Zone

_FIRST_ZONE = timezone(timedelta(hours=14))
"""Where each day begins first: https://data.iana.org/time-zones/tzdb/australasia has Pacific/Kiritimati at +14."""
_TIMES = ("at", "recorded_at", "edited_at")
_OFFSET_SIGNS: Final = frozenset("Zz+-")
"""One of these follows the day in a time with an offset."""
_NO_CONTENT: Final[Mapping[str, Any]] = {}
_FIRST_DAY = str(FIRST_DAY)
_BATCH_ROWS = 100
_UNNUMBERED = "0" * ids.LENGTH
"""In place of an id until all rows are read."""
_encode = strict_json.encoder(spaces=False)
_NOT_LEFT = ("id", "edited_at")
"""Fields of an entry that say nothing of whether somebody changed it."""


class Identity(NamedTuple):
    """By what another program knows a row."""

    by: tuple[str, ...]
    """The program, and what it knows the row by: `("dayone", uuid)`; hashed to the id."""
    content: Mapping[str, Any]
    """The row as the file has it: date, words, mood, tags; hashed to `extra.taken`. What is empty does not count."""
    of_minute: bool = False
    """Whether it is one of its minute: then n follows in `by`, counted from the oldest, which is last in the file."""
    modified: str | None = None
    """The field of `extra` with the time of the latest change in that program."""


class Row(NamedTuple):
    """One row of a file."""

    line: int
    """From 1; the first line of the row."""
    fields: Mapping[str, Any]
    """By our names: as they are in a file of ours, else as the reader of the format mapped them."""
    own: Mapping[str, Any] | None = None
    """The source of the id of a row without one (`id_of`), as it is in the file; None: its fields."""
    identity: Identity | None = None
    """Of a row of another program."""
    path: str | None = None
    """The file inside a folder that is imported."""
    is_partial: bool = False
    """Whether its file has fewer entries of its minute than there are here, and so updates none of them."""


class RowError(NamedTuple):
    """Why a row cannot be imported."""

    line: int
    message: str
    """The same for all rows with this kind of fault: they are counted together."""
    date: str | None = None
    """The day of the row, `YYYY-MM-DD`, where it is known."""
    hint: str | None = None
    """What to do, said once for all rows with this kind of fault."""
    path: str | None = None
    """The file inside a folder that is imported."""
    by: tuple[str, ...] | None = None
    """What the program knows the row by, where that is its minute (`Identity`)."""


class FileError(RowError):
    """Why no row of a file can be imported; its line is where that shows."""


class Terms(NamedTuple):
    """The terms on which rows are read."""

    format: str
    zone: "Zone"
    """For times without an offset, and days without a time."""
    scale: tuple[int, int]
    """For moods that name none."""
    day_starts: int
    now: datetime
    """Nothing later can have happened."""
    mood_map: Mapping[str, int] = {}
    """The values that the person gave to names of moods in another program; names as `fold` returns them."""


class Found(Packed):
    """The entry that a row becomes, and what is needed of the row: of a large file there are thousands."""

    __slots__ = ("line", "row")

    def __init__(self, entry: Entry, row: Row, line: int) -> None:
        """Take the entry, the row without its content, and its line."""
        super().__init__(entry)
        self.row = row
        self.line = line


def to_entries(rows: Iterable[Row], terms: Terms) -> Iterator[Found | RowError]:
    """Yield the entry that each row becomes, or why it cannot become one.

    The row beside an entry is without its line and content: of its fields there are the names, each with None where it
    had no value; of what it is known by, the program, and the minute where that is all there is.
    """
    made: list[Found | RowError] = []
    seen: Counter[str] = Counter()
    recent = str((terms.now - timedelta(days=2)).date())  # a day before it is over in every zone
    for row in _in_batches(rows):
        try:
            made.append(Found(_entry(row, terms, recent, seen), _without_content(row), row.line))
        except (FieldError, FaultyJSONError) as error:
            by = row.identity.by if row.identity and row.identity.of_minute else None
            made.append(RowError(row.line, str(error), date_in(row.fields), None, row.path, by))
    seen.clear()  # it is as large as the ids once more
    _number_minutes(made)
    yield from made


def _in_batches(rows: Iterable[Row]) -> Iterator[Row]:
    """Yield the rows, of which some are read before they are used: a processor does one thing after another quicker."""
    left = iter(rows)
    while batch := list(islice(left, _BATCH_ROWS)):
        yield from batch


def _without_content(row: Row) -> Row:
    fields = tuple([(name, None if value is None else True) for name, value in row.fields.items()])
    if row.identity is None:
        return _shared_row(fields, row.path)
    by, _, of_minute, modified = row.identity
    shared = _shared_row(fields, row.path, by[:1], of_minute, modified)
    if not of_minute:
        return shared
    return Row(0, shared.fields, None, Identity(by, _NO_CONTENT, of_minute, modified), row.path)


@lru_cache(4096)
def _shared_row(
    fields: tuple[tuple[str, Any], ...], path: str | None, by: tuple[str, ...] | None = None, *more: Any
) -> Row:
    return Row(0, dict(fields), None, None if by is None else Identity(by, _NO_CONTENT, *more), path)


def _number_minutes(made: Sequence[Found | RowError]) -> None:
    """Give the entries that are known by their minute their ids, the oldest the first: it is last in the file."""
    seen: Counter[tuple[str, ...]] = Counter()
    for one in reversed(made):
        if isinstance(one, Found) and one.row.identity and one.row.identity.of_minute:
            seen[one.row.identity.by] += 1
            one.id = id_known_by(one.row.identity, seen[one.row.identity.by])


def by_minute(program: str, at: str, content: Mapping[str, Any]) -> Identity:
    """Return the identity of a row of a program that knows its entries by nothing but their minute.

    Args:
        program: its format.
        at: the time on the clock as ISO 8601, with or without an offset.
        content: as of an `Identity`.
    """
    return Identity((program, minute_of(at)), {"at": minute_of(at), **content}, of_minute=True)


def minute_of(at: str) -> str:
    """Return the minute of a time as ISO 8601, without its offset; noon of a day alone."""
    return at[: len("2026-11-20T09:00")] if "T" in at else f"{at}T12:00"


def id_known_by(identity: Identity, nth: int = 0) -> str:
    """Return the id of a row of another program: of the JSON list of what it is known by, without spaces."""
    if identity.of_minute:  # two plain words: it is what JSON makes of them, and an import makes thousands
        return _id_of_bytes('["{}","{}",{}]'.format(*identity.by, nth).encode())
    return _hashed(identity.by)


def taken(content: Mapping[str, Any]) -> str:
    """Return the hash of a row of another program, for `extra.taken`."""
    return _hashed({name: value for name, value in content.items() if value})


def left(entry: Entry) -> str:
    """Return the hash of an entry as an import left it, for `extra.left`; of fields without a value nothing counts."""
    fields = cast("dict[str, Any]", entry)
    if "left" in entry["extra"]:
        fields = {**fields, "extra": {name: kept for name, kept in entry["extra"].items() if name != "left"}}
    return _hashed({name: value for name, value in fields.items() if value and name not in _NOT_LEFT})


def _hashed(value: object) -> str:
    return _id_of_bytes(_canonical(value))


def _id_of_bytes(data: bytes) -> str:
    return ids.from_bits(_hasher()(data).digest())


@cache
def _hasher() -> Callable[[bytes], Any]:
    """Return hashlib's SHA-256: of thousands it is twice as quick as that of `ids`, and 3 ms slower to load."""
    from hashlib import sha256

    return sha256


def date_in(fields: Mapping[str, Any]) -> str | None:
    """Return the day of a row, for an error about it, if it has one."""
    days = (fields.get("day"), str(fields.get("at"))[: len("2026-11-20")])
    return next((day for day in days if isinstance(day, str) and day_fault(day) is None), None)


def id_of(own: bytes, nth: int) -> str:
    """Return the id of an imported row that has none.

    It is made of the first 60 bits of the SHA-256 of the row's own fields as JSON (sorted keys, no spaces), a line
    end, and n for the n-th equal row of the file, so that the same file imported again gives the same ids.
    """
    return _id_of_bytes(own + b"\n" + str(nth).encode())


def _entry(row: Row, terms: Terms, recent: str, seen: "Counter[str]") -> Entry:
    fields = dict(row.fields)
    for name in NAMES_NOW:
        fields.pop(name, None)
    kind = fields.get("kind")
    if not isinstance(kind, str) or kind not in schema.FIELDS:
        raise FieldError("kind", "is not one of " + ", ".join(KINDS))
    _fill_id(fields, row, seen)
    is_timed = _fill_times(fields, terms)
    if kind == "mood" and fields.get("scale") is None:
        fields["scale"] = list(terms.scale)
    if fields.get("recorded_at") is None:
        fields["recorded_at"] = fields["at"]
    if fields.get("source") is None:
        fields["source"] = f"import:{terms.format}"
    entry = schema.parse_entry(fields)
    if max(entry["day"], entry["at"]) >= recent:
        _check_past(entry, terms, is_timed=is_timed)
    if row.identity is not None:
        entry["extra"]["left"] = left(entry)
    return entry


def _fill_id(fields: dict[str, Any], row: Row, seen: "Counter[str]") -> None:
    if row.identity is not None:
        fields["id"] = _UNNUMBERED if row.identity.of_minute else id_known_by(row.identity)
        fields["extra"] = {**fields.get("extra", {}), "taken": taken(row.identity.content)}
    elif fields.get("id") is None:
        given = row.fields if row.own is None else row.own
        own = _canonical({name: value for name, value in given.items() if name not in NAMES_NOW})
        first = id_of(own, 1)  # counted by it, for the rows themselves would be as large as the file once more
        seen[first] += 1
        fields["id"] = first if seen[first] == 1 else id_of(own, seen[first])


def _fill_times(fields: dict[str, Any], terms: Terms) -> bool:
    """Fill in the times and the day; return whether the row has a time of its own."""
    if day_fault(fields.get("at")) is None:
        day = fields.pop("at")  # a day alone is 12:00 of it
        fields["day"] = fields.get("day") or day
    is_timed = fields.get("at") is not None
    is_naive = is_timed and _OFFSET_SIGNS.isdisjoint(str(fields["at"])[len("2026-11-20") :])
    zone = _zone(fields, terms) if is_naive or not is_timed else terms.zone
    for name in _TIMES:
        if fields.get(name) is not None:
            fields[name] = _to_time(fields[name], name, zone)
    _fill_day(fields, terms, zone)
    if is_naive and fields.get("zone") is None:
        fields["zone"] = zone.name
    return is_timed


def _zone(fields: dict[str, Any], terms: Terms) -> "Zone":
    """Return the zone of what has no offset: the one that the row names, else that of the terms."""
    name = fields.get("zone")
    if not isinstance(name, str) or name == terms.zone.name:
        return terms.zone
    try:
        return named_zone(name)
    except ImpossibleValueError:
        raise FieldError("zone", "is not a known time zone, such as Europe/London") from None


@lru_cache(64)
def named_zone(name: str) -> "Zone":
    """As `Zone.named`; thousands of rows have the same few."""
    from reflect.clock import Zone

    return Zone.named(name)


def _fill_day(fields: dict[str, Any], terms: Terms, zone: "Zone") -> None:
    if fields.get("at") is not None:
        if fields.get("day") is None:
            is_own = int(fields["at"][11:13]) >= terms.day_starts  # as `day_of` would say
            fields["day"] = (
                fields["at"][:10] if is_own else str(day_of(datetime.fromisoformat(fields["at"]), terms.day_starts))
            )
        return
    if fields.get("day") is None:
        raise FieldError("day", "is missing, and so is `at`")
    if fault := day_fault(fields["day"]):
        raise FieldError("day", fault)
    fields["at"] = _to_time(f"{fields['day']}T12:00:00", "day", zone)
    if fields.get("zone") is None:
        fields["zone"] = zone.name


def _to_time(value: object, name: str, zone: "Zone") -> str:
    """Return a time with offset, to the second; one without an offset is read in `zone`, the first where it is two."""
    try:
        at = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        at = None
    if at is None:
        raise FieldError(name, "is not a valid time (2026-11-23T21:40:00+01:00)")
    if at.utcoffset() is None:
        at = _first_reading(zone, at, name)
    text = at.isoformat(timespec="seconds")
    if text < _FIRST_DAY and (fault := at_fault(text)):  # what else it could be, the check of the entry tells
        raise FieldError(name, fault)
    return text


def _first_reading(zone: "Zone", wall: datetime, name: str) -> datetime:
    try:
        readings = zone.readings(wall)
    except (OverflowError, ValueError, ImpossibleValueError):
        raise FieldError(name, "is at the edge of the calendar") from None
    if not readings:
        raise FieldError(name, "is a time that did not exist that day (the clocks went forward)")
    return whole_minutes(readings[0])


def _check_past(entry: Entry, terms: Terms, *, is_timed: bool) -> None:
    """Check the time. Of the running day, noon may be still to come: a day without a time is kept as 12:00 of it.

    Raises:
        FieldError: it is later than now.
    """
    today = last = str(day_of(terms.now, terms.day_starts))
    at = datetime.fromisoformat(entry["at"])
    if entry["day"] <= today and not (is_timed and at > terms.now):
        return
    if is_timed:
        noon = f"{today}T12:00:00"
        is_of_day = entry["at"].startswith(f"{entry['day']}T12:00:00")  # what has a day and no time, in its own zone
        if at > terms.now and not is_of_day and at > datetime.fromisoformat(_to_time(noon, "at", terms.zone)):
            raise FieldError("at", "is later than now")
        # It may have been written where the day begins earlier.
        last = str(terms.now.astimezone(at.tzinfo if is_of_day and at > terms.now else _FIRST_ZONE).date())
    if entry["day"] > last:
        raise FieldError("day", "is later than now")


def _canonical(fields: object) -> bytes:
    try:
        text = _encode(fields)
    except RecursionError:
        raise FaultyJSONError("is nested too deep") from None
    try:
        return text.encode()
    except UnicodeEncodeError:
        raise FaultyJSONError("contains half of a character (a lone surrogate)") from None

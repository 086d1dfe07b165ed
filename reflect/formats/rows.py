"""The rows of a file to import, each of which becomes one entry, and the terms on which it does.

A row needs `kind`, `day` or `at`, and the fields of its kind; the rest is filled in, the id from the content.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any, NamedTuple

from reflect.errors import ImpossibleValueError
from reflect.model import ids, schema
from reflect.model.choices import KINDS
from reflect.model.dates import at_fault, day_fault, day_of
from reflect.model.schema import Entry, FieldError
from reflect.model.strict_json import FaultyJSONError
from reflect.model.text import fold, visible_name

if TYPE_CHECKING:
    from reflect.clock import Zone

_FIRST_ZONE = timezone(timedelta(hours=14))
"""Where each day begins first: https://data.iana.org/time-zones/tzdb/australasia has Pacific/Kiritimati at +14."""
_TIMES = ("at", "recorded_at", "edited_at")
# A name may hold `=` and commas: it ends before a `=` with a number and then a comma, or the end.
_MOOD_OF_MAP = re.compile(r"(.+?)=\s*([0-9]{1,3})\s*(?:,|$)", re.DOTALL)
_MAX_NAMES_SHOWN = 30
"""Names of moods in one sentence."""


class Row(NamedTuple):
    """One row of a file."""

    line: int
    """From 1; the first line of the row."""
    fields: Mapping[str, Any]
    """By our names: as they are in a file of ours, else as the reader of the format mapped them."""
    own: Mapping[str, Any] | None = None
    """The source of the id of a row without one (`id_of`), as it is in the file; None: its fields."""


class RowError(NamedTuple):
    """Why a row cannot be imported."""

    line: int
    message: str


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


def to_entries(rows: Iterable[Row], terms: Terms) -> Iterator[tuple[Row, Entry | RowError]]:
    """Yield each row with the entry it becomes, or with why it cannot become one."""
    seen: Counter[bytes] = Counter()
    for row in rows:
        try:
            yield row, _entry(row, terms, seen)
        except (FieldError, FaultyJSONError) as error:
            yield row, RowError(row.line, str(error))


def id_of(own: bytes, nth: int) -> str:
    """Return the id of an imported row that has none.

    It is made of the first 60 bits of the SHA-256 of the row's own fields as JSON (sorted keys, no spaces), a line
    end, and n for the n-th equal row of the file, so that the same file imported again gives the same ids.
    """
    from hashlib import sha256

    return ids.from_bits(sha256(own + b"\n" + str(nth).encode()).digest())


def _entry(row: Row, terms: Terms, seen: "Counter[bytes]") -> Entry:
    fields = dict(row.fields)
    kind = fields.get("kind")
    if not isinstance(kind, str) or kind not in schema.FIELDS:
        raise FieldError("kind", "is none of " + ", ".join(KINDS))
    if fields.get("id") is None:
        own = _canonical(row.fields if row.own is None else row.own)
        seen[own] += 1
        fields["id"] = id_of(own, seen[own])
    if day_fault(fields.get("at")) is None:
        day = fields.pop("at")  # a day alone is 12:00 of it
        fields["day"] = fields.get("day") or day
    is_timed = fields.get("at") is not None
    for name in _TIMES:
        if fields.get(name) is not None:
            fields[name] = _to_time(fields[name], name, terms.zone)
    _fill_day(fields, terms)
    if kind == "mood" and fields.get("scale") is None:
        fields["scale"] = list(terms.scale)
    if fields.get("recorded_at") is None:
        fields["recorded_at"] = fields["at"]
    if fields.get("source") is None:
        fields["source"] = f"import:{terms.format}"
    return _in_the_past(schema.parse_entry(fields), terms, is_timed=is_timed)


def _fill_day(fields: dict[str, Any], terms: Terms) -> None:
    if fields.get("at") is not None:
        if fields.get("day") is None:
            fields["day"] = str(day_of(datetime.fromisoformat(fields["at"]), terms.day_starts))
        return
    if fields.get("day") is None:
        raise FieldError("day", "is missing, and so is `at`")
    if fault := day_fault(fields["day"]):
        raise FieldError("day", fault)
    fields["at"] = _to_time(f"{fields['day']}T12:00:00", "day", terms.zone)
    if fields.get("zone") is None:
        fields["zone"] = terms.zone.name


def _to_time(value: object, name: str, zone: "Zone") -> str:
    """Return a time with offset, to the second; one without an offset is read in `zone`, the first where it is two."""
    try:
        at = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        at = None
    if at is None:
        raise FieldError(name, "is no time (2026-11-23T21:40:00+01:00)")
    if at.utcoffset() is None:
        at = _first_reading(zone, at, name)
    text = at.isoformat(timespec="seconds")
    if fault := at_fault(text):
        raise FieldError(name, fault)
    return text


def _first_reading(zone: "Zone", wall: datetime, name: str) -> datetime:
    try:
        readings = zone.readings(wall)
    except (OverflowError, ValueError, ImpossibleValueError):
        raise FieldError(name, "is at the edge of the calendar") from None
    if not readings:
        raise FieldError(name, "is a time that the clocks left out that day")
    return readings[0]


def _in_the_past(entry: Entry, terms: Terms, *, is_timed: bool) -> Entry:
    """Return the entry. Of the running day, noon may be still to come: a day without a time is kept as 12:00 of it.

    Raises:
        FieldError: it is later than now.
    """
    today = last = day_of(terms.now, terms.day_starts)
    if is_timed:
        at = datetime.fromisoformat(entry["at"])
        if at > terms.now and at > datetime.fromisoformat(_to_time(f"{today}T12:00:00", "at", terms.zone)):
            raise FieldError("at", "is later than now")
        last = terms.now.astimezone(_FIRST_ZONE).date()  # it may have been written where the day begins earlier
    if entry["day"] > str(last):
        raise FieldError("day", "is later than now")
    return entry


def _canonical(fields: Mapping[str, Any]) -> bytes:
    import json

    try:
        text = json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    except RecursionError:
        raise FaultyJSONError("is nested too deep") from None
    try:
        return text.encode()
    except UnicodeEncodeError:
        raise FaultyJSONError("holds half of a character (a lone surrogate)") from None


def parse_mood_map(typed: str) -> dict[str, int]:
    """Return the values of the names of moods in `ok=3,so so=2`, the names as `fold` returns them.

    Raises:
        ImpossibleValueError: it cannot be read, or gives a name two values.
    """
    found: dict[str, int] = {}
    place = 0
    while item := _MOOD_OF_MAP.match(typed, place):
        name, value = fold(item[1]), int(item[2])
        if not name:
            break
        if found.setdefault(name, value) != value:
            raise ImpossibleValueError(f"--mood-map gives {visible_name(item[1])} two values")
        place = item.end()
    if place < len(typed) or not found:
        raise ImpossibleValueError('--mood-map is names with whole numbers, such as "ok=3,so so=2"')
    return found


def check_mood_map(mood_map: Mapping[str, int], scale: tuple[int, int]) -> None:
    """Check that each value is on the scale.

    Raises:
        ImpossibleValueError: one is not.
    """
    low, high = scale
    for name, value in mood_map.items():
        if not low <= value <= high:
            raise ImpossibleValueError(
                f"--mood-map: {visible_name(name)}={value} is not on the scale of {low} to {high}"
            )


def mood_map_option(names: Iterable[str]) -> str:
    """Return the option that gives these names values, to copy, with `?` in place of the values."""
    import shlex

    shown = list(map(visible_name, names))
    more = f" (and {len(shown) - _MAX_NAMES_SHOWN} more)" if len(shown) > _MAX_NAMES_SHOWN else ""
    return "--mood-map " + shlex.quote(",".join(f"{name}=?" for name in shown[:_MAX_NAMES_SHOWN])) + more

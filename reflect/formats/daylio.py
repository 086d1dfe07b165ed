"""Daylio: its table (CSV), in its three layouts, of 2018, of 2019 to 2025, and the one with `scales`; and its backup.

Each row is a mood on Daylio's five levels. The table has the name of a mood and not its level; names can be changed and
are in the language of the app, so only those of the English app are known; others need `--mood-map`. The backup, which
is what the `.daylio` file holds, JSON in base64, or that JSON itself, has the level of each mood, so that no name needs
a value, and the offset of each entry.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, Final, NamedTuple

from reflect.formats import tables
from reflect.formats.detect import decoded
from reflect.formats.mood_map import mood_map_option
from reflect.formats.rows import FileError, Row, RowError, Terms, by_minute
from reflect.formats.tables import Cells
from reflect.formats.written_times import Dates, clock_time, year_fault
from reflect.model import strict_json
from reflect.model.text import fold

SCALE: Final = (1, 5)
LEVELS: Final = {"awful": 1, "bad": 2, "meh": 3, "good": 4, "rad": 5}

_ENTITY = r"&(?:#[0-9]{1,7}|#[Xx][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});"
_ATTRIBUTES = r"(?:\s[^<>]*)?/?"
_LINE_END = rf"<br{_ATTRIBUTES}>|</(?:p|div|li|h[1-6]|tr|blockquote|pre)>"
_ITEM = rf"<li{_ATTRIBUTES}>"
_STYLE = (
    r"</?(?:a|abbr|b|big|blockquote|center|code|del|div|em|font|h[1-6]|hr|i|img|ins|label|mark|ol|p|pre|q|s|small|span"
    rf"|strike|strong|sub|sup|table|tbody|td|th|thead|tr|tt|u|ul){_ATTRIBUTES}>"
)
_ALWAYS = {"date", "weekday", "time", "mood", "activities", "note"}
"""The columns of every layout."""
_DATED = ("full_date", "year", "date", "weekday", "time")
"""`date` and `weekday` say again, in the language of the app, what `full_date` says; the layout of 2018 has `year`."""
_NAMES: Final = dict(enumerate(reversed(LEVELS), start=1))
"""What the English app calls the moods that it brings, without a name in the file: by level, the best first."""
_MAPPED = ("id", "year", "month", "day", "hour", "minute", "datetime", "timeZoneOffset", "mood", "note", "note_title")
_MAX_OFFSET = timedelta(hours=15)
_QUARTER = timedelta(minutes=15)
_NOT_AN_ENTRY = "is not an entry of Daylio's: year, month, day, hour, minute, datetime and mood"


class Mood(NamedTuple):
    """One mood, wherever it is read from."""

    name: str
    value: int
    """On Daylio's five levels, 1 the lowest."""
    activities: list[str]
    note: str
    """As in the file, with its HTML."""
    title: str
    scales: list[str]
    more: Mapping[str, Any]
    """All else, for `extra`."""


def recognises(document: str) -> bool:
    """Return whether the first line is a header of Daylio's, or the file is its backup."""
    return _is_table(document) or _backup_in(document, strict_json.peek) is not None


def read(document: str, terms: Terms) -> Iterator[Row | RowError]:
    """Yield the moods."""
    if _is_table(document):
        yield from _read_table(document, terms)
    elif backup := _backup_in(document, strict_json.take):
        yield from _read_backup(backup, terms)
    else:
        yield FileError(1, "is not the header of a Daylio export (full_date,date,weekday,time,mood,activities,note)")


# The table


def _is_table(document: str) -> bool:
    names = set(tables.column_names(document))
    return names >= _ALWAYS and not names.isdisjoint({"full_date", "year"})


def _read_table(document: str, terms: Terms) -> Iterator[Row | RowError]:
    """Yield the moods. Where names have no value, the first such row asks for all of them."""
    values = {**LEVELS, **terms.mood_map}
    dates = Dates(lambda: map(_written_date, tables.cells_of(document)))
    hint = ""
    for row in tables.named_rows(document):
        if isinstance(row, RowError):
            yield row
            continue
        day = dates.day(_written_date(row))
        found: list[Row | RowError] = [RowError(row.line, fault, day) for fault in _time_faults(row, day, terms)]
        name, value = row.get("mood").strip(), values.get(fold(row.get("mood")))
        if value is None:
            fault = "has a mood whose name has no value here" if name else "has no mood"
            hint = hint or _asking(document, values)
            by = by_minute("daylio", f"{day}T{clock_time(row.get('time'))}", {}).by if not found else None
            found.append(RowError(row.line, fault, day, hint if name else None, by=by))
        elif not found:
            found.append(_level_row(row, value, day, terms))
        yield from found


def _asking(document: str, values: Mapping[str, int]) -> str:
    """Return the hint that asks for the values of all names of moods that have none."""
    moods = dict.fromkeys(row.get("mood") for row in tables.cells_of(document))
    unknown = {fold(name): name.strip() for name in moods}
    asked = [name for folded, name in unknown.items() if folded and folded not in values]
    low, high = SCALE
    return f"give each from {low} to {high} in place of its ?: {mood_map_option(asked)}"


def _written_date(row: Cells) -> str:
    return row.get("full_date") or f"{row.get('date')} {row.get('year')}"


def _time_faults(row: Cells, day: str | None, terms: Terms) -> Iterator[str]:
    if day is None:
        yield "has a date that cannot be read, or in two ways (write it as 2026-11-18)"
    elif fault := year_fault(day, terms.now.year):
        yield fault
    if clock_time(row.get("time")) is None:
        yield "has no time that can be read (write it as 22:00 or 10:00 pm)"


def _level_row(row: Cells, value: int, day: str | None, terms: Terms) -> Row:
    mood = Mood(
        row.get("mood").strip(),
        value,
        list(tables.parts(row.get("activities"), "|")),
        row.get("note"),
        row.get("note_title"),
        list(tables.parts(row.get("scales"), "|")),
        row.rest(*_DATED, "mood", "activities", "scales", "note_title", "note"),
    )
    at = f"{day}T{clock_time(row.get('time'))}"
    return _mood_row(row.line, mood, at, at, terms.zone.name)


# The backup


class _Backup(NamedTuple):
    entries: list[Any]
    moods: Mapping[int, Mapping[str, Any]]
    tags: Mapping[int, Mapping[str, Any]]
    assets: Mapping[int, Mapping[str, Any]]


def _backup_in(document: str, parse: Callable[[str], Any]) -> _Backup | None:
    """Return the backup that a file is, or None: JSON, or that in base 64."""
    text = decoded(document.lstrip())
    if not (text.startswith("{") and '"dayEntries"' in text):
        return None
    try:
        value = parse(text)
    except strict_json.FaultyJSONError:
        return None
    match value:
        case {"dayEntries": list(entries), "customMoods": list(moods), "tags": list(tags)}:
            return _Backup(entries, _by_id(moods), _by_id(tags), _by_id(value.get("assets")))
    return None


def _by_id(listed: Any) -> dict[int, Mapping[str, Any]]:
    rows = [row for row in listed if isinstance(row, dict)] if isinstance(listed, list) else []
    return {row["id"]: row for row in rows if isinstance(row.get("id"), int)}


def _read_backup(backup: _Backup, terms: Terms) -> Iterator[Row | RowError]:
    """Yield the moods. The line of one is its place in the list of entries, from 1."""
    for number, entry in enumerate(backup.entries, start=1):
        try:
            yield _backup_row(number, entry, backup, terms)
        except (KeyError, TypeError, ValueError, OverflowError):
            yield RowError(number, _NOT_AN_ENTRY)


def _backup_row(number: int, entry: Mapping[str, Any], backup: _Backup, terms: Terms) -> Row | RowError:
    wall = datetime(entry["year"], entry["month"] + 1, entry["day"], entry["hour"], entry["minute"])  # noqa: DTZ001
    day = wall.date().isoformat()
    if fault := year_fault(day, terms.now.year):
        return RowError(number, fault, day)
    mood = _mood(entry, backup, terms)
    if mood is None:
        by = by_minute("daylio", wall.isoformat(), {}).by
        return RowError(number, "has a mood that the backup gives no level", day, by=by)
    at = _with_offset(wall, entry)
    in_zone = at.tzinfo is None or terms.zone.local(at).utcoffset() == at.utcoffset()
    return _mood_row(number, mood, at.isoformat(), wall.isoformat(), terms.zone.name if in_zone else None)


def _with_offset(wall: datetime, entry: Mapping[str, Any]) -> datetime:
    """Return the time with its offset, the difference from the instant, which is in milliseconds.

    `timeZoneOffset` is the same, but not in files that other programs wrote. A difference that no zone has leaves the
    time without an offset, to be read in the zone of the import.
    """
    instant = datetime.fromtimestamp(entry["datetime"] // 60_000 * 60, UTC).replace(tzinfo=None)
    offset = wall - instant
    is_one = abs(offset) <= _MAX_OFFSET and not offset % _QUARTER
    return wall.replace(tzinfo=timezone(offset)) if is_one else wall


def _mood(entry: Mapping[str, Any], backup: _Backup, terms: Terms) -> Mood | None:
    mood = backup.moods.get(entry["mood"], {})
    level = mood.get("mood_group_id")
    if not isinstance(level, int) or level not in _NAMES:
        return None
    name = str(mood.get("custom_name") or "").strip() or _NAMES[level]
    names: list[str] = []
    unknown: list[str] = []
    for tag in entry.get("tags") or []:
        (names if tag in backup.tags else unknown).append(str(backup.tags.get(tag, {}).get("name", tag)).strip())
    low, high = SCALE
    return Mood(
        name,
        terms.mood_map.get(fold(name), low + high - level),
        [name for name in names if name],
        str(entry.get("note") or ""),
        str(entry.get("note_title") or ""),
        [],
        _rest(entry, backup) | {"tags": unknown},
    )


def _rest(entry: Mapping[str, Any], backup: _Backup) -> dict[str, Any]:
    """Return the other fields by their names; of media the records, which have the names of the files."""
    media = [backup.assets.get(asset, asset) for asset in entry.get("assets") or []]
    return {name: kept for name, kept in entry.items() if name not in _MAPPED} | {"assets": media}


# A mood


def _mood_row(line: int, mood: Mood, at: str, wall: str, zone: str | None) -> Row:
    """Return the row of a mood, which Daylio knows by its minute on the wall's clock, `wall`."""
    shown = plain_note(mood.note)
    content = {
        "mood": mood.name,
        "activities": mood.activities,
        "scales": mood.scales,
        "title": mood.title.strip(),
        "note": mood.note,
    }
    extra = {**mood.more, **content, "note": mood.note if mood.note != shown else ""}
    fields = {
        "kind": "mood",
        "at": at,
        "zone": zone,
        "value": mood.value,
        "scale": list(SCALE),
        "note": next((text for text in (shown, mood.title) if text.strip()), None),
        "extra": {name: kept for name, kept in extra.items() if kept},
    }
    known = {**content, "activities": sorted(mood.activities)}
    return Row(line, fields, identity=by_minute("daylio", wall, known))


def plain_note(note: str) -> str:
    """Return a note as Daylio showed it: line ends for `<br>`, a dash before an item of a list, no other HTML."""
    if "<" in note:
        note = re.sub(_LINE_END, "\n", note, flags=re.IGNORECASE)
        note = re.sub(_ITEM, "- ", note, flags=re.IGNORECASE)
        note = re.sub(_STYLE, "", note, flags=re.IGNORECASE)
    if "&" not in note:
        return note
    from html import unescape  # two milliseconds, for the table of its names

    return re.sub(_ENTITY, lambda found: unescape(found[0]), note)

"""Daylio's backup: what its `.daylio` file holds, JSON in base64, or that JSON itself.

It has what the table lacks: the level of each mood, so that no name needs a value, and the offset of each entry.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, Final, NamedTuple

from reflect.formats.daylio import LEVELS, SCALE, Mood, mood_row
from reflect.formats.rows import FileError, Row, RowError, Terms, by_minute
from reflect.formats.written_times import year_fault
from reflect.model import strict_json
from reflect.model.text import fold

_NAMES: Final = dict(enumerate(reversed(LEVELS), start=1))
"""What the English app calls the moods that it brings, without a name in the file: by level, the best first."""
_MAPPED = ("id", "year", "month", "day", "hour", "minute", "datetime", "timeZoneOffset", "mood", "note", "note_title")
_NO_TIME = (-1, -1)
"""The hour and the minute of an entry of 2017 or before: it has a day alone."""
_MAX_OFFSET = timedelta(hours=15)
_QUARTER = timedelta(minutes=15)
_HINT = "Daylio's CSV (Export Entries) can be imported with a value for it (--mood-map)"
_NOT_AN_ENTRY = "is not an entry of Daylio's: year, month, day, hour, minute, datetime and mood"


def recognises(document: str) -> bool:
    """Return whether a file is Daylio's backup."""
    text = _unpacked(document)
    if text is None or '"dayEntries"' not in text:
        return False
    try:
        return _backup(strict_json.peek(text)) is not None
    except strict_json.FaultyJSONError:
        return False


def read(document: str, terms: Terms) -> Iterator[Row | RowError]:
    """Yield the moods. The line of one is its place in the list of entries, from 1."""
    backup = _backup(strict_json.take(_unpacked(document) or ""))
    if backup is None:
        yield FileError(1, "is not a backup of Daylio's: dayEntries, customMoods and tags")
        return
    for number, entry in enumerate(backup.entries, start=1):
        try:
            yield _row(number, entry, backup, terms)
        except (KeyError, TypeError, ValueError, OverflowError):
            yield RowError(number, _NOT_AN_ENTRY)


class _Backup(NamedTuple):
    entries: list[Any]
    moods: Mapping[int, Mapping[str, Any]]
    tags: Mapping[int, Mapping[str, Any]]
    assets: Mapping[int, Mapping[str, Any]]


def _backup(value: Any) -> _Backup | None:
    match value:
        case {"dayEntries": list(entries), "customMoods": list(moods), "tags": list(tags)}:
            return _Backup(entries, _by_id(moods), _by_id(tags), _by_id(value.get("assets")))
    return None


def _by_id(listed: Any) -> dict[int, Mapping[str, Any]]:
    rows = [row for row in listed if isinstance(row, dict)] if isinstance(listed, list) else []
    return {row["id"]: row for row in rows if isinstance(row.get("id"), int)}


def _unpacked(document: str) -> str | None:
    """Return the JSON of a backup: of the text itself, or of what it is in base64."""
    begins = document.lstrip()
    if begins.startswith("{"):
        return begins
    if not re.match(r"[A-Za-z0-9+/]{16}", begins):
        return None
    import base64

    try:
        return base64.b64decode("".join(begins.split()), validate=True).decode("utf-8-sig")
    except ValueError:
        return None


def _row(number: int, entry: Mapping[str, Any], backup: _Backup, terms: Terms) -> Row | RowError:
    is_timed = (entry["hour"], entry["minute"]) != _NO_TIME
    clock = (entry["hour"], entry["minute"]) if is_timed else (12, 0)
    wall = datetime(entry["year"], entry["month"] + 1, entry["day"], *clock)  # noqa: DTZ001
    day = wall.date().isoformat()
    if fault := year_fault(day, terms.now.year):
        return RowError(number, fault, day)
    mood = _mood(entry, backup, terms)
    if mood is None:
        by = by_minute("daylio", wall.isoformat(), {}).by
        return RowError(number, "has a mood that the backup gives no level", day, _HINT, by=by)
    if not is_timed:
        return mood_row(number, mood, day, wall.isoformat(), terms.zone.name)
    at = _with_offset(wall, entry)
    in_zone = at.tzinfo is None or terms.zone.local(at).utcoffset() == at.utcoffset()
    return mood_row(number, mood, at.isoformat(), wall.isoformat(), terms.zone.name if in_zone else None)


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

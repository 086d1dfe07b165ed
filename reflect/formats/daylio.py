"""Daylio: its table (CSV), in its three layouts: of 2018, of 2019 to 2025, and the one with `scales`; and its backup.

Each row is a mood on Daylio's five levels. The table has the name of a mood and not its level; names can be changed and
are in the language of the app, so only those of the English app are known; others need `--mood-map`. The backup
(`daylio_backup`) has the levels.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from reflect.formats import tables
from reflect.formats.mood_map import mood_map_option
from reflect.formats.rows import FileError, Row, RowError, Terms, by_minute
from reflect.formats.tables import Cells
from reflect.formats.written_times import Dates, clock_time, year_fault
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
    return _is_table(document) or _is_backup(document)


def _is_table(document: str) -> bool:
    names = set(tables.column_names(document))
    return names >= _ALWAYS and not names.isdisjoint({"full_date", "year"})


def _is_backup(document: str) -> bool:
    if not document.lstrip().startswith(("{", "ey", "ew")):  # the two ways in which `{` and white space begin in base64
        return False
    from reflect.formats import daylio_backup

    return daylio_backup.recognises(document)


def read(document: str, terms: Terms) -> Iterator[Row | RowError]:
    """Yield the moods."""
    if _is_table(document):
        yield from _read_table(document, terms)
    elif _is_backup(document):
        from reflect.formats import daylio_backup

        yield from daylio_backup.read(document, terms)
    else:
        yield FileError(1, "is not the header of a Daylio export (full_date,date,weekday,time,mood,activities,note)")


def _read_table(document: str, terms: Terms) -> Iterator[Row | RowError]:
    """Yield the moods. Where names have no value, the first such row asks for all of them."""
    values = {**LEVELS, **terms.mood_map}
    dates = Dates(lambda: map(_written_date, _cells(document)))
    hint = ""
    for row in tables.named_rows(document):
        if isinstance(row, RowError):
            yield row
            continue
        day = _day_or_none(row, dates)
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
    moods = dict.fromkeys(row.get("mood") for row in _cells(document))
    unknown = {fold(name): name.strip() for name in moods}
    asked = [name for folded, name in unknown.items() if folded and folded not in values]
    low, high = SCALE
    return f"give each from {low} to {high} in place of its ?: {mood_map_option(asked)}"


def _cells(document: str) -> Iterator[Cells]:
    """Yield the rows anew: a list of all would be as large as what becomes of them."""
    return (row for row in tables.named_rows(document) if isinstance(row, Cells))


def _written_date(row: Cells) -> str:
    return row.get("full_date") or f"{row.get('date')} {row.get('year')}"


def _day_or_none(row: Cells, dates: Dates) -> str | None:
    day = dates.day(_written_date(row)) or dates.day(row.get("date"))  # the whole date, where somebody mended it
    return None if day is None else day.isoformat()


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
        _parts(row.get("activities")),
        row.get("note"),
        row.get("note_title"),
        _parts(row.get("scales")),
        row.rest(*_DATED, "mood", "activities", "scales", "note_title", "note"),
    )
    at = f"{day}T{clock_time(row.get('time'))}"
    return mood_row(row.line, mood, at, at, terms.zone.name)


def mood_row(line: int, mood: Mood, at: str, wall: str, zone: str | None) -> Row:
    """Return the row of a mood, which Daylio knows by its minute on the wall's clock, `wall`."""
    shown = plain_note(mood.note)
    extra: dict[str, Any] = {
        **mood.more,
        "mood": mood.name,
        "activities": mood.activities,
        "scales": mood.scales,
        "title": mood.title.strip(),
        "note": mood.note if mood.note != shown else "",  # as it is in the file
    }
    fields = {
        "kind": "mood",
        "at": at,
        "zone": zone,
        "value": mood.value,
        "scale": list(SCALE),
        "note": next((text for text in (shown, mood.title) if text.strip()), None),
        "extra": {name: kept for name, kept in extra.items() if kept},
    }
    content = {
        "mood": mood.name,
        "activities": sorted(mood.activities),
        "scales": mood.scales,
        "title": mood.title.strip(),
        "note": mood.note,
    }
    return Row(line, fields, identity=by_minute("daylio", wall, content))


def _parts(cell: str) -> list[str]:
    return [part.strip() for part in cell.split("|") if part.strip()]


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

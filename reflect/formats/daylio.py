"""Daylio's table (CSV), in its three layouts: of 2018, of 2019 to 2025, and the one with `scales`.

Each row is a mood on Daylio's five levels. The file has the name of a mood and not its level; names can be changed and
are in the language of the app, so only those of the English app are known; others need `--mood-map`.
"""

import re
from collections.abc import Iterator
from typing import Any, Final

from reflect.formats import tables
from reflect.formats.rows import FileError, Row, RowError, Terms, by_minute, mood_map_option
from reflect.formats.tables import Cells
from reflect.formats.written_times import calendar_day, clock_time
from reflect.model.text import fold

SCALE: Final = (1, 5)
LEVELS: Final = {"awful": 1, "bad": 2, "meh": 3, "good": 4, "rad": 5}

_ENTITY = r"&(?:#[0-9]{1,7}|#[Xx][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});"
_LINE_END = r"<br ?/?>|</(?:p|div|li|h[1-6])>"
_ITEM = r"<li>"
_STYLE = r"</?(?:b|strong|i|em|u|s|strike|del|ul|ol|p|div|span|h[1-6])>"
_ALWAYS = {"date", "weekday", "time", "mood", "activities", "note"}
"""The columns of every layout."""
_DATED = ("full_date", "year", "date", "weekday", "time")
"""`date` and `weekday` say again, in the language of the app, what `full_date` says; the layout of 2018 has `year`."""


def recognises(document: str) -> bool:
    """Return whether the first line is a header of Daylio's."""
    names = set(tables.column_names(document))
    return names >= _ALWAYS and not names.isdisjoint({"full_date", "year"})


def read(document: str, terms: Terms) -> Iterator[Row | RowError]:
    """Yield the moods. Where names have no value, the error of the first such row asks for all of them."""
    if not recognises(document):
        yield FileError(1, "is no header of a Daylio export (full_date,date,weekday,time,mood,activities,note)")
        return
    values = {**LEVELS, **terms.mood_map}
    rows = list(tables.named_rows(document))
    unknown = {fold(row.get("mood")): row.get("mood").strip() for row in rows if isinstance(row, Cells)}
    asked = [name for folded, name in unknown.items() if folded and folded not in values]
    low, high = SCALE
    hint = f"give each from {low} to {high} in place of its ?: {mood_map_option(asked)}"
    for row in rows:
        if isinstance(row, RowError):
            yield row
            continue
        value = values.get(fold(row.get("mood")))
        if value is not None:
            yield _level_row(row, value, terms)
        elif not row.get("mood").strip():
            yield RowError(row.line, "has no mood")
        else:
            yield RowError(row.line, "has a mood whose name has no value here", hint=hint)


def _level_row(row: Cells, value: int, terms: Terms) -> Row | RowError:
    written = row.get("full_date") or f"{row.get('date')} {row.get('year')}"
    day, clock = calendar_day(written), clock_time(row.get("time"))
    if day is None:
        return RowError(row.line, "has no date that is known: `full_date`, or `date` in English with `year`")
    if clock is None:
        return RowError(row.line, "has no time that is known (10:00 pm or 22:00)")
    note, title = row.get("note"), row.get("note_title")
    shown = plain_note(note)
    at = f"{day.isoformat()}T{clock.isoformat()}"
    content = {
        "mood": row.get("mood").strip(),
        "activities": _parts(row.get("activities")),
        "scales": _parts(row.get("scales")),
        "title": title.strip(),
        "note": note,
    }
    extra: dict[str, Any] = {
        **row.rest(*_DATED, "mood", "activities", "scales", "note_title", "note"),
        **content,
        "note": note if note != shown else "",  # as it is in the file
    }
    return Row(
        row.line,
        {
            "kind": "mood",
            "at": at,
            "zone": terms.zone.name,
            "value": value,
            "scale": list(SCALE),
            "note": next((text for text in (shown, title) if text.strip()), None),
            "extra": {name: kept for name, kept in extra.items() if kept},
        },
        identity=by_minute("daylio", at, content),
    )


def _parts(cell: str) -> list[str]:
    return [part.strip() for part in cell.split("|") if part.strip()]


def plain_note(note: str) -> str:
    """Return a note as Daylio showed it: line ends for `<br>`, a dash before an item of a list, no styles."""
    if "<" in note:
        note = re.sub(_LINE_END, "\n", note, flags=re.IGNORECASE)
        note = re.sub(_ITEM, "- ", note, flags=re.IGNORECASE)
        note = re.sub(_STYLE, "", note, flags=re.IGNORECASE)
    if "&" not in note:
        return note
    from html import unescape  # two milliseconds, for the table of its names

    return re.sub(_ENTITY, lambda found: unescape(found[0]), note)

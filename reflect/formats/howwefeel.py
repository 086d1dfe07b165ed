"""How We Feel's table (CSV), read by the names of its columns, which have changed over the years.

Each row is a mood: its word is a feeling. There is no number in the file; `--mood-map` can give words values on the
person's own scale, but need not.
"""

from collections.abc import Iterator
from typing import Any

from reflect.formats import tables
from reflect.formats.rows import FileError, Row, RowError, Terms, by_minute
from reflect.formats.tables import Cells
from reflect.formats.written_times import date_and_time
from reflect.model import strict_json
from reflect.model.text import fold

_ALWAYS = {"Date", "Mood", "Notes"}
"""The columns of every year."""
_TAGS = {"Tags (People)": "people", "Tags (Places)": "places", "Tags (Events)": "events"}
_LISTS = {"Reflections": "reflections", "Takeaways": "takeaways"}
"""Lists as JSON in a cell."""


def recognises(document: str) -> bool:
    """Return whether the first line is a header of How We Feel's."""
    names = set(tables.column_names(document))
    return names >= _ALWAYS and not names.isdisjoint(_TAGS)


def read(document: str, terms: Terms) -> Iterator[Row | RowError]:
    """Yield the moods."""
    if not recognises(document):
        yield FileError(1, "is no header of a How We Feel export (Date,Mood,Tags (People),Notes and others)")
        return
    for row in tables.named_rows(document):
        yield row if isinstance(row, RowError) else _feeling_row(row, terms)


def _feeling_row(row: Cells, terms: Terms) -> Row | RowError:
    at = date_and_time(row.get("Date"))
    if at is None:
        return RowError(row.line, "has no date that is known (2026 Wed Jul 22 11:36 PM)")
    word, keys = row.get("Mood").strip(), row.get("Mood Keys").strip()
    content = {
        **{name: _tags(row.get(column)) for column, name in _TAGS.items()},
        **{name: _list(row.get(column)) for column, name in _LISTS.items()},
    }
    extra: dict[str, Any] = {
        **row.rest(*_ALWAYS, *_TAGS, *_LISTS, "Mood Keys", "Locale"),
        "locale": row.get("Locale"),
        "mood_keys": "" if fold(keys) == fold(word) else keys,
        **content,
    }
    return Row(
        row.line,
        {
            "kind": "mood",
            "at": at,
            "zone": terms.zone.name,
            "value": terms.mood_map.get(fold(word)),
            "feelings": [word] if word else [],
            "note": row.get("Notes") if row.get("Notes").strip() else None,
            "extra": {name: kept for name, kept in extra.items() if kept},
        },
        identity=by_minute("howwefeel", at, {"mood": word, "note": row.get("Notes"), **content}),
    )


def _tags(cell: str) -> list[str]:
    return [tag.strip() for tag in cell.split(";") if tag.strip()]


def _list(cell: str) -> Any:
    """Return the list in a cell, or the cell as it is where there is none."""
    try:
        found = strict_json.loads(cell)
    except strict_json.FaultyJSONError:
        return cell
    return found if isinstance(found, list) else cell

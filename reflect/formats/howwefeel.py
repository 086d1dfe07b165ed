"""How We Feel's table (CSV), read by the names of its columns, which have changed over the years.

Three layouts are known, of 22 columns (`Mood Key`, and a `Tags Key` beside each of the `Tags`), of 18, and of 10
(`Locale`, `Mood Keys`). Each row is a mood: its words are feelings. There is no number in the file; `--mood-map` can
give words values on the person's own scale, but need not.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from reflect.formats import tables
from reflect.formats.rows import FileError, Row, RowError, Terms, by_minute
from reflect.formats.tables import Cells, parts
from reflect.formats.written_times import Dates, year_fault
from reflect.model import strict_json
from reflect.model.text import fold

_ALWAYS = {"Date", "Mood", "Notes"}
"""The columns of every year."""
_BETWEEN_WORDS = ";|,"
_TAGS = {"Tags (People)": "people", "Tags (Places)": "places", "Tags (Events)": "events"}
_LISTS = {"Reflections": "reflections", "Takeaways": "takeaways"}
"""Lists as JSON in a cell."""
_KEYS = {"Mood Key": "Mood", "Mood Keys": "Mood", **{name.replace("Tags", "Tags Key"): name for name in _TAGS}}
"""Columns that say again, in the words of the program, what another says in those of the person."""


def recognises(document: str) -> bool:
    """Return whether the first line is a header of How We Feel's."""
    names = set(tables.column_names(document))
    return names >= _ALWAYS and not names.isdisjoint(_TAGS)


def read(document: str, terms: Terms) -> Iterator[Row | RowError]:
    """Yield the moods."""
    if not recognises(document):
        yield FileError(1, "is not the header of a How We Feel export (Date,Mood,Tags (People),Notes and others)")
        return
    dates = Dates(lambda: (row.get("Date") for row in tables.cells_of(document)))
    for row in tables.named_rows(document):
        yield row if isinstance(row, RowError) else _feeling_row(row, dates, terms)


def _feeling_row(row: Cells, dates: Dates, terms: Terms) -> Row | RowError:
    at = dates.moment(row.get("Date"))
    if at is None:
        return RowError(
            row.line, "has a date that cannot be read, or in two ways (write it as 2026 Wed Jul 22 11:36 PM)"
        )
    if fault := year_fault(at, terms.now.year):
        return RowError(row.line, fault, at[: len("2026-11-23")])
    words, note = list(parts(row.get("Mood"), _BETWEEN_WORDS)), row.get("Notes")
    content: dict[str, Any] = {}
    extra: dict[str, Any] = {}
    for column, cell in row.by_name.items():
        if name := _TAGS.get(column):
            content[name] = list(parts(cell, ";"))
        elif name := _LISTS.get(column):
            content[name] = _list(cell)
        elif column not in _KEYS and column not in _ALWAYS:
            extra["locale" if column == "Locale" else column] = cell
        elif column in _KEYS and _folded(cell) != _folded(row.get(_KEYS[column])):
            extra["mood_keys" if column.startswith("Mood Key") else column] = cell.strip()
    extra |= content
    fields = {
        "kind": "mood",
        "at": at,
        "zone": terms.zone.name,
        "value": _value(words, terms),
        "feelings": words,
        "note": note if note.strip() else None,
        "extra": {name: kept for name, kept in extra.items() if kept},
    }
    known = {"mood": _folded(row.get("Mood")), "note": note, **content}
    return Row(row.line, fields, identity=by_minute("howwefeel", at, known))


def _value(words: list[str], terms: Terms) -> int | None:
    """Return the value that the person gave to the words, where it is one."""
    values = {terms.mood_map[fold(word)] for word in words if fold(word) in terms.mood_map} if terms.mood_map else set()
    return values.pop() if len(values) == 1 else None


@lru_cache(512)
def _folded(cell: str) -> tuple[str, ...]:
    return tuple(map(fold, parts(cell, _BETWEEN_WORDS)))


@lru_cache(64)  # most are []
def _list(cell: str) -> Any:
    """Return the list in a cell, or the cell as it is where there is none."""
    if not cell.startswith("["):
        return cell
    try:
        found = strict_json.loads(cell)
    except strict_json.FaultyJSONError:
        return cell
    return found if isinstance(found, list) else cell

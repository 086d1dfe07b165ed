"""All entries in one JSON document; read back from that, from a plain list, or from a month file of a store."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from reflect.entries import strict_json
from reflect.entries.kinds import Entry
from reflect.exchange.rows import Row, RowError

NAME = "json"
FORMAT = 1


def write(entries: Iterable[Entry]) -> Iterator[str]:
    """Give the pieces of an export: one document with an entry a line."""
    yield f'{{"format": {FORMAT}, "entries": ['
    separator = "\n"
    for entry in entries:
        yield separator + strict_json.line(entry)
        separator = ",\n"
    yield "\n]}\n"


def read(document: str) -> Iterator[Row | RowError]:
    """Give the rows of a file. The line of a row is its place in the list, from 1."""
    try:
        value = strict_json.loads(document)
    except strict_json.FaultyJSONError as error:
        yield RowError(error.line or 1, str(error))
        return
    rows = rows_in(value)
    if rows is None:
        yield RowError(1, "holds no list of entries")
        return
    for number, row in enumerate(rows, start=1):
        yield Row(number, row) if isinstance(row, dict) else RowError(number, "is no JSON object")


def rows_in(value: Any) -> Iterable[Any] | None:
    """Return the list of entries in a document, or None where it holds none."""
    if isinstance(value, list):
        return value
    found = value.get("entries") if isinstance(value, Mapping) else None
    if isinstance(found, dict):  # a month file
        return list(found.values())
    return found if isinstance(found, list) else None

"""All entries in one JSON document; read back from that, from a plain list, or from a month file of a store."""

from collections.abc import Iterable, Iterator
from typing import Any

from reflect.formats.rows import Row, RowError, Terms
from reflect.model import strict_json
from reflect.model.schema import Entry
from reflect.model.strict_json import FaultyJSONError

FORMAT = 1


def write(entries: Iterable[Entry]) -> Iterator[bytes]:
    """Yield the pieces of an export: one document with an entry a line."""
    yield f'{{"format": {FORMAT}, "entries": ['.encode()
    separator = "\n"
    for entry in entries:
        yield (separator + strict_json.dump_line(entry)).encode()
        separator = ",\n"
    yield b"\n]}\n"


def read(document: str, _: Terms) -> Iterator[Row | RowError]:
    """Yield the rows of a file. The line of a row is its place in the list, from 1."""
    for number, row in enumerate(_listed(strict_json.take(document)), start=1):
        yield Row(number, row) if isinstance(row, dict) else RowError(number, "is not a JSON object")


def recognises(document: str) -> bool:
    """Return whether a file begins as a JSON document does; jsonl is tried before."""
    return document.lstrip()[:1] in ("{", "[")


def _listed(value: Any) -> list[Any]:
    """Return the list of entries in a document, or refuse one that has none or is of a newer format."""
    if isinstance(value, list):
        return value
    match value:
        case {"format": version} | {"_meta": {"format": {"version": version}}} if version != FORMAT:
            raise FaultyJSONError("is of another format version than this program reads")
        case {"entries": list(found)}:
            return found
        case {"entries": dict(found)}:  # a month file
            if any(not isinstance(row, dict) or row.get("id") != key for key, row in found.items()):
                raise FaultyJSONError("has an entry whose `id` is another than its key")
            return list(found.values())
    raise FaultyJSONError("contains no list of entries")

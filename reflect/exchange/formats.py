"""Which formats there are, and which one a file is in."""

from collections.abc import Callable, Iterable, Iterator
from typing import Final, NamedTuple

from reflect.entries import strict_json
from reflect.entries.kinds import Entry
from reflect.errors import BadFileError, ImpossibleValueError
from reflect.exchange import json_document, jsonl
from reflect.exchange.rows import Row, RowError


class Format(NamedTuple):
    """A format for export and import."""

    write: Callable[[Iterable[Entry]], Iterator[str]]
    read: Callable[[str], Iterator[Row | RowError]]


FORMATS: Final = {
    jsonl.NAME: Format(jsonl.write, jsonl.read),
    json_document.NAME: Format(json_document.write, json_document.read),
}


def named(name: str) -> Format:
    """Return the format of this name.

    Raises:
        ImpossibleValueError: there is none.
    """
    if name in FORMATS:
        return FORMATS[name]
    message = f"there is no format {name!r}; the formats are {', '.join(FORMATS)}."
    raise ImpossibleValueError(message)


def found_in(document: str, where: str) -> str:
    """Return the name of the format that a file is in, by its content.

    Raises:
        BadFileError: it is in none of them.
    """
    start = document.lstrip()[:1]
    try:
        first = strict_json.loads(document.lstrip().split("\n", 1)[0])
    except strict_json.FaultyJSONError:
        first = None  # a document that goes on over several lines
    if isinstance(first, dict):
        return json_document.NAME if "entries" in first else jsonl.NAME
    if start in ("{", "["):
        return json_document.NAME
    message = f"{where} is in none of the formats {', '.join(FORMATS)}; name one with --format. Nothing was changed."
    raise BadFileError(message)

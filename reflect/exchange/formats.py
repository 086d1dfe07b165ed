"""Which formats there are, and which one a file is in."""

from collections.abc import Callable, Iterable, Iterator
from typing import Final, NamedTuple

from reflect.entries.kinds import Entry
from reflect.errors import BadFileError, ImpossibleValueError
from reflect.exchange import (
    comma_separated,
    daylio,
    dayone,
    howwefeel,
    jrnl,
    json_document,
    jsonl,
    markdown,
    sqlite_file,
)
from reflect.exchange.rows import Row, RowError, Terms

Write = Callable[[Iterable[Entry]], Iterator[bytes]]
Read = Callable[[str, Terms], Iterator[Row | RowError]]


class Reading(NamedTuple):
    """How a format is read."""

    read: Read
    recognises: Callable[[str], bool]
    """Whether a file looks like this format; each is asked in the order of `READ`."""


WRITTEN: Final[dict[str, Write]] = {
    jsonl.NAME: jsonl.write,
    json_document.NAME: json_document.write,
    comma_separated.NAME: comma_separated.write,
    markdown.NAME: markdown.write,
    sqlite_file.NAME: sqlite_file.write,
}
"""The formats of an export."""
LINE_BY_LINE: Final = frozenset({jsonl.NAME, comma_separated.NAME})
"""Those that are written as the entries come, and of which a part can be used as well as the whole."""
NO_TEXT: Final = frozenset({sqlite_file.NAME})
"""Those that are not for a terminal."""

READ: Final[dict[str, Reading]] = {
    jsonl.NAME: Reading(jsonl.read, jsonl.recognises),
    daylio.NAME: Reading(daylio.read, daylio.recognises),
    howwefeel.NAME: Reading(howwefeel.read, howwefeel.recognises),
    dayone.NAME: Reading(dayone.read, dayone.recognises),
    jrnl.NAME: Reading(jrnl.read, jrnl.recognises),
    comma_separated.NAME: Reading(comma_separated.read, comma_separated.recognises),
    json_document.NAME: Reading(json_document.read, json_document.recognises),
}
"""The formats of an import. That of any JSON stands last: others are JSON too."""

NAMED_MOODS: Final[dict[str, tuple[int, int] | None]] = {daylio.NAME: daylio.SCALE, howwefeel.NAME: None}
"""The formats whose moods are names, with the scale of the values that a name can be given; None: the person's own."""


def written(name: str) -> Write:
    """Return what writes this format.

    Raises:
        ImpossibleValueError: no export is in it.
    """
    return WRITTEN[_known(name, WRITTEN)]


def read(name: str) -> Read:
    """Return what reads this format.

    Raises:
        ImpossibleValueError: no import is in it.
    """
    return READ[_known(name, READ)].read


def found_in(document: str, where: str) -> str:
    """Return the name of the format that a file is in, by its content.

    Raises:
        BadFileError: it is in none of them.
    """
    for name, reading in READ.items():
        if reading.recognises(document):
            return name
    message = f"{where} is in none of the formats {', '.join(READ)}; name one with --format. Nothing was changed."
    raise BadFileError(message)


def _known(name: str, formats: Iterable[str]) -> str:
    if name in formats:
        return name
    message = f"there is no format {name!r}; the formats are {', '.join(formats)}."
    raise ImpossibleValueError(message)

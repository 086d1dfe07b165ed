"""Which formats a file can be in, and which one it is in."""

from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from reflect.errors import BadFileError
from reflect.exchange import comma_separated, daylio, dayone, howwefeel, jrnl, json_document, jsonl
from reflect.exchange.formats import known
from reflect.exchange.rows import Row, RowError, Terms

Read = Callable[[str, Terms], Iterator[Row | RowError]]


class Reading(NamedTuple):
    """How a format is read."""

    read: Read
    recognises: Callable[[str], bool]
    """Whether a file looks like this format; each is asked in the order of `READ`."""


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


def read(name: str) -> Read:
    """Return what reads this format.

    Raises:
        ImpossibleValueError: no import is in it.
    """
    return READ[known(name, READ)].read


def found_in(document: str, where: str) -> str:
    """Return the name of the format that a file is in, by its content.

    Raises:
        BadFileError: it is in none of them.
    """
    for name, reading in READ.items():
        if reading.recognises(document):
            return name
    if not document.strip():
        message = f"{where} is empty. Nothing was changed."
        raise BadFileError(message)
    message = f"{where} is in none of the formats {', '.join(READ)}; name one with --format. Nothing was changed."
    raise BadFileError(message)

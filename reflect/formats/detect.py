"""Which formats a file can be in, and which one it is in."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib import import_module
from typing import Final, NamedTuple, cast

from reflect.errors import BadFileError, ImpossibleValueError
from reflect.formats import csv_file, daylio, dayone, howwefeel, jrnl, json_file, jsonl
from reflect.formats.rows import Row, RowError, Terms
from reflect.model.schema import Entry

Write = Callable[[Iterable[Entry]], Iterator[bytes]]


class Format(NamedTuple):
    """How an export is written."""

    module: str
    """Whose `write` it is, in this room."""
    line_by_line: bool = False
    """Whether it is written as the entries come, so that a part can be used as well as the whole."""
    is_text: bool = True
    """Whether a terminal can show it."""

    def write(self, entries: Iterable[Entry]) -> Iterator[bytes]:
        """Give the pieces of an export."""
        return cast("Write", import_module(f"reflect.formats.{self.module}").write)(entries)


WRITTEN: Final[Mapping[str, Format]] = {
    "jsonl": Format("jsonl", line_by_line=True),
    "json": Format("json_file"),
    "csv": Format("csv_file", line_by_line=True),
    "md": Format("markdown"),
    "sqlite": Format("sqlite_file", is_text=False),
}
"""The formats of an export, by the `NAME` of their module."""


def written(name: str) -> Format:
    """Return the format of this name.

    Raises:
        ImpossibleValueError: no export is in it.
    """
    return WRITTEN[known(name, WRITTEN)]


def known(name: str, formats: Iterable[str]) -> str:
    """Return the name of a format if it is one of these.

    Raises:
        ImpossibleValueError: it is none.
    """
    if name in formats:
        return name
    raise ImpossibleValueError(f"there is no format {name!r}; the formats are {', '.join(formats)}")


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
    csv_file.NAME: Reading(csv_file.read, csv_file.recognises),
    json_file.NAME: Reading(json_file.read, json_file.recognises),
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
        raise BadFileError(f"{where} is empty")
    raise BadFileError(f"{where} is in none of the formats {', '.join(READ)}; name one with --format")

"""Which formats an export can be in."""

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from reflect.entries.kinds import Entry
from reflect.errors import ImpossibleValueError
from reflect.exchange import comma_separated, json_document, jsonl, markdown, sqlite_file

Write = Callable[[Iterable[Entry]], Iterator[bytes]]


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


def written(name: str) -> Write:
    """Return what writes this format.

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
    message = f"there is no format {name!r}; the formats are {', '.join(formats)}."
    raise ImpossibleValueError(message)

"""Which formats an export can be in; what writes one is loaded when that one is asked for."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib import import_module
from typing import Final, NamedTuple, cast

from reflect.entries.kinds import Entry
from reflect.errors import ImpossibleValueError

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
        return cast("Write", import_module(f"reflect.exchange.{self.module}").write)(entries)


WRITTEN: Final[Mapping[str, Format]] = {
    "jsonl": Format("jsonl", line_by_line=True),
    "json": Format("json_document"),
    "csv": Format("comma_separated", line_by_line=True),
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
    message = f"there is no format {name!r}; the formats are {', '.join(formats)}."
    raise ImpossibleValueError(message)

"""Entries held as bytes: of a large import, all of them at once."""

from functools import lru_cache
from marshal import dumps, loads
from sys import intern
from typing import Any

from reflect.model.dates import month_of
from reflect.model.schema import Entry, compact, filled


class Packed:
    """A checked entry in a quarter of the memory that its dictionary takes."""

    __slots__ = ("_names", "_values", "id", "kind", "month")

    def __init__(self, entry: Entry) -> None:
        """Pack an entry."""
        self.id = entry["id"]
        """Can be set until the id is known."""
        self.kind = entry["kind"]
        self.month = intern(month_of(entry["day"]))
        fields = compact(entry)
        del fields["id"]
        self._names = _shared(tuple(fields))
        self._values = dumps([intern(value) if name in _ALIKE else value for name, value in fields.items()])

    def compact(self) -> dict[str, Any]:
        """Return the entry as it is in a month file: the known fields without a value left out."""
        fields = dict(zip(self._names, loads(self._values), strict=True))  # noqa: S302 - what this process packed
        fields["id"] = self.id
        return fields

    def entry(self) -> Entry:
        """Return the entry."""
        return filled(self.compact())


_ALIKE = ("zone", "source")
"""Fields with the same few texts in all entries, which are then one text when they are unpacked."""


@lru_cache(256)
def _shared(names: tuple[str, ...]) -> tuple[str, ...]:
    """Return one tuple for all entries with these fields."""
    return names

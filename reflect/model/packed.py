"""Entries held as bytes: of a large import, all of them at once."""

from functools import lru_cache
from marshal import dumps, loads
from sys import intern
from typing import Any, cast

from reflect.model.dates import month_of
from reflect.model.schema import Entry


class Packed:
    """A checked entry in a quarter of the memory that its dictionary takes."""

    __slots__ = ("_names", "_values", "id", "kind", "month")

    def __init__(self, entry: Entry) -> None:
        """Pack an entry."""
        self.id = entry["id"]
        """Can be set until the id is known."""
        self.kind = entry["kind"]
        self.month = intern(month_of(entry["day"]))
        self._names = _shared(tuple(entry))
        self._values = dumps(list(cast("dict[str, Any]", entry).values()))

    def entry(self) -> Entry:
        """Return the entry."""
        fields = dict(zip(self._names, loads(self._values), strict=True))  # noqa: S302 - what this process packed
        fields["id"] = self.id
        return cast("Entry", fields)


@lru_cache(256)
def _shared(names: tuple[str, ...]) -> tuple[str, ...]:
    """Return one tuple for all entries with these fields."""
    return names

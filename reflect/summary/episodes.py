"""Episodes that came back: the same wish, response of the other and response of the self.

The three parts are those of the core conflictual relationship theme (L. Luborsky and P. Crits-Christoph, Understanding
Transference, 2nd ed., 1998), in the person's own words: compared, never read.
"""

from collections.abc import Iterable
from typing import Final

from reflect.model.schema import Entry, Pattern
from reflect.model.text import fold
from reflect.summary.shape import Episode

LEAST_PARTS: Final = 2
"""Of the three: one alone is a wish or a response, no episode."""
_TWICE = 2
_Key = tuple[str, str, str]


def of(entries: Iterable[Entry]) -> list[Episode]:
    """Return the episodes of pattern entries that are there twice or more.

    Ordered by number of days (most first), then entries, then the folded wish, other and self.

    Args:
        entries: those of the span, in order.
    """
    found: dict[_Key, list[Pattern]] = {}
    for entry in entries:
        if entry["kind"] == "pattern":
            parts = (entry["wish"], entry["other"], entry["self"])
            if sum(part is not None for part in parts) >= LEAST_PARTS:
                wish, other, self_ = (fold(part or "") for part in parts)
                found.setdefault((wish, other, self_), []).append(entry)
    told = [(key, those, _days(those)) for key, those in found.items() if len(those) >= _TWICE]
    told.sort(key=lambda one: (-len(one[2]), -len(one[1]), one[0]))
    return [_episode(those, days) for _, those, days in told]


def _days(those: Iterable[Pattern]) -> list[str]:
    return list(dict.fromkeys(entry["day"] for entry in those))


def _episode(those: list[Pattern], days: list[str]) -> Episode:
    first = those[0]
    return {
        "wish": first["wish"],
        "other": first["other"],
        "self": first["self"],
        "entries": len(those),
        "days": days,
        "ids": [entry["id"] for entry in those],
    }

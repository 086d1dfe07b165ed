"""Values for the names of moods in other programs, as a person gives them: `ok=3,so so=2`."""

import re
from collections.abc import Iterable, Mapping

from reflect.errors import ImpossibleValueError
from reflect.model.text import MAX_LABEL_LENGTH, fold, visible_line

# A name may hold `=` and commas: it ends before a `=` with a number and a comma, or the end, behind it.
_ITEM = r"(.+?)=\s*([0-9]{1,3})\s*(?:,|$)"
_MOST_SHOWN = 30
"""Names in one sentence."""


def parse(typed: str) -> dict[str, int]:
    """Return the value of each name, the names in the form in which they match.

    Raises:
        ImpossibleValueError: it cannot be read, or gives a name two values.
    """
    found: dict[str, int] = {}
    place = 0
    pattern = re.compile(_ITEM, re.DOTALL)
    while item := pattern.match(typed, place):
        name, value = fold(item[1]), int(item[2])
        if not name:
            break
        if found.setdefault(name, value) != value:
            raise ImpossibleValueError(f"--mood-map gives {_shown(item[1])} two values")
        place = item.end()
    if place < len(typed) or not found:
        raise ImpossibleValueError('--mood-map is names with whole numbers, such as "ok=3,so so=2"')
    return found


def check(mood_map: Mapping[str, int], scale: tuple[int, int]) -> None:
    """Hold that each value lies on the scale.

    Raises:
        ImpossibleValueError: one does not.
    """
    low, high = scale
    for name, value in mood_map.items():
        if not low <= value <= high:
            raise ImpossibleValueError(f"--mood-map: {_shown(name)}={value} is not on the scale of {low} to {high}")


def asked_for(names: Iterable[str]) -> str:
    """Return the option that gives these names values, to copy, with `?` where the values go."""
    import shlex

    shown = list(map(_shown, names))
    more = f" (and {len(shown) - _MOST_SHOWN} more)" if len(shown) > _MOST_SHOWN else ""
    return "--mood-map " + shlex.quote(",".join(f"{name}=?" for name in shown[:_MOST_SHOWN])) + more


def _shown(name: str) -> str:
    return visible_line(name[:MAX_LABEL_LENGTH])

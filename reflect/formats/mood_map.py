"""The values that a person gives to the names of moods in another program: `ok=3,so so=2`."""

import re
from collections.abc import Iterable, Mapping

from reflect.errors import ImpossibleValueError
from reflect.model.text import fold, visible_name

# A name may hold `=` and commas: it ends before a `=` with a number and then a comma, or the end.
_MOOD_OF_MAP = re.compile(r"(.+?)=\s*([0-9]{1,3})\s*(?:,|$)", re.DOTALL)
_MAX_NAMES_SHOWN = 30
"""Names of moods in one sentence."""


def parse_mood_map(typed: str) -> dict[str, int]:
    """Return the values of the names of moods in `ok=3,so so=2`, the names as `fold` returns them.

    Raises:
        ImpossibleValueError: it cannot be read, or gives a name two values.
    """
    found: dict[str, int] = {}
    place = 0
    while item := _MOOD_OF_MAP.match(typed, place):
        name, value = fold(item[1]), int(item[2])
        if not name:
            break
        if found.setdefault(name, value) != value:
            raise ImpossibleValueError(f"--mood-map gives {visible_name(item[1])} two values")
        place = item.end()
    if place < len(typed) or not found:
        raise ImpossibleValueError('--mood-map is names with whole numbers, such as "ok=3,so so=2"')
    return found


def check_mood_map(mood_map: Mapping[str, int], scale: tuple[int, int]) -> None:
    """Raise an ImpossibleValueError for a value that is not on the scale."""
    low, high = scale
    for name, value in mood_map.items():
        if not low <= value <= high:
            raise ImpossibleValueError(
                f"--mood-map: {visible_name(name)}={value} is not on the scale of {low} to {high}"
            )


def mood_map_option(names: Iterable[str]) -> str:
    """Return the option that gives these names values, to copy, with `?` in place of the values."""
    import shlex

    shown = list(map(visible_name, names))
    more = f" (and {len(shown) - _MAX_NAMES_SHOWN} more)" if len(shown) > _MAX_NAMES_SHOWN else ""
    return "--mood-map " + shlex.quote(",".join(f"{name}=?" for name in shown[:_MAX_NAMES_SHOWN])) + more

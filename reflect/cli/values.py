"""What was typed, as a value."""

import re

from reflect.errors import ImpossibleValueError

_WHOLE = re.compile(r"-?[0-9]{1,6}")


def whole(typed: str, low: int, high: int, what: str) -> int:
    """Return a whole number from `low` to `high`.

    Only ASCII digits count: `int` would take 1_0, fullwidth digits and blanks, too.

    Raises:
        ImpossibleValueError: it is none.
    """
    if _WHOLE.fullmatch(typed) and low <= int(typed) <= high:
        return int(typed)
    message = f"{what} is a whole number from {low} to {high}. Nothing was changed."
    raise ImpossibleValueError(message)


def whole_or_none(typed: str | None, low: int, high: int, what: str) -> int | None:
    """Return None for None, else as `whole`.

    Raises:
        ImpossibleValueError: as `whole`.
    """
    return None if typed is None else whole(typed, low, high, what)

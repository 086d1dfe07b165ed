"""What was typed, as a value."""

import re

from reflect.errors import ImpossibleValueError

_WHOLE = re.compile(r"-?[0-9]{1,6}")
_SHARE = re.compile(r"([0-9]{0,3}(?:\.[0-9]{1,6})?)(%?)")


def whole(typed: str, low: int, high: int, what: str, words: str = "") -> int:
    """Return a whole number from `low` to `high`; `words` ends the refusal of what is no number at all.

    Only ASCII digits count: `int` would take 1_0, fullwidth digits and blanks, too.

    Raises:
        ImpossibleValueError: it is none.
    """
    number = _WHOLE.fullmatch(typed)
    if number and low <= int(typed) <= high:
        return int(typed)
    message = f"{what} is a whole number from {low} to {high}{'' if number else words}. Nothing was changed."
    raise ImpossibleValueError(message)


def whole_or_none(typed: str | None, low: int, high: int, what: str, words: str = "") -> int | None:
    """Return None for None, else as `whole`.

    Raises:
        ImpossibleValueError: as `whole`.
    """
    return None if typed is None else whole(typed, low, high, what, words)


def share(typed: str, what: str) -> float:
    """Return a share, written `0.6` or `60%`, as a number from 0 to 1.

    Raises:
        ImpossibleValueError: it is none.
    """
    found = _SHARE.fullmatch(typed)
    if found and found[1]:
        value = float(found[1]) / (100 if found[2] else 1)
        if value <= 1:
            return value
    message = f"{what} is a share from 0 to 1, as in 0.6 or 60%. Nothing was changed."
    raise ImpossibleValueError(message)

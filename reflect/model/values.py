"""What the fields of entries can be: of each sort of value, what is wrong with one that cannot be kept.

What is wrong is said as the end of a sentence that names the field, and never holds the value.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Final, TypeGuard

from reflect.model import ids, text
from reflect.model.choices import OFFER_CLASSES
from reflect.model.dates import FIRST_DAY

ENERGY: Final = (1, 7)
"""The lowest and the highest energy."""
WIDEST_SCALE: Final = 100
"""The highest value a scale may have."""

_IN_SLUGS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-")
_LONGEST_SLUG = 64
_IN_ZONES = _IN_SLUGS | frozenset("/_+")
_DEEPEST = 50
"""How deep what is not known may be nested; Python's own limit is somewhere below 1,000 and moves."""
_FIRST_DAY = str(FIRST_DAY)
_DAY_LENGTH = len("2026-11-23")
_AT_LENGTHS = (len("2026-11-23T21:40:00+01:00"), len("1890-01-01T12:00:00+00:53:28"))


def is_slug(value: object) -> bool:
    """Tell whether `value` is a name of small letters, digits and -, at most 64, not beginning with -."""
    return (
        isinstance(value, str) and 0 < len(value) <= _LONGEST_SLUG and value[0] != "-" and _IN_SLUGS.issuperset(value)
    )


def is_prompt_id(value: object) -> bool:
    """Tell whether `value` is the full id of a prompt, `pack/slug`."""
    return isinstance(value, str) and value.count("/") == 1 and all(map(is_slug, value.split("/")))


def prompt_fault(value: object) -> str | None:
    """Say why `value` is no full id of a prompt, or return None."""
    return None if is_prompt_id(value) else "is no prompt id (pack/name)"


def slug_fault(value: object) -> str | None:
    """Say why `value` is no slug, or return None."""
    return None if is_slug(value) else "is no name of small letters, digits and -"


def class_fault(value: object) -> str | None:
    """Say why `value` is no class of an offer, or return None."""
    return None if value in OFFER_CLASSES else "is none of " + ", ".join(OFFER_CLASSES)


def id_fault(value: object) -> str | None:
    """Say why `value` is no id of an entry, or return None."""
    return None if ids.is_id(value) else "is no entry id"


def day_fault(value: object) -> str | None:
    """Say why `value` is no day that can be kept, or return None."""
    # `fromisoformat` takes other forms too: 20261123, 2026-W47-1. One form is kept.
    if not isinstance(value, str) or len(value) != _DAY_LENGTH or value[4::3] != "--":
        return "is no day (YYYY-MM-DD)"
    try:
        date.fromisoformat(value)
    except ValueError:
        return "is no day of the calendar"
    return None if value >= _FIRST_DAY else f"is before {_FIRST_DAY}"  # in this form, texts have the order of days


def _has_at_form(value: str) -> bool:
    return len(value) in _AT_LENGTHS and value[4:17:3] == "--T::" and value[19] in "+-" and value[11:13] < "24"


def at_fault(value: object) -> str | None:
    """Say why `value` is no time that can be kept, or return None."""
    if not isinstance(value, str) or not _has_at_form(value):
        return "is no time with offset (2026-11-23T21:40:00+01:00)"
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return "is no time of the calendar"
    return None if value >= _FIRST_DAY else f"is before {_FIRST_DAY}"  # in this form, texts have the order of days


def flag_fault(value: object) -> str | None:
    """Say why `value` is no truth value, or return None."""
    return None if isinstance(value, bool) else "is neither true nor false"


def object_fault(value: object) -> str | None:
    """Say why `value` is no JSON object that can be kept, or return None."""
    return loose_fault(value) if isinstance(value, dict) else "is no object"


def loose_fault(value: object, depth: int = 0) -> str | None:
    """Say why a value that this program does not know cannot be kept, or return None."""
    if depth > _DEEPEST:
        return f"is nested more than {_DEEPEST} deep"
    if isinstance(value, str):
        return None if value.isascii() or _is_utf8(value) else "holds half of a character (a lone surrogate)"
    if isinstance(value, dict):
        value = [*value, *value.values()]
    faults = (loose_fault(item, depth + 1) for item in value) if isinstance(value, list) else ()
    return next(filter(None, faults), None)


def _is_utf8(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def zone_fault(value: object) -> str | None:
    """Say why `value` has not the form of an IANA name; whether there is such a zone depends on the machine."""
    fits = isinstance(value, str) and 0 < len(value) <= _LONGEST_SLUG and value[0].isalpha() and value.isascii()
    return None if fits and _IN_ZONES.issuperset(str(value).lower()) else "is no time zone's name (Europe/London)"


LOOKED_UP: Final[Mapping[Callable[[object], str | None], Callable[[str], str | None]]] = {
    fault: lru_cache(size)(fault)
    for fault, size in ((at_fault, 4), (zone_fault, 16), (text.label_fault, 512), (prompt_fault, 512), (slug_fault, 64))
}
"""For what is asked of the same few texts in many entries: a form that takes texts alone, and remembers the answer."""
_label_fault = LOOKED_UP[text.label_fault]


def labels_fault(value: object) -> str | None:
    """Say why `value` is no list of labels, or return None."""
    if not isinstance(value, list):
        return "is no list"
    for label in value:
        if wrong := (_label_fault if isinstance(label, str) else text.label_fault)(label):
            return wrong
    return None


def is_whole(value: object) -> TypeGuard[int]:
    """Tell whether `value` is a whole number (in Python True is one too; here it is not)."""
    return isinstance(value, int) and not isinstance(value, bool)


def energy_fault(value: object) -> str | None:
    """Say why `value` is no energy, or return None."""
    low, high = ENERGY
    return None if is_whole(value) and low <= value <= high else f"is no whole number from {low} to {high}"


def whole_fault(value: object) -> str | None:
    """Say why `value` is no whole number, or return None."""
    return None if is_whole(value) else "is no whole number"


def scale_fault(value: object) -> str | None:
    """Say why `value` is no scale [lowest, highest], or return None."""
    match value:
        case [low, high] if is_whole(low) and is_whole(high) and 0 <= low < high <= WIDEST_SCALE:
            return None
    return f"is no scale: two whole numbers, the lower first, from 0 to {WIDEST_SCALE}"

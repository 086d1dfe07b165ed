"""Days: the day boundary `day_starts`, and valid days, times and zones of an entry.

A day begins at the hour `day_starts`, not at midnight: 01:30 on Tuesday belongs to Monday. The rule is naive wall
arithmetic: the date of (wall clock - day_starts). An hour that a zone skips or repeats does not move it.
"""

from datetime import date, datetime, timedelta, timezone
from typing import Final

FIRST_DAY: Final = date(1, 1, 3)
"""The earliest day that can be saved: before it, a day in UTC can fall out of the calendar."""

WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS: Final = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip

_FIRST_DAY = str(FIRST_DAY)
_MINUTE = timedelta(minutes=1)
_DAY_LENGTH = len("2026-11-23")
_AT_LENGTHS = (len("2026-11-23T21:40:00+01:00"), len("1890-01-01T12:00:00+00:53:28"))
_MAX_ZONE_LENGTH = 64
_ZONE_CHARACTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-/_+")


def short_name(name: str) -> str:
    """Return the three letters of a weekday or a month."""
    return name[:3]


def day_of(at: datetime, day_starts: int) -> date:
    """Return the local day of `at`, in its own offset; `day_starts`, the day boundary, is a whole hour, 0 to 12."""
    return (at.replace(tzinfo=None) - timedelta(hours=day_starts)).date()


def week_start(day: date, week_starts: int) -> date:
    """Return the first day of the week that holds `day`; `week_starts` is 0 for Monday to 6 for Sunday."""
    return day - timedelta(days=(day.weekday() - week_starts) % 7)


def whole_minutes(at: datetime) -> datetime:
    """Return an aware time, on the clock as it is, with an offset in whole minutes, which RFC 3339 asks for.

    Zones had others until 1972 (Africa/Monrovia): -00:44:30 becomes -00:44.
    """
    offset = at.utcoffset() or timedelta()
    return at if not offset % _MINUTE else at.replace(tzinfo=timezone(int(offset / _MINUTE) * _MINUTE))


def month_of(day: str) -> str:
    """Return the month, `YYYY-MM`, of a day `YYYY-MM-DD`."""
    return day[:7]


def day_fault(value: object) -> str | None:
    """Return what is wrong with `value` as a day, or None."""
    # `fromisoformat` takes other forms too: 20261123, 2026-W47-1. One form is saved.
    if not isinstance(value, str) or len(value) != _DAY_LENGTH or value[4::3] != "--":
        return "is not a valid day (YYYY-MM-DD)"
    try:
        date.fromisoformat(value)
    except ValueError:
        return "is not a valid date"
    return None if value >= _FIRST_DAY else f"is before {_FIRST_DAY}"  # in this form, texts have the order of days


def at_fault(value: object) -> str | None:
    """Return what is wrong with `value` as a time with an offset, or None."""
    if not isinstance(value, str) or not _has_at_form(value):
        return "is not a time with an offset (2026-11-23T21:40:00+01:00)"
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return "is not a valid time"
    return None if value >= _FIRST_DAY else f"is before {_FIRST_DAY}"


def _has_at_form(value: str) -> bool:
    return len(value) in _AT_LENGTHS and value[4:17:3] == "--T::" and value[19] in "+-" and value[11:13] < "24"


def zone_fault(value: object) -> str | None:
    """Return what is wrong with the form of an IANA name, or None; the machine decides which zones exist."""
    fits = isinstance(value, str) and 0 < len(value) <= _MAX_ZONE_LENGTH and value[0].isalpha() and value.isascii()
    return (
        None
        if fits and _ZONE_CHARACTERS.issuperset(str(value).lower())
        else "is not the name of a time zone (Europe/London)"
    )

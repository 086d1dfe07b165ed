"""Which day it is. The day turns at `day_starts`: 01:30 on Tuesday belongs to Monday.

The rule is naive wall arithmetic: the date of (wall clock - day_starts). An hour that a time zone leaves out or
repeats does not move it, because no length of time is ever measured.
"""

from datetime import date, datetime, timedelta

FIRST_DAY = date(1, 1, 3)
"""The earliest day that can be kept: before it, a day in UTC can fall out of the calendar."""

WEEKDAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTH_NAMES = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
"""In English, whatever the system's locale: the same journal gives the same text everywhere."""
WEEKDAYS = tuple(name.lower() for name in WEEKDAY_NAMES)
"""As settings and times name them."""


def day_of(at: datetime, day_starts: int) -> date:
    """Return the local day that `at`, in its own offset, belongs to; `day_starts` is a whole hour, 0 to 12."""
    return (at.replace(tzinfo=None) - timedelta(hours=day_starts)).date()


def week_start(day: date, week_starts: int) -> date:
    """Return the first day of the week that holds `day`; `week_starts` is 0 for Monday to 6 for Sunday."""
    return day - timedelta(days=(day.weekday() - week_starts) % 7)


def month_of(day: str) -> str:
    """Return the month, `YYYY-MM`, that a day `YYYY-MM-DD` lies in."""
    return day[:7]

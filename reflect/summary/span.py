"""Which days a summary is about, and how far it looks back. Both ends of a span belong to it."""

from datetime import date, timedelta
from typing import NamedTuple

from reflect.model.dates import week_start

_WEEK = timedelta(days=7)


class Span(NamedTuple):
    """The days that a summary counts. `first` and `last` are the calendar's, whatever was written."""

    kind: str
    """`week`, `month`, `year` or `since`: the command that it was asked for with."""
    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1


class LookBack(NamedTuple):
    """The weeks in which a summary looks for what it counts; they end with the span and contain all of it."""

    weeks: int
    """How many weeks it has, including the week of `last`."""
    first: date
    last: date


def first_of_week(day: date, week_starts: int) -> date:
    """Return the first day of the week of `day`, or of what the calendar has of that week.

    Args:
        day: any day.
        week_starts: 0 for Monday to 6 for Sunday.
    """
    try:
        return week_start(day, week_starts)
    except OverflowError:
        return date.min


def week_of(day: date, week_starts: int) -> Span:
    """Return the week of `day`; at the calendar's two ends, what the calendar has of it.

    Args:
        day: any day.
        week_starts: 0 for Monday to 6 for Sunday.
    """
    to_next_week = 7 - (day.weekday() - week_starts) % 7
    last = date.fromordinal(min(day.toordinal() + to_next_week - 1, date.max.toordinal()))
    return Span("week", first_of_week(day, week_starts), last)


def month_of(day: date) -> Span:
    """Return the calendar month of `day`."""
    from calendar import monthrange

    return Span("month", day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1]))


def year_of(day: date) -> Span:
    """Return the calendar year of `day`."""
    return Span("year", date(day.year, 1, 1), date(day.year, 12, 31))


def look_back(span: Span, weeks: int, week_starts: int) -> LookBack:
    """Return the look-back of `span`.

    It starts with the first day of the week that is `weeks` - 1 weeks before the week of the span's last day, or of
    the week of the span's first day if that is earlier, and ends with the span.

    Args:
        span: the days that are counted.
        weeks: how many weeks to look at, 1 or more; a long span takes as many as it has.
        week_starts: 0 for Monday to 6 for Sunday.
    """
    week_of_last = first_of_week(span.last, week_starts)
    try:
        asked = week_of_last - _WEEK * (weeks - 1)
    except OverflowError:
        asked = date.min
    first = min(asked, first_of_week(span.first, week_starts))
    # Rounded up: the calendar's first week may be cut short.
    return LookBack(-((first - week_of_last).days // 7) + 1, first, span.last)

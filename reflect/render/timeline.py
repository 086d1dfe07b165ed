"""The columns of a summary's picture: days up to a month, weeks up to a year, months up to five years, then years.

Rows are things, columns are time, whatever the span. A column holds the days of the span that fall into it; its other
days do not count. Weeks begin on the weekday of the setting `week_starts`, as the first day of the look-back does.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby
from typing import Literal, NamedTuple

from reflect.render import Shown
from reflect.render.dates import A_WEEK, MONTHS, WEEKDAYS

MAX_DAYS = 31
"""Days up to which each has a column."""
MAX_WEEK_DAYS = 371
"""Days up to which a column is a week: 54 of them at most."""
MAX_MONTHS = 60
MAX_COLUMNS = 60
"""Columns of years; from more years on a column holds several."""
_HEADS_EACH = 5
"""Columns of years from one head to the next."""
_YEAR, _MONTH = len("2026"), len("2026-11")
Unit = Literal["day", "week", "month", "year"]


class Column(NamedTuple):
    """Days of the span beside each other that share a column."""

    first: str
    last: str


class Head(NamedTuple):
    """What stands above a column, and above those after it as far as it is long."""

    column: int
    text: Shown


class Timeline(NamedTuple):
    """The columns of a span."""

    unit: Unit
    columns: list[Column]
    today: str
    """The last day that is not to come."""
    week_starts: int
    """0 for Monday to 6 for Sunday."""

    @property
    def is_week(self) -> bool:
        """Whether it is a week or less: a day is wide enough for what was written."""
        return self.unit == "day" and len(self.columns) <= A_WEEK

    @property
    def has_counts(self) -> bool:
        """Whether a cell says how many entries; else that there are some."""
        return self.unit == "day"

    def is_to_come(self, column: int) -> bool:
        """Return whether all days of a column are after today."""
        return self.columns[column].first > self.today

    def column_of(self, day: str) -> int:
        """Return the number of the column of a day of the span."""
        low, high = 0, len(self.columns) - 1
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if self.columns[middle].first <= day else (low, middle - 1)
        return low

    def heads(self) -> list[list[Head]]:
        """Return the heads of columns, a list for each line above the picture; not for the days of a week."""
        if self.unit == "day":
            return [line for line in (self._months_of_days(), self._numbers()) if line]
        if self.unit == "week":
            return [self._firsts(_MONTH, 4)]
        if self.unit == "month":
            return [self._firsts(_YEAR, 5)]
        return [[Head(i, Shown(column.first[:4])) for i, column in enumerate(self.columns) if i % _HEADS_EACH == 0]]

    def letters(self) -> list[Shown]:
        """Return the first letters of the weekdays of the columns, which are days."""
        return [Shown(WEEKDAYS[date.fromisoformat(column.first).weekday()][0]) for column in self.columns]

    def _months_of_days(self) -> list[Head]:
        heads = self._firsts(_MONTH, 2)
        return heads if len({column.first[:7] for column in self.columns}) > 1 else []

    def _numbers(self) -> list[Head]:
        """Return the numbers of the days that begin a week, and of the first where there is room for it."""
        days = [date.fromisoformat(column.first) for column in self.columns]
        found = [Head(i, Shown(str(day.day))) for i, day in enumerate(days) if day.weekday() == self.week_starts]
        has_room = not found or found[0].column > 1
        return [Head(0, Shown(str(days[0].day))), *found] if has_room else found

    def _firsts(self, length: int, room: int) -> list[Head]:
        """Return a head over the first column of each month or year; not where the next leaves no room for it.

        Args:
            length: of a day's text up to its month, or its year.
            room: columns that a head takes.
        """
        firsts = [next(group) for _, group in groupby(enumerate(self.columns), lambda column: column[1].first[:length])]
        nexts = [*(i for i, _ in firsts[1:]), len(self.columns) + room]
        return [
            Head(i, MONTHS[int(column.first[5:7]) - 1] if length == _MONTH else Shown(column.first[:4]))
            for (i, column), after in zip(firsts, nexts, strict=True)
            if after - i >= room
        ]


def timeline(first: str, last: str, elapsed: int, week_from: str) -> Timeline:
    """Return the columns of a span.

    Args:
        first: its first day.
        last: its last day.
        elapsed: how many of its days are not to come.
        week_from: the first day of some week.
    """
    low, high = date.fromisoformat(first).toordinal(), date.fromisoformat(last).toordinal()
    starts = date.fromisoformat(week_from).weekday()
    today = str(date.fromordinal(low + elapsed - 1)) if low + elapsed > 1 else ""
    days = high - low + 1
    months = (int(last[:4]) - int(first[:4])) * 12 + int(last[5:7]) - int(first[5:7]) + 1
    unit: Unit = (
        "day" if days <= MAX_DAYS else "week" if days <= MAX_WEEK_DAYS else "month" if months <= MAX_MONTHS else "year"
    )
    begins = {"day": _each_day, "week": _weeks, "month": _months, "year": _years}[unit](low, high, starts)
    firsts = list(begins)
    lasts = [*(day - 1 for day in firsts[1:]), high]
    columns = [Column(str(date.fromordinal(a)), str(date.fromordinal(b))) for a, b in zip(firsts, lasts, strict=True)]
    return Timeline(unit, columns, today, starts)


def _each_day(low: int, high: int, _starts: int) -> Iterable[int]:
    return range(low, high + 1)


def _weeks(low: int, high: int, starts: int) -> Iterator[int]:
    yield low
    yield from range(low + A_WEEK - (date.fromordinal(low).weekday() - starts) % A_WEEK, high + 1, A_WEEK)


def _months(low: int, high: int, _starts: int) -> Iterator[int]:
    yield low
    begun, last = (12 * at.year + at.month - 1 for at in map(date.fromordinal, (low, high)))
    yield from (date(month // 12, month % 12 + 1, 1).toordinal() for month in range(begun + 1, last + 1))


def _years(low: int, high: int, _starts: int) -> Iterator[int]:
    from_year, to_year = date.fromordinal(low).year, date.fromordinal(high).year
    step = -(-(to_year - from_year + 1) // MAX_COLUMNS)
    yield low
    yield from (date(year, 1, 1).toordinal() for year in range(from_year + step, to_year + 1, step))

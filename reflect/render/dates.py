"""How days are written: in English, with each thing said once."""

from collections.abc import Iterable
from datetime import date
from itertools import groupby
from typing import Final

from reflect.model import dates
from reflect.render import Shown

A_WEEK: Final = 7
"""Days within which a weekday and a number name one day."""

WEEKDAY_NAMES: Final = tuple(name.capitalize() for name in dates.WEEKDAYS)
MONTH_NAMES: Final = tuple(name.capitalize() for name in dates.MONTHS)
WEEKDAYS: Final = tuple(Shown(name[:3]) for name in WEEKDAY_NAMES)
MONTHS: Final = tuple(Shown(name[:3]) for name in MONTH_NAMES)


def weekday(day: str) -> Shown:
    """Return `Thu`."""
    return WEEKDAYS[date.fromisoformat(day).weekday()]


def day_of_week(day: str) -> Shown:
    """Return `Thu 19`, which names a day within a week."""
    return Shown(f"{weekday(day)} {date.fromisoformat(day).day}")


def in_full(day: date) -> Shown:
    """Return `Thursday 19 November`."""
    return Shown(f"{WEEKDAY_NAMES[day.weekday()]} {day.day} {MONTH_NAMES[day.month - 1]}")


def in_year(day: str, year: str) -> Shown:
    """Return `12 Oct`, or `12 Oct 2025` where that is not in `year`; a blank `year` is none."""
    at = date.fromisoformat(day)
    said = f"{at.day} {MONTHS[at.month - 1]}"
    return Shown(said if day[:4] == year else f"{said} {day[:4]}")


def with_weekday(day: str, year: str) -> Shown:
    """Return `Thu 12 Oct`, with the year as `in_year` has it."""
    return Shown(f"{weekday(day)} {in_year(day, year)}")


def by_month(days: Iterable[str], year: str) -> list[Shown]:
    """Return days in order, each month named once, after its last day: `2`, `5 Nov`, `3 Dec`."""
    said: list[Shown] = []
    for _, of_month in groupby(days, key=lambda day: day[:7]):
        *before, last = of_month
        said += [Shown(str(date.fromisoformat(day).day)) for day in before]
        said.append(in_year(last, year))
    return said


class DaysOfSpan:
    """The days of a span, and how they are named: within a week by weekday and number, else with their month."""

    def __init__(self, first: str, last: str) -> None:
        """Take the first day and the last."""
        self.first, self.last = first, last

    @property
    def number(self) -> int:
        """How many days there are."""
        return (date.fromisoformat(self.last) - date.fromisoformat(self.first)).days + 1

    @property
    def is_short(self) -> bool:
        """Whether the span is a week or less."""
        return self.number <= A_WEEK

    @property
    def year(self) -> str:
        """The year that goes without saying, or a blank text."""
        return shared_year(self.first, self.last)

    def each(self) -> list[str]:
        """Return every day, `YYYY-MM-DD`."""
        start = date.fromisoformat(self.first).toordinal()
        return [str(date.fromordinal(start + step)) for step in range(self.number)]

    def one(self, day: str) -> Shown:
        """Return `Thu 19`, or `Thu 19 Nov` in a longer span."""
        return day_of_week(day) if self.is_short else with_weekday(day, self.year)

    def several(self, days: Iterable[str]) -> list[Shown]:
        """Return `Mon 16`, `Thu 19`, or `16`, `19 Nov` in a longer span."""
        return [day_of_week(day) for day in days] if self.is_short else by_month(days, self.year)


def shared_year(first: str, last: str) -> str:
    """Return the year of both days, or a blank text where it is not the same."""
    return first[:4] if first[:4] == last[:4] else ""


def ends(first: str, last: str) -> tuple[Shown, Shown]:
    """Return both ends of a span with their weekdays: what they share is said once, at the end.

    `Mon 16`, `Sun 22 Nov 2026`; `Mon 30 Nov`, `Sun 6 Dec 2026`; `Mon 28 Dec 2026`, `Sun 3 Jan 2027`.
    """
    start = day_of_week(first) if first[:7] == last[:7] else with_weekday(first, shared_year(first, last))
    return start, with_weekday(last, "")


def bare_ends(first: str, last: str) -> tuple[Shown, Shown]:
    """Return both ends of a span without weekdays: `19`, `25 Oct 2026`."""
    shared = first[:7] == last[:7]
    start = Shown(str(date.fromisoformat(first).day)) if shared else in_year(first, shared_year(first, last))
    return start, in_year(last, "")

"""How days are written. Not by the system's locale: the same diary gives the same text everywhere."""

from collections.abc import Iterable
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, Final, NamedTuple

from reflect.render.catalogue import Shown

if TYPE_CHECKING:  # a kept mood names its day, and needs no shape of a summary for it
    from reflect.summary.shape import Summary

A_WEEK: Final = 7
"""Days within which a weekday and a number name one day."""

WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def weekday(day: str) -> Shown:
    """Return `Thu`."""
    return Shown(WEEKDAYS[date.fromisoformat(day).weekday()])


def day_of_week(day: str) -> Shown:
    """Return `Thu 19`, which names a day within a week."""
    return Shown(f"{weekday(day)} {date.fromisoformat(day).day}")


def in_year(day: str, year: str) -> Shown:
    """Return `12 Oct`, or `12 Oct 2025` where that is not in `year`; a blank `year` is none."""
    at = date.fromisoformat(day)
    said = f"{at.day} {MONTHS[at.month - 1]}"
    return Shown(said if day[:4] == year else f"{said} {day[:4]}")


def with_weekday(day: str, year: str) -> Shown:
    """Return `Thu 12 Oct`, with the year as `in_year` has it."""
    return Shown(f"{weekday(day)} {in_year(day, year)}")


def by_month(days: Iterable[str], year: str) -> list[Shown]:
    """Return days in order, each month named once, behind its last day: `2`, `5 Nov`, `3 Dec`."""
    said: list[Shown] = []
    for _, of_month in groupby(days, key=lambda day: day[:7]):
        *before, last = of_month
        said += [Shown(str(date.fromisoformat(day).day)) for day in before]
        said.append(in_year(last, year))
    return said


class DaysOfSpan(NamedTuple):
    """How the days of a span are named: within a week by weekday and number, else with their month."""

    first: str
    last: str

    @classmethod
    def of(cls, summary: "Summary") -> "DaysOfSpan":
        """Return how the days of a summary are named."""
        return cls(summary["span"]["from"], summary["span"]["to"])

    @property
    def is_short(self) -> bool:
        """Whether the span is a week or less."""
        return (date.fromisoformat(self.last) - date.fromisoformat(self.first)).days < A_WEEK

    @property
    def year(self) -> str:
        """The year that goes without saying, or a blank text."""
        return year_of(self.first, self.last)

    def one(self, day: str) -> Shown:
        """Return `Thu 19`, or `Thu 19 Nov` in a longer span."""
        return day_of_week(day) if self.is_short else with_weekday(day, self.year)

    def several(self, days: Iterable[str]) -> list[Shown]:
        """Return `Mon 16`, `Thu 19`, or `16`, `19 Nov` in a longer span."""
        return [day_of_week(day) for day in days] if self.is_short else by_month(days, self.year)


def year_of(first: str, last: str) -> str:
    """Return the year that both days lie in, or a blank text."""
    return first[:4] if first[:4] == last[:4] else ""


def ends(first: str, last: str) -> tuple[Shown, Shown]:
    """Return both ends of a span with their weekdays: what they share is said once, at the end.

    `Mon 16`, `Sun 22 Nov 2026`; `Mon 30 Nov`, `Sun 6 Dec 2026`; `Mon 28 Dec 2026`, `Sun 3 Jan 2027`.
    """
    start = day_of_week(first) if first[:7] == last[:7] else with_weekday(first, year_of(first, last))
    return start, with_weekday(last, "")


def bare_ends(first: str, last: str) -> tuple[Shown, Shown]:
    """Return both ends of a span without weekdays: `19`, `25 Oct 2026`."""
    shared = first[:7] == last[:7]
    start = Shown(str(date.fromisoformat(first).day)) if shared else in_year(first, year_of(first, last))
    return start, in_year(last, "")

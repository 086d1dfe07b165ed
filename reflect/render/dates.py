"""How days are written. Not by the system's locale: the same diary gives the same text everywhere."""

from datetime import date
from typing import Final

from reflect.render.catalogue import Shown

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

"""Dates and times as other programs write them. One that could be two is not read."""

import re
from datetime import date, datetime, time

from reflect.model.dates import MONTHS, WEEKDAYS, short_name
from reflect.model.text import fold

_MAX_LENGTH = 64
"""Characters; a date and a time in words have fewer."""
_MIDDAY = 12

# `\s`: between the figures and am or pm there may be a no-break space, wide or narrow.
_CLOCK = r"([0-9]{1,2})[:.]([0-9]{2})(?:[:.]([0-9]{2}))?(?:\s*([AaPp])\.?\s?[Mm]\.?)?"
_MOMENT = rf"(.*?)(?:(?:\s*,)?(?:\s+|T)(?P<clock>{_CLOCK}))?"
_YEAR_FIRST = r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})"
_DOTTED = r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})"  # who writes dots writes the day first


def clock_time(written: str) -> time | None:
    """Return a clock time of 12 hours (`10:00 pm`) or of 24 (`20:39`, `20:39:05`), or None."""
    found = re.fullmatch(_CLOCK, written.strip()[:_MAX_LENGTH])
    if found is None:
        return None
    hour, minute, second, half = int(found[1]), int(found[2]), int(found[3] or 0), found[4]
    if half:
        if not 1 <= hour <= _MIDDAY:
            return None
        hour = hour % _MIDDAY + (_MIDDAY if half in "Pp" else 0)
    try:
        return time(hour, minute, second)
    except ValueError:
        return None


def calendar_day(written: str) -> date | None:
    """Return a date with the year first, with dots, or with the month as an English word; or None."""
    written = written.strip()
    if len(written) > _MAX_LENGTH:
        return None
    if found := re.fullmatch(_YEAR_FIRST, written):
        return _date_or_none(int(found[1]), int(found[3]), int(found[4]))
    if found := re.fullmatch(_DOTTED, written):
        return _date_or_none(int(found[3]), int(found[2]), int(found[1]))
    return _in_words(written)


def date_and_time(written: str) -> str | None:
    """Return a date with a time as ISO 8601, to the second, with an offset where there is one; or None.

    A date without a time is a date (`2026-11-23`).
    """
    written = written.strip()
    if len(written) > _MAX_LENGTH:
        return None
    if at := _with_offset(written):
        return at
    found = re.fullmatch(_MOMENT, written)
    day = calendar_day(found[1]) if found else None
    if found is None or day is None:
        return None
    if found["clock"] is None:
        return day.isoformat()
    clock = clock_time(found["clock"])
    return None if clock is None else f"{day.isoformat()}T{clock.isoformat()}"


def _with_offset(written: str) -> str | None:
    if not re.match(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}", written):
        return None
    try:
        at = datetime.fromisoformat(written)
    except ValueError:
        return None
    return at.isoformat(timespec="seconds") if at.tzinfo else None


def _in_words(written: str) -> date | None:
    """Return the date of a month's name, a year of four figures, a day, and perhaps a weekday, in any order."""
    if re.fullmatch(r"[A-Za-z0-9 ,.]+", written) is None:
        return None
    months: list[int] = []
    years: list[int] = []
    days: list[int] = []
    for word in re.findall(r"[0-9]+|[A-Za-z]+", written):
        if word.isdigit():
            (years if len(word) == len("2026") else days).append(int(word))
        elif number := _place(word, MONTHS):
            months.append(number)
        elif not _place(word, WEEKDAYS):
            return None
    match years, months, days:
        case [year], [month], [day]:
            return _date_or_none(year, month, day)
    return None


def _place(word: str, names: tuple[str, ...]) -> int:
    """Return the place of a name, in full or by its first three letters, from 1; 0 where it is not one."""
    folded = fold(word)
    return next((place for place, name in enumerate(names, start=1) if folded in (name, short_name(name))), 0)


def _date_or_none(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None

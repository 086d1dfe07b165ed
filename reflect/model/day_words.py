"""Days in words and figures: named from the running day (`yesterday`, `mon`, `3d`), or written (`20 Nov 2026`).

A form that could be two days is no form; nothing missing is taken from today but the year of an English date.
"""

import re
from datetime import date, datetime, timedelta
from typing import Final

from reflect.errors import ImpossibleValueError
from reflect.model.dates import WEEKDAYS
from reflect.model.text import visible_line

LONGEST: Final = 64
"""Characters in the longest form; a longer text is refused before it is looked at."""

_LONGEST_SHOWN = 40


class UnclearError(ValueError):
    """What was typed names no one time, and why: the end of a sentence, such as "is blank"."""

    def __init__(self, fault: str, instead: str | None = None) -> None:
        """Say what is wrong, and what to write `instead` where that is known."""
        super().__init__(fault)
        self.instead = instead

    def refusal(self, option: str, typed: str, example: str) -> ImpossibleValueError:
        """Return the error: the option, the value, what is wrong, and a form that works."""
        return ImpossibleValueError(f"{option} {shown_typed(typed)} {self}", f"write {self.instead or example}")


def shown_typed(typed: str) -> str:
    """Return what was typed on one line, 40 characters at most, as a sentence can hold it."""
    line = visible_line(typed[: LONGEST + 1]).strip()
    if not line:
        return "''"
    return line if len(line) <= _LONGEST_SHOWN else line[: _LONGEST_SHOWN - 3] + "..."


_AGO = re.compile(r"-?(\d+) ?(d|days?|w|weeks?)(?: ago)?")
_AHEAD = re.compile(r"(?:in )?(\d+) ?(d|days?|w|weeks?)")
_WEEKDAYS = {spelling: number for number, name in enumerate(WEEKDAYS) for spelling in (name, name[:3])}
_YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d\d?)\2(\d\d?)")
_YEAR_LAST = re.compile(r"(\d\d?)([-/.])(\d\d?)\2(\d{4})")
_YEAR_SHORT = re.compile(r"\d\d?([-/.])\d\d?(?:\1\d\d?)?")
_DAY_IN_MONTH = re.compile(r"(\d\d?)(?:st|nd|rd|th)?")
_YEAR = re.compile(r"\d{4}")
_BETWEEN = re.compile(r"[ ,./-]+")
_FILL_WORDS = ("of", "on", "the")
_NO_SUCH_DAY = "is no day of the calendar"
_LONGEST_LEAP_GAP = 8
"""Years between two leap days at most, about a century that is no leap year."""


def named_day(words: str, today: date) -> date | None:
    """Return the day that `words` name as seen from the running day, or None when they are no such name.

    Raises:
        OverflowError: it is before the calendar.
    """
    words = words.lower()
    if words in ("today", "yesterday"):
        return today - timedelta(days=words == "yesterday")
    if words in _WEEKDAYS:
        return today - timedelta(days=(today.weekday() - _WEEKDAYS[words]) % 7)
    ago = _AGO.fullmatch(words)
    return today - _length(ago) if ago else None


def named_day_ahead(words: str, today: date) -> date | None:
    """Return the day ahead that `words` name: `friday` is the next one, today included, and `2w` is in two weeks.

    None when they are no such name.

    Raises:
        OverflowError: it is after the calendar.
    """
    words = words.lower()
    if words in ("today", "tomorrow"):
        return today + timedelta(days=words == "tomorrow")
    if words in _WEEKDAYS:
        return today + timedelta(days=(_WEEKDAYS[words] - today.weekday()) % 7)
    ahead = _AHEAD.fullmatch(words)
    return today + _length(ahead) if ahead else None


def _length(found: re.Match[str]) -> timedelta:
    return timedelta(days=int(found[1]) * (7 if found[2][0] == "w" else 1))


def written_day(words: str, today: date, *, ahead: bool = False) -> date:
    """Return the day that `words` write out; without a year the last such day, or `ahead` the next, `today` included.

    Raises:
        UnclearError: they write none, one that is not in the calendar, or could be two.
    """
    words = words.lower()
    day = _in_figures(words) or _in_english(words, today, ahead=ahead)
    if day is None:
        raise UnclearError("is no day or time that can be read")
    return day


def _in_figures(words: str) -> date | None:
    if found := _YEAR_FIRST.fullmatch(words):
        return _calendar_day(int(found[1]), int(found[3]), int(found[4]))
    if found := _YEAR_LAST.fullmatch(words):
        return _one_reading(int(found[1]), int(found[3]), int(found[4]))
    if _YEAR_SHORT.fullmatch(words):
        raise UnclearError("has more than one reading")
    return None


def _one_reading(first: int, second: int, year: int) -> date:
    """Return the only day that day-month-year or month-day-year can be."""
    readings = {day: None for day in (_or_none(year, second, first), _or_none(year, first, second)) if day}
    if not readings:
        raise UnclearError(_NO_SUCH_DAY)
    if len(readings) > 1:
        raise UnclearError("has two readings", " or ".join(map(str, readings)))
    return next(iter(readings))


def _or_none(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _calendar_day(year: int, month: int, day: int) -> date:
    found = _or_none(year, month, day)
    if found is None:
        raise UnclearError(_NO_SUCH_DAY)
    return found


def _in_english(words: str, today: date, *, ahead: bool) -> date | None:
    """Return the day of an English date such as `20 Nov`, `Fri, 20 November 2026`, `the 20th of Nov`.

    dateutil would take a date out of almost anything, and fill up what is missing; so it sees a text only when each
    word of it has its place in a date.
    """
    if not (words[0].isalnum() and any(letter.isalpha() for letter in words)):
        return None
    from dateutil.parser import parserinfo  # 14 ms, so only once no other form fits

    names = parserinfo()
    tokens = [token for token in _BETWEEN.split(words) if token and token not in _FILL_WORDS]
    days = [found[1] for found in map(_DAY_IN_MONTH.fullmatch, tokens) if found]
    years = [token for token in tokens if _YEAR.fullmatch(token)]
    months = [token for token in tokens if names.month(token)]
    weekdays = [number for number in map(names.weekday, tokens) if number is not None]
    if len(days) + len(years) + len(months) + len(weekdays) != len(tokens) or len(months) != 1:
        return None
    if len(days) != 1 or len(years) > 1 or len(weekdays) > 1:
        raise UnclearError("needs one day of the month, and a year of four figures if any")
    month, day = _month_and_day(f"{days[0]} {months[0]}")
    found = _calendar_day(int(years[0]), month, day) if years else _nearest(month, day, today, ahead=ahead)
    return _on_weekday(found, weekdays)


def _month_and_day(text: str) -> tuple[int, int]:
    """Return month and day; the year stays out of it, because dateutil reads 0026 as 2026."""
    from dateutil.parser import parse

    # What dateutil did not find it takes from the default, which two defaults show. Both are of leap years.
    first, second = datetime(2000, 1, 1), datetime(2004, 2, 2)  # noqa: DTZ001 - dates, without a zone
    try:
        one, other = parse(text, default=first), parse(text, default=second)
    except (ValueError, OverflowError):
        raise UnclearError(_NO_SUCH_DAY) from None
    if (one.month, one.day) != (other.month, other.day):
        raise UnclearError(_NO_SUCH_DAY)
    return one.month, one.day


def _nearest(month: int, day: int, today: date, *, ahead: bool) -> date:
    step = 1 if ahead else -1
    for year in range(today.year, today.year + step * (_LONGEST_LEAP_GAP + 1), step):
        found = _or_none(year, month, day)
        if found and (found >= today if ahead else found <= today):
            return found
    raise UnclearError(_NO_SUCH_DAY)


def _on_weekday(day: date, weekdays: list[int]) -> date:
    if weekdays and day.weekday() != weekdays[0]:
        raise UnclearError(f"names another weekday: {day} is a {WEEKDAYS[day.weekday()].capitalize()}", str(day))
    return day

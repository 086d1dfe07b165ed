"""A day as a person types it: relative to the current day (`yesterday`, `mon`, `3d`), or a date (`20 Nov 2026`).

Pure. A date that could be two days is refused; missing parts are not filled in, except the year of an English date.
"""

import re
from datetime import date, timedelta

from reflect.model.dates import WEEKDAYS, short_name, week_start

_MAX_LEAP_GAP = 8
"""Years from a leap year to the next, at a century that is not one."""
_LENGTH = r"(\d+|an?) ?(d|days?|w|weeks?)"
_AGO = re.compile(rf"-?{_LENGTH}(?: ago)?")
_AHEAD = re.compile(rf"(?:in )?{_LENGTH}")
_YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d\d?)\2(\d\d?)")
_YEAR_LAST = re.compile(r"(\d\d?)([-/.])(\d\d?)\2(\d{4})")
_YEAR_SHORT = re.compile(r"\d\d?([-/.])\d\d?(?:\1\d\d?)?")
_DAY_IN_MONTH = re.compile(r"(\d\d?)(?:st|nd|rd|th)?")
_BETWEEN = re.compile(r"[ ,./-]+")
_WEEKDAYS = {spelling: number for number, name in enumerate(WEEKDAYS) for spelling in (name, short_name(name))}

NO_SUCH_DAY = "is not a valid date"


class UnclearError(ValueError):
    """The input is not one time; `str()` is the end of a sentence that says why, `instead` what may have been meant."""

    def __init__(self, fault: str, *instead: str) -> None:
        super().__init__(fault)
        self.instead = instead


def named_day(words: str, today: date) -> date | None:
    """Return the day of `words` relative to `today`, or None if they are not relative."""
    if words in ("today", "yesterday"):
        return today - timedelta(days=words == "yesterday")
    if words in _WEEKDAYS:
        return week_start(today, _WEEKDAYS[words])
    if (weekday := words.removeprefix("last ")) in _WEEKDAYS:
        return week_start(today - timedelta(days=1), _WEEKDAYS[weekday])
    ago = _AGO.fullmatch(words)
    return today - _length(ago) if ago else None


def named_day_ahead(words: str, today: date) -> date | None:
    """As `named_day`, for today and later days."""
    if words in ("today", "tomorrow"):
        return today + timedelta(days=words == "tomorrow")
    if words in _WEEKDAYS:
        return today + timedelta(days=(_WEEKDAYS[words] - today.weekday()) % 7)
    ahead = _AHEAD.fullmatch(words)
    return today + _length(ahead) if ahead else None


def _length(found: re.Match[str]) -> timedelta:
    number = 1 if found[1].startswith("a") else int(found[1])
    return timedelta(days=number * (7 if found[2][0] == "w" else 1))


def written_day(words: str, today: date, *, ahead: bool = False) -> date:
    """Return the day of a written date; without a year the last such day, or `ahead` the next, `today` included.

    Raises:
        UnclearError: it is not a date, not in the calendar, or could be two.
    """
    words = words.lower()
    if found := _YEAR_FIRST.fullmatch(words):
        return _calendar_day((int(found[1]), int(found[3]), int(found[4])))
    if found := _YEAR_LAST.fullmatch(words):
        first, second, year = int(found[1]), int(found[3]), int(found[4])
        return _calendar_day((year, second, first), (year, first, second))
    if _YEAR_SHORT.fullmatch(words):
        raise UnclearError("has more than one reading")
    return _in_english(words, today, ahead=ahead)


def _calendar_day(*readings: tuple[int, int, int]) -> date:
    """Return the only day that the readings (year, month, day) can be."""
    days = list(dict.fromkeys(filter(None, (_or_none(*reading) for reading in readings))))
    if not days:
        raise UnclearError(NO_SUCH_DAY, *(str(last) for reading in readings if (last := _month_end(*reading))))
    if len(days) > 1:
        raise UnclearError("has two readings", *map(str, days))
    return days[0]


def _month_end(year: int, month: int, day: int) -> date | None:
    """Return the last day of the month if `day` is one that only longer months have."""
    return next(filter(None, (_or_none(year, month, last) for last in (30, 29, 28))), None) if 28 < day < 32 else None  # noqa: PLR2004


def _or_none(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _in_english(words: str, today: date, *, ahead: bool) -> date:
    """Return the day of an English date such as `20 Nov`, `Fri, 20 November 2026`, `the 20th of Nov`.

    dateutil knows the names. Its parser would take a date out of almost anything, fill up what is missing, and read 45
    or 0026 as years of ours; so each word must have its place in a date, and the calendar decides.
    """
    from dateutil.parser import parserinfo  # 14 ms, so only once no other form fits

    names = parserinfo()
    tokens = [token for token in _BETWEEN.split(words) if token not in ("", "of", "on", "the")]
    days = [int(found[1]) for found in map(_DAY_IN_MONTH.fullmatch, tokens) if found]
    years = [int(token) for token in tokens if token.isdigit() and len(token) == len("2026")]
    months = [month for month in map(names.month, tokens) if month]
    weekdays = [number for number in map(names.weekday, tokens) if number is not None]
    is_date = len(days) + len(years) + len(months) + len(weekdays) == len(tokens) and len(months) == 1
    if not (is_date and words[0].isalnum()):
        raise UnclearError("is not a day or time that can be read")
    if len(days) != 1 or len(years) > 1 or len(weekdays) > 1:
        raise UnclearError("needs one day of the month, and a year of four figures if any")
    day = _calendar_day((years[0], months[0], days[0])) if years else nearest(months[0], days[0], today, ahead=ahead)
    if weekdays and day.weekday() != weekdays[0]:
        raise UnclearError(f"names another weekday: {day} is a {WEEKDAYS[day.weekday()].capitalize()}", str(day))
    return day


def nearest(month: int, day: int, today: date, *, ahead: bool = False) -> date:
    """Return the last such day up to `today`, or `ahead` the next from `today` on.

    Raises:
        UnclearError: no year has it.
    """
    step = 1 if ahead else -1
    for year in range(today.year, today.year + step * (_MAX_LEAP_GAP + 1), step):
        found = _or_none(year, month, day)
        if found and (found >= today if ahead else found <= today):
            return found
    ends = (_month_end(year, month, day) for year in (today.year, today.year + step))
    last = next((str(end) for end in ends if end and (end >= today if ahead else end <= today)), None)
    raise UnclearError(NO_SUCH_DAY, *([last] if last else []))

"""Dates and times as other programs write them. One that could be two is not read."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time
from functools import cached_property, lru_cache
from typing import Final, NamedTuple

from reflect.model.dates import MONTHS, WEEKDAYS, short_name
from reflect.model.text import fold

MAX_LENGTH: Final = 64
"""Characters; a date and a time in words have fewer."""
FIRST_YEAR: Final = 1900
"""Before it, a year is of another calendar (1447, 115) rather than a day that somebody wrote down in an app."""
_MOST_YEARS_AHEAD = 100
"""Beyond them it is of another calendar too (2569, 5787); before them, a date that is still to come."""
_MIDDAY = 12
_MONTHS = 12

_HALVES = {
    "a": 0, "p": 1, "上午": 0, "下午": 1, "午前": 0, "午後": 1, "오전": 0, "오후": 1, "vorm": 0, "nachm": 1,
}  # fmt: skip
"""The halves of the day beside a clock of twelve hours; Unicode CLDR 46, dayPeriods."""
_HALF_BEFORE = "[上下]午|午[前後]|오[전후]"
_HALF_AFTER = r"(?:([AaPp])\.?\s?[Mm]|(vorm|nachm))\.?"
# `\s`: between the figures and am or pm there may be a no-break space, wide or narrow.
_CLOCK = rf"(?:({_HALF_BEFORE})\s*)?([0-9]{{1,2}})[:.h]([0-9]{{2}})(?:[:.]([0-9]{{2}}))?(?:\s*{_HALF_AFTER})?"
_MOMENT = rf"(.*?)(?:(?:\s*,|\s+at|\s*@)?(?:\s+|T)(?P<clock>{_CLOCK}))?"
_CLOCK_BEFORE_YEAR = rf"(.*[^\W_])\s+(?P<clock>{_CLOCK})\s+([0-9]{{4}})"  # %c: Wed Jan 22 09:00:00 2014
_FIGURES = (
    (r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})", (1, 3, 4)),
    (r"([0-9]{4})([0-9]{2})([0-9]{2})", (1, 2, 3)),
    (r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})", (3, 2, 1)),  # who writes dots writes the day first
    (r"([0-9]{4})[年년]\s*([0-9]{1,2})[月월]\s*([0-9]{1,2})[日일]", (1, 2, 3)),
    (r"([0-9]{1,2})[月월]\s*([0-9]{1,2})[日일]\s+([0-9]{4})", (3, 1, 2)),
)
"""Dates in figures with one reading, each with the places of the year, the month and the day."""
_YEAR_LAST = r"(?<![0-9])([0-9]{1,2})([-/])([0-9]{1,2})\2([0-9]{4})(?![0-9])"
_WORDS = r"[0-9]+|[^\W\d_]+"
_MONTH_OF = {name: number for number, month in enumerate(MONTHS, start=1) for name in (month, short_name(month))}
_IN_DATES = {"de", "del", "of", *WEEKDAYS, *map(short_name, WEEKDAYS)}
"""Words of a date that say nothing more about it."""


class DateForms(NamedTuple):
    """How the dates of a file are written, as far as all of them together tell."""

    day_first: bool | None = None
    """Of `03/04/2026`: whether 3 is the day; None where no date tells, or two contradict each other."""
    months: tuple[tuple[str, int], ...] = ()
    """Names of months that are not English, folded, with their numbers."""


_BY_ITSELF = DateForms()
"""Of a file of which nothing else is known."""


class Dates:
    """Reads the dates of a file. How they are written is looked for once one of them does not say it by itself."""

    def __init__(self, all_of_file: Callable[[], Iterable[str]]) -> None:
        """Take what goes over all the dates of the file."""
        self._all_of_file = all_of_file

    def day(self, written: str) -> str | None:
        """As `calendar_day`, in ISO 8601."""
        day = calendar_day(written, _BY_ITSELF) or calendar_day(written, self._forms)
        return None if day is None else day.isoformat()

    def moment(self, written: str) -> str | None:
        """As `date_and_time`."""
        return self.moment_by_itself(written) or date_and_time(written, self._forms)

    @staticmethod
    def moment_by_itself(written: str) -> str | None:
        """As `date_and_time`, where no other date of the file is needed to read it; what others tell never differs."""
        return date_and_time(written, _BY_ITSELF)

    @cached_property
    def _forms(self) -> DateForms:
        return date_forms(self._all_of_file())


def date_forms(dates: Iterable[str]) -> DateForms:
    """Return how the dates of a file are written: one with 13 or more in one place tells of all."""
    possible = {True, False}
    words: set[str] = set()
    for written in dates:
        if found := re.search(_YEAR_LAST, written[:MAX_LENGTH]):
            possible -= {False} if int(found[1]) > _MONTHS else {True} if int(found[3]) > _MONTHS else set()
        words.update(re.findall(r"[^\W\d_]+", written[:MAX_LENGTH]))
    day_first = possible.pop() if len(possible) == 1 else None
    return DateForms(day_first, tuple(_foreign_months({fold(word) for word in words}).items()))


def _foreign_months(words: set[str]) -> Mapping[str, int]:
    if all(word in _MONTH_OF or word in _IN_DATES for word in words):
        return {}
    from reflect.formats.month_names import months_in_one_language

    return months_in_one_language(words)


@lru_cache(1440)
def clock_time(written: str) -> time | None:
    """Return a clock time of 12 hours (`10:00 pm`) or of 24 (`20:39`, `20:39:05`, `20h39`), or None."""
    found = re.fullmatch(_CLOCK, _in_ascii_digits(written).strip()[:MAX_LENGTH])
    if found is None:
        return None
    before, hour, minute, second = found[1], int(found[2]), int(found[3]), int(found[4] or 0)
    half = before or found[5] or found[6]
    if half:
        if not 1 <= hour <= _MIDDAY:
            return None
        hour = hour % _MIDDAY + _MIDDAY * _HALVES[half.lower()]
    try:
        return time(hour, minute, second)
    except ValueError:
        return None


def _in_ascii_digits(written: str) -> str:
    if written.isascii():
        return written
    from unicodedata import decimal

    return "".join(str(decimal(character, character)) for character in written)


def calendar_day(written: str, forms: DateForms | None = None) -> date | None:
    """Return a date in figures, the year first or with dots, or with the month as a word; or None.

    With slashes or dashes and the year last, a date has one reading where a figure is over 12 or `forms` tell.
    """
    written = _in_ascii_digits(written[: MAX_LENGTH + 1]).strip()
    if len(written) > MAX_LENGTH:
        return None
    return _day_of(written, forms or date_forms([written]))


@lru_cache(64)
def _day_of(written: str, forms: DateForms) -> date | None:
    for pattern, (year, month, day) in () if re.search("[A-Za-z]", written) else _FIGURES:
        if found := re.fullmatch(pattern, written):
            return _date_or_none(int(found[year]), int(found[month]), int(found[day]))
    if found := re.fullmatch(_YEAR_LAST, written):
        return _year_last(int(found[1]), int(found[3]), int(found[4]), day_first=forms.day_first)
    return _in_words(written, dict(forms.months))


def _year_last(one: int, two: int, year: int, *, day_first: bool | None) -> date | None:
    day_month, month_day = _date_or_none(year, two, one), _date_or_none(year, one, two)
    if day_month and month_day and day_month != month_day:
        return None if day_first is None else day_month if day_first else month_day
    return day_month or month_day


def date_and_time(written: str, forms: DateForms | None = None) -> str | None:
    """Return a date with a time as ISO 8601, to the second, with an offset where there is one; or None.

    A date without a time is a date (`2026-11-23`).
    """
    written = written[: MAX_LENGTH + 1].strip()
    if len(written) > MAX_LENGTH:
        return None
    if (at := _with_plain_clock(written, forms)) or (at := _with_offset(written)):
        return at
    if ":" in written and written[-4:].isdecimal() and (found := re.fullmatch(_CLOCK_BEFORE_YEAR, written)):
        written = f"{found[1]} {found.group(found.lastindex or 0)} {found['clock']}"
    found = re.fullmatch(_MOMENT, written)
    day = calendar_day(found[1], forms) if found else None
    if found is None or day is None:
        return None
    if found["clock"] is None:
        return day.isoformat()
    clock = clock_time(found["clock"])
    return None if clock is None else f"{day.isoformat()}T{clock.isoformat()}"


def _with_plain_clock(written: str, forms: DateForms | None) -> str | None:
    """Return what most rows are, in a third of the time: a date, a space and a clock time; None where it is not."""
    begins, _, clock = written.rpartition(" ")
    if ":" not in clock:  # 11:36 PM
        begins, _, first = begins.rpartition(" ")
        clock = f"{first} {clock}"
    at = clock_time(clock) if ":" in clock else None
    day = calendar_day(begins, forms) if at else None
    return f"{day.isoformat()}T{at.isoformat()}" if day and at else None


def year_fault(at: str, this_year: int) -> str | None:
    """Return what is wrong with the year of a date or time in ISO 8601, or None."""
    year = int(at[:4])
    if FIRST_YEAR <= year <= this_year + _MOST_YEARS_AHEAD:
        return None
    return f"has a year that is not between {FIRST_YEAR} and now; write the date in the Gregorian calendar"


def _with_offset(written: str) -> str | None:
    if not re.match(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}", written):
        return None
    try:
        at = datetime.fromisoformat(written)
    except ValueError:
        return None
    return at.isoformat(timespec="seconds") if at.tzinfo else None


def _in_words(written: str, named: Mapping[str, int]) -> date | None:
    """Return the date of a month's name, a year of four figures, a day, and perhaps a weekday, in any order."""
    if re.fullmatch(r"[^\W_](?:[^\W_]|[ ,./-])*", written) is None:
        return None
    months: list[int] = []
    years: list[int] = []
    days: list[int] = []
    for word in map(fold, re.findall(_WORDS, written)):
        if word.isdecimal():
            (years if len(word) == len("2026") else days).append(int(word))
        elif number := _MONTH_OF.get(word) or named.get(word):
            months.append(number)
        elif word not in _IN_DATES:
            return None
    match years, months, days:
        case [year], [month], [day]:
            return _date_or_none(year, month, day)
    return None


def _date_or_none(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None

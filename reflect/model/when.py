"""Parse a moment for an entry, and the days of a span, as a person types them.

Pure: the present moment and the zone are arguments. "Day" is the local day, which begins at `day_starts`. A form
that could be two days is refused; missing parts are not filled in, except the year of an English date.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import TYPE_CHECKING, NamedTuple

from reflect.errors import ImpossibleValueError, NotFoundError
from reflect.model.dates import FIRST_DAY, WEEKDAYS, day_of, short_name, week_start
from reflect.model.text import visible_line

if TYPE_CHECKING:
    from reflect.clock import Zone

When = str | date | datetime
"""A time or a day: as a person types it (`yesterday 21:30`, `2w`, ISO 8601), or as Python has it."""
SessionDay = Callable[[int], date | None]
"""Returns the day of the n-th session before the latest one (0), or None."""

_MAX_TYPED_LENGTH = 64
_MAX_SHOWN_LENGTH = 40
_LAST_SECOND = 59
_HOURS_IN_HALF_A_DAY = 12
_FOUR_WEEKS = timedelta(weeks=4)
_MAX_CLOCK_JUMP = timedelta(days=2)
"""More than a wall clock was ever moved (a day, at the date line)."""
_MAX_LEAP_GAP = 8
"""Years from a leap year to the next, at a century that is not one."""

_CLOCK = (
    r"(?=\d\d?(?::| ?[ap]\.?m))(?P<hour>\d\d?)(?::(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,]\d{1,9})?)?)?"
    r"(?: ?(?P<half>[ap])\.?m\.?)?"
)
_OFFSET = r"(?: ?(?P<offset>Z|[+-]\d\d(?::?\d\d){0,2}))"
_DAY_THEN_CLOCK = re.compile(rf"(?:(?P<day>.+?)(?:,? at |, ?| |(?<=\d)T))?{_CLOCK}{_OFFSET}?", re.IGNORECASE)
_CLOCK_THEN_DAY = re.compile(rf"{_CLOCK}(?:,? on |, ?| )(?P<day>.+)", re.IGNORECASE)
_ISO_WEEK = re.compile(r"(\d{4})-?W(\d\d)", re.IGNORECASE)
_YEAR_OR_MONTH = re.compile(r"(\d{4})(?:-(\d\d))?")
_SESSION = re.compile(r"session(?:~(\d+))?", re.IGNORECASE)
_AGO = re.compile(r"-?(\d+) ?(d|days?|w|weeks?)(?: ago)?")
_AHEAD = re.compile(r"(?:in )?(\d+) ?(d|days?|w|weeks?)")
_YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d\d?)\2(\d\d?)")
_YEAR_LAST = re.compile(r"(\d\d?)([-/.])(\d\d?)\2(\d{4})")
_YEAR_SHORT = re.compile(r"\d\d?([-/.])\d\d?(?:\1\d\d?)?")
_DAY_IN_MONTH = re.compile(r"(\d\d?)(?:st|nd|rd|th)?")
_BETWEEN = re.compile(r"[ ,./-]+")
_WEEKDAYS = {spelling: number for number, name in enumerate(WEEKDAYS) for spelling in (name, short_name(name))}

_NO_SUCH_DAY = "is no day of the calendar"


class Moment(NamedTuple):
    """A moment that a person typed."""

    at: datetime
    """In the local zone's offset, whole seconds."""
    twice: bool
    """The wall clock shows this time twice; this is the first."""


class UnclearError(ValueError):
    """The input is not one time; `str()` is the end of a sentence that says why, `instead` what to write, if known."""

    def __init__(self, fault: str, instead: str | None = None) -> None:
        super().__init__(fault)
        self.instead = instead


def parse_moment(typed: When, *, now: datetime, zone: "Zone", day_starts: int, option: str = "--at") -> Moment:
    """Return the moment of `typed`: at `now` (aware) or before, and on a day that can be saved.

    A clock time alone is within the current local day; a named day with a time is that time within that local
    day, so `yesterday 01:30` is on today's date; a written date with a time is the calendar's. A day alone is 12:00
    of it, and `now` if it is the current day. `day_starts` is a whole hour, 0 to 12.

    Raises:
        ImpossibleValueError: it is not one moment, is after `now`, or does not exist in `zone`; the
            sentence names `option` and shows a form that works.
    """
    here = zone.local(now)
    typed = _as_typed(typed)
    with _refusing(option, typed, f"yesterday 21:30 or {day_of(here, day_starts)}, for example"):
        found = _moment(typed, here, zone, day_starts)
        _check_not_before_all(day_of(found.at, day_starts))
        return found


def parse_days(typed: When, *, today: date, option: str, session: SessionDay | None = None) -> tuple[date, date]:
    """Return the first and the last day, both included, of `typed`; `today` is the current local day.

    Raises:
        ImpossibleValueError: it is not days, or has a clock time; the sentence names `option` and shows a form that
            works.
        NotFoundError: there is no such session.
    """
    year, week, _ = today.isocalendar()
    typed = _as_typed(typed)
    with _refusing(option, typed, f"yesterday, {today} or {year:04}-W{week:02}, for example"):
        words = _words_of_days(typed)
        if session and (found := _SESSION.fullmatch(words)):
            day = session(int(found[1] or 0))
            if day is None:
                missing = "no such session" if found[1] and int(found[1]) else "no session"
                raise NotFoundError(f"{option} {_shown(typed)}: {missing} is marked; `reflect session` marks one")
            return day, day
        if span := _calendar_span(words):
            return span
        day = _check_not_before_all(_named_day(words.lower(), today) or _written_day(words, today))
        return day, day


def parse_day_ahead(typed: When, *, today: date, option: str) -> date:
    """Return a day, today or later: `friday` is the next one, `2w` is in two weeks, of a week it is the last day.

    Raises:
        ImpossibleValueError: it is not a day, has a clock time, or is before today; the sentence names `option`.
    """
    typed = _as_typed(typed)
    with _refusing(option, typed, f"2w, friday or {min(today, date.max - _FOUR_WEEKS) + _FOUR_WEEKS}, for example"):
        words = _words_of_days(typed)
        if found := _ISO_WEEK.fullmatch(words):
            _, day = _week(int(found[1]), int(found[2]))
        else:
            day = _named_day_ahead(words.lower(), today) or _written_day(words, today, ahead=True)
        if day < today:
            raise UnclearError(f"would be {day}, before today")
        return day


def _as_typed(given: When) -> str:
    """Return a time or a day as a person would type it."""
    if isinstance(given, str):
        return given
    if isinstance(given, datetime):
        return given.isoformat(" ", "seconds")
    if isinstance(given, date):
        return given.isoformat()
    raise ImpossibleValueError(f"a time must be text, a date or a datetime, not {type(given).__name__}")


@contextmanager
def _refusing(option: str, typed: str, example: str) -> Iterator[None]:
    """Refuse an input that is unclear in a sentence with the option, the input, and a form that works."""
    try:
        yield
    except UnclearError as unclear:
        raise ImpossibleValueError(
            f"{option} {_shown(typed)} {unclear}", f"write {unclear.instead or example}"
        ) from None
    except OverflowError:
        raise ImpossibleValueError(f"{option} {_shown(typed)} is out of the calendar", f"write {example}") from None


def _shown(typed: str) -> str:
    """Return the input on one line, 40 characters at most, as a sentence can hold it."""
    line = visible_line(typed[: _MAX_TYPED_LENGTH + 1]).strip()
    if not line:
        return "''"
    return line if len(line) <= _MAX_SHOWN_LENGTH else line[: _MAX_SHOWN_LENGTH - 3] + "..."


# The parts of the input: words for a day, a clock time, an offset


def _parts(typed: str) -> tuple[str, time | None, timezone | None]:
    """Return the words for the day, empty where there are none, the clock time and the offset."""
    text = _plain(typed)
    found = _DAY_THEN_CLOCK.fullmatch(text) or _CLOCK_THEN_DAY.fullmatch(text)
    if found is None:
        return text, None, None
    offset = found.groupdict().get("offset")
    return found["day"] or "", _clock_time(found), _offset(offset) if offset else None


def _plain(typed: str) -> str:
    """Return the text with white space folded, some of it not in ASCII: macOS writes 9:30 pm with U+202F."""
    if len(typed) > _MAX_TYPED_LENGTH:
        raise UnclearError(f"is longer than {_MAX_TYPED_LENGTH} characters")
    text = " ".join(typed.split())
    if not text:
        raise UnclearError("is blank")
    if not text.isascii():
        raise UnclearError("has characters that no form of a day or time has")
    return text


def _clock_time(found: re.Match[str]) -> time:
    hour, minute, second = (int(found[part] or 0) for part in ("hour", "minute", "second"))
    if found["half"]:
        if not 1 <= hour <= _HOURS_IN_HALF_A_DAY:
            raise UnclearError("has an hour that is not on a clock of 12 hours")
        hour = hour % _HOURS_IN_HALF_A_DAY + (_HOURS_IN_HALF_A_DAY if found["half"] in "pP" else 0)
    try:
        clock = time(hour, minute, min(second, _LAST_SECOND))
    except ValueError:
        raise UnclearError("has a clock time that is not from 00:00 to 23:59") from None
    if second > _LAST_SECOND:
        start, end = found.span("second")
        instead = f"{found.string[:start]}{_LAST_SECOND}{found.string[end:]}"
        raise UnclearError("has a second beyond 59, which cannot be kept", instead)
    return clock


def _offset(text: str) -> timezone:
    if text in "Zz":
        return UTC
    digits = text[1:].replace(":", "").ljust(6, "0")
    hours, minutes, seconds = int(digits[:2]), int(digits[2:4]), int(digits[4:])
    east = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    if east >= timedelta(days=1) or max(minutes, seconds) > _LAST_SECOND:
        raise UnclearError("has an offset that is not from -23:59 to +23:59")
    return timezone(-east if text[0] == "-" else east)


def _words_of_days(typed: str) -> str:
    words, clock, _ = _parts(typed)
    if clock is not None or words.lower() == "now":
        raise UnclearError("is a time, and this takes whole days")
    return words


# A moment


def _moment(typed: str, here: datetime, zone: "Zone", day_starts: int) -> Moment:
    words, clock, offset = _parts(typed)
    if words.lower() == "now" and clock is None:
        return Moment(here, twice=False)
    today = day_of(here, day_starts)
    named = _named_day(words.lower(), today) if words else today
    day = _check_not_before_all(named or _written_day(words, here.date()))
    if clock is None:
        return Moment(here, twice=False) if day == today else _on_the_wall(datetime.combine(day, time(12)), here, zone)
    if offset is not None:
        if named is not None:
            raise UnclearError("has an offset from UTC but no date")
        at = datetime.combine(day, clock, offset)
        if at > here:
            raise _later(at, here)
        return Moment(zone.local(at), twice=False)
    if named is not None and clock.hour < day_starts:
        day += timedelta(days=1)
    return _on_the_wall(datetime.combine(day, clock), here, zone)


def _on_the_wall(wall: datetime, here: datetime, zone: "Zone") -> Moment:
    ahead = wall - here.replace(tzinfo=None)
    readings = zone.readings(wall) if ahead < _MAX_CLOCK_JUMP else ()
    if readings and readings[0] <= here:
        return Moment(readings[0], twice=len(readings) > 1)
    if readings or ahead > timedelta():
        raise _later(wall, here)
    after = wall.replace(second=0)
    while not zone.readings(after):
        after += timedelta(minutes=1)
    raise UnclearError(f"names {_minutes(wall)}, which the clocks here left out", _minutes(after))


def _later(at: datetime, here: datetime) -> UnclearError:
    return UnclearError(f"would be {_minutes(at)}, later than now ({_minutes(here)})")


def _minutes(at: datetime) -> str:
    return at.isoformat(" ", "minutes")


# A span of days


def _calendar_span(words: str) -> tuple[date, date] | None:
    """Return the first and the last day of an ISO week, a month or a year, or None for other words."""
    if found := _ISO_WEEK.fullmatch(words):
        return _week(int(found[1]), int(found[2]))
    if not (found := _YEAR_OR_MONTH.fullmatch(words)):
        return None
    from dateutil.relativedelta import relativedelta

    try:
        first, in_last = (date(int(found[1]), int(found[2] or month), 1) for month in (1, 12))
    except ValueError:
        raise UnclearError("is no month of the calendar") from None
    return _check_not_before_all(first), in_last + relativedelta(day=31)  # the last day, where there is no 31st


def _week(year: int, week: int) -> tuple[date, date]:
    try:
        monday = date.fromisocalendar(year, week, 1)
    except ValueError:
        if not 1 <= year < date.max.year:
            raise UnclearError("is no week of the calendar") from None
        last = date(year, 12, 28).isocalendar().week  # 28 December is in the last week of its year: ISO 8601
        raise UnclearError(f"is no week: {year:04} has weeks 01 to {last}", f"{year:04}-W{last}") from None
    return _check_not_before_all(monday), monday + timedelta(days=6)


def _check_not_before_all(day: date) -> date:
    if day < FIRST_DAY:
        raise UnclearError(f"is before {FIRST_DAY}, the first day there is")
    return day


# A day: relative to the current day (`yesterday`, `mon`, `3d`), or written (`20 Nov 2026`)


def _named_day(words: str, today: date) -> date | None:
    """Return the day of `words` relative to `today`, or None if they are not relative."""
    if words in ("today", "yesterday"):
        return today - timedelta(days=words == "yesterday")
    if words in _WEEKDAYS:
        return week_start(today, _WEEKDAYS[words])
    ago = _AGO.fullmatch(words)
    return today - _length(ago) if ago else None


def _named_day_ahead(words: str, today: date) -> date | None:
    """As `_named_day`, for today and later days."""
    if words in ("today", "tomorrow"):
        return today + timedelta(days=words == "tomorrow")
    if words in _WEEKDAYS:
        return today + timedelta(days=(_WEEKDAYS[words] - today.weekday()) % 7)
    ahead = _AHEAD.fullmatch(words)
    return today + _length(ahead) if ahead else None


def _length(found: re.Match[str]) -> timedelta:
    return timedelta(days=int(found[1]) * (7 if found[2][0] == "w" else 1))


def _written_day(words: str, today: date, *, ahead: bool = False) -> date:
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
        raise UnclearError(_NO_SUCH_DAY)
    if len(days) > 1:
        raise UnclearError("has two readings", " or ".join(map(str, days)))
    return days[0]


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
        raise UnclearError("is no day or time that can be read")
    if len(days) != 1 or len(years) > 1 or len(weekdays) > 1:
        raise UnclearError("needs one day of the month, and a year of four figures if any")
    day = _calendar_day((years[0], months[0], days[0])) if years else _nearest(months[0], days[0], today, ahead=ahead)
    if weekdays and day.weekday() != weekdays[0]:
        raise UnclearError(f"names another weekday: {day} is a {WEEKDAYS[day.weekday()].capitalize()}", str(day))
    return day


def _nearest(month: int, day: int, today: date, *, ahead: bool) -> date:
    step = 1 if ahead else -1
    for year in range(today.year, today.year + step * (_MAX_LEAP_GAP + 1), step):
        found = _or_none(year, month, day)
        if found and (found >= today if ahead else found <= today):
            return found
    raise UnclearError(_NO_SUCH_DAY)

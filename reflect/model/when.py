"""When: a moment for an entry, and the days of a span, as a person types them.

Pure: the present moment and the zone are handed in. "Day" is the local day, which turns at `day_starts`.
"""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from reflect.errors import ImpossibleValueError, NotFoundError
from reflect.model.dates import FIRST_DAY, day_of
from reflect.model.day_words import LONGEST, UnclearError, named_day, named_day_ahead, shown_typed, written_day

if TYPE_CHECKING:
    from reflect.clock import Zone

_CLOCK = (
    r"(?=\d\d?(?::| ?[ap]\.?m))(?P<hour>\d\d?)(?::(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,]\d{1,9})?)?)?"
    r"(?: ?(?P<half>[ap])\.?m\.?)?"
)
_OFFSET = r"(?: ?(?P<offset>Z|[+-]\d\d(?::?\d\d){0,2}))"
_DAY_THEN_CLOCK = re.compile(rf"(?:(?P<day>.+?)(?:,? at |, ?| |(?<=\d)T))?{_CLOCK}{_OFFSET}?", re.IGNORECASE)
_CLOCK_THEN_DAY = re.compile(rf"{_CLOCK}(?:,? on |, ?| )(?P<day>.+)", re.IGNORECASE)
_LEAP_SECOND = 60
_HOURS_IN_HALF_A_DAY = 12
_MINUTES = 60


class Typed(NamedTuple):
    """The parts of a typed time."""

    day: str
    """The words for the day, white space folded; empty where there are none."""
    clock: time | None
    offset: timezone | None


def taken_apart(typed: str) -> Typed:
    """Return the parts of what was typed; whether the words name a day is not looked at.

    Raises:
        UnclearError: it is blank, too long, not in ASCII, or its clock time or offset cannot be.
    """
    text = _plain(typed)
    found = _DAY_THEN_CLOCK.fullmatch(text) or _CLOCK_THEN_DAY.fullmatch(text)
    if found is None:
        return Typed(text, None, None)
    offset = found.groupdict().get("offset")
    return Typed(found["day"] or "", _clock(found), _offset(offset) if offset else None)


def _plain(typed: str) -> str:
    """Return the text with white space folded, some of it not in ASCII: macOS writes 9:30 pm with U+202F."""
    if len(typed) > LONGEST:
        raise UnclearError(f"is longer than {LONGEST} characters")
    text = " ".join(typed.split())
    if not text:
        raise UnclearError("is blank")
    if not text.isascii():
        raise UnclearError("has characters that no form of a day or time has")
    return text


def _clock(found: re.Match[str]) -> time:
    hour, minute, second = (int(found[part] or 0) for part in ("hour", "minute", "second"))
    if found["half"]:
        if not 1 <= hour <= _HOURS_IN_HALF_A_DAY:
            raise UnclearError("has an hour that is not on a clock of 12 hours")
        hour = hour % _HOURS_IN_HALF_A_DAY + (_HOURS_IN_HALF_A_DAY if found["half"] in "pP" else 0)
    try:
        clock = time(hour, minute, min(second, _LEAP_SECOND - 1))
    except ValueError:
        raise UnclearError("has a clock time that is not from 00:00 to 23:59") from None
    if second == clock.second:
        return clock
    fault = "has a second beyond 59, which cannot be kept"
    start, end = found.span("second")
    raise UnclearError(fault, f"{found.string[:start]}{_LEAP_SECOND - 1}{found.string[end:]}")


def _offset(text: str) -> timezone:
    if text in "Zz":
        return UTC
    digits = text[1:].replace(":", "").ljust(6, "0")
    hours, minutes, seconds = int(digits[:2]), int(digits[2:4]), int(digits[4:])
    east = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    if east >= timedelta(days=1) or max(minutes, seconds) >= _MINUTES:
        raise UnclearError("has an offset that is not from -23:59 to +23:59")
    return timezone(-east if text[0] == "-" else east)


When = str | date | datetime
"""A time or a day: as a person types it (`yesterday 21:30`, `2w`, ISO 8601), or as Python has it."""
_T = TypeVar("_T")
_NOON = time(12)
_ISO_WEEK = re.compile(r"(\d{4})-?W(\d\d)", re.IGNORECASE)
_MONTH = re.compile(r"(\d{4})-(\d\d)")
_YEAR = re.compile(r"\d{4}")
_SESSION = re.compile(r"session(?:~(\d+))?", re.IGNORECASE)
_NO_SUCH_MONTH = "is no month of the calendar"
_NO_SUCH_WEEK = "is no week of the calendar"
_BEFORE_ALL = f"is before {FIRST_DAY}, the first day there is"
_WHOLE_DAYS = "is a time, and this takes whole days"
_FOUR_WEEKS = timedelta(weeks=4)
_FURTHEST_JUMP = timedelta(days=2)
"""More than a wall clock was ever moved (a day, at the date line)."""


class Moment(NamedTuple):
    """A moment that a person named."""

    at: datetime
    """In the local zone's offset, whole seconds."""
    twice: bool
    """The wall clock shows this time twice; the first was taken."""


def moment(typed: When, *, now: datetime, zone: "Zone", day_starts: int, option: str = "--at") -> Moment:
    """Return the moment that `typed` names: at `now` (aware) or before, and on a day that can be kept.

    A clock time alone falls within the running local day; a named day with a time is that time within that local
    day, so `yesterday 01:30` is on today's date; a written date with a time is the calendar's. A day alone is 12:00
    of it, and `now` when it is the running day. `day_starts` is a whole hour, 0 to 12.

    Raises:
        ImpossibleValueError: it names no one moment, one after `now`, or one that does not exist in `zone`; the
            sentence names `option` and shows a form that works.
    """
    typed = _as_typed(typed)
    here = zone.local(now)
    example = f"yesterday 21:30 or {day_of(here, day_starts)}, for example"
    found = _read(lambda: _moment(typed, here, zone, day_starts), option, typed, example)
    _read(lambda: _checked(day_of(found.at, day_starts)), option, typed, example)
    return found


def _as_typed(given: When) -> str:
    """Return a time or a day as a person would type it.

    Raises:
        ImpossibleValueError: it is neither text nor a date nor a datetime.
    """
    if isinstance(given, str):
        return given
    if isinstance(given, datetime):
        return given.isoformat(" ", "seconds")
    if isinstance(given, date):
        return given.isoformat()
    raise ImpossibleValueError(f"a time must be text, a date or a datetime, not {type(given).__name__}")


def _read(read: Callable[[], _T], option: str, typed: str, example: str) -> _T:
    """Return what `read` makes of what was typed; where that is unclear, refuse it in a sentence with an example."""
    try:
        return read()
    except UnclearError as unclear:
        raise unclear.refusal(option, typed, example) from None
    except OverflowError:
        raise UnclearError("is out of the calendar").refusal(option, typed, example) from None


def _moment(typed: str, here: datetime, zone: "Zone", day_starts: int) -> Moment:
    words, clock, offset = taken_apart(typed)
    if words.lower() == "now" and clock is None:
        return Moment(here, twice=False)
    today = day_of(here, day_starts)
    named = named_day(words, today) if words else today
    day = _checked(written_day(words, here.date()) if named is None else named)
    if clock is None:
        return Moment(here, twice=False) if day == today else _on_the_wall(datetime.combine(day, _NOON), here, zone)
    if offset is not None:
        if named is None:
            return _with_offset(datetime.combine(day, clock, offset), here, zone)
        raise UnclearError("has an offset from UTC but no date")
    if named is not None and clock.hour < day_starts:
        day += timedelta(days=1)
    return _on_the_wall(datetime.combine(day, clock), here, zone)


def _checked(day: date) -> date:
    if day < FIRST_DAY:
        raise UnclearError(_BEFORE_ALL)
    return day


def _with_offset(at: datetime, here: datetime, zone: "Zone") -> Moment:
    if at > here:
        raise _later(at, here)
    return Moment(zone.local(at), twice=False)


def _on_the_wall(wall: datetime, here: datetime, zone: "Zone") -> Moment:
    ahead = wall - here.replace(tzinfo=None)
    readings = zone.readings(wall) if ahead < _FURTHEST_JUMP else ()
    if readings and readings[0] <= here:
        return Moment(readings[0], twice=len(readings) > 1)
    if readings or ahead > timedelta():
        raise _later(wall, here)
    raise UnclearError(f"names {_minutes(wall)}, which the clocks here left out", _after_gap(wall, zone))


def _later(at: datetime, here: datetime) -> UnclearError:
    return UnclearError(f"would be {_minutes(at)}, later than now ({_minutes(here)})")


def _after_gap(wall: datetime, zone: "Zone") -> str:
    """Return the first whole minute that the wall clock shows again after `wall`."""
    wall = wall.replace(second=0)
    while not zone.readings(wall):
        wall += timedelta(minutes=1)
    return _minutes(wall)


def _minutes(at: datetime) -> str:
    return at.isoformat(" ", "minutes")


def days(
    typed: When, *, today: date, option: str, session: Callable[[int], date | None] | None = None
) -> tuple[date, date]:
    """Return the first and the last day, both included, that `typed` names; `today` is the running local day.

    `session(n)` gives the day of the n-th marked session before the latest one (0), or None.

    Raises:
        ImpossibleValueError: it names no days, or a clock time; the sentence names `option` and shows a form that
            works.
        NotFoundError: it names a session that is not marked.
    """
    typed = _as_typed(typed)
    year, week, _ = today.isocalendar()
    example = f"yesterday, {today} or {year:04}-W{week:02}, for example"
    return _read(lambda: _days(typed, today, option, session), option, typed, example)


def day_ahead(typed: When, *, today: date, option: str) -> date:
    """Return the day, today or later, up to which something is to hold: `friday` is the next one, `2w` in two weeks.

    A week stands for its last day.

    Raises:
        ImpossibleValueError: it names no day, a clock time, or a day before today; the sentence names `option`.
    """
    typed = _as_typed(typed)
    example = f"2w, friday or {min(today, date.max - _FOUR_WEEKS) + _FOUR_WEEKS}, for example"
    return _read(lambda: _day_ahead(typed, today), option, typed, example)


def _day_ahead(typed: str, today: date) -> date:
    words, clock, _ = taken_apart(typed)
    if clock is not None or words.lower() == "now":
        raise UnclearError(_WHOLE_DAYS)
    if found := _ISO_WEEK.fullmatch(words):
        _, day = _week(int(found[1]), int(found[2]))
    else:
        day = named_day_ahead(words, today) or written_day(words, today, ahead=True)
    if day < today:
        raise UnclearError(f"would be {day}, before today")
    return day


def _days(typed: str, today: date, option: str, session: Callable[[int], date | None] | None) -> tuple[date, date]:
    words, clock, _ = taken_apart(typed)
    if clock is not None or words.lower() == "now":
        raise UnclearError(_WHOLE_DAYS)
    if found := _ISO_WEEK.fullmatch(words):
        return _week(int(found[1]), int(found[2]))
    if found := _MONTH.fullmatch(words):
        return _months(int(found[1]), int(found[2]), int(found[2]))
    if _YEAR.fullmatch(words):
        return _months(int(words), 1, 12)
    if (found := _SESSION.fullmatch(words)) and session is not None:
        day = _session_day(int(found[1] or 0), session, f"{option} {shown_typed(typed)}")
    else:
        named = named_day(words, today)
        day = _checked(written_day(words, today) if named is None else named)
    return day, day


def _months(year: int, first: int, last: int) -> tuple[date, date]:
    """Return the first day of one month and the last day of another, or the same, of a year."""
    try:
        begins, ends = date(year, first, 1), date(year, last, 28)
    except ValueError:
        raise UnclearError(_NO_SUCH_MONTH) from None
    while ends.month == last and ends < date.max:
        ends += timedelta(days=1)
    return _checked(begins), ends if ends == date.max else ends - timedelta(days=1)


def _week(year: int, week: int) -> tuple[date, date]:
    try:
        monday = date.fromisocalendar(year, week, 1)
    except ValueError:
        if not 1 <= year < date.max.year:
            raise UnclearError(_NO_SUCH_WEEK) from None
        last = date(year, 12, 28).isocalendar().week  # 28 December is in the last week of its year: ISO 8601
        raise UnclearError(f"is no week: {year:04} has weeks 01 to {last}", f"{year:04}-W{last}") from None
    return _checked(monday), monday + timedelta(days=6)


def _session_day(back: int, session: Callable[[int], date | None], what: str) -> date:
    day = session(back)
    if day is None:
        missing = "no such session" if back else "no session"
        raise NotFoundError(f"{what}: {missing} is marked; `reflect session` marks one")
    return day

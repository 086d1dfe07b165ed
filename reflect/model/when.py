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
from reflect.model.dates import FIRST_DAY, day_of
from reflect.model.text import visible_line
from reflect.model.written_day import UnclearError, named_day, named_day_ahead, nearest, written_day

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

_CLOCK = (
    r"(?P<clock>(?=\d\d?(?::| ?[ap]\.?m))(?P<hour>\d\d?)(?::(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,]\d{1,9})?)?)?"
    r"(?: ?(?P<half>[ap])\.?m\.?)?)"
)
_OFFSET = r"(?: ?(?P<offset>Z|[+-]\d\d(?::?\d\d){0,2}))"
_DAY_THEN_CLOCK = re.compile(rf"(?:(?P<day>.+?)(?:,? at |, ?| |(?<=\d)T))?{_CLOCK}{_OFFSET}?", re.IGNORECASE)
_CLOCK_THEN_DAY = re.compile(rf"{_CLOCK}(?:,? on |, ?| )(?P<day>.+)", re.IGNORECASE)
_NAMED_CLOCKS = (
    (re.compile(r"\b(?:12 )?noon\b", re.IGNORECASE), "12:00"),
    (
        re.compile(r"\b(?:12 )?midnight\b", re.IGNORECASE),
        "00:00",
    ),
)
_PARTS_OF_DAYS = {"this morning": ("today", time(9)), "last night": ("yesterday", time(21))}
_CLOCK_AGO = re.compile(r"-?(\d+|an?|half an) ?(h|hours?|min|mins|minutes?)(?: ago)?", re.IGNORECASE)
_CLOCK_WITHOUT_COLON = re.compile(r"(?:at )?(\d\d?)(?:[.h](\d\d)|h|(?: o'?clock)?)", re.IGNORECASE)
_ISO_WEEK = re.compile(r"(\d{4})-?W(\d\d)", re.IGNORECASE)
_YEAR_OR_MONTH = re.compile(r"(\d{4})(?:-(\d\d))?")
_SESSION = re.compile(r"session(?:~(\d+))?", re.IGNORECASE)


class Moment(NamedTuple):
    """A moment that a person typed."""

    at: datetime
    """In the local zone's offset, whole seconds."""
    twice: bool
    """The wall clock shows this time twice; this is the first."""


class _Here(NamedTuple):
    """When and where a moment is typed."""

    now: datetime
    zone: "Zone"
    day_starts: int


def parse_moment(typed: When, *, now: datetime, zone: "Zone", day_starts: int, option: str = "--at") -> Moment:
    """Return the moment of `typed`: at `now` (aware) or before, and on a day that can be saved.

    A clock time alone is within the current local day; a named day with a time is that time within that local
    day, so `yesterday 01:30` is on today's date; a written date with a time is the calendar's. A day alone is 12:00
    of it, and `now` if it is the current day. `day_starts` is a whole hour, 0 to 12.

    Raises:
        ImpossibleValueError: it is not one moment, is after `now`, or does not exist in `zone`; the
            sentence names `option` and shows a form that works.
    """
    here = _Here(zone.local(now), zone, day_starts)
    typed = _as_typed(typed)
    example = f"yesterday 21:30 or {day_of(here.now, day_starts)}, for example"
    with _refusing(option, typed, example, lambda form: _moment(form, here), here.now.date()):
        return _moment(typed, here)


def parse_days(typed: When, *, today: date, option: str, session: SessionDay | None = None) -> tuple[date, date]:
    """Return the first and the last day, both included, of `typed`; `today` is the current local day.

    Raises:
        ImpossibleValueError: it is not days, or has a clock time; the sentence names `option` and shows a form that
            works.
        NotFoundError: there is no such session.
    """
    year, week, _ = today.isocalendar()
    typed = _as_typed(typed)
    example = f"yesterday, {today} or {year:04}-W{week:02}, for example"
    with _refusing(option, typed, example, lambda form: _days(_words_of_days(form), today), today):
        words = _words_of_days(typed)
        if session and (found := _SESSION.fullmatch(words)):
            day = session(int(found[1] or 0))
            if day is None:
                missing = "no such session" if found[1] and int(found[1]) else "no session"
                raise NotFoundError(f"{option} {_shown(typed)}: {missing} is marked; `reflect session` marks one")
            return day, day
        return _days(words, today)


def parse_day_ahead(typed: When, *, today: date, option: str) -> date:
    """Return a day, today or later: `friday` is the next one, `2w` is in two weeks, of a week it is the last day.

    Raises:
        ImpossibleValueError: it is not a day, has a clock time, or is before today; the sentence names `option`.
    """
    typed = _as_typed(typed)
    example = f"2w, friday or {min(today, date.max - _FOUR_WEEKS) + _FOUR_WEEKS}, for example"
    with _refusing(option, typed, example, lambda form: _day_ahead(form, today), today):
        return _day_ahead(typed, today)


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
def _refusing(option: str, typed: str, example: str, parse: Callable[[str], object], today: date) -> Iterator[None]:
    """Refuse an unclear input in a sentence with the option, the input, and a form that `parse` takes."""
    try:
        yield
    except UnclearError as unclear:
        from reflect.model.meant_time import meant

        forms = unclear.instead or meant(typed[:_MAX_TYPED_LENGTH], today)
        instead = " or ".join(list(dict.fromkeys(form for form in forms if _is_clear(form, parse)))[:2])
        raise ImpossibleValueError(f"{option} {_shown(typed)} {unclear}", f"write {instead or example}") from None
    except OverflowError:
        raise ImpossibleValueError(f"{option} {_shown(typed)} is outside the calendar", f"write {example}") from None


def _is_clear(form: str, parse: Callable[[str], object]) -> bool:
    try:
        parse(form)
    except (UnclearError, OverflowError):
        return False
    return True


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
    for name, clock in _NAMED_CLOCKS:
        text = name.sub(clock, text)
    found = _DAY_THEN_CLOCK.fullmatch(text) or _CLOCK_THEN_DAY.fullmatch(text)
    words = text if found is None else found["day"] or ""
    words, usual = _PARTS_OF_DAYS.get(words.lower(), (words, None))
    if found is None:
        return words, usual, None
    offset = found.groupdict().get("offset")
    return words, _clock_time(found), _offset(offset) if offset else None


def _plain(typed: str) -> str:
    """Return the text with white space folded, some of it not in ASCII: macOS writes 9:30 pm with U+202F."""
    if len(typed) > _MAX_TYPED_LENGTH:
        raise UnclearError(f"is longer than {_MAX_TYPED_LENGTH} characters")
    text = " ".join(typed.split())
    if not text:
        raise UnclearError("is empty")
    if not text.isascii():
        raise UnclearError("has characters that no form of a day or time has")
    return text


def _clock_time(found: re.Match[str]) -> time:
    hour, minute, second = (int(found[part] or 0) for part in ("hour", "minute", "second"))
    start, end = found.span("clock")
    before, after = found.string[:start], found.string[end:]
    if found["half"]:
        if not 1 <= hour <= _HOURS_IN_HALF_A_DAY:
            meant = f"{before}{hour:02}:{minute:02}{after}"
            raise UnclearError("has an hour that is not on a clock of 12 hours", meant)
        hour = hour % _HOURS_IN_HALF_A_DAY + (_HOURS_IN_HALF_A_DAY if found["half"] in "pP" else 0)
    try:
        clock = time(hour, minute, min(second, _LAST_SECOND))
    except ValueError:
        raise UnclearError("has a clock time that is not from 00:00 to 23:59") from None
    if second > _LAST_SECOND:
        raise UnclearError("has a second beyond 59, which cannot be saved", f"{before}{clock}{after}")
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
    if clock is not None or words.lower() == "now" or _CLOCK_AGO.fullmatch(words):
        raise UnclearError("is a time, and this takes whole days", words if clock else "today")
    return words


# A moment


def _moment(typed: str, here: _Here) -> Moment:
    words, clock, offset = _parts(typed)
    if clock is None and (ago := _time_ago(words)) is not None:
        found = Moment(here.zone.local(here.now - ago), twice=False)
    else:
        found = _on_a_day(words, clock, offset, here)
    _check_not_before_all(day_of(found.at, here.day_starts))
    return found


def _time_ago(words: str) -> timedelta | None:
    """Return how long ago `words` are (`now`, `2h`, `20 minutes ago`), or None if they are a day."""
    if words.lower() == "now":
        return timedelta()
    if not (found := _CLOCK_AGO.fullmatch(words)):
        return None
    number = {"a": 1.0, "an": 1.0, "half an": 0.5}.get(found[1].lower()) or int(found[1])
    return timedelta(hours=number) if found[2][0] in "hH" else timedelta(minutes=number)


def _on_a_day(words: str, clock: time | None, offset: timezone | None, here: _Here) -> Moment:
    today = day_of(here.now, here.day_starts)
    named = named_day(words.lower(), today) if words else today
    day = _check_not_before_all(named or _date(words, clock, here.now.date()))
    if clock is None:
        at_noon = datetime.combine(day, time(12))
        return Moment(here.now, twice=False) if day == today else _on_the_wall(at_noon, here, _past(day, None, here))
    if offset is not None:
        if named is not None:
            raise UnclearError("has an offset from UTC but no date")
        at = datetime.combine(day, clock, offset)
        if at > here.now:
            raise _later(at, here)
        return Moment(here.zone.local(at), twice=False)
    if named is None:
        return _on_the_wall(datetime.combine(day, clock), here, _past(day, clock, here))
    wall = datetime.combine(day + timedelta(days=clock.hour < here.day_starts), clock)
    before = f"last {words}" if named_day(f"last {words}".lower(), today) else "yesterday"
    return _on_the_wall(wall, here, f"{before} {_short(clock)}")


def _date(words: str, clock: time | None, today: date) -> date:
    """Return the day of a written date; of a clock time without a colon say how to write it."""
    try:
        return written_day(words, today)
    except UnclearError as unclear:
        if clock is None and (found := _CLOCK_WITHOUT_COLON.fullmatch(words)):
            meant = f"{found[1]}:{found[2] or '00'}"
            raise UnclearError(str(unclear), meant, f"yesterday {meant}") from None
        if named_day_ahead(words.lower(), today):
            raise UnclearError("is later than now") from None
        raise


def _past(day: date, clock: time | None, here: _Here) -> str:
    """Return the same date in the latest year that has it in the past, for a date that is later than now."""
    latest = nearest(day.month, day.day, here.now.date() - timedelta(days=1))
    return f"{latest} {_short(clock)}" if clock else str(latest)


def _short(clock: time) -> str:
    return clock.isoformat("seconds" if clock.second else "minutes")


def _on_the_wall(wall: datetime, here: _Here, *instead: str) -> Moment:
    """Return the moment at which clocks here show `wall`; refuse one later than now, with what may have been meant."""
    ahead = wall - here.now.replace(tzinfo=None)
    readings = here.zone.readings(wall) if ahead < _MAX_CLOCK_JUMP else ()
    if readings and readings[0] <= here.now:
        return Moment(readings[0], twice=len(readings) > 1)
    if readings or ahead > timedelta():
        raise _later(wall, here, *instead)
    after = wall.replace(second=0)
    while not here.zone.readings(after):
        after += timedelta(minutes=1)
    raise UnclearError(
        f"is {_minutes(wall)}, but that time did not exist here (the clocks went forward)", _minutes(after)
    )


def _later(at: datetime, here: _Here, *instead: str) -> UnclearError:
    return UnclearError(f"would be {_minutes(at)}, later than now ({_minutes(here.now)})", *instead)


def _minutes(at: datetime) -> str:
    return at.isoformat(" ", "minutes")


# Days


def _days(words: str, today: date) -> tuple[date, date]:
    if span := _calendar_span(words):
        return span
    day = _check_not_before_all(named_day(words.lower(), today) or written_day(words, today))
    return day, day


def _day_ahead(typed: str, today: date) -> date:
    words = _words_of_days(typed)
    if found := _ISO_WEEK.fullmatch(words):
        _, day = _week(int(found[1]), int(found[2]))
    else:
        day = named_day_ahead(words.lower(), today) or written_day(words, today, ahead=True)
    if day < today:
        raise UnclearError(f"would be {day}, before today")
    return day


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
        raise UnclearError("is not a valid month") from None
    return _check_not_before_all(first), in_last + relativedelta(day=31)  # the last day, where there is no 31st


def _week(year: int, week: int) -> tuple[date, date]:
    try:
        monday = date.fromisocalendar(year, week, 1)
    except ValueError:
        if not 1 <= year < date.max.year:
            raise UnclearError("is not a valid week") from None
        last = date(year, 12, 28).isocalendar().week  # 28 December is in the last week of its year: ISO 8601
        raise UnclearError(f"is not a valid week: {year:04} has weeks 01 to {last}", f"{year:04}-W{last}") from None
    return _check_not_before_all(monday), monday + timedelta(days=6)


def _check_not_before_all(day: date) -> date:
    if day < FIRST_DAY:
        raise UnclearError(f"is before {FIRST_DAY}, the first day there is")
    return day

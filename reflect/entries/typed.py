"""A time as it was typed, taken apart: the words for the day, the clock time, the offset."""

import re
from datetime import UTC, time, timedelta, timezone
from typing import Final, NamedTuple

from reflect.entries.text import visible_line

LONGEST: Final = 64
"""Characters in the longest form; a longer text is refused before it is looked at."""

_LONGEST_SHOWN = 40

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


class UnclearError(ValueError):
    """What was typed names no one time, and why: the end of a sentence, such as "is blank"."""

    def __init__(self, fault: str, instead: str | None = None) -> None:
        """Say what is wrong, and what to write `instead` where that is known."""
        super().__init__(fault)
        self.instead = instead

    def sentence(self, option: str, typed: str, example: str) -> str:
        """Return the refusal: the option, the value, what is wrong, and a form that works."""
        return f"{option} {shown(typed)} {self}; write {self.instead or example}."


class Typed(NamedTuple):
    """The parts of a typed time."""

    day: str
    """The words for the day, white space folded; empty where there are none."""
    clock: time | None
    offset: timezone | None


def shown(typed: str) -> str:
    """Return what was typed on one line, 40 characters at most, as a sentence can hold it."""
    line = visible_line(typed[: LONGEST + 1]).strip()
    if not line:
        return "''"
    return line if len(line) <= _LONGEST_SHOWN else line[: _LONGEST_SHOWN - 3] + "..."


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
        fault = f"is longer than {LONGEST} characters"
        raise UnclearError(fault)
    text = " ".join(typed.split())
    if not text:
        fault = "is blank"
        raise UnclearError(fault)
    if not text.isascii():
        fault = "has characters that no form of a day or time has"
        raise UnclearError(fault)
    return text


def _clock(found: re.Match[str]) -> time:
    hour, minute, second = (int(found[part] or 0) for part in ("hour", "minute", "second"))
    if found["half"]:
        if not 1 <= hour <= _HOURS_IN_HALF_A_DAY:
            fault = "has an hour that is not on a clock of 12 hours"
            raise UnclearError(fault)
        hour = hour % _HOURS_IN_HALF_A_DAY + (_HOURS_IN_HALF_A_DAY if found["half"] in "pP" else 0)
    try:
        clock = time(hour, minute, min(second, _LEAP_SECOND - 1))
    except ValueError:
        fault = "has a clock time that is not from 00:00 to 23:59"
        raise UnclearError(fault) from None
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
        fault = "has an offset that is not from -23:59 to +23:59"
        raise UnclearError(fault)
    return timezone(-east if text[0] == "-" else east)

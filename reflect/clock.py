"""The only module that reads the current time and the time zone.

`TZ`, if set, is an IANA name (zone and offset) or a POSIX rule (offset only). If it is unset or empty, the
system's zone counts: its name from the /etc/localtime link, else from /etc/timezone. `REFLECT_NOW` sets the clock,
for scripts and tests.
"""

import os
import re
import time
from collections.abc import Mapping
from datetime import MAXYEAR, MINYEAR, UTC, datetime, timedelta, timezone, tzinfo
from pathlib import Path
from typing import Final

from reflect.errors import ImpossibleValueError

EARLIEST: Final = datetime(1, 1, 3, 12)  # noqa: DTZ001 - a wall clock time, in whatever zone
"""The earliest time the clock can be set to: whatever `day_starts` is, its day can be saved."""
LATEST: Final = datetime(9998, 12, 31, 23, 59, 59)  # noqa: DTZ001 - as above
"""The latest: in the year after it are the weeks and days counted from today."""

LOCALTIME: Final = Path("/etc/localtime")
TIMEZONE: Final = Path("/etc/timezone")
ZONES: Final = Path("/usr/share/zoneinfo")
"""Where the C library looks names up."""

_OUT_OF_CALENDAR = (OverflowError, ValueError, OSError)  # which of them depends on the source of the rules
_MAX_SHOWN = 40
_MAX_NAME_LENGTH = 60
_IN_NAMES = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+-")
_NOON = 12
_STEADY_DAYS = 3


class Zone:
    """A time zone: converts a moment to the wall clock, and a wall clock time to the moments it can be.

    The times it returns have a fixed offset and whole seconds.
    """

    def __init__(self, name: str | None, rules: tzinfo | None) -> None:
        """Make a zone with an IANA `name` or None, and its `rules` (None: those of the C library)."""
        self.name = name
        """The IANA name; None where only the offset is known."""
        self._rules = rules
        self._steady: dict[int, timezone | None] = {}

    @classmethod
    def named(cls, name: str) -> "Zone":
        """Return the zone with this IANA name.

        Raises:
            ImpossibleValueError: there is no such zone.
        """
        rules = _rules(name)
        if rules is None:
            raise ImpossibleValueError(
                f"{_for_message(name)} is not a known time zone; write a name such as Europe/Berlin"
            )
        return cls(name, rules)

    def local(self, at: datetime) -> datetime:
        """Return the aware time `at` in this zone.

        Raises:
            ImpossibleValueError: it falls out of the calendar here (years 1 to 9999).
        """
        try:
            moved = at.astimezone(self._rules)
            return moved.replace(tzinfo=_fixed(moved), microsecond=0, fold=0)
        except _OUT_OF_CALENDAR:
            raise _out_of_calendar(at) from None

    def readings(self, wall: datetime) -> tuple[datetime, ...]:
        """Return the moments that the naive time `wall` can be here, the earlier first.

        None if the clocks went forward over it, two if they went back over it, else one.

        Raises:
            ImpossibleValueError: it is at an end of the calendar.
        """
        if self.name and MINYEAR < wall.year < MAXYEAR and (steady := self._steady_offset(wall.toordinal())):
            return (wall.replace(microsecond=0, fold=0, tzinfo=steady),)
        wall = wall.replace(microsecond=0, fold=0)
        first, second = self._offset(wall), self._offset(wall.replace(fold=1))
        if first == second and MINYEAR < wall.year < MAXYEAR:  # neither left out nor repeated: PEP 495
            return (wall.replace(tzinfo=first),)
        # In a gap, the moment for either offset belongs to another time of the wall clock.
        possible = {wall.replace(tzinfo=offset) for offset in (first, second)}
        return tuple(sorted(at for at in possible if self.local(at).replace(tzinfo=None) == wall))

    def _steady_offset(self, day: int) -> timezone | None:
        """Return the offset of the few days about a day if they have one: an import reads thousands of times.

        No two changes of a zone are closer: the closest are four days apart (Africa/Freetown, September 1939).
        """
        days = day // _STEADY_DAYS
        if days not in self._steady:
            begins = datetime.fromordinal(days * _STEADY_DAYS)
            ends = begins + timedelta(_STEADY_DAYS)
            offsets = {self._offset(at.replace(fold=fold)) for at in (begins, ends) for fold in (0, 1)}
            self._steady[days] = offsets.pop() if len(offsets) == 1 else None
        return self._steady[days]

    def _offset(self, wall: datetime) -> timezone:
        try:
            return _fixed(wall.replace(tzinfo=self._rules) if self._rules else wall.astimezone())
        except _OUT_OF_CALENDAR:
            raise _out_of_calendar(wall) from None


class Clock:
    """The current time and the time zone."""

    def __init__(self, zone: Zone, fixed: datetime | None = None) -> None:
        """Make a clock in `zone`, fixed at the aware time `fixed` (None: the system's time)."""
        self.zone = zone
        self._fixed = None if fixed is None else zone.local(fixed)

    @classmethod
    def from_environment(
        cls, environ: Mapping[str, str], *, etc_localtime: Path = LOCALTIME, etc_timezone: Path = TIMEZONE
    ) -> "Clock":
        """Return the clock of `TZ` and `REFLECT_NOW` in `environ`; an empty one counts as unset.

        A POSIX rule and an unset TZ are answered by the C library, whose zone is that of the whole process: a rule
        that is not the process's own TZ becomes it. The system's zone is looked up at `etc_localtime`, `etc_timezone`.

        Raises:
            ImpossibleValueError: TZ or REFLECT_NOW cannot be read; the sentence names it and its value.
        """
        typed = environ.get("TZ")
        zone = _zone_of(typed) if typed else _system_zone(etc_localtime, etc_timezone, empty=typed == "")
        now = environ.get("REFLECT_NOW")
        return cls(zone, _set_to(now, zone) if now else None)

    def now(self) -> datetime:
        """Return the current time, in whole seconds and the zone's offset."""
        return self.zone.local(datetime.now(UTC)) if self._fixed is None else self._fixed


def _out_of_calendar(at: datetime) -> ImpossibleValueError:
    return ImpossibleValueError(f"{at.isoformat()} is outside the calendar, which has the years 1 to 9999.")


def _fixed(at: datetime) -> timezone:
    return timezone(at.utcoffset() or timedelta())


def _zone_of(typed: str) -> Zone:
    """Return the zone of TZ. IANA names come first: `Etc/GMT+5` and `EST5EDT` have digits too."""
    value = typed.removeprefix(":")
    if typed == os.environ.get("TZ") and _is_name(value) and (ZONES / value).is_file():
        return Zone(value, None)  # the C library has its rules already; loading them again costs 2 ms
    rules = _rules(value)
    if rules is not None:
        return Zone(value, rules)
    if _is_posix_rule(value):
        _tell_c_library(value)
        return Zone(None, None)
    if _is_name(value) and _rules("UTC") is None:
        raise ImpossibleValueError(
            f"TZ={_for_message(typed)} cannot be looked up: there is no time zone data here",
            "install the Python package tzdata, or unset TZ",
        )
    raise ImpossibleValueError(
        f"TZ={_for_message(typed)} is not a known time zone", "set it to a name such as Europe/Berlin, or unset it"
    )


def _rules(name: str) -> tzinfo | None:
    """Return the rules of an IANA name, or None where there is no such name or no data."""
    if not _is_name(name):
        return None
    from zoneinfo import ZoneInfo  # here, since most runs look no name up

    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # no such name; a file that is not a zone; a folder of zones
        return None


def _is_name(value: str) -> bool:
    """Return whether `value` can be an IANA name, which an absolute path, `..` and the database's copies are not."""
    parts = value.split("/")
    return (
        len(value) <= _MAX_NAME_LENGTH
        and value[:1].isalpha()
        and all(part and _IN_NAMES.issuperset(part) for part in parts)
        and parts[0] not in ("posix", "right", "posixrules", "localtime")
    )


def _is_posix_rule(value: str) -> bool:
    """Return whether `value` is a rule by POSIX.1-2017, chapter 8.3.

    The C library reads an invalid rule as UTC without an error, so this checks it.
    """
    name = r"(?:[A-Za-z]{3,}|<[A-Za-z0-9+-]{3,}>)"
    offset = r"[+-]?(?:[01]?[0-9]|2[0-2])(?::[0-5][0-9]){0,2}"  # with summer time less than the 24 h a datetime takes
    change = r",(?:J?[0-9]{1,3}|M(?:0?[1-9]|1[0-2])\.[1-5]\.[0-6])(?:/[+-]?[0-9]{1,3}(?::[0-5][0-9]){0,2})?"
    return re.fullmatch(f"{name}{offset}(?:{name}(?:{offset})?(?:{change}{change})?)?", value) is not None


def _tell_c_library(rule: str) -> None:
    if os.environ.get("TZ") != rule:  # another mapping than the process's own, or a leading colon
        os.environ["TZ"] = rule
    time.tzset()


def _system_zone(localtime: Path, named: Path, *, empty: bool) -> Zone:
    """Return the system's zone. An `empty` TZ is UTC to the C library, so then the file is read here."""
    name = _linked_name(localtime) or _named_in(named)
    if localtime.exists():
        return Zone(name, _rules_in(localtime) if empty else None)
    # The C library does not read /etc/timezone, and a link can be broken (no data in a slim image).
    rules = _rules(name) if name else None
    return Zone(None, None) if rules is None else Zone(name, rules)


def _linked_name(localtime: Path) -> str | None:
    try:
        name = str(localtime.readlink()).partition("zoneinfo/")[2]
    except OSError:  # there is none, or it is not a link
        return None
    return name if _is_name(name) else None


def _named_in(file: Path) -> str | None:
    try:
        with file.open(encoding="ascii") as lines:
            name = lines.readline(_MAX_NAME_LENGTH + 2).strip()
    except (OSError, ValueError):
        return None
    return name if _is_name(name) else None


def _rules_in(localtime: Path) -> tzinfo | None:
    from zoneinfo import ZoneInfo

    try:
        with localtime.open("rb") as file:
            return ZoneInfo.from_file(file)
    except (OSError, ValueError):
        return None


def _set_to(typed: str, zone: Zone) -> datetime:
    """Return the moment of REFLECT_NOW: a day alone is 12:00 of it, as with every WHEN."""
    day, clock, offset = r"\d{4}-\d\d-\d\d", r"\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?", r"Z|[+-]\d\d:?[0-5]\d(?::[0-5]\d)?"
    try:
        if not re.fullmatch(f"{day}(?:[T ]{clock}(?:{offset})?)?", typed, re.ASCII):
            raise ValueError  # noqa: TRY301 - fromisoformat takes more forms than we promise; both end in one sentence
        at = datetime.fromisoformat(typed)
    except ValueError:
        raise ImpossibleValueError(
            f"REFLECT_NOW={_for_message(typed)} is not a valid time; write it as 2026-11-23T21:40:00+01:00"
        ) from None
    at = at if ":" in typed else at.replace(hour=_NOON)
    _check_range(at, typed)
    local = zone.local(at) if at.tzinfo else _first_reading(at, typed, zone)
    _check_range(local, typed)
    return local


def _check_range(at: datetime, typed: str) -> None:
    if not EARLIEST <= at.replace(tzinfo=None) <= LATEST:
        raise ImpossibleValueError(
            f"REFLECT_NOW={_for_message(typed)} is out of range; it can be from {EARLIEST} to {LATEST}"
        )


def _first_reading(wall: datetime, typed: str, zone: Zone) -> datetime:
    readings = zone.readings(wall)
    if readings:
        return readings[0]
    raise ImpossibleValueError(
        f"REFLECT_NOW={_for_message(typed)} does not exist in the local time zone; add the offset you mean, as +01:00"
    )


def _for_message(value: str) -> str:
    """Return `value` safe to print in an error; `model.text` does this elsewhere, and cannot be imported here."""
    cut = value[:_MAX_SHOWN]
    return cut if cut.isprintable() else repr(cut)[1:-1]

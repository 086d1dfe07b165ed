"""The local day: it turns at `day_starts`, by the wall clock alone."""

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.model.dates import FIRST_DAY, WEEKDAYS, day_of, month_of, week_start

# Each: UTC, zone, what the wall clock shows, day_starts, the day, its ISO week, and why it is here.
CASES = [
    ("2026-11-03T08:59:59", "America/New_York", "2026-11-03T03:59:59-05:00", 4, "2026-11-02", "2026-W45", "a night"),
    ("2026-11-03T09:00:00", "America/New_York", "2026-11-03T04:00:00-05:00", 4, "2026-11-03", "2026-W45", "the turn"),
    ("2026-11-03T05:00:00", "America/New_York", "2026-11-03T00:00:00-05:00", 0, "2026-11-03", "2026-W45", "midnight"),
    ("2026-03-08T06:59:59", "America/New_York", "2026-03-08T01:59:59-05:00", 4, "2026-03-07", "2026-W10", "before gap"),
    ("2026-03-08T07:00:00", "America/New_York", "2026-03-08T03:00:00-04:00", 4, "2026-03-07", "2026-W10", "after gap"),
    ("2026-03-08T08:00:00", "America/New_York", "2026-03-08T04:00:00-04:00", 4, "2026-03-08", "2026-W10", "gap day"),
    ("2026-11-01T05:30:00", "America/New_York", "2026-11-01T01:30:00-04:00", 4, "2026-10-31", "2026-W44", "1st of two"),
    ("2026-11-01T06:30:00", "America/New_York", "2026-11-01T01:30:00-05:00", 4, "2026-10-31", "2026-W44", "2nd of two"),
    ("2026-11-01T09:00:00", "America/New_York", "2026-11-01T04:00:00-05:00", 4, "2026-11-01", "2026-W44", "fold day"),
    (
        "2026-11-01T05:10:00",
        "America/New_York",
        "2026-11-01T01:10:00-04:00",
        1,
        "2026-11-01",
        "2026-W44",
        "turn in fold",
    ),
    ("2026-11-01T06:10:00", "America/New_York", "2026-11-01T01:10:00-05:00", 1, "2026-11-01", "2026-W44", "stays"),
    ("2026-03-29T01:00:00", "Europe/London", "2026-03-29T02:00:00+01:00", 4, "2026-03-28", "2026-W13", "London gap"),
    ("2026-04-23T22:30:00", "Africa/Cairo", "2026-04-24T01:30:00+03:00", 0, "2026-04-24", "2026-W17", "no midnight"),
    (
        "2026-09-06T04:00:00",
        "America/Santiago",
        "2026-09-06T01:00:00-03:00",
        0,
        "2026-09-06",
        "2026-W36",
        "no midnight",
    ),
    ("2026-04-04T15:15:00", "Australia/Lord_Howe", "2026-04-05T01:45:00+10:30", 4, "2026-04-04", "2026-W14", "30 min"),
    ("2026-12-31T10:00:00", "Pacific/Kiritimati", "2027-01-01T00:00:00+14:00", 4, "2026-12-31", "2026-W53", "+14"),
    ("2026-12-31T14:00:00", "Pacific/Kiritimati", "2027-01-01T04:00:00+14:00", 4, "2027-01-01", "2026-W53", "+14 turn"),
    ("2011-12-30T09:59:59", "Pacific/Apia", "2011-12-29T23:59:59-10:00", 4, "2011-12-29", "2011-W52", "before no day"),
    ("2011-12-30T14:00:00", "Pacific/Apia", "2011-12-31T04:00:00+14:00", 4, "2011-12-31", "2011-W52", "after no day"),
    ("2026-11-10T02:00:00", "America/New_York", "2026-11-09T21:00:00-05:00", 4, "2026-11-09", "2026-W46", "leaving"),
    ("2026-11-10T20:30:00", "Asia/Tokyo", "2026-11-11T05:30:00+09:00", 4, "2026-11-11", "2026-W46", "two days on"),
    ("2026-11-15T22:00:00", "Pacific/Honolulu", "2026-11-15T12:00:00-10:00", 4, "2026-11-15", "2026-W46", "date line"),
    ("2028-02-29T12:00:00", "Europe/London", "2028-02-29T12:00:00+00:00", 4, "2028-02-29", "2028-W09", "leap day"),
    ("2028-03-01T02:00:00", "Europe/London", "2028-03-01T02:00:00+00:00", 4, "2028-02-29", "2028-W09", "leap night"),
    ("2027-03-01T03:59:00", "Europe/London", "2027-03-01T03:59:00+00:00", 4, "2027-02-28", "2027-W08", "no leap year"),
    ("2026-12-01T02:00:00", "Europe/London", "2026-12-01T02:00:00+00:00", 4, "2026-11-30", "2026-W49", "month night"),
    ("2027-01-01T03:00:00", "Europe/London", "2027-01-01T03:00:00+00:00", 4, "2026-12-31", "2026-W53", "year night"),
    ("2026-12-28T12:00:00", "Europe/London", "2026-12-28T12:00:00+00:00", 4, "2026-12-28", "2026-W53", "week 53"),
    ("2027-01-03T12:00:00", "Europe/London", "2027-01-03T12:00:00+00:00", 4, "2027-01-03", "2026-W53", "its Sunday"),
    ("2027-01-04T12:00:00", "Europe/London", "2027-01-04T12:00:00+00:00", 4, "2027-01-04", "2027-W01", "week 1"),
    ("2024-12-30T12:00:00", "Europe/London", "2024-12-30T12:00:00+00:00", 4, "2024-12-30", "2025-W01", "week 1 early"),
    ("2026-11-09T01:00:00", "Europe/London", "2026-11-09T01:00:00+00:00", 4, "2026-11-08", "2026-W45", "Sunday night"),
]
WALLS = st.datetimes(datetime(2, 1, 1), datetime(9998, 12, 31))


@pytest.mark.parametrize(("utc", "zone", "wall", "day_starts", "day", "week", "why"), CASES)
def test_day_of_known_cases(utc: str, zone: str, wall: str, day_starts: int, day: str, week: str, why: str) -> None:
    at = datetime.fromisoformat(utc).replace(tzinfo=UTC).astimezone(ZoneInfo(zone))
    assert at.isoformat() == wall, why
    found = day_of(datetime.fromisoformat(wall), day_starts)
    year, number, _ = found.isocalendar()
    assert (found.isoformat(), f"{year}-W{number:02}") == (day, week), why


@given(WALLS, st.integers(0, 12))
def test_a_day_lasts_from_its_start_to_the_next_on_the_wall_clock(wall: datetime, day_starts: int) -> None:
    day = day_of(wall, day_starts)
    start = datetime(day.year, day.month, day.day, day_starts)
    assert start <= wall < start + timedelta(days=1)


@given(WALLS, st.integers(0, 12), st.integers(-23, 23))
def test_the_offset_does_not_move_the_day(wall: datetime, day_starts: int, hours: int) -> None:
    assert day_of(wall.replace(tzinfo=timezone(timedelta(hours=hours))), day_starts) == day_of(wall, day_starts)


@given(st.dates(date(1, 1, 8), date(9999, 12, 24)), st.integers(0, 6))
def test_a_week_starts_on_its_weekday_within_the_six_days_before(day: date, week_starts: int) -> None:
    start = week_start(day, week_starts)
    assert start.weekday() == week_starts
    assert timedelta() <= day - start < timedelta(days=7)
    assert week_start(start, week_starts) == start


def test_week_starts_counts_from_monday() -> None:
    assert week_start(date(2026, 11, 23), WEEKDAYS.index("monday")) == date(2026, 11, 23)
    assert week_start(date(2026, 11, 23), WEEKDAYS.index("sunday")) == date(2026, 11, 22)


def test_the_month_of_a_day_is_its_first_seven_characters() -> None:
    assert month_of("2026-11-30") == "2026-11"


def test_the_first_day_is_in_the_calendar_of_every_zone() -> None:
    first = datetime.combine(FIRST_DAY, datetime.min.time())
    for hours in (-23, 23):
        assert first.replace(tzinfo=timezone(timedelta(hours=hours))).astimezone(UTC).year == 1

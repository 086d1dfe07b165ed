"""WHEN: every form of a moment and of a span, and every refusal."""

import re
import subprocess
import sys
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import reflect
from reflect.clock import Clock, Zone
from reflect.errors import ImpossibleValueError, NotFoundError
from reflect.model.dates import FIRST_DAY, WEEKDAYS, day_of
from reflect.model.when import Moment, parse_days, parse_moment

MONDAY_EVENING = "2026-11-23T21:40:00"
WEDNESDAY_NIGHT = "2026-11-25T02:00:00"
NOT_READ = "is not a day or time that can be read"
NO_DAY = "is not a valid date"
ZONES = ["America/New_York", "Europe/London", "Australia/Lord_Howe", "Pacific/Apia", "Africa/Cairo", "UTC"]


def clock(now: str = MONDAY_EVENING, tz: str = "America/New_York") -> Clock:
    return Clock.from_environment({"TZ": tz, "REFLECT_NOW": now})


def zone(name: str) -> Zone:
    return Clock.from_environment({"TZ": name}).zone


def at(typed: str, now: str = MONDAY_EVENING, tz: str = "America/New_York", day_starts: int = 4) -> str:
    here = clock(now, tz)
    found = parse_moment(typed, now=here.now(), zone=here.zone, day_starts=day_starts)
    return found.at.isoformat() + (" twice" if found.twice else "")


def refused(typed: str, now: str = MONDAY_EVENING, tz: str = "America/New_York") -> str:
    with pytest.raises(ImpossibleValueError) as caught:
        at(typed, now, tz)
    return checked(str(caught.value), "--at ")


def checked(sentence: str, option: str) -> str:
    """Return a refusal after a look at its form: the option, one line, a form that works, a full stop."""
    assert sentence.startswith(option)
    assert "; write " in sentence
    assert sentence.endswith(".")
    assert sentence.replace("२", "").isprintable()
    assert len(sentence) < 250
    return sentence


class TestMomentForms:
    @pytest.mark.parametrize(
        ("typed", "expected"),
        [
            ("now", "2026-11-23T21:40:00"),
            ("today", "2026-11-23T21:40:00"),
            ("0d", "2026-11-23T21:40:00"),
            ("monday", "2026-11-23T21:40:00"),
            ("2026-11-23", "2026-11-23T21:40:00"),
            ("23 Nov", "2026-11-23T21:40:00"),
            ("yesterday", "2026-11-22T12:00:00"),
            ("Yesterday", "2026-11-22T12:00:00"),
            ("tue", "2026-11-17T12:00:00"),
            ("SUNDAY", "2026-11-22T12:00:00"),
            ("3d", "2026-11-20T12:00:00"),
            ("-3d", "2026-11-20T12:00:00"),
            ("2w", "2026-11-09T12:00:00"),
            ("-2w", "2026-11-09T12:00:00"),
            ("2 weeks ago", "2026-11-09T12:00:00"),
            ("a week ago", "2026-11-16T12:00:00"),
            ("last friday", "2026-11-20T12:00:00"),
            ("last Monday", "2026-11-16T12:00:00"),
            ("last tue 21:30", "2026-11-17T21:30:00"),
            ("noon", "2026-11-23T12:00:00"),
            ("noon yesterday", "2026-11-22T12:00:00"),
            ("yesterday at noon", "2026-11-22T12:00:00"),
            ("yesterday midnight", "2026-11-23T00:00:00"),
            ("2026-11-20 midnight", "2026-11-20T00:00:00"),
            ("this morning", "2026-11-23T09:00:00"),
            ("this morning 8:30", "2026-11-23T08:30:00"),
            ("Last night", "2026-11-22T21:00:00"),
            ("11pm last night", "2026-11-22T23:00:00"),
            ("last night 1am", "2026-11-23T01:00:00"),
            ("2h", "2026-11-23T19:40:00"),
            ("-2h", "2026-11-23T19:40:00"),
            ("2 hours ago", "2026-11-23T19:40:00"),
            ("an hour ago", "2026-11-23T20:40:00"),
            ("half an hour ago", "2026-11-23T21:10:00"),
            ("90 minutes ago", "2026-11-23T20:10:00"),
            ("48h", "2026-11-21T21:40:00"),
            ("21:30", "2026-11-23T21:30:00"),
            ("9:05", "2026-11-23T09:05:00"),
            ("21:30:15", "2026-11-23T21:30:15"),
            ("9pm", "2026-11-23T21:00:00"),
            ("9:30 pm", "2026-11-23T21:30:00"),
            ("9:30\u202fPM", "2026-11-23T21:30:00"),
            ("9 a.m.", "2026-11-23T09:00:00"),
            ("12pm", "2026-11-23T12:00:00"),
            ("yesterday 21:30", "2026-11-22T21:30:00"),
            ("yesterday at 9pm", "2026-11-22T21:00:00"),
            ("9pm yesterday", "2026-11-22T21:00:00"),
            ("yesterday 01:30", "2026-11-23T01:30:00"),
            ("yesterday 12am", "2026-11-23T00:00:00"),
            ("fri 04:00", "2026-11-20T04:00:00"),
            ("fri 03:59", "2026-11-21T03:59:00"),
            ("3d 21:30", "2026-11-20T21:30:00"),
            ("2026-11-20", "2026-11-20T12:00:00"),
            ("  2026-11-20\t", "2026-11-20T12:00:00"),
            ("2026-11-20 21:30", "2026-11-20T21:30:00"),
            ("2026-11-20T21:30:15", "2026-11-20T21:30:15"),
            ("2026-11-20t21:30:15.999", "2026-11-20T21:30:15"),
            ("2026-11-20 01:30", "2026-11-20T01:30:00"),
            ("2026-11-20T21:30:00+01:00", "2026-11-20T15:30:00"),
            ("2026-11-20 21:30:00 +0100", "2026-11-20T15:30:00"),
            ("2026-11-20T21:30Z", "2026-11-20T16:30:00"),
            ("2026-11-24T03:00+14:00", "2026-11-23T08:00:00"),
            ("20 Nov", "2026-11-20T12:00:00"),
            ("24 Nov", "2025-11-24T12:00:00"),
            ("29 Feb", "2024-02-29T12:00:00"),
            ("20 Nov 9pm", "2026-11-20T21:00:00"),
            ("20 Nov 01:30", "2026-11-20T01:30:00"),
            ("Nov 20th, 2025 at 21:30", "2025-11-20T21:30:00"),
            ("the 20th of November", "2026-11-20T12:00:00"),
            ("20-nov-2025", "2025-11-20T12:00:00"),
            ("Fri, 20 Nov 2026 21:30:00 +0100", "2026-11-20T15:30:00"),
            ("20/11/2026", "2026-11-20T12:00:00"),
            ("11/20/2026", "2026-11-20T12:00:00"),
            ("4.4.2025", "2025-04-04T12:00:00"),
            ("2026/11/20", "2026-11-20T12:00:00"),
            ("2026-1-5", "2026-01-05T12:00:00"),
        ],
    )
    def test_on_a_monday_evening(self, typed: str, expected: str) -> None:
        assert re.sub(r"-0[45]:00$", "", at(typed)) == expected

    @pytest.mark.parametrize(
        ("typed", "expected"),
        [
            ("01:30", "2026-11-25T01:30:00-05:00"),
            ("noon", "2026-11-24T12:00:00-05:00"),
            ("midnight", "2026-11-25T00:00:00-05:00"),
            ("this morning", "2026-11-24T09:00:00-05:00"),
            ("last night", "2026-11-23T21:00:00-05:00"),
            ("3 hours ago", "2026-11-24T23:00:00-05:00"),
            ("21:30", "2026-11-24T21:30:00-05:00"),
            ("04:00", "2026-11-24T04:00:00-05:00"),
            ("today", "2026-11-25T02:00:00-05:00"),
            ("today 00:30", "2026-11-25T00:30:00-05:00"),
            ("tue", "2026-11-25T02:00:00-05:00"),
            ("wed", "2026-11-18T12:00:00-05:00"),
            ("2026-11-24", "2026-11-25T02:00:00-05:00"),
            ("yesterday", "2026-11-23T12:00:00-05:00"),
            ("yesterday 01:30", "2026-11-24T01:30:00-05:00"),
            ("25 Nov 1am", "2026-11-25T01:00:00-05:00"),
        ],
    )
    def test_at_two_in_the_night_the_day_before_still_runs(self, typed: str, expected: str) -> None:
        assert at(typed, WEDNESDAY_NIGHT) == expected

    def test_a_time_that_happens_twice_takes_the_first_and_says_so(self) -> None:
        assert at("2026-11-01T01:30") == "2026-11-01T01:30:00-04:00 twice"
        assert at("01:45", "2026-11-01T01:30-05:00") == "2026-11-01T01:45:00-04:00 twice"
        assert at("2026-11-01T01:30-05:00") == "2026-11-01T01:30:00-05:00"

    def test_the_leap_day_when_it_is_past(self) -> None:
        assert at("2028-02-29", "2028-03-05T12:00", "UTC") == "2028-02-29T12:00:00+00:00"

    def test_the_first_day_can_be_saved(self) -> None:
        assert at("0001-01-03", tz="UTC") == "0001-01-03T12:00:00+00:00"

    def test_the_present_second_is_not_later_than_now(self) -> None:
        assert at("21:40") == "2026-11-23T21:40:00-05:00"


class TestMomentRefusals:
    @pytest.mark.parametrize(
        ("typed", "fault"),
        [
            ("2026-02-30", NO_DAY),
            ("2025-02-29", NO_DAY),
            ("2026-13-01", NO_DAY),
            ("0000-01-01", NO_DAY),
            ("31 Apr", NO_DAY),
            ("30 Feb", NO_DAY),
            ("99 Nov", NO_DAY),
            ("0 Nov", NO_DAY),
            ("29 Feb 2025", NO_DAY),
            ("20 Nov 0000", NO_DAY),
            ("31/31/2026", NO_DAY),
            ("2026-11-03T25:00", "from 00:00 to 23:59"),
            ("24:00", "from 00:00 to 23:59"),
            ("21:75", "from 00:00 to 23:59"),
            ("25:00:60", "from 00:00 to 23:59"),
            ("13pm", "clock of 12 hours"),
            ("0 am", "clock of 12 hours"),
            ("2026-11-03T10:00+25:00", "from -23:59 to +23:59"),
            ("2026-11-03T10:00+01:75", "from -23:59 to +23:59"),
            ("21:30+01:00", "no date"),
            ("yesterday 9pm Z", "no date"),
            ("22:00", "would be 2026-11-23 22:00, later than now (2026-11-23 21:40-05:00)"),
            ("today 01:30", "would be 2026-11-24 01:30, later"),
            ("monday 23:00", "later than now"),
            ("2026-11-24", "later than now"),
            ("23 Nov 10pm", "later than now"),
            ("24 Nov 2026", "later than now"),
            ("2026-11-23T21:40:01", "later than now"),
            ("2026-11-23T21:40:01-05:00", "later than now"),
            ("2099-01-01", "later than now"),
            ("9999-12-31", "later than now"),
            ("9999-12-31T23:59-23:59", "later than now"),
            ("0001-01-01", "is before 0001-01-03"),
            ("0001-01-03 02:00", "is before 0001-01-03"),
            ("0001-01-03T00:00+23:59", "is before 0001-01-03"),
            ("5000000d", "outside the calendar"),
            ("9" * 50 + "w", "outside the calendar"),
            ("739941d", "is before 0001-01-03"),
            ("Mon 20 Nov", "names another weekday: 2026-11-20 is a Friday"),
            ("3/4", "more than one reading"),
            ("03/04/26", "more than one reading"),
            ("20 Nov 26", "a year of four figures"),
            ("Nov 2026", "one day of the month"),
            ("may", "one day of the month"),
            ("10", NOT_READ),
            ("2026", NOT_READ),
            ("20261120", NOT_READ),
            ("at", NOT_READ),
            ("of the", NOT_READ),
            ("may be", NOT_READ),
            ("21.30", "more than one reading"),
            ("21 uhr", NOT_READ),
            ("-20 Nov", NOT_READ),
            ("20 Nov 9pm EST", NOT_READ),
            ("20 Nov junk", NOT_READ),
            ("noww", NOT_READ),
            ("2025-W53", NOT_READ),
            ("2026-W47", NOT_READ),
            ("2026-W47-1", NOT_READ),
            ("session", NOT_READ),
            ("- 3d", NOT_READ),
            ("--3d", NOT_READ),
            ("-", NOT_READ),
            ("tomorrow", "is later than now"),
            ("/etc/passwd", NOT_READ),
            ("", "'' is empty"),
            (" \t\n", "is empty"),
            ("5" * 5000, "is longer than 64 characters"),
            ("२०२६-११-२०", "no form of a day or time"),
            ("\udcff", "no form of a day or time"),
            ("\0", NOT_READ),
            ("a\x1b[31m", NOT_READ),
        ],
    )
    def test_says_what_is_wrong(self, typed: str, fault: str) -> None:
        assert fault in refused(typed)

    def test_two_readings_show_both(self) -> None:
        assert refused("03/04/2026") == "--at 03/04/2026 has two readings; write 2026-04-03 or 2026-03-04."
        assert "write 2026-11-03 or 2026-03-11." in refused("03/11/2026 21:30")
        assert "write 2026-04-03 or 2026-03-04." in refused("3.4.2026")

    @pytest.mark.parametrize(
        ("typed", "now", "forms"),
        [
            ("22:00", MONDAY_EVENING, "yesterday 22:00"),
            ("02:30", "2026-11-23T12:00", "yesterday 02:30"),
            ("midnight", "2026-11-23T12:00", "yesterday 00:00"),
            ("noon", "2026-11-23T11:00", "yesterday 12:00"),
            ("this morning", "2026-11-23T08:00", "yesterday 09:00"),
            ("today 23:00", MONDAY_EVENING, "yesterday 23:00"),
            ("monday 23:00", MONDAY_EVENING, "last monday 23:00"),
            ("13pm", MONDAY_EVENING, "13:00"),
            ("21.30", MONDAY_EVENING, "21:30 or yesterday 21:30"),
            ("22.30", MONDAY_EVENING, "yesterday 22:30"),
            ("9", MONDAY_EVENING, "9:00 or yesterday 9:00"),
            ("24 Nov 2026", MONDAY_EVENING, "2025-11-24"),
            ("2026-12-24 18:00", MONDAY_EVENING, "2025-12-24 18:00"),
            ("2026-02-30", MONDAY_EVENING, "2026-02-28"),
            ("31 Apr", MONDAY_EVENING, "2026-04-30"),
        ],
    )
    def test_shows_the_form_that_works_for_that_input(self, typed: str, now: str, forms: str) -> None:
        assert refused(typed, now).endswith(f"; write {forms}.")
        assert all(at(form, now) for form in forms.split(" or "))

    def test_a_leap_second_names_the_second_before(self) -> None:
        assert refused("2026-11-03T23:59:60").endswith("cannot be saved; write 2026-11-03T23:59:59.")

    def test_a_gap_names_the_first_time_after_it(self) -> None:
        assert refused("2026-03-08T02:30").endswith("(the clocks went forward); write 2026-03-08 03:00.")
        assert refused("02:15:30", "2026-03-08T03:00").endswith("write 2026-03-08 03:00.")
        assert refused("2011-12-30", tz="Pacific/Apia").endswith("write 2011-12-31 00:00.")

    def test_a_gap_to_come_is_later_than_now(self) -> None:
        assert "later than now" in refused("2027-03-14T02:30")
        assert "later than now" in refused("02:30", "2026-03-08T01:59")

    def test_what_was_typed_is_cut_and_made_visible(self) -> None:
        assert refused("x" * 60).startswith(f"--at {'x' * 37}... ")
        assert r"a\x1b[31m\u202e" in refused("a\x1b[31m\u202e")

    @pytest.mark.parametrize("typed", ["99 Nov", "", "junk", "2026-11-24T22:00Z"])
    def test_the_forms_it_shows_work(self, typed: str) -> None:
        found = re.search(r"; write (.+) or (.+), for example\.$", refused(typed))
        assert found
        assert [at(form) for form in found.groups()] == ["2026-11-22T21:30:00-05:00", "2026-11-23T21:40:00-05:00"]

    def test_names_the_option(self) -> None:
        here = clock()
        with pytest.raises(ImpossibleValueError, match=r"^--when junk is not a day"):
            parse_moment("junk", now=here.now(), zone=here.zone, day_starts=4, option="--when")


PIECES = st.sampled_from([
    "now", "today", "yesterday", "mon", "Friday", "3d", "-2w", "0d", "21:30", "9pm", "9:30", "pm", "am", "at",
    "on", "of", "the", "20", "Nov", "may", "2026", "2026-11-20", "26", "99", "T", "Z", ",", "+01:00", "+25:00",
    "-05:00", "03/04/2026", "20.11.2026", "20th", "31", "Feb", "29", "23:59:60", "2026-W47", "session", "~1",
    "0001", "9999", "-", "/", ":", ".", "EST", "0001-01-03", "9999-12-31", "ago", "days", "1", "12",
])  # fmt: skip
ANYTHING = st.text(max_size=70) | st.builds(
    lambda parts, gap: gap.join(parts), st.lists(PIECES, max_size=6), st.sampled_from([" ", "", "-", ", "])
)
NOWS = st.datetimes(datetime(2, 1, 1), datetime(9998, 12, 30)) | st.datetimes(
    datetime(2005, 1, 1), datetime(2030, 1, 1)
)
ZONE_NAMES = st.sampled_from(ZONES)
DAY_STARTS = st.integers(0, 12)


def place(wall: datetime, name: str) -> datetime:
    """Return a moment in the zone at about `wall`."""
    readings = zone(name).readings(wall)
    return readings[0] if readings else zone(name).readings(wall + timedelta(days=2))[0]


def try_moment(typed: str, now: datetime, name: str, day_starts: int) -> Moment | str:
    try:
        return parse_moment(typed, now=now, zone=zone(name), day_starts=day_starts)
    except ImpossibleValueError as refused:
        return str(refused)


class TestMomentProperties:
    @given(ANYTHING, NOWS, ZONE_NAMES, DAY_STARTS)
    @example("1 of 1 may", datetime(2026, 11, 23), "UTC", 4)
    def test_any_text_is_a_past_moment_or_refused(self, typed: str, wall: datetime, name: str, day_starts: int) -> None:
        now = place(wall, name)
        found = try_moment(typed, now, name, day_starts)
        if isinstance(found, str):
            assert re.fullmatch(r"--at \S.* .+; write .+\.", found)
        else:
            assert found.at <= now
            assert found.at == zone(name).local(found.at)
            assert found.at.microsecond == 0
            assert day_of(found.at, day_starts) >= FIRST_DAY

    @given(
        NOWS,
        ZONE_NAMES,
        DAY_STARTS,
        st.sampled_from(["today", "yesterday", *WEEKDAYS]) | st.integers(0, 400).map(lambda back: f"{back}d"),
        st.none() | st.times(),
    )
    @example(datetime(2026, 3, 8, 20), "America/New_York", 2, "yesterday", datetime(2026, 1, 1, 1, 30).time())
    @example(datetime(2026, 11, 2, 1, 30), "America/New_York", 1, "yesterday", datetime(2026, 1, 1, 1, 10).time())
    @example(datetime(2026, 4, 24, 20), "Africa/Cairo", 0, "today", datetime(2026, 1, 1, 1, 0).time())
    def test_a_named_day_yields_that_local_day(
        self, wall: datetime, name: str, day_starts: int, typed: str, clock_time: object
    ) -> None:
        now = place(wall, name)
        today = day_of(now, day_starts)
        backs = {"today": 0, "yesterday": 1} | {day: (today.weekday() - n) % 7 for n, day in enumerate(WEEKDAYS)}
        back = backs[typed] if typed in backs else int(typed[:-1])
        text = typed if clock_time is None else f"{typed} {clock_time:%H:%M}"
        found = try_moment(text, now, name, day_starts)
        if isinstance(found, str):
            assert re.search("later than now|did not exist here|is before 0001|outside the calendar", found)
        else:
            assert day_of(found.at, day_starts) == today - timedelta(days=back)

    @given(NOWS, ZONE_NAMES, DAY_STARTS, st.times())
    def test_a_clock_time_alone_falls_within_the_running_day(
        self, wall: datetime, name: str, day_starts: int, clock_time: object
    ) -> None:
        now = place(wall, name)
        found = try_moment(f"{clock_time:%H:%M}", now, name, day_starts)
        if isinstance(found, str):
            assert re.search("later than now|did not exist here", found)
        else:
            assert day_of(found.at, day_starts) == day_of(now, day_starts)

    @given(NOWS, ZONE_NAMES, st.timedeltas(timedelta(), timedelta(days=9999)), ZONE_NAMES)
    def test_iso_comes_back_as_it_was(self, wall: datetime, name: str, back: timedelta, written_in: str) -> None:
        now = place(wall, name)
        earliest = datetime(1, 1, 6)  # so that the day can be kept in either zone
        back = min(back, max(now.replace(tzinfo=None) - earliest, timedelta()))
        past = zone(written_in).local(now - back)
        found = try_moment(past.isoformat(), now, name, 0)
        assert found == Moment(zone(name).local(past), twice=False)

    @given(NOWS, ZONE_NAMES)
    def test_a_local_time_without_offset_is_its_first_reading(self, wall: datetime, name: str) -> None:
        now = place(wall, name)
        readings = zone(name).readings(now.replace(tzinfo=None))
        found = try_moment(now.replace(tzinfo=None).isoformat(" "), now, name, 0)
        assert found == Moment(readings[0], twice=len(readings) == 2)

    @given(
        st.dates(date(1, 1, 4), date(2026, 11, 22)),
        st.sampled_from(["%d %B {}", "%b %d, {}", "%A %d %b {}", "{}/%m/%d"]),
    )
    def test_a_written_day_is_read_back(self, day: date, form: str) -> None:
        assert parse_days(day.strftime(form).format(f"{day.year:04}"), today=date(2026, 11, 23), option="WHEN") == (
            day,
            day,
        )


def span(typed: str, today: date = date(2026, 11, 23)) -> tuple[str, str]:
    marked = [date(2026, 11, 19), date(2026, 11, 12)]
    first, last = parse_days(
        typed, today=today, option="--since", session=lambda back: marked[back] if back < len(marked) else None
    )
    return first.isoformat(), last.isoformat()


class TestSpans:
    @pytest.mark.parametrize(
        ("typed", "day"),
        [
            ("today", "2026-11-23"),
            ("yesterday", "2026-11-22"),
            ("mon", "2026-11-23"),
            ("Friday", "2026-11-20"),
            ("3d", "2026-11-20"),
            ("-2w", "2026-11-09"),
            ("2026-11-20", "2026-11-20"),
            ("2027-01-31", "2027-01-31"),
            ("20 Nov", "2026-11-20"),
            ("23 Nov", "2026-11-23"),
            ("24 Nov", "2025-11-24"),
            ("20 Nov 2026", "2026-11-20"),
            ("20/11/2026", "2026-11-20"),
            ("session", "2026-11-19"),
            ("session~0", "2026-11-19"),
            ("Session~1", "2026-11-12"),
            ("9999-12-31", "9999-12-31"),
        ],
    )
    def test_a_day(self, typed: str, day: str) -> None:
        assert span(typed) == (day, day)

    @pytest.mark.parametrize(
        ("typed", "first", "last"),
        [
            ("2026-W47", "2026-11-16", "2026-11-22"),
            ("2026-w53", "2026-12-28", "2027-01-03"),
            ("2025-W01", "2024-12-30", "2025-01-05"),
            ("2026W01", "2025-12-29", "2026-01-04"),
        ],
    )
    def test_an_iso_week_goes_from_monday_to_sunday(self, typed: str, first: str, last: str) -> None:
        assert span(typed) == (first, last)

    @pytest.mark.parametrize(
        ("typed", "fault"),
        [
            ("21:30", "is a time, and this takes whole days"),
            ("now", "is a time"),
            ("yesterday 9pm", "is a time"),
            ("2026-11-20T21:30+01:00", "is a time"),
            ("25:00", "from 00:00 to 23:59"),
            ("2025-W53", "2025 has weeks 01 to 52; write 2025-W52."),
            ("2026-W54", "2026 has weeks 01 to 53; write 2026-W53."),
            ("2026-W00", "is not a valid week"),
            ("0000-W01", "is not a valid week"),
            ("9999-W53", "is not a valid week"),
            ("9999-W52", "outside the calendar"),
            ("0001-W01", "is before 0001-01-03"),
            ("2026-W4", NOT_READ),
            ("session~", NOT_READ),
            ("session-1", NOT_READ),
            ("03/04/2026", "has two readings; write 2026-04-03 or 2026-03-04."),
            ("2026-02-30", NO_DAY),
            ("0001-01-02", "is before 0001-01-03"),
            ("99999999d", "outside the calendar"),
            ("10", NOT_READ),
            ("", "is empty"),
            ("week", NOT_READ),
        ],
    )
    def test_refusals(self, typed: str, fault: str) -> None:
        with pytest.raises(ImpossibleValueError) as caught:
            span(typed)
        assert fault in checked(str(caught.value), "--since ")

    def test_a_session_that_is_not_marked_is_not_found(self) -> None:
        with pytest.raises(NotFoundError, match=r"^--since session~2: no such session is marked; .+\.$"):
            span("session~2")
        with pytest.raises(NotFoundError, match=r"^WHEN session: no session is marked; .+\.$"):
            parse_days("session", today=date(2026, 11, 23), option="WHEN", session=lambda _: None)

    def test_where_sessions_are_no_form_they_are_not_read(self) -> None:
        with pytest.raises(ImpossibleValueError, match=NOT_READ):
            parse_days("session", today=date(2026, 11, 23), option="--until")

    def test_a_year_back_to_the_last_leap_day(self) -> None:
        assert span("29 Feb", date(1904, 2, 28)) == ("1896-02-29", "1896-02-29")
        with pytest.raises(ImpossibleValueError, match=NO_DAY):
            span("29 Feb", date(3, 1, 1))

    @given(ANYTHING, st.dates(FIRST_DAY))
    @example("0010", date(2000, 1, 1))
    @example("9999-12", date(2000, 1, 1))
    def test_any_text_is_days_in_order_or_refused(self, typed: str, today: date) -> None:
        try:
            first, last = parse_days(typed, today=today, option="--until")
        except ImpossibleValueError as refused:
            assert re.fullmatch(r"--until \S.* .+; write .+\.", str(refused))  # noqa: PT017 - either is right
        else:
            assert FIRST_DAY <= first <= last
            after = last + timedelta(days=1) if last < date.max else None
            is_month = first.day == 1 and (after is None or after.day == 1) and last - first < timedelta(days=31)
            is_year = (first.month, first.day, last.month, last.day) == (1, 1, 12, 31) and first.year == last.year
            assert last - first in (timedelta(), timedelta(days=6)) or is_month or is_year

    @given(st.dates(date(1, 1, 15), date(9999, 12, 19)))
    def test_each_day_is_in_its_iso_week(self, day: date) -> None:
        year, week, weekday = day.isocalendar()
        first, _ = parse_days(f"{year:04}-W{week:02}", today=day, option="--of")
        assert first + timedelta(days=weekday - 1) == day


def test_iso_and_own_forms_do_not_load_dateutil() -> None:
    code = """import sys
from datetime import date
from reflect.model.when import parse_days
for typed in ("2026-11-20", "3d", "fri", "2026-W47", "2026/11/20"):
    parse_days(typed, today=date(2026, 11, 23), option="WHEN")
assert "dateutil" not in sys.modules"""
    root = str(Path(str(reflect.__file__)).parent.parent)
    subprocess.run([sys.executable, "-c", code], env={"PYTHONPATH": root}, check=True, timeout=60)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("two hours ago", "2 hours ago"),
        ("half past nine", "9:30"),
        ("tonight", "today 20:00"),
        ("friday night", "friday 22:00"),
        ("ystrday 9pm", "yesterday 9pm"),
        ("2130", "21:30"),
        ("20.11.", "20 Nov"),
        ("now-2h", "2h"),
        ("the day before yesterday", "2d"),
        ("next friday", "friday"),
        ("lunch", "noon"),
        ("yesterday at midday", "yesterday noon"),
        ("30m", "30 minutes ago"),
        ("yesterday 9", "yesterday 9:00"),
    ],
)
def test_a_time_that_cannot_be_read_is_refused_with_the_form_that_was_meant(typed: str, meant: str) -> None:
    assert re.search(f"; write {meant}( or |[.]$)", refused(typed))
    assert at(meant)

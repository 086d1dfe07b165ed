"""Which days a summary is about, and how far it looks back."""

from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from reflect.summary.span import LookBack, Span, first_of_week, look_back, week_of

days = st.dates(min_value=date(1, 1, 3))
week_starts = st.integers(0, 6)


def test_a_week_holds_both_its_ends() -> None:
    week = Span("week", date(2026, 11, 16), date(2026, 11, 22))
    assert week_of(date(2026, 11, 16), 0) == week_of(date(2026, 11, 22), 0) == week
    assert week.days == 7


def test_a_week_starts_when_the_setting_says() -> None:
    assert week_of(date(2026, 11, 22), 6) == ("week", date(2026, 11, 22), date(2026, 11, 28))
    assert week_of(date(2026, 11, 21), 6) == ("week", date(2026, 11, 15), date(2026, 11, 21))


@given(days, week_starts)
@example(date(1, 1, 3), 6)
@example(date.max, 0)
def test_every_day_lies_in_its_week(day: date, starts: int) -> None:
    week = week_of(day, starts)
    assert week.first <= day <= week.last
    assert week.first.weekday() == starts or week.first == date.min
    assert week.days == 7 or date.min in week or date.max in week
    assert all(week_of(other, starts) == week for other in (week.first, week.last))


def test_eight_weeks_back_are_those_of_the_picture() -> None:
    week = week_of(date(2026, 11, 18), 0)
    assert look_back(week, 8, 0) == LookBack(8, date(2026, 9, 28), date(2026, 11, 22))
    assert look_back(week, 1, 0) == LookBack(1, date(2026, 11, 16), date(2026, 11, 22))


@pytest.mark.parametrize(
    ("last", "weeks", "expected"),
    [
        (date(2026, 12, 31), 8, LookBack(53, date(2025, 12, 29), date(2026, 12, 31))),
        (date(2026, 1, 31), 8, LookBack(8, date(2025, 12, 8), date(2026, 1, 31))),
        (date(2026, 1, 1), 1, LookBack(1, date(2025, 12, 29), date(2026, 1, 1))),
    ],
)
def test_a_long_span_takes_the_weeks_it_has(last: date, weeks: int, expected: LookBack) -> None:
    assert look_back(Span("since", date(2026, 1, 1), last), weeks, 0) == expected


@given(days, st.integers(0, 800), st.integers(1, 600), week_starts)
@example(date(1, 1, 3), 0, 520, 6)
def test_a_look_back_holds_its_span_in_whole_weeks(first: date, more: int, weeks: int, starts: int) -> None:
    last = date.fromordinal(min(first.toordinal() + more, date.max.toordinal()))
    back = look_back(Span("since", first, last), weeks, starts)
    assert back.first <= first
    assert back.last == last
    assert back.first == first_of_week(back.first, starts)
    every_day = (back.first + timedelta(days=i) for i in range((last - back.first).days + 1))
    assert back.weeks == len({first_of_week(day, starts) for day in every_day})
    assert back.weeks >= weeks or back.first == date.min

"""The day up to which something is to hold: the forms of a day, read towards what is ahead."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.errors import ImpossibleValueError
from reflect.model.when import parse_day_ahead

TODAY = date(2026, 11, 23)
"""A Monday."""


def ahead(typed: str, today: date = TODAY) -> date:
    return parse_day_ahead(typed, today=today, option="--until")


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("today", TODAY),
        ("tomorrow", date(2026, 11, 24)),
        ("monday", TODAY),
        ("Sun", date(2026, 11, 29)),
        ("4w", date(2026, 12, 21)),
        ("in 3 days", date(2026, 11, 26)),
        ("0d", TODAY),
        ("2026-W48", date(2026, 11, 29)),
        ("2026-12-24", date(2026, 12, 24)),
        ("24 Dec", date(2026, 12, 24)),
        ("23 Nov", TODAY),
        ("22 Nov", date(2027, 11, 22)),
        ("29 Feb", date(2028, 2, 29)),
        ("Thu, 24 December 2026", date(2026, 12, 24)),
        ("9999-12-31", date.max),
    ],
)
def test_a_form_names_a_day_ahead(typed: str, day: date) -> None:
    assert ahead(typed) == day


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("yesterday", "is not a day or time that can be read"),
        ("2026-11-22", "would be 2026-11-22, before today"),
        ("2026-W47", "before today"),
        ("21:30", "is a time"),
        ("friday 21:30", "is a time"),
        ("now", "is a time"),
        ("03/04/2027", "has two readings"),
        ("2026-02-30", "is not a valid date"),
        ("9999999w", "outside the calendar"),
        ("session", "is not a day"),
        ("-2w", "is not a day"),
        ("", "is empty"),
        ("fri\x1b[2J", "is not a day"),
    ],
)
def test_what_names_none_is_refused_with_a_form_that_works(typed: str, said: str) -> None:
    with pytest.raises(ImpossibleValueError) as refused:
        ahead(typed)
    sentence = str(refused.value)
    assert sentence.startswith("--until ")
    assert said in sentence
    assert "write " in sentence
    assert "\x1b" not in sentence


@given(st.dates(), st.integers(0, 6))
def test_a_weekday_is_the_next_one_today_included(today: date, number: int) -> None:
    names = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    try:
        day = ahead(names[number], today)
    except ImpossibleValueError:
        assert date.max - today < timedelta(days=7)
        return
    assert day.weekday() == number
    assert timedelta() <= day - today < timedelta(days=7)

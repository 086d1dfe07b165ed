"""The day's prompt where the calendar, the clock or the zone is odd: I16, I17, I18, I21 and I23, in a store."""

import re
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from reflect.actions.packs import core_pack
from reflect.actions.prompt_of_day import Today
from tests.program import Reflect
from tests.store.samples import at


@pytest.fixture
def store(tmp_path: Path) -> str:
    return str(tmp_path / "store")


def today(store: str, now: str, zone: str = "UTC") -> Today:
    return at(store, now, zone).today()


def offers(store: str, now: str = "2030-01-01T12:00:00") -> list[str]:
    return [entry["day"] for entry in at(store, now)._store.entries() if entry["kind"] == "offer"]


@pytest.mark.parametrize(
    ("zone", "before", "after", "day"),
    [
        ("Europe/London", "2026-03-29T03:59:59", "2026-03-29T04:00:00", "2026-03-29"),
        ("Europe/London", "2026-10-25T03:59:59", "2026-10-25T04:00:00", "2026-10-25"),
        ("America/New_York", "2026-03-08T03:59:59", "2026-03-08T04:00:00", "2026-03-08"),
        ("America/New_York", "2026-11-01T03:59:59", "2026-11-01T04:00:00", "2026-11-01"),
        ("Australia/Lord_Howe", "2026-04-05T03:59:59", "2026-04-05T04:00:00", "2026-04-05"),
        ("Asia/Kathmandu", "2026-11-23T03:59:59", "2026-11-23T04:00:00", "2026-11-23"),
        ("Asia/Kolkata", "2026-11-23T03:59:59", "2026-11-23T04:00:00", "2026-11-23"),
    ],
)
def test_i18_the_prompt_of_the_night_before_goes_at_four(
    store: str, zone: str, before: str, after: str, day: str
) -> None:
    evening = f"{date.fromisoformat(day) - timedelta(days=1)}T22:00:00"
    shown = today(store, evening, zone)
    assert today(store, before, zone) == shown
    morning = today(store, after, zone)
    assert str(morning.day) == day
    assert morning.prompt != shown.prompt
    assert offers(store) == [str(shown.day), day]


def test_i18_the_hour_that_comes_twice_has_one_prompt(store: str) -> None:
    first = today(store, "2026-11-01T01:30:00-04:00", "America/New_York")
    assert today(store, "2026-11-01T01:30:00-05:00", "America/New_York") == first
    assert offers(store) == ["2026-10-31"]


def test_i17_a_day_that_is_lived_twice_has_one_prompt(store: str) -> None:
    in_tokyo = today(store, "2026-11-23T20:00:00", "Asia/Tokyo")
    in_honolulu = today(store, "2026-11-23T08:00:00", "Pacific/Honolulu")
    assert in_tokyo.day == in_honolulu.day
    assert in_tokyo.prompt == in_honolulu.prompt
    assert offers(store) == ["2026-11-23"]


def test_i17_of_a_day_that_there_was_not_nothing_is_saved(store: str) -> None:
    eve = today(store, "2011-12-29T23:00:00", "Pacific/Apia")
    after = today(store, "2011-12-31T08:00:00", "Pacific/Apia")
    assert (str(eve.day), str(after.day)) == ("2011-12-29", "2011-12-31")
    assert eve.prompt != after.prompt
    assert offers(store) == ["2011-12-29", "2011-12-31"]


def test_i16_a_clock_that_was_far_ahead_and_is_corrected_freezes_nothing(store: str) -> None:
    first = today(store, "2026-11-23T12:00:00")
    assert today(store, "2099-01-01T12:00:00").prompt != first.prompt
    assert today(store, "2026-11-23T13:00:00") == first
    following = [today(store, f"2026-11-{day}T12:00:00").prompt for day in range(24, 29)]
    assert len(set(following)) == 5
    assert len(offers(store)) == 7


@pytest.mark.parametrize("zone", ["UTC", "America/Los_Angeles", "Pacific/Kiritimati"])
def test_i16_a_day_back_is_shown_the_offer_ahead_and_nothing_is_saved(store: str, zone: str) -> None:
    shown = today(store, "2026-11-23T12:00:00", zone)
    back = today(store, "2026-11-22T12:00:00", zone)
    assert (back.prompt, back.day) == (shown.prompt, date(2026, 11, 22))
    assert offers(store) == ["2026-11-23"]


def test_when_day_starts_is_changed_past_days_stay_and_a_day_has_one_prompt(store: str) -> None:
    shown = today(store, "2026-11-23T08:00:00")
    at(store, "2026-11-23T08:00:00").set_setting("day_starts", "10:00")
    # It is the 22nd again, a day behind the offer: that one stays, and nothing is kept.
    assert today(store, "2026-11-23T09:00:00").prompt == shown.prompt
    assert today(store, "2026-11-23T11:00:00").prompt == shown.prompt
    assert today(store, "2026-11-24T09:59:00").prompt == shown.prompt
    assert today(store, "2026-11-24T10:00:00").prompt != shown.prompt
    assert offers(store) == ["2026-11-23", "2026-11-24"]


@pytest.mark.parametrize("day", ["2028-02-29", "2026-12-31", "2027-01-01", "0001-01-04", "9998-12-30"])
def test_odd_days_have_a_prompt_like_any_other(store: str, day: str) -> None:
    shown = today(store, f"{day}T12:00:00")
    assert (str(shown.day), shown.state) == (day, "open")
    assert today(store, f"{day}T23:00:00") == shown
    assert offers(store) == [day]


def test_a_pass_that_is_taken_back_leaves_the_prompt_as_it_was(store: str) -> None:
    journal = at(store, "2026-11-23T12:00:00")
    shown = journal.today()
    passed = journal.pass_prompt()
    assert journal.today().state == "passed"
    journal.delete([passed["id"]])
    assert journal.today() == shown


def test_i23_to_peek_writes_nothing_and_shows_what_comes(store: str) -> None:
    at(store, "2026-11-22T12:00:00").today()
    journal = at(store, "2026-11-23T12:00:00")
    peeked = journal.today(peek=True)
    assert offers(store) == ["2026-11-22"]
    assert journal.today() == peeked


def test_i21_no_output_tells_of_intervals_passes_or_days_away(reflect: Reflect) -> None:
    prompt = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day \d+ \w+\n\n(?:  [^\n]+\n){1,2}"
    keys = {"format", "day", "prompt", "prompt_text", "theme", "class", "state", "answers"}
    now = datetime.fromisoformat("2026-11-23T21:40:00+00:00")
    seen = set()
    for gap in (0, 15, 40, 400, 1, 2000):
        now += timedelta(days=gap)
        then = reflect.at(now.isoformat())
        asked = then("today", "--json").json
        assert set(asked) == keys
        shown = then("today").out
        assert re.fullmatch(prompt, shown), shown
        text = asked["prompt_text"]
        assert shown.split("\n\n")[1].split() == text.split()
        assert then("pass").out == "Passed. No more prompts today.\n"
        assert then("today").out == "No prompt today.\n"
        seen.add(text)
    assert 1 < len(seen) < 6  # some were put back more than once
    listed = reflect.at(now.isoformat())("pack", "list").out
    assert listed == f"core   Between people, {len(core_pack().prompts)} prompts, ships with reflect\n"

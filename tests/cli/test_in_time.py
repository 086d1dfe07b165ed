"""Clocks that jump, nights, zones and journeys. What day a moment belongs to is held in tests/model/test_day.py."""

import json
from collections.abc import Iterator

import pytest

from tests.forking import Came, Run, forked
from tests.program import Reflect


def at(now: str, *args: str, zone: str = "UTC") -> Run:
    return Run(args, env={"REFLECT_NOW": now, "TZ": zone})


def came(reflect: Reflect, *runs: Run) -> Iterator[Came]:
    """Make the runs, and hold that each ends well."""
    for one in forked(reflect, runs):
        assert one.code == 0, one
        yield one


def test_a_clock_that_is_put_back_keeps_both_in_their_order(reflect: Reflect) -> None:
    first, second = at("2026-11-23T10:00:00", "note", "a"), at("2026-11-23T09:00:00", "note", "b")
    *_, listed = came(reflect, first, second, at("2026-11-23T09:01:00", "list", "--json"))
    assert [entry["text"] for entry in json.loads(listed.out)["entries"]] == ["b", "a"]


def test_a_clock_that_was_far_ahead_leaves_later_entries_their_time(reflect: Reflect) -> None:
    ahead = [at("2099-05-01T12:00:00", *args) for args in (("note", "x"), ("today",))]
    *_, kept, today = came(reflect, *ahead, at("2026-11-23T12:00:00", "note", "y", "--json"), at("2026-11-23", "today"))
    assert json.loads(kept.out)["at"] == "2026-11-23T12:00:00+00:00"
    assert "23 November" in today.out
    assert {entry["day"] for entry in reflect.entries() if entry["kind"] == "offer"} == {"2099-05-01", "2026-11-23"}


@pytest.mark.parametrize("command", [("note", "x"), ("mood", "4", "--json"), ("today",), ("answer", "x"), ("pass",)])
def test_nothing_is_filed_under_1970_in_silence(reflect: Reflect, command: tuple[str, ...]) -> None:
    set_right, unset = at("2026-11-23", *command), at("1970-01-01T05:00:00", *command)
    right, wrong, looked = came(reflect, set_right, unset, at("1970-01-01T05:00:00", "list"))
    assert "clock" not in right.err + looked.err
    assert "1970-01-01 05:00" in wrong.err
    assert len(wrong.err.splitlines()) == 1


def test_old_days_stay_where_they_were_whatever_the_zone_says_now(reflect: Reflect) -> None:
    """As after an update of the zones, or a journey: what was kept has its offset, which no zone gives today."""
    row = {
        "kind": "note",
        "day": "2026-11-10",
        "at": "2026-11-11T02:30:00+07:07",
        "zone": "America/New_York",
        "text": "x",
    }
    reflect("import", "-", stdin=json.dumps(row))
    listed, _, edited = came(
        reflect,
        at("2026-11-23", "list", "--json", zone="Asia/Tokyo"),
        at("2026-11-23", "edit", reflect.entries()[0]["id"], "--private", zone="Asia/Tokyo"),
        at("2026-11-23", "list", "--json", zone="Pacific/Honolulu"),
    )
    (before,), (after,) = (json.loads(one.out)["entries"] for one in (listed, edited))
    assert (before["day"], before["at"], before["zone"]) == (row["day"], row["at"], row["zone"])
    assert after == {**before, "private": True, "edited_at": "2026-11-23T12:00:00+09:00"}


def test_a_change_of_when_the_day_starts_changes_no_old_summary(reflect: Reflect) -> None:
    old = ("week", "--of", "2026-11-16", "--json")
    _, before, _, after, _, night = came(
        reflect,
        at("2026-11-18T01:00:00", "mood", "4"),
        at("2026-11-23", *old),
        at("2026-11-23", "config", "set", "day_starts", "00:00"),
        at("2026-11-23", *old),
        at("2026-11-24T01:00:00", "note", "b"),
        at("2026-11-24T01:00:00", "list", "--since", "today"),
    )
    assert before.out == after.out
    assert "Tue 24 Nov 2026" in night.out


def test_a_backdated_entry_says_when_it_was_written(reflect: Reflect) -> None:
    now = "2026-11-03T02:00:00"
    kept, week = came(
        reflect,
        at(now, "note", "x", "--at", "2026-11-01", "--json"),
        at(now, "week", "--of", "2026-11-01", "--json"),
    )
    entry = json.loads(kept.out)
    assert (entry["day"], entry["at"]) == ("2026-11-01", "2026-11-01T12:00:00+00:00")
    assert entry["recorded_at"] == "2026-11-03T02:00:00+00:00"
    assert [note["later"] for note in json.loads(week.out)["notes"]] == [True]


def test_at_two_in_the_night_everything_is_of_the_day_before(reflect: Reflect) -> None:
    night = "2026-11-23T02:00:00"  # of Monday, so the day is Sunday, and the week the one before
    _, _, today, week, since, yesterday = came(
        reflect,
        at(night, "note", "in the night"),
        at("2026-11-21T12:00:00", "note", "on Saturday"),
        at(night, "today", "--json"),
        at(night, "week", "--json"),
        at(night, "list", "--since", "today"),
        at(night, "list", "--since", "yesterday", "--until", "yesterday"),
    )
    assert json.loads(today.out)["day"] == "2026-11-22"
    assert json.loads(week.out)["span"]["to"] == "2026-11-22"
    assert "in the night" in since.out
    assert "on Saturday" not in since.out
    assert "on Saturday" in yesterday.out
    assert "in the night" not in yesterday.out


def test_entries_of_two_zones_each_keep_their_day(reflect: Reflect) -> None:
    """One moment is of two days; within a day they stand by the moment, not by the clock on the wall."""
    rows = [
        {"day": "2026-11-15", "at": "2026-11-15T10:00:00+09:00", "zone": "Asia/Tokyo", "text": "1"},
        {"day": "2026-11-15", "at": "2026-11-15T07:00:00-08:00", "zone": "America/Los_Angeles", "text": "2"},
        {"day": "2026-11-16", "at": "2026-11-16T06:00:00+09:00", "zone": "Asia/Tokyo", "text": "4"},
        {"day": "2026-11-15", "at": "2026-11-15T11:00:00-10:00", "zone": "Pacific/Honolulu", "text": "3"},
    ]
    reflect("import", "-", stdin="\n".join(json.dumps({"kind": "note", **row}) for row in reversed(rows)))
    found = reflect.entries()
    assert [entry["text"] for entry in found] == ["1", "2", "3", "4"]
    assert [entry["day"] for entry in found] == ["2026-11-15"] * 3 + ["2026-11-16"]


@pytest.mark.parametrize(
    "moments",
    [
        pytest.param(("2026-03-08T01:30:00-05:00", "2026-03-08T03:30:00-04:00"), id="an hour that is not there"),
        pytest.param(("2026-11-01T01:30:00-04:00", "2026-11-01T01:30:00-05:00"), id="an hour that comes twice"),
    ],
)
def test_the_night_of_a_change_of_the_clocks_has_one_prompt(reflect: Reflect, moments: tuple[str, str]) -> None:
    first, second = came(reflect, *(at(moment, "today", "--json", zone="America/New_York") for moment in moments))
    assert first.out == second.out
    assert len(reflect.entries()) == 1


@pytest.mark.parametrize(
    "moments",
    [
        pytest.param(("2026-03-08T01:59:00-05:00", "2026-03-08T03:00:00-04:00"), id="reminder-gap"),
        pytest.param(("2026-11-01T02:30:00-05:00", "2026-11-01T02:30:00-05:00"), id="reminder-fold"),
        pytest.param(("2026-11-01T01:30:00-04:00", "2026-11-01T01:30:00-05:00"), id="reminder-twice"),
    ],
)
def test_a_reminder_in_such_a_night_is_the_schedulers_and_the_prompt_the_days(
    reflect: Reflect, moments: tuple[str, str]
) -> None:
    """Whether a time that is not there, or comes twice, reminds is decided where it is set up; the line is the same."""
    reminding = [at(moment, "remind", "cron", "--at", "02:30", zone="America/New_York") for moment in moments]
    looking = [at(moment, "today", "--json", zone="America/New_York") for moment in moments]
    first, second, looked, looked_again = came(reflect, *reminding, *looking)
    assert first.out == second.out
    assert first.out.splitlines()[-1].startswith("30 2 * * * ")
    assert looked.out == looked_again.out
    assert len(reflect.entries()) == 1


def test_an_hour_that_happens_twice_is_said_by_edit_too(reflect: Reflect) -> None:
    env = {"TZ": "America/New_York", "REFLECT_NOW": "2026-11-02T12:00:00-05:00"}
    entry = reflect("note", "words", "--json", env=env).json
    ran = reflect("edit", entry["id"], "--at", "2026-11-01 01:30", "--json", env=env)
    assert ran.err == "01:30 happens twice on that day; the first of the two is used.\n"
    assert ran.json["changed"][0]["after"]["at"] == "2026-11-01T01:30:00-04:00"

"""What a summary counts, by example."""

import json
from typing import Any

import jsonschema
import pytest

from reflect import Journal
from reflect.summary.span import LookBack, Span
from reflect.summary.summary import summarise_span
from tests.summary.diaries import MONDAY, entry, mood, offer, pattern, pictured, summed

MON, TUE, THU, FRI, SUN = "2026-11-16", "2026-11-17", "2026-11-19", "2026-11-20", "2026-11-22"


def test_the_keys_are_those_of_the_contract() -> None:
    summary = summed([*pictured(), entry("answer", MON, prompt="core/begin", prompt_text="Who began?", text="Sam.")])
    assert list(summary) == [
        "format",
        "span",
        "lookback",
        "mood",
        "feelings",
        "patterns",
        "people",
        "episodes",
        "phrases",
        "sessions",
        "answers",
        "notes",
        "parts",
        "episode_list",
        "filter",
    ]
    assert summary["format"] == 1
    assert list(summary["span"]) == ["kind", "from", "to", "days", "elapsed", "days_with_entries", "entries"]
    assert list(summary["feelings"][0]) == ["label", "entries", "days", "by_day", "ids", "weeks"]
    assert list(summary["patterns"][0]) == ["label", "entries", "days", "by_day", "ids", "with", "weeks", "before"]
    assert list(summary["patterns"][0]["with"][0]) == ["label", "entries", "days", "by_day", "ids"]
    assert list(summary["people"][0]) == ["label", "entries", "days", "ids", "patterns"]
    assert list(summary["sessions"][0]) == ["day", "id"]
    assert list(summary["answers"][0]) == ["id", "day", "prompt", "prompt_text", "text", "later"]
    assert (summary["episodes"], summary["phrases"]) == ([], [])
    assert json.loads(json.dumps(summary)) == summary


def test_the_week_of_the_picture() -> None:
    summary = summed(pictured())
    assert summary["span"] == {
        "kind": "week",
        "from": MON,
        "to": SUN,
        "days": 7,
        "elapsed": 7,
        "days_with_entries": 5,
        "entries": 14,
    }
    assert summary["lookback"] == {"weeks": 8, "from": "2026-09-28", "to": SUN}
    assert [(p["label"], p["entries"], p["days"]) for p in summary["patterns"]] == [
        ("withdrawal", 3, [MON, THU, SUN]),
        ("pleasing", 2, [TUE, SUN]),
        ("anger", 1, [THU]),
    ]
    withdrawal = summary["patterns"][0]
    assert [(w["label"], w["by_day"]) for w in withdrawal["with"]] == [("Sam", {MON: 1, THU: 1}), ("Ines", {SUN: 1})]
    assert withdrawal["weeks"] == ["2026-10-12", "2026-11-02", "2026-11-09", "2026-11-16"]
    assert withdrawal["before"] == "2026-11-15"
    assert summary["patterns"][1]["before"] is None  # the day before the look-back is outside it
    assert [(f["label"], f["days"], f["weeks"]) for f in summary["feelings"]] == [
        ("tired", [MON, THU, FRI], ["2026-09-28", "2026-11-16"]),
        ("ashamed", [THU], ["2026-11-16"]),
    ]
    assert [(p["label"], p["entries"], p["patterns"]) for p in summary["people"]] == [
        (
            "Sam",
            4,
            [
                {"label": "withdrawal", "entries": 2},
                {"label": "anger", "entries": 1},
                {"label": "pleasing", "entries": 1},
            ],
        ),
        ("Ines", 1, [{"label": "withdrawal", "entries": 1}]),
    ]


def test_moods_stand_as_they_were_written() -> None:
    moods = [
        mood(THU, 2, time="21:40"),
        mood(THU, 4, time="09:00", energy=2),
        mood(THU, feelings=["ashamed"], time="10:00"),
        mood(FRI, 5, later=2),
        mood(FRI, energy=1, time="13:00", scale=[0, 10]),
        mood(FRI, 0, time="14:00", scale=[0, 10]),
    ]
    found = summed(moods)["mood"]
    assert found["scale"] == [1, 7]
    assert found["entries"] == 5
    assert {
        day: [(m["value"], m["energy"], m["later"], m.get("scale")) for m in ms] for day, ms in found["days"].items()
    } == {
        THU: [(4, 2, False, None), (2, None, False, None)],
        FRI: [(5, None, True, None), (None, 1, False, None), (0, None, False, [0, 10])],
    }


def test_an_entry_written_before_the_day_turns_is_not_later() -> None:
    night = {**mood(MON, 3, time="12:00"), "recorded_at": f"{TUE}T03:59:59+01:00"}
    morning = {**mood(MON, 3, time="12:01"), "recorded_at": f"{TUE}T04:00:00+01:00"}
    found = summed([night, morning])["mood"]["days"][MON]  # type: ignore[list-item]
    assert [m["later"] for m in found] == [False, True]


def test_moods_of_a_day_stand_in_the_order_of_instants() -> None:
    east = {**mood(MON, 2), "at": f"{MON}T13:00:00+05:00"}
    west = {**mood(MON, 5), "at": f"{MON}T12:00:00+00:00"}
    found = summed([west, east])["mood"]["days"][MON]  # type: ignore[list-item]
    assert [m["value"] for m in found] == [2, 5]


def test_the_latest_spelling_is_shown_with_its_white_space_folded() -> None:
    spelled = [
        pattern(MON, "Straße"),
        pattern(TUE, "STRASSE", "Ines"),
        pattern(THU, "strasse", " INES\u00a0 B"),
        pattern(FRI, "x"),
    ]
    summary = summed(spelled)
    assert summary["patterns"][0]["label"] == "strasse"
    assert summary["patterns"][0]["entries"] == 3
    assert [p["label"] for p in summary["people"]] == ["Ines", "INES B"]


def test_the_latest_spelling_is_looked_for_in_the_look_back_too() -> None:
    assert summed([pattern(MON, "Anger"), pattern("2026-11-10", "ANGER")])["patterns"][0]["label"] == "Anger"
    later_that_day = [pattern(MON, "ANGER", time="13:00"), pattern(MON, "Anger", time="12:00")]
    assert summed(later_that_day)["patterns"][0]["label"] == "ANGER"


def test_an_entry_counts_once_for_a_label_it_names_twice() -> None:
    summary = summed([mood(MON, feelings=["tired", "Tired", "sad"]), pattern(MON, "anger", "Sam", "SAM")])
    assert {f["label"]: f["entries"] for f in summary["feelings"]} == {"Tired": 1, "sad": 1}
    assert [(p["label"], p["entries"]) for p in summary["people"]] == [("SAM", 1)]
    assert [(w["label"], w["by_day"]) for w in summary["patterns"][0]["with"]] == [("SAM", {MON: 1})]


def test_names_in_force_rename_and_merge() -> None:
    in_force = {("pattern", "anger"): "Rage", ("feeling", "sad"): "tired", ("person", "Sam"): "Samuel"}
    summary = summed(
        [
            mood(MON, feelings=["tired", "sad"]),
            mood(TUE, feelings=["sad"]),
            pattern(MON, "anger", "Sam"),
            pattern(TUE, "rage"),
        ],
        names=lambda what, label: in_force.get((what, label), label),
    )
    assert [(f["label"], f["entries"]) for f in summary["feelings"]] == [("tired", 2)]
    assert [(p["label"], p["entries"]) for p in summary["patterns"]] == [("rage", 2)]
    assert summary["people"][0]["label"] == "Samuel"
    assert summary["people"][0]["patterns"] == [{"label": "rage", "entries": 1}]


def test_a_name_is_one_thing_as_a_pattern_and_another_as_a_feeling() -> None:
    summary = summed([mood(MON, feelings=["Lost"]), pattern(TUE, "lost")])
    assert [f["label"] for f in summary["feelings"]] == ["Lost"]
    assert [p["label"] for p in summary["patterns"]] == ["lost"]


def test_lists_are_ordered_by_days_then_entries_then_folded_label() -> None:
    noted = [
        *(pattern(MON, "three in a day", key=i) for i in range(3)),
        *(pattern(day, "two days") for day in (MON, TUE)),
        *(pattern(MON, label) for label in ("éclair", "Zebra", "apple", "Zoo")),
    ]
    labels = [p["label"] for p in summed(noted)["patterns"]]
    assert labels == ["two days", "three in a day", "apple", "Zebra", "Zoo", "éclair"]


def test_notes_are_those_of_moods_patterns_and_sessions_too() -> None:
    written = [
        entry("note", THU, text="a\nb"),
        mood(MON, 3, note="of a mood", later=1),
        pattern(TUE, "anger", note="of a pattern"),
        entry("session", FRI, note="of a session"),
        entry("session", SUN),
        mood(SUN, 3),
    ]
    summary = summed(written)
    assert [(n["day"], n["kind"], n["text"], n["later"]) for n in summary["notes"]] == [
        (MON, "mood", "of a mood", True),
        (TUE, "pattern", "of a pattern", False),
        (THU, "note", "a\nb", False),
        (FRI, "session", "of a session", False),
    ]
    assert [s["day"] for s in summary["sessions"]] == [FRI, SUN]


def test_an_empty_week_is_zeros() -> None:
    summary = summed([pattern("2026-11-10", "anger"), pattern("2026-11-23", "anger"), offer(MON)])
    assert (summary["span"]["entries"], summary["span"]["days_with_entries"], summary["span"]["days"]) == (0, 0, 7)
    lists = [summary[key] for key in ("feelings", "patterns", "people", "sessions", "answers", "notes")]
    assert not any(lists)
    assert summary["mood"] == {"scale": [1, 7], "entries": 0, "days": {}}


@pytest.mark.parametrize(("week_starts", "expected"), [(0, ["2026-11-09", "2026-11-16"]), (6, ["2026-11-15"])])
def test_weeks_begin_where_the_setting_says(week_starts: int, expected: list[str]) -> None:
    span, back = Span("since", MONDAY, MONDAY), LookBack(2, MONDAY.replace(day=8), MONDAY)
    noted = [pattern(MON, "anger"), pattern("2026-11-15", "anger")]
    summary = summarise_span(noted, span, back, scale=(1, 7), week_starts=week_starts, day_starts=4)
    assert summary["patterns"][0]["weeks"] == expected


def test_its_schema_knows_every_key_and_refuses_other_types() -> None:
    schema = jsonschema.Draft202012Validator(Journal.summary_schema())
    summary: Any = json.loads(json.dumps(summed(pictured(), people_as="letters")))
    assert list(schema.iter_errors(summary)) == []
    assert set(Journal.summary_schema()["properties"]) == set(summary)
    summary["patterns"][0]["with"][0]["entries"] = "2"
    del summary["filter"]
    assert len(list(schema.iter_errors(summary))) == 2

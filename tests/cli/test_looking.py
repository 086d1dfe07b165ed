"""Looking back, putting right, in and out, and the store, as processes."""

import json

import pytest

from reflect.model.labels import NAMED
from tests.program import MadeOnce, Reflect, Refused

KEYS = {
    "mood": ["value", "scale", "energy", "feelings", "note"],
    "pattern": ["label", "with", "wish", "other", "self", "note"],
    "answer": ["prompt", "prompt_text", "text"],
    "offer": ["prompt", "prompt_text", "theme", "class"],
    "pass": ["prompt"],
    "note": ["text"],
    "session": ["note"],
}
ENVELOPE = ["id", "kind", "day", "at", "zone", "recorded_at", "edited_at", "source", "private", "extra"]


def _some_days(reflect: Reflect) -> None:
    reflect("note", "first words", "--at", "2026-10-31")
    reflect("pattern", "withdrawal", "-w", "Sam", "--wish", "to be asked", "--at", "2026-11-16")
    reflect("mood", "4", "-f", "Tired", "--at", "2026-11-17")
    reflect("session", "--at", "2026-11-19 17:00")
    reflect("answer", "an answer")
    reflect.at("2026-11-23T21:41:00+00:00")("mood", "3", "later words")
    reflect.at("2026-11-24T12:00:00+00:00")("pass")


@pytest.fixture
def diary(reflect: Reflect, made_once: MadeOnce) -> Reflect:
    """Some days, with an entry of every kind."""
    return made_once(_some_days, reflect)


def test_entries_as_json_have_every_field_of_their_kind(diary: Reflect) -> None:
    entries = diary.entries()
    assert {entry["kind"] for entry in entries} == set(KEYS)
    for entry in entries:
        assert list(entry) == ENVELOPE + KEYS[entry["kind"]]
        now = {f"{name}_now": entry[name] for name in NAMED.get(entry["kind"], ())}
        assert diary("show", entry["id"][:6].upper(), "--json").json == entry | now


def test_list_leaves_out_offers_and_passes_and_filters(diary: Reflect) -> None:
    def kinds(*args: str) -> list[str]:
        return [entry["kind"] for entry in diary("list", *args, "--json").json["entries"]]

    assert kinds() == ["note", "pattern", "mood", "session", "answer", "mood"]
    assert sorted(kinds("--kind", "offer", "--kind", "pass")) == ["offer", "offer", "pass"]
    assert kinds("--since", "2026-11-17", "--until", "2026-11-19") == ["mood", "session"]
    assert kinds("--since", "session") == ["session", "answer", "mood"]
    assert kinds("--since", "2026-W47", "--until", "2026-W47") == ["pattern", "mood", "session"]
    assert kinds("--label", "WITHDRAWAL") == ["pattern"]
    assert kinds("--label", "tired") == ["mood"]
    assert kinds("--label", "hope") == []
    assert kinds("--label", "tired", "--label", "withdrawal") == kinds("--label", "hope, tired,withdrawal")
    assert kinds("--label", "tired", "--label", "withdrawal") == ["pattern", "mood"]
    assert kinds("--label", "tired", "--with", "Sam") == []
    assert kinds("-w", "Sam") == kinds("--with", "Sam")
    assert kinds("--with", "sam") == ["pattern"]
    assert kinds("--grep", "LATER  words") == ["mood"]
    assert kinds("-n", "2") == ["answer", "mood"]
    assert kinds("-n", "2", "--reverse") == ["mood", "answer"]


def test_the_latest_of_a_label_are_the_last_of_all_and_need_no_earlier_month(reflect: Reflect) -> None:
    rows = [
        {
            "kind": "pattern",
            "day": f"2026-{month:02}-11",
            "label": ("anger", "Hope")[month % 2],
            "with": ["Sam"] * (month > 4),
        }
        for month in range(1, 11)
    ]
    reflect("import", "-", stdin="\n".join(map(json.dumps, rows)))
    names = (
        ("--label", "hope"),
        ("--label", "anger,hope"),
        ("--label", "hope", "--with", "sam", "--until", "2026-08-31"),
    )
    for name in names:
        every = reflect("list", "--ids", *name).out.split()
        for number in (1, 2, 4, 9):
            assert reflect("list", "--ids", *name, "-n", str(number)).out.split() == every[-number:]
    (reflect.store / "entries" / "2026-01.json").write_text("{")
    assert len(reflect("list", "--ids", "--label", "hope", "-n", "2").out.split()) == 2
    reflect("list", "--ids", "--label", "hope", "-n", "9", code=4)


@pytest.mark.parametrize("args", [["--label", "no-such"], ["--with", "Nobody"]])
def test_an_unknown_label_or_person_is_refused(diary: Reflect, refused: Refused, args: list[str]) -> None:
    assert args[1] in refused("list", *args, code=3).err


def test_editing_changes_what_is_named_and_nothing_else(diary: Reflect) -> None:
    before = diary("list", "--kind", "mood", "-n", "1", "--json").json["entries"][0]
    later = diary.at("2026-11-24T10:00:00+00:00")
    del before["feelings_now"]
    changed = later("edit", before["id"], "--value", "5", "--private", "--json").json["changed"]
    assert changed[0]["before"] == before
    assert changed[0]["after"] == {
        **before,
        "value": 5,
        "private": True,
        "edited_at": "2026-11-24T10:00:00+00:00",
    }
    tree = diary.tree()
    assert later("edit", before["id"], "--value", "5", "--json").json == {"changed": []}
    assert diary.tree() == tree


@pytest.mark.parametrize(
    "change", [["--text", " "], ["--value", "8"], ["--label", "x"], ["--at", "2027-01-01"], ["--energy", "0"]]
)
def test_an_edit_that_cannot_be_is_refused(diary: Reflect, refused: Refused, change: list[str]) -> None:
    mood = diary("list", "--kind", "mood", "--json").json["entries"][0]
    refused("edit", mood["id"], *change)


def test_deleting_takes_all_or_none_and_leaves_no_empty_month(diary: Reflect, refused: Refused) -> None:
    first, second = (entry["id"] for entry in diary("list", "--json").json["entries"][:2])
    refused("delete", first, "zzzzzz", "--yes", code=3)
    refused("delete", first)
    deleted = diary("delete", first, second, "--yes", "--json").json["changed"]
    assert [(change["id"], change["after"]) for change in deleted] == [(first, None), (second, None)]
    assert not (diary.store / "entries" / "2026-10.json").exists()
    assert set(json.loads((diary.store / "deleted.json").read_text())) == {first, second}


def test_the_week_as_json_has_the_contract_s_keys(diary: Reflect) -> None:
    week = diary("week", "--of", "2026-11-17", "--json").json
    assert list(week) == [
        *("format", "span", "lookback", "mood", "feelings", "patterns", "people"),
        *("episodes", "phrases", "sessions", "answers", "notes"),
        *("parts", "episode_list", "filter"),
    ]
    assert week["span"] == {
        "kind": "week",
        "from": "2026-11-16",
        "to": "2026-11-22",
        "days": 7,
        "elapsed": 7,
        "days_with_entries": 3,
        "entries": 3,
    }
    assert week["lookback"] == {"weeks": 8, "from": "2026-09-28", "to": "2026-11-22"}
    assert week["mood"]["days"]["2026-11-17"][0]["later"] is True
    assert [pattern["label"] for pattern in week["patterns"]] == ["withdrawal"]
    assert diary("week", "--of", "2026-W47", "--json").json == week
    assert diary("week", "--of", "session", "--json").json == week


def test_the_same_journal_gives_the_same_week(diary: Reflect) -> None:
    tree = diary.tree()
    first = diary("week", "--of", "2026-11-17").out
    assert diary.at("2029-01-01T00:00:00+00:00")("week", "--of", "2026-11-17").out == first
    assert diary("week", "--of", "2026-11-17", env={"COLUMNS": "40"}).out == first
    assert diary.tree() == tree


def test_an_empty_week_is_one_line(diary: Reflect) -> None:
    assert diary("week", "--of", "2025-10-20").out == "No entries from 20 to 26 Oct 2025.\n"


def test_texts_are_shown_when_they_are_asked_for(diary: Reflect) -> None:
    assert "later words" not in diary("week").out
    shown = diary("week", "--with-text", "answers,notes").out
    assert "later words" in shown
    assert "an answer" in shown


def test_settings_are_shown_changed_and_taken_back(reflect: Reflect, refused: Refused) -> None:
    assert reflect("config", "list", "--json").json["mood.scale"] == [1, 7]
    reflect("config", "set", "mood.scale", "0-10")
    reflect("config", "set", "week_starts", "sunday")
    assert reflect("config", "get", "mood.scale", "--json").json == [0, 10]
    assert reflect("config", "get", "week_starts").out == "sunday\n"
    assert reflect("week", "--of", "2026-11-17", "--json").json["span"]["from"] == "2026-11-15"
    reflect("config", "unset", "week_starts")
    assert reflect("config", "get", "week_starts").out == "monday\n"
    for key, value in (("mood.scale", "9-3"), ("day_starts", "25:00"), ("day_starts", "04:30"), ("no_such", "1")):
        assert key in refused("config", "set", key, value).err


def test_care_is_the_same_for_everyone_and_works_whatever_else_does_not(diary: Reflect) -> None:
    said = diary("care").out
    (diary.store / "reflect.toml").write_text("broken = \n")
    (diary.store / "entries" / "2026-11.json").write_text("{")
    assert diary("care", env={"TZ": "Nowhere/Bad", "REFLECT_NOW": "never"}).out == said
    assert "No contacts added. Add them with `reflect care --edit`." in said
    (diary.store / "care.txt").write_text("Lea \x1b[2J 0123\n")
    assert "Lea \\x1b[2J 0123" in diary("care").out


def test_store_info(diary: Reflect) -> None:
    info = diary("store", "info", "--json").json
    encryption = ["store_format", "encrypted", "locked", "recipient", "until"]
    assert list(info) == ["format", "path", *encryption, "entries", "from", "to", "months"]
    assert info["path"] == str(diary.store)
    assert info["entries"]["mood"] == 2
    assert (info["from"], info["to"], info["months"]) == ("2026-10-31", "2026-11-24", 2)
    assert str(diary.store.name) in diary("store", "info").out


def test_kinds_are_given_several_times_or_with_commas(diary: Reflect, refused: Refused) -> None:
    both = diary("list", "--kind", "mood", "--kind", "note").out
    assert diary("list", "--kind", "mood, note").out == both
    assert diary("export", "--kind", "note,mood").out == diary("export", "--kind", "mood", "--kind", "note").out
    assert "--kind is empty" in refused("list", "--kind", ",").err

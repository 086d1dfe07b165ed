"""Day One's export: notes at the time and in the zone they were written in, and all else beside them."""

import json
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.clock import Zone
from reflect.formats.dayone import shown_text
from reflect.formats.rows import RowError
from tests.formats.foreign import day_one, id_known_by, kept, mapped, moments, taken
from tests.formats.rows_made import texts

plain = texts.filter(lambda text: shown_text(text) == text)
ENTRY: dict[str, Any] = {
    "uuid": "81F0AAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    "creationDate": "2020-07-10T02:22:12Z",
    "modifiedDate": "2020-07-11T12:22:12Z",
    "timeZone": "Europe/London",
    "isAllDay": False,
    "isPinned": False,
    "starred": True,
    "tags": ["walk"],
    "duration": 0,
    "text": "Out\\. with ![](dayone-moment://ABC)",
    "location": {"placeName": "Home", "latitude": 51.5},
    "photos": [{"identifier": "ABC", "md5": "d4"}],
    "audios": [],
}


@given(st.lists(st.tuples(moments, st.sampled_from(["Europe/London", "Asia/Kathmandu", "UTC"]), plain), max_size=5))
def test_each_entry_is_a_note_at_its_moment_in_its_zone(diary: list[tuple[datetime, str, str]]) -> None:
    rows = [
        {"uuid": str(number), "creationDate": f"{at.isoformat()}Z", "timeZone": zone, "text": text}
        for number, (at, zone, text) in enumerate(diary)
    ]
    found = kept("dayone", day_one(rows))
    assert [(entry["kind"], entry["text"], entry["zone"], entry["at"]) for entry in found] == [
        ("note", text, zone, at.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).isoformat()) for at, zone, text in diary
    ]
    assert [entry["id"] for entry in found] == [id_known_by("dayone", str(number)) for number in range(len(diary))]
    assert [mapped(entry) for entry in found] == [{"uuid": str(number)} for number in range(len(diary))]


def test_what_has_no_place_is_saved_in_extra_and_an_edit_there_is_none_here() -> None:
    (entry,) = kept("dayone", day_one([ENTRY]))
    assert (entry["at"], entry["day"]) == ("2020-07-10T03:22:12+01:00", "2020-07-09")
    assert (entry["recorded_at"], entry["edited_at"]) == (entry["at"], None)
    assert entry["text"] == "Out. with "
    in_extra = ("uuid", "modifiedDate", "starred", "tags", "duration", "location", "photos", "text")
    assert mapped(entry) == {name: ENTRY[name] for name in in_extra}


def test_an_invalid_zone_is_saved_and_the_one_of_the_import_holds() -> None:
    (entry,) = kept("dayone", day_one([{**ENTRY, "timeZone": "Mars/Olympus"}]), zone=Zone.named("Asia/Tokyo"))
    assert (entry["at"], entry["zone"]) == ("2020-07-10T11:22:12+09:00", "Asia/Tokyo")
    assert entry["extra"]["timeZone"] == "Mars/Olympus"


@pytest.mark.parametrize(
    ("zone", "offset"), [("GMT+0200", "+02:00"), ("GMT-3", "-03:00"), ("GMT+05:30", "+05:30"), ("UTC+02", "+02:00")]
)
def test_a_zone_that_is_an_offset_gives_the_offset(zone: str, offset: str) -> None:
    """As `TimeZone(secondsFromGMT:)` names them on Apple's systems."""
    (entry,) = kept("dayone", day_one([{**ENTRY, "timeZone": zone}]), zone=Zone.named("Asia/Tokyo"))
    assert (entry["at"][-6:], entry["zone"], entry["extra"]["timeZone"]) == (offset, None, zone)


@pytest.mark.parametrize("created", ["2026-06-30T14:00:00Z", "2026-06-30T22:00:00Z", "2026-07-01T12:00:00Z"])
@pytest.mark.parametrize("here", ["Asia/Tokyo", "America/Los_Angeles", "UTC"])
def test_a_midnight_of_a_zone_that_is_not_known_is_of_the_date_it_is_nearest_to(created: str, here: str) -> None:
    row = {"uuid": "0A", "creationDate": created, "timeZone": "Mars/Olympus", "isAllDay": True, "text": "x"}
    (entry,) = kept("dayone", day_one([row]), zone=Zone.named(here))
    assert entry["day"] == "2026-07-01"


@pytest.mark.parametrize("created", ["2026-07-01T14:37:00Z", "2026-07-01T15:00:12Z"])
def test_an_all_day_entry_with_a_time_that_is_midnight_nowhere_is_of_its_date_in_the_zone_of_the_import(
    created: str,
) -> None:
    (entry,) = kept("dayone", day_one([{"uuid": "0A", "creationDate": created, "isAllDay": True, "text": "x"}]))
    assert entry["day"] == "2026-07-01"


ALL_DAY = [
    ("2026-06-30T23:00:00Z", "Europe/London", "2026-07-01", "2026-07-01T12:00:00+01:00"),
    ("2026-07-01T04:00:00Z", "America/New_York", "2026-07-01", "2026-07-01T12:00:00-04:00"),
    ("2026-06-30T12:00:00Z", "Pacific/Auckland", "2026-07-01", "2026-07-01T12:00:00+12:00"),
    ("2026-07-01T11:00:00Z", "Pacific/Midway", "2026-07-01", "2026-07-01T12:00:00-11:00"),
    ("2026-03-29T00:00:00Z", "Europe/London", "2026-03-29", "2026-03-29T12:00:00+01:00"),
    ("2026-07-01T00:00:00Z", None, "2026-07-01", "2026-07-01T12:00:00+00:00"),
]
"""As Day One writes them: midnight of the day in the zone of the entry, in UTC."""


@pytest.mark.parametrize(("created", "zone", "day", "at"), ALL_DAY)
def test_an_entry_of_a_whole_day_belongs_to_its_date(created: str, zone: str | None, day: str, at: str) -> None:
    """As two of https://github.com/MarcDonald/obsidian-day-one-importer, test/__test_data__, Dev Journal.json."""
    row = {"uuid": "0A", "creationDate": created, "timeZone": zone, "isAllDay": True, "text": "The first."}
    for day_starts in (0, 4, 12):
        (entry,) = kept("dayone", day_one([row]), day_starts=day_starts)
        assert (entry["day"], entry["at"]) == (day, at)


@pytest.mark.parametrize("zone", ["Etc/GMT", "Etc\\/GMT", "GMT", "Etc/GMT+0"])
def test_a_midnight_of_etc_gmt_is_a_date_and_other_times_are_times(zone: str) -> None:
    """As in https://github.com/robinshi918/Daygram2DayOneConverter, sample_dayone_export.json."""
    rows = [
        {"uuid": created, "creationDate": created, "timeZone": zone, "text": "x"}
        for created in ("2026-07-01T00:00:00Z", "2026-07-01T09:30:00Z")
    ]
    date, time = kept("dayone", day_one(rows), zone=Zone.named("America/New_York"))
    assert (date["day"], date["at"], date["zone"]) == (
        "2026-07-01",
        "2026-07-01T12:00:00+00:00",
        zone.replace("\\", ""),
    )
    assert (time["day"], time["at"], time["zone"]) == ("2026-07-01", "2026-07-01T09:30:00+00:00", date["zone"])
    assert "timeZone" not in date["extra"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("30\\-minutes, fine\\. \\(so\\)\\!", "30-minutes, fine. (so)!"),
        ("a \\\\ b \\n \\ä C:\\", "a \\ b \\n \\ä C:\\"),
        ("`a\\.b` \\`c\\.", "`a\\.b` `c."),
        ("```\na\\.b\n```\nc\\.", "```\na\\.b\n```\nc."),
        ("![](dayone-moment://A)\n\nOne\n![](dayone-moment:/video/B)\ntwo", "One\ntwo"),
        ("One ![a photo](dayone-moment:/pdfAttachment/C) two", "One  two"),
        ("![](dayone-moment://A) ![](dayone-moment:/audio/B)\nOne\n", "One"),
        (
            "![](https://x.test/a.png) [day](dayone://view?entryId=A)",
            "![](https://x.test/a.png) [day](dayone://view?entryId=A)",
        ),
    ],
)
def test_a_text_is_as_its_reader_saw_it_and_kept_as_it_is_beside_it(text: str, shown: str) -> None:
    (entry,) = kept("dayone", day_one([{**ENTRY, "text": text}]))
    assert entry["text"] == shown
    assert entry["extra"].get("text", text) == text
    assert ("text" in entry["extra"]) == (text != shown)


def test_words_in_the_rich_text_alone_are_the_text() -> None:
    contents = [
        {"text": "Foo\n", "attributes": {"line": {"header": 1}}},
        {"embeddedObjects": [{"type": "photo", "identifier": "A"}]},
        {"text": "Bar\n\n"},
    ]
    rich = json.dumps({"contents": contents, "meta": {"version": 1}})
    bare = {name: kept_ for name, kept_ in ENTRY.items() if name != "text"}
    found = kept("dayone", day_one([{**text, "richText": rich} for text in (bare, {**bare, "text": ""}, ENTRY)]))
    assert [entry["text"] for entry in found] == ["Foo\nBar", "Foo\nBar", "Out. with "]
    assert found[0]["extra"]["richText"] == rich


@pytest.mark.parametrize("rich", [None, "", "{", "[1]", '{"contents": 1}', '{"contents": [{"text": 1}, 2]}', 5])
def test_an_entry_without_words_says_so(rich: Any) -> None:
    bare = {**ENTRY, "text": "![](dayone-moment://A1)", "richText": rich, "photos": [{"identifier": "A1"}]}
    (entry,) = kept("dayone", day_one([bare]))
    assert entry["text"] == "(no text)"
    assert entry["extra"]["photos"] == [{"identifier": "A1"}]


def test_what_day_one_keeps_for_itself_does_not_make_another_row() -> None:
    (entry,) = kept("dayone", day_one([ENTRY]))
    own: dict[str, Any] = {
        "isPinned": True,
        "starred": False,
        "editingTime": 3.5,
        "modifiedDate": "2026-01-01T00:00:00Z",
    }
    device: dict[str, Any] = {
        "creationDevice": "x",
        "creationOSName": "iOS",
        "weather": {"temperatureCelsius": 9},
        "richText": "{}",
    }
    same: list[dict[str, Any]] = [own, device, {"isAllDay": False}, {"videos": []}]
    for more in same:
        (again,) = kept("dayone", day_one([{**ENTRY, **more}]))
        assert (again["id"], again["extra"]["taken"]) == (entry["id"], entry["extra"]["taken"])
    changes: list[dict[str, Any]] = [{"text": "x"}, {"tags": ["y"]}, {"creationDate": "2020-07-10T02:22:13Z"}]
    for changed in [*changes, {"isAllDay": True}]:
        (other,) = kept("dayone", day_one([{**ENTRY, **changed}]))
        assert (other["id"], other["extra"]["taken"] == entry["extra"]["taken"]) == (entry["id"], False)


def test_offsets_of_old_times_are_in_whole_minutes() -> None:
    rows = [{"uuid": zone, "creationDate": "1936-01-01T21:00:00Z", "timeZone": zone} for zone in OLD]
    assert [entry["at"] for entry in kept("dayone", day_one(rows))] == list(OLD.values())


OLD = {"Europe/Amsterdam": "1936-01-01T21:19:32+00:19", "Africa/Monrovia": "1936-01-01T20:15:30-00:44"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"creationDate": None},
        {"creationDate": "yesterday"},
        {"creationDate": 5},
        {"creationDate": "0001-01-01T00:00:00Z", "timeZone": "America/New_York"},
        {"creationDate": "1447-05-27T00:00:00Z"},
        {"creationDate": "2099-01-01T00:00:00Z"},
        {"text": ["plum jam"]},
        {"text": "plum\0jam"},
    ],
)
def test_an_entry_that_cannot_be_read_is_named_by_its_place(wrong: dict[str, Any]) -> None:
    found = taken("dayone", day_one([ENTRY, {**ENTRY, "text": "plum jam", **wrong}, ENTRY]))
    assert [isinstance(entry, RowError) for entry in found] == [False, True, False]
    error = found[1]
    assert isinstance(error, RowError)
    assert error.line == 2
    assert "plum" not in error.message


@pytest.mark.parametrize("document", ["{", "[]", '{"entries": 1}', '{"journals": 1}', '{"journals": {"a": 1}}'])
def test_a_document_without_entries_is_an_error(document: str) -> None:
    (error,) = taken("dayone", document)
    assert isinstance(error, RowError)


@pytest.mark.parametrize(
    ("created", "zone"),
    [("2026-11-23T05:00:00Z", "America/New_York"), ("2026-11-23T11:00:00Z", "Pacific/Auckland")],
)
def test_the_running_day_may_be_taken_before_its_noon_wherever_it_is(created: str, zone: str) -> None:
    row = {"uuid": "0A", "creationDate": created, "timeZone": zone, "isAllDay": True, "text": "x"}
    now = datetime(2026, 11, 23, 11, 30, tzinfo=UTC)  # noon of the 23rd in New York, of the 24th in Auckland: to come
    (entry,) = kept("dayone", day_one([row]), now=now)
    assert datetime.fromisoformat(entry["at"]) > now
    (error,) = taken("dayone", day_one([{**row, "creationDate": "2026-11-25T05:00:00Z"}]), now=now)
    assert isinstance(error, RowError)

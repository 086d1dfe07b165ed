"""Day One's export: notes at the time and in the zone they were written in, and all else beside them."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.clock import Zone
from reflect.formats.rows import RowError
from tests.formats.foreign import day_one, kept, moments, taken
from tests.formats.rows_made import id_of, texts

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


@given(st.lists(st.tuples(moments, st.sampled_from(["Europe/London", "Asia/Kathmandu", "UTC"]), texts), max_size=5))
def test_each_entry_is_a_note_at_its_moment_in_its_zone(diary: list[tuple[datetime, str, str]]) -> None:
    rows = [
        {"uuid": str(number), "creationDate": f"{at.isoformat()}Z", "timeZone": zone, "text": text}
        for number, (at, zone, text) in enumerate(diary)
    ]
    found = kept("dayone", day_one(rows))
    assert [(entry["kind"], entry["text"], entry["zone"], entry["at"]) for entry in found] == [
        ("note", text, zone, at.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).isoformat()) for at, zone, text in diary
    ]
    assert [entry["id"] for entry in found] == [id_of(row) for row in rows]
    assert [entry["extra"] for entry in found] == [{"uuid": str(number)} for number in range(len(diary))]


def test_what_has_no_place_is_saved_in_extra_and_an_edit_there_is_none_here() -> None:
    (entry,) = kept("dayone", day_one([ENTRY]))
    assert (entry["at"], entry["day"]) == ("2020-07-10T03:22:12+01:00", "2020-07-09")
    assert (entry["recorded_at"], entry["edited_at"]) == (entry["at"], None)
    assert entry["text"] == ENTRY["text"]
    assert entry["extra"] == {
        name: ENTRY[name] for name in ("uuid", "modifiedDate", "starred", "tags", "duration", "location", "photos")
    }


def test_an_invalid_zone_is_saved_and_the_one_of_the_import_holds() -> None:
    (entry,) = kept("dayone", day_one([{**ENTRY, "timeZone": "Mars/Olympus"}]), zone=Zone.named("Asia/Tokyo"))
    assert (entry["at"], entry["zone"]) == ("2020-07-10T11:22:12+09:00", "Asia/Tokyo")
    assert entry["extra"]["timeZone"] == "Mars/Olympus"


def test_an_entry_of_media_alone_is_links_to_them_and_an_empty_one_says_so() -> None:
    media = {"text": " ", "photos": [{"identifier": "A1"}, {"identifier": "../x"}, 1], "videos": [{"identifier": "B2"}]}
    bare = {name: kept_ for name, kept_ in ENTRY.items() if name not in ("text", "photos")}
    found = kept("dayone", day_one([{**ENTRY, **media}, bare, {**bare, "photos": "none"}]))
    assert [entry["text"] for entry in found] == [
        "![](dayone-moment://A1)\n![](dayone-moment:/video/B2)",
        "(no text)",
        "(no text)",
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        {"creationDate": None},
        {"creationDate": "yesterday"},
        {"creationDate": 5},
        {"creationDate": "0001-01-01T00:00:00Z", "timeZone": "America/New_York"},
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

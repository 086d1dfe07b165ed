"""Daylio's backup: levels without a map, offsets, and the same entries as the table has."""

import base64
import io
import json
import zipfile
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.clock import Zone
from reflect.errors import BadFileError
from reflect.formats import detect
from reflect.formats.daylio import LEVELS, plain_note
from reflect.formats.rows import RowError
from tests.formats.foreign import (
    ASSETS,
    DAYLIO_TAGS,
    backup_entry,
    daylio,
    daylio_backup,
    daylio_row,
    id_known_by,
    kept,
    mapped,
    minutes,
    taken,
)
from tests.formats.rows_made import texts
from tests.program import Reflect, Refused

AT = datetime(2026, 11, 2, 22, tzinfo=timezone(timedelta(hours=1)))
OWN_MOODS = (
    {"id": 6, "custom_name": "love it ", "mood_group_id": 1, "predefined_name_id": -1},
    {"id": 9, "custom_name": "so so", "mood_group_id": 4, "predefined_name_id": -1},
)
NAMES = ["rad", "good", "meh", "bad", "awful"]
offsets = st.integers(-48, 56).map(lambda quarters: timezone(timedelta(minutes=15 * quarters)))
tags = st.lists(st.integers(0, len(DAYLIO_TAGS) - 1), unique=True, max_size=3)


@given(st.lists(st.tuples(minutes, offsets, st.integers(1, 5), texts | st.just(""), tags), max_size=5))
def test_levels_offsets_notes_and_tags_are_as_they_were(diary: list[tuple[Any, Any, int, str, list[int]]]) -> None:
    entries = [
        backup_entry(at.replace(tzinfo=offset), mood, note=note, tags=[14 + tag for tag in own])
        for at, offset, mood, note, own in diary
    ]
    found = kept("daylio", daylio_backup(entries))
    assert [(entry["at"], entry["value"], entry["scale"]) for entry in found] == [
        (at.replace(tzinfo=offset).isoformat(), 6 - mood, [1, 5]) for at, offset, mood, _, _ in diary
    ]
    shown = [plain_note(note) for _, _, _, note, _ in diary]
    assert [entry["note"] for entry in found] == [note if note.strip() else None for note in shown]
    assert [mapped(entry).get("activities", []) for entry in found] == [
        [DAYLIO_TAGS[tag] for tag in own] for *_, own in diary
    ]


def test_the_names_a_person_gave_need_no_map_but_one_is_heeded() -> None:
    document = daylio_backup([backup_entry(AT, 6), backup_entry(AT, 9), backup_entry(AT, 3)], moods=OWN_MOODS)
    found = kept("daylio", document)
    assert [(entry["value"], entry["extra"]["mood"]) for entry in found] == [(5, "love it"), (2, "so so"), (3, "meh")]
    found = kept("daylio", document, mood_map={"so so": 3})
    assert [entry["value"] for entry in found] == [5, 3, 3]


@given(
    st.lists(st.tuples(minutes, st.integers(0, 4), st.sampled_from(["", "x", "a<br>b"]), tags), min_size=1, max_size=5),
    st.sampled_from(["", "A title"]),
)
def test_the_table_and_the_backup_give_entries_that_are_known_to_each_other(
    diary: list[tuple[datetime, int, str, list[int]]], title: str
) -> None:
    rows = [
        daylio_row(at, NAMES[mood], note=note, note_title=title, activities=" | ".join(DAYLIO_TAGS[tag] for tag in own))
        for at, mood, note, own in diary
    ]
    entries = [
        backup_entry(
            at.replace(tzinfo=UTC), mood + 1, note=note, note_title=title, tags=[14 + tag for tag in own[::-1]]
        )
        for at, mood, note, own in diary
    ]
    by_table, by_backup = kept("daylio", daylio(rows)), kept("daylio", daylio_backup(entries))
    for name in ("id", "at", "value", "note", "day"):
        assert [entry[name] for entry in by_table] == [entry[name] for entry in by_backup]
    assert [entry["extra"]["taken"] for entry in by_table] == [entry["extra"]["taken"] for entry in by_backup]
    assert by_table[-1]["id"] == id_known_by("daylio", f"{diary[-1][0]:%Y-%m-%dT%H:%M}", 1)


def test_it_is_found_as_json_and_in_base64_with_lines_or_without() -> None:
    document = daylio_backup([backup_entry(AT, 2, note="caf\u00e9")])
    packed = base64.b64encode(document.encode()).decode()
    for given_ in (document, json.dumps(json.loads(document), indent=2), packed, "\n".join([packed[:76], packed[76:]])):
        assert detect.format_of(given_, "FILE") == "daylio"
        assert [entry["note"] for entry in kept("daylio", given_)] == ["caf\u00e9"]


def test_all_else_is_in_extra() -> None:
    entry = backup_entry(AT, 1, tags=[15, 99], assets=[7, 8], note="a<br>b", note_title="T", isFavorite=True, x=None)
    (found,) = kept("daylio", daylio_backup([entry]))
    assert mapped(found) == {
        "mood": "rad",
        "activities": ["movies / tv"],
        "tags": ["99"],
        "assets": [ASSETS[0], 8],
        "note": "a<br>b",
        "title": "T",
        "isFavorite": True,
    }


def test_the_zone_is_the_ones_of_the_import_where_its_clock_showed_that_time() -> None:
    document = daylio_backup([backup_entry(AT, 1), backup_entry(AT.astimezone(UTC), 1)])
    found = kept("daylio", document, zone=Zone.named("Europe/Berlin"))
    assert [(entry["at"], entry["zone"]) for entry in found] == [
        ("2026-11-02T22:00:00+01:00", "Europe/Berlin"),
        ("2026-11-02T21:00:00+00:00", None),
    ]


@pytest.mark.parametrize("here", ["Asia/Tokyo", "America/Los_Angeles"])
def test_an_entry_of_before_there_were_times_belongs_to_its_day(here: str) -> None:
    """As 151 of the 365 in https://github.com/Guekka/DaylioBackupTools, tests/data/old.daylio."""
    entry = {**backup_entry(AT, 1), "hour": -1, "minute": -1, "timeZoneOffset": 0}
    (found,) = kept("daylio", daylio_backup([entry]), zone=Zone.named(here), day_starts=12)
    assert (found["day"], found["at"][:19], found["zone"]) == ("2026-11-02", "2026-11-02T12:00:00", here)


def test_a_time_whose_offset_no_zone_has_is_read_in_the_zone_of_the_import() -> None:
    entry = {**backup_entry(AT, 1), "datetime": 1659481200000}
    (found,) = kept("daylio", daylio_backup([entry]), zone=Zone.named("Asia/Tokyo"))
    assert (found["at"], found["zone"]) == ("2026-11-02T22:00:00+09:00", "Asia/Tokyo")


@pytest.mark.parametrize(
    "wrong",
    [
        {"month": 12},
        {"year": 1447},
        {"year": 2569},
        {"day": "2"},
        {"hour": 24},
        {"hour": -1},
        {"minute": None},
        {"mood": 77},
        {"mood": [1]},
        {"mood": 20},
        {"datetime": "x"},
        {"datetime": 10**30},
        {"tags": 5},
        {"tags": [[1]]},
        {"assets": 5},
        {"note": "plum\0jam"},
    ],
)
def test_an_entry_that_cannot_be_read_is_named_by_its_place(wrong: dict[str, Any]) -> None:
    good = backup_entry(AT, 1)
    no_level = {"id": 20, "custom_name": "plum", "mood_group_id": 7}
    document = daylio_backup([good, {**good, "note": "plum jam", **wrong}, good], moods=[no_level])
    found = taken("daylio", document)
    assert [isinstance(entry, RowError) for entry in found] == [False, True, False]
    assert isinstance(found[1], RowError)
    assert found[1].line == 2
    assert "plum" not in found[1].message


@pytest.mark.parametrize("entry", [1, None, [], {}, "plum"])
def test_what_is_no_entry_is_an_error(entry: Any) -> None:
    found = taken("daylio", daylio_backup([entry]))
    assert [isinstance(one, RowError) for one in found] == [True]


@pytest.mark.parametrize(
    "document",
    ["{}", '{"dayEntries": []}', '{"dayEntries": {}, "customMoods": [], "tags": []}', "eyJh", "eyJkYXlFbnRya"],
)
def test_what_is_no_backup_is_not_found_to_be_one(document: str) -> None:
    assert not detect.FORMATS["daylio"].recognises(document)
    (error,) = taken("daylio", document)
    assert isinstance(error, RowError)


def test_the_levels_are_those_of_the_table() -> None:
    found = kept("daylio", daylio_backup([backup_entry(AT, mood) for mood in range(1, 6)]))
    assert {entry["extra"]["mood"]: entry["value"] for entry in found} == LEVELS


def packed(text: bytes, name: str = "backup.daylio") -> bytes:
    """Return a `.daylio` file: a ZIP file with the backup in base64, and photos."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, base64.b64encode(text))
        archive.writestr("assets/photos/2026/11/6ad9", b"\xff\xd8" * 100)
    return made.getvalue()


@given(st.data())
def test_whatever_happened_to_a_backup_it_is_read_or_refused(data: st.DataObject) -> None:
    """The bytes of the file changed or cut, and those of the JSON inside."""
    inside = bytearray(daylio_backup([backup_entry(AT, 2, note="plum jam")]).encode())
    for _ in range(data.draw(st.integers(0, 3))):
        inside[data.draw(st.integers(0, len(inside) - 1))] = data.draw(st.integers(0, 255))
    raw = bytearray(packed(bytes(inside)))
    for _ in range(data.draw(st.integers(0, 3))):
        raw[data.draw(st.integers(4, len(raw) - 1))] = data.draw(st.integers(0, 255))
    try:
        text = detect.read_document(io.BytesIO(bytes(raw[: data.draw(st.integers(4, len(raw)))])), "in.daylio")
    except BadFileError as error:
        said = [str(error)]
    else:
        said = [entry.message for entry in taken("daylio", text) if isinstance(entry, RowError)]
    assert not any("plum" in one for one in said)


def test_a_backup_is_imported_as_a_process_and_again(reflect: Reflect, refused: Refused) -> None:
    file = reflect.home / "backup_2026_11_02.daylio"
    file.write_bytes(packed(daylio_backup([backup_entry(AT, 2), backup_entry(AT, 9)], moods=OWN_MOODS).encode()))
    assert reflect("import", file.name, "--json").json["by_kind"] == {"mood": 2}
    again = reflect("import", file.name, "--json", env={"TZ": "Asia/Tokyo"}).json
    assert (again["added"], again["known"]) == (0, 2)
    assert sorted(entry["value"] for entry in reflect.entries()) == [2, 4]
    file.write_bytes(packed(b'{"dayEntries": 1}'))
    assert file.name in refused("import", file.name, code=5).err
    file.write_bytes(packed(daylio_backup([backup_entry(AT, 2), {**backup_entry(AT, 2), "year": 1447}]).encode()))
    said = refused("import", file.name, code=5).err
    assert f"{file.name} line 2" in said
    assert "1447-11-02" in said

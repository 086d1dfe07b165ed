"""A later export of another program: what changed there is updated, what is new added, what was changed here stays.

What each program writes anew: Day One has a uuid and adds fields with its versions (ergebnis/day-one-to-obsidian-
converter has an export without `isPinned`, MarcDonald/obsidian-day-one-importer one with it); Daylio writes the new
name of a mood in all its old rows (CampbellMG/MiniMoods#3 and the exports in public repositories); How We Feel has had
three layouts of columns.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

import pytest

from tests.formats.foreign import (
    DAYLIO_2019,
    HOWWEFEEL,
    day_one,
    daylio,
    daylio_row,
    how_we_feel_date,
    id_known_by,
    jrnl,
    jrnl_json,
    table,
)
from tests.program import Reflect

COUNTS = ("read", "added", "updated", "known", "kept_here")
Change = Callable[[list[dict[str, str]]], list[dict[str, str]]]


def _take(reflect: Reflect, document: str, *more: str) -> tuple[int, ...]:
    result = reflect("import", "-", "--json", *more, stdin=document).json
    assert result["read"] == sum(result[name] for name in ("added", "updated", "known", "kept_here", "skipped"))
    return tuple(result[name] for name in COUNTS)


def _texts(reflect: Reflect) -> list[str]:
    return sorted(str(entry.get("text") or entry.get("note")) for entry in reflect.entries())


def _note(number: int, **more: object) -> dict[str, Any]:
    at = f"2026-11-0{number}T09:00:00Z"
    return {
        "uuid": f"U{number}",
        "creationDate": at,
        "modifiedDate": at,
        "timeZone": "UTC",
        "text": f"n{number}",
        **more,
    }


def _feelings(rows: Sequence[Mapping[str, str]], columns: list[str] = HOWWEFEEL) -> str:
    return table(columns, [{name: row.get(name, "") for name in columns} for row in rows])


def _moods(*notes: str, at: datetime = datetime(2026, 11, 20, 9)) -> str:
    """Return rows of one minute as Daylio writes them: of these notes, oldest first, the newest first."""
    return daylio([daylio_row(at, "good", note=note) for note in reversed(notes)])


def test_the_ids_are_those_of_the_contract(reflect: Reflect) -> None:
    at = datetime(2026, 11, 20, 9)
    reflect("import", "-", stdin=day_one([_note(1)]))
    reflect("import", "-", stdin=_moods("first", "second"))
    reflect("import", "-", stdin=_feelings([{"Date": how_we_feel_date(at), "Mood": "calm", "Notes": "n"}]))
    reflect("import", "-", stdin=jrnl([("2026-11-20 09:00", "Title.\n  body\tof it")]))
    assert {entry["id"]: entry.get("note") or entry.get("text") for entry in reflect.entries()} == {
        id_known_by("dayone", "U1"): "n1",
        id_known_by("daylio", "2026-11-20T09:00", 1): "first",
        id_known_by("daylio", "2026-11-20T09:00", 2): "second",
        id_known_by("howwefeel", "2026-11-20T09:00", 1): "n",
        id_known_by("jrnl", "2026-11-20T09:00", "Title. body of it"): "Title.\n  body\tof it",
    }


@pytest.mark.parametrize("document", [day_one([_note(1)]), _moods("a", "b"), jrnl([("2026-11-20 09:00", "x")])])
def test_neither_zone_nor_values_change_what_an_entry_is_known_by(reflect: Reflect, document: str) -> None:
    reflect("import", "-", stdin=document)
    before = {entry["id"]: entry["extra"]["taken"] for entry in reflect.entries()}
    moods = ("--mood-map", "good=1") if "good" in document else ()
    assert _take(reflect, document, "--zone", "Asia/Tokyo", *moods)[3] == len(before)
    reflect("import", "-", "--zone", "Asia/Tokyo", "--keep", "theirs", *moods, stdin=document)
    assert {entry["id"]: entry["extra"]["taken"] for entry in reflect.entries()} == before


def test_a_later_export_of_day_one(reflect: Reflect) -> None:
    reflect("import", "-", stdin=day_one([_note(1), _note(2), _note(3)]))
    own = {"isPinned": False, "starred": True, "editingTime": 3.5, "weather": {"a": 1}, "creationDeviceType": "iPhone"}
    assert _take(reflect, day_one([{**_note(number), **own} for number in (1, 2, 3)])) == (3, 0, 0, 3, 0)
    newer = {"text": "changed there", "modifiedDate": "2026-11-05T10:00:00Z"}
    later = day_one([_note(4), {**_note(1), **newer}, _note(2), {**_note(3), **newer}])
    reflect("edit", id_known_by("dayone", "U3"), "--text", "edited here")
    assert _take(reflect.at("2026-11-24T09:00:00+00:00"), later) == (4, 1, 1, 1, 1)
    assert _texts(reflect) == ["changed there", "edited here", "n2", "n4"]
    (updated,) = [entry for entry in reflect.entries() if entry["id"] == id_known_by("dayone", "U1")]
    assert updated["edited_at"] == "2026-11-24T09:00:00+00:00"
    assert _take(reflect, later) == (4, 0, 0, 3, 1)
    assert _take(reflect, day_one([_note(1)])) == (1, 0, 0, 1, 0)  # the older version
    reflect("undo", "--yes")
    assert _texts(reflect) == ["edited here", "n1", "n2"]
    assert _take(reflect, later) == (4, 1, 1, 1, 1)  # what an undo took back is not changed here


def test_what_was_edited_and_undone_here_is_unchanged(reflect: Reflect) -> None:
    reflect("import", "-", stdin=day_one([_note(1)]))
    reflect("edit", id_known_by("dayone", "U1"), "--text", "edited here")
    reflect("undo", "--yes")
    assert _take(reflect, day_one([_note(1, text="changed there")])) == (1, 0, 1, 0, 0)
    assert _take(reflect, day_one([_note(1, text="changed again")])) == (1, 0, 1, 0, 0)
    assert _texts(reflect) == ["changed again"]


def test_an_entry_that_is_private_here_stays_so(reflect: Reflect) -> None:
    reflect("import", "-", stdin=day_one([_note(1)]))
    reflect("edit", id_known_by("dayone", "U1"), "--private")
    newer = day_one([_note(1, text="changed there")])
    assert _take(reflect, newer) == (1, 0, 0, 0, 1)
    assert _take(reflect, newer, "--keep", "theirs") == (1, 0, 1, 0, 0)
    assert [(entry["text"], entry["private"]) for entry in reflect.entries()] == [("changed there", True)]


@pytest.mark.parametrize(
    ("before", "after", "counts", "kept"),
    [
        (("a",), ("a",), (1, 0, 0, 1, 0), ("a",)),
        (("a",), ("A",), (1, 0, 1, 0, 0), ("A",)),
        (("a",), ("a", "b"), (2, 1, 0, 1, 0), ("a", "b")),
        (("a",), ("b", "a"), (2, 1, 0, 1, 0), ("a", "b")),  # one that was added before it
        (("a", "b"), ("a", "B"), (2, 0, 1, 1, 0), ("B", "a")),
        (("a", "b"), ("b", "a"), (2, 0, 0, 2, 0), ("a", "b")),
        (("a", "b"), ("b",), (1, 0, 0, 1, 0), ("a", "b")),  # one that was deleted there
        (("a", "b"), ("B",), (1, 0, 0, 0, 1), ("a", "b")),  # which of the two it was is not known
        (("a", "b", "c"), ("a", "c", "d"), (3, 0, 1, 2, 0), ("a", "c", "d")),
        (("a", "a"), ("a", "a", "a"), (3, 1, 0, 2, 0), ("a", "a", "a")),
    ],
)
def test_a_later_export_of_daylio_in_one_minute(
    reflect: Reflect, before: tuple[str, ...], after: tuple[str, ...], counts: tuple[int, ...], kept: tuple[str, ...]
) -> None:
    reflect("import", "-", stdin=_moods(*before))
    assert _take(reflect, _moods(*after)) == counts
    assert tuple(_texts(reflect)) == kept
    again = _take(reflect, _moods(*after))
    assert again[1:3] == (0, 0)


def test_a_mood_that_daylio_names_anew_is_updated_everywhere(reflect: Reflect) -> None:
    rows = [daylio_row(datetime(2026, 11, day, 9), mood) for day, mood in ((3, "good"), (2, "bad"), (1, "good"))]
    reflect("import", "-", stdin=daylio(rows))
    renamed = [{**row, "mood": row["mood"].replace("good", "fine")} for row in rows]
    assert _take(reflect, daylio(renamed), "--mood-map", "fine=4") == (3, 0, 2, 1, 0)
    assert [entry["value"] for entry in reflect.entries()] == [4, 2, 4]


def test_another_clock_and_an_empty_column_are_no_change(reflect: Reflect) -> None:
    row = daylio_row(datetime(2026, 11, 3, 21, 5), "good", note="x")
    reflect("import", "-", stdin=daylio([row]))
    assert _take(reflect, daylio([{**row, "time": "21:05"}])) == (1, 0, 0, 1, 0)
    assert _take(reflect, daylio([row], DAYLIO_2019)) == (1, 0, 0, 1, 0)


def test_a_later_export_of_how_we_feel(reflect: Reflect) -> None:
    rows = [
        {"Date": how_we_feel_date(datetime(2026, 11, day, 9)), "Mood": "calm", "Notes": f"n{day}"} for day in (3, 2, 1)
    ]
    reflect("import", "-", stdin=_feelings(rows))
    reflect("delete", id_known_by("howwefeel", "2026-11-01T09:00", 1), "--yes")
    new = {"Date": how_we_feel_date(datetime(2026, 11, 4, 9)), "Mood": "tired", "Notes": "n4"}
    later = _feelings([new, rows[0], {**rows[1], "Notes": "changed"}, rows[2]])
    assert _take(reflect, later) == (4, 1, 1, 1, 1)
    assert _texts(reflect) == ["changed", "n3", "n4"]
    assert _take(reflect, later, "--keep", "theirs") == (4, 1, 0, 3, 0)


def test_a_later_journal_of_jrnl(reflect: Reflect) -> None:
    reflect("import", "-", stdin=jrnl([("2026-11-01 09:00", "One."), ("2026-11-02 09:00", "Two.\nbody")]))
    later = jrnl([("2026-11-01 09:00", "One, edited."), ("2026-11-02 09:00", "Two. body"), ("2026-11-03 09:00", "x")])
    dry = reflect("import", "-", "--dry-run", stdin=later)
    assert "1 of these" in dry.err
    assert reflect("import", "-", "--dry-run", "--json", stdin=later).json["same_minute"] == 1
    assert _take(reflect, later) == (3, 2, 0, 1, 0)
    notes = [{"title": "Two.", "body": "body", "date": "2026-11-02", "time": "09:00", "tags": [], "starred": True}]
    assert _take(reflect, jrnl_json(notes)) == (1, 0, 0, 1, 0)


def test_an_update_is_one_step_of_the_undo_with_the_rest(reflect: Reflect) -> None:
    reflect("import", "-", stdin=day_one([_note(1), _note(2)]))
    before = [{**entry, "edited_at": None} for entry in reflect.entries()]
    newer = day_one([_note(1, text="changed", creationDate="2026-10-05T09:00:00Z"), _note(2), _note(3)])
    assert _take(reflect, newer) == (3, 1, 1, 1, 0)
    reflect("undo", "--yes")
    assert [{**entry, "edited_at": None} for entry in reflect.entries()] == before


def test_of_two_versions_of_one_entry_in_a_file_the_later_counts(reflect: Reflect) -> None:
    older, newer = _note(1), _note(1, text="later", modifiedDate="2026-11-06T09:00:00Z")
    assert _take(reflect, day_one([newer, older, older])) == (3, 1, 0, 2, 0)
    assert _texts(reflect) == ["later"]


def test_what_was_deleted_and_brought_back_is_deleted_again_once_that_is_undone(reflect: Reflect) -> None:
    document = day_one([_note(1), _note(2)])
    reflect("import", "-", stdin=document)
    reflect("delete", id_known_by("dayone", "U1"), "--yes")
    assert _take(reflect, document, "--keep", "theirs") == (2, 1, 0, 1, 0)
    reflect("undo", "--yes")
    assert _texts(reflect) == ["n2"]
    assert _take(reflect, document) == (2, 0, 0, 1, 1)

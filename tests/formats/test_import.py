"""Import as a process: all or nothing, nothing twice, and what was changed here stays."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.formats.rows_made import id_of, lines
from tests.program import Reflect, Refused

NOTE: dict[str, Any] = {"kind": "note", "day": "2026-11-03", "text": "x"}
ROW: dict[str, Any] = {**NOTE, "id": "aaaabbbbcccc"}


def _take(reflect: Reflect, *rows: dict[str, Any], more: tuple[str, ...] = ()) -> Any:
    return reflect("import", "-", "--json", *more, stdin=lines(rows)).json


def test_it_tells_what_it_read_and_added(reflect: Reflect) -> None:
    mood = {"kind": "mood", "day": "2026-11-04", "value": 4}
    assert _take(reflect, NOTE, mood, NOTE) == {
        "read": 3,
        "added": 3,
        "updated": 0,
        "known": 0,
        "kept_here": 0,
        "skipped": 0,
        "by_kind": {"mood": 1, "note": 2},
        "errors": [],
    }
    assert {entry["id"] for entry in reflect.entries()} == {id_of(NOTE, 1), id_of(NOTE, 2), id_of(mood)}
    ran = reflect("import", "-", stdin=lines([NOTE, {**NOTE, "text": "y"}]))
    assert ran.out.count("\n") == 1
    assert "read 2" in ran.out
    assert "1" in ran.out
    assert ran.err == ""


def test_the_same_file_again_adds_nothing_whatever_the_terms(reflect: Reflect) -> None:
    rows = [
        NOTE,
        NOTE,
        {"kind": "mood", "day": "2026-11-04", "value": 4},
        {**NOTE, "extra": {"a": [1, None, "\u2028"]}},
    ]
    _take(reflect, *rows)
    reflect("config", "set", "mood.scale", "0-10")
    reflect("config", "set", "day_starts", "06:00")
    before = reflect.tree()
    for more in ((), ("--zone", "Asia/Tokyo"), ("--keep", "ours"), ("--keep", "theirs"), ("--dry-run",)):
        again = _take(reflect, *rows, more=more)
        assert (again["read"], again["added"], again["known"], again["by_kind"]) == (4, 0, 4, {})
        if more != ("--keep", "theirs"):
            assert reflect.tree() == before
    said = reflect("import", "-", "--dry-run", stdin=lines([NOTE, {**NOTE, "text": " "}]), code=5)
    assert said.out == "read 2: without these lines would add 0, already here 1\n"
    assert len(reflect.entries()) == 4


def test_more_rows_of_the_same_file_add_only_what_is_new(reflect: Reflect) -> None:
    _take(reflect, NOTE, NOTE)
    taken = _take(reflect, NOTE, {**NOTE, "text": "y"}, NOTE, NOTE)
    assert (taken["added"], taken["known"]) == (2, 2)
    assert {entry["id"] for entry in reflect.entries()} == {
        *(id_of(NOTE, n) for n in (1, 2, 3)),
        id_of({**NOTE, "text": "y"}),
    }


def test_rows_of_one_file_with_one_id_and_the_same_content_are_one(reflect: Reflect) -> None:
    taken = _take(reflect, ROW, ROW)
    assert (taken["read"], taken["added"], taken["known"]) == (2, 1, 1)


def test_all_or_nothing(reflect: Reflect, refused: Refused) -> None:
    reflect("note", "kept here")
    bad = [{**NOTE, "day": "2026-09-09"}, {**NOTE, "text": " "}, NOTE, {**NOTE, "day": "x"}, {"kind": "mood"}]
    ran = refused("import", "-", code=5, stdin=lines(bad))
    assert "line 2" in ran.err
    assert "`text`" in ran.err
    assert "line 4" in ran.err
    assert "line 5" in ran.err


def test_nothing_is_made_by_a_file_that_is_refused(reflect: Reflect, refused: Refused) -> None:
    refused("import", "-", code=5, stdin=lines([NOTE, {**NOTE, "text": " "}]))
    refused("import", "-", code=5, stdin=lines([ROW, {**ROW, "text": "y"}]))
    assert not reflect.store.exists()


def test_a_dry_run_says_as_json_what_is_wrong_with_a_file_as_a_whole(reflect: Reflect) -> None:
    for text, message in (("", "is empty"), ("date,mood\n1,x\n", "is in none of the formats")):
        ran = reflect("import", "-", "--dry-run", "--json", stdin=text, code=5)
        assert ran.json["read"] == ran.json["added"] == 0
        (error,) = ran.json["errors"]
        assert error["line"] == 0
        assert error["message"].startswith(message)
        assert reflect("import", "-", "--json", stdin=text, code=5).out == ""


def test_a_dry_run_names_every_error_and_makes_nothing(reflect: Reflect) -> None:
    rows = [NOTE, {**NOTE, "text": " "}, {**NOTE, "text": "y"}, {**NOTE, "day": "x"}, ROW, {**ROW, "text": "z"}]
    ran = reflect("import", "-", "--dry-run", "--json", stdin=lines(rows), code=5)
    assert not reflect.store.exists()
    assert [error["line"] for error in ran.json["errors"]] == [2, 4, 6]
    assert (ran.json["read"], ran.json["added"], ran.json["by_kind"]) == (6, 0, {})
    said = reflect("import", "-", "--dry-run", stdin=lines(rows), code=5)
    assert all(f"line {line}" in said.err for line in (2, 4, 6))
    assert "without these lines would add 3" in said.out
    assert reflect("import", "-", stdin=lines(rows), code=5).err == said.err.splitlines(keepends=True)[-1]
    assert not reflect.store.exists()
    _take(reflect, NOTE)
    before = reflect.tree()
    assert _take(reflect, NOTE, {**NOTE, "text": "y"}, more=("--dry-run",))["added"] == 1
    assert reflect.tree() == before


def test_what_is_here_with_other_content_needs_a_decision(reflect: Reflect, refused: Refused) -> None:
    _take(reflect, ROW)
    theirs = {**ROW, "text": "y", "day": "2026-10-09"}
    for more in ((), ("--dry-run",)):
        ran = refused("import", "-", *more, code=5, stdin=lines([{**NOTE, "text": "new"}, theirs]))
        assert "aaaabb" in ran.err
        assert "--keep" in ran.err
        assert "line 2" in ran.err
        assert "--skip-faulty" not in ran.err
    before = reflect.tree()
    assert _take(reflect, theirs, more=("--keep", "ours"))["added"] == 0
    assert _take(reflect, theirs, more=("--keep", "theirs", "--dry-run"))["added"] == 0
    assert reflect.tree() == before
    _take(reflect, theirs, more=("--keep", "theirs"))
    (entry,) = reflect.entries()
    assert (entry["text"], entry["day"]) == ("y", "2026-10-09")
    assert not (reflect.store / "entries/2026-11.json").exists()


def test_equal_rows_that_need_a_decision_are_told_by_a_line_each(reflect: Reflect) -> None:
    _take(reflect, ROW)
    theirs = {**ROW, "text": "y"}
    found = reflect("import", "-", "--dry-run", "--json", stdin=lines([NOTE, theirs, NOTE, theirs]), code=5)
    assert [error["line"] for error in found.json["errors"]] == [2, 4]


def test_an_id_of_another_kind_is_other_content(reflect: Reflect, refused: Refused) -> None:
    _take(reflect, ROW)
    other = {"id": ROW["id"], "kind": "session", "day": ROW["day"]}
    assert "aaaabb" in refused("import", "-", code=5, stdin=lines([other])).err


def test_what_was_edited_here_stays(reflect: Reflect) -> None:
    _take(reflect, NOTE)
    reflect("edit", id_of(NOTE), "--text", "edited here")
    before = reflect.tree()
    for more in ((), ("--keep", "ours"), ("--keep", "theirs")):
        taken = _take(reflect, NOTE, more=more)
        assert (taken["added"], taken["known"], taken["kept_here"]) == (0, 0, 1)
        assert reflect.tree() == before


def test_what_was_deleted_here_stays_away_unless_the_file_is_to_win(reflect: Reflect) -> None:
    _take(reflect, NOTE, NOTE)
    reflect("delete", id_of(NOTE, 2), "--yes")
    before = reflect.tree()
    for more in ((), ("--keep", "ours"), ("--dry-run",)):
        taken = _take(reflect, NOTE, NOTE, more=more)
        assert (taken["added"], taken["known"], taken["kept_here"]) == (0, 1, 1)
        assert reflect.tree() == before
    later = reflect.at("2026-11-24T21:40:00+00:00")
    assert _take(later, NOTE, NOTE, more=("--keep", "theirs"))["added"] == 1
    marked = json.loads((reflect.store / "deleted.json").read_text())[id_of(NOTE, 2)]
    edited = next(entry["edited_at"] for entry in reflect.entries() if entry["id"] == id_of(NOTE, 2))
    assert datetime.fromisoformat(edited) - datetime.fromisoformat(marked) == timedelta(seconds=1)


def test_what_an_undo_took_back_comes_in_again(reflect: Reflect) -> None:
    _take(reflect, NOTE, ROW)
    reflect("undo", "--yes")
    assert reflect.entries() == []
    taken = _take(reflect, NOTE, ROW)
    assert (taken["added"], taken["kept_here"]) == (2, 0)
    marks = json.loads((reflect.store / "deleted.json").read_text())
    for entry in reflect.entries():
        after = datetime.fromisoformat(entry["edited_at"]) - datetime.fromisoformat(marks[entry["id"]]["at"])
        assert after == timedelta(seconds=1)
    assert _take(reflect, NOTE, ROW)["known"] == 2


def test_what_was_edited_elsewhere_is_not_edited_here(reflect: Reflect) -> None:
    row = {**ROW, "edited_at": "2026-11-04T08:00:00+00:00"}
    _take(reflect, row)
    _take(reflect, {**row, "text": "y"}, more=("--keep", "theirs"))
    assert reflect.entries()[0]["text"] == "y"


def test_a_later_edit_elsewhere_is_other_content_an_earlier_one_known(reflect: Reflect, refused: Refused) -> None:
    row = {**ROW, "edited_at": "2026-11-04T08:00:00+00:00"}
    earlier = {**row, "text": "x0", "edited_at": "2026-11-04T08:59:59+01:00"}
    later = {**row, "text": "y", "edited_at": "2026-11-04T07:30:00-01:00"}
    _take(reflect, row)
    for more in ((), ("--keep", "theirs")):
        assert _take(reflect, earlier, more=more)["kept_here"] == 1
    assert "aaaabb" in refused("import", "-", code=5, stdin=lines([later])).err
    assert _take(reflect, later, more=("--keep", "theirs"))["updated"] == 1
    assert reflect.entries()[0]["text"] == "y"


def test_a_row_that_does_not_say_so_makes_no_private_entry_public(reflect: Reflect) -> None:
    _take(reflect, {**ROW, "private": True})
    _take(reflect, {**ROW, "text": "y"}, more=("--keep", "theirs"))
    assert [(entry["text"], entry["private"]) for entry in reflect.entries()] == [("y", True)]
    _take(reflect, {**ROW, "text": "z", "private": False}, more=("--keep", "theirs"))
    assert [(entry["text"], entry["private"]) for entry in reflect.entries()] == [("z", False)]


def test_an_entry_of_the_running_day_comes_in_before_noon(reflect: Reflect) -> None:
    early = reflect.at("2026-11-03T08:00:00+00:00")
    assert _take(early, NOTE, {"kind": "session", "at": "2026-11-03"})["added"] == 2
    assert {entry["at"][:16] for entry in reflect.entries()} == {"2026-11-03T12:00"}
    assert _take(reflect, NOTE)["added"] == 0


def test_a_day_without_a_time_is_noon_in_the_zone_that_is_named(reflect: Reflect) -> None:
    _take(reflect, NOTE, more=("--zone", "Asia/Tokyo"))
    (entry,) = reflect.entries()
    assert (entry["at"], entry["day"], entry["zone"]) == ("2026-11-03T12:00:00+09:00", "2026-11-03", "Asia/Tokyo")
    assert entry["recorded_at"] == entry["at"]
    assert entry["id"] == id_of(NOTE)


def test_without_a_zone_it_is_the_local_one(reflect: Reflect) -> None:
    reflect("import", "-", stdin=lines([NOTE]), env={"TZ": "America/New_York"})
    assert reflect.entries()[0]["at"] == "2026-11-03T12:00:00-05:00"


@pytest.mark.parametrize("zone", ["Nowhere/Bad", "", "../../etc/passwd", "+01:00", "EST5EDT,M3.2.0,M11.1.0"])
def test_a_zone_that_is_none_is_refused(reflect: Reflect, refused: Refused, zone: str) -> None:
    assert "--zone" in refused("import", "-", "--zone", zone, stdin=lines([NOTE])).err
    assert not reflect.store.exists()


def test_a_month_file_of_another_store_is_taken_in(reflect: Reflect) -> None:
    reflect("mood", "4", "--private")
    reflect("note", "a\u2028b", "--at", "yesterday")
    exported = reflect("export").out
    other = Reflect(reflect.home)
    other.env = dict(reflect.env)
    other.store = reflect.home / "other"
    other.env["REFLECT_STORE"] = str(other.store)
    for more in ((), ("--format", "json")):
        other("import", "store/entries/2026-11.json", *more)
        assert other("export").out == exported
    before = reflect.tree()
    taken = reflect("import", "store/entries/2026-11.json", "--json").json
    assert (taken["read"], taken["added"], taken["known"]) == (2, 0, 2)
    assert reflect.tree() == before


def test_a_document_of_json_names_the_place_of_a_fault(reflect: Reflect, refused: Refused) -> None:
    ran = refused("import", "-", code=5, stdin=json.dumps([NOTE, NOTE, {**NOTE, "text": ""}]))
    assert "3" in ran.err
    assert "`text`" in ran.err


def test_offers_and_passes_come_in_and_count_for_the_choice(reflect: Reflect) -> None:
    shown = reflect("today", "--peek", "--json").json
    offer = {name: shown[name] for name in ("prompt", "prompt_text", "theme", "class")}
    _take(
        reflect,
        {"kind": "offer", "day": shown["day"], **offer},
        {"kind": "pass", "day": "2026-11-01", "prompt": "core/x"},
    )
    assert reflect("today", "--json").json["prompt"] == shown["prompt"]
    assert [entry["kind"] for entry in reflect.entries()] == ["pass", "offer"]


@pytest.mark.parametrize("bom", ["", "\ufeff"])
def test_the_format_is_found_from_the_content(reflect: Reflect, bom: str) -> None:
    reflect("import", "-", stdin=bom + lines([NOTE]))
    reflect("import", "-", stdin=bom + json.dumps({"entries": [{**NOTE, "text": "y"}]}, indent=1))
    assert {entry["source"] for entry in reflect.entries()} == {"import:jsonl", "import:json"}


@pytest.mark.parametrize("more", [("--format", "xlsx"), ("--keep", "both"), ("--keep", "")])
def test_an_option_that_cannot_be_is_refused(reflect: Reflect, refused: Refused, more: tuple[str, str]) -> None:
    refused("import", "-", *more, stdin=lines([NOTE]))
    assert not reflect.store.exists()


def test_a_file_in_no_format_is_refused(refused: Refused) -> None:
    assert "--format" in refused("import", "-", code=5, stdin="dear diary\n").err


def test_a_csv_that_is_said_to_be_one_is_separated_by_commas(reflect: Reflect, refused: Refused) -> None:
    rows = "kind;day;text\nnote;2026-11-03;x\n"
    assert "not separated by commas" in refused("import", "-", "--format", "csv", code=5, stdin=rows).err
    assert reflect("import", "-", "--json", stdin=rows).json["added"] == 1

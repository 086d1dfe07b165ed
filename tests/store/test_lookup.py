"""`last` in place of an id."""

from pathlib import Path

import pytest

from reflect.errors import NotFoundError
from tests.program import Reflect, Refused
from tests.store.samples import at, note, number, put


def test_last_is_what_the_latest_change_added_and_is_still_here(tmp_path: Path) -> None:
    first = at(tmp_path).note("first").entry["id"]
    old = at(tmp_path).note("old", at="2026-10-05").entry["id"]
    at(tmp_path).pass_prompt()
    assert at(tmp_path).find("last")["id"] == at(tmp_path).find(" LAST ")["id"] == old
    at(tmp_path).edit(first, {"text": "edited since"})
    assert at(tmp_path).find("last")["id"] == old
    at(tmp_path).delete(["last"])
    assert at(tmp_path).find("last")["id"] == first
    edited = at(tmp_path).edit("last", {"text": "again"})
    assert edited.id == first
    at(tmp_path).delete(["last"], forever=True)
    with pytest.raises(NotFoundError):
        at(tmp_path).find("last")


def test_of_an_import_last_is_the_one_recorded_last(tmp_path: Path) -> None:
    rows = "".join(f'{{"kind":"note","text":"{n}","at":"2026-11-0{n}T12:00:00+00:00"}}\n' for n in (2, 3, 1))
    at(tmp_path).import_(rows, "rows.jsonl")
    assert at(tmp_path).find("last")["day"] == "2026-11-03"


def test_without_an_undo_log_last_is_the_one_recorded_last_but_not_in_the_future(tmp_path: Path) -> None:
    ahead = note(number(9), recorded_at="2099-01-01T00:00:00+00:00")
    zone = note(number(1), recorded_at="2026-11-23T23:00:00+02:00")  # 21:00 in UTC
    put(str(tmp_path), note(number(3)), note(number(4)), ahead, zone)
    assert at(tmp_path).find("last")["id"] == number(4)  # of two at one time the higher id
    (tmp_path / "undo").mkdir()
    (tmp_path / "undo/000001-20261123T214000Z.json").write_bytes(b"damaged")
    assert at(tmp_path).find("last")["id"] == number(4)


def test_in_an_empty_store_there_is_no_last(reflect: Reflect, refused: Refused) -> None:
    for command in (("show", "last"), ("edit", "last", "--text", "x"), ("delete", "last", "--yes")):
        assert reflect(*command, code=3).out == ""
    reflect("today")
    assert "there is no entry yet" in refused("show", "last", code=3).err
    entry = reflect("mood", "4", "--json").json
    assert reflect("show", "last", "--json").json["id"] == entry["id"]
    assert reflect("edit", "last", "--value", "5", "--json").json["changed"][0]["after"]["value"] == 5
    assert reflect("delete", "last", "--yes", "--json").json["changed"][0]["id"] == entry["id"]

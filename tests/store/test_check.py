"""`store check`: everything is read, each fault is named, and nothing is changed."""

import json
import time
from pathlib import Path
from typing import Any

import pytest

from reflect.errors import StoreError
from reflect.model.schema import Entry
from reflect.store.paths import original_of_copy
from tests.store.breaking import LOOKING, TESTS, broken, tree
from tests.store.repairs import check, damage, file
from tests.store.samples import at, document, note, number, put, raw

NOVEMBER, OCTOBER = "entries/2026-11.json", "entries/2026-10.json"
OPERATION = {
    "id": number(1),
    "at": "2026-11-01T12:00:00.000001+00:00",
    "of": "pattern",
    "op": "retire",
    "label": "hope",
}
PACK = (
    b'[pack]\nname = "mine"\ntitle = "Mine"\nlanguage = "en"\n\n[[prompt]]\nid = "a"\ntheme = "hope"\ntext = "What?"\n'
)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "store"
    put(str(path), note(), note(number(1)), note(number(2), day="2026-10-05"))
    return path


def severities(store: Path) -> dict[str, str]:
    return {finding.file: finding.severity for finding in check(store)}


def test_nothing_is_wrong_in_a_store_as_it_is_written(store: Path) -> None:
    file(store, "packs/mine.toml", PACK)
    file(store, "labels.json", json.dumps([OPERATION]).encode())
    file(store, "deleted.json", b'{"0ct0berent2y": "2026-11-01T12:00:00+00:00"}')
    file(store, "care.txt", "Ines Müller\n".encode())
    before = tree(store)
    assert check(store) == []
    assert tree(store) == before


def test_no_store_has_no_fault(tmp_path: Path) -> None:
    assert check(tmp_path / "none") == []
    assert not (tmp_path / "none").exists()


def test_every_entry_of_a_damaged_month_is_looked_at(store: Path) -> None:
    entries: list[Any] = [note(number(n)) for n in range(1, 6)]
    entries[1]["text"] = ["secret words"]
    entries[2]["at"] = "2026-11-03T12:00:00"
    entries[4]["day"] = "2026-10-05"
    table = document(*entries)
    table["entries"]["zzzzzzzzzzzz"] = note("q7m2x0b9f3ka")
    table["entries"]["\x1b[2J key"] = None
    file(store, NOVEMBER, json.dumps(table).encode())
    found = {(one.entry, one.field) for one in check(store)}
    ours = {(number(2), "text"), (number(3), "at"), (number(5), "day"), ("zzzzzzzzzzzz", "id"), (None, None)}
    assert found == ours
    told = json.dumps([one.message for one in check(store)])
    assert "secret" not in told
    assert "x1b[2J key" in told
    assert "\x1b" not in told


def test_of_broken_json_too(store: Path) -> None:
    entries: list[Any] = [note(number(n), text="words " * 50) for n in range(11, 16)]
    entries[2]["kind"] = "none"
    whole = raw(*entries)
    file(store, NOVEMBER, whole[: whole.index(number(15).encode()) + 200])
    first, *rest = check(store)
    assert first.message == "ends in the middle of an entry (line 1); 3 of its entries can be read"
    assert [(one.entry, one.field) for one in rest] == [(number(13), "kind"), (number(15), None)]


def test_an_id_in_two_months(store: Path) -> None:
    file(store, OCTOBER, raw(note(day="2026-10-05")))
    (found,) = check(store)
    assert (found.file, found.entry, found.severity) == (NOVEMBER, note()["id"], "damage")
    assert OCTOBER in found.message


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        (NOVEMBER, b"", "is empty"),
        (NOVEMBER, b"\0" * 900, "NUL"),
        (NOVEMBER, b"<<<<<<< HEAD\n{}\n=======\n{}\n>>>>>>> x\n", "conflict markers"),
        (NOVEMBER, raw(note()).replace(b'"version": 1', b'"version": 9'), "newer than this program reads"),
        ("entries/2026-13.json", raw(note()), "named like a month but is not one"),
        ("labels.json", b"[", "middle"),
        ("labels.json", json.dumps([OPERATION, {**OPERATION, "op": "praise"}]).encode(), "operation 2"),
        ("labels.json", b"\xff", "UTF-8"),
        ("deleted.json", b"", "cannot be read"),
        ("deleted.json", b'{"k3f9ab2m7q0x": "yesterday"}', "1 rows"),
        ("reflect.toml", b'format = 1\nday_strats = "04:00"\nmood.scale = [7, 1]\n', "line 2"),
        ("reflect.toml", b"format = 3\n", "newer than this program reads"),
        ("reflect.toml", b"format = 1\n=\n", "line 2"),
        ("care.txt", b"Ines\nM\xfcller\n", "line 2"),
        ("packs/mine.toml", PACK.replace(b'"What?"', b'""'), "line 9"),
        ("packs/mine.toml", PACK.replace(b"mine", b"yours"), "line 2"),
        ("staged/commit.json", b"{", "interrupted change"),
    ],
)
def test_damage(store: Path, name: str, data: bytes, told: str) -> None:
    file(store, name, data)
    before = tree(store)
    found = [one for one in check(store) if one.file == name]
    assert {one.severity for one in found} == {"damage"}
    assert told in found[0].message, found
    assert all("words" not in one.message for one in found)
    assert tree(store) == before


def test_every_fault_of_the_settings_with_its_line(store: Path) -> None:
    file(store, "reflect.toml", b'format = 1\nday_strats = "04:00"\nmood.scale = [7, 1]\nsalt = "x"\n')
    assert [(one.field, one.message[:6]) for one in check(store)] == [
        ("day_strats", "line 2"),
        ("mood.scale", "line 3"),
        ("salt", "line 4"),
    ]


def test_what_stands_in_the_place_of_a_step_is_not_promised_to_be_put_aside(store: Path) -> None:
    for name in ("undo", "undo/000001-20261123T214000Z.json"):
        (store / name).mkdir(mode=0o700, exist_ok=True)
    (found,) = check(store)
    assert (found.severity, "repair" in found.message) == ("damage", False)


@pytest.mark.parametrize(
    "name",
    [
        "entries/2026-11.sync-conflict-20261123-214000-ABCDEFG.json",
        "entries/2026-11 (conflicted copy).json",
        "entries/2026-11 (Ines's conflicted copy 2026-11-23).json",
        "entries/2026-11 (Sams in Konflikt stehende Kopie 2026-11-23).json",
        "entries/2026-11 (copie en conflit de Sam).json",
        "entries/2026-11_conflict-20261123-214000.json",
        "labels.sync-conflict-20261123-214000-ABCDEFG.json",
        "deleted (conflicted copy).json",
        "reflect.sync-conflict-20261123-214000-ABCDEFG.toml",
        "packs/mine (conflicted copy).toml",
        "care (conflicted copy).txt",
        "entries/.2026-11.json.tmp",
        ".reflect.toml.tmp",
        "staged/entries!2026-11.json",
        "entries/2026-11.json~",
        "entries/.2026-11.json.swp",
        "entries/2026-11.txt",
        "entries/.2026-11 2.json",
        "entries/notes.txt",
        "drafts/reflect.txt",
        "undo/1.json",
        "undo/000001-20261123T214000Z.sync-conflict-20261123-214000-ABCDEFG.json",
    ],
)
def test_notes(store: Path, name: str) -> None:
    file(store, name, raw(note()))
    assert severities(store) == {name: "note"}


@pytest.mark.parametrize("name", ["notes.txt", ".stfolder/x", "backups/x", "cache/past.json"])
def test_what_is_not_asked_about(store: Path, name: str) -> None:
    file(store, name, b"words")
    assert check(store) == []


@pytest.mark.parametrize(
    "name",
    [
        "entries/2026-11.sync-conflict-/../../../etc/x.json",
        "entries/2026-11.sync-conflict-\0.json",
        "entries/../../2026-11.sync-conflict-x.json",
        "/entries/2026-11.sync-conflict-x.json",
        "entries/2026-11.sync-conflict-" + "x" * 999 + ".json",
        "2026-11.sync-conflict-x.json",
        "entries/2026-13.sync-conflict-x.json",
        "entries/labels.sync-conflict-x.json",
        "entries/2026-11.txt",
        "entries/.2026-11 2.json",
        "entries/2026-11.json",
        "lock (conflicted copy).json",
    ],
)
def test_what_is_no_conflict_copy(name: str) -> None:
    assert original_of_copy(name) is None


def test_a_month_that_a_cloud_took_off_the_disk_is_missing_in_no_backup_and_no_check(store: Path) -> None:
    (store / NOVEMBER).rename(store / "entries/.2026-11.json.icloud")
    assert [fault.file for fault in check(store) if "not on this computer" in fault.message] == [NOVEMBER]
    with pytest.raises(StoreError, match="not on this computer"):
        at(store).backup()


def test_a_copy_of_a_copy() -> None:
    assert original_of_copy("entries/2026-11 (conflicted copy).sync-conflict-1-2-X.json") == NOVEMBER


def test_a_change_that_waits_is_read_as_made(store: Path) -> None:
    file(store, "staged/entries!2026-11.json", raw(note(number(7))))
    file(store, "staged/commit.json", b'{"format": 1, "files": {"entries/2026-11.json": true}}')
    (store / NOVEMBER).write_bytes(b"half")
    assert severities(store) == {"staged/commit.json": "note"}


def dated(day: str) -> Entry:
    return note(number(5), day=day)


def test_the_future(store: Path) -> None:
    offer: dict[str, Any] = dict(dated("2026-12-02"))
    offer |= {"kind": "offer", "prompt": "core/a", "prompt_text": "What?", "theme": "hope", "class": "new"}
    put(str(store), dated("2026-11-26"))
    file(
        store, "entries/2026-12.json", raw({**offer, "id": number(6)}, {**offer, "id": number(7), "day": "2026-12-01"})
    )
    found = check(store)
    assert {(one.entry, one.severity) for one in found} == {(number(n), "note") for n in (5, 6, 7)}
    assert ["is ignored" in one.message for one in found] == [False, True, True]


def test_a_day_or_two_ahead_is_no_future(store: Path) -> None:
    put(str(store), dated("2026-11-25"))
    assert check(store) == []


@pytest.mark.parametrize(
    "name",
    [
        NOVEMBER,
        "entries/.2026-11.json.tmp",
        "entries/2026-11.sync-conflict-20261123-214000-ABCDEFG.json",
        "undo/000001-20261123T214000Z.json",
        "staged/entries!2026-11.json",
        "packs/mine.toml",
        "labels.json",
        "deleted.json",
        "drafts/draft-00c0ffee.txt",
    ],
)
def test_a_file_that_goes_while_it_is_looked_at_is_no_fault(store: Path, name: str) -> None:
    for path in (store, *store.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    for point in range(1, 300):
        data = {"labels.json": b"[]", "deleted.json": b"{}", "packs/mine.toml": PACK}.get(name, raw(note()))
        path = file(store, name, b"{}" if name.startswith("undo/") else data)
        with broken(which=(*LOOKING, *TESTS)) as disk:

            def goes(now: int, point: int = point, path: Path = path) -> None:
                if now == point:
                    path.unlink()

            disk.before = goes
            found = check(store)
        assert not [
            one for one in found if one.severity == "damage" and one.file != "undo/000001-20261123T214000Z.json"
        ]
        if len(disk.calls) < point:
            assert point > 20
            return
    pytest.fail("it does not end")


def test_modes(store: Path) -> None:
    (store / NOVEMBER).chmod(0o644)
    (store / OCTOBER).chmod(0o640)
    (found,) = check(store)
    assert found.severity == "note"
    assert "1 more" in found.message
    store.chmod(0o755)
    (found,) = check(store)
    assert found.file == "."
    assert "2 more" in found.message


def test_a_hostile_month_is_read_in_time(store: Path) -> None:
    size = 200_000
    head = b'{"_meta": {"format": {"version": 1}}, "entries": {'
    for data in (
        b'{"at":' * size,
        b'"k3f9ab2m7q0x": {"at":' * (size // 4),
        head + b'"k3f9ab2m7q0x": {' * (size // 4),
        head + b"[" * size,
        b'"k3f9ab2m7q0x"' + b" " * size * 4,
        b"{" + b" " * size * 4,
        b"{" * size * 4,
        b'"' * size * 4,
        b"<<<<<<<\n=======\n" * (size // 4),
        head + b", ".join(b'"%d": 1' % n for n in (*range(size), 0)) + b"}}",
        b'{"' + b"\\" * size * 4,
    ):
        file(store, NOVEMBER, data)
        begun = time.monotonic()
        assert (NOVEMBER, None, None) in damage(store)
        assert time.monotonic() - begun < 3, data[:40]

"""A file that begins with the mark of age is encrypted, never damage: nothing reads it, changes it or goes round it."""

from pathlib import Path

import pytest

from tests.program import Reflect, Refused
from tests.store.breaking import tree
from tests.store.repairs import file

SEALED = b"age-encryption.org/v1\n-> X25519 c0ffee\n\xff\xfe\0sealed"
TOLD = "is encrypted, and reflect.toml does not say for which key; `reflect store unlock` writes it there again"
NOVEMBER, OCTOBER = "entries/2026-11.json", "entries/2026-10.json"
COMMANDS = (
    ("mood", "4"),
    ("note", "words"),
    ("list",),
    ("export", "-o", "out.jsonl"),
    ("week",),
    ("label", "list"),
    ("store", "check"),
    ("store", "check", "--json"),
    ("store", "repair", "--yes"),
    ("store", "repair", "--yes", "--json"),
    ("undo", "--yes"),
)


@pytest.fixture
def diary(reflect: Reflect) -> Reflect:
    reflect("note", "of october", "--at", "2026-10-05")
    reflect("note", "of november")
    reflect("label", "rename", "anger", "ire")
    reflect("delete", reflect("note", "gone", "--json").json["id"], "--yes")
    return reflect


def sealed(diary: Reflect, *more: str) -> dict[str, bytes | None]:
    """Seal every file of the store but the settings, and return the files."""
    for path in diary.store.rglob("*.json"):
        if path.parent.name != "staged":
            path.write_bytes(SEALED)
    for name in more:
        file(diary.store, name, SEALED)
    return {name: raw for name, raw in tree(diary.home).items() if name != "store/lock"}


@pytest.mark.parametrize("settings", ["whole", "gone", "empty"])
@pytest.mark.parametrize("key", [(), ("key.age",)], ids=["without-key", "with-key"])
def test_an_encrypted_store_is_left_whole_by_every_command(
    diary: Reflect, settings: str, key: tuple[str, ...], refused: Refused
) -> None:
    if settings == "gone":
        (diary.store / "reflect.toml").unlink()
    elif settings == "empty":
        (diary.store / "reflect.toml").write_bytes(b"")
    before = sealed(diary, *key)
    for command in COMMANDS:
        ran = refused(*command, code=6)
        assert TOLD in ran.err, command
        assert "damage" not in ran.err + ran.out
        assert {name: raw for name, raw in tree(diary.home).items() if name != "store/lock"} == before, command


def test_no_plain_month_is_begun_in_an_encrypted_store_without_settings(diary: Reflect, refused: Refused) -> None:
    (diary.store / "reflect.toml").unlink()
    sealed(diary)
    before = diary.tree()
    for day in ("2026-09-05", "2026-11-05", "2026-12-05"):
        assert TOLD in refused("note", "x", "--at", day, code=6, env={"REFLECT_NOW": "2026-12-06T12:00:00+00:00"}).err
    assert diary.tree() == before


def test_repair_goes_round_one_encrypted_month(diary: Reflect) -> None:
    diary("note", "of september", "--at", "2026-09-05")
    file(diary.store, OCTOBER, SEALED)
    november = (diary.store / NOVEMBER).read_bytes()
    file(diary.store, NOVEMBER, november[:-20])
    checked = diary("store", "check", "--json", code=4).json["findings"]
    assert [(one["file"], one["severity"]) for one in checked if TOLD in one["message"]] == [(OCTOBER, "note")]
    repaired = diary("store", "repair", "--yes", "--json").json
    assert [path.rpartition("/")[2] for path in repaired["put_aside"]] == ["2026-11.json"]
    assert [one["file"] for one in repaired["findings"] if TOLD in one["message"]] == [OCTOBER]
    assert (diary.store / OCTOBER).read_bytes() == SEALED


@pytest.mark.parametrize(
    "name",
    [NOVEMBER, OCTOBER, "labels.json", "deleted.json", "undo/000001-20261123T214000Z.json", "packs/mine.toml"],
)
def test_no_encrypted_file_is_damage_or_put_aside(diary: Reflect, name: str) -> None:
    file(diary.store, name, SEALED)
    assert TOLD in diary("store", "check", code=6).err
    diary("store", "repair", "--yes", code=None)
    assert (diary.store / name).read_bytes() == SEALED
    assert not (diary.store / "backups").exists()


def test_an_encrypted_copy_beside_a_month_stays(diary: Reflect) -> None:
    copy = "entries/2026-11.sync-conflict-20261123-214000-ABCDEFG.json"
    file(diary.store, copy, SEALED)
    diary("store", "repair", "--yes")
    diary("mood", "4")
    assert (diary.store / copy).read_bytes() == SEALED


def test_a_backup_with_an_encrypted_file_says_so(diary: Reflect, tmp_path: Path, refused: Refused) -> None:
    from reflect.store.backup import pack

    (diary.home / "sealed.zip").write_bytes(pack({NOVEMBER: SEALED}))
    assert "encrypted for another key, or damaged" in refused("store", "restore", "sealed.zip", "--yes", code=5).err


def test_an_encrypted_store_without_settings_is_erased_when_it_is_asked_for(diary: Reflect) -> None:
    (diary.store / "reflect.toml").unlink()
    sealed(diary, "key.age")
    diary("store", "erase", "--yes")
    assert not diary.store.exists()

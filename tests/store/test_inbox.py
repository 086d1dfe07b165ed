"""The inbox: what is saved while the journal is locked, with the public key alone, joins it once it is open."""

import json
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from reflect.model import schema
from reflect.model.schema import Entry
from reflect.store import encryption, seal
from reflect.store.keys import Keys
from reflect.store.month import serialise
from tests.program import MadeOnce, Reflect, Refused
from tests.store.breaking import tree
from tests.store.repairs import file
from tests.store.samples import note, number
from tests.store.sealed import IDENTITY, KEY_AGE, RECIPIENT, encrypt, lock, plain_files, store_of, unlock

CANARY = "quincunx"
NOW = datetime(2026, 11, 23, 21, 40, tzinfo=UTC)
GIVEN = (
    ("mood", "4", CANARY),
    ("mood", "--feel", f"{CANARY}, tired", "--energy", "2", "--at", "2026-10-03 21:00"),
    ("pattern", CANARY, CANARY, "--with", f"Sam,{CANARY}", "--wish", CANARY, "--other", "x", "--self", "y"),
    ("note", CANARY, "in", "words", "--private", "--at", "2026-09-05"),
    ("note", "-"),
    ("session", "--note", CANARY, "--at", "yesterday 17:00"),
)


def made(reflect: Reflect) -> Reflect:
    reflect("note", "of october", "--at", "2026-10-05")
    reflect("mood", "3")
    reflect("delete", reflect("note", "gone", "--json").json["id"], "--yes")
    return encrypt(reflect)


@pytest.fixture
def diary(reflect: Reflect, made_once: MadeOnce) -> Reflect:
    made_once(made, reflect)
    unlock(reflect)
    return reflect


def give(reflect: Reflect) -> list[dict[str, Any]]:
    """Save one of each, and return what was printed as JSON."""
    return [reflect(*line, "--json", stdin=f"{CANARY}\n").json for line in GIVEN]


def entries(reflect: Reflect) -> list[dict[str, Any]]:
    return [json.loads(line) for line in reflect("export").out.splitlines()]


def without_ids(found: list[dict[str, Any]]) -> list[str]:
    return sorted(json.dumps({key: one[key] for key in one if key != "id"}) for one in found)


def put(reflect: Reflect, name: str, *found: Entry, recipient: str | None = RECIPIENT) -> Path:
    """Put a file into the inbox as somebody does who has the public key (None: plain)."""
    raw = serialise({entry["id"]: entry for entry in found})
    return file(reflect.store, f"inbox/{name}", raw if recipient is None else seal.closed(raw, recipient))


def waiting(reflect: Reflect) -> list[str]:
    return sorted(path.name for path in (reflect.store / "inbox").glob("*"))


def test_what_is_given_while_it_is_locked_is_what_is_given_while_it_is_open(diary: Reflect) -> None:
    give(diary)
    expected = without_ids(entries(diary))
    shutil.rmtree(diary.store)
    lock(made(diary))
    before = tree(diary.home)
    printed = give(diary)
    assert all(one.pop("locked") is True for one in printed)
    added = {name for name, raw in tree(diary.home).items() if raw is not None and before.get(name) != raw}
    assert added == {f"store/inbox/{one['id']}.json" for one in printed}
    assert not any(
        CANARY.encode() in (raw or b"") for name, raw in tree(diary.home).items() if name.startswith("store")
    )
    info = diary("store", "info", "--json").json
    assert (info["locked"], info["inbox"], info["entries"]) == (True, len(GIVEN), None)
    unlock(diary)
    assert without_ids(entries(diary)) == expected
    assert diary("store", "info", "--json").json["entries"]["note"] == 3
    assert len(waiting(diary)) == len(GIVEN)
    assert "Added: 6 entries saved while the journal was locked." in diary("label", "rename", CANARY, "five").err
    assert waiting(diary) == []
    assert without_ids(entries(diary)) == expected
    assert {one["id"] for one in printed} <= {one["id"] for one in entries(diary)}
    assert "damage 0, notes 0" in diary("store", "check").out
    assert plain_files(diary.store) == []
    assert not (diary.store / "backups").exists()


def test_the_line_says_that_it_is_locked_and_age_opens_the_file(diary: Reflect, tmp_path: Path) -> None:
    lock(diary)
    said = diary("mood", "4", CANARY)
    assert said.out.endswith("), locked until the journal is opened\n")
    assert said.out.startswith("saved: mood 4 and a note, Mon 23 Nov 21:40 (")
    assert "new label" not in diary("pattern", "never-used", "--with", "Sam").out
    key = tmp_path / "key.txt"
    key.write_text(IDENTITY)
    for path in (diary.store / "inbox").iterdir():
        assert path.stat().st_mode & 0o777 == 0o600
        ran = subprocess.run(["age", "-d", "-i", str(key), str(path)], capture_output=True, check=True)
        assert list(json.loads(ran.stdout)["entries"]) == [path.stem]


@pytest.mark.parametrize("line", ["mood 9", "note", "mood 4 --at tomorrow", "pattern a,b", "mood", "note x --edit"])
def test_what_cannot_be_leaves_nothing_in_it(diary: Reflect, line: str) -> None:
    lock(diary)
    before = tree(diary.home)
    assert diary(*line.split(), code=None).code in (2, 6)
    assert tree(diary.home) == before


def test_only_a_key_that_opened_this_store_here_is_trusted(diary: Reflect, refused: Refused) -> None:
    lock(diary)
    elsewhere = {"XDG_STATE_HOME": str(diary.home / "state")}
    said = refused("mood", "4", code=6, env=elsewhere).err
    assert "was never used on this machine" in said
    key = diary.home / "key.txt"
    key.write_text(IDENTITY)
    key.chmod(0o600)
    diary("store", "unlock", "--key", str(key), env=elsewhere)
    diary("store", "lock", env=elsewhere)
    diary("mood", "4", env=elsewhere)
    (diary.home / "state/reflect/opened").chmod(0o755)
    refused("mood", "4", code=6, env=elsewhere)
    moved = diary.home / "moved"
    shutil.copytree(diary.store, moved)
    assert "never used" in refused("--store", str(moved), "mood", "4", code=6).err
    diary("--store", str(moved), "mood", "4", env={"REFLECT_KEY_FILE": str(key)})
    diary("--store", str(moved), "mood", "4")


def test_a_command_for_the_key_is_run_once(diary: Reflect) -> None:
    lock(diary)
    env = {"REFLECT_KEY_COMMAND": f"sh -c 'echo x >>{diary.home}/ran; exit 1'"}
    diary("pattern", "anger", "Sam", "--with", "Ines,Sam", "--note", "-", stdin="x", env=env, code=2)
    diary("mood", "4", "--feel", "tired,sad", "--note", "-", stdin="x", env=env)
    assert (diary.home / "ran").read_text() == "x\nx\n"


def test_after_a_new_key_nothing_is_saved_for_the_old_one(diary: Reflect, refused: Refused) -> None:
    new = seal.new_identity()
    lock(diary)
    diary("mood", "4", CANARY)
    unlock(diary)
    store = store_of(diary)
    encryption.begin_new_key(store, KEY_AGE, seal.recipient_of(new))
    assert waiting(diary) == []
    encryption.renew_files(store_of(diary), KEY_AGE, (new, IDENTITY))
    lock(diary)
    diary("mood", "4", CANARY)
    unlock(diary, new, recipient=seal.recipient_of(new))
    assert [one.get("note") for one in entries(diary)].count(CANARY) == 2
    lock(diary)
    settings = diary.store / "reflect.toml"
    settings.write_text(settings.read_text().replace(seal.recipient_of(new), RECIPIENT))
    assert "never used" in refused("mood", "4", code=6).err


def test_a_file_that_comes_back_adds_nothing(diary: Reflect) -> None:
    lock(diary)
    saved = [diary("note", CANARY, "--json").json["id"] for _ in range(4)]
    kept = {name: (diary.store / "inbox" / name).read_bytes() for name in waiting(diary)}
    unlock(diary)
    diary("delete", saved[0], "--yes")
    diary("edit", saved[1], "--text", "else")
    diary("delete", saved[2], "--yes", "--forever")
    expected = diary("export").out
    for name, raw in kept.items():
        file(diary.store, f"inbox/{name}", raw)
        file(diary.store, f"inbox/{name.replace('.json', '.sync-conflict-20261123-214000-ABCDEFG.json')}", raw)
    assert diary("export").out == expected
    ran = diary("mood", "4")
    assert (ran.err, waiting(diary)) == ("", [])
    diary("undo", "--yes")
    assert diary("export").out == expected


def hostile(diary: Reflect) -> dict[str, Path]:
    """Put into the inbox what is no new entry, as somebody can who writes to the folder."""
    other, same = seal.recipient_of(seal.new_identity()), entries(diary)[0]["id"]
    found = [note(number(each), "2026-11-05") for each in range(20)]
    entry, answered = found[11], {"prompt": "core/x", "prompt_text": "What?", "text": "words"}
    return {
        "plain": put(diary, f"{number(1)}.json", found[1], recipient=None),
        "for another": put(diary, f"{number(2)}.json", found[2], recipient=other),
        "another name": put(diary, f"{number(3)}.json", found[13]),
        "two": put(diary, f"{number(4)}.json", found[4], found[14]),
        "edited": put(diary, f"{number(5)}.json", note(number(5), "2026-11-05", edited_at="2099-01-01T00:00:00+00:00")),
        "same id": put(diary, f"{same}.json", note(same, "2026-12-05")),
        "words": file(diary.store, f"inbox/{number(7)}.json", seal.closed(b"words", RECIPIENT)),
        "cut": file(diary.store, f"inbox/{number(8)}.json", seal.closed(b"{}", RECIPIENT)[:-9]),
        "empty": file(diary.store, f"inbox/{number(9)}.json", b""),
        "folder": file(diary.store, f"inbox/{number(10)}.json/x", b"").parent,
        "answer": put(diary, f"{number(11)}.json", schema.parse_entry({**entry, "kind": "answer", **answered})),
    }


def test_what_somebody_else_put_there_is_named_left_and_changes_nothing(diary: Reflect) -> None:
    expected = diary("export").out
    paths = hostile(diary)
    before = tree(diary.store / "inbox")
    ran = diary("export")
    assert ran.out == expected
    assert [what for what, path in paths.items() if f"Not read: inbox/{path.name}: " not in ran.err] == []
    assert ran.err.count("\n") == len(paths)
    assert "Added" not in diary("note", "after it", "--at", "2026-10-01").err
    found = diary("store", "check", "--json", code=4).json["findings"]
    damaged = {f"inbox/{paths[what].name}" for what in ("for another", "cut")}
    assert {one["file"] for one in found if one["severity"] == "damage"} == damaged
    assert {f"inbox/{path.name}" for path in paths.values()} <= {one["file"] for one in found}
    diary("store", "repair", "--yes", code=None)
    diary("store", "backup", "b.zip")
    diary("store", "decrypt", "--yes")
    assert tree(diary.store / "inbox") == before
    assert len(entries(diary)) == 3


def test_a_folder_of_somebody_else_is_left(diary: Reflect) -> None:
    (diary.home / "theirs").mkdir()
    put(diary, f"{number(7)}.json", note(number(7), "2026-11-05"))
    (diary.store / "inbox").rename(diary.home / "theirs/inbox")
    (diary.store / "inbox").symlink_to(diary.home / "theirs/inbox")
    diary("mood", "4")
    assert len(entries(diary)) == 3
    lock(diary)
    assert "inbox is not a folder" in diary("mood", "4", code=4).err
    (diary.store / "inbox").unlink()
    file(diary.store, "inbox/mail.txt", b"theirs")
    diary("mood", "4")
    unlock(diary)
    diary("mood", "5")
    assert waiting(diary) == ["mail.txt"]
    diary("store", "erase", "--yes")
    assert waiting(diary) == ["mail.txt"]


def test_a_backup_has_what_waits_and_a_restore_brings_it(diary: Reflect) -> None:
    lock(diary)
    diary("note", CANARY)
    diary("store", "backup", "locked.zip")
    unlock(diary)
    expected = diary("export").out
    diary("store", "backup", "open.zip")
    for name in ("locked.zip", "open.zip"):
        diary("note", "after it")
        diary("store", "restore", name, "--yes")
        assert diary("export").out == expected
        assert plain_files(diary.store) == []
    lock(diary)
    diary("note", "waits")
    unlock(diary)
    assert "Added, and then replaced by what is restored: one" in diary("store", "restore", "open.zip", "--yes").err
    lock(diary)
    diary("note", "waits")
    assert "1 entry saved while it was locked" in diary("store", "erase", "--yes").err
    assert not diary.store.exists()


def test_decrypting_adds_what_waits(diary: Reflect) -> None:
    lock(diary)
    diary("note", CANARY, "--at", "2026-10-05")
    unlock(diary)
    expected = diary("export").out
    diary("store", "decrypt", "--yes")
    assert (diary("export").out, (diary.store / "inbox").exists()) == (expected, False)


def test_what_waits_can_be_edited_and_deleted_for_good(diary: Reflect) -> None:
    lock(diary)
    one, other = (diary("note", CANARY, "--json").json["id"] for _ in range(2))
    unlock(diary)
    diary("edit", one, "--text", "else")
    diary("delete", one, other, "--forever", "--yes")
    assert not any(one in name or other in name for name in tree(diary.store))
    assert [entry["kind"] for entry in entries(diary)] == ["note", "mood"]


def test_a_journal_without_a_month_is_not_written_plain(reflect: Reflect, refused: Refused) -> None:
    reflect("config", "set", "day_starts", "05:00")
    encrypt(reflect)
    lock(reflect)
    reflect("note", CANARY)
    settings = reflect.store / "reflect.toml"
    lines = settings.read_text().splitlines(keepends=True)
    settings.write_text("".join(line for line in lines if not line.startswith("encrypted")).replace("= 2", "= 1"))
    assert "take reflect.toml from a backup" in refused("note", CANARY, code=6).err
    settings.unlink()
    assert "take reflect.toml from a backup" in refused("note", CANARY, code=6).err
    settings.write_text("".join(lines))
    reflect("note", CANARY)


def test_no_key_is_looked_for_or_kept_in_the_folder_here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("os.path.expanduser", lambda path: path)  # of an account that the system does not list
    for environ in ({}, {"HOME": "here"}):
        keys = Keys(environ, lambda: NOW)
        keys.remember(RECIPIENT, str(tmp_path))
        with pytest.raises(OSError, match="no home folder"):
            keys.keep(RECIPIENT, (IDENTITY,), stay=None, lasting=True)
        assert (list(keys.candidates(RECIPIENT)), keys.opens(RECIPIENT, str(tmp_path))) == ([], False)
    assert list(tmp_path.iterdir()) == []


def test_stores_are_noted_side_by_side(tmp_path: Path) -> None:
    keys = Keys({"XDG_STATE_HOME": str(tmp_path)}, lambda: NOW)
    keys.keep(RECIPIENT, (IDENTITY,), stay=None, lasting=True)
    stores = [f"/store-{number}" for number in range(40)]
    with ThreadPoolExecutor(8) as several:
        list(several.map(lambda store: keys.remember(RECIPIENT, store), stores))
        list(several.map(lambda _: keys.keep(RECIPIENT, (IDENTITY,), stay=None, lasting=True), stores))
    assert [store for store in stores if not keys.opens(RECIPIENT, store)] == []

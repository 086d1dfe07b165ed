"""An encrypted store: nothing plain in it, nothing lost by it, and nothing done without its key."""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from reflect.errors import LockedError, WrongPassphraseError
from reflect.store import encrypted_settings, encryption, folder, seal, settings_file
from tests.program import MadeOnce, Reflect, Refused
from tests.store.breaking import tree
from tests.store.repairs import file
from tests.store.sealed import (
    IDENTITY,
    KEY_AGE,
    PASSPHRASE,
    RECIPIENT,
    encrypt,
    lock,
    plain_files,
    store_of,
    unlock,
)

CANARY = "quincunx"
PACK = f"""\
name = "mine"
title = "{CANARY}"
version = 1
language = "en"
[[prompt]]
id = "one"
text = "What was {CANARY} today, if anything?"
theme = "timing"
"""


def full(reflect: Reflect) -> Reflect:
    """Make a store with the canary in every kind of file that one can have."""
    reflect("mood", "4", CANARY, "-f", CANARY, "--at", "2026-10-05 21:00")
    reflect("pattern", CANARY, "--with", CANARY, "--wish", CANARY, "--at", "2026-10-05 22:00")
    reflect("note", CANARY, "--private")
    reflect("session", "--note", CANARY)
    reflect("today")
    reflect("answer", CANARY)
    reflect("label", "rename", CANARY, f"{CANARY} two")
    reflect("delete", reflect("note", f"{CANARY} gone", "--json").json["id"], "--yes")
    reflect("config", "set", "phrases.ignore", f"the {CANARY}")
    reflect("config", "set", "week_starts", "sunday")
    reflect("pack", "write", f"What was {CANARY} today, if anything?")
    reflect("care", "--edit", env={"EDITOR": f"sh -c 'echo {CANARY} >\"$0\"'"})
    reflect("store", "backup", "outside.zip")
    shutil.copy(reflect.home / "outside.zip", file(reflect.store, "backups/before-restore-2026-11-01-120000.zip", b""))
    month = (reflect.store / "entries/2026-11.json").read_bytes()
    for name in (
        "backups/aside-20261101-120000/entries/2026-11.json",
        "backups/aside-1/entries/2026-11.json",
        "drafts/draft-0123abcd.txt",
        "drafts/draft-x.txt",
        "drafts/.draft-0123abcd.txt.swp",
        "packs/mine.sync-conflict-20261123-214000-ABCDEFG.toml",
        "reflect.sync-conflict-20261123-214000-ABCDEFG.toml",
        "entries/.2026-11.json.tmp",
        "cache/past.json",
        "undo/.000009-20261123T214000Z.json.tmp",
        "labels.json.tmp",
    ):
        if name != "labels.json.tmp":
            file(reflect.store, name, month)
    return reflect


@pytest.fixture
def diary(reflect: Reflect, made_once: MadeOnce) -> Reflect:
    return made_once(full, reflect)


def holds_canary(data: bytes) -> bool:
    return any(CANARY.encode(encoding) in data for encoding in ("utf-8", "utf-16-le"))


def test_after_encryption_no_word_is_plain_and_age_opens_every_file(diary: Reflect, tmp_path: Path) -> None:
    words = {name for name, raw in tree(diary.store).items() if raw and holds_canary(raw)}
    assert len(words) > 10
    encrypt(diary, hides_contacts=True)
    assert plain_files(diary.store) == []
    assert [name for name, raw in tree(diary.store).items() if raw and holds_canary(raw)] == []
    key = tmp_path / "key.txt"
    key.write_text(f"{IDENTITY}\n")
    opened = {}
    for path in diary.store.rglob("*"):
        if path.is_file() and path.name not in ("reflect.toml", "lock", "key.age"):
            ran = subprocess.run(["age", "-d", "-i", str(key), str(path)], capture_output=True, check=True)
            opened[str(path.relative_to(diary.store))] = ran.stdout
    assert {name for name in words if name.startswith(("entries/2", "packs", "drafts"))} <= opened.keys()
    assert sum(map(holds_canary, opened.values())) > 8


def test_decrypting_gives_back_every_byte(diary: Reflect) -> None:
    def content() -> dict[str, bytes | None]:
        found = tree(diary.store)
        return {name: raw for name, raw in found.items() if "cache" not in name and not name.endswith(".tmp")}

    before = content()
    encrypt(diary)
    diary("store", "decrypt", "--yes")
    after = content()
    assert after.pop("lock") is not None
    before.pop("lock")
    phrases = f'\n[phrases]\nignore = ["the {CANARY}"]\n'.encode()
    settings = [(found.pop("reflect.toml") or b"").replace(phrases, b"") for found in (before, after)]
    assert settings[0] == settings[1]
    assert after == before


LOCKED = """
today\ntoday --peek\nanswer x\nanswer --earlier\npass\nweek\nmonth\nyear
since 2026-10-01\nlist\nshow last\nedit last --text x\ndelete last --yes\nundo --yes\nlabel list\nlabel rename anger ire
pack list\npack add pack.toml --yes\npack write x\npack focus core\nexport\nexport -o out.jsonl\nimport in.jsonl
note --edit\ncare --edit\nstore check\nstore repair --yes\nstore decrypt --yes\nconfig get phrases.ignore
config set phrases.ignore x\nweek --html out.html\nstore restore good.zip --yes
"""


def test_without_the_key_nothing_is_done_and_nothing_asked(diary: Reflect) -> None:
    encrypt(diary)
    diary("store", "backup", "good.zip")
    lock(diary)
    (diary.home / "pack.toml").write_text(PACK)
    (diary.home / "in.jsonl").write_text('{"kind":"note","day":"2026-11-05","text":"x"}\n')
    before = tree(diary.home)
    checked = diary("store", "check", "--json", code=6)
    assert (checked.out, "contents not looked at" in checked.err) == ("", True)
    assert "Nothing was changed" not in checked.err
    for line in filter(None, LOCKED.split("\n")):
        ran = diary(*line.split(), code=6, env={"EDITOR": "sh -c 'echo opened >editor'"})
        assert ran.out == "", line
        assert "locked" in ran.err, line
        assert tree(diary.home) == before, line


def test_what_works_without_the_key(diary: Reflect) -> None:
    encrypt(diary)
    lock(diary)
    before = diary.tree()
    info = diary("store", "info", "--json").json
    assert (info["encrypted"], info["locked"], info["entries"], info["months"]) == (True, True, None, 2)
    assert CANARY in diary("care").out
    assert "phrases.ignore" in diary("config", "list").err
    assert diary("config", "get", "week_starts").out == "sunday\n"
    for args in (("schema",), ("remind", "cron", "--at", "21:30"), ("help", "mood"), ("store", "info"), ("--version",)):
        diary(*args)
    backup = diary("store", "backup", "locked.zip", "--json").json
    assert (backup["encrypted"], backup["entries"]) == (True, None)
    assert diary.tree() == before
    assert not holds_canary(zip_bytes(diary.home / "locked.zip"))
    diary("config", "set", "week_starts", "monday")
    unlock(diary)
    assert diary("config", "get", "phrases.ignore", "--json").json == [f"the {CANARY}"]
    diary("store", "erase", "--yes")
    assert not diary.store.exists()


def zip_bytes(path: Path) -> bytes:
    with zipfile.ZipFile(path) as archive:
        return b"".join(archive.read(name) for name in archive.namelist() if name != "care.txt")


def test_reading_goes_by_each_file(diary: Reflect) -> None:
    """Half of the files are encrypted, as a killed command leaves them; every command works as before."""
    exported = diary("export").out
    plain = tree(diary.store)
    encrypt(diary)
    for name in ("entries/2026-10.json", "labels.json"):
        file(diary.store, name, plain[name] or b"")
    assert diary("export").out == exported
    found = [one["message"] for one in diary("store", "check", "--json").json["findings"]]
    assert any("not encrypted yet" in one for one in found)
    lock(diary)
    checked = diary("store", "check", code=6)
    assert "entries/2026-10.json and 1 more are not encrypted yet" in checked.err
    assert diary("store", "encrypt").out.startswith("encrypted: ")
    assert plain_files(diary.store, "care.txt") == []


def test_forever_finds_what_is_encrypted(diary: Reflect) -> None:
    encrypt(diary)
    entry = diary("note", "to be gone", "--json").json["id"]
    aside = "backups/aside-20261101-120000/entries/2026-10.json"
    shutil.copy(diary.store / "entries/2026-11.json", file(diary.store, aside, b""))
    diary("store", "backup", "b.zip")
    shutil.copy(diary.home / "b.zip", file(diary.store, "backups/before-restore-2026-11-02-120000.zip", b""))
    said = diary("delete", entry, "--forever", "--yes").err
    assert aside in said
    assert "before-restore-2026-11-02-120000.zip" in said


def test_a_restore_over_an_encrypted_store_keeps_it_encrypted(diary: Reflect) -> None:
    encrypt(diary)
    diary("store", "backup", "sealed.zip")
    for name in ("outside.zip", "sealed.zip"):
        diary("note", "after it")
        diary("store", "restore", name, "--yes")
        assert plain_files(diary.store, "care.txt") == []
        assert len([one for one in diary.entries() if one.get("text") == "after it"]) == 0
        assert diary("store", "check").out == "damage 0, notes 0\n" or name
    lock(diary)
    assert diary("list", code=6).out == ""


def test_a_backup_of_an_encrypted_store_needs_its_key(diary: Reflect, tmp_path: Path) -> None:
    encrypt(diary)
    diary("store", "backup", "sealed.zip")
    exported = diary("export").out
    shutil.rmtree(diary.store)
    lock(diary)
    assert "the backup is encrypted" in diary("store", "restore", "sealed.zip", code=6).err
    assert not diary.store.exists()
    unlock(diary)
    assert diary("store", "restore", "sealed.zip", "--json").json["encrypted"] is True
    assert plain_files(diary.store, "care.txt") == []
    assert diary("export").out == exported


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "cut": lambda raw: raw[:-9],
    "flipped": lambda raw: raw[:-9] + bytes([raw[-9] ^ 1]) + raw[-8:],
    "flipped header": lambda raw: raw[:30] + bytes([raw[30] ^ 1]) + raw[31:],
    "foreign": lambda _: seal.closed(b"{}", seal.recipient_of(seal.new_identity())),
    "twice": lambda raw: seal.closed(raw, RECIPIENT),
    "header only": lambda raw: raw[:22],
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_file_is_named_and_left(diary: Reflect, damage: str) -> None:
    encrypt(diary)
    month = diary.store / "entries/2026-10.json"
    month.write_bytes(raw := DAMAGE[damage](month.read_bytes()))
    assert "entries/2026-10.json" in diary("export", code=4).err
    assert diary("mood", "4").code == 0
    assert "entries/2026-10.json" in diary("store", "check", code=4).out
    diary("store", "repair", "--yes", code=None)
    assert month.read_bytes() == raw
    diary("store", "backup", "b.zip")
    assert "entries/2026-10.json" in diary("store", "decrypt", "--yes", code=4).err
    lock(diary)
    assert diary("store", "repair", "--yes", code=6).out == ""
    assert month.read_bytes() == raw


def test_keys_that_do_not_fit(diary: Reflect, refused: Refused) -> None:
    encrypt(diary, unlocked=False)
    other = seal.new_identity()
    key = diary.home / "key.txt"
    key.write_text(other)
    assert "can be read by other people" in refused("list", code=6, env={"REFLECT_KEY_FILE": str(key)}).err
    key.chmod(0o600)
    said = refused("list", code=6, env={"REFLECT_KEY_FILE": str(key)}).err
    assert "belongs to another journal" in said
    assert other not in said
    key.write_text(f"# mine\n{IDENTITY}\n")
    assert diary("list", env={"REFLECT_KEY_FILE": str(key)}).out
    command = {"REFLECT_KEY_COMMAND": f"cat {key}"}
    assert diary("list", env=command).out
    refused("list", code=6, env={"REFLECT_KEY_COMMAND": "false"})
    refused("list", code=6, env={"REFLECT_KEY_COMMAND": "echo none"})
    unlock(diary)
    (folder := diary.home / ".local/state/reflect/keys").chmod(0o755)
    assert "chmod 700" in refused("list", code=6).err
    folder.chmod(0o700)
    next(folder.iterdir()).chmod(0o640)
    assert "chmod 600" in refused("list", code=6).err


def test_a_key_goes_at_its_time(diary: Reflect) -> None:
    encrypt(diary, unlocked=False)
    del diary.env["XDG_RUNTIME_DIR"]
    key = diary.home / "paper.txt"
    key.write_text(IDENTITY)
    opened = diary("store", "unlock", "--key", "paper.txt", "--for", "90m").out
    assert opened == "opened until 23 Nov 23:10\n"
    assert diary("store", "info", "--json").json["until"] == "2026-11-23T23:10:00+00:00"
    diary("list")
    later = diary.at("2026-11-23T23:10:00+00:00")
    later("list", code=6)
    assert not list((diary.home / ".local/state/reflect/keys").iterdir())
    runtime = diary.home / "run"
    runtime.mkdir(mode=0o700)
    env = {"XDG_RUNTIME_DIR": str(runtime)}
    assert "log out" in diary("store", "unlock", "--key", "paper.txt", env=env).out
    assert [path.stat().st_mode & 0o777 for path in (runtime / "reflect").iterdir()] == [0o600]
    diary("list", env=env)
    assert diary("store", "lock", env=env).out == "locked\n"
    diary("list", code=6, env=env)


def test_settings_that_were_lost_are_written_again(diary: Reflect, refused: Refused) -> None:
    encrypt(diary)
    exported = diary("export").out
    (diary.store / "reflect.toml").unlink()
    for args in (("list",), ("mood", "4"), ("store", "repair", "--yes"), ("mood", "3", "--at", "2026-09-05")):
        assert "store unlock" in refused(*args, code=6).err
    (diary.home / "paper.txt").write_text(IDENTITY)
    diary("store", "unlock", "--key", "paper.txt")
    assert diary("export").out == exported
    diary("mood", "4")
    assert plain_files(diary.store, "care.txt") == []


def test_no_command_that_writes_leaves_a_plain_byte(diary: Reflect) -> None:
    """The search for words after what a person does in a day, in the store, in memory and in the home folder."""
    encrypt(diary)
    entry = diary("note", f"{CANARY} of today", "--json").json["id"]
    copy = "entries/2026-10.sync-conflict-20261123-214000-ABCDEFG.json"
    shutil.copy(diary.store / "entries/2026-10.json", file(diary.store, copy, b""))
    for line in (
        f"edit {entry} --text {CANARY}",
        "undo --yes",
        f"mood 3 {CANARY}",
        f"label merge {CANARY} anger",
        "delete last --yes",
        f"pack write {CANARY}-or-not?",
        f"config set phrases.ignore {CANARY}",
        "store backup sealed.zip",
        "store restore sealed.zip --yes",
        f"delete {entry} --forever --yes",
        "today",
    ):
        diary(*line.split())
    (diary.store / "entries/2026-11.json").write_bytes(
        seal.closed(diary.store.joinpath("labels.json").name.encode() + CANARY.encode(), RECIPIENT)
    )
    diary("store", "repair", "--yes", code=None)
    assert any("aside-2026" in name for name in diary.tree())
    assert plain_files(diary.store, "care.txt") == []
    holding = {name for name, raw in tree(diary.home).items() if raw and holds_canary(raw)}
    assert holding == {"store/care.txt"}
    assert not holds_canary(zip_bytes(diary.home / "sealed.zip"))


def test_words_are_kept_where_the_journal_is_locked_meanwhile(diary: Reflect, tmp_path: Path) -> None:
    shutil.rmtree(diary.store / "drafts")
    encrypt(diary)
    runtime = tmp_path / "run"
    runtime.mkdir(mode=0o700)
    key = diary.home / ".local/state/reflect/keys"
    writes = f'echo the words of an hour >>"$1"; dirname "$1" >where; rm -r {key}'
    env = {"XDG_RUNTIME_DIR": str(runtime), "EDITOR": f"sh -c '{writes}' sh"}
    before = diary.tree()
    said = diary("note", "--edit", code=6, env=env).err
    assert (diary.home / "where").read_text().startswith(str(runtime))
    assert not [path for path in runtime.rglob("*") if path.is_file()]
    drafts = list((diary.store / "drafts").iterdir())
    assert str(drafts[0]) in said
    assert seal.opened(drafts[0].read_bytes(), seal.loaded([IDENTITY])) == b"the words of an hour\n"
    assert diary.tree() == before
    unlock(diary)
    diary("note", "--draft", env={**env, "EDITOR": "sh -c 'echo and more >>\"$1\"' sh"})
    assert "the words of an hour\nand more" in [one.get("text", "").strip() for one in diary.entries()]
    assert not list((diary.store / "drafts").iterdir())
    assert not [path for path in runtime.rglob("*") if path.is_file()]


@pytest.mark.thorough
def test_passphrases(diary: Reflect, refused: Refused) -> None:
    (diary.home / "pp").write_text(f"{PASSPHRASE}\n")
    (diary.home / "other").write_text("another passphrase")
    refused("store", "encrypt", "--yes", "--passphrase-file", "pp")  # nowhere to show the key
    diary("store", "encrypt", "--yes", "--passphrase-file", "pp", "--paper", "paper.txt")
    assert (diary.home / "paper.txt").stat().st_mode & 0o777 == 0o600
    assert plain_files(diary.store, "care.txt") == []
    diary("list", code=6)
    diary("store", "unlock", "--key", "paper.txt")
    exported = diary("export").out
    diary("store", "encrypt", "--yes", "--passphrase-file", "other")
    assert b"passphrase = 2" in (diary.store / "reflect.toml").read_bytes()
    diary("store", "lock")
    said = diary("store", "unlock", "--passphrase-file", "pp", code=6).err
    assert "that passphrase does not open key.age" in said
    diary("store", "unlock", "--passphrase-file", "other")
    assert diary("export").out == exported


@pytest.mark.thorough
def test_a_new_key(diary: Reflect) -> None:
    encrypt(diary)
    exported = diary("export").out
    months = {name: raw for name, raw in diary.tree().items() if name.startswith("entries")}
    (diary.home / "other").write_text("another passphrase")
    (diary.home / "old.txt").write_text(IDENTITY)
    diary("store", "encrypt", "--new-key", "--yes", "--passphrase-file", "other", "--paper", "new.txt")
    assert diary("export").out == exported
    assert not any(raw == months.get(name) for name, raw in diary.tree().items() if name.startswith("entries/2"))
    diary("store", "lock")
    diary("store", "unlock", "--key", "old.txt", code=6)
    diary("store", "unlock", "--key", "new.txt")
    diary("store", "decrypt", "--yes")
    assert diary("export").out == exported
    assert not (diary.store / "key.age").exists()


@pytest.mark.thorough
def test_a_change_of_the_key_that_was_cut_short_goes_on(diary: Reflect) -> None:
    exported = diary("export").out
    encrypt(diary)
    new = seal.new_identity()
    encryption.begin_new_key(store_of(diary), seal.locked_key([new, IDENTITY], PASSPHRASE), seal.recipient_of(new))
    assert "locked" in diary("list", code=6).err
    diary("store", "unlock", "--passphrase-file", "-", stdin=PASSPHRASE)
    assert diary("export").out == exported
    assert "cut short" in diary("store", "check").out
    diary("store", "encrypt", "--passphrase-file", "-", stdin="the new one")
    assert "cut short" not in diary("store", "check").out
    assert diary("export").out == exported
    (diary.home / "old.txt").write_text(IDENTITY)
    diary("store", "unlock", "--key", "old.txt", code=6)
    diary("store", "decrypt", "--yes")
    assert diary("export").out == exported


def test_the_key_of_the_tests(diary: Reflect) -> None:
    assert json.dumps([KEY_AGE.startswith(b"age-encryption.org/v1\n-> scrypt")]) == "[true]"
    encrypt(diary, unlocked=False)
    with pytest.raises(LockedError):
        store_of(diary).files.unlock()
    assert folder.not_encrypted(store_of(diary).files) == []


SETTINGS = """\
# mine
week_starts = "sunday"
format = 1  # as it was made
salt = "0123456789abcdef"

[phrases]  # about quincunx
# quincunx said this
ignore = [
  "the quincunx",  # quincunx
]
# quincunx again

[mood]
scale = [0, 10]
"""


@pytest.mark.parametrize("line", ["# quincunx alone", 'ignore = ["quincunx"]  # quincunx', ""])
def test_comments_beside_the_words_in_the_settings_are_the_persons_words_too(line: str) -> None:
    text = SETTINGS if not line else f'format = 1\n[mood]\nscale = [0, 10]\n["phrases"]\n{line}\n'
    readable, private = (
        encrypted_settings.encrypted(text.encode(), encrypted_settings.Encryption(RECIPIENT)),
        encrypted_settings.private(text.encode()),
    )
    assert not holds_canary(readable)
    assert private is not None
    assert text.count(CANARY) == private.decode().count(CANARY)
    assert settings_file.values(readable)["mood.scale"] == [0, 10]
    back = encrypted_settings.decrypted(readable, private)
    assert sorted(back.splitlines()) == sorted(text.encode().splitlines())
    assert settings_file.values(back) == settings_file.values(text.encode())


@pytest.mark.parametrize("length", [30, 150, -1])
def test_a_key_that_was_cut_is_not_a_wrong_passphrase(length: int) -> None:
    with pytest.raises(LockedError, match="damaged") as raised:
        seal.unlocked_key(KEY_AGE[:length], PASSPHRASE)
    assert not isinstance(raised.value, WrongPassphraseError)


def test_a_draft_that_is_open_is_named_when_the_journal_is_locked(diary: Reflect, tmp_path: Path) -> None:
    encrypt(diary)
    env = {"XDG_RUNTIME_DIR": str(tmp_path), "EDITOR": "sh -c 'echo words >>\"$0\"; reflect store lock 2>said; false'"}
    env["PATH"] = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    diary("note", "--edit", env=env, code=2)
    said = (diary.home / "said").read_text()
    assert said.startswith("A draft is still readable, until it is saved or removed: ")
    assert str(tmp_path) in said

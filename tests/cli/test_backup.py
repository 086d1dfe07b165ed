"""The store in one file and back from it, and its end, as processes."""

import json
import os
import shutil
import stat
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pexpect
import pytest

from reflect.store.backup import unpack
from tests import sealed
from tests.cli.given import TUESDAY
from tests.program import Reflect, Refused
from tests.terminal.asked import asked
from tests.terminal.spawned import spawn


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a store that has entries in two months and one of every other file."""
    reflect = Reflect(tmp_path_factory.mktemp("made"))
    (reflect.home / "tuesday.toml").write_text(TUESDAY)
    reflect("pack", "add", "tuesday.toml", "--yes")
    reflect("note", "words", "--at", "2026-10-05", "--private")
    reflect("mood", "4")
    reflect("delete", reflect("note", "gone", "--json").json["id"], "--yes")
    reflect("label", "rename", "anger", "ire")
    return reflect.home


@pytest.fixture
def diary(made: Path, tmp_path: Path) -> Reflect:
    """A copy of that store."""
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    return Reflect(tmp_path)


def held_in(file: Path) -> Mapping[str, bytes]:
    """Return the files in a backup, as a store that is plain has them."""
    return sealed.plain(unpack(file.read_bytes()).files)


def elsewhere(reflect: Reflect, name: str = "other") -> Reflect:
    """Return the program on another store."""
    other = Reflect(reflect.home)
    other.store = reflect.home / name
    other.env["REFLECT_STORE"] = str(other.store)
    return other


def test_a_store_goes_into_a_file_and_comes_back_as_it_was(diary: Reflect) -> None:
    ran = diary("store", "backup", "b.zip")
    how = "encrypted; it opens with the passphrase of now" if sealed.is_on else "not encrypted"
    assert (ran.out, ran.err) == ("", f"written: 2 entries of 2 months to b.zip, {how}\n")
    before = diary.content()
    assert sorted(held_in(diary.home / "b.zip")) == sorted(name for name in before if before[name])
    diary("store", "backup", "c.zip")
    assert (diary.home / "b.zip").read_bytes() == (diary.home / "c.zip").read_bytes()
    other = elsewhere(diary)
    ran = other("store", "restore", "b.zip")
    assert ran.out == "restored: 2 entries of 2 months\n"
    assert ran.err.startswith("New store: ~/other\n")
    assert other.content() == before
    assert other("store", "info", "--json").json["entries"]["note"] == 1
    again = other("store", "restore", "b.zip")
    assert (again.out, again.err) == (ran.out, "")
    assert other.content() == before


def test_through_a_pipe(diary: Reflect) -> None:
    other = elsewhere(diary)
    with subprocess.Popen(
        [*diary.command, "store", "backup", "-"], env=diary.env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as writes:
        assert writes.stdout is not None
        done = subprocess.run(
            [*other.command, "store", "restore", "-"],
            env=other.env,
            stdin=writes.stdout,
            check=True,
            capture_output=True,
        )
    assert writes.returncode == 0
    assert done.stdout == b"restored: 2 entries of 2 months\n"
    assert other.content() == diary.content()


@pytest.mark.parametrize("umask", [0o000, 0o077, 0o777])
def test_it_is_for_the_person_alone_to_read(diary: Reflect, umask: int) -> None:
    before = os.umask(umask)
    try:
        diary("store", "backup", "b.zip")
        diary("note", "more")
        diary("store", "restore", "b.zip", "--yes")
        other = elsewhere(diary)
        other("store", "restore", "b.zip")
    finally:
        os.umask(before)
    assert stat.S_IMODE((diary.home / "b.zip").stat().st_mode) == 0o600
    for store in (diary.store, other.store):
        for path in (store, *store.rglob("*")):
            assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path


def test_what_it_will_not_be_written_to(diary: Reflect, refused: Refused) -> None:
    (diary.home / "there.zip").write_bytes(b"mine")
    (diary.home / "link.zip").symlink_to("there.zip")
    os.mkfifo(diary.home / "fifo")
    for path, said in {
        "there.zip": "--force",
        "link.zip": "is a link",
        "fifo": "is not a file",
        "store": "is in the folder of the store",
        "store/b.zip": "is in the folder of the store",
        "store/backups/b.zip": "is in the folder of the store",
        "nowhere/b.zip": "folder does not exist",
    }.items():
        assert said in refused("store", "backup", path).err
    assert (diary.home / "there.zip").read_bytes() == b"mine"
    diary("store", "backup", "there.zip", "--force")
    assert held_in(diary.home / "there.zip")


def test_nothing_is_written_of_no_store(reflect: Reflect, refused: Refused) -> None:
    (reflect.home / "good.zip").write_bytes(b"an older one")
    assert "there is no store at" in refused("store", "backup", "good.zip", "--force", code=4).err
    assert (reflect.home / "good.zip").read_bytes() == b"an older one"
    assert not reflect.store.exists()


def test_a_damaged_file_goes_in_and_comes_back_as_it_is_and_is_named(diary: Reflect) -> None:
    (diary.store / "entries/2026-11.json").write_bytes(b"half")
    (diary.store / "reflect.toml").write_bytes(b"colour = 1\n")
    ran = diary("store", "backup", "b.zip")
    assert "written: 1 entry of 2 months" in ran.err
    for name in ("entries/2026-11.json", "reflect.toml"):
        assert f"{name} is damaged; the backup has it as it is." in ran.err
    other = elsewhere(diary)
    assert (
        "entries/2026-11.json is damaged in the backup, and now in the store." in other("store", "restore", "b.zip").err
    )
    assert other.content() == diary.content()


def test_a_conflict_copy_goes_in_merged_and_is_named(diary: Reflect) -> None:
    operation = {"id": "0" * 12, "at": "2026-11-23T21:40:00.000000+00:00", "of": "pattern", "op": "retire"}
    copies = {"labels (conflicted copy).json": json.dumps([{**operation, "label": "waiting"}])}
    copies["care (conflicted copy).txt"] = "words"
    for name, text in copies.items():
        (diary.store / name).write_text(text)
    ran = diary("store", "backup", "b.zip")
    assert "Included another version of what is here: labels (conflicted copy).json." in ran.err
    assert "Did not read another version of what is here: care (conflicted copy).txt." in ran.err
    held = held_in(diary.home / "b.zip")
    assert "waiting" in [one["label"] for one in json.loads(held["labels.json"])]
    assert all("conflict" not in name for name in held_in(diary.home / "b.zip"))


def test_settings_that_the_backup_lacks_stay(diary: Reflect) -> None:
    settings = (diary.store / "reflect.toml").read_bytes()
    (diary.store / "reflect.toml").unlink()
    diary("store", "backup", "b.zip")
    (diary.store / "reflect.toml").write_bytes(settings)
    diary("note", "more")
    diary("store", "restore", "b.zip", "--yes")
    assert (diary.store / "reflect.toml").read_bytes() == settings


@pytest.mark.plain("over an encrypted store a backup with damaged settings is refused: they could not say that it is")
def test_a_restore_mends_a_damaged_store(diary: Reflect) -> None:
    diary("store", "backup", "b.zip")
    before = diary.content()
    for name in ("entries/2026-11.json", "reflect.toml", "labels.json", "deleted.json", "packs/tuesday.toml"):
        (diary.store / name).write_bytes(b"\xff")
    ran = diary("store", "restore", "b.zip", "--yes")
    kept = Path(ran.err.split("is in ")[1].strip().replace("~", str(diary.home)))
    assert diary.content() == before
    assert held_in(kept)["reflect.toml"] == b"\xff"
    assert "the store as it was" in ran.err.casefold()
    assert diary("store", "restore", str(kept), "--yes").out
    assert (diary.store / "labels.json").read_bytes() == b"\xff"


def test_what_the_backup_has_not_is_counted_asked_about_and_set_aside(diary: Reflect, refused: Refused) -> None:
    diary("store", "backup", "b.zip")
    wanted = diary.content()
    new = diary("note", "more", "--json").json["id"]
    diary("edit", diary("list", "--kind", "mood", "--json").json["entries"][0]["id"], "--value", "3")
    (diary.store / "care.txt").write_text("Ines\n")
    assert list((diary.store / "undo").iterdir())
    before = diary.content()
    assert "--yes" in refused("store", "restore", "b.zip").err
    question = (
        "The store has 2 entries, another care.txt that the backup does not have. Replace it with the backup? [y/N] "
    )
    shown = asked(diary, ("store", "restore", "b.zip"), {question: "n"})
    assert "Nothing was changed." in shown
    assert diary.content() == before
    shown = asked(diary, ("store", "restore", "b.zip"), {question: "y"})
    assert "restored: 2 entries of 2 months" in shown
    (kept,) = (diary.store / "backups").glob("before-restore-2026-11-23-214000.zip*")
    assert "backups/before-restore-2026-11-23-214000.zip" in shown
    assert diary.content() == wanted
    assert not list((diary.store / "undo").iterdir())
    assert held_in(kept) == {name: raw for name, raw in before.items() if raw}
    diary("store", "restore", f"store/backups/{kept.name}", "--yes")
    assert new in {entry["id"] for entry in diary.entries()}


def test_a_store_is_removed_when_the_word_is_typed(diary: Reflect, refused: Refused) -> None:
    assert "--yes" in refused("store", "erase").err
    question = "Type erase to remove it: "
    for answer in ("y", "", "Erase!"):
        shown = asked(diary, ("store", "erase"), {question: answer})
        assert "Nothing was changed." in shown
    assert "~/store will be removed: 2 entries of 2 months.\r\n" in shown
    assert "Anything elsewhere stays: backups, exports" in shown
    assert len(diary.entries()) == 2
    assert "erased: 2 entries of 2 months" in asked(diary, ("store", "erase"), {question: "erase"})
    assert not diary.store.exists()
    again = diary("store", "erase", "--yes")
    assert (again.out, again.err) == ("", "No store at ~/store yet.\n")


def test_a_damaged_store_is_removed_and_what_is_not_of_it_named(diary: Reflect) -> None:
    diary("store", "backup", "b.zip")
    (diary.store / "reflect.toml").write_bytes(b"\xff")
    (diary.store / "entries/2026-11.json").write_bytes(b"half")
    (diary.store / "staged").mkdir(exist_ok=True)
    (diary.store / "staged/commit.json").write_bytes(b"half")
    for number in range(7):
        (diary.store / f"letter\x1b{number}.txt").write_bytes(b"mine")
    ran = diary("store", "erase", "--yes")
    assert "1 entry of 2 months, 1 of which cannot be read." in ran.err
    assert ran.out == "erased: 1 entry of 2 months\n"
    assert "some files are not part of the store and stay: letter\\x1b0.txt, letter\\x1b1.txt" in ran.err
    assert ran.err.endswith("letter\\x1b5.txt, letter\\x1b6.txt\n")
    assert sorted(os.listdir(diary.store)) == [f"letter\x1b{number}.txt" for number in range(7)]
    assert diary("store", "erase", "--yes").err == "No store at ~/store yet.\n"
    assert diary("--store", "new", "store", "restore", "b.zip").out == "restored: 2 entries of 2 months\n"


def test_a_backup_is_not_printed_on_a_terminal(diary: Reflect) -> None:
    child = spawn(diary, "store", "backup", "-", env={})
    child.expect(pexpect.EOF)
    child.close()
    assert "give a file name" in (child.before or "")
    assert child.exitstatus == 2

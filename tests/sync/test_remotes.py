"""What a remote may be: hostile, newer, full of other things, gone, or changing for ever. And what a URL may be."""

import json
import os
import shutil
import subprocess
import threading
from pathlib import Path

import pytest

from reflect import BadFileError, ImpossibleValueError, NewerFormatError, ReflectError, StoreError, UnreachableError
from reflect.store import git as reflect_git
from reflect.store.remotes import held
from tests.program import Reflect
from tests.store.breaking import tree
from tests.sync.machines import Machine, git, put, put_tree, refs, remote

MONTH = "v1/entries/2026-11.json"


def joined(home: Path) -> tuple[Machine, Path]:
    """Return a machine with something to send, and the remote, which has a synced note."""
    machine, place = Machine(home, "a"), remote(home)
    machine.journal.note("words")
    machine.init(place)
    machine.journal.note("to be sent")
    return machine, place


def refused(machine: Machine, place: Path, error: type[ReflectError], named: str) -> None:
    """Hold that a sync is refused, that it names the file, and that it changes nothing on either side."""
    before, there = stored(machine), refs(place)
    with pytest.raises(error) as caught:
        machine.sync()
    assert named in str(caught.value)
    assert "words" not in str(caught.value)
    assert (stored(machine), refs(place)) == (before, there)


def stored(machine: Machine) -> dict[str, bytes | None]:
    return {name: raw for name, raw in tree(machine.path).items() if not name.startswith(("sync/", "cache/"))}


def tree_of(mode: str, kind: str, name: str) -> bytes:
    return f"{mode} {kind} {'0' * 39}1\t{name}\n".encode()


HOSTILE = {
    "a damaged month": lambda place: put(place, MONTH, b'{"_meta": {"format": {"version": 1}}, "entries": {"x"'),
    "no month at all": lambda place: put(place, MONTH, b"\0\1\2"),
    "a month of a newer version": lambda place: put(place, MONTH, b'{"_meta": {"format": {"version": 2}}}'),
    "an entry in another month": lambda place: put(
        place, "v1/entries/2025-01.json", git("cat-file", "blob", f"refs/reflect/{MONTH}:f", folder=place)
    ),
    "a link": lambda place: put(place, "v1/care", b"/etc/passwd", mode="120000"),
    "a program": lambda place: put(place, "v1/care", b"Ines", mode="100755"),
    "another name": lambda place: put(place, "v1/care", b"Ines", name="g"),
    "a name that leads out": lambda place: put(place, "v1/entries/x/evil", b"{}"),
    "no month's name": lambda place: put(place, "v1/entries/2026-13.json", b"{}"),
    "no pack's name": lambda place: put(place, "v1/packs/UPPER.toml", b"{}"),
    "a pack that is none": lambda place: put(place, "v1/packs/mine.toml", b"[pack\n"),
    "labels that are none": lambda place: put(place, "v1/labels", b"{}"),
    "marks that are none": lambda place: put(place, "v1/deleted", b"[]"),
    "contacts that are no text": lambda place: put(place, "v1/care", b"\xff\xfe"),
    "settings that are none": lambda place: put(place, "v1/settings", b"[]"),
    "settings that cannot be": lambda place: put(place, "v1/settings", b'{"day_starts": "25:00"}'),
    "a remote among the settings": lambda place: put(place, "v1/settings", b'{"sync.remote": "/tmp/elsewhere"}'),
    "a file too large": lambda place: put(place, "v1/care", b"x" * 2000),
}  # fmt: skip


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_remote_is_refused_and_nothing_is_changed(
    tmp_path: Path, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine, place = joined(tmp_path)
    HOSTILE[what](place)
    monkeypatch.setattr(reflect_git, "MAX_FILE_BYTES", 1500)
    refused(machine, place, BadFileError, " at the remote")


def test_a_newer_program_wrote_there(tmp_path: Path) -> None:
    machine, place = joined(tmp_path)
    put(place, "v2/anything", b"x")
    refused(machine, place, NewerFormatError, "update reflect")


def test_other_branches_and_unknown_files_are_left_alone(tmp_path: Path) -> None:
    machine, place = joined(tmp_path)
    commit = put(place, "v1/poems", b"roses")
    git("update-ref", "refs/heads/main", commit, folder=place)
    machine.sync()
    assert refs(place)["refs/heads/main"] == refs(place)["refs/reflect/v1/poems"] == commit
    assert "poems" not in str(tree(machine.path).keys())


@pytest.mark.parametrize(
    "url",
    [
        "ext::sh -c touch% evil", "fd::3", "hg::x", "hg://x/y", "-oProxyCommand=x", "--upload-pack=x", "", "https://me:word@host/x.git",
        "https://token@host/x.git", "ssh://me:word@host/x", "https://host/x.git?access_token=word", "host:a\nb",
        "EXT::sh -c touch% evil", "ext://sh -c x", "me:word@host:x.git", "HTTPS://me:w@word@host/x", "ssh://me:@host/x",
    ],
)  # fmt: skip
def test_a_remote_that_cannot_be_is_refused_and_not_shown(tmp_path: Path, url: str) -> None:
    with pytest.raises(ImpossibleValueError) as caught:
        Machine(tmp_path, "a").init(url)
    assert "word" not in str(caught.value).replace("password", "")
    assert not (tmp_path / "a").exists()


def test_a_remote_in_the_store_is_refused(tmp_path: Path) -> None:
    machine = Machine(tmp_path, "a")
    machine.journal.note("words")
    git("init", "-q", "--bare", str(machine.path / "remote.git"))
    with pytest.raises(ImpossibleValueError, match="in the store"):
        machine.init(machine.path / "remote.git")


def test_a_store_from_somebody_else_makes_no_program_run(tmp_path: Path) -> None:
    machine, place = joined(tmp_path)
    sync = machine.path / "sync"
    evil = (
        f"[core]\n\thooksPath = {tmp_path}\n\tfsmonitor = touch {tmp_path}/evil\n\tsshCommand = touch {tmp_path}/evil\n"
    )
    elsewhere = tmp_path / "elsewhere.git"
    git("init", "-q", "--bare", str(elsewhere))
    evil += f'[url "{elsewhere}"]\n\tinsteadOf = {place}\n'
    (tmp_path / "pre-push").write_text(f"#!/bin/sh\ntouch {tmp_path}/evil\n")
    (sync / "hooks").mkdir()
    for hook in (tmp_path / "pre-push", sync / "hooks/pre-push", sync / "hooks/reference-transaction"):
        hook.write_text(f"#!/bin/sh\ntouch {tmp_path}/evil\n")
        hook.chmod(0o700)
    (sync / "config").write_text(evil)
    (tmp_path / "common/refs").mkdir(parents=True)
    (tmp_path / "common/objects").mkdir()
    (tmp_path / "common/config").write_text(evil)
    (sync / "commondir").write_text(str(tmp_path / "common"))
    (place / "hooks").mkdir(exist_ok=True)
    for name in ("pre-receive", "post-receive", "update"):
        (place / "hooks" / name).write_text(f"#!/bin/sh\ntouch {tmp_path}/evil\n")
        (place / "hooks" / name).chmod(0o700)
    before = refs(place)
    assert machine.sync().sent
    assert not (tmp_path / "evil").exists()
    assert refs(elsewhere) == {}
    assert refs(place) != before
    settings = machine.path / "reflect.toml"
    settings.write_text(settings.read_text().replace(str(place), f"ext::touch {tmp_path}/evil"))
    with pytest.raises(ReflectError, match=r"sync\.remote"):
        machine.sync()
    assert not (tmp_path / "evil").exists()


def test_offline_changes_nothing_and_says_so(tmp_path: Path, reflect: Reflect) -> None:
    subprocess.run(["git", "init", "-q", "--bare", reflect.home / "r.git"], check=True)
    assert "no remote yet" in reflect("sync", code=2).err
    for place, said in (
        ("nowhere.git", "is not there"),
        ("empty", "empty folder"),
        (".", "/journal.git` makes one in it"),
    ):
        (reflect.home / "empty").mkdir(exist_ok=True)
        ran = reflect("sync", "init", place, "--yes", code=7)
        assert said in ran.err
        assert "git init --bare" in ran.err
    assert not reflect.store.exists()
    reflect("note", "words")
    reflect("sync", "init", "r.git", "--yes")
    (reflect.home / "r.git").rename(reflect.home / "away")
    before = reflect.tree()
    ran = reflect("sync", code=7)
    assert "Everything is saved here" in ran.err
    assert "words" not in ran.err
    assert {name: raw for name, raw in reflect.tree().items() if "sync" not in name} == {
        name: raw for name, raw in before.items() if "sync" not in name
    }
    assert reflect("sync", "status").out.startswith(f"{reflect.home}/r.git, last 2026-11-23 21:40; 0 entries")


def test_a_damaged_folder_is_not_taken_for_offline_and_is_filled_anew(tmp_path: Path) -> None:
    machine, place = joined(tmp_path)
    other = Machine(tmp_path, "b")
    (place / "HEAD").write_bytes(b"")
    for call in (machine.sync, lambda: other.init(place)):
        with pytest.raises(BadFileError, match="put a new repository in its place"):
            call()
    place.rename(tmp_path / "away")
    remote(tmp_path)
    assert len(machine.sync().sent) == 2
    other.init(place)
    assert machine.entries() == other.entries()


def test_what_scripts_rely_on(reflect: Reflect) -> None:
    subprocess.run(["git", "init", "-q", "--bare", reflect.home / "r.git"], check=True)
    reflect("note", "words")
    first = reflect("sync", "init", "r.git", "--yes", "--json").json
    place = str(reflect.home / "r.git")
    assert first == {"format": 1, "remote": place, "in": 0, "out": 1, "deleted": 0, "aside": [], "attempts": 1}
    assert reflect("sync", "--json").json == {**first, "out": 0}
    status = reflect("sync", "status", "--json").json
    assert status == {"format": 1, "remote": place, "last": "2026-11-23T21:40:00+00:00", "pending": 0}
    put(reflect.home / "r.git", MONTH, b"nothing")
    before = reflect.tree()
    assert f"{MONTH[3:]} at the remote" in reflect("sync", code=5).err
    assert {name for name in reflect.tree() if not name.startswith(("sync", "cache"))} <= before.keys()


def test_without_git_with_an_old_one_or_one_that_is_killed(reflect: Reflect, tmp_path: Path) -> None:
    reflect("note", "words")
    (reflect.home / "bin").mkdir()
    env = {"PATH": str(reflect.home / "bin")}
    assert "git is not installed" in reflect("sync", "init", "r.git", "--yes", code=2, env=env).err
    for script, code, said in (
        ("exit 129", 2, "too old"),
        ("kill -9 $$", 7, "git was killed"),
        ("kill -PIPE $$", 7, "not there"),
    ):
        (reflect.home / "bin/git").write_text(f"#!/bin/sh\n{script}\n")
        (reflect.home / "bin/git").chmod(0o700)
        assert said in reflect("sync", "init", "r.git", "--yes", code=code, env=env).err


@pytest.mark.thorough
def test_a_remote_that_changes_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    machine, place = joined(tmp_path)
    other = Machine(tmp_path, "b")
    other.init(place)
    push = reflect_git.Git.push
    numbers = iter(range(100))

    def later(self: reflect_git.Git, *args: object) -> str | None:
        monkeypatch.setattr(reflect_git.Git, "push", push)
        other.journal.note(f"number {next(numbers)}")
        other.sync()
        monkeypatch.setattr(reflect_git.Git, "push", later)
        return push(self, *args)  # type: ignore[arg-type]

    monkeypatch.setattr("reflect.actions.sync_run._MAX_WAIT_SECONDS", 0)
    monkeypatch.setattr(reflect_git.Git, "push", later)
    with pytest.raises(UnreachableError, match="kept changing"):
        machine.sync()
    monkeypatch.setattr(reflect_git.Git, "push", push)
    assert len([entry for entry in machine.entries().values() if entry["text"].startswith("number")]) == 4
    assert machine.sync().attempts == 1
    other.sync()
    assert machine.shared() == other.shared()


def test_a_remote_that_takes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    machine, place = joined(tmp_path)
    git("config", "receive.maxInputSize", "1", folder=place)
    monkeypatch.setattr("reflect.actions.sync_run._MAX_WAIT_SECONDS", 0)
    with pytest.raises(UnreachableError, match="does not take what is sent"):
        machine.sync()
    git("config", "--unset", "receive.maxInputSize", folder=place)
    assert len(machine.sync().sent) == 1


@pytest.mark.thorough
def test_a_push_and_a_cleaning_of_a_folder_wait_for_each_other(tmp_path: Path) -> None:
    machine, place = joined(tmp_path)
    syncing = threading.Thread(target=machine.sync)
    with held(str(place)):
        syncing.start()
        syncing.join(1)
        assert syncing.is_alive()
    syncing.join()
    assert not machine.sync().sent


@pytest.mark.thorough
def test_a_damaged_folder_that_is_sent_to_is_not_taken_for_offline(tmp_path: Path) -> None:
    machine, place = joined(tmp_path)
    (place / "refs/heads/main").write_text(f"{'1' * 40}\n")
    machine.journal.note("not at the remote")
    with pytest.raises(BadFileError, match="put a new repository in its place"):
        machine.sync()


def test_a_remote_that_keeps_its_branches_and_uses_sha256(tmp_path: Path) -> None:
    machine, other = Machine(tmp_path, "a"), Machine(tmp_path, "b")
    place = remote(tmp_path, "--shared", "--object-format=sha256")
    machine.journal.note("words")
    machine.journal.rename_label("anger", "ire")
    machine.init(place)
    other.init(place)
    assert machine.shared() == other.shared() != {}
    assert machine.sync().others == ()  # nothing is sent anew
    machine.journal.set_contacts("Ines")
    assert machine.journal.sync_status().pending == 0  # which looks at the cache, and leaves it as it is
    assert machine.sync().others == ("care",)
    assert machine.journal.contacts() == "Ines\n"


def test_a_pack_that_was_removed_or_added_again_travels(tmp_path: Path) -> None:
    one, other, place = Machine(tmp_path, "a"), Machine(tmp_path, "b"), remote(tmp_path)
    packs = [one.path / "packs", other.path / "packs"]
    one.journal.write_prompt("What was there?", pack="mine")
    one.init(place)
    other.init(place)
    other.journal.remove_pack("mine")
    assert other.sync().others == one.sync().others == ("packs/mine.toml",)
    assert [*packs[0].iterdir(), *packs[1].iterdir()] == []
    assert "refs/reflect/v1/packs/mine.toml" not in refs(place)
    other.journal.write_prompt("What else?", pack="mine")
    for machine in (other, one):
        machine.sync()
    other.journal.remove_pack("mine")
    one.journal.write_prompt("And then?", pack="mine")
    for machine in (one, other, one):  # of two changes the one that is there first stays
        machine.sync()
    assert one.shared() == other.shared()
    assert b"And then?" in one.shared()["packs/mine.toml"]


def test_a_broken_cache_is_made_anew(tmp_path: Path) -> None:
    machine, _ = joined(tmp_path)
    sync = machine.path / "sync"
    locks = ("packed-refs.lock", "HEAD.lock", "refs/kept.lock", "reflect.json")
    for spoil in (
        lambda: [path.write_bytes(b"") for path in (sync / "objects").rglob("??????*") if path.is_file()],
        lambda: [path.write_text("nothing") for path in (sync / "refs").rglob("*") if path.is_file()],
        lambda: [(sync / name).write_text("") for name in locks],
        lambda: [os.unlink(path) for path in sync.rglob("*") if path.is_file()],  # type: ignore[func-returns-value]
    ):
        machine.journal.note("more words")
        for path in sync.rglob("*"):
            path.chmod(0o700)
        spoil()
        assert machine.sync().sent
        assert not machine.sync().sent
    assert machine.aside() == []


@pytest.mark.parametrize("wrong", ['{"base": []}', '{"base": {"labels": "0"}}', '{"stamps": 1}', '{"last": 5}', "[]"])
def test_a_state_that_is_none_counts_as_none(tmp_path: Path, wrong: str) -> None:
    machine, _ = joined(tmp_path)
    state = machine.path / "sync/reflect.json"
    found = json.loads(state.read_text())
    state.write_text(json.dumps({**found, **json.loads(wrong)} if wrong != "[]" else []))
    assert machine.journal.sync_status().last is None
    machine.sync()
    assert (machine.journal.sync_status().last or "") > found["last"]


def test_the_status_of_a_broken_cache(tmp_path: Path) -> None:
    machine, _ = joined(tmp_path)
    machine.journal.note("more words")
    shutil.rmtree(machine.path / "sync/objects")
    with pytest.raises(StoreError, match="makes it anew"):
        machine.journal.sync_status()


def test_the_tree_of_a_stranger(tmp_path: Path) -> None:
    machine, place = joined(tmp_path)
    commit = put_tree(place, MONTH, tree_of("160000", "commit", "f"))
    assert commit
    refused(machine, place, BadFileError, "not a file of a store")

"""A store is removed to its last file, and nothing that is not of it."""

import os
import re
import threading
import time
from pathlib import Path

import pytest

from reflect.errors import StoreError
from reflect.store import lock
from reflect.store.erase import erase, plan
from reflect.store.files import Files
from reflect.store.month import serialise
from tests.store.breaking import WRITING, How, KilledError, every_point, tree
from tests.store.samples import note, number, put

OF_A_STORE = (
    "entries/2026-10.json",
    "entries/2026-11.json",
    "entries/.2026-11.json.tmp",
    "entries/.2026-12.json.icloud",
    ".labels.json.icloud",
    "entries/2026-11 (conflicted copy).json",
    "entries/2026-11.sync-conflict-20261123-214000-ABCDEFG.json",
    "staged/commit.json",
    "staged/entries!2026-11.json",
    "undo/000001-20261123T214000Z.json",
    "drafts/draft-00c0ffee.txt",
    "drafts/.draft-00c0ffee.txt.swp",
    "backups/before-restore-2026-11-23-214000.zip",
    "backups/aside-20261123-214000/entries/2026-11.json",
    "backups/aside-20261123-214000/labels.json",
    "backups/aside-20261123-214000-2/staged-unmerged/entries!2026-11.json",
    "cache/past.json",
    "packs/tuesday.toml",
    "labels.json",
    "deleted.json",
    "care.txt",
    "care (conflicted copy).txt",
    "labels.sync-conflict-20261123-214000-ABCDEFG.json",
    "packs/tuesday (conflicted copy).toml",
    ".reflect.toml.tmp",
    "lock",
    "reflect.toml",
)
OF_OTHERS = (
    "letter.txt",
    ".git/config",
    "entries/letter.txt",
    "entries/2026-11-trip.json",
    "entries/deep/2026-11.json",
    "packs/letter.txt",
    "backups/thesis.tar",
    "backups/deep/2026-11.json",
    "backups/aside-20261123-214000/letter.txt",
    "cache/photo.png",
    "drafts/novel.txt",
    "staged/letter.txt",
    "undo/1.json",
    "site/index.html",
)
MONTH = serialise({})


def lay(path: Path, names: tuple[str, ...]) -> None:
    for name in names:
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(MONTH if re.match(r"entries/2026-1[01](\.| \()", name) else b"")


def test_nothing_is_left_of_a_store(tmp_path: Path) -> None:
    store = tmp_path / "store"
    lay(store, OF_A_STORE)
    assert erase(str(store)) == ()
    assert not store.exists()
    assert plan(Files(str(store))) is None


def test_what_is_not_of_the_store_stays_and_is_named(tmp_path: Path) -> None:
    lay(tmp_path, (*OF_A_STORE, *OF_OTHERS))
    left = erase(str(tmp_path))
    whole = {re.sub("(?<=deep)/.*|/config|/index.html", "", name) for name in OF_OTHERS}
    assert set(left) == whole  # what is in a folder that is not of the store is not looked at
    assert {name for name, raw in tree(tmp_path).items() if raw is not None} == set(OF_OTHERS)
    with pytest.raises(StoreError, match="is not a store"):
        plan(Files(str(tmp_path)))
    assert {name for name, raw in tree(tmp_path).items() if raw is not None} == set(OF_OTHERS)


def test_entries_go_first_and_what_makes_it_a_store_last(tmp_path: Path) -> None:
    lay(tmp_path, OF_A_STORE)
    planned = plan(Files(str(tmp_path)))
    assert planned is not None
    found = planned.found
    assert found.own[0] == "entries/.2026-11.json.tmp"
    assert [name.startswith("entries/") for name in found.own] == sorted(
        (name.startswith("entries/") for name in found.own), reverse=True
    )
    assert found.own[-2:] == ("lock", "reflect.toml")


@pytest.mark.parametrize("what", ["folder", "file", "month", "settings"])
def test_no_link_is_followed(tmp_path: Path, what: str) -> None:
    precious, store = tmp_path / "precious", tmp_path / "store"
    lay(precious, ("2026-11.json", "reflect.toml"))
    lay(store, ("entries/2026-10.json", "reflect.toml", "drafts/draft-00c0ffee.txt"))
    link, target = {
        "folder": ("packs", precious),
        "file": ("care.txt", precious / "2026-11.json"),
        "month": ("entries/2026-11.json", precious / "2026-11.json"),
        "settings": ("labels.json", precious / "reflect.toml"),
    }[what]
    (store / link).symlink_to(target)
    assert erase(str(store)) == (link,)
    assert sorted(os.listdir(precious)) == ["2026-11.json", "reflect.toml"]
    assert (store / link).is_symlink()


@pytest.mark.parametrize(
    "names",
    [("labels.json", "cache/x"), ("entries/post.md", "drafts/post.md", "backups/site.zip")],
)
def test_a_folder_of_somebody_else_is_no_store(tmp_path: Path, names: tuple[str, ...]) -> None:
    lay(tmp_path, names)
    before = tree(tmp_path)
    with pytest.raises(StoreError, match="is not a store"):
        plan(Files(str(tmp_path)))
    assert erase(str(tmp_path)) == ()
    assert tree(tmp_path) == before


@pytest.mark.parametrize("names", [(), ("letter.txt",), ("lock",)])
def test_where_nothing_resembles_a_store_there_is_nothing_to_erase(tmp_path: Path, names: tuple[str, ...]) -> None:
    lay(tmp_path, names)
    assert plan(Files(str(tmp_path))) is None


def test_what_cannot_be_read_is_counted_as_that(tmp_path: Path) -> None:
    put(str(tmp_path), note(number(1), "2026-10-05"), note(number(2), "2026-10-06"), note(number(3), "2026-11-05"))
    lay(
        tmp_path,
        ("entries/2026-12.json", "backups/before-restore-2026-11-23-214000.zip", "entries/2026-10 (copy).json"),
    )
    (tmp_path / "reflect.toml").write_bytes(b"\xff")
    planned = plan(Files(str(tmp_path)))
    assert planned is not None
    assert planned[1:] == (3, 3, 1, 1, 0)
    erase(str(tmp_path))
    assert not tmp_path.exists()


def test_a_store_that_is_being_written_is_not_erased(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lock, "MAX_WAIT_SECONDS", 0.1)
    lay(tmp_path, OF_A_STORE)
    before = tree(tmp_path)
    with lock.held(str(tmp_path)), pytest.raises(StoreError, match="locked"):
        erase(str(tmp_path))
    assert tree(tmp_path) == before


@pytest.mark.parametrize("others", ["letter.txt", "entries/letter.txt"])
def test_who_waited_meanwhile_writes_into_nobodys_folder(tmp_path: Path, others: str) -> None:
    store = str(tmp_path / "store")
    put(store, note(number(1)))
    lay(tmp_path / "store", (others,))
    refused: list[StoreError] = []

    def write() -> None:
        try:
            put(store, note(number(2)))
        except StoreError as error:
            refused.append(error)

    with lock.held(store):
        waiting = threading.Thread(target=write)
        waiting.start()
        time.sleep(0.2)
        for name in ("entries/2026-11.json", "lock", "reflect.toml"):  # as an erasing process does
            os.unlink(os.path.join(store, name))
    waiting.join()
    assert [(error.problem.endswith("was erased meanwhile"), error.changed_nothing) for error in refused] == [
        (True, True)
    ]
    assert {name for name, raw in tree(store).items() if raw} == set()
    assert set(tree(store)) - {"entries", "undo", "lock"} == {others}


@pytest.mark.parametrize("settings", [True, False])
@pytest.mark.parametrize("how", ["killed", "error"])
def test_wherever_it_stops_a_second_time_removes_the_rest(tmp_path: Path, how: How, *, settings: bool) -> None:
    names = OF_A_STORE if settings else OF_A_STORE[:-1]
    stops = set()
    for path, disk in every_point(tmp_path, lambda path: lay(Path(path), names), how, (*WRITING, "rmdir")):
        try:
            erase(path)
        except (KilledError, StoreError):
            assert disk.hit
        disk.mend()
        left = tree(path) if os.path.exists(path) else {}
        entries = [name for name in left if name.startswith("entries/") and (settings or name != OF_A_STORE[0])]
        assert not entries or len(left) > len(names) - 5  # as long as an entry stands, all but entries does
        stops.add(len(left))
        if plan(Files(path)):
            erase(path)
        os.makedirs(path, exist_ok=True)
        assert set(tree(path)) <= ({"lock"} if settings else {"lock", "entries"})
    assert len(stops) > len(names)

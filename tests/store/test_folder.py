"""Where the store is, and what may become one."""

import os
import stat
from pathlib import Path

import pytest

from reflect.errors import StoreError
from reflect.store import paths
from reflect.store.paths import is_inside
from tests.program import Reflect
from tests.store.breaking import tree
from tests.store.samples import note, put, store_at


def test_the_option_wins_over_the_variable_over_the_user_data_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    assert paths.find("/a", {"REFLECT_STORE": "/b"}) == "/a"
    assert paths.find(None, {"REFLECT_STORE": "/b"}) == "/b"
    assert paths.find(None, {"REFLECT_STORE": ""}) == str(tmp_path / "data/reflect")
    assert paths.find(None, {}) == str(tmp_path / "data/reflect")
    monkeypatch.setenv("XDG_DATA_HOME", "relative")
    assert paths.find(None, {}) == os.path.expanduser("~/.local/share/reflect")


def test_the_store_itself_may_be_a_link(reflect: Reflect) -> None:
    real = reflect.home / "real"
    real.mkdir()
    reflect.store.symlink_to(real)
    reflect("note", "words")
    assert (real / "entries/2026-11.json").exists()
    assert len(reflect.entries()) == 1


def test_a_folder_with_files_of_others_does_not_become_a_store(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_bytes(b"mine")
    with pytest.raises(StoreError, match="has other files"):
        put(str(tmp_path), note())
    assert tree(tmp_path) == {"letter.txt": b"mine"}


@pytest.mark.parametrize("left", [[], ["lock"], [".reflect.toml.tmp"], ["lock", "care.txt", "staged"], [".git"]])
def test_an_empty_folder_and_one_whose_making_was_cut_short_become_a_store(tmp_path: Path, left: list[str]) -> None:
    for name in left:
        if name in ("staged", ".git"):
            (tmp_path / name).mkdir()
        else:
            (tmp_path / name).write_bytes(b"")
    put(str(tmp_path), note())
    assert store_at(str(tmp_path)).entries() == [note()]
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o700


@pytest.mark.parametrize("what", ["file", "fifo"])
def test_what_is_no_folder_cannot_be_the_store(reflect: Reflect, what: str) -> None:
    if what == "file":
        reflect.store.write_bytes(b"mine")
    else:
        os.mkfifo(reflect.store)
    for command in (["list"], ["note", "words"]):
        assert "is not a folder" in reflect(*command, code=4).err


def test_a_place_under_a_file_cannot_be_the_store(reflect: Reflect) -> None:
    (reflect.home / "file").write_bytes(b"mine")
    ran = reflect("--store", "file/store", "note", "words", code=4)
    assert ran.err.startswith("reflect: ")
    assert (reflect.home / "file").read_bytes() == b"mine"


@pytest.mark.parametrize("umask", [0o000, 0o777])
def test_the_folders_on_the_way_are_private_and_can_be_entered(reflect: Reflect, umask: int) -> None:
    reflect.env["REFLECT_STORE"] = str(reflect.home / "a/b/c/store")
    before = os.umask(umask)
    try:
        reflect("note", "words")
    finally:
        os.umask(before)
    assert {
        name: oct(stat.S_IMODE((reflect.home / name).stat().st_mode)) for name in ("a", "a/b", "a/b/c")
    } == dict.fromkeys(("a", "a/b", "a/b/c"), "0o700")


def test_a_new_store_holds_what_the_contract_names(reflect: Reflect) -> None:
    reflect("note", "words")
    assert sorted(os.listdir(reflect.store)) == ["entries", "lock", "reflect.toml", "undo"]
    assert (reflect.store / "lock").read_bytes() == b""


def test_a_path_inside_the_store_is_known_through_links(tmp_path: Path) -> None:
    (tmp_path / "store").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "store")
    assert is_inside(str(tmp_path / "link" / "x"), str(tmp_path / "store"))
    assert not is_inside(str(tmp_path / "store2"), str(tmp_path / "store"))

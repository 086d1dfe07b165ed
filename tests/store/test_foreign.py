"""A folder of somebody else is no store: nothing in it is read, changed, closed to others or removed."""

import os
import stat
from pathlib import Path

import pytest

from tests.program import NOW, Reflect
from tests.store.breaking import tree
from tests.store.repairs import file
from tests.store.samples import at, note, put, raw

TREES: dict[str, dict[str, bytes]] = {
    "a web site": {
        "index.html": b"<p>",
        "entries/first.md": b"# first",
        "cache/photo.png": b"\x89PNG",
        "backups/thesis.tar": b"thesis",
        "drafts/novel.txt": b"novel",
    },
    "months of another program": {"entries/2026-11.json": b'{"title": "November", "entries": []}'},
    "no month": {"entries/2026-11.json": b'{"_meta": 1}', "entries/2026-10.json": b"", "entries/2026-09.json": b"[]"},
    "its own reflect.toml": {
        "reflect.toml": b'[package]\nname = "reflect"\nformat = 1\n',
        "src/main.rs": b"fn main() {}",
    },
    "only a reflect.toml": {"reflect.toml": b'title = "format = 1"\n'},
    "an undo log": {"undo/000001-20261123T214000Z.json": b"{}", "undo/history": b"x", "labels.json": b"[]"},
    "lists of another program": {"labels.json": b'[{"name": "bug"}]', "deleted.json": b"{}", ".gitignore": b"x"},
    "a file of contacts": {"care.txt": b"how to care for the cactus"},
    "somebody's packs": {"packs/mine.toml": b"[package]"},
    "a home": {
        ".profile": b"x",
        "backups/thesis.tar": b"thesis",
        "packs/mine.toml": b"x",
        "lock": b"x",
        "letter.txt": b"x",
    },
    "staged files": {
        "staged/commit.json": b'{"format": 1, "files": {"entries/2026-11.json": false}}',
        "staged/a.png": b"x",
    },
}
COMMANDS = (
    ("mood", "4"),
    ("note", "x"),
    ("today",),
    ("list",),
    ("week",),
    ("undo", "--yes"),
    ("label", "list"),
    ("config", "set", "week_starts", "sunday"),
    ("store", "info"),
    ("store", "check"),
    ("store", "repair", "--yes"),
    ("store", "erase", "--yes"),
    ("store", "restore", "good.zip", "--yes"),
    ("delete", "k3f9ab", "--forever", "--yes"),
)


def lay(path: Path, files: dict[str, bytes]) -> None:
    for name, data in files.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(data)
        (path / name).chmod(0o755 if name.startswith(".git/hooks") else 0o644)
    for folder in (path, *(inside for inside in path.rglob("*") if inside.is_dir())):
        folder.chmod(0o755)


def state(path: Path) -> dict[str, tuple[int, int, bytes | None]]:
    """Return mode, time and content of everything in a folder, and of itself."""
    files: dict[str, bytes | None] = {".": None, **tree(path)}
    found = {name: os.lstat(path / name) for name in files}
    return {name: (found[name].st_mode, found[name].st_mtime_ns, data) for name, data in files.items()}


@pytest.mark.parametrize("what", TREES)
def test_no_command_touches_a_folder_of_somebody_else(reflect: Reflect, what: str) -> None:
    reflect("--store", "other", "note", "words")
    reflect("--store", "other", "store", "backup", "good.zip")
    lay(reflect.store, TREES[what])
    before = state(reflect.store)
    for command in COMMANDS:
        ran = reflect(*command, code=None)
        writes = command[0] in ("mood", "note", "config") or "restore" in command
        assert ran.code in ((4,) if writes else (0, 3, 4)), (command, ran.err)
        assert state(reflect.store) == before, command
    for reading in (("list", "--json"), ("export",)):
        assert "No store at" in reflect(*reading).err


def test_a_link_called_entries_is_not_followed(reflect: Reflect) -> None:
    months = reflect.home / "months"
    lay(months, {"2026-11.json": raw(note())})
    lay(reflect.store, {"letter.txt": b"mine"})
    (reflect.store / "entries").symlink_to(months)
    before = state(reflect.home)
    for command in (("mood", "4"), ("list",), ("store", "erase", "--yes")):
        reflect(*command, code=None)
        assert state(reflect.home) == before, command


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("reflect.toml", b""),
        ("reflect.toml", b"\n"),
        ("reflect.toml", b"\0" * 70),
        ("reflect.toml", b"\xef\xbb\xbf# mine\nweek_starts = 'sunday'\nformat = 1\n"),
        ("reflect.toml", b"'format'=1\n[mood]\nscale = [0, 10]\n"),
        ("entries/2026-11.json", raw(note())),
        ("entries/2026-11.json", b'\xef\xbb\xbf{"entries": {}, "_meta": {"format": {"version": 1}}}'),
        ("entries/2026-11.json", b'{\n  "_meta": {\n    "format": {"version": 1}},\n  "entries": {"k3f9'),
        ("entries/2026-11.json", b"age-encryption.org/v1\n-> X25519"),
        ("entries/2026-10.json", raw()),
    ],
)
def test_a_store_is_known_by_one_file(tmp_path: Path, name: str, data: bytes) -> None:
    lay(tmp_path, {"letter.txt": b"mine", name: data})
    assert at(tmp_path).exists()
    lay(tmp_path, {name: b"x = 1\n"})
    assert not at(tmp_path).exists()


def test_in_a_store_that_git_keeps_only_its_own_files_are_closed_to_others(reflect: Reflect) -> None:
    reflect("note", "words")
    reflect("today")
    others = {
        ".git/hooks/pre-commit": b"#!/bin/sh\n",
        ".gitattributes": b"",
        "README.md": b"mine",
        "backups/thesis.tar": b"thesis",
        "entries/letter.txt": b"mine",
        "bin/publish": b"#!/bin/sh\n",
    }
    lay(reflect.store, others)
    (reflect.store / "bin/publish").chmod(0o755)
    for own in reflect.store.rglob("*.json"):
        own.chmod(0o644)
    before = state(reflect.store)
    reflect("mood", "4")
    after = state(reflect.store)
    for name in others:
        assert after[name] == before[name]
    assert {stat.S_IMODE(after[name][0]) for name in (".git", ".git/hooks", "bin")} == {0o755}
    own_files = [name for name in after if name not in others and after[name][2] is not None]
    assert {stat.S_IMODE(after[name][0]) for name in own_files} == {0o600}
    assert {stat.S_IMODE(after[name][0]) for name in (".", "entries", "undo")} == {0o700}
    assert "is open to other people" not in reflect("store", "check").out
    ran = reflect("store", "erase", "--yes")
    assert {name for name, data in tree(reflect.store).items() if data is not None} == set(others)
    for name in ("README.md", ".git", "thesis.tar"):
        assert name in ran.err
    for name in others:
        assert state(reflect.store)[name] == before[name]


def test_a_file_system_that_refuses_modes_is_used_and_that_is_said_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import errno

    from reflect.store import atomic

    def refuse(*_: object) -> None:
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    store = tmp_path / "store"
    for call in ("chmod", "fchmod"):
        monkeypatch.setattr(f"reflect.store.atomic.os.{call}", refuse)
    monkeypatch.setattr(atomic, "modes_refused", [])
    said: list[str] = []
    for value in (4, 5, 6):
        here = at(store)
        here.mood(value)
        said += here.warnings
    assert len(said) == 1
    assert "has no file permissions" in said[0]
    assert len(at(store).entries()) == 3


def test_a_file_system_that_ignores_modes_is_used_and_that_is_said_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = tmp_path / "store"
    put(str(store), note())
    for path in (store, *store.rglob("*")):
        path.chmod(0o777)
    for call in ("chmod", "fchmod"):
        monkeypatch.setattr(f"reflect.store.atomic.os.{call}", lambda *_: None)
    said: list[str] = []
    for value in (4, 5):
        here = at(store)
        here.mood(value)
        said += here.warnings
    assert [("has no file permissions" in line) for line in said] == [True]
    monkeypatch.undo()
    at(store).mood(6)  # on a disk that has modes they are set
    assert {stat.S_IMODE(path.stat().st_mode) & 0o077 for path in (store, *store.rglob("*"))} == {0}


def test_nothing_is_left_of_a_new_store_whose_first_change_fails(tmp_path: Path) -> None:
    from tests.store.breaking import broken

    for folder_was_there in (False, True):
        store = tmp_path / str(folder_was_there)
        if folder_was_there:
            store.mkdir()
        for point in range(1, 40):
            with broken(point, which=("write",)) as disk:
                try:
                    at(store, NOW).mood(4)
                except Exception:  # noqa: BLE001 - whatever it is, nothing is left
                    assert disk.hit
            if not disk.hit:
                break
            assert os.path.isdir(store) == folder_was_there
            assert not folder_was_there or os.listdir(store) == []
        assert point > 2
        assert file(store, "x").exists()

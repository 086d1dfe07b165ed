"""A store of an older format is brought up a version at a time; a newer one is written by nothing.

There is one format so far: the steps here are made up.
"""

import json
import os
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from reflect.cli.lazy import SPECS
from reflect.errors import NewerFormatError, StoreError
from reflect.store import migrate, settings_file
from reflect.store.backup import contents
from reflect.store.files import Files
from tests.cli.given import TUESDAY
from tests.program import Reflect, Refused
from tests.store.breaking import How, KilledError, every_point, tree
from tests.store.samples import note, number, put, store_at

SETTINGS = "reflect.toml"


def step(version: int) -> migrate.Step:
    """Return a step that writes down in each month that it was taken, and drops every other file."""

    def take(files: Mapping[str, bytes]) -> Mapping[str, bytes]:
        months = {name: raw + b"from %d\n" % version for name, raw in files.items() if name.startswith("entries/")}
        return {**months, SETTINGS: b"format = %d\n" % (version + 1)}

    return take


STEPS = {1: step(1), 2: step(2)}


def begin(path: str) -> None:
    os.makedirs(os.path.join(path, "entries"))
    for name in ("entries/2026-11.json", "care.txt"):
        Path(path, name).write_bytes(f"{name}\n".encode())
    Path(path, SETTINGS).write_bytes(b"format = 1\n")


def at(version: int, folder: Path) -> dict[str, bytes]:
    """Return the files of the store at a version."""
    path = folder / f"at-{version}"
    if not path.exists():
        begin(str(path))
    files: Mapping[str, bytes] = contents(Files(str(path)))
    for older in range(1, version):
        files = step(older)(files)
    return dict(files)


def test_the_version_of_the_settings_is_the_one_behind_the_last_step() -> None:
    assert max(migrate.STEPS, default=0) + 1 == settings_file.FORMAT


def test_each_step_is_taken_and_the_store_before_it_kept(tmp_path: Path) -> None:
    store = tmp_path / "store"
    begin(str(store))
    migrate.to_current(Files(str(store)), STEPS)
    assert contents(Files(str(store))) == at(3, tmp_path)
    for version in (2, 3):
        with zipfile.ZipFile(store / "backups" / f"before-format-{version}.zip") as kept:
            held = {name: kept.read(name) for name in kept.namelist()}
        assert json.loads(held.pop("manifest.json"))["store_format"] == version - 1
        assert held == at(version - 1, tmp_path)
    before = tree(store)
    migrate.to_current(Files(str(store)), STEPS)
    assert tree(store) == before


@pytest.mark.parametrize("how", ["killed", "error"])
def test_wherever_it_stops_the_store_is_at_one_version_and_the_next_time_at_the_last(tmp_path: Path, how: How) -> None:
    saw = set()
    for path, disk in every_point(tmp_path, lambda path: begin(f"{path}/store"), how):
        files = Files(f"{path}/store")
        try:
            migrate.to_current(files, STEPS)
        except (KilledError, StoreError, OSError):
            assert disk.hit
        disk.mend()
        version = settings_file.version(files.read(SETTINGS), 3)
        assert contents(files) == at(version, tmp_path)
        saw.add(version)
        files.finish()
        migrate.to_current(files, STEPS)
        assert contents(files) == at(3, tmp_path)
        assert sorted(os.listdir(f"{path}/store/backups")) == ["before-format-2.zip", "before-format-3.zip"]
    assert saw == {1, 2, 3}


def test_a_step_that_does_not_lead_to_the_next_version_changes_nothing(tmp_path: Path) -> None:
    store = tmp_path / "store"
    begin(str(store))
    before = tree(store)
    with pytest.raises(AssertionError):
        migrate.to_current(Files(str(store)), {1: dict})
    assert tree(store) == before


def test_a_writer_takes_no_step_where_there_is_none_to_take(tmp_path: Path) -> None:
    put(str(tmp_path), note(number(1)))
    migrate.to_current(store_at(str(tmp_path)).files)
    put(str(tmp_path), note(number(2)))
    assert not (tmp_path / "backups").exists()


# Newer.

READING = {"week", "month", "year", "since", "list", "show", "export", "schema", "remind"}
WRITING = """
today\nanswer x\npass\nmood 4\npattern anger\nnote x\nsession\nedit k3f9ab2m7q0x --text x\ndelete k3f9ab2m7q0x --yes
delete k3f9ab2m7q0x --forever --yes\nundo --yes\nstore repair --yes
label rename anger ire\nlabel merge anger hope\nlabel retire anger\npack add tuesday.toml --yes\npack write x
pack remove mine --yes\npack focus core\npack focus --off\nimport rows.jsonl\nconfig set mood.scale 0-10
config unset mood.scale\ncare --edit\nstore backup other.zip\nstore restore good.zip --yes\nstore erase --yes
"""


def test_every_command_that_writes_is_among_those_tried() -> None:
    assert {spec.name for spec in SPECS} == READING | {line.split()[0] for line in WRITING.split("\n") if line}


def test_no_command_writes_to_a_newer_store(reflect: Reflect) -> None:
    put(str(reflect.store), note(day="2026-11-05"))
    reflect("pack", "write", "Who spoke first?")
    reflect("store", "backup", "good.zip")
    (reflect.home / "tuesday.toml").write_text(TUESDAY)
    (reflect.home / "rows.jsonl").write_text('{"kind": "note", "day": "2026-11-06", "text": "words"}\n')
    (reflect.store / SETTINGS).write_bytes(b'format = 2\nnew = "setting"\n')
    env = {"EDITOR": "sh -c 'echo words > \"$0\"'"}
    before = reflect.tree()
    for line in filter(None, WRITING.split("\n")):
        ran = reflect(*line.split(), code=4, env=env)
        assert "format version 2, newer than this program reads (1); update reflect" in ran.err, line
        assert reflect.tree() == before, line
    assert not (reflect.store / "drafts").exists()
    assert not (reflect.home / "other.zip").exists()


def test_a_newer_month_is_neither_backed_up_nor_gone_over(reflect: Reflect, refused: Refused) -> None:
    put(str(reflect.store), note(day="2026-11-05"))
    reflect("store", "backup", "good.zip")
    month = reflect.store / "entries" / "2026-11.json"
    month.write_bytes(month.read_bytes().replace(b'"version": 1', b'"version": 2'))
    for line in ("store backup other.zip", "store restore good.zip --yes"):
        assert "entries/2026-11.json has the format version 2, newer" in refused(*line.split(), code=4).err


def test_the_format_is_not_asked_of_a_file_that_does_not_tell(tmp_path: Path) -> None:
    for raw in (
        None,
        b"",
        b"format = 0\n",
        b'format = "2"\n',
        b"format = true\n",
        b"format = [\n",
        b"\xff",
        b"a = 1\n",
    ):
        assert settings_file.version(raw) == settings_file.FORMAT
    for raw in (b"format = 2\n", b"\xef\xbb\xbf# mine\n'format' = 2 # two\n[mood]\nscale = [1, 7]\n"):
        with pytest.raises(NewerFormatError):
            settings_file.version(raw)

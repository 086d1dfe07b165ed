"""One file, whole or as it was."""

import os
import stat
from pathlib import Path

import pytest

from reflect.errors import StoreError
from reflect.store import atomic
from tests.store.breaking import LOOKING, WRITING, How, broken, every_point, tree

OLD, NEW = b"old" * 100, b"new" * 5000


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "entries" / "2026-11.json"
    path.parent.mkdir(mode=0o700)
    path.write_bytes(OLD)
    return str(path)


def mode(path: str | Path) -> int:
    return stat.S_IMODE(os.stat(path).st_mode)


def test_only_a_missing_file_is_none(file: str, tmp_path: Path) -> None:
    assert atomic.read(file) == OLD
    assert atomic.read(file + "x") is None
    assert atomic.read(str(tmp_path / "no" / "folder")) is None
    Path(file).write_bytes(b"")
    assert atomic.read(file) == b""


def test_an_error_while_reading_is_never_none(file: str) -> None:
    for at in range(1, 9):
        with broken(at, which=("open", "read")) as disk:
            if at > 3:
                assert atomic.read(file) == OLD
                assert not disk.hit
                return
            with pytest.raises(StoreError, match=r"^entries/2026-11\.json cannot be read: Input/output error\."):
                atomic.read(file)


@pytest.mark.parametrize("what", ["link", "dangling", "folder", "fifo", "loop"])
def test_what_is_no_file_is_refused_and_never_hangs(file: str, what: str) -> None:
    os.rename(file, file + ".real")
    if what == "link":
        os.symlink(file + ".real", file)
    elif what == "dangling":
        os.symlink(file + ".nowhere", file)
    elif what == "loop":
        os.symlink(file, file)
    elif what == "folder":
        os.mkdir(file)
    else:
        os.mkfifo(file)
    with pytest.raises(StoreError, match=r"^entries/2026-11\.json is "):
        atomic.read(file)
    assert Path(file + ".real").read_bytes() == OLD


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o777])
def test_modes_whatever_the_umask(tmp_path: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        atomic.make_folder(str(tmp_path / "entries"))
        atomic.replace(str(tmp_path / "entries" / "x"), NEW)
    finally:
        os.umask(before)
    assert mode(tmp_path / "entries") == 0o700
    assert mode(tmp_path / "entries" / "x") == 0o600


def test_a_file_and_a_folder_open_to_others_are_closed(file: str) -> None:
    os.chmod(file, 0o666)  # noqa: S103 - as others may have done
    os.chmod(os.path.dirname(file), 0o777)  # noqa: S103
    atomic.make_folder(os.path.dirname(file))
    atomic.replace(file, NEW)
    assert mode(os.path.dirname(file)) == 0o700
    assert mode(file) == 0o600


@pytest.mark.parametrize("length", [1, 7, 4096])
def test_short_writes_are_gone_on_with(file: str, length: int) -> None:
    with broken() as disk:
        disk.longest_write = length
        atomic.replace(file, NEW)
    assert Path(file).read_bytes() == NEW
    assert os.listdir(os.path.dirname(file)) == ["2026-11.json"]


@pytest.mark.parametrize("what", ["file", "link", "fifo"])
def test_a_temporary_file_left_over_is_no_hindrance_and_never_followed(file: str, tmp_path: Path, what: str) -> None:
    temporary, precious = atomic.temporary_name(file), tmp_path / "precious"
    precious.write_bytes(b"precious")
    if what == "file":
        Path(temporary).write_bytes(b"half")
    elif what == "link":
        os.symlink(precious, temporary)
    else:
        os.mkfifo(temporary)
    atomic.replace(file, NEW)
    assert Path(file).read_bytes() == NEW
    assert precious.read_bytes() == b"precious"
    assert os.listdir(os.path.dirname(file)) == ["2026-11.json"]


def test_the_order_of_the_calls_is_what_makes_it_last(file: str) -> None:
    with broken() as disk:
        atomic.replace(file, NEW)
    calls = [call.split()[0] for call in disk.calls]
    assert calls == ["unlink", "open", "fchmod", "write", "fsync", "replace", "open", "fsync"]
    assert disk.calls[1].endswith(".tmp")
    assert disk.calls[6] == f"open {os.path.dirname(file)}"
    with broken() as disk:
        atomic.remove(file)
    assert [call.split()[0] for call in disk.calls] == ["unlink", "open", "fsync"]


def test_the_old_file_is_never_opened_for_writing(file: str) -> None:
    inode = os.stat(file).st_ino
    with open(file, "rb") as reader:
        atomic.replace(file, NEW)
        assert reader.read() == OLD
    assert os.stat(file).st_ino != inode


@pytest.mark.parametrize("how", ["error", "gone", "killed"])
@pytest.mark.parametrize("data", [NEW, None], ids=["replace", "remove"])
def test_whole_or_as_it_was_wherever_it_stops(tmp_path: Path, how: How, data: bytes | None) -> None:
    def make(path: str) -> None:
        Path(path, "x").write_bytes(OLD)

    for folder, disk in every_point(tmp_path, make, how, (*WRITING, *LOOKING)):
        path = os.path.join(folder, "x")
        try:
            atomic.remove(path) if data is None else atomic.replace(path, data)
        except atomic.FolderSyncError:
            expected = {data}
        except OSError:
            expected = {OLD}
        except BaseException:  # noqa: BLE001 - gone
            expected = {OLD, data}
        else:
            expected = {data}
        disk.mend()
        assert atomic.read(path) in expected, disk.calls
        if how == "error":
            assert os.listdir(folder) in ([], ["x"]), disk.calls
        atomic.replace(path, b"next")
        assert tree(folder) == {"x": b"next"}


def test_an_error_names_the_file_from_the_store_on(tmp_path: Path) -> None:
    assert atomic.shown_path("/home/me/store/entries/2026-11.json") == "entries/2026-11.json"
    assert atomic.shown_path("/home/me/store/reflect.toml") == "reflect.toml"
    assert atomic.shown_path("/home/me/store/entries/a\x1b[0m\udcff") == "entries/a\\x1b[0m\\xff"


@pytest.mark.parametrize("what", ["file", "link", "dangling", "fifo"])
def test_what_stands_in_place_of_a_folder_is_refused(tmp_path: Path, what: str) -> None:
    path, elsewhere = str(tmp_path / "entries"), tmp_path / "elsewhere"
    elsewhere.mkdir(mode=0o755)
    if what == "file":
        Path(path).write_bytes(OLD)
    elif what == "fifo":
        os.mkfifo(path)
    else:
        os.symlink(elsewhere if what == "link" else tmp_path / "nowhere", path)
    with pytest.raises(StoreError, match=r"^entries is not a folder"):
        atomic.make_folder(path)
    assert mode(elsewhere) == 0o755

"""A change to several files is whole or absent, wherever it stops."""

import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from reflect.errors import ChangedAndThenError, StoreError
from reflect.model.entry import Packed
from reflect.store import atomic
from reflect.store.files import Files
from reflect.store.paths import STAGED
from tests.program import Reflect
from tests.store.breaking import LOOKING, WRITING, Disk, How, KilledError, broken, every_point, tree
from tests.store.samples import note, number, put, store_at

BEFORE: dict[str, bytes | None] = {
    "entries/2026-09.json": b"nine",
    "entries/2026-10.json": b"ten",
    "entries/2026-11.json": None,
    "deleted.json": None,
    "care.txt": b"untouched",
}
CHANGE: dict[str, bytes | None] = {
    "entries/2026-09.json": b"nine, changed",
    "entries/2026-10.json": None,
    "entries/2026-11.json": b"eleven",
    "deleted.json": b"{}",
}
AFTER = {**BEFORE, **CHANGE}
State = Mapping[str, bytes | None]


def make(path: str) -> None:
    os.mkdir(os.path.join(path, "entries"), 0o700)
    for name, data in BEFORE.items():
        if data is not None:
            Path(path, name).write_bytes(data)


def make_waiting(path: str) -> None:
    """Make a store in which a change was committed and none of its files moved yet."""
    make(path)
    with broken(2, "killed", ("replace",)), pytest.raises(KilledError):
        Files(path).commit(CHANGE)
    assert os.path.exists(os.path.join(path, "staged", "commit.json"))
    assert Path(path, "care.txt").read_bytes() == b"untouched"


def seen(path: str) -> State:
    """Return what a reader sees, by name and by list."""
    files = Files(path)
    found = {name: files.read(name) for name in BEFORE}
    assert files.names("entries") == {
        name for name in BEFORE if name.startswith("entries/") and found[name] is not None
    }
    return found


def settled(path: str, expected: State) -> None:
    """Finish, as the next writer does, and hold that nothing but the files is left."""
    Files(path).finish_pending()
    assert seen(path) == expected
    folders = {name: None for name in ("entries", "staged") if os.path.isdir(os.path.join(path, name))}
    assert tree(path) == {**{name: data for name, data in expected.items() if data is not None}, **folders}


def committed(path: str, disk: Disk) -> tuple[State, ...]:
    """Commit on this disk; return what may stand afterwards."""
    try:
        Files(path).commit(CHANGE)
    except atomic.FolderSyncError:
        return (AFTER,)
    except StoreError as error:
        assert error.changed_nothing  # noqa: PT017
        return (BEFORE,)
    except KilledError:
        return BEFORE, AFTER
    finally:
        disk.mend()
    return (AFTER,)


def swept(tmp_path: Path, how: How, which: tuple[str, ...]) -> set[bool]:
    """Stop a commit at every point; return whether readers saw the change, of all runs."""
    saw = set()
    for path, disk in every_point(tmp_path, make, how, which):
        expected = committed(path, disk)
        found = seen(path)
        assert found in expected, (len(disk.calls), disk.calls[-1])
        saw.add(found == AFTER)
        settled(path, found)
        Files(path).commit(BEFORE)
        settled(path, BEFORE)
    return saw


@pytest.mark.parametrize("how", ["error", "killed"])
def test_whole_or_absent_wherever_a_commit_stops(tmp_path: Path, how: How) -> None:
    assert swept(tmp_path, how, WRITING) == {False, True}


def test_whole_or_absent_wherever_the_disk_goes_for_good(tmp_path: Path) -> None:
    assert swept(tmp_path, "gone", WRITING) == {False, True}


def test_whole_or_absent_wherever_a_look_at_the_disk_fails(tmp_path: Path) -> None:
    assert swept(tmp_path, "error", LOOKING) == {False, True}


@pytest.mark.parametrize("length", [1, 3])
def test_short_writes_of_a_commit(tmp_path: Path, length: int) -> None:
    make(str(tmp_path))
    with broken() as disk:
        disk.longest_write = length
        Files(str(tmp_path)).commit(CHANGE)
    settled(str(tmp_path), AFTER)


def finished(tmp_path: Path, how: How, which: tuple[str, ...]) -> None:
    """Stop the finishing at every point: what was committed stands, for readers and for the next writer."""
    for path, disk in every_point(tmp_path, make_waiting, how, which):
        try:
            Files(path).finish_pending()
        except (OSError, StoreError, KilledError):
            assert disk.hit
        disk.mend()
        assert seen(path) == AFTER, disk.calls[-1]
        settled(path, AFTER)


@pytest.mark.parametrize("how", ["error", "gone", "killed"])
def test_the_next_writer_may_be_stopped_anywhere_too(tmp_path: Path, how: How) -> None:
    finished(tmp_path, how, WRITING)


def test_no_error_while_looking_throws_a_committed_change_away(tmp_path: Path) -> None:
    finished(tmp_path, "error", LOOKING)


def test_a_reader_that_cannot_look_for_the_marker_says_so(tmp_path: Path) -> None:
    make_waiting(str(tmp_path))
    for at in range(1, 30):
        with broken(at, "error", ("stat", "open", "read", "listdir")) as disk:
            try:
                found = seen(str(tmp_path))
            except StoreError:
                continue
            assert found == AFTER, disk.calls[at - 1]
            if not disk.hit:
                return


def test_a_change_that_was_never_committed_is_cleared_away(tmp_path: Path) -> None:
    make(str(tmp_path))
    (tmp_path / "staged").mkdir(mode=0o700)
    (tmp_path / "staged" / "entries!2026-09.json").write_bytes(b"half")
    (tmp_path / "staged" / ".commit.json.tmp").write_bytes(b'{"form')
    assert seen(str(tmp_path)) == BEFORE
    Files(str(tmp_path)).commit(CHANGE) if not os.listdir(tmp_path / "staged") else Files(
        str(tmp_path)
    ).finish_pending()
    settled(str(tmp_path), BEFORE)


def test_the_order_of_the_calls(tmp_path: Path) -> None:
    make(str(tmp_path))
    with broken() as disk:
        Files(str(tmp_path)).commit(CHANGE)
    calls = disk.calls
    marker = next(i for i, call in enumerate(calls) if call.endswith("/staged/.commit.json.tmp") and "replace" in call)
    written = [i for i, call in enumerate(calls) if call.startswith("open") and "staged/" in call and "!" in call]
    moved = [i for i, call in enumerate(calls) if call.startswith("replace") and "!" in call]
    gone = next(i for i, call in enumerate(calls) if call == f"unlink {tmp_path}/staged/commit.json")
    of_entries = [i for i, call in enumerate(calls) if call == f"open {tmp_path}/entries"]
    of_staged = [i for i, call in enumerate(calls) if call == f"open {tmp_path}/staged"]
    assert len(written) == 2  # with the third file, deleted.json, whose name has no "!"
    assert max(written) < of_staged[0] < marker < of_staged[1] < min(moved)
    assert max(moved) < of_entries[-1] < gone
    assert sum(call.startswith("fsync") for call in calls[:marker]) >= 3 + 1 + 1 + 1  # files, folder, marker, staged
    assert calls[marker + 1 : marker + 3] == [calls[of_staged[1]], calls[marker + 2]]


@pytest.mark.parametrize("make_at", [make, make_waiting])
def test_a_reader_never_sees_half_of_a_change_that_comes_between(tmp_path: Path, make_at: object) -> None:
    """At every call of a reader another writer makes its whole change."""
    start = make if make_at is make else make_waiting
    for at in range(1, 60):
        path = str(tmp_path / str(at))
        os.mkdir(path)
        start(path)
        Path(path, "reflect.toml").write_bytes(b"")
        with broken(which=(*WRITING, *LOOKING)) as disk:
            reader = store_at(path)

            def writes(now: int, at: int = at, path: str = path, disk: Disk = disk) -> None:
                if now == at:
                    disk.which = ()  # the calls of the writer are not counted
                    Files(path).finish_pending()
                    Files(path).commit(CHANGE)
                    disk.which = (*WRITING, *LOOKING)

            disk.before = writes
            found = reader.read_consistently(lambda reader=reader: {name: reader.files.read(name) for name in BEFORE})  # type: ignore[misc]
            assert found in (BEFORE, AFTER), at
            if len(disk.calls) < at:
                return


MARKERS = ["", "[]", "{", "\0" * 40, '{"files": 1', "nul", '{"format": 1}', "\xff", "[" * 100_000]
MARKERS += ['{"files": []}', '{"files": null}', '{"files": "entries"}']


@pytest.mark.parametrize("marker", MARKERS, ids=lambda marker: marker[:20].replace("\0", "0"))
def test_a_damaged_marker_is_named_and_stays(tmp_path: Path, marker: str) -> None:
    make(str(tmp_path))
    (tmp_path / "staged").mkdir()
    (tmp_path / "staged" / "commit.json").write_bytes(marker.encode("latin-1"))
    (tmp_path / "staged" / "entries!2026-09.json").write_bytes(b"new")
    before = tree(tmp_path)
    with pytest.raises(StoreError, match=r"^staged/commit\.json cannot be read"):
        Files(str(tmp_path)).read("entries/2026-09.json")
    with pytest.raises(StoreError, match=r"^staged/commit\.json cannot be read"):
        Files(str(tmp_path)).finish_pending()
    assert tree(tmp_path) == before


@pytest.mark.parametrize("name", ["../precious", "entries/../../precious"])
def test_a_marker_never_leads_out_of_the_store(tmp_path: Path, name: str) -> None:
    store, precious = tmp_path / "store", tmp_path / "precious"
    precious.write_bytes(b"precious")
    (store / "staged").mkdir(parents=True)
    (store / "entries").mkdir()
    (store / "staged" / "commit.json").write_text(f'{{"files": {{"{name}": false}}}}')
    with pytest.raises(StoreError):
        Files(str(store)).finish_pending()
    assert precious.exists()


@pytest.mark.parametrize("what", ["file", "fifo", "dangling"])
def test_what_stands_in_place_of_the_staging_folder(tmp_path: Path, what: str) -> None:
    make(str(tmp_path))
    path = tmp_path / "staged"
    if what == "file":
        path.write_bytes(b"mine")
    elif what == "fifo":
        os.mkfifo(path)
    else:
        path.symlink_to(tmp_path / "nowhere")
    assert seen(str(tmp_path)) == BEFORE
    with pytest.raises(StoreError, match=r"staged is not a folder"):
        Files(str(tmp_path)).commit(CHANGE)
    assert seen(str(tmp_path)) == BEFORE
    Files(str(tmp_path)).commit({"care.txt": b"one file needs no staging"})


def test_a_change_through_the_face_of_the_store(tmp_path: Path) -> None:
    """An entry that goes from one month to another is never in both and never in none."""
    old, new = note(number(1), day="2026-09-05"), note(number(1), day="2026-11-05")

    def begin(path: str) -> None:
        with store_at(path).writing(undoable=False) as change:
            change.add([old, note(number(2), day="2026-10-05")])

    for path, disk in every_point(tmp_path, begin, "killed"):
        try:
            with store_at(path).writing(undoable=False) as change:
                change.replace(old, new)
        except KilledError:
            pass
        disk.mend()
        found = [entry for entry in store_at(path).entries() if entry["id"] == number(1)]
        assert found in ([old], [new])
        with store_at(path).writing(undoable=False) as change:
            change.add([note(number(3), day="2026-11-06")])
        assert [entry for entry in store_at(path).entries() if entry["id"] == number(1)] == found
        assert (Path(path) / "entries/2026-09.json").exists() == (found == [old])
        assert not list((Path(path) / "staged").glob("*"))
        assert STAGED in os.listdir(path) or found == [old]


IMPORTED = [note(number(n), day=f"2026-{n:02}-05") for n in (9, 10, 11)]


def imports(path: str) -> None:
    with store_at(path).writing() as change:
        change.add_packed({entry["id"]: Packed(entry) for entry in IMPORTED})


@pytest.mark.parametrize("how", ["error", "gone", "killed"])
def test_months_that_are_staged_as_they_are_made_are_whole_or_absent(tmp_path: Path, how: How) -> None:
    for path, disk in every_point(tmp_path, lambda path: put(path, note(number(1), day="2026-10-01")), how):
        before, expected = tree(path), {0, 3}
        try:
            imports(path)
            expected = {3}
        except ChangedAndThenError:
            expected = {3}
        except StoreError:
            expected = {0}
        except KilledError:
            pass
        disk.mend()
        if expected == {0} and how == "error":
            assert {name: raw for name, raw in tree(path).items() if name != "undo"} == before, disk.calls[-1]
        found = len(store_at(path).entries()) - 1
        assert found in expected, (len(disk.calls), disk.calls[-1])
        put(path, note(number(2), day="2026-11-06"))
        assert len(store_at(path).entries()) == found + 2
        assert os.listdir(f"{path}/staged") == [] if os.path.exists(f"{path}/staged") else found == 0


def test_what_is_committed_stays_whatever_comes_after_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(str(tmp_path), note(number(1)))
    first = [Files.finish_pending]

    def finish(files: Files) -> None:
        if not first:
            raise MemoryError
        first.pop()(files)

    monkeypatch.setattr(Files, "finish_pending", finish)
    with pytest.raises(MemoryError):
        imports(str(tmp_path))
    assert len(store_at(str(tmp_path)).entries()) == 4


def test_what_others_put_beside_staged_files_stays(reflect: Reflect) -> None:
    reflect("note", "x")
    staged = reflect.store / "staged"
    staged.mkdir(exist_ok=True)
    (staged / "deep").mkdir()
    others = {name: staged / name for name in ("letter.txt", ".letter.txt.tmp", "deep/entries!2026-11.json")}
    for path in others.values():
        path.write_bytes(b"thesis")
    (staged / "entries!2026-10.json").write_bytes(b"cut short")
    reflect("mood", "4")
    reflect("undo", "--yes")
    reflect("store", "repair", "--yes")
    assert all(path.read_bytes() == b"thesis" for path in others.values())
    assert sorted(os.listdir(staged)) == [".letter.txt.tmp", "deep", "letter.txt"]

"""The face of the store: what goes in comes out, in order, and nothing else changes."""

import contextlib
import json
import os
import tempfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.errors import ImpossibleValueError, NotFoundError, StoreError
from reflect.model import schema
from reflect.model.merge import over_mark
from reflect.model.schema import Entry
from reflect.store import lock, settings
from reflect.store.lookup import entries_by_id, find
from reflect.store.paths import month_file
from tests.store.breaking import LOOKING, WRITING, How, KilledError, broken, every_point
from tests.store.samples import note, number, put, store_at

DAYS = ("2026-09-30", "2026-10-01", "2026-10-31", "2026-11-01", "2025-11-01")


@st.composite
def changes(draw: st.DrawFn) -> list[tuple[str, int, str, str]]:
    """Return what one command does: add or replace by number, day, text; or delete."""
    count = draw(st.integers(1, 3))
    numbers = draw(st.lists(st.integers(0, 5), min_size=count, max_size=count, unique=True))
    words = st.sampled_from(["a", "\x1b[0m\u202e", "x\r\n\ty", "é\u0301", '"}\\'])
    return [(draw(st.sampled_from(["put", "delete"])), n, draw(st.sampled_from(DAYS)), draw(words)) for n in numbers]


@given(st.lists(st.tuples(changes(), st.booleans()), max_size=6))
def test_any_sequence_of_changes_against_a_plain_dictionary(commands: list[tuple[Any, bool]]) -> None:
    model: dict[str, Entry] = {}
    with tempfile.TemporaryDirectory() as path:
        for command, fails in commands:
            wanted = dict(model)
            with contextlib.suppress(ZeroDivisionError), store_at(path).writing(undoable=False) as change:
                for what, n, day, words in command:
                    entry_id = number(n)
                    entry = note(entry_id, day, words, later={"n": n})
                    if what == "delete" and entry_id in wanted:
                        change.delete([wanted.pop(entry_id)], "2026-11-23T21:40:00+00:00")
                    elif what == "put" and entry_id in wanted:
                        change.replace(wanted[entry_id], entry)
                        wanted[entry_id] = entry
                    elif what == "put":
                        entry = over_mark(entry, change.marks().get(entry_id))
                        change.add([entry])
                        wanted[entry_id] = entry
                if fails:
                    raise ZeroDivisionError
                model = wanted
            store = store_at(path)
            assert store.entries() == sorted(model.values(), key=schema.order)
            assert store.months() == sorted({entry["day"][:7] for entry in model.values()})
            assert set(os.listdir(path)) <= {"cache", "entries", "lock", "reflect.toml", "deleted.json", "staged"}
            for entry in model.values():
                assert find(store, entry["id"]) == entry
        for month in store_at(path).months():
            data = Path(path, month_file(month)).read_bytes()
            assert data.decode().endswith("\n")
            assert list(json.loads(data)["entries"]) == sorted(json.loads(data)["entries"])


def test_entries_of_a_span_in_order_and_only_its_months_are_read(tmp_path: Path) -> None:
    entries = [note(number(n), day) for n, day in enumerate(DAYS)]
    put(str(tmp_path), *entries)
    Path(tmp_path, "entries/2025-11.json").write_bytes(b"damaged")
    found = store_at(str(tmp_path)).entries(date(2026, 9, 30), date(2026, 10, 30))
    assert [entry["day"] for entry in found] == ["2026-09-30", "2026-10-01"]
    with pytest.raises(StoreError, match=r"entries/2025-11\.json"):
        store_at(str(tmp_path)).entries()


def test_at_counts_as_an_instant(tmp_path: Path) -> None:
    early = note(number(2), at="2026-11-23T10:00:00+10:00")
    late = note(number(1), at="2026-11-23T02:00:00-05:00")
    put(str(tmp_path), late, early)
    assert store_at(str(tmp_path)).entries() == [early, late]


def test_a_change_that_changes_nothing_writes_nothing(tmp_path: Path) -> None:
    put(str(tmp_path), note())
    path = tmp_path / "entries/2026-11.json"
    before = path.stat().st_mtime_ns, path.stat().st_ino
    with store_at(str(tmp_path)).writing(undoable=False) as change:
        change.replace(note(), note())
    assert (path.stat().st_mtime_ns, path.stat().st_ino) == before


def test_an_id_is_found_by_its_beginning(tmp_path: Path) -> None:
    put(str(tmp_path), note("k3f9ab2m7q0x"), note("k3f9zz2m7q0x", day="2026-10-02", text='"k3f9ab'))
    store = store_at(str(tmp_path))
    assert find(store, "K3F9AB")["id"] == "k3f9ab2m7q0x"
    with pytest.raises(ImpossibleValueError, match="note, 2026-10-02") as several:
        find(store, "k3f9")
    assert '"k3f9ab' not in str(several.value)
    for typed, error in {"k3f": ImpossibleValueError, "k3f9!": ImpossibleValueError, "0000": NotFoundError}.items():
        with pytest.raises(error):
            find(store, typed)


def test_an_entry_in_two_months_is_said_and_not_asked_for_more_of_its_id(tmp_path: Path) -> None:
    put(str(tmp_path), note(number(1), day="2026-10-05"), note(number(1), day="2026-11-05"))
    store = store_at(str(tmp_path))
    for refused in (lambda: find(store, number(1)), lambda: entries_by_id(store, [number(1)])):
        with pytest.raises(StoreError, match="in two months; `reflect store repair`"):
            refused()


def test_a_text_that_begins_as_an_id_hides_no_damage(tmp_path: Path) -> None:
    put(str(tmp_path), note(number(1), day="2026-11-05", text='"k3f9ab"'))
    put(str(tmp_path), note("k3f9ab2m7q0x", day="2026-10-05"))
    (tmp_path / "entries/2026-10.json").write_bytes(b"damaged")
    with pytest.raises(StoreError, match=r"^entries/2026-10\.json"):
        find(store_at(str(tmp_path)), "k3f9ab")


def all_or_nothing(tmp_path: Path, how: How, which: tuple[str, ...]) -> None:
    """Break each call of one whole change over two months, from the making of the store on."""
    for new in (True, False):
        base = tmp_path / ("new" if new else "old")
        base.mkdir()
        for path, disk in every_point(base, lambda path, new=new: None if new else put(path, note()), how, which):  # type: ignore[misc]
            added = [note(number(1)), note(number(2), day="2026-10-05")]
            done = False
            try:
                put(path, *added)
                done = True
            except StoreError as error:
                done = "and then the disk" in str(error)
                assert done != error.changed_nothing, error  # noqa: PT017
            except KilledError:
                disk.mend()
                done = len(store_at(path).entries()) > 1
            disk.mend()
            expected = ([] if new else [note()]) + (added if done else [])
            assert store_at(path).entries() == sorted(expected, key=schema.order), (len(disk.calls), disk.calls[-1])
            put(path, note(number(3)))
            assert len(store_at(path).entries()) == len(expected) + 1


@pytest.mark.parametrize("how", ["error", "killed"])
def test_a_change_is_whole_or_absent_wherever_a_call_that_writes_fails(tmp_path: Path, how: How) -> None:
    all_or_nothing(tmp_path, how, tuple(call for call in WRITING if call not in ("chmod", "fchmod")))


def test_any_error_of_any_call_is_a_refusal(tmp_path: Path) -> None:
    all_or_nothing(tmp_path, "error", (*WRITING, *LOOKING))


def test_nothing_is_written_beside_a_change_that_waits(tmp_path: Path) -> None:
    """A change was committed and cut short; the next writer's looks at the disk fail in turn."""

    def waiting(path: str) -> None:
        put(path, note(number(1)), note(number(2), day="2026-10-05"))
        with (  # noqa: PT012 - the kill is at the end of the block
            broken(1, "killed", ("isdir",)) as disk,
            pytest.raises(KilledError),
            store_at(path).writing(undoable=False) as change,
        ):
            change.add([note(number(3)), note(number(4), day="2026-10-06")])
            disk.which, disk.at, disk.calls = ("replace",), 2, []

    for path, disk in every_point(tmp_path, waiting, "error", ("stat",)):
        expected = {number(n) for n in range(1, 5)}
        with contextlib.suppress(StoreError, OSError):
            put(path, note(number(5)))
            expected.add(number(5))
        disk.mend()
        for n in (6, 7):
            assert {entry["id"] for entry in store_at(path).entries()} == expected, disk.calls[-1]
            put(path, note(number(n)))
            expected.add(number(n))


def test_the_disk_reports_an_error_on_the_folder_after_the_entry_is_in_place(tmp_path: Path) -> None:
    put(str(tmp_path), note())
    for at in range(1, 30):
        with broken(at, which=("fsync",)) as disk:
            try:
                put(str(tmp_path), note(number(at)))
            except StoreError as error:
                said = error
            disk.mend()
        there = {entry["id"] for entry in store_at(str(tmp_path)).entries()}
        if at == 1:
            assert number(at) not in there
            assert said.changed_nothing
        if at == 2:
            assert number(at) in there
            assert str(said) == f"saved ({number(at)[:6]}), and then the disk reported an error: Input/output error."
            return


def test_looking_makes_nothing(tmp_path: Path) -> None:
    store = store_at(str(tmp_path / "store"))
    assert (store.exists(), store.entries(), store.months(), store.deleted()) == (False, [], [], {})
    assert store.settings == settings.Settings()
    with pytest.raises(NotFoundError):
        find(store, "0000")
    assert list(tmp_path.iterdir()) == []


def test_the_store_is_made_once(tmp_path: Path) -> None:
    made: list[str] = []
    for n in range(2):
        with store_at(str(tmp_path / "store"), made.append).writing() as change:
            change.add([note(number(n))])
    assert made == [str(tmp_path / "store")]


def test_the_lock_is_held_over_the_whole_change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    events: list[str] = []
    held = lock.held

    @contextlib.contextmanager
    def listened(folder: str, *_: object) -> Iterator[Callable[[], bool]]:
        with held(folder):
            events.append("locked")
            yield lambda: True
            events.append("free")

    put(str(tmp_path), note())
    monkeypatch.setattr(lock, "held", listened)
    with broken() as disk:
        disk.before = lambda now: events.append(disk.calls[now - 1].split()[0])
        disk.which = ("open", "write", "fsync", "replace", "unlink")
        put(str(tmp_path), note(number(1)))
    first, last = events.index("locked"), events.index("free")
    assert {"write", "fsync", "replace"} <= set(events[first:last])
    assert not {"write", "fsync", "replace", "unlink"} & {*events[:first], *events[last:]}

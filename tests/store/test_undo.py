"""The undo log: how many steps, for how long, and what becomes of one that is damaged or whose change failed."""

import contextlib
import os
import stat
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.errors import NotFoundError, StoreError
from reflect.journal import Journal
from reflect.model.schema import Entry
from reflect.store import undo
from reflect.store.files import Files
from reflect.store.undo import Step
from tests.program import NOW
from tests.store.breaking import How, KilledError, every_point, tree
from tests.store.repairs import damage, repair
from tests.store.samples import note, number


def at(store: str | Path, now: str = NOW) -> Journal:
    return Journal.open(str(store), environ={"REFLECT_NOW": now, "TZ": "UTC"})


def steps(store: str | Path) -> list[str]:
    return undo.step_files(Files(str(store)))


IDS = st.integers(0, 9).map(number)
WORDS = st.sampled_from(["a", "\x1b\u202e\x9b", "x\r\n\ty", "é\u0301\u2028", '"}\\', "\U0001f600"])
ENTRIES = st.builds(note, IDS, st.sampled_from(["2026-11-02", "2025-12-31"]), WORDS)
STEPS = st.builds(
    Step,
    st.just({}).map(dict),
    st.dictionaries(IDS, st.none() | st.integers(0, 2**32 - 1)),
    st.lists(IDS).map(tuple),
    st.dictionaries(
        st.sampled_from(["packs/mine.toml", "care.txt", "reflect.toml"]),
        st.tuples(st.none() | st.binary(), st.none() | st.binary()),
    ),
)


@given(STEPS, st.lists(ENTRIES, max_size=3))
def test_a_step_is_read_as_it_was_written(step: Step, before: list[Entry]) -> None:
    step.before.update({entry["id"]: entry for entry in before})
    step.after.update({entry["id"]: undo.checksum(entry) for entry in before})
    with tempfile.TemporaryDirectory() as store:
        Path(store, "undo").mkdir()
        name = "undo/000001-20261123T214000Z.json"
        Path(store, name).write_bytes(undo.serialise_step(step))
        assert undo.serialise_step(step).isascii()
        assert undo.read_step(Files(store), name) == step


def test_twenty_steps_and_thirty_days(tmp_path: Path) -> None:
    for n in range(23):
        at(tmp_path, f"2026-11-01T10:{n:02}").note(f"words {n}")
    assert [int(name[5:11]) for name in steps(tmp_path)] == list(range(23, 3, -1))
    assert {stat.S_IMODE(os.stat(tmp_path / name).st_mode) for name in steps(tmp_path)} == {0o600}
    assert stat.S_IMODE(os.stat(tmp_path / "undo").st_mode) == 0o700
    at(tmp_path, "2026-12-01T10:21").undo()
    at(tmp_path, "2026-12-01T10:21").undo()
    assert len(at(tmp_path).entries()) == 21
    with pytest.raises(NotFoundError):  # the next is of 10:20: thirty days and a minute ago
        at(tmp_path, "2026-12-01T10:21").undo()
    at(tmp_path, "2026-12-01T10:21").note("later")
    assert [int(name[5:11]) for name in steps(tmp_path)] == [22]


def test_a_clock_that_goes_back_keeps_the_order(tmp_path: Path) -> None:
    for now in ("2026-11-23T10:00", "2026-11-01T10:00", "2026-11-20T10:00"):
        at(tmp_path, now).note("words")
    for days in (["2026-11-01", "2026-11-23"], ["2026-11-23"], []):
        at(tmp_path).undo()
        assert [entry["day"] for entry in at(tmp_path).entries()] == days


FOREIGN = ("../x", "entries/2026-11.json", "undo/000001-20261123T214000Z.json", "lock")
DAMAGED = ["", "{", "[]", "\udcff", '{"format": 2}', '{"format": 1, "entries": {"k3f9ab2m7q0x": 5}}']
DAMAGED += [f'{{"format": 1, "files": {{"{name}": {{"before": "", "after": ""}}}}}}' for name in FOREIGN]


@pytest.mark.parametrize("data", DAMAGED)
def test_a_damaged_step_is_named_and_stops_nothing_else(tmp_path: Path, data: str) -> None:
    first = at(tmp_path).note("first").entry
    (name,) = steps(tmp_path)
    (tmp_path / name).write_bytes(data.encode(errors="surrogateescape"))
    at(tmp_path).note("second")
    at(tmp_path).undo()
    before = tree(tmp_path)
    for refused in (at(tmp_path).undo, lambda: at(tmp_path).delete([first["id"]], forever=True)):
        with pytest.raises(StoreError, match=name):
            refused()
        assert tree(tmp_path) == before
    assert damage(tmp_path) == [(name, None, None)]
    assert [path.rpartition("/undo/")[2] for path in repair(tmp_path).put_aside] == [name.removeprefix("undo/")]
    assert not damage(tmp_path)
    at(tmp_path).delete([first["id"]], forever=True)


@pytest.mark.parametrize("stands", ["link", "file"])
def test_what_stands_in_place_of_the_log_is_refused(tmp_path: Path, stands: str) -> None:
    at(tmp_path).today()
    if stands == "link":
        (tmp_path / "undo").symlink_to(tmp_path)
    else:
        (tmp_path / "undo").write_text("")
    before = tree(tmp_path)
    with pytest.raises(StoreError, match="undo"):
        at(tmp_path).note("words")
    assert tree(tmp_path) == before


def test_what_is_no_step_is_left_alone(tmp_path: Path) -> None:
    at(tmp_path).note("words")
    names = {"000001-20261123T214000Z (copy).json", "notes.txt"}
    for name in names:
        (tmp_path / "undo" / name).write_text("words")
    at(tmp_path).undo()
    assert set(os.listdir(tmp_path / "undo")) == names


def test_what_a_sync_tool_made_of_a_step_goes_with_it(tmp_path: Path) -> None:
    entry = at(tmp_path).note("words").entry
    at(tmp_path).edit(entry["id"], {"text": "other"})
    (latest, _) = steps(tmp_path)
    copy = tmp_path / latest.replace(".json", ".sync-conflict-20261123-214000-ABCDEFG.json")
    copy.write_bytes((tmp_path / latest).read_bytes())
    for n in range(20):
        assert copy.exists()
        at(tmp_path, f"2026-11-23T22:{n:02}").note("later")
    assert not copy.exists()


def test_of_steps_with_one_number_the_later_named_is_the_latest(tmp_path: Path) -> None:
    """As machines make them that share the folder."""
    kept = [at(tmp_path, f"2026-11-23T{hour}:00").note("words").entry["id"] for hour in range(10, 16)]
    for n, name in enumerate(steps(tmp_path)):
        (tmp_path / name).rename(tmp_path / name.replace(f"{len(kept) - n:06}", "000001"))
    while kept:
        (changed,) = at(tmp_path).undo().changed
        assert changed.id == kept.pop()
        assert [entry["id"] for entry in at(tmp_path).entries()] == kept


@pytest.mark.parametrize("how", ["error", "gone", "killed"])
def test_wherever_a_change_fails_undo_takes_back_what_happened(tmp_path: Path, how: How) -> None:
    """Where the change did not happen, the one before is the latest, and after an error no step of it is left."""
    old = note(number(2), "2026-10-05")

    def make(path: str) -> None:
        for entry in (note(number(1)), old):
            with at(path)._store.writing() as change:
                change.add([entry])

    for path, disk in every_point(tmp_path, make, how):
        with contextlib.suppress(StoreError, KilledError):
            at(path).edit(old["id"], {"text": "edited", "at": "2026-11-02"})
        disk.mend()
        happened = at(path).find(old["id"]) != old
        if how == "error":
            assert len(steps(path)) == (3 if happened else 2)
        (changed,) = at(path).undo().changed
        assert changed.id == old["id"]
        assert changed.after == ({**old, "edited_at": changed.after["edited_at"]} if changed.after else None)
        assert bool(changed.after) == happened
        assert len(steps(path)) == (2 if happened else 1)

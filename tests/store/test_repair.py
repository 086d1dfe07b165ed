"""`store repair`: every whole entry stays, nothing is lost from the disk, and a second repair finds nothing to do."""

import contextlib
import json
import stat
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.errors import NewerFormatError, StoreError
from reflect.model import schema
from reflect.model.merge import merge_versions
from reflect.model.schema import Entry
from reflect.store.month import parse, serialise
from reflect.store.paths import month_file
from tests.formats.rows_made import whole_entries
from tests.store.breaking import How, KilledError, every_point, tree
from tests.store.repairs import check, damage, file, is_settled, repair
from tests.store.samples import at, document, note, number, put, raw, store_at

NOVEMBER, OCTOBER = "entries/2026-11.json", "entries/2026-10.json"
ASIDE = "backups/aside-20261123-214000"
COPY = "entries/2026-11.sync-conflict-20261123-214000-ABCDEFG.json"
DELETED_COPY = "deleted (conflicted copy).json"


def entries(store: Path) -> dict[str, Entry]:
    return {entry["id"]: entry for entry in store_at(str(store)).entries()}


def lost(store: Path) -> dict[str | None, str]:
    """Repair, and return what was said of the entries that no month holds."""
    return {one.entry: one.message for one in repair(store).findings if one.file.startswith("backups/")}


def of(*found: Entry) -> dict[str, Entry]:
    return {entry["id"]: entry for entry in found}


# A month that is damaged


class Damage(NamedTuple):
    """Bytes put in the place of others: from where (a share of the file), and of how many."""

    where: float
    length: int
    put: bytes

    def done(self, data: bytes) -> bytes:
        start = int(self.where * len(data))
        return data[:start] + self.put + data[start + self.length :]

    def spares(self, data: bytes, entry: Entry) -> bool:
        """Tell whether no byte of an entry is touched."""
        key = f'\n    "{entry["id"]}": '.encode()
        begins = data.index(key) + len(key)
        ends = data.index(b"\n    }", begins) + len(b"\n    }")
        start = int(self.where * len(data))
        return start + self.length <= begins or start >= ends


damages = st.builds(
    Damage,
    st.floats(0, 1),
    st.sampled_from([0, 1, 1, 2, 40, 10**6]),
    st.binary(max_size=2) | st.sampled_from([b'"', b"{", b"}", b"\\", b",", b"\n", b"\0" * 40, b"\xff"]),
)
novembers = st.lists(whole_entries, min_size=1, max_size=4).map(
    lambda found: [
        cast("Entry", {**entry, "id": f"{n}{entry['id'][1:]}", "day": f"2026-11-{n + 1:02}"})
        for n, entry in enumerate(found)
    ]
)


@given(novembers, damages)
def test_a_month_damaged_anywhere(found: list[Entry], hurt: Damage) -> None:
    before = serialise(of(*found))
    after = hurt.done(before)
    with tempfile.TemporaryDirectory() as home:
        store = Path(home, "store")
        put(str(store), note(number(2), day="2026-10-05"))
        october = file(store, NOVEMBER, after).with_name("2026-10.json").read_bytes()
        begun = time.monotonic()
        faults = {name for name, _, _ in damage(store)}
        done = repair(store)
        assert time.monotonic() - begun < 3
        assert is_settled(store)
        try:
            parse(after, NOVEMBER)
            fault = None
        except StoreError as error:
            fault = str(error)
        assert faults == ({NOVEMBER} if fault else set())
        if not fault or "newer" in fault:
            assert done.put_aside == ()
            assert (store / NOVEMBER).read_bytes() == after
        else:
            assert (store / ASIDE / NOVEMBER).read_bytes() == after
            assert not damage(store)
        if not fault or "newer" not in fault:
            kept = entries(store)
            assert all(kept[entry["id"]] == entry for entry in found if hurt.spares(before, entry))
        assert (store / OCTOBER).read_bytes() == october


def test_an_entry_goes_where_it_belongs(tmp_path: Path) -> None:
    put(str(tmp_path), note(number(2), day="2026-10-05"))
    misplaced, misnamed = note(number(3), day="2026-10-06"), note(number(4))
    table = document(note(), misplaced)
    table["entries"]["zzzzzzzzzzzz"] = misnamed
    table["later"] = {"of a newer version": {"1": 1}}
    damaged = file(tmp_path, NOVEMBER, json.dumps(table).encode()).read_bytes()
    october = (tmp_path / OCTOBER).read_bytes()
    assert repair(tmp_path).put_aside == (f"{ASIDE}/{OCTOBER}", f"{ASIDE}/{NOVEMBER}")
    assert (tmp_path / ASIDE / NOVEMBER).read_bytes() == damaged
    assert (tmp_path / ASIDE / OCTOBER).read_bytes() == october
    assert entries(tmp_path) == of(note(), misnamed, note(number(2), day="2026-10-05"), misplaced)
    assert json.loads((tmp_path / NOVEMBER).read_bytes())["later"] == table["later"]
    assert check(tmp_path) == []


def test_what_cannot_be_read_is_named_and_stays_in_the_file_put_aside(tmp_path: Path) -> None:
    put(str(tmp_path), note())
    broken: dict[str, Any] = {**note(number(2)), "text": ["secret"]}
    data = file(tmp_path, NOVEMBER, raw(note(), broken)).read_bytes()
    (found,) = repair(tmp_path).findings
    assert (found.file, found.entry, found.severity) == (f"{ASIDE}/{NOVEMBER}", number(2), "note")
    assert "secret" not in found.message
    assert (tmp_path / found.file).read_bytes() == data
    assert entries(tmp_path) == of(note())


def test_a_month_of_which_nothing_can_be_read_goes(tmp_path: Path) -> None:
    put(str(tmp_path), note(number(2), day="2026-10-05"))
    file(tmp_path, NOVEMBER, b"\0" * 900)
    repair(tmp_path)
    assert not (tmp_path / NOVEMBER).exists()
    assert (tmp_path / ASIDE / NOVEMBER).read_bytes() == b"\0" * 900


@pytest.mark.parametrize("whole", [True, False])
def test_both_sides_of_a_merge_that_git_left_open(tmp_path: Path, whole: bool) -> None:
    ours, theirs = note(text="ours"), note(text="theirs", edited_at="2026-11-23T21:41:00+00:00")
    put(str(tmp_path), ours)
    one, other = (serialise(of(entry, note(number(1)))).decode() for entry in (ours, theirs))
    if whole:
        text = f"<<<<<<< HEAD\n{one}||||||| base\n{{}}\n=======\n{other}>>>>>>> other\n"
    else:
        mark = "<<<<<<< HEAD\n", "=======\n", ">>>>>>> other\n"
        lines = [iter(side.splitlines(keepends=True)) for side in (one, other)]
        text = ""
        for line in lines[0]:
            if "edited_at" in (there := next(lines[1])):
                text += f"{mark[0]}{mark[1]}{there}{mark[2]}"
                there = next(lines[1])
            text += line if line == there else f"{mark[0]}{line}{mark[1]}{there}{mark[2]}"
    file(tmp_path, NOVEMBER, text.encode())
    assert lost(tmp_path) == {ours["id"]: "is here in another version"}
    assert entries(tmp_path) == of(theirs, note(number(1)))


@pytest.mark.parametrize("form", ["utf-16", "utf-8-sig"])
def test_another_encoding(tmp_path: Path, form: str) -> None:
    put(str(tmp_path), note(text="caf\u00e9 \U0001f469"))
    before = entries(tmp_path)
    file(tmp_path, NOVEMBER, (tmp_path / NOVEMBER).read_bytes().decode().encode(form))
    repair(tmp_path)
    assert entries(tmp_path) == before


def test_a_file_named_like_a_month_that_there_is_not(tmp_path: Path) -> None:
    put(str(tmp_path), note(number(2)))
    data = file(tmp_path, "entries/2026-13.json", raw(note())).read_bytes()
    repair(tmp_path)
    assert entries(tmp_path) == of(note(), note(number(2)))
    assert (tmp_path / ASIDE / "entries/2026-13.json").read_bytes() == data
    assert check(tmp_path) == []


def test_of_two_versions_in_two_months_the_later_edited_one_stays(tmp_path: Path) -> None:
    put(str(tmp_path), note())
    moved = note(day="2026-10-05", edited_at="2026-11-23T21:41:00+00:00")
    file(tmp_path, OCTOBER, raw(moved))
    assert lost(tmp_path) == {moved["id"]: "is here in another version"}
    assert entries(tmp_path) == of(moved)
    assert check(tmp_path) == []


@pytest.mark.parametrize("what", ["newer", "link", "folder"])
def test_what_is_newer_or_no_file_is_left_alone_and_what_belongs_there_too(tmp_path: Path, what: str) -> None:
    store = tmp_path / "store"
    put(str(store), note(number(2), day="2026-10-05"))
    path = file(store, NOVEMBER, raw(note()).replace(b'"version": 1', b'"version": 2'))
    if what != "newer":
        path.unlink()
        path.mkdir() if what == "folder" else path.symlink_to(file(tmp_path, "outside", raw(note())))
    copy = file(store, COPY, raw(note(number(5)))).read_bytes()
    file(store, OCTOBER, raw(note(number(2), day="2026-10-05"), note(number(3))))
    before = tree(tmp_path)
    assert lost(store) == {number(3): f"belongs into {NOVEMBER}, which cannot be written"}
    after = tree(tmp_path)
    assert {name for name in before if after[name] != before[name]} == {f"store/{OCTOBER}"}
    assert (store / COPY).read_bytes() == copy
    assert is_settled(store)
    assert (NOVEMBER, None, None) in damage(store)


# Conflict copies


class Machine(NamedTuple):
    """What one of two machines holds."""

    entries: dict[str, Entry]
    deleted: dict[str, str]


_MOMENTS = st.sampled_from(["2026-11-23T21:40:00+00:00", "2026-11-23T22:41:00+01:00", "2026-11-24T09:00:00+09:30"])
_DAYS = st.sampled_from(["2026-10-05", "2026-11-23"])
machines = st.builds(
    Machine,
    st.lists(
        st.builds(
            lambda n, day, edited, text: note(number(n), day=day, edited_at=edited, text=text),
            st.integers(1, 4),
            _DAYS,
            st.none() | _MOMENTS,
            st.sampled_from(["one", "two"]),
        ),
        max_size=4,
    ).map(lambda found: of(*found)),
    st.dictionaries(st.integers(1, 4).map(number), _MOMENTS, max_size=2),
).map(lambda one: Machine({key: entry for key, entry in one.entries.items() if key not in one.deleted}, one.deleted))


def synced(store: Path, here: Machine, there: Machine) -> None:
    """Make a store of `here`, with conflict copies of `there`."""
    put(str(store), note(number(9), day="2026-09-05"))
    for machine, ending in ((here, ""), (there, ".sync-conflict-20261123-214000-ABCDEFG")):
        for month in ("2026-10", "2026-11"):
            table = {key: entry for key, entry in machine.entries.items() if entry["day"].startswith(month)}
            if table or ending:
                file(store, month_file(month).replace(".json", f"{ending}.json"), serialise(table))
        file(store, f"deleted{ending}.json", json.dumps(machine.deleted).encode())


@given(machines, machines)
def test_copies_are_merged_entry_by_entry(here: Machine, there: Machine) -> None:
    """Which of the two is the copy does not matter: what is expected is the same for both."""
    expected = merge_versions([*here.entries.values(), *there.entries.values()], [here.deleted, there.deleted])
    with tempfile.TemporaryDirectory() as home:
        store = Path(home, "store")
        synced(store, here, there)
        before = {name: data for name, data in tree(store).items() if name.endswith(".json")}
        versions = {entry["id"] for side in (here, there) for entry in side.entries.values()}
        gone = versions - expected.entries.keys()
        other = {key for key in here.entries.keys() & there.entries.keys() if here.entries[key] != there.entries[key]}
        assert lost(store).keys() == gone | (other & expected.entries.keys())
        assert entries(store) == {**expected.entries, number(9): note(number(9), day="2026-09-05")}
        assert store_at(str(store)).deleted() == expected.deleted
        assert is_settled(store)
        assert check(store) == []
        after = tree(store)
        for name, data in before.items():
            assert after.get(name) == data or after[f"{ASIDE}/{name}"] == data


def test_a_copy_brings_no_entry_back_that_was_deleted_here(tmp_path: Path) -> None:
    put(str(tmp_path), note(), note(number(1)))
    copy = (tmp_path / NOVEMBER).read_bytes()
    with store_at(str(tmp_path)).writing(undoable=False) as change:
        change.delete([note()], "2026-11-23T21:40:00+00:00")
    (tmp_path / COPY).write_bytes(copy)
    assert lost(tmp_path) == {note()["id"]: "was deleted"}
    assert entries(tmp_path) == of(note(number(1)))


def test_an_entry_that_a_whole_file_of_another_machine_brought_back_goes_again(tmp_path: Path) -> None:
    put(str(tmp_path), note())
    file(tmp_path, "deleted.json", json.dumps({note()["id"]: "2026-11-23T21:41:00+00:00"}).encode())
    assert [(one.entry, one.severity) for one in check(tmp_path)] == [(note()["id"], "note")]
    assert lost(tmp_path) == {note()["id"]: "was deleted"}
    assert entries(tmp_path) == {}
    assert check(tmp_path) == []


def test_where_the_list_of_deletions_is_damaged_it_is_said_that_entries_may_be_back(tmp_path: Path) -> None:
    put(str(tmp_path), note())
    file(tmp_path, "deleted.json", f'{{"{number(1)}": "2026-11-2'.encode())
    told = "that was deleted may be back, since this list cannot be read whole"
    assert lost(tmp_path) == {None: told}
    assert is_settled(tmp_path)


def test_of_a_deletion_on_both_sides_of_a_merge_the_later_counts(tmp_path: Path) -> None:
    put(str(tmp_path), note())
    times = [f'{{"{number(1)}": "2026-11-{day}T21:41:00+00:00"}}' for day in (25, 11)]
    file(tmp_path, "deleted.json", "\n".join(["<<<<<<< a", times[0], "=======", times[1], ">>>>>>> b"]).encode())
    repair(tmp_path)
    assert store_at(str(tmp_path)).deleted() == {number(1): "2026-11-25T21:41:00+00:00"}


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("entries/2026-11-trip.json", b'{"to": "Rome"}'),
        ("entries/2026-11 plans.json", b"[]"),
        ("entries/2026-11 (1).json", b"age-encryption.org/v1\n-> X25519 abc\n"),
        ("labels-of-issues.json", b'[{"name": "bug", "color": "red"}]'),
        ("deleted-users.json", b'{"sam": true}'),
    ],
)
def test_what_is_only_named_like_a_copy_stays_where_it_is(tmp_path: Path, name: str, raw: bytes) -> None:
    put(str(tmp_path), note())
    file(tmp_path, name, raw)
    assert repair(tmp_path).put_aside == ()
    assert (tmp_path / name).read_bytes() == raw
    assert [found.file for found in check(tmp_path) if "reads nothing in it" in found.message] == [name]


def test_a_damaged_copy_gives_what_can_be_read_of_it(tmp_path: Path) -> None:
    put(str(tmp_path), note())
    copy = serialise(of(note(number(1)), note(number(2))))[:-60]
    file(tmp_path, COPY, copy)
    assert lost(tmp_path) == {number(2): "cannot be read: it is not whole"}
    assert entries(tmp_path) == of(note(), note(number(1)))
    assert (tmp_path / ASIDE / COPY).read_bytes() == copy


@pytest.mark.parametrize(
    "name", ["reflect (conflicted copy).toml", "care (conflicted copy).txt", "entries/20261123 (2).json"]
)
def test_what_a_person_has_to_choose_stays(tmp_path: Path, name: str) -> None:
    put(str(tmp_path), note())
    file(tmp_path, name, raw(note(number(1))))
    before = tree(tmp_path)
    assert is_settled(tmp_path)
    assert repair(tmp_path).put_aside == ()
    assert tree(tmp_path) == before


# Labels, deletions, settings, packs

HEAD = "# The settings of this journal: reflect config\nformat = 1\n"


def operation(n: int, **more: Any) -> dict[str, Any]:
    at = f"2026-11-0{n}T12:00:00.000000+00:00"
    return {"id": number(n), "at": at, "of": "pattern", "op": "retire", "label": "hope", "to": None, **more}


def test_labels_are_the_union_of_their_operations(tmp_path: Path) -> None:
    put(str(tmp_path), note())
    file(tmp_path, "labels.json", json.dumps([operation(1), operation(3), operation(4, op="praise")]).encode())
    file(tmp_path, "labels (conflicted copy).json", json.dumps([operation(1), operation(2)]).encode()[:-30])
    file(tmp_path, "labels.sync-conflict-1-2-X.json", json.dumps([operation(2), operation(5)]).encode())
    assert len(repair(tmp_path).put_aside) == 3
    assert store_at(str(tmp_path)).operations() == [operation(n) for n in (1, 2, 3, 5)]
    assert check(tmp_path) == []


def test_readable_deletions_stay(tmp_path: Path) -> None:
    put(str(tmp_path), note())
    at = "2026-11-23T21:40:00+00:00"
    file(tmp_path, "deleted.json", json.dumps({number(1): at, "x": at, number(2): at, number(3): at}).encode()[:-20])
    repair(tmp_path)
    assert store_at(str(tmp_path)).deleted() == {number(1): at, number(2): at}
    assert entries(tmp_path) == of(note())


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b'day_strats = "04:00"\nday_starts = "05:00"\n', 'day_starts = "05:00"\n'),
        (b'# mine\nweek_starts = "monday"\nday_starts = \n', '# mine\nweek_starts = "monday"\n'),
        (b"[mood]\nscale = [9, 3] # why\n[prompts]\nladder = [1, 2]\n", "[prompts]\nladder = [1, 2]\n"),
        (b'prompts.retired = [\n  "../x",\n]\nprompts.ladder = [1, 2]\n', "prompts.ladder = [1, 2]\n"),
        (b'# M\xfcller\nday_starts = "05:00"\n', 'day_starts = "05:00"\n'),
        (b'salt = "x"\n', ""),
        (b'"a.b" = 1\nsalt = "00c0ffee00c0ffee"\n', f'{HEAD}salt = "00c0ffee00c0ffee"\n'),
    ],
)
def test_settings_lose_what_cannot_be_used_and_nothing_else(tmp_path: Path, before: bytes, after: str) -> None:
    put(str(tmp_path), note())
    file(tmp_path, "reflect.toml", before)
    assert repair(tmp_path).put_aside == (f"{ASIDE}/reflect.toml",)
    assert (tmp_path / "reflect.toml").read_text() == after
    assert (tmp_path / ASIDE / "reflect.toml").read_bytes() == before
    assert check(tmp_path) == []


@pytest.mark.parametrize("data", [b"\0" * 80, b"\n".join([b"="] * 500), b"a." * 99 + b"a = 1", b"x = " + b"[" * 9000])
def test_settings_of_which_nothing_can_be_used_are_made_anew(tmp_path: Path, data: bytes) -> None:
    put(str(tmp_path), note())
    file(tmp_path, "reflect.toml", data)
    begun = time.monotonic()
    repair(tmp_path)
    assert time.monotonic() - begun < 3
    assert check(tmp_path) == []


def test_a_pack_that_cannot_be_used_is_put_aside(tmp_path: Path) -> None:
    put(str(tmp_path), note())
    file(tmp_path, "packs/mine.toml", b"[pack]\n")
    repair(tmp_path)
    assert not (tmp_path / "packs/mine.toml").exists()
    assert (tmp_path / ASIDE / "packs/mine.toml").read_bytes() == b"[pack]\n"
    assert at(tmp_path).today().prompt is not None


# A change that was cut short


EDITED = note(text="edited", edited_at="2026-11-23T21:41:00+00:00")


def interrupted(path: str, marker: bytes = b"\0\0\0") -> None:
    """Make a store with a change to several files that was cut short, and of which the marker cannot be read."""
    put(path, note(), note(number(1)))
    store = Path(path)
    file(store, "staged/entries!2026-11.json", raw(EDITED, note(number(2))))
    file(store, "staged/deleted.json", json.dumps({number(1): "2026-11-23T21:41:00+00:00"}).encode())
    file(store, "staged/commit.json", marker)


def test_a_change_of_which_nobody_knows_whether_it_was_made_is_merged(tmp_path: Path) -> None:
    interrupted(str(tmp_path))
    with pytest.raises(StoreError):
        store_at(str(tmp_path)).entries()
    staged = tree(tmp_path / "staged")
    assert not is_settled(tmp_path)
    done = repair(tmp_path)
    assert done.put_aside == (f"{ASIDE}/staged", f"{ASIDE}/{NOVEMBER}")
    assert tree(tmp_path / ASIDE / "staged") == staged
    assert entries(tmp_path) == of(EDITED, note(number(2)))
    assert is_settled(tmp_path)
    assert not damage(tmp_path)


@pytest.mark.parametrize("how", ["killed", "error", "gone"])
def test_wherever_its_repair_breaks_the_next_one_merges_it(tmp_path: Path, how: How) -> None:
    for path, disk in every_point(tmp_path, interrupted, how, ("fsync", "replace", "unlink", "mkdir", "rename")):
        store = Path(path)
        with contextlib.suppress(StoreError, KilledError):
            repair(store)
        disk.mend()
        assert is_settled(store) or damage(store)
        repair(store)
        assert entries(store) == of(EDITED, note(number(2)))
        assert is_settled(store)
        assert not damage(store)
        assert sorted(tree(store / "backups").values(), key=str).count(raw(EDITED, note(number(2)))) == 1


def test_a_change_of_a_newer_program_is_left_to_it(tmp_path: Path) -> None:
    interrupted(str(tmp_path), b'{"format": 2, "files": {"entries/2026-11.json": true}}')
    before = tree(tmp_path)
    for refused in (lambda: repair(tmp_path), store_at(str(tmp_path)).entries):
        with pytest.raises(NewerFormatError, match=r"^staged/commit\.json has the format version 2, newer"):
            refused()
    assert damage(tmp_path) == [("staged/commit.json", None, None)]
    assert tree(tmp_path) == before


def test_settings_that_are_gone_are_noticed_and_made_anew(tmp_path: Path) -> None:
    put(str(tmp_path), note())
    (tmp_path / "reflect.toml").unlink()
    assert damage(tmp_path) == [("reflect.toml", None, None)]
    assert repair(tmp_path).put_aside == ()
    assert b"salt" in (tmp_path / "reflect.toml").read_bytes()
    assert is_settled(tmp_path)
    assert not damage(tmp_path)


# Deletions


@pytest.mark.parametrize(
    ("name", "write"),
    [
        (NOVEMBER, lambda data: b"<<<<<<< ours\n" + data + b"=======\n" + data + b">>>>>>> theirs\n"),
        ("entries/2026-13.json", lambda data: data),
    ],
    ids=["both-sides-of-a-merge", "misnamed"],
)
def test_what_was_deleted_here_does_not_come_back_from_a_file_that_came_from_elsewhere(
    tmp_path: Path, name: str, write: Callable[[bytes], bytes]
) -> None:
    put(str(tmp_path), note(number(1)))
    file(tmp_path, name, write(raw(note(), note(number(1)))))
    file(tmp_path, "deleted.json", json.dumps({note()["id"]: "2026-11-23T21:41:00+00:00"}).encode())
    repair(tmp_path)
    assert entries(tmp_path) == of(note(number(1)))


# Whole or absent


def hurt(path: str) -> None:
    """Make a store with a damaged month, a copy of another, and damaged settings."""
    put(path, note(number(1), day="2026-10-05"))
    store = Path(path)
    file(store, NOVEMBER, serialise(of(note(), note(number(2))))[:-60])
    file(store, "entries/2026-10 (conflicted copy).json", raw(note(number(3), day="2026-10-06")))
    file(store, "reflect.toml", b'format = 1\nday_strats = "04:00"\n')


@pytest.mark.thorough
@pytest.mark.parametrize("how", ["killed", "error"])
def test_a_repair_is_whole_or_absent_wherever_it_breaks(tmp_path: Path, how: How) -> None:
    """What cannot be read for an error of the disk is left alone: then the rest is repaired."""
    hurt(str(tmp_path / "whole"))
    repair(tmp_path / "whole")
    repaired = tree(tmp_path / "whole")
    which = ("fsync", "replace", "unlink", "mkdir") if how == "killed" else ("write", "fsync", "replace", "read")
    for path, disk in every_point(tmp_path, hurt, how, which):
        store = Path(path)
        before = {name: data for name, data in tree(store).items() if data is not None and name != "lock"}
        with contextlib.suppress(StoreError, KilledError):
            repair(store)
        disk.mend()
        now = {name: store_at(path).files.read(name) for name in before}
        after = {name: repaired.get(name) for name in before}
        assert now in (before, after) or (
            how == "error" and all(now[name] in (before[name], after[name]) for name in now)
        )
        repair(store)
        assert {name: (store / name).read_bytes() for name, data in after.items() if data} == {
            k: v for k, v in after.items() if v
        }
        assert is_settled(store)
        everything = set(tree(store).values())
        assert all(data in everything for data in before.values())


def test_without_the_list_of_deletions_nothing_is_merged(tmp_path: Path) -> None:
    put(str(tmp_path), note())
    file(tmp_path, COPY, raw(note(number(1))))
    (tmp_path / "deleted.json").mkdir(mode=0o700)
    before = tree(tmp_path)
    with pytest.raises(StoreError, match=r"^deleted\.json is not a file"):
        repair(tmp_path)
    assert tree(tmp_path) == before


def test_what_is_put_aside_is_for_the_owner_alone_and_never_written_over(tmp_path: Path) -> None:
    hurt(str(tmp_path))
    repair(tmp_path)
    file(tmp_path, NOVEMBER, b"again")
    assert repair(tmp_path).put_aside == (f"{ASIDE}-2/{NOVEMBER}",)
    for path in (tmp_path / "backups").rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600)


def test_a_store_that_is_sound_is_not_touched(tmp_path: Path) -> None:
    put(str(tmp_path), note())
    before = tree(tmp_path)
    assert repair(tmp_path).put_aside == ()
    assert tree(tmp_path) == before


@given(st.lists(whole_entries, max_size=5, unique_by=lambda entry: entry["id"]))
def test_no_store_that_the_program_wrote_has_anything_to_repair(found: list[Entry]) -> None:
    with tempfile.TemporaryDirectory() as home:
        store = Path(home, "store")
        put(str(store), *found)
        assert is_settled(store)
        assert not damage(store)
        assert list(entries(store).values()) == sorted(found, key=schema.order)

"""What other machines leave in a store: copies beside its files, marks for entries that are here, placeholders."""

import contextlib
import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from reflect.errors import ChangedAndThenError, StoreError
from reflect.journal import Journal
from reflect.model.merge import merge_versions
from reflect.model.schema import Entry
from reflect.store import atomic
from tests.program import NOW, Reflect, Refused
from tests.store.breaking import How, KilledError, every_point, tree
from tests.store.samples import at, note, number, put, raw, store_at

NOVEMBER = "entries/2026-11.json"
COPIES = (  # as iCloud, OneDrive, Google Drive, others, Syncthing, Nextcloud and Dropbox name them
    "entries/2026-11 2.json",
    "entries/2026-11-DESKTOP-AB12.json",
    "entries/2026-11 (1).json",
    "entries/2026-11_2.json",
    "entries/2026-11.sync-conflict-20261129-101010-ABCDEFG.json",
    "entries/2026-11 (conflicted copy 2026-11-29 101010).json",
    "entries/2026-11_conflict-20261129-101010.json",
    "entries/2026-11 (In Konflikt stehende Kopie von Sam 2026-11-29).json",
    "entries/2026-11.json.conflict.json",
    "entries/2026-11 \u30b3\u30d4\u30fc.json",
)


def texts(journal: Journal) -> list[str]:
    return sorted(entry["text"] for entry in journal.entries() if entry["kind"] == "note")


def operation(n: int, label: str) -> dict[str, Any]:
    at = f"2026-11-23T21:40:00.00000{n}+00:00"
    return {"id": number(n), "at": at, "of": "pattern", "op": "retire", "label": label, "to": None}


@pytest.mark.parametrize("name", COPIES)
@pytest.mark.parametrize("is_there", [True, False])
def test_a_copy_is_counted_in_by_readers_and_merged_by_the_next_writer(
    reflect: Reflect, name: str, is_there: bool
) -> None:
    reflect("note", "here")
    (reflect.store / name).write_bytes(raw(note(text="there")))
    if not is_there:
        (reflect.store / NOVEMBER).unlink()
    here = ["here"] if is_there else []
    before = reflect.tree()
    ran = reflect("list", "--json")
    assert sorted(entry["text"] for entry in ran.json["entries"]) == [*here, "there"]
    (line,) = ran.err.splitlines()
    assert line == f"Included another version of what is here: {name}. The next command that writes merges it."
    assert reflect("show", note()["id"], "--json").json["text"] == "there"
    assert reflect.tree() == before
    (line,) = reflect("mood", "4", "--json").err.splitlines()
    assert line == f"Merged: {name}. It is in backups/aside-20261123-214000 now."
    ran = reflect("list", "--kind", "note", "--json")
    assert sorted(entry["text"] for entry in ran.json["entries"]) == [*here, "there"]
    assert ran.err == ""
    assert not (reflect.store / name).exists()
    assert (reflect.store / "backups/aside-20261123-214000" / name).read_bytes() == raw(note(text="there"))


def test_what_a_merge_brought_is_no_part_of_the_change_that_undo_takes_back(tmp_path: Path) -> None:
    put(str(tmp_path), note(number(1)))
    (tmp_path / COPIES[0]).write_bytes(raw(note(number(2), text="there"), note(number(1), text="newer", edited_at=NOW)))
    (tmp_path / "labels 2.json").write_text(json.dumps([operation(3, "waiting")]))
    (tmp_path / "deleted 2.json").write_text(json.dumps({number(4): NOW}))
    saved = at(tmp_path).note("mine").entry
    assert texts(at(tmp_path)) == ["mine", "newer", "there"]
    (changed,) = at(tmp_path).undo().changed
    assert changed.id == saved["id"]
    assert texts(at(tmp_path)) == ["newer", "there"]
    store = store_at(str(tmp_path))
    assert [one["label"] for one in store.operations()] == ["waiting"]
    assert store.deleted()[number(4)] == NOW
    aside = tmp_path / "backups/aside-20261123-214000"
    assert set(os.listdir(aside)) == {"entries", "labels 2.json", "deleted 2.json"}
    assert set(os.listdir(aside / "entries")) == {"2026-11 2.json", "2026-11.json"}  # an older version was in that


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        (COPIES[0], b"", "is empty"),
        (COPIES[0], raw(note())[:-30], "ends in the middle"),
        (COPIES[0], raw(note(day="2026-10-05")), "another month"),
        (COPIES[0], b'{"exercise": [3, 4]}', "is not a month file of reflect"),
        (COPIES[0], raw(note(), _meta={"format": {"version": 2}}), "newer"),
        (COPIES[0], b"age-encryption.org/v1\nsealed", "encrypted"),
        ("labels (old).json", b"{}", "is not a list of operations"),
        ("labels-2.json", b'[{"id": "x"}]', "cannot be used"),
        ("deleted 2.json", b"[]", "is not a list of deleted entries"),
        ("deleted-old.json", json.dumps({number(1): {"at": NOW, "undone": 1}}).encode(), "no id with a time"),
    ],
)
def test_a_copy_that_does_not_read_is_named_and_never_merged(
    reflect: Reflect, name: str, data: bytes, why: str
) -> None:
    reflect("note", "here")
    (reflect.store / name).write_bytes(data)
    for command in (("list", "--json"), ("mood", "4", "--json")):
        (line,) = reflect(*command).err.splitlines()
        assert line.startswith(f"Not read: {name}, ")
        assert why in line
    assert (reflect.store / name).read_bytes() == data


@pytest.mark.parametrize("of", [NOVEMBER, "deleted.json"])
def test_beside_a_file_that_does_not_read_nothing_is_merged(reflect: Reflect, of: str) -> None:
    reflect("note", "here")
    (reflect.store / COPIES[0]).write_bytes(raw(note(text="there")))
    (reflect.store / of).write_bytes(b"{")
    before = reflect.tree()
    assert f"{of} cannot be read" in reflect("mood", "4", "--at", "2026-10-05").err
    assert {name: reflect.tree()[name] for name in (of, COPIES[0])} == {name: before[name] for name in (of, COPIES[0])}


@pytest.mark.parametrize("kind", ["link", "folder", "fifo"])
def test_what_is_no_file_is_no_copy(reflect: Reflect, kind: str) -> None:
    reflect("note", "here")
    path = reflect.store / COPIES[0]
    if kind == "link":
        path.symlink_to(reflect.store / NOVEMBER)
    else:
        path.mkdir() if kind == "folder" else os.mkfifo(path)
    assert "Not read" in reflect("list").err
    reflect("mood", "4")
    assert os.path.lexists(path)


def test_an_entry_that_another_machine_moved_into_another_month_is_there_once(tmp_path: Path) -> None:
    put(str(tmp_path), note(), note(number(1)))
    moved = note(day="2026-10-05", text="moved", edited_at=NOW)
    (tmp_path / "entries/2026-10 2.json").write_bytes(raw(moved))
    assert at(tmp_path).find(note()["id"]) == moved
    assert len(at(tmp_path).entries()) == 2
    at(tmp_path).edit(note()["id"], {"text": "again"})
    assert texts(at(tmp_path)) == ["again", "words"]
    assert at(tmp_path)._store.months() == ["2026-10", "2026-11"]


def test_a_batch_merges_too_and_an_exception_merges_nothing(tmp_path: Path) -> None:
    put(str(tmp_path), note())
    (tmp_path / COPIES[0]).write_bytes(raw(note(number(2), text="there")))
    before = tree(tmp_path)
    journal = at(tmp_path)
    with pytest.raises(ZeroDivisionError), journal.batch():  # noqa: PT012
        assert texts(journal) == ["there", "words"]
        raise ZeroDivisionError
    assert tree(tmp_path) == before
    with journal.batch():
        journal.note("mine")
    assert texts(at(tmp_path)) == ["mine", "there", "words"]
    assert not (tmp_path / COPIES[0]).exists()


def test_a_writer_that_is_refused_merges_nothing(reflect: Reflect, refused: Refused) -> None:
    reflect("note", "here")
    (reflect.store / COPIES[0]).write_bytes(raw(note(text="there")))
    before = reflect.tree()
    refused("edit", "zzzz", "--text", "x", code=3)
    refused("answer", "--earlier", code=3)
    assert reflect.tree() == before


@pytest.mark.parametrize("how", ["error", "gone", "killed"])
def test_wherever_a_merge_fails_nothing_was_changed_or_all_is_merged(tmp_path: Path, how: How) -> None:
    def make(path: str) -> None:
        put(path, note())
        Path(path, COPIES[0]).write_bytes(raw(note(number(2), text="there")))

    for path, disk in every_point(tmp_path, make, how):
        try:
            with contextlib.suppress(KilledError, ChangedAndThenError):
                at(Path(path)).note("mine")
        except StoreError:
            assert how == "gone" or not [name for name, data in tree(path).items() if "aside-" in name and data]
        disk.mend()
        assert texts(at(Path(path))) in (["there", "words"], ["mine", "there", "words"])
        at(Path(path)).mood(4)
        assert texts(at(Path(path))) in (["there", "words"], ["mine", "there", "words"])
        assert not Path(path, COPIES[0]).exists()


# Marks


def test_an_entry_of_a_month_that_another_machine_brought_is_not_shown_once_it_is_marked(tmp_path: Path) -> None:
    put(str(tmp_path), note(), note(number(1), "2026-10-05", text="old"))
    months = {name: (tmp_path / f"entries/{name}.json").read_bytes() for name in ("2026-10", "2026-11")}
    at(tmp_path).delete([note()["id"], number(1)])
    for name, data in months.items():  # a sync tool puts the older months back, in the place of those here
        (tmp_path / f"entries/{name}.json").write_bytes(data)
    assert at(tmp_path).entries() == []
    with pytest.raises(Exception, match="there is no entry"):
        at(tmp_path).find(note()["id"])
    at(tmp_path).mood(4)
    assert at(tmp_path)._store.months() == ["2026-11"]
    assert number(1) not in str(tree(tmp_path).get("entries/2026-10.json"))


def test_a_list_of_marks_that_another_machine_brought_counts_for_all_that_is_here(tmp_path: Path) -> None:
    put(str(tmp_path), note(), note(number(1), text="edited since", edited_at="2026-11-23T21:41:00+00:00"))
    (tmp_path / "labels.json").write_text(json.dumps([operation(3, "waiting"), operation(4, "anger")]))
    at(tmp_path).delete([at(tmp_path).note("gone").entry["id"]])  # the months and the marks agree, says a stamp
    assert (tmp_path / "cache/agreed.json").exists()
    marks = json.loads((tmp_path / "deleted.json").read_text())
    undone: Any = {"at": NOW, "undone": True}
    (tmp_path / "deleted.json").write_text(json.dumps({**marks, note()["id"]: NOW, number(1): NOW, number(3): undone}))
    for _ in ("before a writer saw it", "after it"):
        assert texts(at(tmp_path)) == ["edited since"]
        assert [one["id"] for one in at(tmp_path)._store.operations()] == [number(4)]
        at(tmp_path).mood(4)
    assert note()["id"] not in (tmp_path / NOVEMBER).read_text()


def test_marks_are_read_again_only_when_something_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(str(tmp_path), note(), note(number(1), "2026-10-05"))
    at(tmp_path).delete([number(1)])
    at(tmp_path).today()  # an offer that is made looks for its own mark
    reads: list[str] = []
    open_file = atomic.open_file

    def opened(path: str) -> atomic.OpenFile | None:
        reads.append(os.path.basename(path))
        return open_file(path)

    monkeypatch.setattr(atomic, "open_file", opened)
    for _ in range(3):
        at(tmp_path).mood(4)
        at(tmp_path).today()
        at(tmp_path).note("words", at="2026-09-05")
        assert len(at(tmp_path).entries()) > 1
    assert "deleted.json" not in reads
    (tmp_path / NOVEMBER).write_bytes((tmp_path / NOVEMBER).read_bytes())
    at(tmp_path).entries()
    assert "deleted.json" in reads


def test_a_stamp_that_cannot_be_read_counts_for_nothing(tmp_path: Path) -> None:
    put(str(tmp_path), note(), note(number(1)))
    before = (tmp_path / NOVEMBER).read_bytes()
    at(tmp_path).delete([number(1)])
    (tmp_path / NOVEMBER).write_bytes(before)
    for data in (b"", b"{", b"[]", b"\xff", b'{"deleted.json": 5, "entries/2026-11.json": null}', b"[" * 9999):
        (tmp_path / "cache/agreed.json").write_bytes(data)
        assert [entry["id"] for entry in at(tmp_path).entries()] == [note()["id"]]


# Placeholders


@pytest.mark.parametrize(
    ("name", "needing", "others"),
    [
        ("entries/2026-11.json", [("week",), ("list",), ("mood", "4"), ("today",), ("export",), ("store", "info")],
         [("mood", "4", "--at", "2026-10-05"), ("list", "--until", "2026-10-31"), ("config", "list")]),
        ("labels.json", [("label", "list"), ("week",), ("list", "--json")], [("mood", "4"), ("export",)]),
        ("deleted.json", [("delete", "k3f9", "--yes"), ("undo", "--yes")], [("mood", "4"), ("list",)]),
        ("reflect.toml", [("mood", "4"), ("week",), ("list",), ("today", "--peek"), ("config", "list")], [("care",)]),
    ],
)  # fmt: skip
def test_a_file_that_a_cloud_took_off_the_disk_is_named_by_what_needs_it(
    reflect: Reflect, refused: Refused, name: str, needing: list[tuple[str, ...]], others: list[tuple[str, ...]]
) -> None:
    reflect("note", "october", "--at", "2026-10-05")
    put(str(reflect.store), note())
    reflect("pattern", "waiting")
    reflect("label", "rename", "waiting", "still waiting")
    reflect("delete", reflect("note", "gone", "--json").json["id"], "--yes")
    reflect("note", "to be undone")
    path = reflect.store / name
    path.rename(path.with_name(f".{path.name}.icloud"))
    for command in needing:
        ran = refused(*command, code=4)
        assert name in ran.err
        assert "iCloud" in ran.err
    for command in others:
        reflect(*command)
    assert not path.exists()


def test_a_copy_that_waits_for_the_marks_says_where_they_are(reflect: Reflect) -> None:
    put(str(reflect.store), note())
    (reflect.store / COPIES[0]).write_bytes(raw(note(text="there")))
    (reflect.store / ".deleted.json.icloud").touch()
    for command in (("list",), ("mood", "4")):
        assert "left .deleted.json.icloud" in reflect(*command).err
    assert (reflect.store / COPIES[0]).exists()


# Whatever the sides hold


def test_merged_copies_are_what_the_rule_says(tmp_path: Path) -> None:
    """The store's own merge against the rule, for versions and marks on either side."""
    times = (None, "2026-11-20T10:00:00+00:00", "2026-11-20T11:00:00+01:00", "2026-11-21T10:00:00+00:00")
    for n, (mine, theirs, mark) in enumerate((a, b, c) for a in times for b in times for c in times):
        store = tmp_path / str(n)
        here, there = note(text="here", edited_at=mine), note(text="there", edited_at=theirs)
        put(str(store), here)
        (store / COPIES[0]).write_bytes(raw(there))
        if mark:
            (store / "deleted (1).json").write_text(json.dumps({here["id"]: mark}))
        expected: list[Entry] = list(
            merge_versions([here, there], [{here["id"]: mark}] if mark else []).entries.values()
        )
        assert at(store).entries() == expected
        at(store).mood(4, at="2026-10-05")
        assert at(store).entries(kinds=["note"]) == expected
        shutil.rmtree(store)

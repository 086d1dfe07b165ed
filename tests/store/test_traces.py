"""Deleted for good: the words are nowhere in the store any more, but in copies, and these are named."""

import gzip
import json
import os
import zipfile
from pathlib import Path
from typing import cast

import pytest

from reflect.errors import ImpossibleValueError, NotFoundError
from reflect.model.merge import FlaggedMark
from reflect.model.schema import Entry
from tests.store.breaking import tree
from tests.store.samples import at

MARK = "vanishing-5f3a"


def traces(store: Path) -> set[str]:
    """Return the files that hold the mark."""
    files = [path for path in store.rglob("*") if path.is_file()]
    return {str(path.relative_to(store)) for path in files if MARK.encode() in path.read_bytes()}


def marked(store: Path) -> list[Entry]:
    """Write, import, edit, delete and bring back entries that hold the mark; return those."""
    journal = at(store)
    kept = [journal.note(MARK).entry, journal.pattern(MARK, people=[f"{MARK} Sam"], wish=MARK, at="2026-10-05").entry]
    journal.edit(kept[0]["id"], {"text": f"{MARK} again"})
    journal.delete([kept[1]["id"]])
    journal.undo()
    journal.edit(kept[1]["id"], {"wish": "without it"})
    rows = [{"kind": "note", "day": "2026-09-05", "text": words} for words in (MARK, "other")]
    journal.import_("".join(f"{json.dumps(row)}\n" for row in rows), "rows")
    (third,) = [entry for entry in journal.entries() if MARK in str(entry) and entry["day"] == "2026-09-05"]
    journal.edit(third["id"], {"text": "without it"})
    journal.pattern("anger", at="2026-11-01")  # folds the past, and caches its labels
    return [*kept, third]


def test_deleted_forever_the_words_are_nowhere(tmp_path: Path) -> None:
    entries = marked(tmp_path)
    assert {"cache/past.json", "entries/2026-10.json"} < traces(tmp_path)
    for left in ("entries/.2026-10.json.tmp", "undo/.000001-20261123T214000Z.json.tmp", ".deleted.json.tmp"):
        (tmp_path / left).write_text(MARK)
    for left in ("staged/entries!2026-10.json", "cache/.past.json.tmp"):
        (tmp_path / left).write_text(MARK)
    gone = at(tmp_path).delete([entry["id"] for entry in entries], forever=True)
    assert traces(tmp_path) == set()
    assert gone.copies == []
    assert set(at(tmp_path)._store.deleted()) == {entry["id"] for entry in entries}
    for left_over in (1, 0):  # the pattern, and the other row of the import
        at(tmp_path).undo()
        assert len(at(tmp_path).entries()) == left_over
    assert os.listdir(tmp_path / "undo") == []


def test_what_still_holds_it_is_named(tmp_path: Path) -> None:
    entry = at(tmp_path).note(MARK).entry
    raw = (tmp_path / "entries/2026-11.json").read_bytes()
    for folder in ("backups/old", "drafts"):
        (tmp_path / folder).mkdir(parents=True)
    copies = {
        "entries/2026-11 (conflicted copy).json": raw,
        "backups/old/2026-11.json": raw,
        "drafts/a.txt": MARK.encode(),
    }
    for name, data in copies.items():
        (tmp_path / name).write_bytes(data)
    (tmp_path / "drafts/other.txt").write_text("other words")
    (tmp_path / "backups/empty.zip").write_bytes(b"PK\5\6" + bytes(18))
    for name, member in {"held.zip": "entries/2026-11.json", "not-held.zip": "deleted.json"}.items():
        with zipfile.ZipFile(tmp_path / "backups" / name, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(member, b" " * ((1 << 20) - 5) + entry["id"].encode())
    os.mkfifo(tmp_path / "backups/fifo")
    found = at(tmp_path).delete([entry["id"]], forever=True).copies
    aside = {"backups/aside-20261123-214000/entries/2026-11 (conflicted copy).json"}  # merged, as by any writer
    assert set(found) == {"backups/old/2026-11.json", "drafts/a.txt", "backups/held.zip"} | aside


def test_one_that_was_deleted_before_is_removed_from_the_undo_log(tmp_path: Path) -> None:
    kept, other = (at(tmp_path).note(f"{MARK} {n}").entry for n in range(2))
    at(tmp_path).delete([kept["id"]])
    at(tmp_path).edit(other["id"], {"text": "other"})
    assert any(name.startswith("undo/") for name in traces(tmp_path))
    marks = at(tmp_path)._store.deleted()
    gone = at(tmp_path).delete([kept["id"][:6], other["id"]], forever=True)
    assert [change.before for change in gone.changed] == [kept, {**other, **gone.changed[1].before}]  # type: ignore[dict-item]
    assert traces(tmp_path) == set()
    forever = cast("FlaggedMark", {"at": marks[kept["id"]], "forever": True})
    assert at(tmp_path)._store.deleted()[kept["id"]] == forever
    assert at(tmp_path)._store.deleted()[other["id"]] == {**forever, "at": "2026-11-23T21:40:01+00:00"}
    with pytest.raises(NotFoundError):
        at(tmp_path).delete([kept["id"]], forever=True)


def test_a_file_saved_in_another_encoding_is_searched_too(tmp_path: Path) -> None:
    entry = at(tmp_path).note(MARK).entry
    put_aside = {"backups/aside-1/entries/2026-11.json": entry["id"], "drafts/a.txt": MARK}
    for name, words in put_aside.items():
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text(f"\ufeff{words}", encoding="utf-16")
    (tmp_path / "backups/aside-1/deleted.json").write_text(f'{{"{entry["id"]}": "2026-11-23T21:40:00+00:00"}}')
    assert at(tmp_path).delete([entry["id"]], forever=True).copies == sorted(put_aside)


def test_what_is_packed_by_other_programs_is_named_unsearched(tmp_path: Path) -> None:
    entry = at(tmp_path).note(MARK).entry
    (tmp_path / ".git/objects").mkdir(parents=True)
    (tmp_path / ".git/objects/ab").write_bytes(b"x")
    (tmp_path / "old.json.gz").write_bytes(gzip.compress(entry["id"].encode()))
    (tmp_path / "cache/folder").mkdir(parents=True)
    assert at(tmp_path).delete([entry["id"]], forever=True).copies == [".git", "old.json.gz"]


def test_a_draft_with_an_earlier_wording_is_named(tmp_path: Path) -> None:
    entry = at(tmp_path).note(MARK).entry
    at(tmp_path).edit(entry["id"], {"text": "other"})
    (tmp_path / "drafts").mkdir()
    (tmp_path / "drafts/a.txt").write_text(MARK)
    assert at(tmp_path).delete([entry["id"]], forever=True).copies == ["drafts/a.txt"]


def test_what_cannot_be_searched_is_named(tmp_path: Path) -> None:
    entry = at(tmp_path).note(MARK).entry
    (tmp_path / "backups").mkdir()
    path = tmp_path / "backups/cut.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("entries/2026-11.json", os.urandom(3000))
    data = bytearray(path.read_bytes())
    data[500:600] = bytes(100)
    path.write_bytes(bytes(data))
    assert at(tmp_path).delete([entry["id"]], forever=True).copies == ["backups/cut.zip"]


def test_nothing_is_deleted_where_one_is_not_there(tmp_path: Path) -> None:
    entry = at(tmp_path).note(MARK).entry
    before = tree(tmp_path)
    for ids in ([entry["id"], "zzzz"], ["!"]):
        with pytest.raises((NotFoundError, ImpossibleValueError)):
            at(tmp_path).delete(ids, forever=True)
    assert tree(tmp_path) == before


def of_a_label(store: Path) -> dict[str, Entry]:
    """Write entries with marked names, and what happened to these names; the first of each kind alone has them."""
    journal = at(store)
    kept = {
        "pattern": journal.pattern(MARK, people=["Alex"]).entry,
        "person": journal.pattern("anger", people=[f"{MARK} Sam"], at="2026-10-05").entry,
        "feeling": journal.mood(4, feelings=[f"{MARK} low"]).entry,
    }
    journal.pattern("hope", people=["Alex", "Kim"])
    journal.mood(3, feelings=["tired"])
    journal.rename_label(MARK, f"{MARK} now")
    journal.rename_label(f"{MARK} now", f"{MARK} later")
    journal.retire_label(f"{MARK} later")
    journal.merge_labels(f"{MARK} Sam", "Kim", of="person")
    journal.merge_labels(f"{MARK} low", "tired", of="feeling")
    journal.rename_label("Kim", "Kimberley", of="person")
    return kept


def test_names_that_no_other_entry_has_go_with_the_entry(tmp_path: Path) -> None:
    kept = of_a_label(tmp_path)
    found = at(tmp_path).deletable([entry["id"] for entry in kept.values()], forever=True)
    assert at(tmp_path).names_left_by(found) == [
        f"{MARK} low", MARK, f"{MARK} later", f"{MARK} now", f"{MARK} Sam",
    ]  # fmt: skip
    shown = [at(tmp_path).names(entry) for entry in at(tmp_path).entries() if entry["id"] not in found]
    gone = at(tmp_path).delete(found, forever=True, names=True)
    assert traces(tmp_path) == set()
    assert gone.copies == []
    assert shown == [at(tmp_path).names(entry) for entry in at(tmp_path).entries()]
    assert [one["label"] for one in at(tmp_path)._store.operations()] == ["Kim"]
    assert at(tmp_path).undo().operations
    assert at(tmp_path)._store.operations() == []


def test_without_agreement_the_names_stay_and_are_named(tmp_path: Path) -> None:
    kept = of_a_label(tmp_path)
    before = (tmp_path / "labels.json").read_bytes()
    gone = at(tmp_path).delete([kept["pattern"]["id"]], forever=True)
    assert gone.names == [MARK, f"{MARK} later", f"{MARK} now"]
    assert (tmp_path / "labels.json").read_bytes() == before


@pytest.mark.parametrize("again", ["the name", "its new name", "a label that was merged into it"])
def test_a_name_that_another_entry_has_or_is_shown_with_stays(tmp_path: Path, again: str) -> None:
    kept = of_a_label(tmp_path)
    other = {"the name": MARK.upper(), "its new name": f"{MARK} later", "a label that was merged into it": "waiting"}
    at(tmp_path).pattern(other[again], at="2025-01-01")
    if again == "a label that was merged into it":
        at(tmp_path).merge_labels("waiting", MARK)
    before = (tmp_path / "labels.json").read_bytes()
    assert at(tmp_path).delete([kept["pattern"]["id"]], forever=True, names=True).names == []
    assert (tmp_path / "labels.json").read_bytes() == before


def test_names_of_earlier_versions_and_of_deleted_entries_are_found(tmp_path: Path) -> None:
    entry = at(tmp_path).pattern(f"{MARK} old").entry
    at(tmp_path).retire_label(f"{MARK} old")
    at(tmp_path).edit(entry["id"], {"label": f"{MARK} new"})
    at(tmp_path).rename_label(f"{MARK} new", f"{MARK} newer")
    at(tmp_path).delete([entry["id"]])
    at(tmp_path).delete([entry["id"]], forever=True, names=True)
    assert traces(tmp_path) == set()


def test_a_backup_that_holds_a_name_that_went_is_named(tmp_path: Path) -> None:
    kept = of_a_label(tmp_path)
    at(tmp_path).delete([kept["pattern"]["id"]])
    (tmp_path / "backups").mkdir()
    with zipfile.ZipFile(tmp_path / "backups/held.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("labels.json", (tmp_path / "labels.json").read_bytes())
    gone = at(tmp_path).delete([kept["pattern"]["id"]], forever=True, names=True)
    assert gone.copies == ["backups/held.zip"]

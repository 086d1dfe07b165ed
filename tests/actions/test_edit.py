"""Edit and delete: what was done here last wins a merge, and an entry in a damaged month is not missing."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.errors import NotFoundError, StoreError
from reflect.journal import Journal
from reflect.model.merge import merge_versions
from reflect.model.schema import Entry
from reflect.store.paths import ENTRIES
from tests.program import NOW
from tests.store.samples import note, put

HERE = datetime.fromisoformat(NOW)
ELSEWHERE = (st.integers(-5, 10**9) | st.integers(-1, 1)).map(
    lambda ahead: (HERE + timedelta(seconds=ahead)).isoformat()
)
"""When the entry was edited before, by a clock that may have been ahead."""


def at(store: Path) -> Journal:
    return Journal.open(str(store), environ={"REFLECT_NOW": NOW, "TZ": "Europe/Berlin"})


def kept(path: Path, edited_at: str) -> Entry:
    """Keep an entry as another machine left it."""
    entry = note(edited_at=edited_at)
    put(str(path), entry)
    return entry


@given(edits=st.lists(st.sampled_from(["edit", "delete"]), min_size=1, max_size=3), edited_at=ELSEWHERE)
def test_what_was_done_here_last_wins_over_what_a_clock_ahead_wrote(
    tmp_path_factory: pytest.TempPathFactory, edits: list[str], edited_at: str
) -> None:
    path = tmp_path_factory.mktemp("store")
    versions = [kept(path, edited_at)]
    for n, edit in enumerate(edits):
        if edit == "delete":
            at(path).delete([versions[0]["id"]])
            break
        at(path).edit(versions[0]["id"], {"text": f"words {n}"})
        versions += at(path).entries()
    came = merge_versions(versions, [at(path)._store.deleted()]).entries
    assert list(came.values()) == at(path).entries()


def test_an_edit_at_the_end_of_the_calendar_can_be_edited(tmp_path: Path) -> None:
    entry = kept(tmp_path, "9999-12-31T23:59:59+00:00")
    at(tmp_path).edit(entry["id"], {"text": "other"})
    at(tmp_path).delete([entry["id"]])
    assert at(tmp_path).entries() == []


@pytest.mark.parametrize("damage", [b"", b"\0" * 40, "{}".encode("utf-16")])
@pytest.mark.parametrize("verb", ["find", "delete", "delete_forever", "edit"])
def test_an_entry_that_may_stand_in_a_damaged_month_is_not_missing(tmp_path: Path, verb: str, damage: bytes) -> None:
    put(str(tmp_path), note())
    with pytest.raises(NotFoundError):
        at(tmp_path).find("zzzz")
    (tmp_path / ENTRIES / "2026-11.json").write_bytes(damage)
    journal, entry_id = at(tmp_path), note()["id"]
    verbs: dict[str, Callable[[], object]] = {
        "find": lambda: journal.find(entry_id),
        "delete": lambda: journal.delete([entry_id]),
        "delete_forever": lambda: journal.delete([entry_id], forever=True),
        "edit": lambda: journal.edit(entry_id, {"text": "other"}),
    }
    with pytest.raises(StoreError, match=r"^entries/2026-11\.json"):
        verbs[verb]()
    assert (tmp_path / ENTRIES / "2026-11.json").read_bytes() == damage

"""Undo: every change and its undo leave the store as it was, whatever was changed and in whatever order."""

import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reflect.entries.kinds import Entry
from reflect.entries.naming import OPS, WITH_TO
from reflect.errors import ImpossibleValueError, NotFoundError
from reflect.journal import Journal, labelling, packing
from reflect.journal.taking_in import take_in
from reflect.store import undo
from tests.cli.given import TUESDAY
from tests.program import NOW

DAYS = ("2026-11-23", "2026-11-02", "2026-10-05", "2025-12-31")
WORDS = ("a", "\x1b[0m\u202e", "x\r\n\ty", "é\u0301", '"}\\', "words " * 200)
LABELS = ("withdrawal", "anger", "Sulking", "é")


def at(store: str | Path, now: str = NOW) -> Journal:
    return Journal.open(str(store), environ={"REFLECT_NOW": now, "TZ": "UTC"})


def tree(store: str | Path) -> dict[str, bytes]:
    """Return every file that a change and its undo leave as it was."""
    return {
        str(path.relative_to(store)): path.read_bytes()
        for path in Path(store).rglob("*")
        if path.is_file() and path.relative_to(store).parts[0] not in ("undo", "cache", "lock")
    }


def nth(journal: Journal, n: int, number: int = 1) -> list[Entry]:
    """Return entries to change, if there are any; without its offer, the next answer would offer the prompt again."""
    written: list[Entry] = [entry for entry in journal.entries() if entry["kind"] != "offer"]
    return written[n % len(written) :][:number] if written else []


def edit(journal: Journal, n: int, day: str, words: str) -> None:
    for entry in nth(journal, n):
        field = {"note": "text", "answer": "text", "mood": "note", "pattern": "wish", "pass": "private"}[entry["kind"]]
        journal.edit(entry["id"], {"at": f"{day} 12:00", field: field == "private" or words})


def delete(journal: Journal, n: int, *_: str) -> None:
    if entries := nth(journal, n, 2):
        journal.delete([entry["id"] for entry in entries])


def imported(journal: Journal, n: int, day: str, words: str) -> None:
    rows: list[dict[str, Any]] = [
        {"kind": "note", "day": day, "text": f"{n}{words}"},
        {"kind": "mood", "day": DAYS[n % 4], "value": 3},
    ]
    rows += [{"id": entry["id"], "kind": "note", "day": day, "text": words} for entry in nth(journal, n)]
    take_in(journal, "".join(f"{json.dumps(row)}\n" for row in rows), "rows", keep="theirs")


def label(journal: Journal, n: int, *_: str) -> None:
    op, name, other = OPS[n % 5], LABELS[n % 4], LABELS[n // 4]
    labelling.operate(journal, "pattern", op, name, other if op in WITH_TO else None)


def packs(journal: Journal, n: int, *_: str) -> None:
    here = journal.diary.packs()
    if n % 3 == 0:
        packing.write(journal, f"Which of the {n} calls did you wait for?", pack="mine", theme="own")
    elif n % 3 == 1 or not here:
        before = packing.here(journal, "tuesday")
        handed = packing.addable((TUESDAY + "\n" * n).encode(), "tuesday.toml")
        packing.add(journal, handed, replaces=before, contacts=n % 2 == 0)
    else:
        packing.remove(journal, here[0], seen=packing.here(journal, here[0]))


COMMANDS: dict[str, Callable[[Journal, int, str, str], object]] = {
    "note": lambda journal, _, day, words: journal.note(words, at=day),
    "mood": lambda journal, n, day, words: journal.mood(n % 7 + 1, note=words, feelings=["tired"], at=day),
    "pattern": lambda journal, n, day, words: journal.pattern(LABELS[n % 4], people=["Sam"], wish=words, at=day),
    "edit": edit,
    "delete": delete,
    "import": imported,
    "label": label,
    "packs": packs,
    "answer": lambda journal, *given: journal.answer(given[-1]),
    "pass": lambda journal, *_: journal.put_back(),
    "retire": lambda journal, *_: journal.put_back(retire=True),
}
SEQUENCES = st.lists(
    st.tuples(st.sampled_from(sorted(COMMANDS)), st.integers(0, 11), st.sampled_from(DAYS), st.sampled_from(WORDS)),
    min_size=12,
    max_size=28,
)


def begin(store: str, focus: str | None) -> None:
    """Make a store whose prompt of the day was shown: an offer is no part of a change."""
    at(store).today()
    if focus:
        with at(store).diary.writing() as change:
            change.set({"focus.pack": focus, "focus.until": "2027-01-01", "week_starts": "sunday"})


@settings(max_examples=settings().max_examples // 2)
@given(SEQUENCES, st.sampled_from([None, "mine", "tuesday"]))
def test_undo_restores_the_tree_of_the_time_before_each_of_the_last_twenty_changes(
    commands: list[tuple[str, int, str, str]], focus: str | None
) -> None:
    with tempfile.TemporaryDirectory() as store:
        begin(store, focus)
        befores: list[dict[str, bytes]] = []
        for name, n, day, words in commands:
            steps = undo.every(at(store).diary.files)
            before = tree(store)
            try:
                COMMANDS[name](at(store), n, day, words)
            except (NotFoundError, ImpossibleValueError):
                assert name in ("label", "answer", "pass", "retire", "packs", "import")
            new = [step for step in undo.every(at(store).diary.files) if step not in steps]
            assert (tree(store) != before) == bool(new)
            befores += [before] if new else []
        for before in reversed(befores[-undo.MOST :]):
            here = tree(store)
            seen = at(store).undoable()
            assert tree(store) == here
            assert at(store).undo(seen) == seen
            assert tree(store) == before
        with pytest.raises(NotFoundError):
            at(store).undo()

"""Undo: every change and its undo leave the store as it was, whatever was changed and in whatever order."""

import json
import re
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reflect.actions import labels
from reflect.errors import BadFileError, ImpossibleValueError, NotFoundError, StoreError
from reflect.journal import Journal
from reflect.model.labels import OPS, WITH_TO
from reflect.model.schema import Entry
from reflect.store import undo
from tests.cli.given import TUESDAY
from tests.store.samples import at

DAYS = ("2026-11-23", "2026-11-02", "2026-10-05", "2025-12-31")
WORDS = ("a", "\x1b[0m\u202e", "x\r\n\ty", "é\u0301", '"}\\', "words " * 200)
LABELS = ("withdrawal", "anger", "Sulking", "é")


def tree(store: str | Path) -> dict[str, bytes]:
    """Return every file that a change and its undo leave as it was."""
    return {
        str(path.relative_to(store)): path.read_bytes()
        for path in Path(store).rglob("*")
        if path.is_file() and path.relative_to(store).parts[0] not in ("undo", "cache", "lock")
    }


def as_it_was(files: dict[str, bytes]) -> dict[str, Any]:
    """Return files as an undo brings them back: but for `edited_at`, and for marks, which stay."""
    stamp = re.compile(rb'\n *"edited_at": "[^"]*",')
    return {name: stamp.sub(b"", raw) for name, raw in files.items() if name != "deleted.json"}


def marks(files: dict[str, bytes]) -> dict[str, Any]:
    return dict(json.loads(files.get("deleted.json", b"{}")))


def nth(journal: Journal, n: int, number: int = 1) -> list[Entry]:
    """Return entries to change, if there are any; without its offer, the next answer would offer the prompt again."""
    written: list[Entry] = [entry for entry in journal._store.entries() if entry["kind"] != "offer"]
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
    journal.import_("".join(f"{json.dumps(row)}\n" for row in rows), "rows", keep="theirs")


def label(journal: Journal, n: int, *_: str) -> None:
    op, name, other = OPS[n % 5], LABELS[n % 4], LABELS[n // 4]
    labels.change_label(journal._store, "pattern", op, name, other if op in WITH_TO else None)


def packs(journal: Journal, n: int, *_: str) -> None:
    here = journal._store.packs()
    if n % 3 == 0:
        journal.write_prompt(f"Which of the {n} calls did you wait for?", pack="mine", theme="own")
    elif n % 3 == 1 or not here:
        journal.add_pack((TUESDAY + "\n" * n).encode(), contacts=n % 2 == 0)
    else:
        journal.remove_pack(here[0], seen=journal.removable_pack(here[0]))


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
    "pass": lambda journal, *_: journal.pass_prompt(),
    "retire": lambda journal, *_: journal.pass_prompt(retire=True),
}
SEQUENCES = st.lists(
    st.tuples(st.sampled_from(sorted(COMMANDS)), st.integers(0, 11), st.sampled_from(DAYS), st.sampled_from(WORDS)),
    min_size=8,
    max_size=24,
)


def begin(store: str, focus: str | None) -> None:
    """Make a store whose prompt of the day was shown: an offer is not part of a change."""
    at(store).today()
    if focus:
        with at(store)._store.writing(undoable=False) as change:
            change.set({"focus.pack": focus, "focus.until": "2027-01-01", "week_starts": "sunday"})


@pytest.mark.thorough
@settings(max_examples=settings().max_examples // 4)
@given(SEQUENCES, st.sampled_from([None, "mine", "tuesday"]))
def test_undo_restores_the_tree_of_the_time_before_each_of_the_last_twenty_changes(
    commands: list[tuple[str, int, str, str]], focus: str | None
) -> None:
    with tempfile.TemporaryDirectory() as store:
        begin(store, focus)
        befores: list[dict[str, bytes]] = []
        for name, n, day, words in commands:
            steps = undo.step_files(at(store)._store.files)
            before = tree(store)
            try:
                COMMANDS[name](at(store), n, day, words)
            except (NotFoundError, ImpossibleValueError, BadFileError):
                assert name in ("label", "answer", "pass", "retire", "packs", "import")
            new = [step for step in undo.step_files(at(store)._store.files) if step not in steps]
            assert (tree(store) != before) == bool(new)
            befores += [before] if new else []
        for before in reversed(befores[-undo.MAX_STEPS :]):
            here = tree(store)
            seen = at(store).undoable()
            assert tree(store) == here
            done = at(store).undo(seen)
            assert [one.id for one in done.changed] == [one.id for one in seen.changed]
            assert as_it_was(tree(store)) == as_it_was(before)
            assert marks(tree(store)).keys() >= marks(here).keys()
        with pytest.raises(NotFoundError):
            at(store).undo()


def other_hand(store: Path, month: str, words: str, other: str) -> None:
    """Change an entry past the log, as an editor or a sync tool does."""
    path = store / f"entries/{month}.json"
    path.write_text(path.read_text().replace(words, other))


def refused(store: Path) -> str:
    """Hold that undo is refused and changes nothing; return the sentence."""
    before = tree(store), undo.step_files(at(store)._store.files)
    with pytest.raises(StoreError) as error:
        at(store).undo()
    assert (tree(store), undo.step_files(at(store)._store.files)) == before
    return str(error.value)


def test_an_entry_that_is_no_longer_as_it_was_left_is_named(tmp_path: Path) -> None:
    entries = [at(tmp_path).note("first").entry]
    at(tmp_path).import_('{"kind": "note", "day": "2026-10-05", "text": "old words"}\n' * 3, "rows")
    entries += at(tmp_path).entries()[:3]
    other_hand(tmp_path, "2026-10", '"old words"', '"new words"')
    said = refused(tmp_path)
    assert all(entry["id"][:6] in said for entry in entries[1:])
    assert entries[0]["id"][:6] not in said
    assert "words" not in said
    other_hand(tmp_path, "2026-10", '"new words"', '"old words"')
    at(tmp_path).undo()
    assert at(tmp_path).entries() == entries[:1]


def test_an_edited_entry_that_was_deleted_or_edited_elsewhere_stays(tmp_path: Path) -> None:
    entry = at(tmp_path).note("old words").entry
    at(tmp_path).edit(entry["id"], {"text": "new words"})
    with at(tmp_path)._store.writing(undoable=False) as change:
        change.month("2026-11").remove(entry["id"])
    assert entry["id"][:6] in refused(tmp_path)


def test_a_pack_that_was_changed_by_hand_stays(tmp_path: Path) -> None:
    at(tmp_path).write_prompt("Which call did you wait for?", pack="mine", theme="own")
    with (tmp_path / "packs/mine.toml").open("a") as file:
        file.write("# by hand\n")
    assert "packs/mine.toml" in refused(tmp_path)


def test_of_settings_that_were_changed_since_only_what_the_change_added_goes(tmp_path: Path) -> None:
    begin(str(tmp_path), None)
    at(tmp_path).pass_prompt()
    passed = tree(tmp_path)
    prompt = at(tmp_path).pass_prompt(retire=True)["prompt"]  # type: ignore[typeddict-item]
    journal = at(tmp_path)
    journal.set_setting("week_starts", "sunday")
    journal.set_setting("prompts.retired", f"core/other,{prompt}")
    journal.undo()
    assert journal._store.settings.retired == ("core/other",)
    assert journal.week_starts == 6
    journal.undo()
    assert journal.today().prompt == prompt
    at(tmp_path).pass_prompt(retire=True)
    at(tmp_path).bring_back_prompt(prompt)
    at(tmp_path).undo()
    assert at(tmp_path).today().prompt == prompt
    assert tree(tmp_path)["entries/2026-11.json"] != passed["entries/2026-11.json"]


def test_settings_written_by_hand_come_back_as_they_were(tmp_path: Path) -> None:
    begin(str(tmp_path), None)
    with (tmp_path / "reflect.toml").open("a") as file:
        file.write('prompts.retired = [  # mine\n  "core/other",  # why\n]\n')
    before = tree(tmp_path)
    at(tmp_path).pass_prompt(retire=True)
    at(tmp_path).undo()
    assert as_it_was(tree(tmp_path)) == as_it_was(before)


def test_an_entry_changed_twice_in_one_change_is_as_before_both(tmp_path: Path) -> None:
    entry = at(tmp_path).note("words").entry
    before = tree(tmp_path)
    with at(tmp_path)._store.writing() as change:
        once: Any = {**entry, "text": "once"}
        twice: Any = {**entry, "text": "twice"}
        change.replace(entry, once)
        change.replace(once, twice)
    at(tmp_path).undo()
    assert as_it_was(tree(tmp_path)) == as_it_was(before)


def test_a_setting_alone_that_is_not_there_any_more_is_passed_over(tmp_path: Path) -> None:
    entry = at(tmp_path).pass_prompt()
    at(tmp_path).pass_prompt(retire=True)
    at(tmp_path).bring_back_prompt(entry["prompt"])  # type: ignore[typeddict-item]
    assert [changed.id for changed in at(tmp_path).undo().changed] == [entry["id"]]
    assert undo.step_files(at(tmp_path)._store.files) == []


def test_a_focus_comes_back_with_its_pack_unless_another_was_set(tmp_path: Path) -> None:
    for other in (None, "core"):
        at(tmp_path).write_prompt("Which call did you wait for?", pack="mine", theme="own")
        at(tmp_path).focus_pack("mine")
        at(tmp_path).remove_pack("mine", seen=at(tmp_path).removable_pack("mine"))
        if other:
            at(tmp_path).focus_pack(other)
        at(tmp_path).undo()
        assert at(tmp_path)._store.settings.focus == (other or "mine")
        assert at(tmp_path)._store.packs() == ["mine"]
        at(tmp_path).undo()


def test_what_is_not_a_change_of_the_journal_is_not_undone(tmp_path: Path) -> None:
    at(tmp_path).today()
    at(tmp_path).set_setting("mood.scale", "0-10")
    at(tmp_path).set_contacts("Practice: 020 7946 0000")
    at(tmp_path).focus_pack("core")
    with pytest.raises(NotFoundError):
        at(tmp_path).undo()
    entry = at(tmp_path).answer("words").entry
    at(tmp_path).set_setting("mood.scale", "1-7")
    assert [changed.id for changed in at(tmp_path).undo().changed] == [entry["id"]]
    assert [entry["kind"] for entry in at(tmp_path)._store.entries()] == ["offer"]


def test_an_answer_that_offers_its_prompt_leaves_the_offer(tmp_path: Path) -> None:
    shown = at(tmp_path).today(peek=True).prompt
    at(tmp_path).answer("words")
    at(tmp_path).undo()
    assert (at(tmp_path).today().prompt, at(tmp_path).today().state) == (shown, "open")


def test_what_was_agreed_to_is_what_is_taken_back(tmp_path: Path) -> None:
    at(tmp_path).note("first")
    seen = at(tmp_path).undoable()
    at(tmp_path).note("second")
    with pytest.raises(StoreError, match="meanwhile"):
        at(tmp_path).undo(seen)
    assert len(at(tmp_path).entries()) == 2


@pytest.mark.parametrize("damage", [b"", b"damaged", "{}".encode("utf-16")])
def test_a_month_that_the_change_wrote_and_that_is_damaged_stops_it(tmp_path: Path, damage: bytes) -> None:
    """Whether its entry is there is not known: the change before it is not taken back in its place."""
    at(tmp_path).note("words", at="2026-10-05")
    at(tmp_path).note("words")
    (tmp_path / "entries/2026-11.json").write_bytes(damage)
    before = tree(tmp_path)
    with pytest.raises(StoreError, match=r"^entries/2026-11\.json"):
        at(tmp_path).undo()
    assert tree(tmp_path) == before


def test_another_month_that_is_damaged_does_not_stop_it(tmp_path: Path) -> None:
    at(tmp_path).note("words", at="2026-10-05")
    (tmp_path / "entries/2026-10.json").write_text("damaged")
    at(tmp_path).note("words")
    at(tmp_path).undo()
    assert at(tmp_path)._store.months() == ["2026-10"]

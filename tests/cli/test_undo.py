"""`reflect undo` and `reflect delete --forever` as processes: what they say, print, refuse, and do side by side."""

import json
import re
import shutil
import subprocess

import pytest

from tests import sealed
from tests.cli.given import TUESDAY
from tests.program import Reflect, Refused
from tests.terminal.asked import asked

MARK = "vanishing"
OTHER_DAYS = [pytest.param(days, marks=pytest.mark.thorough) for days in (-1, 1)]


def said(reflect: Reflect) -> str:
    """Take the latest change back, and return what the one line of it says, ids left out."""
    ran = reflect("undo", "--yes")
    assert MARK not in ran.out + ran.err
    return re.sub(r"\([0-9a-z]{6}\)", "(ID)", ran.out)


def test_the_line_says_what_when_and_which_and_never_the_text(reflect: Reflect) -> None:
    entry = reflect("note", MARK, "--json").json
    reflect("pattern", "withdrawl", "-w", "Sam", "--wish", MARK)
    reflect("label", "rename", "withdrawl", "drawing back")
    reflect("edit", entry["id"], "--text", f"{MARK} still")
    reflect("delete", entry["id"], "--yes")
    (reflect.home / "tuesday.toml").write_text(TUESDAY)
    reflect("pack", "add", "tuesday.toml", "--yes")
    reflect("pass", "--retire")
    rows = [{"kind": kind, "day": "2026-10-05", "text": MARK, "value": 4} for kind in ("note", "mood", "note", "note")]
    reflect("import", "-", stdin="".join(f"{json.dumps(row)}\n" for row in rows))
    reflect("pack", "focus", "tuesday")
    reflect("pack", "remove", "tuesday", "--yes")
    prompt = json.loads(reflect("config", "get", "prompts.retired", "--json").out)[0]
    assert (
        said(reflect)
        == "taken back: the change of your contacts; the removal of pack tuesday; that tuesday no longer comes first\n"
    )
    assert said(reflect) == "taken back: 4 entries (mood 1, note 3)\n"
    assert said(reflect) == f"taken back: pass, Mon 23 Nov 21:40 (ID); the retiring of {prompt}\n"
    assert said(reflect) == "taken back: the adding of pack tuesday; the change of your contacts\n"
    assert said(reflect) == "taken back: the deletion of note, Mon 23 Nov 21:40 (ID)\n"
    assert said(reflect) == "taken back: the change of note, Mon 23 Nov 21:40 (ID): text\n"
    assert said(reflect) == "taken back: the renaming of pattern withdrawl to drawing back\n"
    assert said(reflect) == "taken back: pattern withdrawl with Sam, wish, Mon 23 Nov 21:40 (ID)\n"
    assert [one["text"] for one in reflect.entries() if one["kind"] == "note"] == [MARK]


def test_it_asks_and_no_leaves_all_as_it_was(reflect: Reflect) -> None:
    entry = reflect("mood", "4", "--json").json
    before = reflect.tree()
    question = f"Take back mood 4, Mon 23 Nov 21:40 ({entry['id'][:6]})? [y/N] "
    assert "Nothing was changed." in asked(reflect, ["undo"], {question: ""})
    assert reflect.tree() == before
    assert "taken back: mood 4" in asked(reflect, ["undo"], {question: "y"})
    assert reflect.entries() == []


def test_the_question_has_the_first_words_and_no_other_line_has(reflect: Reflect) -> None:
    entry = reflect("note", f"{MARK}\n" + "x" * 60, "--json").json
    named = f"note, Mon 23 Nov 21:40 ({entry['id'][:6]})"
    question = f'Take back {named} "{MARK} …"? [y/N] '
    said = asked(reflect, ["undo"], {question: "y"})
    assert said.count(MARK) == 1
    assert f"taken back: {named}" in said
    assert MARK not in reflect("delete", reflect("note", MARK, "--json").json["id"], "--yes").out


def test_without_a_terminal_or_a_change_it_is_refused(reflect: Reflect, refused: Refused) -> None:
    ran = reflect("undo", "--yes", code=3)
    assert "there is no change to take back" in ran.err
    assert not reflect.store.exists()
    reflect("mood", "4")
    assert "--yes" in refused("undo").err
    reflect("undo", "--yes")
    refused("undo", "--yes", code=3)


def test_json_is_seen_from_the_store(reflect: Reflect) -> None:
    entry = reflect("note", "words", "--json").json
    edited = reflect("edit", entry["id"], "--text", "other", "--json").json["changed"][0]["after"]
    back = {**entry, "edited_at": "2026-11-23T21:40:01+00:00"}  # a second after the edit
    assert reflect("undo", "--yes", "--json").json == {
        "changed": [{"id": entry["id"], "before": edited, "after": back}]
    }
    assert reflect.entries() == [back]
    assert reflect("undo", "--yes", "--json").json == {"changed": [{"id": entry["id"], "before": back, "after": None}]}


@pytest.mark.parametrize("option", [(), ("--retire",)])
def test_after_an_undone_pass_the_prompt_of_the_day_is_there_again(reflect: Reflect, option: tuple[str, ...]) -> None:
    prompt = reflect("today", "--json").json["prompt"]
    reflect("pass", *option)
    assert "`reflect undo`" in reflect("answer", "words", code=3).err
    reflect("undo", "--yes")
    assert reflect("answer", "words", "--json").json["prompt"] == prompt


def test_writers_and_undoers_at_once(reflect: Reflect) -> None:
    """Each change is taken back once, and no other is lost."""
    for n in range(4):
        reflect("note", f"first {n}")
    commands = [("undo", "--yes", "--json")] * 4 + [("note", f"second {n}", "--json") for n in range(4)]
    running = [
        subprocess.Popen(
            [*reflect.command, *command], env=reflect.env, cwd=reflect.home, stdout=subprocess.PIPE, text=True
        )
        for command in commands
    ]
    done = [(process.communicate()[0], process.returncode) for process in running]
    assert [code for _, code in done] == [0] * 8
    undone = [json.loads(out)["changed"][0] for out, _ in done[:4]]
    kept = {json.loads(out)["id"] for out, _ in done[4:]}
    assert len({change["id"] for change in undone}) == 4
    assert all(change["after"] is None for change in undone)
    left = {entry["id"] for entry in reflect.entries()}
    assert len(left) == 4
    assert left.isdisjoint(change["id"] for change in undone)
    assert kept <= left | {change["id"] for change in undone}


def test_delete_forever_asks_and_names_what_still_holds_it(reflect: Reflect) -> None:
    entry = reflect("note", MARK, "--json").json
    copy = reflect.store / "entries/2026-11 (copy).json"
    copy.write_bytes((reflect.store / "entries/2026-11.json").read_bytes())
    question = f'Delete note, Mon 23 Nov 21:40 ({entry["id"][:6]}) "{MARK}" forever? [y/N] '
    assert "Nothing was changed." in asked(reflect, ["delete", entry["id"], "--forever"], {question: ""})
    ran = reflect("delete", entry["id"], "--forever", "--yes")
    assert ran.out == f"deleted forever: note of Mon 23 Nov ({entry['id'][:6]})\n"
    (aside,) = reflect.store.glob("backups/aside-*/entries/2026-11 (copy).json")
    assert str(aside.relative_to(reflect.store)) in ran.err
    assert MARK not in ran.err
    aside.unlink()
    assert list(reflect("store", "info", "--json").json["entries"].values()).count(0) == 7
    assert not [path for path in reflect.store.rglob("*") if path.is_file() and MARK.encode() in path.read_bytes()]
    reflect("undo", "--yes", code=3)


def test_delete_forever_in_json(reflect: Reflect, refused: Refused) -> None:
    entry = reflect("note", MARK, "--json").json
    refused("delete", entry["id"], "--forever")
    done = reflect("delete", entry["id"], "--forever", "--yes", "--json")
    assert done.json == {"changed": [{"id": entry["id"], "before": entry, "after": None}], "copies": []}
    assert done.err == ""


def renamed(reflect: Reflect) -> str:
    """Keep a pattern with a name that was renamed, and return its id."""
    reflect("note", "words")
    entry = reflect("pattern", MARK, "--json").json
    reflect("label", "rename", MARK, f"{MARK} now")
    return str(entry["id"])


def holding(reflect: Reflect) -> list[str]:
    sealed.see(reflect.store)
    return [path.name for path in reflect.store.rglob("*") if path.is_file() and MARK.encode() in path.read_bytes()]


def test_delete_forever_takes_out_names_that_no_other_entry_has(reflect: Reflect) -> None:
    ran = reflect("delete", renamed(reflect), "--forever", "--yes")
    assert ran.err == f"Removed from labels.json: {MARK}, {MARK} now.\n"
    assert holding(reflect) == []
    assert ran.out.startswith("deleted forever: pattern ")


def test_delete_forever_asks_for_names_and_leaves_them_after_a_no(reflect: Reflect) -> None:
    entry_id = renamed(reflect)
    answers = {"forever? [y/N] ": "y", f"No other entry has {MARK}, {MARK} now. Remove": ""}
    assert f"Still in labels.json: {MARK}, {MARK} now." in asked(reflect, ["delete", entry_id, "--forever"], answers)
    assert holding(reflect) == ["labels.json"]


def test_names_that_went_are_in_the_json(reflect: Reflect) -> None:
    done = reflect("delete", renamed(reflect), "--forever", "--yes", "--json").json
    assert done["names"] == [MARK, f"{MARK} now"]


@pytest.mark.parametrize("damaged", ["", "{", "{}", "null", '[{"id": "x"}]'])
def test_with_names_that_cannot_be_read_nothing_is_taken_back(reflect: Reflect, refused: Refused, damaged: str) -> None:
    reflect("mood", "4")
    reflect("note", "words")
    (reflect.store / "labels.json").write_text(damaged)
    refused("undo", "--yes", code=4)
    refused("undo", "--yes", "--json", code=4)
    refused("list", "--kind", "session", code=4)


def test_of_several_ids_the_first_that_is_wrong_is_named(reflect: Reflect, refused: Refused) -> None:
    reflect("note", "words")
    assert "there is no entry zzzz." in refused("delete", "zzzz", "", "--yes", code=3).err
    assert "is not an entry id" in refused("delete", "", "zzzz", "--yes", code=2).err


# What was undone stays undone when another copy of the store comes back


def changes(reflect: Reflect) -> dict[str, tuple[tuple[str, ...], ...]]:
    """Return, for each kind of change, the commands before it and the change itself."""
    entry = reflect("note", "as it was", "--json").json["id"]
    reflect("pattern", "waiting")
    return {
        "add": (("note", MARK),),
        "edit": (("edit", entry, "--text", MARK),),
        "delete": (("delete", entry, "--yes"),),
        "label": (("label", "rename", "waiting", MARK),),
        "pass": (("pass",),),
        "import": (("import", "rows.jsonl"),),
    }


@pytest.mark.parametrize("kind", ["add", "edit", "delete", "label", "pass", "import"])
@pytest.mark.parametrize("days", [0, *OTHER_DAYS])
def test_what_was_undone_does_not_come_back_from_another_copy(reflect: Reflect, kind: str, days: int) -> None:
    """The other machine has the change, not the undo; its clock may be a day off."""
    (reflect.home / "rows.jsonl").write_text(f'{{"kind": "note", "day": "2026-11-05", "text": "{MARK}"}}\n')
    reflect("today")
    (command,) = changes(reflect)[kind]

    def seen() -> tuple[object, ...]:
        entries = [{**entry, "edited_at": None} for entry in reflect.entries() if entry.get("text") != "elsewhere"]
        return entries, reflect("label", "list", "--json").json, reflect("today").out

    before = seen()
    reflect(*command)
    there = reflect.home / "there"
    shutil.copytree(reflect.store, there)
    reflect("undo", "--yes")
    assert seen() == before
    other = {"REFLECT_STORE": str(there), "REFLECT_NOW": f"2026-11-{23 + days}T23:00:00"}
    reflect("note", "elsewhere", "--at", "2026-11-02", env=other)
    for path in (*there.glob("entries/*.json"), *there.glob("*.json")):
        copy = path.with_stem(f"{path.stem} (conflicted copy)").relative_to(there)
        (reflect.store / copy).write_bytes(path.read_bytes())
    assert seen() == before
    reflect("mood", "4", "--at", "2026-09-05")
    reflect("delete", "last", "--yes")
    assert seen() == before
    assert "elsewhere" in reflect("list", "--json").out
    assert not [*reflect.store.glob("*conflicted*"), *reflect.store.glob("entries/*conflicted*")]


def test_an_undo_after_a_merge_takes_back_the_change_of_here(reflect: Reflect) -> None:
    entry = reflect("note", "as it was", "--json").json["id"]
    there = (reflect.store / "entries/2026-11.json").read_bytes()
    reflect("edit", entry, "--text", MARK)
    (reflect.store / "entries/2026-11 2.json").write_bytes(there)
    reflect("mood", "4")
    reflect("undo", "--yes")
    reflect("undo", "--yes")
    assert [one["text"] for one in reflect.entries()] == ["as it was"]


def test_an_entry_edited_elsewhere_since_is_not_taken_back(reflect: Reflect, refused: Refused) -> None:
    entry = reflect("note", "as it was", "--json").json["id"]
    month = reflect.store / "entries/2026-11.json"
    there = (
        month.read_text().replace("as it was", MARK).replace('"id"', '"edited_at": "2026-11-23T21:50:00+00:00", "id"')
    )
    (reflect.store / "entries/2026-11 2.json").write_text(there)
    assert entry[:6] in refused("undo", "--yes", code=4).err
    reflect("mood", "4")
    reflect("undo", "--yes")
    assert entry[:6] in refused("undo", "--yes", code=4).err


def test_an_offer_that_was_deleted_is_made_again_and_stays(reflect: Reflect) -> None:
    prompt = reflect("today", "--json").json["prompt"]
    (offer,) = reflect.entries()
    month = (reflect.store / "entries/2026-11.json").read_bytes()
    reflect("delete", offer["id"], "--yes")
    assert reflect("today", "--json").json["prompt"] == prompt
    (again,) = reflect.entries()
    assert (again["id"], again["edited_at"]) == (offer["id"], "2026-11-23T21:40:01+00:00")
    (reflect.store / "entries/2026-11 2.json").write_bytes(month)
    reflect("mood", "4")
    assert again in reflect.entries()


def test_two_machines_that_were_offline_have_one_offer_and_an_answer_beats_a_pass(reflect: Reflect) -> None:
    reflect("mood", "4")
    there = reflect.home / "there"
    shutil.copytree(reflect.store, there)
    answer = reflect("answer", MARK, "--json").json["id"]
    reflect("pass", env={"REFLECT_STORE": str(there), "REFLECT_NOW": "2026-11-23T20:00:00"})
    (reflect.store / "entries/2026-11-DESKTOP.json").write_bytes((there / "entries/2026-11.json").read_bytes())
    for _ in ("before a writer", "after it"):
        today = reflect("today", "--json").json
        assert (today["state"], today["answers"]) == ("answered", [answer])
        kinds = sorted(entry["kind"] for entry in reflect.entries())
        assert kinds == ["answer", "mood", "offer", "pass"]
        reflect("pass")  # a second one: nothing is written but the merge
        assert "`reflect undo`" in reflect("answer", "more", code=3).err
    (offer,) = [entry for entry in reflect.entries() if entry["kind"] == "offer"]
    assert offer["at"].startswith("2026-11-23T20:00")  # the earlier of the two


def test_what_was_deleted_and_both_taken_back_can_be_imported_again(reflect: Reflect) -> None:
    (reflect.home / "rows.jsonl").write_text('{"kind": "note", "day": "2026-11-20", "text": "plum jam"}\n')
    reflect("import", "rows.jsonl", env={"REFLECT_NOW": "2026-11-23T21:40:00"})
    reflect("delete", reflect.entries()[0]["id"], "--yes", env={"REFLECT_NOW": "2026-11-23T21:41:00"})
    for minute in (42, 43):
        reflect("undo", "--yes", env={"REFLECT_NOW": f"2026-11-23T21:{minute}:00"})
    assert reflect.entries() == []
    ran = reflect("import", "rows.jsonl", "--json", env={"REFLECT_NOW": "2026-11-23T21:44:00"})
    assert json.loads(ran.out)["added"] == 1
    assert [entry["text"] for entry in reflect.entries()] == ["plum jam"]

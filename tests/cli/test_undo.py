"""`reflect undo` and `reflect delete --forever` as processes: what they say, print, refuse, and do side by side."""

import json
import re
import subprocess

import pytest

from tests.cli.given import TUESDAY
from tests.program import Reflect, Refused
from tests.terminal.asked import asked

MARK = "vanishing"


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
    assert said(reflect) == "taken back: the change of note, Mon 23 Nov 21:40 (ID)\n"
    assert said(reflect) == "taken back: the renaming of pattern withdrawl to drawing back\n"
    assert said(reflect) == "taken back: pattern withdrawl with Sam, Mon 23 Nov 21:40 (ID)\n"
    assert [one["text"] for one in reflect.entries() if one["kind"] == "note"] == [MARK]


def test_it_asks_and_no_leaves_all_as_it_was(reflect: Reflect) -> None:
    entry = reflect("mood", "4", "--json").json
    before = reflect.tree()
    question = f"Take back mood 4, Mon 23 Nov 21:40 ({entry['id'][:6]})? [y/N] "
    assert "Nothing was changed." in asked(reflect, ["undo"], {question: ""})
    assert reflect.tree() == before
    assert "taken back: mood 4" in asked(reflect, ["undo"], {question: "y"})
    assert reflect.entries() == []


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


def test_an_entry_changed_by_hand_is_named(reflect: Reflect, refused: Refused) -> None:
    entry = reflect("note", MARK, "--json").json
    path = reflect.store / "entries/2026-11.json"
    path.write_text(path.read_text().replace(MARK, f"{MARK} still"))
    ran = refused("undo", "--yes", code=4)
    assert entry["id"][:6] in ran.err
    assert MARK not in ran.err


def test_an_import_is_taken_back_and_can_be_made_again(reflect: Reflect) -> None:
    rows = "".join(f'{{"kind": "note", "day": "2026-{month}-05", "text": "words"}}\n' for month in ("09", "10"))
    assert reflect("import", "-", "--json", stdin=rows).json["added"] == 2
    reflect("undo", "--yes")
    assert reflect.entries() == []
    assert reflect("import", "-", "--json", stdin=rows).json["added"] == 2


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
    question = f"Delete note of Mon 23 Nov ({entry['id'][:6]}) forever? [y/N] "
    assert "Nothing was changed." in asked(reflect, ["delete", entry["id"], "--forever"], {question: ""})
    ran = reflect("delete", entry["id"], "--forever", "--yes")
    assert ran.out == f"deleted forever: note of Mon 23 Nov ({entry['id'][:6]})\n"
    assert "entries/2026-11 (copy).json" in ran.err
    assert MARK not in ran.err
    copy.unlink()
    assert list(reflect("store", "info", "--json").json["entries"].values()).count(0) == 7
    assert not [path for path in reflect.store.rglob("*") if path.is_file() and MARK.encode() in path.read_bytes()]
    reflect("undo", "--yes", code=3)


def test_delete_forever_in_json(reflect: Reflect, refused: Refused) -> None:
    entry = reflect("note", MARK, "--json").json
    refused("delete", entry["id"], "--forever")
    done = reflect("delete", entry["id"], "--forever", "--yes", "--json")
    assert done.json == {"changed": [{"id": entry["id"], "before": entry, "after": None}], "copies": []}
    assert done.err == ""


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
    assert "is no entry id" in refused("delete", "", "zzzz", "--yes", code=2).err

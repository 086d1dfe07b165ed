"""Damaged month files: named and left as they are, while everything that needs other months only works."""

import time
from typing import Any

import pytest

from tests.bad_inputs.cases_months import FURTHER, REFUSED, Damaged
from tests.bad_inputs.hostile import NOTE_ID, NOVEMBER, OCTOBER, WORDS, Case, Notebook, refuses
from tests.store.repairs import is_settled, repair
from tests.store.samples import store_at

_OCTOBER = ("--since", "2026-10-01", "--until", "2026-10-31")


@pytest.mark.parametrize("damaged", REFUSED, ids=lambda damaged: damaged.id)
def test_a_damaged_month_is_named_and_left_as_it_is(notebook: Notebook, damaged: Damaged) -> None:
    notebook.november.write_bytes(damaged.raw)
    commands = [("note", "y"), ("export", "-o", "out.jsonl"), ("week",)][: 2 if damaged in FURTHER else 3]
    refuses(notebook, Case(damaged.id, commands, ("2026-11.json", *damaged.names), code=4))
    if damaged in FURTHER:
        return
    checked(notebook, damaged)
    listed = notebook("list", *_OCTOBER, "--json")
    assert [entry["text"] for entry in listed.json["entries"]] == ["walnut bread"]
    notebook("note", "z", "--at", "2026-10-15")
    assert notebook.november.read_bytes() == damaged.raw


def checked(notebook: Notebook, damaged: Damaged) -> None:
    """Hold that `store check` names what the refusal of other commands names, and changes nothing."""
    before = notebook.tree()
    begun = time.monotonic()
    ran = notebook("store", "check", code=4)
    assert time.monotonic() - begun < 3
    for name in ("2026-11.json", *damaged.names):
        assert any(part.casefold() in ran.out.casefold() for part in name.split("|")), (name, ran.out)
    assert all(word not in ran.out for word in WORDS)
    assert all(character.isprintable() or character == "\n" for character in ran.out)
    assert notebook.tree() == before


@pytest.mark.parametrize("damaged", REFUSED, ids=lambda damaged: damaged.id)
def test_repair_keeps_what_can_be_read_of_it_and_puts_it_aside(notebook: Notebook, damaged: Damaged) -> None:
    notebook.november.write_bytes(damaged.raw)
    notebook.november.chmod(0o600)
    begun = time.monotonic()
    done = repair(notebook.store)
    assert time.monotonic() - begun < 3
    assert is_settled(notebook.store)
    if damaged.id == "newer":
        assert done.put_aside == ()
        assert notebook.november.read_bytes() == damaged.raw
        return
    (aside,) = (name for name in done.put_aside if name.endswith("2026-11.json"))
    assert notebook.file(aside).read_bytes() == damaged.raw
    november: list[Any] = store_at(str(notebook.store)).month("2026-11")
    assert {entry["id"]: entry.get("text") for entry in november} == KEPT.get(damaged.id, {})


_WHOLE = {NOTE_ID: "plum jam", "q7m2x0b9f3ka": None}
_REST: dict[str, str | None] = {"q7m2x0b9f3ka": None}
KEPT: dict[str, dict[str, str | None]] = {
    "tail": _WHOLE,
    "conflict": _WHOLE,
    "utf16": _WHOLE,
    "latin1": _REST,
    "surrogate": _REST,
    "dup-keys": {NOTE_ID: "plum jam"},
    "dup-id": {NOTE_ID: "plum jam"},
    "version-text": _WHOLE,
    "version-true": _WHOLE,
    "key-controls": {NOTE_ID: "plum jam"},
}
"""The texts of the entries that a repair keeps, by id; of the others none."""


@pytest.mark.parametrize("index", [0, 13])
def test_no_command_takes_a_damaged_month_for_an_empty_one(notebook: Notebook, index: int) -> None:
    damaged = REFUSED[index]
    notebook.november.write_bytes(damaged.raw)
    (notebook.home / "in.jsonl").write_text('{"kind":"note","day":"2026-11-05","text":"x"}\n')
    commands = [
        ("mood", "4"),
        ("pattern", "anger"),
        ("answer", "words"),
        ("pass",),
        ("today",),
        ("import", "in.jsonl"),
        ("delete", "0ct0", "q7m2", "--yes"),
        ("list",),
        ("export", "--format", "json"),
        ("week", "--json"),
        ("store", "info"),
        ("label", "list"),
    ]
    for command in commands:
        before = notebook.tree()
        ran = notebook(*command, code=None)
        assert ran.code in (3, 4), (command, ran)
        assert ran.code == 4 or command[0] == "delete"
        assert ran.err.startswith("reflect: ")
        assert ran.out == ""
        assert notebook.tree() == before


def test_october_can_be_summed_up_beside_a_damaged_november(notebook: Notebook) -> None:
    notebook.november.write_bytes(b"")
    assert notebook("week", "--of", "2026-10-14", "--json").json["span"]["entries"] == 1
    assert "walnut bread" in notebook("show", "0ct0").out
    assert notebook("export", *_OCTOBER).out.count("\n") == 1


def test_a_bom_is_read_as_if_it_were_not_there_and_not_written_back(notebook: Notebook) -> None:
    exported = notebook("export").out
    notebook.november.write_bytes(b"\xef\xbb\xbf" + NOVEMBER)
    assert notebook("export").out == exported
    notebook("note", "y")
    assert notebook.november.read_bytes().startswith(b"{")
    assert len(notebook.entries()) == 4


def test_the_files_that_these_cases_start_from_are_as_the_program_writes_them(notebook: Notebook) -> None:
    exported = notebook("export").out
    other = Notebook(notebook.home)
    other.store = notebook.home / "other"
    other.env["REFLECT_STORE"] = str(other.store)
    other("import", "-", stdin=exported)
    assert other.november.read_bytes() == NOVEMBER
    assert other.file("entries/2026-10.json").read_bytes() == OCTOBER

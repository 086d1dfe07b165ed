"""Damaged month files: named and left as they are, while everything that needs other months only works.

`store check`, which the list of cases asks too, is no command yet; what it says is held where it is written.
"""

import pytest

from tests.bad_inputs.cases_months import FURTHER, REFUSED, Damaged
from tests.bad_inputs.hostile import NOVEMBER, OCTOBER, Case, Notebook, refuses

_OCTOBER = ("--since", "2026-10-01", "--until", "2026-10-31")


@pytest.mark.parametrize(
    "damaged",
    [
        pytest.param(case, id=case.id, marks=[pytest.mark.xfail(strict=True, reason=case.wrong)] if case.wrong else [])
        for case in REFUSED
    ],
)
def test_a_damaged_month_is_named_and_left_as_it_is(notebook: Notebook, damaged: Damaged) -> None:
    notebook.november.write_bytes(damaged.raw)
    commands = [("note", "y"), ("export",), ("week",)][: 2 if damaged in FURTHER else 3]
    refuses(notebook, Case(damaged.id, commands, ("2026-11.json", *damaged.names), code=4))
    if damaged in FURTHER:
        return
    listed = notebook("list", *_OCTOBER, "--json")
    assert [entry["text"] for entry in listed.json["entries"]] == ["walnut bread"]
    notebook("note", "z", "--at", "2026-10-15")
    assert notebook.november.read_bytes() == damaged.raw


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

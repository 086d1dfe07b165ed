"""Hostile packs: refused with file and line, nothing added, soon; or taken as data and nothing else."""

import os
import time
from html import escape
from pathlib import Path

import pytest

from reflect.actions import packs
from reflect.errors import BadFileError
from tests.bad_inputs.cases_packs import FURTHER, GOOD, REFUSED, TAKEN, Refused, Taken, named
from tests.bad_inputs.hostile import Case, Notebook, held, is_one_sentence, refuses

SECONDS = 3


def given(notebook: Notebook, pack: str | bytes, name: str = "p.toml") -> Path:
    file = notebook.home / name
    file.write_bytes(pack if isinstance(pack, bytes) else pack.encode())
    return file


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case.id)
def test_a_pack_that_cannot_be_is_refused_and_nothing_is_added(notebook: Notebook, case: Refused) -> None:
    given(notebook, case.pack)
    refusal = Case(case.id, [], ("p.toml",), code=5, seconds=SECONDS)
    ran = held(notebook, refusal, ("pack", "add", "p.toml", "--yes"))
    assert ran.err.startswith(f"reflect: p.toml{case.said}")


@pytest.mark.parametrize("case", [*REFUSED[:-1], *FURTHER], ids=lambda case: case.id)
def test_what_is_said_is_one_sentence_with_file_and_line(case: Refused) -> None:
    with pytest.raises(BadFileError) as refused:
        packs.read_pack(case.pack if isinstance(case.pack, bytes) else case.pack.encode(), "p.toml")
    assert str(refused.value).startswith(f"p.toml{case.said}")
    is_one_sentence(f"reflect: {refused.value}\n", ("p.toml",))
    assert "doorway today" not in str(refused.value)


@pytest.mark.parametrize("command", [("check",), ("preview",), ("add", "--yes")])
def test_whatever_reads_a_pack_refuses_it_alike(notebook: Notebook, command: tuple[str, ...]) -> None:
    given(notebook, named("../x"))
    refuses(notebook, Case("alike", [("pack", *command, "p.toml")], ("p.toml line 2", "name"), code=5))


def test_the_name_of_the_pack_that_ships_is_taken(notebook: Notebook) -> None:
    given(notebook, named("core"))
    refuses(notebook, Case("core", [("pack", "add", "p.toml", "--yes")], ("p.toml line 2", "core"), code=5))


@pytest.mark.parametrize("case", TAKEN, ids=lambda case: case.id)
def test_a_pack_that_can_be_is_data(notebook: Notebook, case: Taken) -> None:
    given(notebook, case.pack)
    begun = time.monotonic()
    ran = notebook("pack", "add", "p.toml", "--yes")
    assert time.monotonic() - begun < SECONDS
    assert (case.warned in ran.err) if case.warned else ran.err == ""
    assert notebook.file("packs/tuesday.toml").read_bytes() == case.pack.encode()
    assert notebook("pack", "show", "tuesday", "--json").json["prompts"][0]["text"] == case.text
    notebook("pack", "focus", "tuesday")
    assert case.text in notebook("today").out
    assert not list(notebook.home.rglob("PWNED"))


def test_a_prompt_with_markup_is_shown_as_it_is_wherever_it_comes(notebook: Notebook) -> None:
    (html,) = (case for case in TAKEN if case.id == "html")
    given(notebook, html.pack)
    notebook("pack", "add", "p.toml", "--yes")
    notebook("answer", "Nothing.")
    for command in (("list",), ("week", "--with-text", "answers"), ("pack", "preview", "tuesday"), ("today",)):
        assert html.text in notebook(*command).out
    page = notebook("week", "--with-text", "answers", "--html", "-").out
    assert html.text not in page
    assert escape(html.text, quote=False) in page


@pytest.mark.parametrize("what", ["folder", "fifo", "device", "nothing"])
def test_what_is_no_file_is_refused_at_once(notebook: Notebook, what: str) -> None:
    name = notebook.home / "p.toml"
    if what == "folder":
        name.mkdir()
    elif what == "fifo":
        os.mkfifo(name)
    file = "/dev/zero" if what == "device" else "p.toml"
    refuses(notebook, Case(what, [("pack", "add", file, "--yes"), ("pack", "check", file)], (file,), code=2, seconds=2))


@pytest.mark.parametrize(
    "name", ["../entries/2026-11", "../lock", "/etc/passwd", "tuesday.toml", "", "\x1b[2J", "a\nb"]
)
def test_no_name_is_a_path(notebook: Notebook, name: str) -> None:
    for command in (("show",), ("remove", "--yes"), ("focus",)):
        ran = held(notebook, Case(name, [], ("pack",), code=3), ("pack", *command, "--", name))
        assert "passwd:" not in ran.err
    held(notebook, Case(name, [], (), code=2), ("pack", "write", "Who?", "--pack", name))


BESIDE = ("x.toml~", ".x.toml.tmp", "X.toml", "x y.toml", "x (conflicted copy).toml", "README", "x.json")


def test_files_beside_the_packs_are_no_packs(notebook: Notebook) -> None:
    notebook.file("packs").mkdir(mode=0o700)
    for name in BESIDE:
        notebook.file(f"packs/{name}").write_text("}")
    assert [pack["name"] for pack in notebook("pack", "list", "--json").json["packs"]] == ["core"]
    notebook("today")
    assert all(notebook.file(f"packs/{name}").read_text() == "}" for name in BESIDE)


def put(notebook: Notebook, what: str) -> str:
    """Put something into the store that is no pack, and return what a refusal names."""
    folder, file = notebook.file("packs"), notebook.file("packs/x.toml")
    outside = given(notebook, "SECRETWORD = not toml", "private")
    if what == "a folder that is a link":
        (notebook.home / "elsewhere").mkdir()
        folder.symlink_to(notebook.home / "elsewhere")
        return "packs is a link"
    folder.mkdir(mode=0o700)
    if what == "link":
        file.symlink_to(outside)
    elif what == "fifo":
        os.mkfifo(file)
    elif what == "folder":
        file.mkdir()
    else:
        file.write_text({"broken": "[pack]\nSECRETWORD", "another name": GOOD, "core": named("core")}[what])
        if what == "core":
            file.rename(folder / "core.toml")
            return "packs/core.toml line 2"
        return f"packs/x.toml line {2}"
    return "packs/x.toml"


@pytest.mark.parametrize(
    "what", ["link", "fifo", "folder", "broken", "another name", "core", "a folder that is a link"]
)
def test_what_stands_in_the_place_of_a_pack_stops_what_asks_for_packs_alone(notebook: Notebook, what: str) -> None:
    notebook("today")
    names = put(notebook, what)
    tomorrow = Notebook(notebook.home)
    tomorrow.env["REFLECT_NOW"] = "2026-11-23T12:00:00+00:00"
    case = Case(what, [("today",), ("pack", "list")], (names,), code=4, seconds=SECONDS)
    for command in case.commands:
        assert "SECRETWORD" not in held(tomorrow, case, command).err
    notebook("answer", "Nothing.")  # to the prompt that stands already
    if what == "broken":
        refuses(tomorrow, case._replace(commands=[("pack", "preview"), ("pack", "show", "x")]))
        for command in (("mood", "4"), ("week",), ("care",), ("pack", "show", "core")):
            tomorrow(*command)


def test_a_broken_pack_can_be_removed_and_repaired(notebook: Notebook) -> None:
    put(notebook, "broken")
    assert "reflect pack remove x" in notebook("today", code=4).err
    notebook("pack", "remove", "x", "--yes")
    notebook("today")
    put(notebook, "broken") if not notebook.file("packs").exists() else notebook.file("packs/x.toml").write_text("}")
    given(notebook, named("x"))
    notebook("pack", "add", "p.toml", "--yes")
    assert notebook.file("packs/x.toml").read_text() == named("x")

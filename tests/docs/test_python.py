"""The page for Python: its blocks are run, and what a comment says of a line is so. And what is public stays so."""

import ast
import builtins
import doctest
import inspect
import os
import pydoc
import re
import subprocess
import sys
import threading
from inspect import getattr_static
from pathlib import Path
from typing import Any

import pytest

import reflect as library
from reflect import Journal, NotFoundError
from tests.docs.examples import ROOT, blocks
from tests.program import NOW, Reflect

PAGE = (ROOT / "docs" / "python.md").read_text(encoding="utf-8")
VERBS = [
    "add_pack", "answer", "backup", "backup_file", "batch", "bring_back_label", "bring_back_prompt", "check",
    "check_pack", "check_target", "clear_draft", "clock", "contacts", "contacts_at", "day", "deletable", "delete",
    "drafts", "earlier", "edit", "encryption", "entries", "entry_schema", "erase", "exists", "export",
    "export_file", "export_per_day", "find", "focus_pack", "give_letters", "import_", "info", "init_sync",
    "is_ambiguous", "keep_draft", "label_names", "labels", "merge_labels", "mood", "names", "names_left_by",
    "new_draft", "new_labels", "note", "open", "open_draft", "pack", "packs", "page", "page_file", "pass_prompt",
    "path", "pattern", "plan_erase", "plan_pack", "plan_repair", "plan_restore", "plan_share", "plan_sync",
    "preview_prompts", "prompt_to_answer", "reminder", "removable_pack", "remove_pack", "rename_label", "repair",
    "restore", "retire_label", "scale", "schema", "session", "set_contacts", "set_setting", "settings", "share",
    "sheet", "split_names", "summary", "summary_schema", "sync", "sync_status", "today", "undo", "undoable", "unlock",
    "unmerge_label", "warnings", "week_starts", "write_prompt",
]  # fmt: skip
"""The public names of `Journal`."""
PUBLIC: list[str] = vars(library)["__all__"]
FOR_THE_COMMAND_LINE = [
    "check_target", "clear_draft", "clock", "contacts_at", "day", "deletable", "drafts", "exists", "export_per_day",
    "give_letters", "info", "is_ambiguous", "keep_draft", "names_left_by", "new_draft", "new_labels", "open_draft",
    "path", "plan_pack", "prompt_to_answer", "removable_pack", "scale", "split_names", "undoable", "warnings",
    "week_starts",
]  # fmt: skip
"""Those that the page leaves to `help(Journal)`."""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the page is run: at a time that is set as scripts set it."""
    monkeypatch.chdir(tmp_path)
    for name, value in {"REFLECT_NOW": NOW, "TZ": "UTC", "HOME": str(tmp_path)}.items():
        monkeypatch.setenv(name, value)
    return tmp_path


def test_the_page_is_true(folder: Path) -> None:
    names: dict[str, Any] = {}
    page = doctest.DocTestParser().get_doctest("\n".join(blocks(PAGE, "pycon")), names, "docs/python.md", None, None)
    output: list[str] = []
    failed, tried = doctest.DocTestRunner().run(page, out=output.append, clear_globs=False)
    assert failed == 0, "".join(output)
    assert tried >= 50
    assert {entry["source"] for entry in Journal.open("copy").entries()} == {"api"}
    made = ["copy", "journal.csv", "journal.jsonl", "journal.zip", "week.html"]
    assert [path.name for path in sorted(folder.iterdir())] == made


def test_the_programs_are_those_of_the_page(folder: Path) -> None:
    programs = ROOT / "docs" / "programs"
    assert [path.read_text() for path in sorted(programs.glob("*.py"))] == blocks(PAGE, "python")

    def run(name: str, *args: str, stdin: str = "") -> str:
        command = [sys.executable, str(programs / f"{name}.py"), *args]
        done = subprocess.run(command, input=stdin, cwd=folder, capture_output=True, text=True, check=True)
        assert done.stderr == ""
        return done.stdout

    (folder / "notes").mkdir()
    (folder / "notes" / "2026-11-20.md").write_text("We talked.\n")
    (folder / "notes" / "2026-11-21.md").write_text(" \n")
    assert run("migration", "notes", "store") == "added 1, already here 0\n"
    assert run("migration", "notes", "store") == "added 0, already here 1\n"
    said = "today\nanswer some words\nmood 4 flat\nmood 9\nnote\nundo\nnote x\nhello\n"
    answers = run("bot", "store", stdin=said).splitlines()
    assert answers[0].endswith(("?", "."))
    assert [answer.partition(":")[0] for answer in answers[1:]] == [
        "Done.", "Done.", "mood must be a whole number from 1 to 7.", "nothing to save", "Done.", "Done.",
        "today | answer WORDS | mood 1-7 [WORDS] | note WORDS | undo",
    ]  # fmt: skip
    journal = Journal.open("store")
    journal.pattern("anger", at="2026-10-01")
    journal.pattern("waiting", at="2026-10-02")
    journal.pattern("Waiting")
    journal.merge_labels("anger", "waiting")
    assert run("analysis", "store") == "2026-10  Waiting           2\n2026-11  Waiting           1\n"


def test_what_is_public_is_a_closed_list() -> None:
    assert sorted(name for name in dir(Journal) if not name.startswith("_")) == VERBS
    assert [name for name in VERBS if name not in FOR_THE_COMMAND_LINE and not re.search(rf"\b{name}\b", PAGE)] == []
    imports = [node for node in ast.walk(ast.parse(inspect.getsource(library))) if isinstance(node, ast.ImportFrom)]
    seen = {name.asname: node.module for node in imports for name in node.names if name.asname}
    assert seen == library._MODULES  # what type checkers see is what there is
    assert all(getattr(library, name) is not None for name in PUBLIC)
    with pytest.raises(AttributeError):
        _ = library.Jurnal  # type: ignore[attr-defined]


def test_every_type_that_a_verb_takes_or_returns_is_public() -> None:
    plain = set(dir(builtins)) | {"Any", "Callable", "Iterable", "Iterator", "Mapping", "AbstractContextManager"}
    plain |= {"SupportsIndex", "PathLike", "BinaryIO", "date", "time"}
    for name in VERBS:
        member = getattr_static(Journal, name)
        verb = member.fget if isinstance(member, property) else getattr(member, "__func__", member)
        named = {
            word for annotation in verb.__annotations__.values() for word in re.findall(r"[A-Za-z]\w*", annotation)
        }
        assert named <= {*plain, *PUBLIC}, name


def test_results_and_verbs_have_a_docstring_and_help_shows_no_environment() -> None:
    assert all(getattr(Journal, name).__doc__ for name in VERBS)
    classes = (one for name in PUBLIC if isinstance(one := getattr(library, name), type))
    assert [one for one in classes if not one.__doc__ or one.__doc__.startswith(f"{one.__name__}(")] == []
    shown = pydoc.render_doc(Journal.open)
    assert not [name for name in ("REFLECT_NOW='", *map(repr, os.environ)) if name in shown]


PROGRAM = """
from datetime import date, datetime
from pathlib import Path

from reflect import Entry, Journal, Kind, Operation, Page, ReflectError, Saved, Summary, Today, When


def run(kinds: list[Kind], when: When) -> list[Entry]:
    journal = Journal.open(Path("journal"))
    saved: Saved = journal.mood(4, feelings={"tired"}, at=datetime(2026, 11, 23, 9))
    today: Today = journal.today(peek=True)
    with journal.batch():
        operation: Operation | None = journal.rename_label("hope", "longing")
    month: Summary = journal.summary("month", date(2026, 11, 1))
    page: Page = journal.page("week", with_text=["notes"])
    try:
        journal.edit(saved.entry["id"], {"note": page.contains})
    except ReflectError as error:
        print(error.exit_code, operation, today.prompt, month["span"]["days"])
    return journal.entries(kinds=kinds, since=when)
"""
WRONG = {
    "from reflect import Jurnal\n": 'Module "reflect" has no attribute "Jurnal"',
    "from reflect import Journal\nJournal.open().mood('4')\n": 'Argument 1 to "mood" of "Journal" has incompatible',
    "from reflect import Journal\nJournal.open().summary('decade')\n": 'Argument 1 to "summary" of "Summaries"',
    "from reflect import Journal\nJournal.open().entries(kinds=['moods'])\n": "List item 0 has incompatible type",
    "from reflect import Journal\nJournal.open().moods(4)\n": '"Journal" has no attribute "moods"',
}


@pytest.mark.thorough
def test_a_type_checker_sees_every_public_name_and_no_other(tmp_path: Path) -> None:
    programs = {"right.py": PROGRAM, **{f"wrong_{n}.py": program for n, program in enumerate(WRONG)}}
    for name, program in programs.items():
        (tmp_path / name).write_text(program)
    command = [sys.executable, "-m", "mypy", "--strict", f"--cache-dir={tmp_path}/cache", *programs]
    environ = {**os.environ, "MYPYPATH": str(ROOT)}
    said = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, env=environ, check=False).stdout
    assert "right.py" not in said
    for n, sentence in enumerate(WRONG.values()):
        assert [sentence in line for line in said.splitlines() if f"wrong_{n}.py" in line and "error" in line] == [True]


def test_the_import_loads_nothing() -> None:
    code = "import sys, reflect; print(*[name for name in sys.modules if name.startswith(('reflect.', 'tinydb'))])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "\n"


def test_a_library_leaves_the_process_as_it_was(folder: Path) -> None:
    code = """import gc, signal, sys
before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)]
from reflect import Journal
journal = Journal.open("journal")
journal.mood(4)
list(journal.export("csv"))
journal.summary()
assert gc.isenabled()
assert before == [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)]
assert not any(name.startswith(("typer", "rich", "reflect.cli", "reflect.render")) for name in sys.modules)"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=dict(os.environ)
    )
    assert done.stdout + done.stderr == ""


def test_threads_and_commands_write_at_once(reflect: Reflect) -> None:
    environ = {"REFLECT_NOW": NOW, "TZ": "UTC"}

    def write(n: int) -> None:
        journal = Journal.open(str(reflect.store), environ=environ)
        for k in range(5):
            journal.note(f"words {n} {k}")

    threads = [threading.Thread(target=write, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for k in range(3):
        reflect("note", f"a command's {k}")
    for thread in threads:
        thread.join()
    entries = Journal.open(str(reflect.store), environ=environ).entries(kinds=["note"])
    assert sorted(entry["source"] for entry in entries) == ["api"] * 20 + ["cli"] * 3


def test_it_makes_nothing_by_reading(folder: Path) -> None:
    journal = Journal.open("journal")
    assert journal.entries() == []
    assert list(journal.export()) == []
    assert journal.summary()["span"]["entries"] == 0
    with pytest.raises(NotFoundError):
        journal.find("zzzz")
    assert list(folder.iterdir()) == []

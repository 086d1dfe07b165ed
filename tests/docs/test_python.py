"""The page for Python: its blocks are run, and what a comment says of a line is so. And what is public stays so."""

import doctest
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

import reflect as library
from reflect import Journal, NotFoundError, Sought
from tests.docs.examples import ROOT, blocks
from tests.program import NOW, Reflect

PAGE = (ROOT / "docs" / "python.md").read_text(encoding="utf-8")
PUBLIC = [
    "BadFileError",
    "Entry",
    "ImpossibleValueError",
    "Journal",
    "Leaving",
    "NewerFormatError",
    "NotFoundError",
    "ReflectError",
    "Sought",
    "StoreError",
    "__version__",
]
VERBS = [
    "answer",
    "answerable",
    "day",
    "delete",
    "delete_forever",
    "earlier",
    "edit",
    "entries",
    "entry",
    "export",
    "find",
    "forget_settings",
    "home",
    "info",
    "moment",
    "mood",
    "naming",
    "note",
    "open",
    "pattern",
    "put_back",
    "session",
    "set_contacts",
    "set_setting",
    "setting_values",
    "settings",
    "summary",
    "take_in",
    "today",
    "undo",
    "undoable",
    "writing",
]


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
    told: list[str] = []
    failed, tried = doctest.DocTestRunner().run(page, out=told.append, clear_globs=False)
    assert failed == 0, "".join(told)
    assert tried >= 20
    assert {entry["source"] for entry in page.globs["journal"].entries()} == {"api"}
    assert [path.name for path in sorted(folder.iterdir())] == ["copy", "diary", "diary.jsonl"]


def test_what_is_public_is_a_closed_list() -> None:
    assert sorted(library.__all__) == PUBLIC
    assert all(getattr(library, name) is not None for name in PUBLIC)
    with pytest.raises(AttributeError):
        _ = library.Diary
    assert sorted(name for name in dir(Journal) if not name.startswith("_")) == VERBS
    named = set(VERBS) - {"answerable", "day", "entry", "forget_settings", "home", "info", "moment", "naming"}
    named -= {"set_contacts", "set_setting", "setting_values", "settings", "undoable", "writing", "earlier"}
    assert all(f"{name}(" in PAGE for name in named - {"delete_forever"})


def test_the_import_loads_nothing() -> None:
    code = "import sys, reflect; print(*[name for name in sys.modules if name.startswith(('reflect.', 'tinydb'))])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "\n"


def test_a_library_leaves_the_process_as_it_was(folder: Path) -> None:
    code = """import gc, signal, sys
before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)]
from reflect import Journal
journal = Journal.open("diary")
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
    entries = Journal.open(str(reflect.store), environ=environ).entries(Sought(kinds=("note",)))
    assert sorted(entry["source"] for entry in entries) == ["api"] * 20 + ["cli"] * 3


def test_it_makes_nothing_by_reading(folder: Path) -> None:
    journal = Journal.open("diary")
    assert journal.entries() == []
    assert list(journal.export()) == []
    assert journal.summary()["span"]["entries"] == 0
    with pytest.raises(NotFoundError):
        journal.find("zzzz")
    assert list(folder.iterdir()) == []

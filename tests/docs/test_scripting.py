"""The page for scripts: its recipes are run."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.docs.examples import ROOT, blocks, run_examples
from tests.needed import needed
from tests.program import Reflect

PAGE = (ROOT / "docs" / "scripting.md").read_text(encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "docs").mkdir()
    shutil.copy(ROOT / "docs" / "example-week.jsonl", tmp_path / "docs")
    return tmp_path


@pytest.mark.thorough
def test_every_recipe_prints_what_the_page_shows(shell: dict[str, str], folder: Path) -> None:
    needed("jq", "sqlite3")
    assert run_examples(PAGE, shell, folder) >= 10


def test_the_shell_prompt_has_the_state_in_it(shell: dict[str, str], folder: Path) -> None:
    needed("bash", "jq")
    (block,) = blocks(PAGE, "bash")
    for before, shown in (("true", "open # "), ("reflect pass >/dev/null", "passed # ")):
        done = subprocess.run(
            ["bash", "--norc", "-c", f'{before} 2>/dev/null\n{block}\nprintf %s "${{PS1@P}}"'],
            env=shell,
            cwd=folder,
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout.replace("$ ", "# ") == shown


def test_cron_makes_a_backup_and_writes_over_none(reflect: Reflect, shell: dict[str, str]) -> None:
    reflect("note", "x")
    (block,) = blocks(PAGE, "crontab")
    *fields, command = block.split(None, 5)
    assert fields == ["0", "3", "*", "*", "0"]
    assert not re.search(r"(?<!\\)%", command)
    line = ["/bin/sh", "-c", command.replace("\\%", "%")]
    first = subprocess.run(line, env=shell, capture_output=True, text=True, check=True)
    (backup,) = (reflect.home / "backups").iterdir()
    assert re.fullmatch(r"reflect-\d{4}-\d\d-\d\d\.zip", backup.name)
    assert "Traceback" not in first.stderr
    raw = backup.read_bytes()
    again = subprocess.run(line, env=shell, capture_output=True, text=True, check=False)
    assert (again.returncode, backup.read_bytes()) == (2, raw)
    assert "already exists" in again.stderr

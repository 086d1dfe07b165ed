"""What lies around the program is not part of it: the current folder, the shell that asks for completion."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.forking import Run, forked
from tests.program import Reflect

STANDARD = ("json", "tomllib", "datetime", "readline", "zoneinfo", "subprocess", "shlex", "select")
INSTALLED = ("typer", "click", "rich", "tinydb", "tomlkit", "dateutil", "platformdirs", "wcwidth", "tzdata")


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """A folder with what a program that looks into the current folder would import, or read as settings."""
    folder = tmp_path / "downloads"
    folder.mkdir()
    for name in (*STANDARD, *INSTALLED, "sitecustomize"):
        (folder / f"{name}.py").write_text("open('HIJACKED', 'w').close()\nraise SystemExit(99)\n")
    (folder / "reflect.toml").write_text('week_starts = "friday"\n')
    (folder / "care.txt").write_text("not mine\n")
    (folder / "packs").mkdir()
    (folder / "packs/x.toml").write_text("not TOML")
    return folder


@pytest.mark.parametrize("program", [[sys.executable, "-m", "reflect"], [str(Path(sys.executable).parent / "reflect")]])
def test_nothing_in_the_current_folder_is_imported_or_read(reflect: Reflect, hostile: Path, program: list[str]) -> None:
    before = sorted(os.listdir(hostile))
    if not os.path.exists(program[0]):
        pytest.skip("the program is not installed as a script here")
    for args in (["note", "x", "--at", "20 Nov 9pm"], ["week"], ["config", "get", "week_starts"], ["care"], ["today"]):
        done = subprocess.run(
            [*program, *args], env=reflect.env, cwd=hostile, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done
        assert "not mine" not in done.stdout
        assert "friday" not in done.stdout
    assert sorted(os.listdir(hostile)) == before


def test_a_current_folder_that_is_gone_is_no_hindrance(reflect: Reflect, tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    script = f'cd {gone} && rmdir {gone} && exec "$@"'
    done = subprocess.run(
        ["sh", "-c", script, "sh", *reflect.command, "mood", "4"], env=reflect.env, capture_output=True, check=False
    )
    assert (done.returncode, done.stdout[:6]) == (0, b"saved:"), done


def asked(shell: str, words: str) -> Run:
    """Return the run by which a shell asks what the last of `words` can be completed with."""
    of_shell = {"_REFLECT_COMPLETE": f"complete_{shell}", "_TYPER_COMPLETE_FISH_ACTION": "get-args"}
    env = {"COMP_WORDS": words, "COMP_CWORD": str(words.count(" ")), "_TYPER_COMPLETE_ARGS": words, **of_shell}
    return Run((), env=env)


def test_completion_reveals_nothing_of_the_journal_and_writes_nothing(reflect: Reflect) -> None:
    shells = ("bash", "zsh", "fish")
    for came in forked(reflect, [asked(shell, "reflect mo") for shell in shells]):
        assert "mood" in came.out, came
    assert not reflect.store.exists()
    reflect("pattern", "secret-label", "-w", "Secret-Person", "--note", "secret words")
    reflect("pack", "write", "What was secret?", "--pack", "secret-pack")
    before = [*reflect.store.rglob("*"), *reflect.home.iterdir()]
    asking = ("pattern ", "pattern x --with ", "list --label s", "show ", "label rename s", "pack show ", "config get ")
    for came in forked(reflect, [asked(shell, f"reflect {words}") for shell in shells for words in asking]):
        assert "ecret" not in came.out, came
        assert came.err == ""
    assert [*reflect.store.rglob("*"), *reflect.home.iterdir()] == before
